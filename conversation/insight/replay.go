package insight

import (
	"fmt"
	"math"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// MaxReplayed is the number of cases that are replayed, the latest.
const MaxReplayed = 500

// Replayed is how well the words of the articles explain cases of which it is
// known what they were.
type Replayed struct {
	Cases int `json:"cases"`
	Right int `json:"right"` // whose answers lead to the route that was right
	// Surprise is the mean of -ln P of the true cause, in nats: 0 is foreseen.
	Surprise float64 `json:"surprise"`
}

// Worse reports whether r explains the same cases worse than before.
func (r Replayed) Worse(before Replayed) bool {
	return r.Right < before.Right || r.Surprise > before.Surprise+1e-9
}

// elsewhere is what a cause of another problem weighs, in nats: the problem of
// a case was found by the merchant's words, which are not kept.
const elsewhere = -100

// Replay decides the latest cases anew by the words of a base, from the
// merchants' answers, the problem being given. Cases of a cause that the base
// does not have are left out.
func Replay(base *knowledge.Base, cases []Case) (Replayed, error) {
	book, err := casebook.New(base)
	if err != nil {
		return Replayed{}, fmt.Errorf("compile the words to replay: %w", err)
	}
	latest := slices.Clone(cases)
	slices.SortStableFunc(latest, func(a, b Case) int { return b.At.Compare(a.At) })
	s := school{base: base, book: book}
	var out Replayed
	for _, c := range latest {
		if out.Cases == MaxReplayed {
			break
		}
		o, ok := s.outcome(c)
		if !ok {
			continue
		}
		belief := s.within(c.Problem, o.Answers)
		out.Cases++
		if belief.Decide().Route == string(book.Refs[o.Cause].Cause.Route) {
			out.Right++
		}
		out.Surprise -= math.Log(belief.Cause(o.Cause))
	}
	out.Surprise /= math.Max(1, float64(out.Cases))
	return out, nil
}

// within is the belief in the causes of one problem after some answers.
func (s *school) within(problem string, answers []diagnosis.Answered) diagnosis.Belief {
	weights := make([]float64, len(s.book.Refs))
	for h := range weights {
		weights[h] = elsewhere
	}
	for _, h := range s.book.Hypotheses(problem) {
		weights[h] = 0
	}
	evidence := make([]diagnosis.Evidence, len(answers))
	for i, a := range answers {
		evidence[i] = a
	}
	return s.book.Model.Posterior(weights, elsewhere, evidence)
}
