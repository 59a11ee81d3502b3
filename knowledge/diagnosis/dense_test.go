package diagnosis

import (
	"fmt"
	"math"

	"pgregory.net/rapid"
)

// input is what New is given, kept to compute everything the plain way.
type input struct {
	causes    []Cause
	questions []Question
	losses    Losses
	retrieval []float64
	none      float64
}

var testRoutes = []string{"bank", "provider", "device", RouteHuman, RouteNone}

func drawInput(t *rapid.T) input {
	var in input
	number := func(low, high float64, name string) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
	in.losses = Losses{
		WrongRoute: number(1, 60, "wrong route"), Person: number(1, 30, "person"),
		WrongGroup:  map[string]float64{"bank": number(0, 9, "bank"), "device": number(0, 9, "device")},
		NoneOfThese: map[string]float64{"provider": number(0, 40, "none: provider")},
	}
	n := rapid.IntRange(1, 40).Draw(t, "causes")
	groups := rapid.IntRange(1, 40).Draw(t, "groups")
	routes := rapid.IntRange(1, 5).Draw(t, "routes")
	for i := range n {
		g := rapid.IntRange(0, groups-1).Draw(t, "group")
		in.causes = append(in.causes, Cause{
			ID: fmt.Sprint("c", i), Group: fmt.Sprint("g", g), Route: testRoutes[g%routes],
			Prior: number(.05, 1, "prior"), WrongLoss: number(1, 60, "loss"), Fix: number(0, .98, "fix"),
		})
		in.retrieval = append(in.retrieval, number(-3, 3, "retrieval"))
	}
	in.none = number(-6, 1, "none")
	for i := range rapid.IntRange(1, 5).Draw(t, "questions") {
		in.questions = append(in.questions, drawQuestion(t, fmt.Sprint("q", i), n))
	}
	return in
}

func drawQuestion(t *rapid.T, id string, causes int) Question {
	number := func(low, high float64, name string) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
	k := rapid.IntRange(2, 9).Draw(t, "answers")
	q := Question{
		ID: id, Answers: make([]string, k), Ask: true,
		Cost: number(0, 3, "cost"), Error: number(0, .2, "error"), Unsure: number(0, .5, "unsure"),
	}
	if rapid.Bool().Draw(t, "has background") {
		sum := 0.0
		for range k {
			q.Background = append(q.Background, float64(rapid.IntRange(1, 4).Draw(t, "background")))
			sum += q.Background[len(q.Background)-1]
		}
		for a := range q.Background {
			q.Background[a] /= sum
		}
	}
	for c := range causes {
		if !rapid.Bool().Draw(t, "linked") {
			continue
		}
		l, left := Link{Cause: c}, 1.0
		for a := range k {
			if rapid.IntRange(0, 3).Draw(t, "listed") == 0 {
				p := left * number(0, 1, "p")
				left -= p
				l.Listed = append(l.Listed, AnswerP{a, p})
			}
		}
		if left == 1 && len(l.Listed) == k {
			l.Listed[0].P = 1 // a cause under which every answer is impossible is no model
		}
		q.Links = append(q.Links, l)
	}
	return q
}

// drawEvidence draws at most one piece of evidence a question and group.
func drawEvidence(t *rapid.T, in input) []Evidence {
	var evidence []Evidence
	for q := range in.questions {
		switch rapid.IntRange(0, 3).Draw(t, "evidence") {
		case 0, 1:
			evidence = append(evidence, Answered{q, rapid.IntRange(0, len(in.questions[q].Answers)-1).Draw(t, "answer")})
		case 2:
			evidence = append(evidence, Unsure{q})
		}
	}
	if rapid.Bool().Draw(t, "tried") {
		evidence = append(evidence, NotFixed{rapid.IntRange(0, len(in.causes)-1).Draw(t, "fix")})
	}
	return evidence
}

// law is L(· | hypothesis) by the definition; a cause of -1 is none of these.
func (in input) law(question, cause int) []float64 {
	q := in.questions[question]
	k := float64(len(q.Answers))
	b := q.Background
	if b == nil {
		for range q.Answers {
			b = append(b, 1/k)
		}
	}
	p := append([]float64(nil), b...)
	for _, l := range q.Links {
		if l.Cause != cause {
			continue
		}
		listed, sum, rest := map[int]bool{}, 0.0, 1.0
		for _, a := range l.Listed {
			p[a.Answer] = a.P
			listed[a.Answer] = true
			sum += a.P
			rest -= b[a.Answer]
		}
		for a := range p {
			switch {
			case !listed[a]:
				p[a] = b[a] * (1 - sum) / rest
			case len(listed) == len(p):
				p[a] /= sum
			}
		}
	}
	e := max(q.Error, 1e-6)
	for a := range p {
		p[a] = (1-e)*p[a] + e/k
	}
	return p
}

// posterior is the definition, hypothesis by hypothesis; none of these is last.
func (in input) posterior(evidence []Evidence) []float64 {
	total := 0.0
	for _, c := range in.causes {
		total += c.Prior
	}
	w := make([]float64, len(in.causes)+1)
	sum := 0.0
	for h := range w {
		cause := h
		if h == len(in.causes) {
			cause = -1
			w[h] = math.Exp(in.none)
		} else {
			w[h] = in.causes[h].Prior / total * math.Exp(in.retrieval[h])
		}
		for _, e := range evidence {
			switch e := e.(type) {
			case Answered:
				w[h] *= in.law(e.Question, cause)[e.Answer]
			case NotFixed:
				if cause == e.Cause {
					w[h] *= 1 - in.causes[cause].Fix
				}
			}
		}
		sum += w[h]
	}
	for h := range w {
		w[h] /= sum
	}
	return w
}

// lossOf is the loss of advising like a cause when a hypothesis is true.
func (in input) lossOf(advice, truth int) float64 {
	d := in.causes[advice]
	if truth == len(in.causes) {
		if n, ok := in.losses.NoneOfThese[d.Route]; ok {
			return n
		}
		if d.Route == RouteHuman || d.Route == RouteNone {
			return 0
		}
		return in.losses.WrongRoute
	}
	switch c := in.causes[truth]; {
	case c.Route != d.Route:
		return c.WrongLoss
	case c.Group != d.Group:
		return in.losses.WrongGroup[d.Route]
	}
	return 0
}

// least is the least expected loss under weights of the hypotheses.
func (in input) least(w []float64) float64 {
	best := 0.0
	for _, x := range w {
		best += x * in.losses.Person
	}
	for d := range in.causes {
		el := 0.0
		for h, x := range w {
			el += x * in.lossOf(d, h)
		}
		best = min(best, el)
	}
	return best
}

// value is EVSI and EIG by the definition.
func (in input) value(question int, p []float64) (evsi, eig float64) {
	k := len(in.questions[question].Answers)
	joint := make([][]float64, k)
	routes := make([]map[string]float64, k) // joint, by route; "" is none of these
	now := map[string]float64{}
	law := make([]float64, k)
	for a := range joint {
		joint[a], routes[a] = make([]float64, len(p)), map[string]float64{}
	}
	for h := range p {
		cause, route := -1, ""
		if h < len(in.causes) {
			cause, route = h, in.causes[h].Route
		}
		now[route] += p[h]
		for a, l := range in.law(question, cause) {
			joint[a][h] = p[h] * l
			routes[a][route] += p[h] * l
			law[a] += p[h] * l
		}
	}
	evsi = in.least(p)
	for a := range joint {
		evsi -= in.least(joint[a])
		for r, x := range routes[a] {
			if x > 0 {
				eig += x * math.Log(x/(now[r]*law[a]))
			}
		}
	}
	say := 1 - in.questions[question].Unsure
	return say * evsi, say * eig
}
