package handoff

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Worded is what a case is known by, in the words of one reader. What the
// merchant said stays as it was written.
type Worded struct {
	Reader
	Summary string `json:"summary,omitempty"`
	Title   string `json:"title,omitempty"`
	// Causes are the titles of the likely causes, in their order.
	Causes []string `json:"causes,omitempty"`
}

// Readers lists everybody for whom texts are worded apart.
func Readers() []Reader {
	return []Reader{{Lang: knowledge.Chinese}, {Lang: knowledge.Chinese, Traditional: true}, {Lang: knowledge.English}}
}

// Plain gives the reader of [Readers] that is worded for in the same way.
func (r Reader) Plain() Reader {
	return Reader{Lang: r.lang(), Traditional: r.Traditional && r.lang() == knowledge.Chinese}
}

// For gives what the case is known by for a reader; where that was not kept,
// as the desk reads that got the case first.
func (t Ticket) For(to Reader) Worded {
	i := slices.IndexFunc(t.Worded, func(w Worded) bool { return w.Reader == to.Plain() })
	if i >= 0 {
		return t.Worded[i]
	}
	w := Worded{Reader: to.Plain(), Summary: t.Summary, Title: t.Title}
	for _, h := range t.Likely {
		w.Causes = append(w.Causes, h.Title)
	}
	return w
}

// worded keeps what the case is known by, as a hand-off says it.
func (t *Ticket) worded(ev Event) {
	t.Summary, t.Problem, t.Title = conversation.Clip(ev.Summary, MaxSummary), ev.Problem, ev.Title
	t.Likely = slices.Clone(ev.Likely[:min(len(ev.Likely), MaxLikely)])
	t.Worded = nil
	for _, w := range ev.Worded {
		w.Summary = conversation.Clip(w.Summary, MaxSummary)
		w.Causes = slices.Clone(w.Causes[:min(len(w.Causes), MaxLikely)])
		t.Worded = append(t.Worded, w)
	}
}

// cameBack puts what the merchant complains of now before what is known of the
// case: the card must not show the old complaint alone.
func (s *step) cameBack() {
	t, words := &s.t, strings.Join(strings.Fields(s.ev.Text), " ")
	if words == "" {
		return
	}
	before := func(to Reader, summary string) string {
		line := s.rules.words(to, PhraseCameBack, values{"words": conversation.Clip(words, MaxText)})
		return conversation.Clip(line+"\n"+summary, MaxSummary)
	}
	t.Summary = before(t.first(s.rules.desk(t.Desk).Reader), t.Summary)
	for i := range t.Worded {
		t.Worded[i].Summary = before(t.Worded[i].Reader, t.Worded[i].Summary)
	}
}

// first is the reader of the ticket's own Summary: the one that was not worded
// for apart, and for a ticket of which nothing was, the desk.
func (t *Ticket) first(desk Reader) Reader {
	if len(t.Worded) == 0 {
		return desk
	}
	for _, to := range Readers() {
		if !slices.ContainsFunc(t.Worded, func(w Worded) bool { return w.Reader == to }) {
			return to
		}
	}
	return desk
}
