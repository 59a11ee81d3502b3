package conversation

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/reading"
	"github.com/tillmate/tillmate/knowledge/wording"
)

// alarm gives the safety rule whose words, in this very text, send the case to
// a person at once.
func (t *turn) alarm(r reading.Reading) *knowledge.SafetyRule {
	for i := range t.base.Safety.Rules {
		rule := &t.base.Safety.Rules[i]
		if rule.Route == knowledge.RouteHuman && slices.Contains(r.Rules, rule.ID) {
			return rule
		}
	}
	return nil
}

// active lists the safety rules that hold for the case as it stands.
func (t *turn) active(best string) []*knowledge.SafetyRule {
	var out []*knowledge.SafetyRule
	for i := range t.base.Safety.Rules {
		rule := &t.base.Safety.Rules[i]
		if t.holds(rule, best) {
			out = append(out, rule)
		}
	}
	return out
}

func (t *turn) holds(rule *knowledge.SafetyRule, best string) bool {
	c := t.s.Case
	for question, answers := range rule.Facts {
		if a, ok := c.answer(question); ok && slices.Contains(answers, a.Answer) {
			return true
		}
	}
	if a, ok := c.answer(knowledge.CodeQuestion); ok && slices.Contains(rule.Codes, a.Answer) {
		return true
	}
	if slices.Contains(rule.Problems, best) {
		return true
	}
	return slices.ContainsFunc(c.Texts, func(x Text) bool { return slices.Contains(x.Rules, rule.ID) })
}

// sendsToPerson gives an active rule that sends the case to a person.
func (t *turn) sendsToPerson(best string) *knowledge.SafetyRule {
	for _, rule := range t.active(best) {
		if rule.Route == knowledge.RouteHuman {
			return rule
		}
	}
	return nil
}

// mustAsk gives the question that an active rule wants answered before any
// advice, when it was neither answered nor asked.
func (t *turn) mustAsk(best string) string {
	for _, rule := range t.active(best) {
		if rule.Ask == "" {
			continue
		}
		if _, answered := t.s.Case.answer(rule.Ask); !answered && !t.s.Case.wasAsked(rule.Ask) {
			return rule.Ask
		}
	}
	return ""
}

// warn tells, once in a case and before anything more is asked, the first
// steps of the safety rules that hold: they cannot wait for the diagnosis.
func (t *turn) warn(best string) {
	c := t.s.Case
	var first []string
	for _, rule := range t.active(best) {
		if !rule.First.IsZero() && !slices.Contains(c.Warned, rule.ID) {
			c.Warned = append(c.Warned, rule.ID)
			first = appendNew(first, rule.First.In(t.s.Lang))
		}
	}
	if len(first) > 0 {
		t.message(strings.Join(first, "\n"))
	}
}

// guarded gives the steps and the never-list of an advice as the active rules
// allow them: their own steps first, and none that they forbid.
func (t *turn) guarded(best string, steps, never []string) ([]string, []string) {
	var first []string
	for _, rule := range t.active(best) {
		first = appendNew(first, rule.First.In(t.s.Lang))
		never = appendNew(never, rule.Never.In(t.s.Lang))
		steps = slices.DeleteFunc(slices.Clone(steps), func(step string) bool {
			return forbidden(rule.Forbid, step)
		})
	}
	return appendNew(first, steps), never
}

// forbidden reports whether a step urges what a rule forbids. "Do not swipe
// again" does not.
func forbidden(words []string, step string) bool {
	said := wording.Sentences(step)
	return slices.ContainsFunc(words, func(w string) bool { return wording.Urges(said, wording.Plain(w)) })
}

// appendNew appends the lines that are not there yet.
func appendNew(list, lines []string) []string {
	for _, l := range lines {
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}
