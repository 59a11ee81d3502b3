package diagnosis

import (
	"math"
	"math/rand/v2"
)

// NoneOfThese stands for the hypothesis that no cause of the model is true,
// where a cause's index is wanted.
const NoneOfThese = -1

// Draw gives the answer of somebody whose cause is known, wrong answers at the
// question's rate among them; ok is false if they cannot say. The random numbers
// are the caller's, so that a run can be repeated.
func (m *Model) Draw(random *rand.Rand, cause, question int) (answer int, ok bool) {
	q := &m.questions[question]
	if random.Float64() >= q.answer {
		return 0, false
	}
	at := -1
	for i := range q.links {
		if int(q.links[i].cause) == cause {
			at = i
		}
	}
	left := random.Float64()
	last := len(q.base) - 1
	for a := range last {
		p := q.base[a]
		if at >= 0 {
			p = q.likelihood(at, a)
		}
		if left < p {
			return a, true
		}
		left -= p
	}
	return last, true
}

// DrawCause draws a cause from the prior, or [NoneOfThese] with the chance none.
func (m *Model) DrawCause(random *rand.Rand, none float64) int {
	if random.Float64() < none {
		return NoneOfThese
	}
	left := random.Float64()
	for c := range m.causes {
		p := math.Exp(m.logPrior[c])
		if left < p {
			return c
		}
		left -= p
	}
	return len(m.causes) - 1
}
