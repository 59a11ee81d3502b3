package diagnosis

import (
	"cmp"
	"math"
	"slices"
)

// farthest bounds the log weights a caller may pass, so that sums stay finite.
const farthest = 100

// Belief is the posterior: the probability of every cause, of none of these,
// and of routes and groups. It does not change and holds no more than numbers.
type Belief struct {
	model   *Model
	p       []float64 // by cause
	none    float64
	groups  []float64 // by group
	routes  []float64 // by route
	lost    []float64 // by route: Σ WrongLoss·p of its causes
	loss    float64   // sum of lost
	retired []int     // questions answered or given up
	tried   []int     // causes whose steps did not help
}

// Posterior computes the belief from scratch:
//
//	s = log π + retrieval + Σ log L(answer | cause),  p = softmax(s/τ)
//
// with π normalised over the causes. Retrieval holds log weights by cause; nil
// and missing ones are 0. None is the log weight of none of these: log .05 makes
// it a twentieth of all causes before retrieval. Weights beyond ±100 nats are
// cut, NaN is 0.
func (m *Model) Posterior(retrieval []float64, none float64, evidence []Evidence) Belief {
	settled := Settled(evidence)
	scores := m.scores(retrieval, none, settled)
	b := m.believe(scores)
	for _, e := range settled {
		if q := questionOf(e); q >= 0 {
			b.retired = append(b.retired, q)
		}
		if t, ok := e.(NotFixed); ok {
			b.tried = append(b.tried, t.Cause)
		}
	}
	return b
}

// scores returns s by cause, and last that of none of these. The evidence is
// settled.
func (m *Model) scores(retrieval []float64, none float64, evidence []Evidence) []float64 {
	n := len(m.causes)
	s := make([]float64, n+1)
	copy(s, m.logPrior)
	for i := range min(n, len(retrieval)) {
		s[i] += cut(retrieval[i])
	}
	s[n] = cut(none)
	for _, e := range evidence {
		m.weigh(s, e)
	}
	return s
}

// weigh adds log L of one piece of evidence to the scores, less what it is under
// the background law: that is the same for all and costs nothing to leave out.
func (m *Model) weigh(s []float64, e Evidence) {
	switch e := e.(type) {
	case Answered:
		if !m.knows(e) {
			return
		}
		q := &m.questions[e.Question]
		q.weigh(s, e.Answer)
	case NotFixed:
		if m.has(e) {
			s[e.Cause] += math.Log1p(-m.causes[e.Cause].Fix)
		}
	}
}

func (q *question) weigh(s []float64, answer int) {
	base := math.Log(q.base[answer])
	unlisted := func(l *link) float64 { return math.Log(q.beta[answer]*l.f+q.eps) - base }
	entries := q.of(answer)
	next := 0
	for i := range q.links {
		l := &q.links[i]
		if next < len(entries) && int(entries[next].link) == i {
			s[l.cause] += math.Log(entries[next].l) - base
			next++
			continue
		}
		s[l.cause] += unlisted(l)
	}
}

func (m *Model) has(n NotFixed) bool { return n.Cause >= 0 && n.Cause < len(m.causes) }

func (m *Model) knows(a Answered) bool {
	return a.Question >= 0 && a.Question < len(m.questions) &&
		a.Answer >= 0 && a.Answer < len(m.questions[a.Question].base)
}

func cut(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(-farthest, min(farthest, x))
}

// believe turns scores into a belief; it takes the slice over.
func (m *Model) believe(s []float64) Belief {
	top := slices.Max(s)
	sum := 0.0
	for i := range s {
		s[i] = math.Exp((s[i] - top) / m.losses.Temperature)
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
	n := len(m.causes)
	b := Belief{model: m, p: s[:n:n], none: s[n]}
	b.sum()
	return b
}

// sum fills in the routes, the groups and the losses from the causes.
func (b *Belief) sum() {
	m := b.model
	r, g := len(m.routes), len(m.groups)
	buffer := make([]float64, 2*r+g)
	b.routes, b.lost, b.groups = buffer[:r:r], buffer[r:2*r:2*r], buffer[2*r:]
	for c, p := range b.p {
		b.groups[m.groupOf[c]] += p
		b.routes[m.routeOf[c]] += p
		b.lost[m.routeOf[c]] += p * m.loss[c]
	}
	b.loss = 0
	for _, l := range b.lost {
		b.loss += l
	}
}

// Cause is the probability of a cause, by index.
func (b Belief) Cause(i int) float64 { return b.p[i] }

// None is the probability of none of these.
func (b Belief) None() float64 { return b.none }

// Route is the probability that a cause of the route is true.
func (b Belief) Route(name string) float64 {
	if r, ok := b.model.routeIndex[name]; ok {
		return b.routes[r]
	}
	return 0
}

// Group is the probability that a cause of the group is true.
func (b Belief) Group(name string) float64 {
	if g, ok := b.model.groupIndex[name]; ok {
		return b.groups[g]
	}
	return 0
}

// Ranked is a cause, by index, with its probability.
type Ranked struct {
	Cause int
	P     float64
}

// Differential returns the n most probable causes, best first, and all of them
// for n below 0.
func (b Belief) Differential(n int) []Ranked {
	all := make([]Ranked, len(b.p))
	for c, p := range b.p {
		all[c] = Ranked{c, p}
	}
	slices.SortFunc(all, func(x, y Ranked) int {
		return cmp.Or(cmp.Compare(y.P, x.P), cmp.Compare(x.Cause, y.Cause))
	})
	if n < 0 || n > len(all) {
		n = len(all)
	}
	return all[:n:n]
}

// Entropy is the uncertainty about the hypothesis, none of these among them, in
// nats.
func (b Belief) Entropy() float64 {
	h := -xlogx(b.none)
	for _, p := range b.p {
		h -= xlogx(p)
	}
	return h
}
