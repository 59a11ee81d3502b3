package diagnosis

import (
	"math"
	"testing"
)

// source turns bytes into a model, with all the numbers a careless caller may
// pass.
type source struct {
	bytes []byte
	odd   bool // now and then numbers out of range
}

func (s *source) next(n int) int {
	if len(s.bytes) == 0 {
		return 0
	}
	b := int(s.bytes[0])
	s.bytes = s.bytes[1:]
	return b % n
}

func (s *source) number() float64 {
	b := s.next(256)
	if s.odd && b < 8 {
		return []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300, 1e-300, 2, math.MaxFloat64}[b]
	}
	return float64(b%101) / 100
}

func (s *source) text(prefix string) string {
	const letters = "abcdefghijklmnop"
	n := s.next(len(letters) + 1)
	if n == len(letters) {
		return ""
	}
	return prefix + letters[n:n+1]
}

func (s *source) causes() []Cause {
	var causes []Cause
	for range s.next(12) {
		causes = append(causes, Cause{
			ID: s.text("c"), Group: s.text("g"), Route: testRoutes[s.next(len(testRoutes))],
			Prior: s.number(), WrongLoss: s.number(), Fix: s.number(), Effort: s.number(),
		})
	}
	return causes
}

func (s *source) questions() []Question {
	var questions []Question
	for range s.next(6) {
		q := Question{
			ID: s.text("q"), Answers: make([]string, s.next(6)),
			Cost: s.number(), Error: s.number(), Unsure: s.number(), Ask: s.next(4) > 0,
		}
		if s.next(2) == 0 {
			for range len(q.Answers) + s.next(20)/19 {
				q.Background = append(q.Background, 1/float64(len(q.Answers)))
			}
			if len(q.Background) > 1 {
				move := q.Background[0] * s.number()
				q.Background[0] -= move
				q.Background[1] += move
			}
		}
		for range s.next(12) {
			l := Link{Cause: s.next(12) - s.next(20)/19}
			for range s.next(4) {
				l.Listed = append(l.Listed, AnswerP{s.next(6), s.number()})
			}
			q.Links = append(q.Links, l)
		}
		questions = append(questions, q)
	}
	return questions
}

func FuzzNew(f *testing.F) {
	f.Add([]byte("\x02a\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"), false)
	f.Add([]byte{3, 0, 0, 0, 90, 20, 50, 9, 1, 1, 1, 50, 30, 20, 9, 2, 2, 2, 60, 40, 10, 9, 2, 0, 3, 9, 9, 9, 1, 1, 2, 0, 1, 0, 90, 1, 1, 1, 20, 1, 3, 9, 9, 9, 1, 1, 0}, true)
	f.Fuzz(func(t *testing.T, bytes []byte, odd bool) {
		s := &source{bytes, odd}
		losses := Losses{
			WrongRoute: s.number(), Person: s.number(), Lambda: s.number(), Temperature: s.number(),
			WrongGroup:  map[string]float64{"bank": s.number(), "device": s.number()},
			NoneOfThese: map[string]float64{"provider": s.number()},
		}
		m, err := New(s.causes(), s.questions(), losses)
		if (m == nil) != (err != nil) {
			t.Fatalf("model %v, error %v", m, err)
		}
		if err == nil {
			exercise(t, m, s)
		}
	})
}

// exercise asks a valid model everything.
func exercise(t *testing.T, m *Model, s *source) {
	finite := func(what string, low float64, numbers ...float64) {
		for _, x := range numbers {
			if math.IsNaN(x) || math.IsInf(x, 0) || x < low {
				t.Fatalf("%s is %v", what, x)
			}
		}
	}
	var evidence []Evidence
	for range s.next(8) {
		switch s.next(4) {
		case 0:
			evidence = append(evidence, Unsure{s.next(8) - 1})
		case 1:
			evidence = append(evidence, NotFixed{s.next(8) - 1})
		default:
			evidence = append(evidence, Answered{s.next(8) - 1, s.next(8) - 1})
		}
	}
	retrieval, none := []float64{s.number(), s.number()}, s.number()
	b := m.Posterior(retrieval, none, evidence)
	sum := b.None()
	for c := range m.Causes() {
		finite("a probability", 0, b.Cause(c))
		sum += b.Cause(c)
	}
	if !near(sum, 1) {
		t.Fatalf("the probabilities sum to %v", sum)
	}
	d := b.Decide()
	finite("the decision", -1e-6, d.Loss, d.Confidence, d.RunnerUp.Loss)
	for _, v := range m.Values(b, Options{}) {
		finite("a value", 0, v.EVSI, v.EIG)
		finite("a net value", -math.MaxFloat64, v.Net)
	}
	if n := m.Remaining(b, Options{}, 3); n < 0 || n > 3 {
		t.Fatalf("%d questions remain", n)
	}
	for _, r := range m.Reasons(retrieval, none, evidence, d) {
		finite("a weight of evidence", -math.MaxFloat64, r.Decibans)
	}
	nats, _ := m.Conflict(retrieval, none, evidence)
	finite("the conflict", -math.MaxFloat64, nats)
	for _, p := range m.Pairs(retrieval, none, evidence, .05) {
		finite("a pair", 0, p.P)
	}
	for _, r := range b.Repairs("device") {
		finite("a repair", 0, r.P, r.Score)
	}
}
