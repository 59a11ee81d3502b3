package conversation

import (
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// Debug is temporary.
func (e *Engine) Debug(s State) (*casebook.Book, diagnosis.Belief, []int, []float64, float64, []diagnosis.Evidence) {
	t := &turn{Engine: e, s: s}
	b := e.believe(s.Case)
	w, n := e.weights(s.Case)
	return e.book, b, t.notToAsk(b), w, n, e.evidence(s.Case)
}
