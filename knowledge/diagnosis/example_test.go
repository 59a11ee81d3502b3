package diagnosis_test

import (
	"fmt"
	"math"

	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// A lamp stays dark: bulb, fuse or power cut?
func Example() {
	const bulb, fuse, cut = 0, 1, 2
	const yes = 0
	causes := []diagnosis.Cause{
		{ID: "bulb", Route: "device", Prior: 1, Fix: .95},
		{ID: "fuse", Route: "device", Prior: .3, Fix: .9},
		{ID: "power cut", Route: "provider", Prior: .1},
	}
	questions := []diagnosis.Question{
		{
			ID: "Are other lamps dark too?", Answers: []string{"yes", "no"}, Cost: .5, Error: .005, Ask: true,
			Links: []diagnosis.Link{
				{Cause: bulb, Listed: []diagnosis.AnswerP{{Answer: yes, P: .02}}},
				{Cause: fuse, Listed: []diagnosis.AnswerP{{Answer: yes, P: .85}}},
				{Cause: cut, Listed: []diagnosis.AnswerP{{Answer: yes, P: .98}}},
			},
		},
		{
			ID: "Is the street dark?", Answers: []string{"yes", "no"}, Cost: .5, Error: .005, Ask: true,
			Background: []float64{.02, .98},
			Links:      []diagnosis.Link{{Cause: cut, Listed: []diagnosis.AnswerP{{Answer: yes, P: .98}}}},
		},
	}
	model, err := diagnosis.New(causes, questions, diagnosis.DefaultLosses())
	if err != nil {
		fmt.Println(err)
		return
	}

	var evidence []diagnosis.Evidence
	none := math.Log(.02)
	belief := model.Posterior(nil, none, evidence)
	fmt.Println("questions to ask, about:", model.Remaining(belief, diagnosis.Options{}, 6))
	for {
		best, ok := model.Next(belief, diagnosis.Options{})
		if !ok {
			break
		}
		fmt.Println(model.Question(best.Question).ID, "yes")
		evidence = append(evidence, diagnosis.Answered{Question: best.Question, Answer: yes})
		belief = model.Posterior(nil, none, evidence)
	}
	decision := belief.Decide()
	fmt.Printf("%s: %s, %.0f %%\n", decision.Route, decision.Group, 100*decision.P)
	for _, r := range model.Reasons(nil, none, evidence, decision) {
		fmt.Printf("%+.0f decibans\n", r.Decibans)
	}
	// Output:
	// questions to ask, about: 1
	// Are other lamps dark too? yes
	// Is the street dark? yes
	// provider: power cut, 94 %
	// +16 decibans
	// +6 decibans
}

func ExampleFromCounts() {
	model, err := diagnosis.FromCounts(diagnosis.Table{
		Causes: []diagnosis.CountedCause{
			{ID: "flu", Route: "rest", Cases: 60},
			{ID: "cold", Route: "rest", Cases: 120},
			{ID: "pneumonia", Route: "doctor", Cases: 20},
		},
		Questions: []diagnosis.CountedQuestion{
			{ID: "fever", Answers: []string{"high", "some", "none"}, Cells: []diagnosis.CountedCell{
				{Cause: 0, Counts: []float64{40, 18, 2}},
				{Cause: 1, Counts: []float64{2, 30, 88}},
				{Cause: 2, Counts: []float64{15, 5, 0}},
			}},
			{ID: "short of breath", Answers: []string{"yes", "no"}, Cells: []diagnosis.CountedCell{
				{Cause: 0, Counts: []float64{3, 57}},
				{Cause: 1, Counts: []float64{1, 119}},
				{Cause: 2, Counts: []float64{18, 2}},
			}},
		},
	}, diagnosis.Losses{})
	if err != nil {
		fmt.Println(err)
		return
	}
	belief := model.Posterior(nil, math.Log(.01), nil)
	for _, v := range model.Values(belief, diagnosis.Options{}) {
		fmt.Printf("%s: %.2f, %.2f nats\n", model.Question(v.Question).ID, v.EVSI, v.EIG)
	}
	// Output:
	// short of breath: 1.35, 0.20 nats
	// fever: 0.00, 0.07 nats
}
