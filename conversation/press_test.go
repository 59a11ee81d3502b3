package conversation_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
)

// since follows from outside from which turn on the buttons shown count: from
// the turn that put the question or the advice that waits now.
func (w *walk) since(before conversation.State, ev conversation.Event, effects []conversation.Effect, since int) int {
	undone := ev.Press == conversation.PressBack || ev.Kind == conversation.EventText
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Recommendation:
			return w.state.Turn
		case conversation.Question:
			open := before.Case != nil && before.Case.Open != nil
			same := open && before.Case.Open.Question == e.Question && slices.Equal(before.Case.Open.Options, w.state.Case.Open.Options)
			if !same || undone && len(before.Case.Asked) > len(w.state.Case.Asked) || ev.Kind == conversation.EventPress && ev.Press != conversation.PressBack && len(before.Case.Answers) < len(w.state.Case.Answers) {
				return w.state.Turn
			}
		}
	}
	return since
}

// A button counts when it was shown not before the question or advice that
// waits: then it does what it does without a turn. Any other is past and
// changes nothing of the case. A person, a restart and the languages are always
// there.
func TestButtonsOfThePast(t *testing.T) {
	counted, past := 0, 0
	check(t, func(w *walk) {
		since := 0
		for range rapid.IntRange(1, 10).Draw(w.T, "turns") {
			before, ev := w.state, w.event()
			since = w.since(before, ev, w.step(ev), since)
			if w.state.Phase != conversation.Asking && w.state.Phase != conversation.Advised {
				continue
			}
			ids := []string{conversation.PressBack, conversation.PressUnsure, conversation.PressSolved, conversation.PressNotSolved, "nonsense"}
			for _, c := range w.shown {
				ids = append(ids, c.ID)
			}
			press := conversation.Event{
				Kind: conversation.EventPress, At: w.at, Press: rapid.SampledFrom(ids).Draw(w.T, "button"),
				Shown: rapid.IntRange(-1, w.state.Turn+2).Draw(w.T, "shown"),
			}
			got, effects := w.engine.Step(w.state, press)
			if press.Shown == 0 || press.Shown >= since && press.Shown <= w.state.Turn {
				counted++
				press.Shown = 0
				want, effectsWant := w.engine.Step(w.state, press)
				if encoded(w.T, got) != encoded(w.T, want) || !reflect.DeepEqual(effects, effectsWant) {
					w.Fatalf("a button of the turn that put what waits (%d) is past: %+v", since, effects)
				}
				continue
			}
			past++
			if encoded(w.T, got.Case) != encoded(w.T, w.state.Case) || got.Phase != w.state.Phase || len(effects) == 0 {
				w.Fatalf("the button %s of turn %d counts, though what waits was put in turn %d: %+v", press.Press, press.Shown, since, effects)
			}
		}
	})
	if counted == 0 || past == 0 {
		t.Errorf("%d buttons counted, %d were past", counted, past)
	}
}

// Below which message it stands does not matter to a button that is no answer.
func TestButtonsOfAnyTime(t *testing.T) {
	check(t, func(w *walk) {
		for range rapid.IntRange(0, 8).Draw(w.T, "turns") {
			w.step(w.event())
		}
		press := conversation.Event{
			Kind: conversation.EventPress, At: w.at,
			Press: rapid.SampledFrom([]string{
				conversation.PressHuman, conversation.PressRestart, conversation.PressChinese, conversation.PressTraditional,
				conversation.PressEnglish, conversation.PressAuto,
			}).Draw(w.T, "button"),
		}
		want, effectsWant := w.engine.Step(w.state, press)
		press.Shown = rapid.IntRange(-3, w.state.Turn+3).Draw(w.T, "shown")
		got, effects := w.engine.Step(w.state, press)
		if encoded(w.T, got) != encoded(w.T, want) || !reflect.DeepEqual(effects, effectsWant) {
			w.Fatalf("%+v: %+v, without the turn %+v", press, effects, effectsWant)
		}
	})
}

// Commands, files, reminders and languages leave everything that was said as
// it is, and the question open.
func TestBesideTheCase(t *testing.T) {
	check(t, func(w *walk) {
		for range rapid.IntRange(0, 8).Draw(w.T, "turns") {
			w.step(w.event())
		}
		before := w.state
		ev := w.command()
		if rapid.Bool().Draw(w.T, "a file") && before.Case != nil {
			ev = conversation.Event{Kind: conversation.EventFiles, Files: w.files()}
		}
		w.step(ev)
		b, a := encoded(w.T, withoutFiles(before.Case)), encoded(w.T, withoutFiles(w.state.Case))
		if a != b || before.Phase != w.state.Phase && before.Case != nil || w.state.Texts != before.Texts {
			w.Fatalf("%+v changed the case:\n%s\n%s", ev, b, a)
		}
	})
}

func withoutFiles(c *conversation.Case) *conversation.Case {
	if c == nil {
		return nil
	}
	out := *c
	out.Files = nil
	return &out
}
