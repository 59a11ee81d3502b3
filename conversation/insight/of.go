package insight

import (
	"cmp"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Of tells what one turn counts for, by the text of its [Key], and what the
// knowledge had no good answer to in it: one gap at most, the gravest.
//
// Over all turns of a chat the cases opened are those ended and the one that
// is open. The event may come without what the search found for it.
func Of(before, after conversation.State, ev conversation.Event, effects []conversation.Effect) (map[string]int64, []conversation.Gap) {
	t := newTurn(before, after, ev, effects)
	t.countCases()
	t.countQuestions()
	t.countAdvice()
	t.countHandoffs()
	t.countMisses()
	return t.counts, t.gaps()
}

// turn is one turn, seen from outside.
type turn struct {
	before, after conversation.State
	ev            conversation.Event
	effects       []conversation.Effect
	counts        counts
	same          bool   // the case after is the one before
	how           string // how the case before ended, "" when it did not
}

func newTurn(before, after conversation.State, ev conversation.Event, effects []conversation.Effect) *turn {
	t := &turn{before: before, after: after, ev: ev, effects: effects, counts: counts{}}
	if before.Case == nil {
		return t
	}
	archived, moved := lastArchived(before.History, after.History)
	t.same = after.Case != nil && !moved && after.Case.Opened.Equal(before.Case.Opened)
	switch {
	case t.same:
	case ev.Kind == conversation.EventRestart: // another merchant begins: the history goes too
		t.how = endedRestarted
	case !moved:
		t.how = otherName
	case before.Phase == conversation.WithTeam:
		t.how = endedTeam
	default:
		t.how = howEnded(archived.Outcome)
	}
	return t
}

// How a case ended, as a state's history tells it.
const (
	endedSolved     = "solved"
	endedRestarted  = "restarted"
	endedUnresolved = "unresolved" // the merchant did not come back
	endedTeam       = "team"       // while a person owned it
	endedAnother    = "another"    // the merchant came to speak of another problem
)

func howEnded(outcome string) string {
	switch outcome {
	case endedSolved, endedRestarted, endedUnresolved:
		return outcome
	case string(conversation.OutcomeOpen):
		return endedAnother
	}
	return otherName
}

// lastArchived gives the case that went to the history in a turn; ok is false
// when none did.
func lastArchived(before, after []conversation.Past) (past conversation.Past, ok bool) {
	n := len(after)
	if n == 0 || n < len(before) {
		return past, false
	}
	if n == len(before) && after[n-1] == before[n-1] { // a full history drops its oldest
		return past, false
	}
	return after[n-1], true
}

func (t *turn) countCases() {
	if t.how != "" {
		t.counts.add(Ended, t.how, "")
	}
	if t.after.Case != nil && !t.same {
		t.counts.add(Opened, "", "")
	}
}

// countQuestions counts the questions put in this turn, but not those that
// were open already and are put once more.
func (t *turn) countQuestions() {
	if t.after.Case == nil {
		return
	}
	for _, a := range t.after.Case.Asked {
		if a.Turn == t.after.Turn && a.Since == 0 {
			t.counts.add(Asked, a.Question, "")
		}
	}
}

func (t *turn) countAdvice() {
	for _, e := range t.effects {
		if rec, ok := e.(conversation.Recommendation); ok {
			t.counts.add(Advised, string(rec.Route), "")
			t.counts.add(Shown, cmp.Or(rec.Problem, otherName), rec.Cause)
		}
	}
	if a, ok := lastAdvice(t.before.Case); ok && t.how == endedSolved && a.Outcome == conversation.OutcomeOpen {
		t.counts.advice(Solved, a)
	}
	if a, ok := t.failedAdvice(); ok {
		t.counts.advice(NotSolved, a)
	}
	if a, ok := lastAdvice(t.after.Case); ok && t.pressedNotTried(a) {
		t.counts.advice(NotTried, a)
	}
}

func lastAdvice(c *conversation.Case) (a conversation.Advice, ok bool) {
	if c == nil || len(c.Advice) == 0 {
		return a, false
	}
	return c.Advice[len(c.Advice)-1], true
}

// failedAdvice is the advice that the merchant said in this turn did not help.
func (t *turn) failedAdvice() (a conversation.Advice, ok bool) {
	was, ok := lastAdvice(t.before.Case)
	if !ok || !t.same || was.Outcome == conversation.OutcomeNotSolved {
		return a, false
	}
	for _, a := range t.after.Case.Advice {
		if a.Turn == was.Turn && a.Outcome == conversation.OutcomeNotSolved {
			return a, true
		}
	}
	return a, false
}

// pressedNotTried reports whether the button below an advice was pressed; one
// below an older advice says nothing of it.
func (t *turn) pressedNotTried(a conversation.Advice) bool {
	waits := t.same && t.before.Phase == conversation.Advised && t.after.Phase == conversation.Advised
	shown := t.ev.Shown
	return waits && t.ev.Kind == conversation.EventPress && t.ev.Press == conversation.PressNotTried &&
		(shown == 0 || shown >= a.Turn && shown < t.after.Turn)
}

func (t *turn) countHandoffs() {
	h, ok := t.handoff()
	if !ok {
		return
	}
	t.counts.add(Handed, cmp.Or(h.Reason, otherName), "")
	if h.Reason == conversation.ReasonFailed {
		return // our failure, not an article's
	}
	if h.Problem != "" {
		t.counts.add(Escalated, h.Problem, "")
	} else if a, ok := lastAdvice(t.after.Case); ok {
		t.counts.advice(Escalated, a)
	}
}

func (t *turn) handoff() (h conversation.Handoff, ok bool) {
	for _, e := range t.effects {
		if h, ok := e.(conversation.Handoff); ok {
			return h, true
		}
	}
	return h, false
}

// countMisses counts what was not found, not among the guesses, or refused.
func (t *turn) countMisses() {
	lost := t.lost()
	if _, missed := t.missed(); lost || missed {
		t.counts.add(NoHit, "", "")
	}
	if t.saidNone() {
		t.counts.add(NoneOf, "", "")
	}
	if t.after.Case == nil && t.how != endedSolved && t.closed() {
		name := refusedAside
		if lost {
			name = refusedLost
		}
		t.counts.add(Refused, name, "")
	}
}

// What began no case.
const (
	refusedLost  = "lost"
	refusedAside = "aside"
)

func (t *turn) closed() bool {
	for _, e := range t.effects {
		if _, ok := e.(conversation.Closed); ok {
			return true
		}
	}
	return false
}

// lost reports whether a text outside of a case was not understood. A reply
// that is not understood is another matter: nothing was searched for it.
func (t *turn) lost() bool {
	before := t.before.Lost
	if t.how != "" {
		before = 0
	}
	return !t.same && t.after.Lost > before
}

// missed gives the description, kept in this turn, for which nothing good was
// found and in which no code, screen text or fact was read.
func (t *turn) missed() (text conversation.Text, ok bool) {
	c := t.after.Case
	if c == nil || t.ev.Kind != conversation.EventText && t.ev.Kind != conversation.EventEdit {
		return text, false
	}
	for _, x := range c.Texts {
		if x.Turn == t.after.Turn && describes(x) && x.Coverage < GoodCoverage && len(x.Shown) == 0 && len(x.Rules) == 0 && !readFrom(c, x.N) {
			return x, true
		}
	}
	return text, false
}

// GoodCoverage is the share of a text's words that the search must account for;
// below it the text is likely about something the articles do not know.
const GoodCoverage = 1. / 3

// describes reports whether the words of a text say which problem it is.
func describes(x conversation.Text) bool { return x.Text != "" && !x.Reply && !x.Unread }

// readFrom reports whether a fact was read in the n-th text.
func readFrom(c *conversation.Case, n int) bool {
	for _, a := range c.Answers {
		if a.Text == n && a.Answer != knowledge.Unsure {
			return true
		}
	}
	return false
}

// saidNone reports whether "none of these" was chosen in this turn.
func (t *turn) saidNone() bool {
	if t.after.Case == nil {
		return false
	}
	for _, a := range t.after.Case.Answers {
		if a.Turn == t.after.Turn && a.Question == conversation.QuestionProblem && a.Answer == conversation.NoneOfThese {
			return true
		}
	}
	return false
}
