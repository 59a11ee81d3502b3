package diagnosis

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestCount(t *testing.T) {
	got := PseudoCounts{}.Count([]Outcome{
		{Merchant: "m", Day: 200, Cause: 0},
		{Merchant: "m", Day: 200, Cause: 1, Confirmed: true, Answers: []Answered{{0, 0}, {0, 1}}},
		{Merchant: "m", Day: 200, Cause: 2, Confirmed: true},
		{Day: 20, Cause: 1},
		{Day: 20, Cause: 1},
		{Merchant: "m", Day: 380, Cause: 1, Confirmed: true},
	}, 200)
	wantNear(t, "cause 1", got.Causes[1], 1+2*.3/2+1)
	wantNear(t, "cell", got.Cells[Cell{1, 0, 1}], 1)
	if len(got.Causes) != 1 || len(got.Cells) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestLearn(t *testing.T) {
	causes := []Cause{{ID: "a", Route: "bank", Prior: 1}, {ID: "b", Route: "bank", Prior: .3}}
	questions := []Question{{ID: "q", Answers: []string{"x", "y", "z"}, Links: []Link{
		{0, []AnswerP{{0, .6}}},
		{1, []AnswerP{{0, .6}, {1, .3}}},
	}}}
	counts := Counts{
		Causes: map[int]float64{1: 20},
		Cells:  map[Cell]float64{{0, 0, 0}: 20, {1, 0, 0}: 1000, {1, 0, 2}: 1},
	}
	cs, qs := PseudoCounts{}.Learn(causes, questions, counts)
	wantNear(t, "prior of a", cs[0].Prior, .5)
	wantNear(t, "prior of b", cs[1].Prior, .8)
	wantNear(t, "P(x|a)", qs[0].Links[0].Listed[0].P, .8)
	wantNear(t, "P(x|b), at most one word up", qs[0].Links[1].Listed[0].P, .85)
	wantNear(t, "P(y|b), at most one word down", qs[0].Links[1].Listed[1].P, .1)
	if questions[0].Links[0].Listed[0].P != .6 || causes[0].Prior != 1 {
		t.Error("the authored numbers have changed")
	}
}

func TestLearntModelIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		counts := Counts{Causes: map[int]float64{}, Cells: map[Cell]float64{}}
		for q, question := range in.questions {
			for _, l := range question.Links {
				a := rapid.IntRange(0, len(question.Answers)-1).Draw(t, "answer")
				counts.Cells[Cell{l.Cause, q, a}] = rapid.Float64Range(0, 1000).Draw(t, "count")
				counts.Causes[l.Cause] += rapid.Float64Range(0, 100).Draw(t, "cases")
			}
		}
		cs, qs := PseudoCounts{}.Learn(in.causes, in.questions, counts)
		if _, err := New(cs, qs, in.losses); err != nil {
			t.Fatal(err)
		}
	})
}

func TestCalibrate(t *testing.T) {
	all := []Prediction{{.9, true}, {.6, false}}
	c := Calibrate(all, 2)
	wantNear(t, "Brier", c.Brier, .185)
	wantNear(t, "log loss", c.LogLoss, -(math.Log(.9)+math.Log(.4))/2)
	wantNear(t, "error", c.Error, .25)
	if c.Bins[0].N != 0 || c.Bins[1].N != 2 {
		t.Errorf("bins: %+v", c.Bins)
	}
	if c := Calibrate([]Prediction{{1, true}, {0, false}}, 0); c.Brier != 0 || c.Bins[0].N != 2 {
		t.Errorf("perfect: %+v", c)
	}
	if c := Calibrate(nil, 3); c.Brier != 0 || len(c.Bins) != 3 {
		t.Errorf("of nothing: %+v", c)
	}
}

func TestAbstainAndThreshold(t *testing.T) {
	all := []Prediction{{.9, true}, {.5, false}, {.8, true}, {.8, false}, {.7, true}}
	answered, wrong := Abstain(all, .8)
	wantNear(t, "answered", answered, .6)
	wantNear(t, "wrong", wrong, 1./3)
	if answered, _ = Abstain(all, 2); answered != 0 {
		t.Errorf("answered %v", answered)
	}
	if from, ok := Threshold(all, .25); !ok || from != .7 {
		t.Errorf("threshold %v, %v", from, ok)
	}
	if _, ok := Threshold([]Prediction{{.9, false}}, .1); ok {
		t.Error("a threshold for nothing but errors")
	}
}

func TestFromCounts(t *testing.T) {
	table := Table{
		Causes: []CountedCause{{ID: "a", Route: "r", Cases: 10}, {ID: "b", Route: "s", Cases: 10}},
		Questions: []CountedQuestion{{ID: "q", Answers: []string{"yes", "no", "maybe"}, Cells: []CountedCell{
			{0, []float64{9, 1, 0}}, {1, []float64{1, 9, 0}},
		}}},
	}
	m, err := FromCounts(table, Losses{})
	if err != nil {
		t.Fatal(err)
	}
	pooled := (1./3 + 10) / 21
	wantNear(t, "P(yes|a)", m.Likelihood(0, 0, 0), (pooled+9)/11)
	wantNear(t, "P(maybe|a)", m.Likelihood(0, 0, 2), 1./3/21/11)
	table.Questions[0].Cells[0].Counts = []float64{-1}
	if _, err := FromCounts(table, Losses{}); err == nil {
		t.Error("bad counts are accepted")
	}
}
