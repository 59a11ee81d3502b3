package web

import (
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// due is the target that comes next in a case.
type due struct {
	// Of is "first" or "resolve"; "" where no clock was ever started.
	Of string
	// At is when it is missed; zero while the clock stands.
	At   time.Time
	Late bool
	// Soon is set in the last part of the time.
	Soon bool
	// Left is how long it is until At, or since.
	Left time.Duration
}

// dueOf gives the next target of a case at a time. An answered case has only
// the second one to keep.
func dueOf(t *handoff.Ticket, rules handoff.Rules, now time.Time) due {
	target := rules.Targets[t.Priority]
	d := due{Of: "first"}
	whole := target.First
	if t.Clock.Answered {
		d.Of, whole = "resolve", target.Resolve
	}
	if t.Clock.Since.IsZero() || whole <= 0 || t.BotAnswers() {
		return d
	}
	at, ok := rules.Hours.Add(t.Clock.Since, whole-t.Clock.Used)
	if !ok {
		return d
	}
	d.At, d.Left = at, at.Sub(now)
	if d.Left < 0 {
		d.Late, d.Left = true, -d.Left
		return d
	}
	soon := whole * (100 - handoff.Soon) / 100
	d.Soon = d.Left <= soon
	return d
}

// before orders by what is missed first; what does not run comes last.
func (d due) before(o due) int {
	switch {
	case d.At.IsZero() && o.At.IsZero():
		return 0
	case d.At.IsZero():
		return 1
	case o.At.IsZero():
		return -1
	}
	return d.At.Compare(o.At)
}

// zone is where the clock on the team's wall hangs.
func zone(rules handoff.Rules) *time.Location {
	if rules.Hours.Zone == nil {
		return time.Local
	}
	return rules.Hours.Zone
}
