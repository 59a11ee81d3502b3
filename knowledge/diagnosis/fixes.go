package diagnosis

import (
	"cmp"
	"slices"
)

// Repair is what following a cause's steps promises.
type Repair struct {
	Cause int // index
	Group string
	P     float64 // that the cause is true and its steps mend it
	Score float64 // P / Effort
}

// Repairs orders the causes of a route by the chance of mending over effort,
// best first: the order of least expected effort when steps are tried one after
// another (Heckerman, Breese and Rommelse 1995, p/C). Causes whose steps were
// tried and did not help are left out, and those without a chance too.
func (b Belief) Repairs(route string) []Repair {
	m := b.model
	r, ok := m.routeIndex[route]
	if !ok {
		return nil
	}
	var repairs []Repair
	for c, p := range b.p {
		cause := &m.causes[c]
		if int(m.routeOf[c]) != r || cause.Fix*p <= 0 || slices.Contains(b.tried, c) {
			continue
		}
		repairs = append(repairs, Repair{Cause: c, Group: cause.Group, P: cause.Fix * p, Score: cause.Fix * p / cause.Effort})
	}
	slices.SortStableFunc(repairs, func(x, y Repair) int { return cmp.Compare(y.Score, x.Score) })
	return repairs
}
