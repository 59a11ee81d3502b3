package index

import "math"

// coverage gives the share, in [0, 1], of the query's information that the best
// problem accounts for. A term counts the more, the more of the problem's
// phrasings have it: half for one, three quarters for two; all if the best
// phrasing has every term of the query, because then it is what was meant.
// Otherwise one chance likeness would make any small talk look at home.
//
// Characters count more here than in the ranking: people put the same few
// characters together in ever new ways, so a pair that is not known says little
// about whether the query is about terminals at all.
func (g *Generation) coverage(s *scratch, w *weights) float64 {
	if len(s.found) == 0 {
		return 0
	}
	best := s.found[0]
	all, covered, whole := 0., 0., true
	for i := range s.tokens {
		t := &s.tokens[i]
		weight := w.covering[t.field] * information(t.problems, len(g.contents.Problems))
		texts, inBest := g.texts(s, t, best)
		all += weight
		covered += weight * (1 - math.Pow(.5, texts))
		whole = whole && inBest
	}
	if whole {
		return 1
	}
	return covered / all
}

// elsewhere gives by how much more often, in nats and on average, the query's
// terms stand in the phrasings of other subjects than in those of problems. It
// is negative when they stand more often in those of problems, and 0 when
// nothing is known of them or of other subjects.
func (g *Generation) elsewhere(s *scratch, w *weights) float64 {
	others, entries := float64(len(g.contents.Others)), float64(len(g.contents.Entries))
	if others == 0 || entries == 0 {
		return 0
	}
	all, leaning := 0., 0.
	for i := range s.tokens {
		t := &s.tokens[i]
		weight := w.leaning[t.field]
		all += weight
		if t.end > t.from {
			there := float64(t.end-t.to)/others + w.chance
			here := float64(t.to-t.from)/entries + w.chance
			leaning += weight * math.Log(there/here)
		}
	}
	if all == 0 {
		return 0
	}
	return leaning / all
}

// texts gives how many of the problem's texts have the token, a background
// text for a half, and whether its best one does.
func (g *Generation) texts(s *scratch, t *token, f found) (n float64, inBest bool) {
	for _, e := range s.arena[t.from:t.to] {
		entry := &g.contents.Entries[e]
		if entry.Problem != f.problem || int(e) == s.skip {
			continue
		}
		inBest = inBest || e == f.entry
		if entry.Kind == kindBackground {
			n += .5
		} else {
			n++
		}
	}
	return n, inBest
}
