package handoff

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Rules are the team's own: desks, hours, targets and replies. A step only
// reads them; they are safe for concurrent use while nobody changes them.
type Rules struct {
	Phrases conversation.Phrases
	Hours   Hours
	Targets map[Priority]Target
	// Desks are the groups of the team, at least one; the first gets what no
	// other is for.
	Desks []Desk
	// Triage gives desk and priority to a new case: the first entry that fits.
	Triage []Triage
	// Canned are the replies that an agent can choose.
	Canned []Reply
	// Admins hear of missed targets at a desk that has no lead.
	Admins []int64
	// Silence is how long a merchant may leave open whether it works; then the
	// case is closed. It is time by the clock, not of work.
	Silence time.Duration
}

// Priority says how much a case hurries.
type Priority string

// The priorities.
const (
	Urgent Priority = "urgent" // people, money or data are in danger
	High   Priority = "high"
	Normal Priority = "normal"
)

// Priorities lists them, the most urgent first.
func Priorities() []Priority { return []Priority{Urgent, High, Normal} }

// above reports whether p hurries more than q.
func (p Priority) above(q Priority) bool {
	return slices.Index(Priorities(), p) < slices.Index(Priorities(), q)
}

// Target is how long a case may take, in time of work; waiting for the
// merchant does not count.
type Target struct {
	First   time.Duration // until an agent's first words reach the merchant
	Resolve time.Duration // until it is closed
}

// Desk is a group of the team.
type Desk struct {
	ID   string
	Name knowledge.Text
	// Route, where it is not "", sends the cases to this desk that look like
	// this route.
	Route  knowledge.Route
	Reader       // how cards are written
	Lead   int64 // who hears of missed targets; 0 is [Rules.Admins]
}

// Triage gives desk and priority to the cases that it fits. An empty condition
// fits all; an empty Desk leaves the choice to the route, an empty Priority
// to the default.
type Triage struct {
	Reason  string
	Problem string
	Route   knowledge.Route
	Safety  bool // only cases that a safety rule handed over

	Desk     string
	Priority Priority
}

func (r Triage) fits(ev Event) bool {
	return (r.Reason == "" || r.Reason == ev.Reason) &&
		(r.Problem == "" || r.Problem == ev.Problem) &&
		(r.Route == "" || r.Route == ev.Route) &&
		(!r.Safety || ev.Safety)
}

// Defaults gives the rules of a team that has set nothing but its phrases: one
// desk that always works.
func Defaults(phrases conversation.Phrases) Rules {
	return Rules{
		Phrases: phrases,
		Targets: map[Priority]Target{
			Urgent: {First: 10 * time.Minute, Resolve: 4 * time.Hour},
			High:   {First: 30 * time.Minute, Resolve: 8 * time.Hour},
			Normal: {First: 2 * time.Hour, Resolve: 24 * time.Hour},
		},
		Desks: []Desk{{ID: "support", Name: knowledge.Text{ZH: "客服组", EN: "Support"}}},
		Triage: []Triage{
			{Safety: true, Priority: Urgent},
			{Reason: conversation.ReasonNotSolved, Priority: High}, // the merchant has tried twice already
			{Reason: conversation.ReasonFailed, Priority: High},
		},
		Silence: 24 * time.Hour,
	}
}

// Validate says everything that is wrong with the rules.
func (r Rules) Validate() error {
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if r.Phrases == nil {
		add("there are no phrases")
	}
	if err := r.Hours.Validate(); err != nil {
		add("hours: %w", err)
	}
	for _, p := range Priorities() {
		if t := r.Targets[p]; t.First <= 0 || t.Resolve < t.First {
			add("targets of %s: first %v, resolve %v: the first is more than 0 and not after the second", p, t.First, t.Resolve)
		}
	}
	if len(r.Desks) == 0 {
		add("there is no desk")
	}
	for i, d := range r.Desks {
		if d.ID == "" || d.Name.ZH == "" || d.Name.EN == "" {
			add("desk %d: an id and a name in both languages are needed", i+1)
		}
		if slices.ContainsFunc(r.Desks[:i], func(o Desk) bool { return o.ID == d.ID }) {
			add("desk %q is there twice", d.ID)
		}
	}
	for i, t := range r.Triage {
		if t.Desk != "" && !slices.ContainsFunc(r.Desks, func(d Desk) bool { return d.ID == t.Desk }) {
			add("triage %d: there is no desk %q", i+1, t.Desk)
		}
		if t.Priority != "" && !slices.Contains(Priorities(), t.Priority) {
			add("triage %d: there is no priority %q", i+1, t.Priority)
		}
	}
	for i, c := range r.Canned {
		if err := c.Validate(); err != nil {
			add("reply %q: %w", c.ID, err)
		}
		if slices.ContainsFunc(r.Canned[:i], func(o Reply) bool { return o.ID == c.ID }) {
			add("reply %q is there twice", c.ID)
		}
	}
	if r.Silence <= 0 {
		add("silence %v: it must be more than 0", r.Silence)
	}
	return errors.Join(errs...)
}

// triage gives desk and priority to a case that is opened.
func (r Rules) triage(ev Event) (desk string, priority Priority) {
	for _, t := range r.Triage {
		if t.fits(ev) {
			desk, priority = t.Desk, t.Priority
			break
		}
	}
	if priority == "" {
		priority = Normal
	}
	if desk == "" {
		desk = r.deskFor(ev.Route)
	}
	return desk, priority
}

func (r Rules) deskFor(route knowledge.Route) string {
	for _, d := range r.Desks {
		if d.Route != "" && d.Route == route {
			return d.ID
		}
	}
	return r.fallback()
}

// fallback is the desk that gets what no other does.
func (r Rules) fallback() string {
	if len(r.Desks) == 0 {
		return ""
	}
	return r.Desks[0].ID
}

// desk gives a desk by its id; one that is configured no more has its id for a
// name.
func (r Rules) desk(id string) Desk {
	for _, d := range r.Desks {
		if d.ID == id {
			return d
		}
	}
	return Desk{ID: id, Name: knowledge.Text{ZH: id, EN: id}}
}

// has reports whether there is such a desk.
func (r Rules) has(desk string) bool {
	return slices.ContainsFunc(r.Desks, func(d Desk) bool { return d.ID == desk })
}
