package evaluation

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// Article is what became of simulated merchants with one problem.
type Article struct {
	Problem string `json:"problem"`
	// Queries are the golden queries of the tuning part; TestQueries counts
	// those kept for testing, and TestFirst those of them that find the article
	// first.
	Queries     []FoundAt      `json:"queries"`
	TestQueries int            `json:"test_queries"`
	TestFirst   int            `json:"test_first"`
	Merchants   int            `json:"merchants"`
	Right       float64        `json:"right"`     // share with the right route
	Questions   float64        `json:"questions"` // mean number asked
	Causes      []CausePart    `json:"causes"`
	Asked       []QuestionPart `json:"asked"`
	Confused    []Confused     `json:"confused"` // most often first
}

// FoundAt is how one golden query finds its article.
type FoundAt struct {
	Text string `json:"text"`
	Rank int    `json:"rank"` // from 1; 0 is not found, or taken for another subject
	Got  string `json:"got"`  // the problem that came first
}

// CausePart is what became of the merchants with one cause.
type CausePart struct {
	Cause     string          `json:"cause"`
	Route     knowledge.Route `json:"route"`
	Right     float64         `json:"right"`
	Questions float64         `json:"questions"`
	// Reached is how many merchants with any cause of the article were advised
	// by this one.
	Reached int    `json:"reached"`
	With    string `json:"with,omitempty"` // what its merchants got most often instead
}

// QuestionPart is how often a question that bears on the article was asked.
type QuestionPart struct {
	Question string `json:"question"`
	Times    int    `json:"times"`
}

// PlayArticle plays n clean merchants with each cause of an article.
func PlayArticle(ctx context.Context, c *Content, slug string, n int, seed uint64) (Article, error) {
	p := c.Base.Problem(slug)
	if p == nil {
		return Article{}, fmt.Errorf("there is no article %q", slug)
	}
	out := Article{Problem: slug, Queries: []FoundAt{}, Causes: []CausePart{}, Asked: []QuestionPart{}, Confused: []Confused{}}
	if err := out.find(ctx, c); err != nil {
		return out, err
	}
	crowd, err := NewCrowd(ctx, c.Engine, c.Searcher, c.Base, c.Golden, Clean, rand.New(rand.NewPCG(seed, 1)))
	if err != nil {
		return out, err
	}
	random, all := rand.New(rand.NewPCG(seed, 0)), newScore()
	asked, reached := map[string]int{}, map[string]int{}
	for _, h := range crowd.book.Hypotheses(slug) {
		cause, s := crowd.book.Refs[h].Cause, newScore()
		for range n {
			m := crowd.With(h, random)
			o, err := Play(ctx, c.Engine, c.Searcher, m)
			if err != nil {
				return out, fmt.Errorf("a merchant with %s who wrote %q: %w", m.Ref.ID(), m.First(), err)
			}
			for _, x := range []*score{s, all} {
				x.count(slug, cause.ID, m.Right(o), o)
			}
			for _, question := range o.Questions {
				asked[question]++
			}
			if o.Problem == slug {
				reached[cmp.Or(o.Cause, cause.ID)]++ // a hand-off names no cause
			}
		}
		sum := s.finish()
		out.Causes = append(out.Causes, CausePart{Cause: cause.ID, Route: cause.Route, Right: sum.Right, Questions: sum.Questions, With: s.mostly(slug)})
	}
	for i := range out.Causes {
		out.Causes[i].Reached = reached[out.Causes[i].Cause]
	}
	sum := all.finish()
	out.Merchants, out.Right, out.Questions = sum.Merchants, sum.Right, sum.Questions
	out.Confused = append(out.Confused, sum.Confused...)
	for _, question := range (&coverage{base: c.Base}).questionsOf(p) {
		out.Asked = append(out.Asked, QuestionPart{question, asked[question]})
	}
	slices.SortStableFunc(out.Asked, func(a, b QuestionPart) int { return b.Times - a.Times })
	return out, nil
}

// find plays the first turns of the article's golden queries.
func (a *Article) find(ctx context.Context, c *Content) error {
	for _, q := range c.Golden {
		if q.Problem != a.Problem {
			continue
		}
		h, err := c.hear(ctx, q.Text)
		if err != nil {
			return err
		}
		rank, got := h.rank(q), "-"
		if h.taken && len(h.order) > 0 {
			got = h.order[0]
		}
		if q.Set == knowledge.SetTest {
			a.TestQueries++
			a.TestFirst += int(share(rank == 1))
			continue
		}
		a.Queries = append(a.Queries, FoundAt{q.Text, rank, got})
	}
	return nil
}
