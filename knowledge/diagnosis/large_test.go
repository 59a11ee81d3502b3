package diagnosis

import "testing"

// TestSparseIsDense compares models too large to draw by hand with the plain
// computation, so that the short cuts for questions of many causes are taken.
func TestSparseIsDense(t *testing.T) {
	for _, size := range []struct{ causes, questions, links, evidence int }{
		{60, 6, 4, 0}, {150, 8, 6, 0}, {150, 8, 6, 3}, {300, 3, 2, 1}, {300, 3, 2, 2},
	} {
		cs, qs := world(size.causes, size.questions, size.links)
		for i := range cs {
			cs[i].WrongLoss = float64(20 + i%3*20)
		}
		in := input{causes: cs, questions: qs, losses: DefaultLosses(), retrieval: make([]float64, len(cs)), none: -3}
		m, err := New(cs, qs, in.losses)
		if err != nil {
			t.Fatal(err)
		}
		var evidence []Evidence
		for q := range size.evidence {
			evidence = append(evidence, Answered{q + 1, 0})
		}
		b := m.Posterior(in.retrieval, in.none, evidence)
		p := in.posterior(evidence)
		if got, want := b.Decide().Loss, in.least(p); !near(got, want) {
			t.Errorf("%+v: the decision loses %v, want %v", size, got, want)
		}
		for _, v := range m.Values(b, Options{}) {
			evsi, eig := in.value(v.Question, p)
			if !near(v.EVSI, evsi) || !near(v.EIG, eig) {
				t.Errorf("%+v: got %+v, want EVSI %v, EIG %v", size, v, evsi, eig)
			}
		}
	}
}

func TestLoneAnswersAreCountedTogether(t *testing.T) {
	q := Question{ID: "code", Answers: make([]string, 250), Links: []Link{{0, []AnswerP{{3, .9}}}}}
	m, err := New([]Cause{{ID: "a", Route: "bank", Prior: 1}}, []Question{q}, Losses{})
	if err != nil {
		t.Fatal(err)
	}
	if c := m.questions[0]; len(c.lone) != 1 || c.lone[0].count != 249 || len(c.listed) != 1 {
		t.Errorf("%d kinds of lone answers, %d listed", len(c.lone), len(c.listed))
	}
}
