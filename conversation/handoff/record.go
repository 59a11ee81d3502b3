package handoff

import (
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// Solver says who solved a case; "" is nobody.
type Solver string

// The solvers.
const (
	SolvedByBot   Solver = "bot"
	SolvedByAgent Solver = "agent"
)

// Record is one case as it is listed and exported. A case that was never
// handed over has one too: its desk is "" and it is made elsewhere.
type Record struct {
	Case     string   `json:"case"`
	Desk     string   `json:"desk,omitempty"`
	Agent    int64    `json:"agent,omitempty"` // who owns it, or owned it last
	Name     string   `json:"name,omitempty"`  // of the agent
	Merchant string   `json:"merchant,omitempty"`
	Terminal string   `json:"terminal,omitempty"`
	State    State    `json:"state"`
	Priority Priority `json:"priority,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Outcome  Outcome  `json:"outcome,omitempty"`

	Problem string          `json:"problem,omitempty"` // what it was; before that is known, the best guess
	Cause   string          `json:"cause,omitempty"`
	Route   knowledge.Route `json:"route,omitempty"`
	Article string          `json:"article,omitempty"` // the one that helped

	Opened     time.Time `json:"opened"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	Ended      time.Time `json:"ended,omitzero"`
	// FirstAnswer is how long the merchant waited for an agent's first words,
	// and Resolve how long the case took until it was closed, over all its
	// openings; in seconds of the team's working time, without waiting for the
	// merchant. They count once AnsweredAt and Ended are set.
	FirstAnswer int `json:"first_answer_seconds,omitempty"`
	Resolve     int `json:"resolve_seconds,omitempty"`

	Reopens int    `json:"reopens,omitempty"`
	Rating  int    `json:"rating,omitempty"` // 1 to 5; 0 is none
	Solver  Solver `json:"solver,omitempty"`
}

// RecordOf gives the record of a ticket.
func RecordOf(t Ticket) Record {
	r := Record{
		Case: t.Case, Desk: t.Desk, Agent: t.Last.ID, Name: t.Last.Name, Merchant: t.Merchant.Name, Terminal: t.Merchant.Terminal,
		State: t.State, Priority: t.Priority, Reason: t.Reason, Outcome: t.Outcome,
		Problem: t.Problem, Route: t.Route,
		Opened: t.Opened, AnsweredAt: t.Clock.FirstAt, Ended: t.Ended,
		FirstAnswer: int(t.Clock.First.Seconds()), Reopens: t.Reopens, Rating: t.Rating,
	}
	if t.Result.Route != "" {
		r.Problem, r.Cause, r.Route, r.Article = t.Result.Problem, t.Result.Cause, t.Result.Route, t.Result.Article
	}
	if !t.Ended.IsZero() {
		r.Resolve = int((t.Clock.Spent + t.Clock.Used).Seconds())
	}
	switch t.Outcome {
	case Solved, Unconfirmed:
		r.Solver = SolvedByAgent
	case ByBot:
		r.Solver = SolvedByBot
	}
	return r
}
