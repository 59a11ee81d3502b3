package diagnosis

import (
	"cmp"
	"math"
	"slices"
)

// question is a compiled [Question]. Every hypothesis without a link follows
// base; a linked cause follows beta·f + eps, corrected where it lists an answer.
// All that does not depend on the belief is computed here, once.
type question struct {
	ask    bool
	cost   float64
	answer float64 // share of people who can say

	eps     float64   // e/k
	beta    []float64 // (1-e)·background, by answer
	base    []float64 // beta + eps, by answer
	entropy float64   // of base, nats

	links   []link
	entries []entry    // what links list, sorted by answer
	listed  []answered // the answers some link lists
	lone    []lone     // the answers no link lists, those alike together

	groups []int32   // that links touch, route by route
	routes []touched // that links touch
}

type link struct {
	cause int32
	group int32   // position in question.groups
	route int32   // position in question.routes
	f     float64 // scale of the unlisted answers
}

// entry is one listed answer of a link.
type entry struct {
	link   int32
	answer int32
	l      float64 // L(answer | cause)
	delta  float64 // l less what the answer would have unlisted
}

type answered struct{ answer, low, high int32 } // entries[low:high]

type lone struct{ base, beta, count float64 }

type touched struct{ route, low, high int32 } // groups[low:high]

func (m *Model) compile(q Question) question {
	k := len(q.Answers)
	e := max(q.Error, leastError)
	c := question{
		ask:    q.Ask,
		cost:   q.Cost,
		answer: 1 - q.Unsure,
		eps:    e / float64(k),
		beta:   make([]float64, k),
		base:   make([]float64, k),
	}
	b := normalised(q.Background, k)
	for a := range k {
		c.beta[a] = (1 - e) * b[a]
		c.base[a] = c.beta[a] + c.eps
		c.entropy -= xlogx(c.base[a])
	}
	m.place(&c, q.Links)
	for i, l := range q.Links {
		c.addLink(i, l, b, e)
	}
	slices.SortStableFunc(c.entries, func(x, y entry) int { return cmp.Compare(x.answer, y.answer) })
	c.classify()
	return c
}

func normalised(law []float64, k int) []float64 {
	b := make([]float64, k)
	if law == nil {
		for a := range b {
			b[a] = 1 / float64(k)
		}
		return b
	}
	sum := 0.0
	for _, p := range law {
		sum += p
	}
	for a := range b {
		b[a] = law[a] / sum
	}
	return b
}

// place gives every link the position of its group and route among those that
// the question touches.
func (m *Model) place(c *question, links []Link) {
	for _, l := range links {
		c.groups = append(c.groups, m.groupOf[l.Cause])
	}
	slices.SortFunc(c.groups, func(x, y int32) int {
		return cmp.Or(cmp.Compare(m.groupRoute[x], m.groupRoute[y]), cmp.Compare(x, y))
	})
	c.groups = slices.Compact(c.groups)
	at := make(map[int32]int32, len(c.groups))
	routeAt := map[int32]int32{}
	for i, g := range c.groups {
		at[g] = int32(i)
		r := m.groupRoute[g]
		if _, ok := routeAt[r]; !ok {
			routeAt[r] = int32(len(c.routes))
			c.routes = append(c.routes, touched{route: r, low: int32(i)})
		}
		c.routes[routeAt[r]].high = int32(i) + 1
	}
	for _, l := range links {
		g := m.groupOf[l.Cause]
		c.links = append(c.links, link{cause: int32(l.Cause), group: at[g], route: routeAt[m.groupRoute[g]]})
	}
}

// addLink spreads what a link leaves over the unlisted answers:
// f = (1 - Σ listed) / (1 - Σ background of the listed).
func (c *question) addLink(i int, l Link, b []float64, e float64) {
	listed := make(map[int]float64, len(l.Listed))
	sum := 0.0
	for _, a := range l.Listed {
		listed[a.Answer] = a.P
		sum += a.P
	}
	rest := 0.0
	for a := range b {
		if _, ok := listed[a]; !ok {
			rest += b[a]
		}
	}
	scale, f := 1.0, 0.0
	if rest <= 0 || sum > 1 {
		scale = 1 / sum
	} else {
		f = (1 - sum) / rest
	}
	c.links[i].f = f
	for a := range b {
		p, ok := listed[a]
		if !ok {
			continue
		}
		like := (1-e)*p*scale + c.eps
		c.entries = append(c.entries, entry{
			link: int32(i), answer: int32(a), l: like,
			delta: (1 - e) * (p*scale - f*b[a]),
		})
	}
}

// classify sorts the answers into listed ones, each with its entries, and lone
// ones: those alike in beta have the same posterior and are counted together.
func (c *question) classify() {
	for i, e := range c.entries {
		if n := len(c.listed); n == 0 || c.listed[n-1].answer != e.answer {
			c.listed = append(c.listed, answered{answer: e.answer, low: int32(i)})
		}
		c.listed[len(c.listed)-1].high = int32(i) + 1
	}
	count := map[float64]float64{}
	next := 0
	for a := range c.beta {
		if next < len(c.listed) && int(c.listed[next].answer) == a {
			next++
			continue
		}
		count[c.beta[a]]++
	}
	for beta, n := range count {
		c.lone = append(c.lone, lone{base: beta + c.eps, beta: beta, count: n})
	}
	slices.SortFunc(c.lone, func(x, y lone) int { return cmp.Compare(y.beta, x.beta) })
}

// likelihood is L(answer | cause of link i).
func (c *question) likelihood(i, answer int) float64 {
	for _, e := range c.of(answer) {
		if int(e.link) == i {
			return e.l
		}
	}
	return c.beta[answer]*c.links[i].f + c.eps
}

// of returns the entries of an answer.
func (c *question) of(answer int) []entry {
	at, ok := slices.BinarySearchFunc(c.listed, int32(answer), func(x answered, a int32) int {
		return cmp.Compare(x.answer, a)
	})
	if !ok {
		return nil
	}
	return c.entries[c.listed[at].low:c.listed[at].high]
}

// xlogx is x·log x, and 0 at 0.
func xlogx(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log(x)
}
