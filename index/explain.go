package index

import (
	"context"
	"math"

	"github.com/tillmate/tillmate/conversation"
)

// Explanation says why a search found what it found.
type Explanation struct {
	conversation.Hits
	// Terms are the query's terms, in the query's order.
	Terms []TermReport `json:"terms,omitempty"`
	// Reasons holds, for every hit in its order, what made its score.
	Reasons []Reason `json:"reasons,omitempty"`
}

// TermReport is one distinct term of a query.
type TermReport struct {
	Text  string `json:"text"`
	Field string `json:"field"` // words, chars or grams
	// Problems is the number of problems that have the term.
	Problems int `json:"problems"`
	// Weight grows with the term's information; it is the same for all hits.
	Weight float64 `json:"weight"`
}

// Reason is what made the score of one hit; Best and All add up to it.
type Reason struct {
	Problem string `json:"problem"`
	// Best is what the best single phrasing added to the score, All what the
	// phrasings together did.
	Best float64 `json:"best"`
	All  float64 `json:"all"`
	// Terms are the terms the problem has, in the query's order.
	Terms []Contribution `json:"terms,omitempty"`
}

// Contribution is what one term added to a hit.
type Contribution struct {
	Text  string `json:"text"`
	Field string `json:"field"`
	// Texts is the number of the problem's texts that have the term, a
	// background text counted by half.
	Texts float64 `json:"texts"`
	// Matched tells that the phrasing named in the hit has it.
	Matched bool `json:"matched"`
	// Share is the term's share, in (0, 1], of the hit's All.
	Share float64 `json:"share"`
}

// Explain searches and tells why. It costs a little more than Search and has
// the same errors.
func (g *Generation) Explain(ctx context.Context, query conversation.Query) (*Explanation, error) {
	if !g.Acquire() {
		return nil, ErrClosed
	}
	defer g.Release()
	s := g.scratch.Get().(*scratch)
	defer g.scratch.Put(s)
	defer s.reset()
	w := &standard
	if err := g.run(ctx, query.Text, s, w); err != nil {
		return nil, err
	}
	e := &Explanation{Hits: g.hits(s, query.Limit)}
	for i := range s.tokens {
		t := &s.tokens[i]
		e.Terms = append(e.Terms, TermReport{t.text, fieldNames[t.field], t.problems, t.weight})
	}
	for _, f := range s.found[:len(e.Problems)] {
		e.Reasons = append(e.Reasons, g.reason(s, f, w))
	}
	return e, nil
}

// reason takes one hit's score apart.
func (g *Generation) reason(s *scratch, f found, w *weights) Reason {
	r := Reason{
		Problem: g.contents.Problems[f.problem],
		Best:    w.best * f.best / s.best,
		All:     (1 - w.best) * f.bag / s.bag,
	}
	for i := range s.tokens {
		t := &s.tokens[i]
		texts, matched := g.texts(s, t, f)
		if texts == 0 {
			continue
		}
		g.count(s, t, w)
		part := t.weight * math.Pow(s.repeats[f.problem], w.repeats) / g.table.size[f.problem]
		for _, p := range s.having {
			s.repeats[p] = 0
		}
		r.Terms = append(r.Terms, Contribution{t.text, fieldNames[t.field], texts, matched, part / f.bag})
	}
	return r
}
