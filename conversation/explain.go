package conversation

import (
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// TypeBelief is the type of [Belief] in JSON.
const TypeBelief EffectType = "belief"

// Belief shows why the dialogue does what it does. It is no effect: nothing of
// it reaches the merchant.
type Belief struct {
	Type       EffectType         `json:"type"`
	Hypotheses []Hypothesis       `json:"hypotheses"` // the ten most probable
	Routes     map[string]float64 `json:"routes"`
	None       float64            `json:"none"` // none of the articles
	Facts      map[string]string  `json:"facts"`
	// Values is the net value of asking each question, best ones only.
	Values map[string]float64 `json:"values"`
}

// Hypothesis is one cause with its probability.
type Hypothesis struct {
	Problem string  `json:"problem"`
	Cause   string  `json:"cause"`
	P       float64 `json:"p"`
}

// Explain shows the belief behind a state; ok is false when no case is open.
func (e *Engine) Explain(s State) (belief Belief, ok bool) {
	if s.Case == nil {
		return Belief{}, false
	}
	b := e.believe(s.Case)
	out := Belief{
		Type: TypeBelief, None: b.None(), Routes: map[string]float64{},
		Facts: map[string]string{}, Values: map[string]float64{},
	}
	for _, r := range b.Differential(10) {
		if r.Cause >= 0 {
			ref := e.book.Refs[r.Cause]
			out.Hypotheses = append(out.Hypotheses, Hypothesis{Problem: ref.Problem.Slug, Cause: ref.Cause.ID, P: r.P})
		}
	}
	for _, r := range knowledge.Routes() {
		out.Routes[string(r)] = b.Route(string(r))
	}
	for _, a := range s.Case.facts() {
		out.Facts[a.Question] = a.Answer
	}
	t := &turn{Engine: e, s: s}
	for _, v := range e.book.Model.Values(b, diagnosis.Options{Asked: t.notToAsk(b), Limit: 6}) {
		out.Values[e.base.Questions[v.Question].ID] = v.Net
	}
	var options []string
	for _, g := range t.topProblems(b, maxGuesses) {
		options = append(options, g.slug)
	}
	if v, err := e.book.Model.ValueOf(b, e.guess(options)); err == nil && len(options) > 1 {
		out.Values[QuestionProblem] = v.Net
	}
	return out, true
}

// Ranked lists the problems of a state's case, most probable first; it is
// empty when no case is open.
func (e *Engine) Ranked(s State) []string {
	if s.Case == nil {
		return nil
	}
	t := &turn{Engine: e, s: s}
	var out []string
	for _, g := range t.topProblems(e.believe(s.Case), len(e.base.Problems)) {
		out = append(out, g.slug)
	}
	return out
}
