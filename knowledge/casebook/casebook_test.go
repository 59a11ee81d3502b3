package casebook_test

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

func shipped(t *testing.T) *casebook.Book {
	t.Helper()
	b, findings := knowledge.Load(base.Files)
	if knowledge.Errors(findings) > 0 {
		t.Fatal(findings[0])
	}
	book, err := casebook.New(b)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// What a cause says of a question is a law: every answer is possible and the
// answers sum to 1. So does the law of a merchant with none of the problems.
func TestLawsSumToOne(t *testing.T) {
	book := shipped(t)
	for q := range book.Model.Questions() {
		for cause := -1; cause < book.Model.Causes(); cause++ {
			h := cause
			if h < 0 {
				h = diagnosis.NoneOfThese
			}
			sum := 0.0
			for a := range book.Model.Question(q).Answers {
				p := book.Model.Likelihood(h, q, a)
				if p <= 0 || p >= 1 {
					t.Errorf("hypothesis %d, %s: answer %d has %v", h, book.Model.Question(q).ID, a, p)
				}
				sum += p
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("hypothesis %d, %s: the answers sum to %v", h, book.Model.Question(q).ID, sum)
			}
		}
	}
}

// Names and numbers lead to each other.
func TestNames(t *testing.T) {
	book := shipped(t)
	for i, ref := range book.Refs {
		n, ok := book.Hypothesis(ref.Problem.Slug, ref.Cause.ID)
		c := book.Model.Cause(i)
		if !ok || n != i || c.ID != ref.ID() || c.Route != string(ref.Cause.Route) || c.Group != casebook.Group(ref.Problem.Slug, ref.Cause.Route) {
			t.Errorf("%s: %d %v %+v", ref.ID(), n, ok, c)
		}
	}
	for i := range book.Base.Problems {
		p := &book.Base.Problems[i]
		sum := 0.0
		for _, h := range book.Hypotheses(p.Slug) {
			sum += book.Model.Cause(h).Prior
		}
		if len(book.Hypotheses(p.Slug)) != len(p.Causes) || math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: %d hypotheses that weigh %v together", p.Slug, len(book.Hypotheses(p.Slug)), sum)
		}
	}
	for i := range book.Base.Questions {
		q, ok := book.Question(book.Base.Questions[i].ID)
		if !ok || q != i {
			t.Errorf("question %d is %d, %v", i, q, ok)
		}
		for _, a := range book.Base.Questions[i].Answers {
			if n, ok := book.Answer(q, a.ID); !ok || book.Model.Question(q).Answers[n] != a.ID {
				t.Errorf("%s/%s is %d, %v", book.Base.Questions[i].ID, a.ID, n, ok)
			}
		}
	}
	if _, ok := book.Hypothesis("nothing", "such"); ok || book.Hypotheses("nothing") != nil {
		t.Error("an unknown problem")
	}
	if _, ok := book.Question("nothing"); ok {
		t.Error("an unknown question")
	}
	code, _ := book.Question(knowledge.CodeQuestion)
	if _, ok := book.Answer(code, "@@"); ok {
		t.Error("an unknown code")
	}
	if _, ok := book.Answer(code, knowledge.Unsure); ok {
		t.Error("unsure has a number: it would be evidence")
	}
}

func words(pairs ...string) map[string]knowledge.Word {
	out := map[string]knowledge.Word{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = knowledge.Word(pairs[i+1])
	}
	return out
}

// The cause's own words go before its problem's, those before the route's and
// those before the family's; each replaces the next whole.
func TestExpectedPrecedence(t *testing.T) {
	q := &knowledge.Question{
		ID: "scope", Kind: knowledge.KindChoice,
		ByRoute:  map[knowledge.Route]map[string]knowledge.Word{knowledge.RouteBank: words("one", "usually")},
		ByFamily: map[knowledge.Family]map[string]knowledge.Word{"card": words("one", "often", "all", "rarely")},
	}
	own := knowledge.Expects{"scope": words("one", "never")}
	problems := knowledge.Expects{"scope": words("one", "sometimes")}
	for name, tc := range map[string]struct {
		problem knowledge.Problem
		cause   knowledge.Cause
		want    map[string]float64
	}{
		"nothing":          {knowledge.Problem{Family: "money"}, knowledge.Cause{Route: "bank"}, map[string]float64{}},
		"family":           {knowledge.Problem{Family: "card"}, knowledge.Cause{Route: "bank"}, map[string]float64{"one": .6, "all": .1}},
		"route, listed":    {knowledge.Problem{Family: "card", Questions: []string{"scope"}}, knowledge.Cause{Route: "bank"}, map[string]float64{"one": .85}},
		"route, no words":  {knowledge.Problem{Family: "card", Questions: []string{"scope"}}, knowledge.Cause{Route: "device"}, map[string]float64{"one": .6, "all": .1}},
		"problem":          {knowledge.Problem{Family: "card", Questions: []string{"scope"}, Expects: problems}, knowledge.Cause{Route: "bank"}, map[string]float64{"one": .3}},
		"cause":            {knowledge.Problem{Family: "card", Expects: problems}, knowledge.Cause{Route: "bank", Expects: own}, map[string]float64{"one": .002}},
		"another question": {knowledge.Problem{Expects: knowledge.Expects{"x": words("one", "often")}}, knowledge.Cause{}, map[string]float64{}},
	} {
		if got := casebook.Expected(&knowledge.Base{}, &tc.problem, &tc.cause, q); !maps.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
	// Words that sum to more than 1 are scaled, and leave a rest.
	p := knowledge.Problem{Expects: knowledge.Expects{"scope": words("one", "always", "all", "always")}}
	got := casebook.Expected(&knowledge.Base{}, &p, &knowledge.Cause{}, q)
	if sum := got["one"] + got["all"]; sum >= 1 || sum < .99 || got["one"] != got["all"] {
		t.Errorf("scaled to %v", got)
	}
}

// The codes of a problem share what is read out; a code whose meaning few
// sources give gets less, one a cause lists itself keeps its own word.
func TestCodeShares(t *testing.T) {
	b := &knowledge.Base{}
	q := &knowledge.Question{ID: knowledge.CodeQuestion, Kind: knowledge.KindCode}
	p := knowledge.Problem{Codes: []string{"51", "61"}}
	got := casebook.Expected(b, &p, &knowledge.Cause{}, q)
	if math.Abs(got["51"]-.3) > 1e-9 || math.Abs(got["61"]-.3) > 1e-9 || math.Abs(got[knowledge.NoCode]-.3) > 1e-9 {
		t.Errorf("two codes: %v", got)
	}
	if got := casebook.Expected(b, &knowledge.Problem{}, &knowledge.Cause{}, q); len(got) != 0 {
		t.Errorf("no codes: %v", got)
	}
	cause := knowledge.Cause{Expects: knowledge.Expects{knowledge.CodeQuestion: words("51", "usually")}}
	got = casebook.Expected(b, &p, &cause, q)
	if got["51"] != .85 || got["61"] <= 0 || got["61"] > .11 || got[knowledge.NoCode] != 0 {
		t.Errorf("one code of its own: %v", got)
	}
	cause.Expects[knowledge.CodeQuestion] = words("51", "always", "61", "always")
	got = casebook.Expected(b, &p, &cause, q)
	if sum := got["51"] + got["61"]; sum >= 1 {
		t.Errorf("both codes of its own: %v", got)
	}

	book := shipped(t)
	for _, ref := range book.Refs {
		listed := casebook.Expected(book.Base, ref.Problem, ref.Cause, book.Base.Question(knowledge.CodeQuestion))
		sum := 0.0
		for _, p := range listed {
			sum += p
		}
		if sum > 1+1e-9 {
			t.Errorf("%s: the codes sum to %v", ref.ID(), sum)
		}
		own := ref.Cause.Expects[knowledge.CodeQuestion]
		if own == nil {
			own = ref.Problem.Expects[knowledge.CodeQuestion]
		}
		for _, x := range ref.Problem.Codes {
			if listed[x] <= 0 {
				t.Errorf("%s: the code %s is impossible", ref.ID(), x)
			}
			for _, y := range ref.Problem.Codes {
				cx, cy := book.Base.Code(x), book.Base.Code(y)
				if own[x] == "" && own[y] == "" && cx.Confidence == "high" && cy.Confidence == "low" && listed[x] <= listed[y] {
					t.Errorf("%s: %s is met no more often than %s", ref.ID(), x, y)
				}
			}
		}
	}
}

// Every mistake is named.
func TestNewFails(t *testing.T) {
	b := &knowledge.Base{
		Problems: []knowledge.Problem{{Slug: "p", Causes: []knowledge.Cause{{ID: "c", Route: "bank", Commonness: knowledge.Common}}}},
		Questions: []knowledge.Question{
			{ID: "a", Effort: "much", Answers: []knowledge.Answer{{ID: "x", Background: knowledge.Often}, {ID: "y", Background: knowledge.Often}}},
			{ID: "b", Effort: "more", Answers: []knowledge.Answer{{ID: "x", Background: knowledge.Often}, {ID: "y", Background: knowledge.Often}}},
		},
	}
	_, err := casebook.New(b)
	if err == nil || !strings.Contains(err.Error(), `"much"`) || !strings.Contains(err.Error(), `"more"`) {
		t.Errorf("got %v", err)
	}
}
