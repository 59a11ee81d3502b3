package casebook

import (
	"maps"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// The law of the code question. Of a hundred merchants whose problem shows one
// of its codes, sixty can read one out and thirty see none; of those whose
// problem has nothing to do with codes, most see none.
const (
	claimedCodes = .6
	claimedNone  = .3
	noneAtAll    = .8
	// impossibleCode is how often a code is read out that the cause never
	// shows. It is less than the word "never" says elsewhere: there are so many
	// codes that one merchant in five hundred would be more than chance.
	impossibleCode = .00005
)

// law is a question's answers with their background law.
type law struct {
	ids []string
	law []float64
}

// answerLaw gives a question's answers and how merchants answer whose problem
// has nothing to do with it.
func answerLaw(base *knowledge.Base, q *knowledge.Question) law {
	if q.Kind == knowledge.KindCode {
		l := law{ids: []string{knowledge.NoCode}, law: []float64{noneAtAll}}
		for i := range base.Codes {
			l.ids = append(l.ids, base.Codes[i].Code)
			l.law = append(l.law, (1-noneAtAll)/float64(len(base.Codes)))
		}
		return l
	}
	l := law{}
	total := 0.0
	for _, a := range q.Answers {
		p, _ := a.Background.Probability()
		l.ids = append(l.ids, a.ID)
		l.law = append(l.law, p)
		total += p
	}
	for i := range l.law {
		l.law[i] /= total
	}
	return l
}

// links gives what every cause predicts for a question, where it predicts
// anything.
func (b *Book) links(q *knowledge.Question, answers map[string]int) []diagnosis.Link {
	var out []diagnosis.Link
	for i, ref := range b.Refs {
		listed := Expected(b.Base, ref.Problem, ref.Cause, q)
		if len(listed) == 0 {
			continue
		}
		link := diagnosis.Link{Cause: i}
		for _, id := range slices.Sorted(maps.Keys(listed)) {
			if a, ok := answers[id]; ok {
				link.Listed = append(link.Listed, diagnosis.AnswerP{Answer: a, P: listed[id]})
			}
		}
		out = append(out, link)
	}
	return out
}

// Expected gives the share of merchants with a cause who give each answer, for
// the answers that the cause, its problem or its route say something about;
// the shares sum to less than 1. The cause's own words go before its
// problem's, those before the route's and those before the family's.
func Expected(base *knowledge.Base, p *knowledge.Problem, c *knowledge.Cause, q *knowledge.Question) map[string]float64 {
	words := c.Expects[q.ID]
	if words == nil {
		words = p.Expects[q.ID]
	}
	if words == nil && p.Asks(q.ID) {
		words = q.ByRoute[c.Route]
	}
	if words == nil {
		words = q.ByFamily[p.Family]
	}
	out := make(map[string]float64, len(words))
	total := 0.0
	for _, id := range slices.Sorted(maps.Keys(words)) { // the same sum in every process, to the last bit
		w := words[id]
		out[id], _ = w.Probability()
		if w == knowledge.Never && q.Kind == knowledge.KindCode {
			out[id] = impossibleCode
		}
		total += out[id]
	}
	if q.Kind == knowledge.KindCode {
		total = claimCodes(base, p, out, total)
	}
	if total >= 1 {
		for id := range out {
			out[id] *= .999 / total
		}
	}
	return out
}

// claimCodes adds the codes that lead to the problem to what a cause lists of
// its own: together they are read out as often as claimedCodes says.
func claimCodes(base *knowledge.Base, p *knowledge.Problem, listed map[string]float64, total float64) float64 {
	var rest []string
	for _, code := range p.Codes {
		if _, own := listed[code]; !own {
			rest = append(rest, code)
		}
	}
	if len(rest) == 0 {
		return total
	}
	if _, own := listed[knowledge.NoCode]; !own && total < claimedCodes {
		listed[knowledge.NoCode] = claimedNone
		total += claimedNone
	}
	// The rest share what the listed leave, though never nothing: a code that
	// leads to the problem is always possible. A code whose meaning few sources
	// give is seen that much more seldom.
	share := max(min(claimedCodes, .95-total), .02)
	weights, sum := make([]float64, len(rest)), 0.0
	for i, code := range rest {
		weights[i] = seen(base.Code(code))
		sum += weights[i]
	}
	for i, code := range rest {
		listed[code] = share * weights[i] / sum
		total += listed[code]
	}
	return total
}

// seen is how often a code is met beside one of high confidence.
func seen(code *knowledge.Code) float64 {
	switch {
	case code == nil || code.Confidence == "low":
		return .05
	case code.Confidence == "medium":
		return .25
	}
	return 1
}
