package main

import (
	"fmt"
	"slices"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// deskOf gives the support desk of a configuration, without the keeper of its
// cases. A team without groups has a desk that nobody sits at.
func deskOf(team configs.Team, phrases conversation.Phrases) (bot.Desk, error) {
	rules, err := rulesOf(team, phrases)
	if err != nil {
		return bot.Desk{}, fmt.Errorf("the rules of the desk: %w", err)
	}
	groups := map[string]int64{}
	for _, g := range team.Groups {
		groups[g.DeskID()] = g.Chat
	}
	return bot.Desk{Rules: rules, Groups: groups, Role: roleOf(team)}, nil
}

// rulesOf gives the rules of a team. What is not configured is as the defaults
// have it.
func rulesOf(team configs.Team, phrases conversation.Phrases) (handoff.Rules, error) {
	rules := handoff.Defaults(phrases)
	hours, err := team.Hours.Working()
	if err != nil {
		return rules, err
	}
	rules.Hours, rules.Silence, rules.Admins = hours, team.Silence, team.Admins
	rules.Targets = map[handoff.Priority]handoff.Target{
		handoff.Urgent: handoff.Target(team.Targets.Urgent),
		handoff.High:   handoff.Target(team.Targets.High),
		handoff.Normal: handoff.Target(team.Targets.Normal),
	}
	var desks []handoff.Desk
	for _, g := range team.Groups {
		d := handoff.Desk{ID: g.DeskID(), Name: g.Name.Text(), Route: g.DeskRoute(), Reader: readerOf(g.Language), Lead: g.Lead}
		if g.Desk == "" { // the first gets what no other is for
			desks = slices.Insert(desks, 0, d)
		} else {
			desks = append(desks, d)
		}
	}
	if len(desks) > 0 {
		rules.Desks = desks
	}
	for _, r := range team.Canned {
		rules.Canned = append(rules.Canned, r.Canned())
	}
	return rules, rules.Validate()
}

// readerOf gives how somebody reads, by a language of the configuration.
func readerOf(language string) handoff.Reader {
	switch language {
	case "en":
		return handoff.Reader{Lang: knowledge.English}
	case "zh-hant":
		return handoff.Reader{Lang: knowledge.Chinese, Traditional: true}
	}
	return handoff.Reader{Lang: knowledge.Chinese}
}

// roleOf gives what people may do.
func roleOf(team configs.Team) func(int64) handoff.Role {
	roles := map[int64]handoff.Role{}
	for _, id := range team.Agents {
		roles[id] = handoff.Agent
	}
	for _, id := range team.Admins {
		roles[id] = handoff.Admin
	}
	return func(user int64) handoff.Role { return roles[user] }
}
