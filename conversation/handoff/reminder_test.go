package handoff_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// A missed target is told to the lead, or else to the admins, by name where
// the case knows it.
func TestMissedIsTold(t *testing.T) {
	wang := people()["wang"]
	for name, tt := range map[string]struct {
		lead   int64
		admins []int64
		owner  bool
		want   []string
	}{
		"the lead":                {lead: 7, admins: []int64{8}, want: []string{"组长"}},
		"a lead who has the case": {lead: wang.ID, owner: true, want: []string{wang.Name}},
		"the admins":              {admins: []int64{8, wang.ID}, owner: true, want: []string{"管理员", wang.Name}},
		"many admins":             {admins: []int64{1, 2, 3, 4, 5, 6}, want: slices.Repeat([]string{"管理员"}, handoff.MaxCalled)},
		"nobody":                  {},
	} {
		rules := team(t)
		rules.Hours, rules.Admins, rules.Desks[0].Lead = handoff.Hours{}, tt.admins, tt.lead
		at := time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)
		open := opening("TM-1", map[string]string{"summary": "s"})
		open.At = at
		ticket, _ := handoff.Step(handoff.Ticket{}, open, rules)
		if tt.owner {
			ticket, _ = handoff.Step(ticket, handoff.Event{Kind: handoff.Claim, By: wang, At: at}, rules)
		}
		_, effects := step(t, ticket, handoff.Event{Kind: handoff.Timer, At: at.Add(3 * time.Hour)}, rules)
		var called []string
		told := 0
		for _, e := range effects {
			if e, ok := e.(handoff.Remind); ok {
				told++
				for _, p := range e.To {
					called = append(called, p.Name)
				}
			}
		}
		if told != 1 || !slices.Equal(called, tt.want) {
			t.Errorf("%s: %d reminders call %q, not %q", name, told, called, tt.want)
		}
	}
}
