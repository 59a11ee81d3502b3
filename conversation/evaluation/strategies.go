package evaluation

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// StrategyResult is what a simpler way of asking achieves.
type StrategyResult struct {
	Name string `json:"name"`
	Simulation
}

// fixedOrder is the order in which a checklist would ask: what bears on most
// problems first.
func fixedOrder(base *knowledge.Base) []int {
	uses := make([]int, len(base.Questions))
	for i := range base.Problems {
		for j := range base.Questions {
			if base.Problems[i].Asks(base.Questions[j].ID) {
				uses[j]++
			}
		}
	}
	order := make([]int, len(uses))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return uses[b] - uses[a] })
	return order
}

// budget is the number of questions the simpler ways may ask.
const budget = 3

// CompareStrategies plays the same clean merchants against engines that ask
// nothing, at random, and in a fixed order by frequency of use.
func CompareStrategies(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, base *knowledge.Base,
	queries []knowledge.GoldenQuery, n int, seed uint64,
) ([]StrategyResult, error) {
	random := rand.New(rand.NewPCG(seed, 2))
	order := fixedOrder(base)
	within := func(pick func(open []int) int) conversation.Chooser {
		return func(m *diagnosis.Model, _ diagnosis.Belief, asked []int) (int, bool) {
			if len(asked) >= budget {
				return 0, false
			}
			var open []int
			for _, q := range order {
				if m.Question(q).Ask && !slices.Contains(asked, q) {
					open = append(open, q)
				}
			}
			if len(open) == 0 {
				return 0, false
			}
			return pick(open), true
		}
	}
	ways := []struct {
		name   string
		choose conversation.Chooser
	}{
		{"ask nothing", func(*diagnosis.Model, diagnosis.Belief, []int) (int, bool) { return 0, false }},
		{"3 random questions", within(func(open []int) int { return open[random.IntN(len(open))] })},
		{"3 in fixed order", within(func(open []int) int { return open[0] })},
	}
	var out []StrategyResult
	for _, way := range ways {
		crowd, err := NewCrowd(ctx, engine, searcher, base, queries, Clean, rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			return nil, err
		}
		s, err := Simulate(ctx, engine.WithChooser(way.choose), searcher, crowd, n, seed)
		if err != nil {
			return nil, err
		}
		out = append(out, StrategyResult{Name: way.name, Simulation: s})
	}
	return out, nil
}
