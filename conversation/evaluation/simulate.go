package evaluation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/tillmate/tillmate/conversation"
)

// Simulation is what became of many merchants.
type Simulation struct {
	Merchants int     `json:"merchants"`
	Right     float64 `json:"right"`     // share with the right route
	Wrong     float64 `json:"wrong"`     // share sent to the wrong one
	Escalated float64 `json:"escalated"` // share given to a person without need
	// Article is the share whose advice came from the right article.
	Article   float64    `json:"article"`
	Questions float64    `json:"questions"` // mean number asked
	Worst     int        `json:"worst"`     // greatest number asked
	Problems  []Tally    `json:"problems,omitempty"`
	Confused  []Confused `json:"confused,omitempty"` // most often first
}

// Tally is the part of one problem.
type Tally struct {
	Problem   string  `json:"problem"`
	Merchants int     `json:"merchants"`
	Right     float64 `json:"right"`
	Article   float64 `json:"article"`
	Questions float64 `json:"questions"`
}

// Confused counts merchants with one cause who got the advice of another
// article, with another route.
type Confused struct {
	Cause string `json:"cause"`
	With  string `json:"with"`
	Times int    `json:"times"`
}

// Simulate plays n merchants of a crowd, every cause in turn weighted by its
// commonness. The same seed gives the same merchants.
func Simulate(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, crowd *Crowd, n int, seed uint64) (Simulation, error) {
	random := rand.New(rand.NewPCG(seed, 0))
	s := Simulation{Merchants: n}
	tallies := map[string]*Tally{}
	confused := map[Confused]int{}
	for range n {
		m := crowd.Draw(random)
		o, err := Play(ctx, engine, searcher, m)
		if err != nil {
			return s, fmt.Errorf("merchant with %s who wrote %q: %w", m.Ref.ID(), m.First(), err)
		}
		t := tallies[m.Ref.Problem.Slug]
		if t == nil {
			t = &Tally{Problem: m.Ref.Problem.Slug}
			tallies[t.Problem] = t
		}
		s.count(m, o, t)
		if !m.Right(o) {
			confused[Confused{Cause: m.Ref.ID(), With: cmp.Or(o.Problem, o.Reason, "closed") + ":" + string(o.Route)}]++
		}
	}
	s.finish(tallies, confused)
	return s, nil
}

func (s *Simulation) count(m *Merchant, o Outcome, t *Tally) {
	right, article := share(m.Right(o)), share(o.Problem == m.Ref.Problem.Slug)
	questions := float64(len(o.Questions))
	s.Right += right
	s.Article += article
	s.Questions += questions
	s.Worst = max(s.Worst, len(o.Questions))
	if right == 0 {
		escalated := share(o.Route == "human")
		s.Escalated += escalated
		s.Wrong += 1 - escalated
	}
	t.Merchants++
	t.Right += right
	t.Article += article
	t.Questions += questions
}

// maxConfused is the number of confusions that are listed.
const maxConfused = 40

func (s *Simulation) finish(tallies map[string]*Tally, confused map[Confused]int) {
	n := float64(max(s.Merchants, 1))
	s.Right, s.Wrong, s.Escalated = s.Right/n, s.Wrong/n, s.Escalated/n
	s.Article, s.Questions = s.Article/n, s.Questions/n
	for _, slug := range sortedKeys(tallies) {
		t := tallies[slug]
		k := float64(t.Merchants)
		t.Right, t.Article, t.Questions = t.Right/k, t.Article/k, t.Questions/k
		s.Problems = append(s.Problems, *t)
	}
	for c, times := range confused {
		c.Times = times
		s.Confused = append(s.Confused, c)
	}
	slices.SortFunc(s.Confused, func(a, b Confused) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.With, b.With))
	})
	s.Confused = s.Confused[:min(len(s.Confused), maxConfused)]
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
