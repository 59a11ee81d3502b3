package conversation

import (
	"fmt"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
)

// Reasons a case goes to a person that are no problem of their own. Others are
// the slug of the problem, such as fraud_suspect.
const (
	reasonAsked     = "asked_for_person"
	reasonUnsure    = "no_confident_answer"
	reasonConflict  = "contradiction"
	reasonNotSolved = "not_solved"
	reasonLost      = "not_understood"
)

const (
	// topInSummary is the number of causes the team sees with their probability.
	topInSummary = 3
	// secondFault is the chance of a second fault beside the first.
	secondFault = .05
	// pairFrom is the probability from which two causes at once are named.
	pairFrom = .15
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

// why words the reason of a hand-off.
func (t *turn) why(reason string) string {
	switch reason {
	case reasonAsked:
		return t.say(PhraseWhyAsked, nil)
	case reasonUnsure:
		return t.say(PhraseWhyUnsure, nil)
	case reasonConflict:
		return t.say(PhraseWhyConflict, nil)
	case reasonNotSolved:
		return t.say(PhraseWhyNotSolved, nil)
	case reasonLost:
		return t.say(PhraseWhyLost, nil)
	}
	if p := t.base.Problem(reason); p != nil {
		return p.Title.In(t.s.Lang)
	}
	return t.say(PhraseWhySafety, nil)
}

// summary tells the team what is known. It is made of what was said, masked,
// and never of anything else.
func (t *turn) summary(reason string) string {
	c := t.s.Case
	var lines []string
	add := func(key Phrase, values Values) { lines = append(lines, t.say(key, values)) }
	add(PhraseSumWhy, Values{"why": t.why(reason)})
	if t.s.Terminal != "" {
		add(PhraseSumTerminal, Values{"terminal": t.s.Terminal})
	}
	for _, text := range c.Texts {
		add(PhraseSumWords, Values{"words": text.Text})
	}
	var facts, unsure []string
	for _, a := range c.facts() {
		if a.Answer == knowledge.Unsure {
			unsure = append(unsure, t.questionName(a.Question))
			continue
		}
		if f := t.fact(a); f != "" {
			facts = append(facts, f)
		} else if p := t.base.Problem(a.Answer); p != nil {
			facts = append(facts, p.Title.In(t.s.Lang))
		}
	}
	separator := t.say(PhraseSeparator, nil)
	if len(facts) > 0 {
		add(PhraseSumFacts, Values{"facts": strings.Join(facts, separator)})
	}
	if len(unsure) > 0 {
		add(PhraseSumUnsure, Values{"questions": strings.Join(unsure, separator)})
	}
	for _, a := range c.Advice {
		if p := t.base.Problem(a.Problem); p != nil && len(a.Causes) > 0 && p.Cause(a.Causes[0]) != nil {
			key := PhraseSumAdvised // the merchant never said that it was tried
			if a.Outcome == OutcomeNotSolved {
				key = PhraseSumTried
			}
			add(key, Values{"advice": p.Cause(a.Causes[0]).Title.In(t.s.Lang)})
		}
	}
	if top := t.topCauses(); top != "" && reason != reasonLost {
		add(PhraseSumTop, Values{"causes": top})
	}
	if reason == reasonNotSolved {
		if pair := t.likelyPair(); pair != "" {
			add(PhraseSumPair, Values{"causes": pair})
		}
	}
	return strings.Join(lines, "\n")
}

// likelyPair words the two causes that are likeliest there at once, after
// advice did not help.
func (t *turn) likelyPair() string {
	weights, none := t.weights(t.s.Case)
	pairs := t.book.Model.Pairs(weights, none, t.evidence(t.s.Case), secondFault)
	if len(pairs) == 0 || pairs[0].P < pairFrom {
		return ""
	}
	title := func(h int) string { return t.book.Refs[h].Cause.Title.In(t.s.Lang) }
	return title(pairs[0].A) + t.say(PhraseSeparator, nil) + title(pairs[0].B)
}

// topCauses words the most probable causes with their per cent.
func (t *turn) topCauses() string {
	c := t.s.Case
	if len(c.Answers) == 0 && len(c.Texts) == 0 {
		return ""
	}
	var parts []string
	for i, r := range t.belief().Differential(topInSummary) {
		if i == 0 && r.P < .2 {
			return "" // a guess among many would mislead the team
		}
		if r.Cause < 0 || r.P < .05 {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %.0f%%", t.book.Refs[r.Cause].Cause.Title.In(t.s.Lang), 100*r.P))
	}
	return strings.Join(parts, t.say(PhraseSeparator, nil))
}

func (t *turn) questionName(id string) string {
	if id == QuestionProblem {
		return t.say(PhraseWhichProblem, nil)
	}
	if q := t.base.Question(id); q != nil {
		return q.Text.In(t.s.Lang)
	}
	return id
}
