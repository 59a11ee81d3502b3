package conversation

import (
	"math"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

const (
	// conflictNats is how much less likely the facts are together than each
	// alone before the weakest is asked for once more.
	conflictNats = 1.0
	// conflictSure is the probability of the route from which a conflict does
	// not matter: the advice would be the same whichever fact is wrong.
	conflictSure = .5
)

// next decides what is said once everything that was said is known: a question
// that is worth its cost, or the advice.
func (t *turn) next() {
	b := t.belief()
	best := t.bestProblem(b, likelyFrom)
	if rule := t.sendsToPerson(t.bestProblem(b, surelyFrom)); rule != nil {
		t.handoffRule(rule)
		return
	}
	if len(t.s.Case.Asked) < MaxQuestions {
		if id := t.mustAsk(best); id != "" {
			t.ask(id, nil, b)
			return
		}
		if id, options, ok := t.worthAsking(b); ok {
			t.ask(id, options, b)
			return
		}
	}
	if t.recheck(b) {
		return
	}
	t.conclude(b)
}

// recheck deals with facts that contradict each other: it asks once more for
// the one whose removal mends it most, and if that does not help a person
// decides. ok is false when there is no conflict that matters.
func (t *turn) recheck(b diagnosis.Belief) (ok bool) {
	c := t.s.Case
	weights, none := t.weights(c)
	nats, culprit := t.book.Model.Conflict(weights, none, t.evidence(c))
	answered, known := culprit.(diagnosis.Answered)
	if nats <= conflictNats || !known || b.Decide().Confidence >= conflictSure {
		return false
	}
	if c.Rechecked {
		t.handoff(ReasonConflict, nil)
		return true
	}
	if len(c.Asked) >= MaxQuestions {
		return false
	}
	c.Rechecked = true
	t.message(t.say(PhraseRecheck, nil))
	t.ask(t.base.Questions[answered.Question].ID, nil, b)
	return true
}

// The probability from which a safety rule takes the best problem for the true
// one, and from which it gives the case to a person for that alone.
const (
	likelyFrom = .5
	surelyFrom = .85
)

// bestProblem is the most probable problem, or "" when it is less probable
// than a limit.
func (t *turn) bestProblem(b diagnosis.Belief, from float64) string {
	top := t.topProblems(b, 1)
	if len(top) == 0 || top[0].p < from {
		return ""
	}
	return top[0].slug
}

type guessed struct {
	slug string
	p    float64
}

// topProblems lists the most probable problems.
func (t *turn) topProblems(b diagnosis.Belief, n int) []guessed {
	var out []guessed
	for i := range t.base.Problems {
		slug := t.base.Problems[i].Slug
		g := guessed{slug: slug}
		for _, h := range t.book.Hypotheses(slug) {
			g.p += b.Cause(h)
		}
		g.p = math.Round(g.p*1e12) / 1e12 // in which order the facts came must not decide between equals
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b guessed) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return strings.Compare(a.slug, b.slug)
	})
	return out[:min(n, len(out))]
}

// leastNamed is the probability below which no problem is named: advice that
// rests on one word of a vague complaint is a guess.
const leastNamed = .2

// conclude advises, or gives the case to a person where that is better.
func (t *turn) conclude(b diagnosis.Belief) {
	t.s.Case.Open = nil
	d := b.Decide()
	if d.Abstain() || d.P < leastNamed {
		t.handoff(ReasonUnsure, nil)
		return
	}
	ref := t.book.Refs[d.Cause]
	if ref.Cause.Route == knowledge.RouteHuman {
		t.handoff(ref.Problem.Slug, &ref)
		return
	}
	if t.advisedInVain(ref.Problem.Slug, ref.Cause.Route) {
		t.handoff(ReasonNotSolved, nil)
		return
	}
	t.advise(b, d)
}

// advisedInVain reports whether the same advice was tried without success.
func (t *turn) advisedInVain(problem string, route knowledge.Route) bool {
	for _, a := range t.s.Case.Advice {
		if a.Problem == problem && a.Route == route && a.Outcome == OutcomeNotSolved && route != knowledge.RouteDevice {
			return true
		}
	}
	return false
}
