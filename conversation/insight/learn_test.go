package insight_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// truth is how merchants really are, of one cause.
type truth struct {
	problem, cause, question, answer string
	p                                float64
	other                            string // the answer of the others
}

// cases draws confirmed cases of a cause.
func (x truth) cases(n int, random *rand.Rand) []insight.Case {
	var out []insight.Case
	for i := range n {
		answer := x.other
		if random.Float64() < x.p {
			answer = x.answer
		}
		out = append(out, insight.Case{
			Problem: x.problem, Cause: x.cause, Confirmed: true, Merchant: fmt.Sprint(i), At: monday.Add(-time.Hour),
			Answers: []conversation.Answer{{Question: x.question, Answer: answer}},
		})
	}
	return out
}

func learn(t *testing.T, base *knowledge.Base, cases []insight.Case) insight.Lessons {
	t.Helper()
	l, err := insight.Learn(base, cases, monday)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func lesson(t *testing.T, l insight.Lessons, problem, cause, question, answer string) insight.Lesson {
	t.Helper()
	for _, x := range l.Lessons {
		if x.Problem == problem && x.Cause == cause && x.Question == question && x.Answer == answer {
			return x
		}
	}
	t.Fatalf("no lesson on %s/%s %s=%s", problem, cause, question, answer)
	return insight.Lesson{}
}

// reworded copies a base with one word changed.
func reworded(base *knowledge.Base, l insight.Lesson) *knowledge.Base {
	out := *base
	out.Problems = append([]knowledge.Problem{}, base.Problems...)
	for i := range out.Problems {
		p := &out.Problems[i]
		if p.Slug != l.Problem {
			continue
		}
		p.Causes = append([]knowledge.Cause{}, p.Causes...)
		for j := range p.Causes {
			if p.Causes[j].ID == l.Cause {
				words := map[string]knowledge.Word{}
				for a, w := range p.Causes[j].Expects[l.Question] {
					words[a] = w
				}
				words[l.Answer] = knowledge.Word(l.Better)
				expects := knowledge.Expects{}
				for q, w := range p.Causes[j].Expects {
					expects[q] = w
				}
				expects[l.Question] = words
				p.Causes[j].Expects = expects
			}
		}
	}
	return &out
}

// With many cases, adopting what is proposed leads, word by word, to the word
// that is true; where the authored word is true, nothing is proposed.
func TestLearnRecoversTheTruth(t *testing.T) {
	for name, x := range map[string]struct {
		truth
		want string
	}{
		"much less": {truth{"contact_bank_message", "issuer_declined", "scope", "one_card", .3, "all_cards"}, "sometimes"},
		"more":      {truth{"contact_bank_message", "issuer_declined", "scope", "one_bank", .6, "all_cards"}, "often"},
		"as it is":  {truth{"contact_bank_message", "issuer_declined", "scope", "one_card", .85, "all_cards"}, "usually"},
	} {
		t.Run(name, func(t *testing.T) {
			base := load(t)
			cases := x.cases(600, rand.New(rand.NewPCG(7, 8)))
			for range 8 {
				l := lesson(t, learn(t, base, cases), x.problem, x.cause, x.question, x.answer)
				if l.Better == "" {
					if l.Word != x.want || math.Abs(l.Mean-x.p) > .08 || l.Low > l.Mean || l.High < l.Mean || l.From != insight.FromCause {
						t.Errorf("the last is %+v, the truth %g", l, x.p)
					}
					return
				}
				if !l.Differs {
					t.Errorf("proposed without a difference: %+v", l)
				}
				base = reworded(base, l)
			}
			t.Error("it never comes to rest")
		})
	}
}

// A few cases change nothing, whatever they say.
func TestLearnFewCases(t *testing.T) {
	x := truth{"contact_bank_message", "issuer_declined", "scope", "one_card", 0, "all_cards"}
	l := learn(t, load(t), x.cases(5, rand.New(rand.NewPCG(1, 1))))
	if l.Cases != 5 || len(l.Lessons) == 0 {
		t.Errorf("%+v", l)
	}
	for _, x := range l.Lessons {
		if x.Better != "" {
			t.Errorf("proposed after five cases: %+v", x)
		}
	}
}

// The commonness of causes is learnt too: a rare cause that is behind most
// cases is proposed to be more common, one step.
func TestLearnCommonness(t *testing.T) {
	x := truth{"contact_bank_message", "terminal_link_error", "scope", "all_cards", 1, ""}
	l := learn(t, load(t), x.cases(200, rand.New(rand.NewPCG(2, 2))))
	got := lesson(t, l, x.problem, x.cause, "", "")
	if got.Word != "rare" || got.Better != "occasional" || got.Hits != got.Cases || got.Mean < .5 {
		t.Errorf("%+v", got)
	}
	if common := lesson(t, l, x.problem, "issuer_declined", "", ""); common.Better != "occasional" || common.Hits != 0 {
		t.Errorf("%+v", common)
	}
}

// One merchant counts once a day, unconfirmed and old cases weigh less, and
// cases of causes that are not there are told apart.
func TestLearnWeights(t *testing.T) {
	one := truth{"contact_bank_message", "issuer_declined", "scope", "one_card", 1, ""}.cases(1, rand.New(rand.NewPCG(1, 1)))[0]
	same, unsure, old, gone, silent := one, one, one, one, one
	unsure.Confirmed, unsure.Merchant = false, "u"
	old.At, old.Merchant = monday.AddDate(0, 0, -180), "o"
	gone.Cause = "gone"
	silent.Merchant, silent.Answers = "s", []conversation.Answer{{Question: "scope", Answer: knowledge.Unsure}, {Question: "no_such", Answer: "x"}}
	l := learn(t, load(t), []insight.Case{one, same, unsure, old, gone, silent})
	if l.Cases != 5 || l.Unknown != 1 {
		t.Errorf("%+v", l)
	}
	got := lesson(t, l, one.Problem, one.Cause, "scope", "one_card")
	if want := 1 + .3 + .5; math.Abs(got.Hits-want) > 1e-9 || math.Abs(got.Cases-want) > 1e-9 {
		t.Errorf("%+v, want %g", got, want)
	}
	if c := lesson(t, l, one.Problem, one.Cause, "", ""); math.Abs(c.Hits-2.8) > 1e-9 {
		t.Errorf("%+v", c)
	}
}
