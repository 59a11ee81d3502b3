package insight

import (
	"cmp"
	"slices"
)

// Outcome is what became of the advice for one cause of a problem, or, without
// a cause, of the problem's hand-offs.
type Outcome struct {
	Problem   string `json:"problem"`
	Cause     string `json:"cause,omitempty"`
	Shown     int64  `json:"shown"`
	Solved    int64  `json:"solved"`
	NotSolved int64  `json:"not_solved"`
	NotTried  int64  `json:"not_tried"`
	Escalated int64  `json:"escalated"`
}

// failures are the times it did not help. An advice that failed and was then
// given to a person failed once.
func (o Outcome) failures() int64 { return max(o.NotSolved, o.Escalated) }

// Outcomes reads what became of the advice from counts, the most failures
// first. Keys of others are passed over.
func Outcomes(counts map[string]int64) []Outcome {
	type cause struct{ problem, cause string }
	at := map[cause]*Outcome{}
	for text, n := range counts {
		k, ok := ParseKey(text)
		if !ok || kinds()[k.Kind] != caused {
			continue
		}
		o := at[cause{k.Name, k.Cause}]
		if o == nil {
			o = &Outcome{Problem: k.Name, Cause: k.Cause}
			at[cause{k.Name, k.Cause}] = o
		}
		switch k.Kind {
		case Shown:
			o.Shown += n
		case Solved:
			o.Solved += n
		case NotSolved:
			o.NotSolved += n
		case NotTried:
			o.NotTried += n
		case Escalated:
			o.Escalated += n
		}
	}
	out := make([]Outcome, 0, len(at))
	for _, o := range at {
		out = append(out, *o)
	}
	slices.SortFunc(out, func(x, y Outcome) int {
		return cmp.Or(cmp.Compare(y.failures(), x.failures()), cmp.Compare(y.Shown, x.Shown),
			cmp.Compare(x.Problem, y.Problem), cmp.Compare(x.Cause, y.Cause))
	})
	return out
}

// ByProblem adds up the causes of each problem, the most failures first.
func ByProblem(outcomes []Outcome) []Outcome {
	sums := map[string]int64{}
	for _, o := range outcomes {
		for kind, n := range map[Kind]int64{Shown: o.Shown, Solved: o.Solved, NotSolved: o.NotSolved, NotTried: o.NotTried, Escalated: o.Escalated} {
			sums[Key{Kind: kind, Name: o.Problem}.String()] += n
		}
	}
	return Outcomes(sums)
}

// Sum adds up the counts of a kind, over all names.
func Sum(counts map[string]int64, kind Kind) int64 {
	var out int64
	for text, n := range counts {
		if k, ok := ParseKey(text); ok && k.Kind == kind {
			out += n
		}
	}
	return out
}
