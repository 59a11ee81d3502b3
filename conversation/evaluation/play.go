package evaluation

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Player is a merchant with a problem.
type Player interface {
	// First is the merchant's first text.
	First() string
	// Reply is what the merchant does when asked.
	Reply(q conversation.Question) conversation.Event
}

// Outcome is how a case ended.
type Outcome struct {
	Route     knowledge.Route
	Problem   string
	Cause     string
	Reason    string   // of a hand-off
	Questions []string // asked, in order
	// Advice is the whole text of the recommendation, or of what closed it.
	Advice string
}

// Heard reports whether the case was taken up: advised or given to a person,
// and not closed as something else.
func (o Outcome) Heard() bool { return o.Problem != "" || o.Reason != "" }

// maxTurns ends a case that never ends by itself; the dialogue has its own,
// smaller limit.
const maxTurns = 20

// Play plays a merchant's case to its first advice. Between any two turns the
// state is written and read back, as it is in service.
func Play(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, p Player) (Outcome, error) {
	var out Outcome
	var state conversation.State
	ev := conversation.Event{Kind: conversation.EventText, Text: p.First()}
	for range maxTurns {
		next, effects, err := engine.Turn(ctx, searcher, state, ev)
		if err != nil {
			return out, err
		}
		if state, err = Reload(next); err != nil {
			return out, err
		}
		question, done := out.take(effects)
		if done {
			return out, nil
		}
		if question == nil {
			return out, fmt.Errorf("after %q nothing was asked and nothing advised", ev.Text+ev.Press)
		}
		out.Questions = append(out.Questions, question.Question)
		ev = p.Reply(*question)
	}
	return out, fmt.Errorf("the case did not end in %d turns; asked %v, last %+v", maxTurns, out.Questions, ev)
}

// take reads the effects of a turn: the question to answer, or the end.
func (o *Outcome) take(effects []conversation.Effect) (question *conversation.Question, done bool) {
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Question:
			question = &e
		case conversation.Recommendation:
			o.Route, o.Problem, o.Cause, o.Advice = e.Route, e.Problem, e.Cause, e.Text
			return nil, true
		case conversation.Handoff:
			o.Route, o.Problem, o.Reason, o.Advice = e.Route, e.Problem, e.Reason, e.Text
			return nil, true
		case conversation.Closed:
			o.Route, o.Advice = e.Route, e.Text
			return nil, true
		}
	}
	return question, false
}

// Reload writes a state and reads it back.
func Reload(s conversation.State) (conversation.State, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("write the state: %w", err)
	}
	var out conversation.State
	if err := json.Unmarshal(data, &out); err != nil {
		return s, fmt.Errorf("read the state: %w", err)
	}
	return out, nil
}
