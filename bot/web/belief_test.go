package web

import (
	"slices"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// talk runs events over the real dialogue.
func talk(t *testing.T, events ...conversation.Event) conversation.State {
	t.Helper()
	d := theDialogue(t)
	var s conversation.State
	for _, ev := range events {
		var err error
		if s, _, err = d.Turn(t.Context(), s, ev); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func said(text string) conversation.Event {
	return conversation.Event{Kind: conversation.EventText, Text: text}
}

func pressed(id string) conversation.Event {
	return conversation.Event{Kind: conversation.EventPress, Press: id}
}

func TestBeliefOf(t *testing.T) {
	d := theDialogue(t)
	of := func(events ...conversation.Event) Belief { return BeliefOf(d.Engine, d.base, talk(t, events...)) }
	if b := of(); b.Phase != "" || b.Causes != nil || b.Open != nil {
		t.Errorf("nothing was said: %+v", b)
	}
	b := of(said("it says contact the bank, code 91"), pressed(knowledge.Unsure))
	if b.Phase != conversation.Asking || b.Open == nil || b.Open.Text.IsZero() || len(b.Causes) == 0 {
		t.Fatalf("a question is open: %+v", b)
	}
	if !slices.IsSortedFunc(b.Causes, func(x, y Cause) int { return int(1e6 * (y.P - x.P)) }) ||
		!slices.IsSortedFunc(b.Candidates, func(x, y Candidate) int { return int(1e6 * (y.Net - x.Net)) }) {
		t.Errorf("not in order: %+v", b)
	}
	sum := b.None
	for _, c := range b.Causes {
		if sum += c.P; !c.Route.Valid() || c.Title.IsZero() || c.Problem.IsZero() {
			t.Errorf("%+v", c)
		}
	}
	if sum > 1+1e-9 {
		t.Errorf("the probabilities add up to %v", sum)
	}
	for _, c := range b.Candidates {
		if c.Text.IsZero() || c.Cost == 0 && c.ID != conversation.QuestionProblem {
			t.Errorf("%+v", c)
		}
	}
	code := slices.IndexFunc(b.Facts, func(f Fact) bool {
		return f.Origin == conversation.Read && len(f.Answer.EN) > 4 && f.Answer.EN[:4] == "91: "
	})
	unsure := slices.IndexFunc(b.Facts, func(f Fact) bool { return f.Answer.IsZero() && f.Origin == conversation.Pressed })
	if code < 0 || unsure < 0 || len(b.Read) != 1 || len(b.Read[0].Facts) == 0 {
		t.Errorf("facts: %+v, read: %+v", b.Facts, b.Read)
	}
	if b := of(said("it says contact the bank"), pressed(conversation.PressHuman)); b.Phase != conversation.WithTeam || len(b.Causes) == 0 {
		t.Errorf("a person has it: %+v", b)
	}
}

// TestForeignState shows a state whose content is no longer in the knowledge.
func TestForeignState(t *testing.T) {
	d := theDialogue(t)
	s := conversation.State{Phase: conversation.Advised, Case: &conversation.Case{
		Texts: []conversation.Text{{N: 1, Text: "a", Shown: []string{"S"}}},
		Answers: []conversation.Answer{
			{Question: "was_asked", Answer: "so", Origin: conversation.Typed},
			{Question: conversation.QuestionProblem, Answer: "old_problem"},
			{Question: conversation.QuestionProblem, Answer: conversation.NoneOfThese},
			{Question: knowledge.CodeQuestion, Answer: knowledge.NoCode},
			{Question: knowledge.CodeQuestion, Answer: "??", Origin: conversation.Read, Text: 1},
		},
		Open:   &conversation.Asked{Question: "is_asked"},
		Advice: []conversation.Advice{{Route: knowledge.RouteBank, Problem: "old_problem", Causes: []string{"old_cause"}}},
	}}
	b := BeliefOf(d.Engine, d.base, s)
	if len(b.Facts) != 3 || b.Facts[0].Answer.EN != "so" || b.Facts[1].Answer.EN != "none of these" || b.Facts[2].Answer.EN != "??" {
		t.Errorf("facts: %+v", b.Facts)
	}
	if b.Open.Text.EN != "is_asked" || b.Advice.Title.EN != "old_cause" || b.Read[0].Screens[0] != "S" || b.Read[0].Facts[0].Answer.EN != "??" {
		t.Errorf("%+v, %+v, %+v", b.Open, b.Advice, b.Read)
	}
}
