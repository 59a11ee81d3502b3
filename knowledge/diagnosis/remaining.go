package diagnosis

import "math"

// Limits of looking ahead: together they keep Remaining near the price of
// valuing all questions once.
const (
	shortlist  = 8   // questions followed beyond the first
	thinnest   = .05 // probability of a course of answers below which it is not followed
	farthestQs = 6   // default of the most questions to ask
)

// Remaining estimates how many questions will still be asked, from 0 to most (0
// is 6), if the best one is asked until none is worth its cost. It is the mean
// over the likely courses of answers, chosen among the questions that look best
// now; anything above 0 counts as at least 1.
func (m *Model) Remaining(b Belief, o Options, most int) int {
	if most <= 0 {
		most = farthestQs
	}
	o.Limit = shortlist
	values := m.Values(b, o)
	if len(values) == 0 || values[0].Net <= 0 {
		return 0
	}
	open := make([]int, len(values))
	for i, v := range values {
		open[i] = v.Question
	}
	mean := m.follow(b, values[0].Question, open, 1, most)
	return max(1, min(most, int(math.Round(mean))))
}

// follow returns the expected number of questions from asking q on, in a course
// of probability p. Answers too thin to follow count like the mean of the rest.
func (m *Model) follow(b Belief, q int, open []int, p float64, most int) float64 {
	if most <= 1 {
		return float64(most)
	}
	rest := make([]int, 0, len(open))
	for _, o := range open {
		if o != q {
			rest = append(rest, o)
		}
	}
	sum, weight := 0.0, 0.0
	add := func(after Belief, share float64) {
		if p*share < thinnest {
			return
		}
		weight += share
		if next := m.bestOf(after, rest); next >= 0 {
			sum += share * m.follow(after, next, rest, p*share, most-1)
		}
	}
	c := &m.questions[q]
	add(b, 1-c.answer)
	for a := range c.base {
		pa := c.answer * b.predict(c, a)
		if p*pa >= thinnest {
			add(b.given(c, a), pa)
		}
	}
	if weight == 0 {
		return 1
	}
	return 1 + sum/weight
}

// bestOf returns the question of the list most worth asking, -1 if none is.
func (m *Model) bestOf(b Belief, open []int) int {
	s := m.borrow(&b)
	defer m.scratch.Put(s)
	best, net := -1, 0.0
	for _, q := range open {
		if v := s.value(q, &m.questions[q]); v.Net > net {
			best, net = q, v.Net
		}
	}
	return best
}

// predict returns P(answer).
func (b *Belief) predict(q *question, answer int) float64 {
	base := q.base[answer]
	p := base
	for i := range q.links {
		p += b.p[q.links[i].cause] * q.beta[answer] * (q.links[i].f - 1)
	}
	for _, e := range q.of(answer) {
		p += b.p[q.links[e.link].cause] * e.delta
	}
	return p
}

// given returns the belief after one more answer. It serves looking ahead only:
// what is kept is recomputed from all evidence.
func (b *Belief) given(q *question, answer int) Belief {
	shift := make([]float64, len(b.p))
	q.weigh(shift, answer)
	after := Belief{model: b.model, p: make([]float64, len(b.p)), none: b.none}
	sum := b.none
	for c, p := range b.p {
		if shift[c] != 0 {
			p *= math.Exp(shift[c] / b.model.losses.Temperature)
		}
		after.p[c] = p
		sum += p
	}
	for c := range after.p {
		after.p[c] /= sum
	}
	after.none /= sum
	after.sum()
	return after
}

// Predict returns P(answer) for every answer of a question, for those who can
// say.
func (b Belief) Predict(question int) []float64 {
	q := &b.model.questions[question]
	law := make([]float64, len(q.base))
	for a := range law {
		law[a] = b.predict(q, a)
	}
	return law
}
