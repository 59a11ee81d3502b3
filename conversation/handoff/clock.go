package handoff

import (
	"slices"
	"time"
)

// Clock counts the time of work that a case has taken. It stands still while
// it is waited for the merchant.
type Clock struct {
	Since time.Time     `json:"since,omitzero"` // when it was started; zero while it stands
	Used  time.Duration `json:"used,omitempty"` // before Since, in this opening
	Spent time.Duration `json:"spent,omitempty"`
	// Answered is set once an agent's words reached the merchant in this
	// opening. FirstAt and First say when that was in the first one, and how
	// long it took.
	Answered bool          `json:"answered,omitempty"`
	FirstAt  time.Time     `json:"first_at,omitzero"`
	First    time.Duration `json:"first,omitempty"`
	// Told lists the reminders of this opening that were given.
	Told []Stage `json:"told,omitempty"`
}

// Stage is a point of a target at which somebody is reminded.
type Stage string

// The stages.
const (
	FirstSoon   Stage = "first_soon"
	FirstLate   Stage = "first_late"
	ResolveSoon Stage = "resolve_soon"
	ResolveLate Stage = "resolve_late"
)

// used gives the time of work until now in this opening of the case.
func (c Clock) used(h Hours, now time.Time) time.Duration {
	if c.Since.IsZero() {
		return c.Used
	}
	return c.Used + h.Between(c.Since, now)
}

// at gives when the clock will show d; false while it stands.
func (c Clock) at(h Hours, d time.Duration) (time.Time, bool) {
	if c.Since.IsZero() {
		return time.Time{}, false
	}
	return h.Add(c.Since, d-c.Used)
}

func (c *Clock) start(now time.Time) { c.Since = now }

func (c *Clock) stop(h Hours, now time.Time) {
	c.Used, c.Since = c.used(h, now), time.Time{}
}

// again begins a new opening of the case.
func (c *Clock) again() {
	c.Spent += c.Used
	c.Used, c.Since, c.Answered, c.Told = 0, time.Time{}, false, nil
}

// answered notes that an agent's words reached the merchant.
func (c *Clock) answered(h Hours, now time.Time) {
	if c.Answered {
		return
	}
	c.Answered = true
	if c.FirstAt.IsZero() {
		c.FirstAt, c.First = now, c.used(h, now)
	}
}

// told notes a reminder.
func (c *Clock) told(s Stage) { c.Told = append(slices.Clip(c.Told), s) }

// due is one reminder to come.
type due struct {
	stage Stage
	at    time.Time
}

// reminders gives the reminders that were not given yet, with their times.
func (c Clock) reminders(h Hours, target Target) []due {
	var out []due
	add := func(stage Stage, d time.Duration) {
		if at, ok := c.at(h, d); ok && !slices.Contains(c.Told, stage) {
			out = append(out, due{stage, at})
		}
	}
	if !c.Answered {
		add(FirstSoon, target.First*Soon/100)
		add(FirstLate, target.First)
	}
	add(ResolveSoon, target.Resolve*Soon/100)
	add(ResolveLate, target.Resolve)
	return out
}
