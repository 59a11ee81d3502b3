package configs

import (
	"fmt"
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// Team is who takes cases over, when, and how soon. Its people are numeric
// user ids of Telegram.
type Team struct {
	Groups []Group `yaml:"groups" env:"GROUPS"`
	// Agents claim cases and answer merchants. Admins are agents who may also
	// act on the cases of others.
	Agents []int64 `yaml:"agents" env:"AGENTS"`
	Admins []int64 `yaml:"admins" env:"ADMINS"`
	// Editors may change the knowledge.
	Editors []int64 `yaml:"editors" env:"EDITORS"`
	Hours   Hours   `yaml:"hours" envPrefix:"HOURS_"`
	Targets Targets `yaml:"targets" envPrefix:"TARGETS_"`
	// Silence is how long a merchant may leave open whether it works; then the
	// case is closed.
	Silence time.Duration `yaml:"silence" env:"SILENCE"`
	// Canned are the replies that an agent can choose. A text in their place
	// names a file that holds them; so does the variable.
	Canned []Reply `yaml:"canned" env:"-"`
}

// Targets are how long a case may take, by its priority.
type Targets struct {
	Urgent Target `yaml:"urgent" envPrefix:"URGENT_"`
	High   Target `yaml:"high" envPrefix:"HIGH_"`
	Normal Target `yaml:"normal" envPrefix:"NORMAL_"`
}

// Target is how long a case may take, in time of work, without waiting for the
// merchant.
type Target struct {
	First   time.Duration `yaml:"first" env:"FIRST"`     // to an agent's first words
	Resolve time.Duration `yaml:"resolve" env:"RESOLVE"` // to its end
}

// defaultTeam is a team that has set nothing.
func defaultTeam() Team {
	rules := handoff.Defaults(nil)
	of := func(p handoff.Priority) Target { return Target(rules.Targets[p]) }
	return Team{
		Targets: Targets{Urgent: of(handoff.Urgent), High: of(handoff.High), Normal: of(handoff.Normal)},
		Silence: rules.Silence,
	}
}

func (p *parser) team() {
	p.users("team.agents", p.Team.Agents)
	p.users("team.admins", p.Team.Admins)
	p.users("team.editors", p.Team.Editors)
	p.groups()
	p.hours()
	p.target("team.targets.urgent", p.Team.Targets.Urgent)
	p.target("team.targets.high", p.Team.Targets.High)
	p.target("team.targets.normal", p.Team.Targets.Normal)
	if s := p.Team.Silence; s < time.Hour || s > 30*24*time.Hour {
		p.fail("team.silence", fmt.Sprintf("%s is out of range", s), "write a time from 1h to 720h")
	}
	p.canned()
}

// target checks how long cases may take.
func (p *parser) target(path string, t Target) {
	const longest = 90 * 24 * time.Hour
	check := func(path string, d time.Duration) bool {
		if d < time.Minute || d > longest {
			p.fail(path, fmt.Sprintf("%s is out of range", d), "write a time of work from 1m to 2160h")
			return false
		}
		return true
	}
	first, resolve := check(path+".first", t.First), check(path+".resolve", t.Resolve)
	if first && resolve && t.Resolve < t.First {
		p.fail(path+".resolve", fmt.Sprintf("%s is less than %s for the first answer", t.Resolve, t.First), "write the longer time here")
	}
}

// users checks the ids of people.
func (p *parser) users(path string, ids []int64) {
	for i, id := range ids {
		at := index(path, i)
		if p.person(at, id) && slices.Contains(ids[:i], id) {
			p.fail(at, fmt.Sprintf("%d is listed twice", id), "remove one of the two")
		}
	}
}

// person checks the id of one person.
func (p *parser) person(path string, id int64) bool {
	// The writer of long ago, an anonymous admin, a channel.
	nobody := []int64{777000, 1087968824, 136817688}
	switch {
	case id <= 0:
		p.fail(path, fmt.Sprintf("%d is no user", id), "write the number of a person; it is above 0")
	case slices.Contains(nobody, id):
		p.fail(path, fmt.Sprintf("%d is no person: many people write as it", id), "remove it")
	default:
		return true
	}
	return false
}
