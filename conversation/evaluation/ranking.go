package evaluation

import (
	"context"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Ranking says how well first texts lead to the right problem.
type Ranking struct {
	Queries int     `json:"queries"`
	Recall1 float64 `json:"recall_1"` // share with the right problem first
	Recall3 float64 `json:"recall_3"`
	Recall5 float64 `json:"recall_5"`
	MRR     float64 `json:"mrr"` // mean reciprocal rank
	// Refused is the share of queries about problems that were taken for
	// another subject or not understood.
	Refused float64 `json:"refused"`
	// Others is the number of queries about other subjects, and OthersRefused
	// the share of them that were refused.
	Others        int     `json:"others"`
	OthersRefused float64 `json:"others_refused"`
	Misses        []Miss  `json:"misses,omitempty"`
	// Problems holds the part of every problem, by slug.
	Problems []Found `json:"problems,omitempty"`
}

// Found counts the queries about one problem that found it.
type Found struct {
	Problem string `json:"problem"`
	Queries int    `json:"queries"`
	First   int    `json:"first"` // found at rank 1
	Five    int    `json:"five"`  // found among the first five
}

// Miss is a query whose right problem did not come first.
type Miss struct {
	Text  string `json:"text"`
	Want  string `json:"want"`
	Got   string `json:"got"`
	Rank  int    `json:"rank"` // of the right one, from 1; 0 when not among the first ten
	Where string `json:"where"`
}

// Rank plays the first turn of every golden query and ranks the problems as
// the dialogue then believes them.
func Rank(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, queries []knowledge.GoldenQuery) (Ranking, error) {
	var r Ranking
	problems := map[string]*Found{}
	for _, q := range queries {
		order, refused, err := order(ctx, engine, searcher, q.Text)
		if err != nil {
			return r, err
		}
		if q.Problem == knowledge.NoProblem {
			r.Others++
			r.OthersRefused += share(refused)
			if !refused {
				r.miss(q, order, 0)
			}
			continue
		}
		r.Queries++
		rank := 1 + slices.IndexFunc(order, q.Right)
		r.Refused += share(refused)
		if rank != 1 || refused {
			r.miss(q, order, rank)
		}
		f := problems[q.Problem]
		if f == nil {
			f = &Found{Problem: q.Problem}
			problems[q.Problem] = f
		}
		f.count(rank)
		if rank > 0 {
			r.Recall1 += share(rank == 1)
			r.Recall3 += share(rank <= 3)
			r.Recall5 += share(rank <= 5)
			r.MRR += 1 / float64(rank)
		}
	}
	for _, slug := range sortedKeys(problems) {
		r.Problems = append(r.Problems, *problems[slug])
	}
	n := float64(max(r.Queries, 1))
	r.Recall1, r.Recall3, r.Recall5 = r.Recall1/n, r.Recall3/n, r.Recall5/n
	r.MRR, r.Refused = r.MRR/n, r.Refused/n
	r.OthersRefused /= float64(max(r.Others, 1))
	return r, nil
}

// count counts a query by the rank of its problem, 0 for not found.
func (f *Found) count(rank int) {
	f.Queries++
	if rank == 1 {
		f.First++
	}
	if rank > 0 && rank <= 5 {
		f.Five++
	}
}

func share(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func (r *Ranking) miss(q knowledge.GoldenQuery, order []string, rank int) {
	m := Miss{Text: q.Text, Want: q.Problem, Rank: rank, Where: q.At().String()}
	if len(order) > 0 {
		m.Got = order[0]
	}
	r.Misses = append(r.Misses, m)
}

// order gives the problems after a first text, most probable first; refused is
// set when no case was opened.
func order(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, text string) (problems []string, refused bool, err error) {
	state, effects, err := engine.Turn(ctx, searcher, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: text})
	if err != nil {
		return nil, false, err
	}
	for _, e := range effects {
		if _, closed := e.(conversation.Closed); closed {
			refused = true
		}
	}
	return engine.Ranked(state), refused, nil
}
