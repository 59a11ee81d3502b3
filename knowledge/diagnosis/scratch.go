package diagnosis

import (
	"cmp"
	"slices"
)

// ahead is how many of the most probable groups of a route are kept in order. A
// question that touches all of them costs one pass over the route's groups.
const ahead = 8

// scratch is the working memory of valuing questions under one belief.
type scratch struct {
	model *Model
	b     *Belief

	leaders [][]int32 // by route: its most probable groups, best first
	order   []int32   // routes, least gain first
	gain    []float64 // by route: EL of its best group less S

	routeMark, groupMark []uint32 // equal to stamp: touched by the question
	stamp                uint32
	retired              []bool

	p      []float64   // by link of the question
	groupF []float64   // by touched group: Σ p·(f-1)
	groupC []float64   // by touched group: corrections for one answer
	route  []routeSums // by touched route
	base   answerSums
	best   float64 // EL of the decision now
	idle   int32   // the best route the question does not touch, -1 if none
}

// routeSums are the sums over one touched route.
type routeSums struct {
	pF, lostF float64 // Σ p·(f-1), Σ WrongLoss·p·(f-1)
	pC, lostC float64 // corrections for one answer
	rest      float64 // probability of its best untouched group, -1 if none

	front  [ahead]int32 // of many touched groups, those of most Σ p·f
	fronts int          // how many; 0 if the touched groups are few
	others float64      // the most Σ p·f of those not in front
}

// answerSums are the sums over all hypotheses.
type answerSums struct{ pF, lostF, pC, lostC float64 }

func newScratch(m *Model) *scratch {
	r, g := len(m.routes), len(m.groups)
	s := &scratch{
		model:     m,
		leaders:   make([][]int32, r),
		order:     make([]int32, r),
		gain:      make([]float64, r),
		routeMark: make([]uint32, r),
		groupMark: make([]uint32, g),
		retired:   make([]bool, len(m.questions)),
	}
	for i := range s.leaders {
		s.leaders[i] = make([]int32, 0, min(ahead, len(m.members[i])))
	}
	return s
}

// borrow takes working memory from the pool and prepares it for the belief.
func (m *Model) borrow(b *Belief) *scratch {
	s := m.scratch.Get().(*scratch)
	s.b = b
	clear(s.retired)
	s.best = m.losses.Person
	for r := range m.routes {
		s.lead(r)
		top := s.leaders[r][0]
		s.gain[r] = b.lossOf(int(top)) - b.loss
		s.best = min(s.best, b.lossOf(int(top)))
		s.order[r] = int32(r)
	}
	slices.SortFunc(s.order, func(x, y int32) int { return cmp.Compare(s.gain[x], s.gain[y]) })
	return s
}

// lead finds the most probable groups of a route.
func (s *scratch) lead(r int) {
	best := s.leaders[r][:0]
	for _, g := range s.model.members[r] {
		p := s.b.groups[g]
		at := len(best)
		if at == cap(best) {
			if p <= s.b.groups[best[at-1]] {
				continue
			}
			at--
		} else {
			best = best[:at+1]
		}
		for ; at > 0 && s.b.groups[best[at-1]] < p; at-- {
			best[at] = best[at-1]
		}
		best[at] = g
	}
	s.leaders[r] = best
}

func (s *scratch) retire(questions []int) {
	for _, q := range questions {
		if q >= 0 && q < len(s.retired) {
			s.retired[q] = true
		}
	}
}

// mark notes what the question touches and finds the best of what it does not.
func (s *scratch) mark(q *question) {
	s.stamp++
	if s.stamp == 0 { // wrapped: old marks could look new
		clear(s.routeMark)
		clear(s.groupMark)
		s.stamp = 1
	}
	for _, g := range q.groups {
		s.groupMark[g] = s.stamp
	}
	s.route = slices.Grow(s.route[:0], len(q.routes))[:len(q.routes)]
	for i, t := range q.routes {
		s.routeMark[t.route] = s.stamp
		s.route[i] = routeSums{rest: s.restOf(t)}
	}
	s.idle = -1
	for _, r := range s.order {
		if s.routeMark[r] != s.stamp {
			s.idle = r
			break
		}
	}
}

// restOf returns the probability of the best group of a touched route that is
// itself untouched, -1 if there is none.
func (s *scratch) restOf(t touched) float64 {
	members := s.model.members[t.route]
	if len(members) == int(t.high-t.low) {
		return -1
	}
	for _, g := range s.leaders[t.route] {
		if s.groupMark[g] != s.stamp {
			return s.b.groups[g]
		}
	}
	best := -1.0
	for _, g := range members {
		if s.groupMark[g] != s.stamp {
			best = max(best, s.b.groups[g])
		}
	}
	return best
}
