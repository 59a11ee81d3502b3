package conversation

import (
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// shown gives the effects of the turn as the merchant reads them: in
// Traditional characters for those who write them.
func (t *turn) shown() []Effect {
	if !t.s.Traditional || t.s.Lang != knowledge.Chinese {
		return t.effects
	}
	out := make([]Effect, len(t.effects))
	for i, e := range t.effects {
		out[i] = traditional(e)
	}
	return out
}

// traditional converts every text a merchant reads; the summary is for the
// team and stays as it is.
func traditional(e Effect) Effect {
	switch e := e.(type) {
	case Message:
		e.Text = hanzi.ToTraditional(e.Text)
		e.Answers = traditionalChoices(e.Answers)
		return e
	case Question:
		e.Text = hanzi.ToTraditional(e.Text)
		e.Answers = traditionalChoices(e.Answers)
		return e
	case Recommendation:
		e.Text, e.Say = hanzi.ToTraditional(e.Text), hanzi.ToTraditional(e.Say)
		e.Reasons, e.Steps = traditionalLines(e.Reasons), traditionalLines(e.Steps)
		e.HaveReady, e.Never = traditionalLines(e.HaveReady), traditionalLines(e.Never)
		e.Answers = traditionalChoices(e.Answers)
		return e
	case Handoff:
		e.Text = hanzi.ToTraditional(e.Text)
		e.Steps, e.Never = traditionalLines(e.Steps), traditionalLines(e.Never)
		return e
	case Closed:
		e.Text = hanzi.ToTraditional(e.Text)
		return e
	}
	return e
}

func traditionalLines(lines []string) []string {
	if lines == nil {
		return nil
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = hanzi.ToTraditional(l)
	}
	return out
}

func traditionalChoices(choices []Choice) []Choice {
	if choices == nil {
		return nil
	}
	out := make([]Choice, len(choices))
	for i, c := range choices {
		out[i] = Choice{ID: c.ID, Label: hanzi.ToTraditional(c.Label)}
	}
	return out
}
