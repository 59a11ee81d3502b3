package diagnosis

// few is how many touched groups of a route are simply gone through for every
// answer. With more, a question of many answers would cost groups times answers.
const few = 2 * ahead

// front picks, of many touched groups, those that are the most probable unless
// an answer's corrections say otherwise.
func (s *scratch) front(q *question, i int) {
	t, r := q.routes[i], &s.route[i]
	if t.high-t.low <= few {
		return
	}
	var sums [ahead]float64
	r.others = 0
	for g := t.low; g < t.high; g++ {
		f := s.b.groups[q.groups[g]] + s.groupF[g]
		if r.fronts == ahead {
			if f <= sums[ahead-1] {
				r.others = max(r.others, f)
				continue
			}
			r.others = max(r.others, sums[ahead-1])
			r.fronts--
		}
		at := r.fronts
		for ; at > 0 && sums[at-1] < f; at-- {
			sums[at], r.front[at] = sums[at-1], r.front[at-1]
		}
		sums[at], r.front[at] = f, g
		r.fronts++
	}
}

// topGroup returns the largest P(group, answer) on a touched route, given the
// entries of the answer. Groups that are neither listed nor in front have at
// most β·others + ε·(the most probable group of the route): if that cannot win,
// they are not looked at.
func (s *scratch) topGroup(q *question, i int, entries []entry, base, beta float64) float64 {
	t, r := q.routes[i], &s.route[i]
	best := base * r.rest
	if r.fronts > 0 {
		for _, e := range entries {
			if l := &q.links[e.link]; int(l.route) == i {
				best = max(best, s.joint(q, l.group, base, beta))
			}
		}
		for _, g := range r.front[:r.fronts] {
			best = max(best, s.joint(q, g, base, beta))
		}
		if beta*r.others+q.eps*s.b.groups[s.leaders[t.route][0]] <= best {
			return best
		}
	}
	for g := t.low; g < t.high; g++ {
		best = max(best, s.joint(q, g, base, beta))
	}
	return best
}

// joint is P(group, answer) of a touched group.
func (s *scratch) joint(q *question, g int32, base, beta float64) float64 {
	return base*s.b.groups[q.groups[g]] + beta*s.groupF[g] + s.groupC[g]
}
