package conversation

import "github.com/tillmate/tillmate/knowledge/diagnosis"

// Chooser picks the next question of the bank, by number; ok is false to stop
// asking. It exists so that the dialogue's own choice can be measured against
// simpler ones.
type Chooser func(m *diagnosis.Model, b diagnosis.Belief, asked []int) (question int, ok bool)

// WithChooser gives a copy of the engine that asks what the chooser picks and
// never guesses between problems.
func (e *Engine) WithChooser(choose Chooser) *Engine {
	out := *e
	out.choose = choose
	return &out
}
