package diagnosis

import (
	"cmp"
	"math"
	"slices"
)

// pairDepth is how many of the most probable causes are paired.
const pairDepth = 10

// Pair is two causes, by index, true at once.
type Pair struct {
	A, B int
	P    float64 // probability, against all pairs, single causes and none of these
}

// Pairs considers that two faults are there at once, which is worth doing only
// after advice did not help. It pairs the ten most probable causes of different
// groups and returns the pairs, best first. Second is the chance of a second
// fault beside the first, such as .05: the prior of a pair is 2·second·π_a·π_b
// with the retrieval weighed in.
//
// An answer follows the law of the cause that is linked to its question, the
// mean of both laws if both are. Advice that was followed mends one fault only:
// a pair is left standing unless both its causes were tried, and then with
// 1 - Fix_a·Fix_b.
func (m *Model) Pairs(retrieval []float64, none float64, evidence []Evidence, second float64) []Pair {
	if !(second > 0) {
		return nil
	}
	settled := Settled(evidence)
	scores := m.scores(retrieval, none, settled)
	top := m.topScores(scores)
	start := m.scores(retrieval, none, nil)
	norm := logSumOf(start)
	var total logSum
	for _, s := range scores {
		total.add(s - norm)
	}
	var pairs []Pair
	for i, a := range top {
		for _, b := range top[i+1:] {
			if m.groupOf[a] == m.groupOf[b] {
				continue
			}
			s := math.Log(2*second) + start[a] + start[b] - 2*norm
			for _, e := range settled {
				s += m.pairWeight(a, b, settled, e)
			}
			total.add(s)
			pairs = append(pairs, Pair{A: a, B: b, P: s})
		}
	}
	for i := range pairs {
		pairs[i].P = math.Exp(pairs[i].P - total.log())
	}
	slices.SortStableFunc(pairs, func(x, y Pair) int { return cmp.Compare(y.P, x.P) })
	return pairs
}

// topScores returns the causes with the highest scores.
func (m *Model) topScores(scores []float64) []int {
	top := make([]int, len(m.causes))
	for i := range top {
		top[i] = i
	}
	slices.SortStableFunc(top, func(x, y int) int { return cmp.Compare(scores[y], scores[x]) })
	return top[:min(pairDepth, len(top))]
}

// pairWeight is log L(e | a and b) less that of the background law.
func (m *Model) pairWeight(a, b int, settled []Evidence, e Evidence) float64 {
	switch e := e.(type) {
	case Answered:
		if m.knows(e) {
			return m.pairAnswer(a, b, e)
		}
	case NotFixed:
		// Counted once, at the first cause of the pair.
		if e.Cause == a && slices.Contains(settled, Evidence(NotFixed{b})) {
			return math.Log1p(-m.causes[a].Fix * m.causes[b].Fix)
		}
	}
	return 0
}

func (m *Model) pairAnswer(a, b int, e Answered) float64 {
	q := &m.questions[e.Question]
	sum, n := 0.0, 0.0
	for i := range q.links {
		if c := int(q.links[i].cause); c == a || c == b {
			sum += q.likelihood(i, e.Answer)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return math.Log(sum/n) - math.Log(q.base[e.Answer])
}
