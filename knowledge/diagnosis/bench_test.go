package diagnosis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// world draws a model of a size: six links a cause, one of them to a question
// with 250 answers.
func world(causes, questions, links int) ([]Cause, []Question) {
	random := rand.New(rand.NewPCG(1, uint64(causes*questions)))
	routes := []string{"bank", "provider", "device", RouteHuman, RouteNone}
	cs := make([]Cause, causes)
	for i := range cs {
		g := random.IntN(causes/2 + 1)
		cs[i] = Cause{
			ID: fmt.Sprint("c", i), Group: fmt.Sprint("g", g), Route: routes[g%len(routes)],
			Prior: []float64{1, .3, .1}[random.IntN(3)], Fix: .6,
		}
	}
	words := []float64{.002, .02, .1, .3, .6, .85, .98}
	qs := make([]Question, questions)
	for i := range qs {
		k := 2 + random.IntN(5)
		if i == 0 {
			k = 250
		}
		qs[i] = Question{
			ID: fmt.Sprint("q", i), Answers: make([]string, k), Background: randomLaw(random, k),
			Cost: .05, Error: .02, Unsure: .1, Ask: true,
		}
	}
	link := func(c, q int) {
		for _, l := range qs[q].Links {
			if l.Cause == c {
				return
			}
		}
		k := len(qs[q].Answers)
		a := random.IntN(k)
		listed := []AnswerP{{a, words[random.IntN(len(words))]}}
		if random.IntN(2) == 0 {
			listed = append(listed, AnswerP{(a + 1) % k, (1 - listed[0].P) / 2})
		}
		qs[q].Links = append(qs[q].Links, Link{Cause: c, Listed: listed})
	}
	for c := range cs {
		link(c, 0)
		for range links - 1 {
			link(c, random.IntN(questions))
		}
	}
	return cs, qs
}

func randomLaw(random *rand.Rand, k int) []float64 {
	law, sum := make([]float64, k), 0.0
	for a := range law {
		law[a] = random.ExpFloat64() + .01
		sum += law[a]
	}
	for a := range law {
		law[a] /= sum
	}
	return law
}

func BenchmarkValues(b *testing.B) {
	for _, causes := range []int{50, 500, 5000} {
		for _, questions := range []int{200, 2000} {
			m, err := New(first(world(causes, questions, 6)))
			if err != nil {
				b.Fatal(err)
			}
			belief := m.Posterior(nil, math.Log(.05), nil)
			b.Run(fmt.Sprintf("%dx%d", causes, questions), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					m.Values(belief, Options{Limit: 5})
				}
			})
		}
	}
}

func BenchmarkValuesByLinks(b *testing.B) {
	for _, links := range []int{3, 6, 12, 24, 48} {
		m, err := New(first(world(500, 2000, links)))
		if err != nil {
			b.Fatal(err)
		}
		belief := m.Posterior(nil, math.Log(.05), nil)
		b.Run(fmt.Sprint(links), func(b *testing.B) {
			for b.Loop() {
				m.Values(belief, Options{Limit: 5})
			}
		})
	}
}

func BenchmarkCodeQuestion(b *testing.B) {
	for _, causes := range []int{500, 5000} {
		m, err := New(first(world(causes, 200, 6)))
		if err != nil {
			b.Fatal(err)
		}
		belief := m.Posterior(nil, math.Log(.05), nil)
		asked := make([]int, 0, 199)
		for q := 1; q < 200; q++ {
			asked = append(asked, q)
		}
		b.Run(fmt.Sprint(causes), func(b *testing.B) {
			for b.Loop() {
				m.Values(belief, Options{Asked: asked, Limit: 1})
			}
		})
	}
}

func BenchmarkTurn(b *testing.B) {
	for _, causes := range []int{500, 5000} {
		m, err := New(first(world(causes, 2000, 6)))
		if err != nil {
			b.Fatal(err)
		}
		evidence := []Evidence{Answered{1, 0}, Answered{2, 1}, Answered{3, 0}}
		b.Run(fmt.Sprint("Posterior", causes), func(b *testing.B) {
			for b.Loop() {
				m.Posterior(nil, math.Log(.05), evidence)
			}
		})
		belief := m.Posterior(nil, math.Log(.05), evidence)
		b.Run(fmt.Sprint("Remaining", causes), func(b *testing.B) {
			for b.Loop() {
				m.Remaining(belief, Options{}, 6)
			}
		})
		b.Run(fmt.Sprint("Decide", causes), func(b *testing.B) {
			for b.Loop() {
				belief.Decide()
			}
		})
	}
}

func first(causes []Cause, questions []Question) ([]Cause, []Question, Losses) {
	return causes, questions, DefaultLosses()
}
