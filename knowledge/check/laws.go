package check

import (
	"math"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
)

// law is how often merchants give each answer of a question.
type law map[string]float64

// lawsOf gives, for every cause, the laws of the questions it says something
// about.
func lawsOf(b *knowledge.Base) map[*knowledge.Cause]map[string]law {
	out := map[*knowledge.Cause]map[string]law{}
	background := map[string]law{}
	for i := range b.Questions {
		background[b.Questions[i].ID] = backgroundOf(b, &b.Questions[i])
	}
	for i := range b.Problems {
		p := &b.Problems[i]
		for j := range p.Causes {
			c := &p.Causes[j]
			out[c] = map[string]law{}
			for k := range b.Questions {
				q := &b.Questions[k]
				if listed := casebook.Expected(b, p, c, q); len(listed) > 0 {
					out[c][q.ID] = complete(listed, background[q.ID])
				}
			}
		}
	}
	return out
}

// backgroundOf is the law of merchants whose problem has nothing to do with
// the question. Codes that no cause lists weigh nothing between two causes.
func backgroundOf(b *knowledge.Base, q *knowledge.Question) law {
	out := law{}
	if q.Kind == knowledge.KindCode {
		out[knowledge.NoCode] = 1
		for i := range b.Codes {
			out[b.Codes[i].Code] = .2 / .8 / float64(len(b.Codes))
		}
	}
	for _, a := range q.Answers {
		if q.Kind != knowledge.KindCode {
			out[a.ID], _ = a.Background.Probability()
		}
	}
	total := 0.0
	for _, p := range out {
		total += p
	}
	for id := range out {
		out[id] /= max(total, 1e-9)
	}
	return out
}

// complete gives the answers that are not listed what is left, after the
// background law. Answers the question does not have count for nothing.
func complete(listed map[string]float64, background law) law {
	out := law{}
	sum, rest := 0.0, 0.0
	for id, b := range background {
		if p, ok := listed[id]; ok {
			out[id] = p
			sum += p
		} else {
			rest += b
		}
	}
	for id, b := range background {
		switch _, ok := listed[id]; {
		case ok && (rest <= 0 || sum > 1):
			out[id] /= max(sum, 1e-9)
		case !ok:
			out[id] = b * max(0, 1-sum) / rest
		}
	}
	return out
}

// clearly is the total variation from which two laws of one question differ
// enough for an answer to decide: with "usually" against "rarely" it is .75,
// with "often" against "rarely" .5.
const clearly = .4

// separated reports whether some question tells two causes apart; the question
// with the id in except does not count.
func (c *checker) separated(x, y *knowledge.Cause, except string) bool {
	for i := range c.base.Questions {
		id := c.base.Questions[i].ID
		lx, okx := c.laws[x][id]
		ly, oky := c.laws[y][id]
		if id == except || !okx && !oky {
			continue
		}
		if !okx {
			lx = backgroundOf(c.base, &c.base.Questions[i])
		}
		if !oky {
			ly = backgroundOf(c.base, &c.base.Questions[i])
		}
		if variation(lx, ly) >= clearly {
			return true
		}
	}
	return false
}

// variation is the total variation between two laws of one question.
func variation(x, y law) float64 {
	sum := 0.0
	for id, p := range x {
		sum += math.Abs(p - y[id])
	}
	return sum / 2
}
