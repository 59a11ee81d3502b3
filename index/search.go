package index

import (
	"context"

	"github.com/tillmate/tillmate/conversation"
)

// defaultLimit is the number of problems returned when a query names none.
const defaultLimit = 10

// Search implements [conversation.Searcher]. The query's text must be folded as
// the documents were. The only errors are [ErrClosed], the context's own and
// those of reading the generation's files.
func (g *Generation) Search(ctx context.Context, query conversation.Query) (conversation.Hits, error) {
	if !g.Acquire() {
		return conversation.Hits{}, ErrClosed
	}
	defer g.Release()
	s := g.scratch.Get().(*scratch)
	defer g.scratch.Put(s)
	defer s.reset()
	if err := g.run(ctx, query.Text, s, &standard); err != nil {
		return conversation.Hits{}, err
	}
	return g.hits(s, query.Limit), nil
}

// run fills the scratch with the query's tokens and the scores.
func (g *Generation) run(ctx context.Context, text string, s *scratch, w *weights) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.tokens = tokens(s.tokens[:0], cut(text))
	s.arena = s.arena[:0]
	for i := range s.tokens {
		t := &s.tokens[i]
		t.from = len(s.arena)
		var err error
		if s.arena, err = g.store.postings(ctx, t.term, s.arena); err != nil {
			return err
		}
		t.end = len(s.arena)
		t.to = t.from + g.problemsFirst(s.arena[t.from:t.end])
		if i%64 == 63 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	g.score(s, w)
	return nil
}

// problemsFirst moves the entries of problems before those of other subjects
// and gives their number.
func (g *Generation) problemsFirst(postings []uint32) (n int) {
	for i, e := range postings {
		if int(e) < len(g.contents.Entries) {
			postings[i], postings[n] = postings[n], e
			n++
		}
	}
	return n
}

// cut gives the part of a query that is read.
func cut(text string) string {
	n := 0
	for i := range text {
		if n == conversation.MaxQuery {
			return text[:i]
		}
		n++
	}
	return text
}

// token is one distinct term of a query.
type token struct {
	term
	from, to int // its postings in the scratch's arena
	end      int // of those of other subjects, which begin at to
	problems int // how many problems have it
	weight   float64
}

// tokens appends the distinct terms of a text, in order of first occurrence.
func tokens(out []token, text string) []token {
	seen := make(map[term]bool, 64)
	visitTerms(text, func(f field, t string) {
		if key := (term{f, t}); !seen[key] {
			seen[key] = true
			out = append(out, token{term: key})
		}
	})
	return out
}

// scratch is the working memory of one search. Between searches all scores
// and counts are zero.
type scratch struct {
	tokens  []token
	arena   []uint32  // postings, token after token
	scores  []float64 // by entry
	touched []uint32  // entries with a score
	repeats []float64 // by problem: how many of its texts have the token
	having  []int     // problems that have the token
	bags    []float64 // by problem: the score of all its texts together
	places  []int     // by problem: 1 + its place in found, while that is filled
	found   []found   // problems with a score, best first
	best    float64   // the greatest score of an entry
	bag     float64   // the greatest score of all texts of a problem together
	mass    float64   // the sum of the tokens' weights
	skip    int       // an entry that is left out, for measuring; -1 for none
}

func newScratch(c *contents) *scratch {
	return &scratch{
		scores:  make([]float64, len(c.Entries)),
		repeats: make([]float64, len(c.Problems)),
		bags:    make([]float64, len(c.Problems)),
		places:  make([]int, len(c.Problems)),
		skip:    -1,
	}
}

// reset clears what a search has written.
func (s *scratch) reset() {
	for _, e := range s.touched {
		s.scores[e] = 0
	}
	s.touched, s.found = s.touched[:0], s.found[:0]
	s.skip = -1
}

// found is one problem with a score.
type found struct {
	problem int
	score   float64
	bag     float64 // what all its texts together score
	best    float64 // what its best entry scores
	entry   uint32  // its best entry
}

// hits writes the answer.
func (g *Generation) hits(s *scratch, limit int) conversation.Hits {
	if limit <= 0 {
		limit = defaultLimit
	}
	hits := conversation.Hits{Generation: g.Name(), Coverage: g.coverage(s, &standard), Elsewhere: g.elsewhere(s, &standard)}
	first := s.found[:min(limit, len(s.found))]
	causes := g.causes(s, first)
	for i, f := range first {
		best := &g.contents.Entries[f.entry]
		hits.Problems = append(hits.Problems, conversation.Hit{
			Problem: g.contents.Problems[f.problem],
			Score:   f.score,
			Causes:  causes[i],
			Matched: best.Text,
			Field:   string(best.Kind),
		})
	}
	return hits
}

// causes gives, by problem and cause, the share of the problem's best score
// that the best of the cause's own words reaches.
func (g *Generation) causes(s *scratch, first []found) []map[string]float64 {
	for i, f := range first {
		s.places[f.problem] = i + 1
	}
	out := make([]map[string]float64, len(first))
	for _, e := range s.touched {
		entry := &g.contents.Entries[e]
		place := s.places[entry.Problem]
		if entry.Cause == "" || place == 0 {
			continue
		}
		if out[place-1] == nil {
			out[place-1] = map[string]float64{}
		}
		share := s.scores[e] / first[place-1].best
		out[place-1][entry.Cause] = max(out[place-1][entry.Cause], share)
	}
	for _, f := range first {
		s.places[f.problem] = 0
	}
	return out
}
