package conversation_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
)

// Random talks keep what holds after every turn: a step is pure, survives
// being written and read, says one thing at a time and stays within limits.
func TestEveryTurn(t *testing.T) {
	check(t, func(w *walk) {
		for range rapid.IntRange(1, 12).Draw(w.T, "turns") {
			w.step(w.event())
		}
	})
}

func same(x, y conversation.Belief) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	if len(x.Hypotheses) != len(y.Hypotheses) || !near(x.None, y.None) || !maps.Equal(x.Facts, y.Facts) ||
		!maps.EqualFunc(x.Routes, y.Routes, near) || !maps.EqualFunc(x.Values, y.Values, near) {
		return false
	}
	// Hypotheses that are equally probable may stand in either order.
	p := func(b conversation.Belief) map[string]float64 {
		out := map[string]float64{}
		for _, h := range b.Hypotheses[:max(len(b.Hypotheses)-1, 0)] {
			out[h.Problem+"/"+h.Cause] = h.P
		}
		return out
	}
	return maps.EqualFunc(p(x), p(y), near)
}

// Going back after an answer restores what was believed before it.
func TestBackRestoresTheBelief(t *testing.T) {
	check(t, func(w *walk) {
		for range 6 {
			if w.state.Phase == conversation.Asking {
				before, asked := w.state, w.shown
				belief, _ := w.engine.Explain(before)
				w.step(conversation.Event{Kind: conversation.EventPress, Press: rapid.SampledFrom(asked).Draw(w.T, "answer").ID})
				if w.state.Phase == conversation.Asking || w.state.Phase == conversation.Advised {
					w.step(conversation.Event{Kind: conversation.EventPress, Press: conversation.PressBack})
					after, ok := w.engine.Explain(w.state)
					if !ok || w.state.Case.Open == nil || w.state.Case.Open.Question != before.Case.Open.Question {
						w.Fatalf("back leads to %+v, not to %+v", w.state.Case, before.Case.Open)
					}
					if !same(belief, after) {
						w.Fatalf("before the answer %+v, after going back %+v", belief, after)
					}
				}
			}
			w.step(w.event())
		}
	})
}

// The order in which facts were said does not change the belief.
func TestOrderOfFacts(t *testing.T) {
	check(t, func(w *walk) {
		texts, err := firstTexts()
		if err != nil {
			w.Fatal(err)
		}
		w.step(conversation.Event{Kind: conversation.EventText, Text: rapid.SampledFrom(texts).Draw(w.T, "first")})
		if w.state.Case == nil {
			return
		}
		var facts []conversation.Answer
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(w.base.Questions)-1), 1, 6, rapid.ID).Draw(w.T, "questions") {
			q := &w.base.Questions[i]
			answer := knowledge.Unsure
			if len(q.Answers) > 0 {
				answer = rapid.SampledFrom(q.Answers).Draw(w.T, "answer").ID
			}
			facts = append(facts, conversation.Answer{Question: q.ID, Answer: answer, Origin: conversation.Read, Text: 1, Turn: 1})
		}
		believe := func(facts []conversation.Answer) conversation.Belief {
			s, c := w.state, *w.state.Case
			c.Answers = facts
			s.Case = &c
			b, _ := w.engine.Explain(s)
			return b
		}
		want := believe(facts)
		if got := believe(rapid.Permutation(facts).Draw(w.T, "order")); !same(want, got) {
			w.Fatalf("%+v in another order: %+v", want, got)
		}
	})
}

// Not to know is no evidence.
func TestUnsureIsNoEvidence(t *testing.T) {
	check(t, func(w *walk) {
		for range 6 {
			if w.state.Phase == conversation.Asking {
				before, _ := w.engine.Explain(w.state)
				_, rechecked := before.Facts[w.state.Case.Open.Question]
				w.step(conversation.Event{Kind: conversation.EventPress, Press: conversation.PressUnsure})
				if rechecked { // it takes back an answer that contradicted others
					continue
				}
				after, _ := w.engine.Explain(w.state)
				before.Facts, after.Facts, before.Values, after.Values = nil, nil, nil, nil
				if !same(before, after) {
					w.Fatalf("before %+v, after being unsure %+v", before, after)
				}
			}
			w.step(w.event())
		}
	})
}

// A restart forgets the case; the language and the terminal stay.
func TestRestartForgets(t *testing.T) {
	check(t, func(w *walk) {
		for range rapid.IntRange(0, 8).Draw(w.T, "turns") {
			w.step(w.event())
		}
		before := w.state
		ev := rapid.SampledFrom([]conversation.Event{
			{Kind: conversation.EventPress, Press: conversation.PressRestart},
			{Kind: conversation.EventText, Text: "重新开始"},
		}).Draw(w.T, "restart")
		if ev.Kind == conversation.EventText && before.LangFixed == false {
			before.Lang = knowledge.Chinese // the language of the words themselves
		}
		w.step(ev)
		s := w.state
		if s.Case != nil || s.Phase != conversation.Idle || s.Lost != 0 {
			w.Fatalf("after a restart %+v", s)
		}
		if before.Lang != "" && s.Lang != before.Lang || s.LangFixed != before.LangFixed || s.Terminal != before.Terminal {
			w.Fatalf("before %+v, after a restart %+v", before, s)
		}
		if _, ok := w.engine.Explain(s); ok {
			w.Fatal("something is still believed")
		}
		// A new merchant has no history either.
		next, _ := w.engine.Step(before, conversation.Event{Kind: conversation.EventRestart})
		if next.Case != nil || len(next.History) > 0 || next.Texts != 0 || next.Terminal != before.Terminal {
			w.Fatalf("a new merchant begins with %+v", next)
		}
	})
}

// A person is always one word or one button away.
func TestPersonIsReachable(t *testing.T) {
	check(t, func(w *walk) {
		for range 5 {
			w.step(w.event())
			for _, ev := range []conversation.Event{
				{Kind: conversation.EventPress, Press: conversation.PressHuman},
				{Kind: conversation.EventText, Text: "人工"},
				{Kind: conversation.EventText, Text: "我要找真人"},
				{Kind: conversation.EventText, Text: "talk to a human"},
			} {
				there := w.state.Phase == conversation.WithTeam
				next, effects, err := w.engine.Turn(w.Context(), w.search, w.state, ev)
				if err != nil {
					w.Fatal(err)
				}
				handed := slices.ContainsFunc(effects, func(e conversation.Effect) bool { _, ok := e.(conversation.Handoff); return ok })
				if next.Phase != conversation.WithTeam || handed == there {
					w.Fatalf("%+v in the phase %q: %+v", ev, w.state.Phase, effects)
				}
			}
		}
	})
}

// Whatever the problem, an advice after a payment that may have gone through
// urges nothing that would charge the customer again.
func TestNoSecondCharge(t *testing.T) {
	d := open(t)
	book, err := casebook.New(d.base)
	if err != nil {
		t.Fatal(err)
	}
	advised := 0
	for i, ref := range book.Refs {
		for j, charged := range []string{"yes", knowledge.Unsure} {
			lang := knowledge.Langs()[(i+j)%2]
			say := ref.Problem.Say.In(lang)
			text := say[i%len(say)]
			rec, c := adviceFor(t, d, ref, charged, lang, text)
			if rec == nil || !slices.ContainsFunc(activeRules(d.base, c, ""), func(r knowledge.SafetyRule) bool { return r.Facts["charged"] != nil }) {
				continue // a person takes over, or the first text itself says that nothing was charged
			}
			advised++
			rules := activeRules(d.base, c, rec.Problem)
			if !slices.ContainsFunc(rules, func(r knowledge.SafetyRule) bool { return len(r.Forbid) > 0 }) {
				t.Errorf("%s, charged %s, %q: no rule forbids anything", ref.ID(), charged, text)
			}
			if rule, words, step := urged(rules, rec.Steps); words != "" {
				t.Errorf("%s, charged %s: %s forbids %q, a step urges it: %s", ref.ID(), charged, rule, words, step)
			}
			if len(rec.Steps) == 0 {
				t.Errorf("%s, charged %s, %s: no step is left", ref.ID(), charged, lang)
			}
		}
	}
	t.Logf("%d advices", advised)
	if advised < len(book.Refs) {
		t.Errorf("only %d advices for %d causes", advised, len(book.Refs))
	}
}

// adviceFor plays a merchant with a cause to the first advice, with the
// question about the charge answered beforehand.
func adviceFor(t *testing.T, d dialogue, ref casebook.Ref, charged string, lang knowledge.Lang, text string) (*conversation.Recommendation, *conversation.Case) {
	state := conversation.State{
		Lang: lang, LangFixed: true,
		Case: &conversation.Case{Answers: []conversation.Answer{{Question: "charged", Answer: charged, Origin: conversation.Agent}}},
	}
	ev := conversation.Event{Kind: conversation.EventText, Text: text}
	for range conversation.MaxQuestions + 3 {
		next, effects, err := d.engine.Turn(t.Context(), d.search, state, ev)
		if err != nil {
			t.Fatal(err)
		}
		state = next
		var question *conversation.Question
		for _, e := range effects {
			switch e := e.(type) {
			case conversation.Recommendation:
				return &e, state.Case
			case conversation.Question:
				question = &e
			}
		}
		if question == nil {
			return nil, nil
		}
		ev = conversation.Event{Kind: conversation.EventPress, Press: likeliest(d.base, ref, *question)}
	}
	t.Errorf("%s, %q: no end", ref.ID(), text)
	return nil, nil
}

// likeliest is the button that most merchants with the cause press.
func likeliest(b *knowledge.Base, ref casebook.Ref, q conversation.Question) string {
	if q.Question == conversation.QuestionProblem {
		for _, a := range q.Answers {
			if a.ID == ref.Problem.Slug {
				return a.ID
			}
		}
		return conversation.NoneOfThese
	}
	best, top := conversation.PressUnsure, 0.
	if q.Question == "charged" {
		return best
	}
	expected := casebook.Expected(b, ref.Problem, ref.Cause, b.Question(q.Question))
	for _, a := range q.Answers {
		if expected[a.ID] > top {
			best, top = a.ID, expected[a.ID]
		}
	}
	return best
}
