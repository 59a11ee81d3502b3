package main

import (
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/configs"
)

func TestExamineTeam(t *testing.T) {
	noon := time.Date(2026, 11, 2, 4, 0, 0, 0, time.UTC) // a Monday, 12:00 in Shanghai
	many := ""
	for i := range 13 {
		many += "{id: r" + string(rune('a'+i)) + ", zh: x, en: x}, "
	}
	for name, tt := range map[string]struct {
		team string
		want []string
	}{
		"nobody": {"team: {}", []string{"warn   team: no group is set: cases that need a person reach nobody; set team.groups"}},
		"a group without agents": {"team: {groups: [{name: a, chat: -1}]}", []string{
			"warn   team: 0 agents, 0 admins, 0 editors: nobody may claim a case or answer a merchant; set team.agents (operations.md tells how to find an id)",
			"ok     hours: always",
			"ok     desk support: group -1 gets the cases that no other desk gets",
		}},
		"a whole team": {
			"team: {agents: [7], admins: [8], groups: [{name: a, chat: -1, lead: 8}, {name: b, chat: -2, desk: bank, lead: 9}, {name: c, chat: -3, desk: night}]," +
				" hours: {timezone: Asia/Shanghai, monday: 09:00-18:00}, canned: [" + many + "]}",
			[]string{
				"ok     team: 1 agents, 1 admins, 0 editors",
				"ok     hours: it is Monday 12:00 in Asia/Shanghai, and the team works",
				"ok     desk support: group -1 gets the cases that no other desk gets",
				"warn   desk bank: group -2 gets the cases of the route bank: its lead 9 may not act on cases; add the id to team.agents or team.admins",
				"ok     desk night: group -3 gets what is moved there",
				"warn   canned replies: 13 are set, and agents are offered the first 12",
			},
		},
		"after work": {"team: {agents: [7], groups: [{name: a, chat: -1}], hours: {timezone: UTC, tuesday: 09:00-18:00}}", []string{
			"ok     team: 1 agents, 0 admins, 0 editors",
			"ok     hours: it is Monday 04:00 in UTC, and the team does not work, until Tuesday 3 November 09:00",
			"ok     desk support: group -1 gets the cases that no other desk gets",
		}},
	} {
		var out strings.Builder
		for _, f := range examineTeam(teamOf(t, tt.team), noon) {
			writeFinding(&out, f)
		}
		if want := strings.Join(tt.want, "\n") + "\n"; out.String() != want {
			t.Errorf("%s:\n%s\nnot\n%s", name, out.String(), want)
		}
	}
	if f := examineHours(configs.Hours{Timezone: "UTC", Monday: "x"}, noon); f.Problem == "" {
		t.Errorf("hours that cannot be read: %+v", f)
	}
}
