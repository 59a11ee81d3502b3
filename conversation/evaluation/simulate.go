package evaluation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
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
	// With is what its merchants got most often instead of their right route,
	// as in Confused; "" when all were right.
	With string `json:"with,omitempty"`
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
	s := newScore()
	for range n {
		m := crowd.Draw(random)
		o, err := Play(ctx, engine, searcher, m)
		if err != nil {
			return s.Simulation, fmt.Errorf("merchant with %s who wrote %q: %w", m.Ref.ID(), m.First(), err)
		}
		s.count(m.Ref.Problem.Slug, m.Ref.Cause.ID, m.Right(o), o)
	}
	return s.finish(), nil
}

// SimulateScripts plays the scripted merchants, each once.
func SimulateScripts(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, scripts []Script) (Simulation, error) {
	s := newScore()
	for _, script := range scripts {
		o, err := Play(ctx, engine, searcher, script)
		if err != nil {
			return s.Simulation, fmt.Errorf("%s: %w", script.Where, err)
		}
		s.count(script.Problem, script.Cause, script.Right(o), o)
	}
	return s.finish(), nil
}

// score adds up what became of merchants.
type score struct {
	Simulation
	tallies  map[string]*Tally
	confused map[Confused]int
}

func newScore() *score {
	return &score{tallies: map[string]*Tally{}, confused: map[Confused]int{}}
}

// count counts a merchant with a cause, by whether the outcome was right.
func (s *score) count(problem, cause string, served bool, o Outcome) {
	t := s.tallies[problem]
	if t == nil {
		t = &Tally{Problem: problem}
		s.tallies[problem] = t
	}
	right, article := share(served), share(o.Problem == problem)
	questions := float64(len(o.Questions))
	s.Merchants++
	s.Right += right
	s.Article += article
	s.Questions += questions
	s.Worst = max(s.Worst, len(o.Questions))
	if !served {
		escalated := share(o.Route == knowledge.RouteHuman)
		s.Escalated += escalated
		s.Wrong += 1 - escalated
		with := cmp.Or(o.Problem, o.Reason, "closed") + ":" + string(o.Route)
		s.confused[Confused{Cause: problem + "/" + cause, With: with}]++
	}
	t.Merchants++
	t.Right += right
	t.Article += article
	t.Questions += questions
}

// maxConfused is the number of confusions that are listed.
const maxConfused = 40

// finish turns the sums into shares and means.
func (s *score) finish() Simulation {
	n := float64(max(s.Merchants, 1))
	s.Right, s.Wrong, s.Escalated = s.Right/n, s.Wrong/n, s.Escalated/n
	s.Article, s.Questions = s.Article/n, s.Questions/n
	for c, times := range s.confused {
		c.Times = times
		s.Confused = append(s.Confused, c)
	}
	slices.SortFunc(s.Confused, func(a, b Confused) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.With, b.With))
	})
	for _, slug := range sortedKeys(s.tallies) {
		t := s.tallies[slug]
		k := float64(t.Merchants)
		t.Right, t.Article, t.Questions = t.Right/k, t.Article/k, t.Questions/k
		t.With = s.mostly(slug)
		s.Problems = append(s.Problems, *t)
	}
	s.Confused = s.Confused[:min(len(s.Confused), maxConfused)]
	return s.Simulation
}

// mostly gives what the merchants with a problem were most often confused with.
func (s *score) mostly(slug string) string {
	times, best := map[string]int{}, ""
	for _, c := range s.Confused { // most often first, so that of equals the first stays
		if strings.HasPrefix(c.Cause, slug+"/") {
			times[c.With] += c.Times
			if times[c.With] > times[best] {
				best = c.With
			}
		}
	}
	return best
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
