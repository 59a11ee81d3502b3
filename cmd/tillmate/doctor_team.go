package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// examineTeam looks at who takes cases over, as far as the configuration tells.
func examineTeam(team configs.Team, now time.Time) []finding {
	if len(team.Groups) == 0 {
		return []finding{{What: "team", Problem: "no group is set: cases that need a person reach nobody; set team.groups"}}
	}
	people := finding{What: "team", Note: fmt.Sprintf("%d agents, %d admins, %d editors", len(team.Agents), len(team.Admins), len(team.Editors))}
	if len(team.Agents)+len(team.Admins) == 0 {
		people.Problem = "nobody may claim a case or answer a merchant; set team.agents (operations.md tells how to find an id)"
	}
	out := []finding{people, examineHours(team.Hours, now)}
	for _, g := range team.Groups {
		out = append(out, examineDesk(g, team))
	}
	if n := len(team.Canned); n > handoff.MaxCanned {
		out = append(out, finding{What: "canned replies", Problem: fmt.Sprintf("%d are set, and agents are offered the first %d", n, handoff.MaxCanned)})
	}
	return out
}

// examineDesk looks at a group of the team.
func examineDesk(g configs.Group, team configs.Team) finding {
	f := finding{What: "desk " + g.DeskID(), Note: fmt.Sprintf("group %d gets ", g.Chat)}
	route := g.DeskRoute()
	switch {
	case g.Desk == "":
		f.Note += "the cases that no other desk gets"
	case route != "":
		f.Note += fmt.Sprintf("the cases of the route %s", route)
	default:
		f.Note += "what is moved there"
	}
	if g.Lead != 0 && !slices.Contains(slices.Concat(team.Agents, team.Admins), g.Lead) {
		f.Problem = fmt.Sprintf("its lead %d may not act on cases; add the id to team.agents or team.admins", g.Lead)
	}
	return f
}

// examineHours says whether the team works now, for a mistake in the time zone
// is seen by that.
func examineHours(h configs.Hours, now time.Time) finding {
	f := finding{What: "hours"}
	working, err := h.Working()
	if err != nil {
		f.Problem = err.Error()
		return f
	}
	if h.Timezone == "" {
		f.Note = "always"
		return f
	}
	local := now.In(working.Zone).Format("Monday 15:04")
	if working.Open(now) {
		f.Note = fmt.Sprintf("it is %s in %s, and the team works", local, h.Timezone)
		return f
	}
	f.Note = fmt.Sprintf("it is %s in %s, and the team does not work", local, h.Timezone)
	next, ok := working.Next(now)
	if !ok {
		f.Problem = "there is no working time in the next year"
		return f
	}
	f.Note += ", until " + strings.TrimSpace(next.In(working.Zone).Format("Monday 2 January 15:04"))
	return f
}
