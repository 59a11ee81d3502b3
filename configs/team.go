package configs

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// Team is who may act for the merchants' support.
type Team struct {
	Groups []Group `yaml:"groups" env:"GROUPS"`
	// Admins and Editors are numeric user ids of Telegram.
	Admins  []int64 `yaml:"admins" env:"ADMINS"`
	Editors []int64 `yaml:"editors" env:"EDITORS"`
}

// Group is a Telegram group of the team.
type Group struct {
	Name string `yaml:"name" json:"name"` // as the team reads it
	// Chat is the id of the group, below 0.
	Chat int64 `yaml:"chat" json:"chat"`
	// Desk is the route whose cases the group gets; "" gets all that no other
	// group gets.
	Desk knowledge.Route `yaml:"desk,omitempty" json:"desk,omitempty"`
}

// String gives the group as a variable writes it.
func (g Group) String() string {
	s := fmt.Sprintf("%s:%d", g.Name, g.Chat)
	if g.Desk != "" {
		s += ":" + string(g.Desk)
	}
	return s
}

// UnmarshalText reads a group as a variable writes it: name:chat, or
// name:chat:desk.
func (g *Group) UnmarshalText(text []byte) error {
	name, rest, ok := strings.Cut(string(text), ":")
	if !ok {
		return errors.New("a group is written name:chat or name:chat:desk")
	}
	chat, desk, _ := strings.Cut(rest, ":")
	id, err := strconv.ParseInt(chat, 10, 64)
	if err != nil {
		return fmt.Errorf("the chat of a group is no number: %w", err)
	}
	*g = Group{name, id, knowledge.Route(desk)}
	return nil
}

func (p *parser) team() {
	p.users("team.admins", p.Team.Admins)
	p.users("team.editors", p.Team.Editors)
	groups := p.Team.Groups
	for i, g := range groups {
		path, before := index("team.groups", i), groups[:i]
		p.text(path+".name", g.Name)
		switch {
		case g.Name == "":
			p.fail(path+".name", "is not set", "give the group a short name")
		case strings.ContainsAny(g.Name, ":,"):
			p.fail(path+".name", fmt.Sprintf("%q has a colon or a comma", g.Name), "leave them out")
		case slices.ContainsFunc(before, func(b Group) bool { return b.Name == g.Name }):
			p.fail(path+".name", fmt.Sprintf("%q is the name of another group too", g.Name), "rename one of them")
		}
		switch {
		case g.Chat >= 0:
			p.fail(path+".chat", fmt.Sprintf("%d is no group", g.Chat), "write the id of the group; it is below 0, such as -1001234567890")
		case slices.ContainsFunc(before, func(b Group) bool { return b.Chat == g.Chat }):
			p.fail(path+".chat", fmt.Sprintf("%d is listed twice", g.Chat), "remove one of the two")
		}
		oneOf(p, path+".desk", g.Desk, "", knowledge.RouteBank, knowledge.RouteProvider, knowledge.RouteDevice, knowledge.RouteHuman)
		if slices.ContainsFunc(before, func(b Group) bool { return b.Desk == g.Desk }) {
			p.fail(path+".desk", fmt.Sprintf("%q is the desk of another group too", g.Desk), "let every group have its own desk, and one have none")
		}
	}
	if len(groups) > 0 && !slices.ContainsFunc(groups, func(g Group) bool { return g.Desk == "" }) {
		p.fail("team.groups", "has no group for the cases of all other desks", "leave out the desk of one group")
	}
}

// users checks the ids of people.
func (p *parser) users(path string, ids []int64) {
	// The writer of long ago, an anonymous admin, a channel.
	nobody := []int64{777000, 1087968824, 136817688}
	for i, id := range ids {
		at := index(path, i)
		switch {
		case id <= 0:
			p.fail(at, fmt.Sprintf("%d is no user", id), "write the number of a person; it is above 0")
		case slices.Contains(nobody, id):
			p.fail(at, fmt.Sprintf("%d is no person: many people write as it", id), "remove it")
		case slices.Contains(ids[:i], id):
			p.fail(at, fmt.Sprintf("%d is listed twice", id), "remove one of the two")
		}
	}
}
