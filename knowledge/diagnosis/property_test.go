package diagnosis

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const tiny = 1e-9

func near(x, y float64) bool { return math.Abs(x-y) <= tiny*max(1, math.Abs(x), math.Abs(y)) }

func (in input) model(t *rapid.T) *Model {
	m, err := New(in.causes, in.questions, in.losses)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sameBelief(t *rapid.T, x, y Belief) {
	for c := range x.p {
		if !near(x.p[c], y.p[c]) {
			t.Fatalf("cause %d: %v and %v", c, x.p[c], y.p[c])
		}
	}
	if !near(x.none, y.none) {
		t.Fatalf("none of these: %v and %v", x.none, y.none)
	}
}

func TestPosteriorIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m, evidence := in.model(t), drawEvidence(t, in)
		b := m.Posterior(in.retrieval, in.none, evidence)
		want := in.posterior(evidence)
		sum := b.None()
		for c := range in.causes {
			if !near(b.Cause(c), want[c]) {
				t.Fatalf("cause %d: got %v, want %v", c, b.Cause(c), want[c])
			}
			sum += b.Cause(c)
		}
		if !near(sum, 1) {
			t.Fatalf("the probabilities sum to %v", sum)
		}
		groups, routes := map[string]float64{}, map[string]float64{}
		for i, c := range in.causes {
			groups[c.Group] += want[i]
			routes[c.Route] += want[i]
		}
		for g, p := range groups {
			if !near(b.Group(g), p) {
				t.Fatalf("group %s: got %v, want %v", g, b.Group(g), p)
			}
		}
		for r, p := range routes {
			if !near(b.Route(r), p) {
				t.Fatalf("route %s: got %v, want %v", r, b.Route(r), p)
			}
		}
	})
}

func TestOrderOfEvidenceDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m, evidence := in.model(t), drawEvidence(t, in)
		shuffled := rapid.Permutation(evidence).Draw(t, "shuffled")
		sameBelief(t, m.Posterior(in.retrieval, in.none, evidence), m.Posterior(in.retrieval, in.none, shuffled))
	})
}

func TestUnsureOnlyRetiresTheQuestion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m := in.model(t)
		before := m.Posterior(in.retrieval, in.none, nil)
		after := m.Posterior(in.retrieval, in.none, []Evidence{Unsure{0}})
		sameBelief(t, before, after)
		values := slices.DeleteFunc(m.Values(before, Options{}), func(v Value) bool { return v.Question == 0 })
		if !slices.Equal(values, m.Values(after, Options{})) {
			t.Fatal("another question's value has changed")
		}
	})
}

func TestTheBestPredictorNeverLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m := in.model(t)
		before := m.Posterior(in.retrieval, in.none, nil)
		for q := range in.questions {
			for a := range in.questions[q].Answers {
				best, none := 0, m.Likelihood(NoneOfThese, q, a)
				for c := range in.causes {
					if m.Likelihood(c, q, a) > m.Likelihood(best, q, a) {
						best = c
					}
				}
				if m.Likelihood(best, q, a) < none {
					continue
				}
				after := m.Posterior(in.retrieval, in.none, []Evidence{Answered{q, a}})
				if after.Cause(best) < before.Cause(best)-tiny {
					t.Fatalf("question %d, answer %d lowers cause %d", q, a, best)
				}
			}
		}
	})
}

func TestUndoRestoresExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m, evidence := in.model(t), drawEvidence(t, in)
		before := m.Posterior(in.retrieval, in.none, evidence)
		extra := drawEvidence(t, in)
		all := append(slices.Clone(evidence), extra...)
		m.Posterior(in.retrieval, in.none, all)
		after := m.Posterior(in.retrieval, in.none, all[:len(evidence)])
		if !slices.Equal(before.p, after.p) || before.none != after.none {
			t.Fatal("the belief differs")
		}
	})
}

func TestLaterAnswerReplaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m, evidence, later := in.model(t), drawEvidence(t, in), drawEvidence(t, in)
		all := append(slices.Clone(evidence), later...)
		plain := slices.Clone(later)
		for _, e := range evidence {
			q := questionOf(e)
			replaced := slices.ContainsFunc(later, func(l Evidence) bool { return l == e || q >= 0 && questionOf(l) == q })
			if !replaced {
				plain = append(plain, e)
			}
		}
		sameBelief(t, m.Posterior(in.retrieval, in.none, all), m.Posterior(in.retrieval, in.none, plain))
	})
}

func TestScalingPriorsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		evidence := drawEvidence(t, in)
		before := in.model(t).Posterior(in.retrieval, in.none, evidence)
		scale := rapid.Float64Range(.001, 1000).Draw(t, "scale")
		for i := range in.causes {
			in.causes[i].Prior *= scale
		}
		sameBelief(t, before, in.model(t).Posterior(in.retrieval, in.none, evidence))
	})
}

func TestDecideIsTheLeastLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m, evidence := in.model(t), drawEvidence(t, in)
		b := m.Posterior(in.retrieval, in.none, evidence)
		d := b.Decide()
		w := in.posterior(evidence)
		if want := in.least(w); !near(d.Loss, want) {
			t.Fatalf("got a loss of %v, want %v", d.Loss, want)
		}
		if d.RunnerUp.Loss < d.Loss || d.RunnerUp.Group == d.Group {
			t.Fatalf("the runner-up is %+v after %+v", d.RunnerUp, d.Choice)
		}
		if d.Abstain() {
			return
		}
		if el, ok := b.ExpectedLoss(d.Group); !ok || el != d.Loss {
			t.Fatalf("ExpectedLoss is %v, the decision's %v", el, d.Loss)
		}
		el := 0.0
		for h, x := range w {
			el += x * in.lossOf(d.Cause, h)
		}
		if !near(el, d.Loss) {
			t.Fatalf("the group's loss is %v by hand, got %v", el, d.Loss)
		}
	})
}

func TestValuesAreTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m := in.model(t)
		b := m.Posterior(in.retrieval, in.none, nil)
		p := in.posterior(nil)
		values := m.Values(b, Options{})
		if len(values) != len(in.questions) || !slices.IsSortedFunc(values, byNet) {
			t.Fatalf("got %v", values)
		}
		for _, v := range values {
			evsi, eig := in.value(v.Question, p)
			net := evsi + .02*in.losses.WrongRoute*eig - in.questions[v.Question].Cost
			if v.EVSI < 0 || v.EIG < 0 || !near(v.EVSI, evsi) || !near(v.EIG, eig) || !near(v.Net, net) {
				t.Fatalf("got %+v, want EVSI %v, EIG %v, net %v", v, evsi, eig, net)
			}
			same, err := m.ValueOf(b, in.questions[v.Question])
			if err != nil || same.EVSI != v.EVSI || same.EIG != v.EIG {
				t.Fatalf("ad hoc %+v, %v; of the model %+v", same, err, v)
			}
		}
		some := rapid.IntRange(1, len(values)).Draw(t, "limit")
		if got := m.Values(b, Options{Limit: some}); !slices.Equal(got, values[:some]) {
			t.Fatalf("limited to %d: %v of %v", some, got, values)
		}
	})
}

func TestRemainingStopsWhereNextDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		m := in.model(t)
		b := m.Posterior(in.retrieval, in.none, drawEvidence(t, in))
		_, more := m.Next(b, Options{})
		left := m.Remaining(b, Options{}, 4)
		if left < 0 || left > 4 || (left > 0) != more {
			t.Fatalf("%d remain, worth asking: %v", left, more)
		}
	})
}
