package conversation

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/reading"
)

// outcomes are the buttons below an advice.
func (t *turn) outcomes() []Choice {
	return []Choice{
		{ID: PressSolved, Label: t.say(PhraseBtnSolved, nil)},
		{ID: PressNotSolved, Label: t.say(PhraseBtnNotSolved, nil)},
		{ID: PressNotTried, Label: t.say(PhraseBtnNotTried, nil)},
	}
}

// afterAdvice handles a text while the outcome of an advice is not known.
func (t *turn) afterAdvice(masked string, r reading.Reading) {
	described := t.aboutTerminals(r)
	switch {
	case r.Has(intentNotSolved):
		t.keep(masked, r, !described)
		t.outcome(PressNotSolved)
	case r.Has(intentNotTried):
		t.outcome(PressNotTried)
	case (r.Has(intentSolved) || r.Has(intentItself)) && !described:
		t.outcome(PressSolved)
	case described && !t.complaint(r): // "what do I do then" only shares words with an article
		t.aside(PhraseTryFirst)
	case described && len(r.Facts) == 0 && t.anotherMatter():
		t.archive(string(OutcomeOpen))
		t.message(t.say(PhraseAnotherMatter, nil))
		t.describe(masked, r)
	case described || len(r.Facts) > 0:
		t.keep(masked, r, !described)
		t.next()
	case r.Has(intentBack):
		t.back()
	case r.Has(intentYes):
		t.outcome(PressSolved)
	case r.Has(intentNo):
		t.outcome(PressNotSolved)
	default:
		key, ok := t.social(r)
		if !ok {
			key = PhraseTryFirst
		}
		t.aside(key)
	}
}

// anotherMatter reports whether a text after an advice speaks of a problem
// that was no candidate of the case so far.
func (t *turn) anotherMatter() bool {
	if len(t.ev.Hits.Problems) == 0 {
		return false // only a code or a terminal's text was read in it
	}
	best := t.ev.Hits.Problems[0].Problem
	b := t.belief()
	p := 0.0
	for _, i := range t.book.Hypotheses(best) {
		p += b.Cause(i)
	}
	return p < .02 && t.ev.Hits.Coverage >= coverageClear
}

// outcome handles what the merchant says of an advice.
func (t *turn) outcome(id string) {
	c := t.s.Case
	last := &c.Advice[len(c.Advice)-1]
	switch id {
	case PressSolved:
		t.close(OutcomeSolved, PhraseSolved)
	case PressNotTried:
		t.message(t.say(PhraseTryFirst, nil))
	case PressNotSolved:
		last.Outcome = OutcomeNotSolved
		failed := 0
		for _, a := range c.Advice {
			if a.Outcome == OutcomeNotSolved {
				failed++
			}
		}
		if failed >= MaxAdvice {
			t.handoff(ReasonNotSolved, nil)
			return
		}
		told := len(t.effects)
		t.message(t.say(PhraseGoOn, nil))
		t.next()
		if t.s.Phase == WithTeam { // a person goes on, not the bot
			t.effects = slices.Delete(t.effects, told, told+1)
		}
	}
}

// close ends the case.
func (t *turn) close(o Outcome, key Phrase) {
	c := t.s.Case
	if o == OutcomeSolved && len(c.Advice) > 0 {
		c.Advice[len(c.Advice)-1].Outcome = o
	}
	t.archive(string(o))
	t.emit(Closed{Type: TypeClosed, Route: knowledge.RouteNone, Text: t.say(key, nil)})
}

// archive moves the open case to the history.
func (t *turn) archive(outcome string) {
	c := t.s.Case
	past := Past{Opened: c.Opened, Outcome: outcome}
	if n := len(c.Advice); n > 0 {
		past.Problem, past.Route = c.Advice[n-1].Problem, c.Advice[n-1].Route
	}
	t.s.History = append(t.s.History, past)
	if len(t.s.History) > MaxHistory {
		t.s.History = t.s.History[1:]
	}
	t.s.Case, t.s.Phase = nil, Idle
}
