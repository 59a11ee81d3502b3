package index

import (
	"cmp"
	"math"
	"slices"
)

// table holds what scoring needs to know beforehand.
type table struct {
	mass []float64 // by entry: the sum of its distinct terms' weights
	size []float64 // by problem: what the score of all its phrasings is divided by
}

// newTable computes the table of a generation's texts.
func newTable(c *contents, w *weights) table {
	ids, seen := map[term]int{}, []frequency{}
	spans, all := make([]int, 1, len(c.Entries)+1), []int32{}
	for i := range c.Entries {
		e := &c.Entries[i]
		visitTerms(e.folded(), func(f field, t string) {
			id, ok := ids[term{f, t}]
			if !ok {
				id = len(seen)
				ids[term{f, t}] = id
				seen = append(seen, frequency{field: f, problem: -1, entry: -1})
			}
			fr := &seen[id]
			if fr.entry == i {
				return
			}
			fr.entry = i
			all = append(all, int32(id))
			if fr.problem != e.Problem {
				fr.problem = e.Problem
				fr.problems++
			}
		})
		spans = append(spans, len(all))
	}
	for i := range seen {
		seen[i].weight = w.term(seen[i].field, seen[i].problems, len(c.Problems))
	}
	t := table{mass: make([]float64, len(c.Entries)), size: make([]float64, len(c.Problems))}
	for i := range c.Entries {
		e := &c.Entries[i]
		for _, id := range all[spans[i]:spans[i+1]] {
			t.mass[i] += seen[id].weight
			t.size[e.Problem] += w.fields[seen[id].field] * w.kinds[e.Kind]
		}
	}
	t.scale(w)
	return t
}

// frequency counts the entries and problems of one term.
type frequency struct {
	field          field
	problem, entry int // the last that were counted
	problems       int
	weight         float64
}

// scale turns the problems' sizes into divisors: 1 for the average size.
func (t *table) scale(w *weights) {
	sum := 0.
	for _, size := range t.size {
		sum += size
	}
	for p, size := range t.size {
		t.size[p] = 1
		if size > 0 {
			t.size[p] = math.Pow(size*float64(len(t.size))/sum, w.size)
		}
	}
}

// score computes the scores of all entries and problems from the tokens'
// postings.
func (g *Generation) score(s *scratch, w *weights) {
	s.mass = 0
	for i := range s.tokens {
		t := &s.tokens[i]
		g.count(s, t, w)
		t.problems = len(s.having)
		t.weight = w.term(t.field, t.problems, len(g.contents.Problems))
		s.mass += t.weight
		for _, p := range s.having {
			s.bags[p] += t.weight * math.Pow(s.repeats[p], w.repeats) / g.table.size[p]
			s.repeats[p] = 0
		}
		for _, e := range s.arena[t.from:t.to] {
			if int(e) == s.skip {
				continue
			}
			if s.scores[e] == 0 {
				s.touched = append(s.touched, e)
			}
			s.scores[e] += t.weight
		}
	}
	for _, e := range s.touched {
		norm := w.length*g.table.mass[e] + (1-w.length)*s.mass
		s.scores[e] *= w.kinds[g.contents.Entries[e].Kind] / norm
	}
	g.group(s)
	s.combine(w)
}

// count lists the problems that have the token in scratch.having and, in
// scratch.repeats, how many of their texts have it, weighed by kind.
func (g *Generation) count(s *scratch, t *token, w *weights) {
	s.having = s.having[:0]
	for _, e := range s.arena[t.from:t.to] {
		if int(e) == s.skip {
			continue
		}
		entry := &g.contents.Entries[e]
		if s.repeats[entry.Problem] == 0 {
			s.having = append(s.having, entry.Problem)
		}
		s.repeats[entry.Problem] += w.kinds[entry.Kind]
	}
}

// group finds every problem's best entry; of equals the first in the article.
func (g *Generation) group(s *scratch) {
	for _, e := range s.touched {
		p, place := g.contents.Entries[e].Problem, 0
		if place = s.places[p]; place == 0 {
			s.found = append(s.found, found{problem: p, entry: e, bag: s.bags[p]})
			place = len(s.found)
			s.places[p], s.bags[p] = place, 0
		}
		f := &s.found[place-1]
		if score := s.scores[e]; score > f.best || score == f.best && e < f.entry {
			f.entry, f.best = e, score
		}
	}
	for i := range s.found {
		s.places[s.found[i].problem] = 0
	}
}

// combine gives every problem its score in (0, 1]: shares of the best phrasing
// and of all phrasings, each relative to the answer's greatest. It puts the
// problems in order, those of one score by their place in the knowledge.
func (s *scratch) combine(w *weights) {
	s.best, s.bag = 0, 0
	for i := range s.found {
		s.best = max(s.best, s.found[i].best)
		s.bag = max(s.bag, s.found[i].bag)
	}
	for i := range s.found {
		f := &s.found[i]
		f.score = w.best*f.best/s.best + (1-w.best)*f.bag/s.bag
	}
	slices.SortFunc(s.found, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.problem, b.problem))
	})
}
