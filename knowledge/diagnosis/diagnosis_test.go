package diagnosis

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// never is a log weight that leaves nothing for none of these.
var never = math.Inf(-1)

// twoCauses is small enough to compute by hand: A on bank with .75, B on
// provider with .25. "same" and "again" speak for A with .9 to .1, "other" for B.
func twoCauses(t *testing.T) *Model {
	t.Helper()
	law := func(a, b float64) []Link {
		return []Link{{0, []AnswerP{{0, a}}}, {1, []AnswerP{{0, b}}}}
	}
	yesNo := []string{"yes", "no"}
	m, err := New(
		[]Cause{
			{ID: "A", Route: "bank", Prior: 3, Fix: .5},
			{ID: "B", Route: "provider", Prior: 1, Fix: .5},
		},
		[]Question{
			{ID: "same", Answers: yesNo, Cost: 1, Unsure: .1, Ask: true, Links: law(.9, .1)},
			{ID: "again", Answers: yesNo, Cost: 1, Ask: true, Links: law(.9, .1)},
			{ID: "other", Answers: yesNo, Cost: 1, Ask: true, Links: law(.1, .9)},
			{ID: "onlyA", Answers: yesNo, Cost: 1, Links: law(.9, .1)[:1]},
			{ID: "onlyB", Answers: yesNo, Cost: 1, Links: law(.1, .9)[1:]},
			{ID: "idle", Answers: yesNo, Cost: 1, Ask: true},
		},
		Losses{},
	)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func wantNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 2e-4) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestByHand(t *testing.T) {
	m := twoCauses(t)
	b := m.Posterior(nil, never, nil)
	wantNear(t, "P(A)", b.Cause(0), .75)
	d := b.Decide()
	wantNear(t, "loss", d.Loss, 5)
	if d.Route != "bank" || d.Group != "A" || d.Cause != 0 || !d.RunnerUp.Abstain() {
		t.Errorf("decided %+v", d)
	}
	values := m.Values(b, Options{Asked: []int{1, 2}})
	if len(values) != 2 || values[0].Question != 0 || values[1].Question != 5 {
		t.Fatalf("got %+v", values)
	}
	wantNear(t, "EVSI", values[0].EVSI, .9*3)
	wantNear(t, "EIG", values[0].EIG, .9*.285781)
	wantNear(t, "net", values[0].Net, .9*(3+.02*20*.285781)-1)
	if idle := values[1]; idle.EVSI != 0 || idle.EIG != 0 || idle.Net != -1 {
		t.Errorf("a question nobody links is worth %+v", idle)
	}
	yes := m.Posterior(nil, never, []Evidence{Answered{0, 0}})
	wantNear(t, "P(A | yes)", yes.Cause(0), .675/.7)
	wantNear(t, "P(yes)", b.Predict(0)[0], .7)
	failed := m.Posterior(nil, never, []Evidence{NotFixed{0}, NotFixed{0}})
	wantNear(t, "P(A | not fixed)", failed.Cause(0), .375/.625)
}

func TestUnlistedAnswersShareTheRest(t *testing.T) {
	q := Question{
		ID: "q", Answers: []string{"a", "b", "c"}, Background: []float64{.5, .3, .2}, Error: .03,
		Links: []Link{{0, []AnswerP{{0, .8}}}, {1, []AnswerP{{0, .2}, {1, .2}, {2, .1}}}},
	}
	m, err := New([]Cause{{ID: "x", Route: "r", Prior: 1}, {ID: "y", Route: "r", Prior: 1}}, []Question{q}, Losses{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cause, answer int
		want          float64
	}{
		{0, 0, .97*.8 + .01},
		{0, 1, .97*.12 + .01},
		{0, 2, .97*.08 + .01},
		{1, 0, .97*.4 + .01},
		{1, 2, .97*.2 + .01},
		{NoneOfThese, 1, .97*.3 + .01},
	} {
		wantNear(t, "L", m.Likelihood(c.cause, 0, c.answer), c.want)
	}
}

func TestAbstains(t *testing.T) {
	m := twoCauses(t)
	d := m.Posterior(nil, 1, nil).Decide()
	none := math.E / (1 + math.E)
	if !d.Abstain() || d.Route != RouteHuman || d.Loss != 12 || d.Cause != -1 {
		t.Errorf("decided %+v", d)
	}
	wantNear(t, "confidence", d.Confidence, none)
	wantNear(t, "runner-up's loss", d.RunnerUp.Loss, 20*(1-.75*(1-none)))
}

func TestAdviceWhenNoneOfTheseIsLikely(t *testing.T) {
	causes := []Cause{{ID: "issuer", Route: "bank", Prior: 10}, {ID: "worked", Route: RouteNone, Prior: 1}}
	for _, c := range []struct {
		losses Losses
		group  string
	}{
		{Losses{}, "worked"},
		{Losses{NoneOfThese: map[string]float64{RouteNone: 20, RouteHuman: 12}}, ""},
	} {
		m, err := New(causes, nil, c.losses)
		if err != nil {
			t.Fatal(err)
		}
		if d := m.Posterior(nil, math.Log(3), nil).Decide(); d.Group != c.group {
			t.Errorf("%+v: decided %+v", c.losses.NoneOfThese, d)
		}
	}
}

func TestTemperature(t *testing.T) {
	cs, qs := []Cause{{ID: "A", Route: "r", Prior: 9}, {ID: "B", Route: "s", Prior: 1}}, []Question(nil)
	m, err := New(cs, qs, Losses{Temperature: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "P(A)", m.Posterior(nil, never, nil).Cause(0), .75)
}

func TestReasons(t *testing.T) {
	m := twoCauses(t)
	evidence := []Evidence{Answered{0, 1}, Answered{0, 0}, Unsure{1}, Answered{3, 1}, Answered{5, 0}}
	d := m.Posterior(nil, never, evidence).Decide()
	got := m.Reasons(nil, never, evidence, d)
	if d.Group != "A" || len(got) != 3 || got[0].Evidence != (Answered{0, 0}) || got[1].Evidence != (Answered{3, 1}) {
		t.Fatalf("decided %+v because of %v", d, got)
	}
	wantNear(t, "for", got[0].Decibans, 10*math.Log10(9))
	wantNear(t, "against", got[1].Decibans, 10*math.Log10(.2))
	wantNear(t, "neither", got[2].Decibans, 0)
}

func TestConflict(t *testing.T) {
	m := twoCauses(t)
	nats, culprit := m.Conflict(nil, never, []Evidence{Answered{0, 0}, Answered{2, 0}, Answered{1, 0}})
	wantNear(t, "conflict", nats, math.Log(.147/.063))
	if culprit != (Answered{2, 0}) {
		t.Errorf("the culprit is %v", culprit)
	}
	nats, culprit = m.Conflict(nil, never, []Evidence{Answered{0, 0}, Answered{1, 0}})
	wantNear(t, "agreement", nats, math.Log(.49/.61))
	if culprit != nil {
		t.Errorf("agreement has the culprit %v", culprit)
	}
	if nats, culprit = m.Conflict(nil, never, []Evidence{Answered{0, 0}, Unsure{2}}); nats != 0 || culprit != nil {
		t.Errorf("one answer conflicts: %v, %v", nats, culprit)
	}
}

func TestPairs(t *testing.T) {
	m := twoCauses(t)
	evidence := []Evidence{Answered{3, 0}, Answered{4, 0}}
	got := m.Pairs(nil, never, evidence, .05)
	if len(got) != 1 || got[0].A != 0 || got[0].B != 1 {
		t.Fatalf("got %v", got)
	}
	wantNear(t, "P", got[0].P, .06075/1.86075)
	evidence = append(evidence, NotFixed{1}, NotFixed{0})
	wantNear(t, "P when neither helped", m.Pairs(nil, never, evidence, .05)[0].P, .0455625/.9455625)
	if got := m.Pairs(nil, never, evidence, 0); got != nil {
		t.Errorf("pairs without a chance: %v", got)
	}
}

func TestRepairs(t *testing.T) {
	m, err := New([]Cause{
		{ID: "slow", Route: "device", Prior: 5, Fix: .9, Effort: 8},
		{ID: "quick", Route: "device", Prior: 2, Fix: .5, Effort: 1},
		{ID: "tried", Route: "device", Prior: 2, Fix: .5, Effort: 1},
		{ID: "hopeless", Route: "device", Prior: 1},
		{ID: "elsewhere", Route: "bank", Prior: 1, Fix: .9},
	}, nil, Losses{})
	if err != nil {
		t.Fatal(err)
	}
	got := m.Posterior(nil, never, []Evidence{NotFixed{2}}).Repairs("device")
	if len(got) != 2 || got[0].Group != "quick" || got[1].Group != "slow" {
		t.Fatalf("got %+v", got)
	}
	wantNear(t, "P", got[0].P, .1)
	wantNear(t, "score", got[1].Score, .45/8)
}

func TestRetract(t *testing.T) {
	all := []Evidence{Answered{0, 1}, NotFixed{0}, Unsure{0}, Answered{1, 1}}
	if got := Retract(all, 0); !slices.Equal(got, []Evidence{NotFixed{0}, Answered{1, 1}}) {
		t.Errorf("got %v", got)
	}
	if got := Settled(append(all, NotFixed{0})); !slices.Equal(got, []Evidence{Unsure{0}, Answered{1, 1}, NotFixed{0}}) {
		t.Errorf("settled %v", got)
	}
}

func TestAdHocAnswerCounts(t *testing.T) {
	m := twoCauses(t)
	which := Question{
		ID: "which", Answers: []string{"A", "B", "neither"}, Error: .02,
		Links: []Link{{0, []AnswerP{{0, .95}}}, {1, []AnswerP{{1, .95}}}},
	}
	logs, err := m.LogLikelihoods(which, 1)
	if err != nil {
		t.Fatal(err)
	}
	b := m.Posterior(logs, never, nil)
	like := func(p float64) float64 { return .98*p + .02/3 }
	wantNear(t, "P(B)", b.Cause(1), .25*like(.95)/(.25*like(.95)+.75*like(.025)))
	if _, err := m.LogLikelihoods(which, 3); err == nil {
		t.Error("an unknown answer is accepted")
	}
	if _, err := m.ValueOf(b, Question{ID: "bad", Answers: []string{"one"}}); err == nil {
		t.Error("a question with one answer is accepted")
	}
}

func TestUnknownEvidenceWeighsNothing(t *testing.T) {
	m := twoCauses(t)
	odd := []Evidence{Answered{-1, 0}, Answered{99, 0}, Answered{0, 99}, Unsure{99}, NotFixed{99}, nil}
	b := m.Posterior([]float64{math.NaN()}, never, odd)
	wantNear(t, "P(A)", b.Cause(0), .75)
	m.Values(b, Options{Asked: []int{-1, 99}})
	if got := m.Reasons(nil, never, odd, b.Decide()); got != nil {
		t.Errorf("reasons: %v", got)
	}
	if nats, _ := m.Conflict(nil, never, odd); nats != 0 {
		t.Errorf("conflict: %v", nats)
	}
	m.Pairs(nil, never, odd, .05)
}

func TestNewReportsEverything(t *testing.T) {
	_, err := New(
		[]Cause{
			{ID: "a", Group: "g", Route: "bank", Prior: 1},
			{ID: "a", Group: "g", Route: "device", Prior: math.NaN(), Fix: 1},
			{Prior: -1},
		},
		[]Question{
			{ID: "q", Answers: []string{"yes"}, Background: []float64{.5, .6}, Cost: -1, Error: 1, Unsure: 2},
			{ID: "q", Answers: []string{"yes", "no"}, Links: []Link{
				{Cause: 7},
				{0, []AnswerP{{0, .7}, {1, .7}}},
				{0, []AnswerP{{2, .7}}},
				{1, []AnswerP{{1, 0}, {0, 0}}},
				{2, []AnswerP{{1, .1}, {1, .1}}},
			}},
		},
		Losses{Person: math.Inf(1), WrongGroup: map[string]float64{"bank": -1}},
	)
	if err == nil {
		t.Fatal("it is accepted")
	}
	for _, want := range []string{
		`"a" is there twice`, `group "g" has the routes "bank" and "device"`, `prior is NaN`, `P(fix) is 1`,
		"cause 2 has no ID", "has no route", "prior is -1",
		"has 1 answers", "a background of 2", "sum of the background is 1.1", "cost is -1", "unsure is 2", "wrong answers is 1",
		`question "q" is there twice`, "links cause 7 of 3", "sum to 1.4", `links cause "a" twice`, "answer 2 of 2",
		"every answer is impossible", `lists answer "no" twice`, "asking a person is +Inf", `wrong group on route "bank" is -1`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not reported in:\n%v", want, err)
		}
	}
}

func TestModelKeepsNothingOfTheCaller(t *testing.T) {
	cs, qs := world(20, 5, 4)
	m, err := New(cs, qs, DefaultLosses())
	if err != nil {
		t.Fatal(err)
	}
	before := m.Values(m.Posterior(nil, -3, nil), Options{})
	for i := range qs {
		qs[i].Background[0] = 7
		for l := range qs[i].Links {
			qs[i].Links[l].Listed[0].P = 7
		}
	}
	cs[0].Route = "elsewhere"
	if !slices.Equal(before, m.Values(m.Posterior(nil, -3, nil), Options{})) || m.Question(0).Background[0] == 7 {
		t.Error("the model has changed")
	}
}

func TestManyAtOnce(t *testing.T) {
	m, err := New(first(world(100, 50, 6)))
	if err != nil {
		t.Fatal(err)
	}
	b := m.Posterior(nil, -3, nil)
	want := m.Values(b, Options{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for a := range 10 {
				m.Values(m.Posterior(nil, -3, []Evidence{Answered{i, a % 2}}), Options{})
				if !slices.Equal(want, m.Values(b, Options{})) {
					t.Error("the values differ")
				}
			}
		})
	}
	all.Wait()
}

func TestDrawFollowsTheLaw(t *testing.T) {
	m := twoCauses(t)
	random := rand.New(rand.NewPCG(1, 2))
	const n = 20000
	var yes, unsure, a float64
	for range n {
		switch answer, ok := m.Draw(random, 0, 0); {
		case !ok:
			unsure++
		case answer == 0:
			yes++
		}
		if m.DrawCause(random, .2) == 0 {
			a++
		}
	}
	for _, c := range []struct{ got, want float64 }{{yes / n, .81}, {unsure / n, .1}, {a / n, .6}} {
		if math.Abs(c.got-c.want) > .015 {
			t.Errorf("drew %v, want about %v", c.got, c.want)
		}
	}
}
