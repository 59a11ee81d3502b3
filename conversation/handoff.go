package conversation

import (
	"fmt"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
)

// Reasons a case goes to a person that are no problem of their own. Others are
// the slug of the problem, such as fraud_suspect, or the id of the safety rule.
const (
	ReasonAsked     = "asked_for_person"    // the merchant wished it
	ReasonUnsure    = "no_confident_answer" // nothing more to ask, and no cause stands out
	ReasonConflict  = "contradiction"       // the answers do not fit together
	ReasonNotSolved = "not_solved"          // the advice did not help
	ReasonLost      = "not_understood"      // the words lead to no problem
	ReasonFailed    = "failed"              // a turn that could not be made
)

// handoffRule gives the case to a person because a safety rule says so.
func (t *turn) handoffRule(rule *knowledge.SafetyRule) {
	var ref *casebook.Ref
	if p := t.base.Problem(rule.Problem); p != nil {
		best, top := -1, -1.0
		b := t.belief()
		for _, h := range t.book.Hypotheses(p.Slug) {
			if t.book.Refs[h].Cause.Route == knowledge.RouteHuman && b.Cause(h) > top {
				best, top = h, b.Cause(h)
			}
		}
		if best >= 0 {
			ref = &t.book.Refs[best]
		}
	}
	reason := rule.ID
	if rule.Problem != "" {
		reason = rule.Problem
	}
	t.handoff(reason, ref)
}

// handoff gives the case to a person. The cause, where one is known, says what
// the merchant does at once.
func (t *turn) handoff(reason string, ref *casebook.Ref) {
	t.s.Case.Open = nil
	t.s.Phase = WithTeam
	h := Handoff{Type: TypeHandoff, Route: knowledge.RouteHuman, Reason: reason}
	if ref != nil {
		h.Problem = ref.Problem.Slug
		common := t.base.Advice(knowledge.RouteHuman)
		h.Steps, h.Never = t.guarded(h.Problem, t.steps([]casebook.Ref{*ref}), t.never(*ref, common))
	} else {
		h.Steps, h.Never = t.guarded("", nil, nil) // what the safety rules say holds without an article
	}
	h.Summary = t.summary(reason)
	var s strings.Builder
	s.WriteString(t.say(PhraseHandoff, Values{"why": t.why(reason)}))
	if len(h.Steps) > 0 {
		fmt.Fprintf(&s, "\n\n%s", t.say(PhraseHandoffFirst, nil))
		writeSteps(&s, h.Steps)
	}
	t.writeNever(&s, h.Never)
	h.Text = s.String()
	t.emit(h)
}

// failed says that something of the merchant's could not be handled: a person
// looks at it.
func (t *turn) failed() {
	if t.s.Phase == WithTeam {
		t.message(t.say(PhraseFailed, nil))
		return
	}
	t.openCase()
	t.handoff(ReasonFailed, nil)
}

// why words the reason of a hand-off.
func (t *turn) why(reason string) string {
	switch reason {
	case ReasonAsked:
		return t.say(PhraseWhyAsked, nil)
	case ReasonUnsure:
		return t.say(PhraseWhyUnsure, nil)
	case ReasonConflict:
		return t.say(PhraseWhyConflict, nil)
	case ReasonNotSolved:
		return t.say(PhraseWhyNotSolved, nil)
	case ReasonLost:
		return t.say(PhraseWhyLost, nil)
	case ReasonFailed:
		return t.say(PhraseWhyFailed, nil)
	}
	if p := t.base.Problem(reason); p != nil {
		return p.Title.In(t.s.Lang)
	}
	return t.say(PhraseWhySafety, nil)
}
