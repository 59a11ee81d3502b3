package check

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// What the likelihoods of one question in one cause may sum to. They are
// brought down to 1 when used: a little more, as of two answers that never
// occur beside one that always does, is the coarseness of the words.
const (
	sumWarning = 1.05
	sumError   = 1.3
)

// sums checks that the likelihoods listed for one question leave sense.
func (c *checker) sums() {
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for q, answers := range p.Expects {
			c.sum(p.At("expects", q), q, answers)
		}
		for j := range p.Causes {
			for q, answers := range p.Causes[j].Expects {
				c.sum(p.At("causes", j, "expects", q), q, answers)
			}
		}
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		for r, answers := range q.ByRoute {
			c.sum(q.At("by_route", string(r)), q.ID, answers)
		}
		for f, answers := range q.ByFamily {
			c.sum(q.At("by_family", string(f)), q.ID, answers)
		}
	}
}

func (c *checker) sum(at knowledge.Position, question string, answers map[string]knowledge.Word) {
	total := 0.0
	for _, w := range answers {
		p, _ := w.Probability()
		total += p
	}
	const mend = "use smaller words, or leave out what is not special"
	switch {
	case total > sumError+1e-9:
		c.fail(at, "sum", mend, "the answers to %q sum to %.2f", question, total)
	case total > sumWarning+1e-9:
		c.warn(at, "sum", mend, "the answers to %q sum to %.2f", question, total)
	}
}

// idleQuestions finds questions that no cause and no safety rule needs.
func (c *checker) idleQuestions() {
	if c.lost.any("problems") || c.lost["safety.yaml"] {
		return
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		if q.Kind == knowledge.KindChoice && !c.expected(q.ID) && !c.ruled(q.ID, "") {
			c.warn(q.At("id"), "idle-question", "let a cause expect its answers, or remove it", "no cause needs the question %q", q.ID)
		}
	}
}

func (c *checker) expected(question string) bool {
	for _, laws := range c.laws {
		if _, ok := laws[question]; ok {
			return true
		}
	}
	return false
}

// ruled reports whether a safety rule needs a question or one answer of it.
func (c *checker) ruled(question, answer string) bool {
	for _, r := range c.base.Safety.Rules {
		answers, ok := r.Facts[question]
		if answer == "" && (ok || r.Ask == question) || slices.Contains(answers, answer) {
			return true
		}
	}
	return false
}

// likelier is how much more often than the background a cause must bring an
// answer for the answer to count as expected, where no cause lists it.
const likelier = 1.2

// idleAnswers finds answers that no cause lists or makes likelier. What most
// merchants would answer anyway is needed all the same: it is how the others
// are denied.
func (c *checker) idleAnswers() {
	if c.lost.any("problems") || c.lost["safety.yaml"] {
		return
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		if q.Kind != knowledge.KindChoice || !c.expected(q.ID) {
			continue
		}
		background := backgroundOf(c.base, q)
		for j, a := range q.Answers {
			own, _ := a.Background.Probability()
			often, _ := knowledge.Often.Probability()
			listed, _ := knowledge.Sometimes.Probability()
			if own >= often || c.ruled(q.ID, a.ID) || c.predicted(q.ID, a.ID, min(likelier*background[a.ID], listed)) {
				continue
			}
			c.warn(q.At("answers", j, "id"), "idle-answer", "let a cause expect it, or remove it",
				"no cause expects the answer %q of %q", a.ID, q.ID)
		}
	}
}

func (c *checker) predicted(question, answer string, least float64) bool {
	for _, laws := range c.laws {
		if l, ok := laws[question]; ok && l[answer] >= least {
			return true
		}
	}
	return false
}
