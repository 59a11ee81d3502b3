package conversation

import (
	"math"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// How much words weigh against facts, in nats. Fitted by greatest likelihood
// of the right problem on the tuning part of the golden queries, never on its
// test part.
const (
	// natsSearch is what the best search hit weighs, against a problem that
	// was not found at all, when it accounts for the whole query.
	natsSearch = 11.0
	// leastTrust is the share of natsSearch that is left when the hit accounts
	// for nothing of the query.
	leastTrust = .5
	// fallOff is the power of a hit's score, relative to the best, by which
	// its weight falls.
	fallOff = 1.5
	// natsCause is added to causes whose own words were found.
	natsCause = 1.0
	// natsScreen is added to problems that list a terminal's text that was
	// found word for word; it is shared when several list it.
	natsScreen = 3.0
	// natsDisplay is added to problems whose codes are shown with that text.
	natsDisplay = .8
	// natsMost bounds what all words together can weigh, so that they never
	// silence contrary facts.
	natsMost = 16.0
	// unreadShare is what the words of a reply that was not understood weigh
	// beside those of a description.
	unreadShare = .15
	// vagueShare is what a text of a word or two weighs that fits articles of
	// several families about as well: which of them comes first is chance. It is
	// set by hand; hardly any golden query is that short.
	vagueShare = .5
	// noneShare is how much a text that fits no article weighs beside one that
	// fits one, before the search.
	noneShare = .01
)

// belief computes what is believed from everything that was said.
func (t *turn) belief() diagnosis.Belief {
	return t.believe(t.s.Case)
}

func (e *Engine) believe(c *Case) diagnosis.Belief {
	weights, none := e.weights(c)
	return e.book.Model.Posterior(weights, none, e.evidence(c))
}

// evidence translates the facts of a case. Facts of a question or answer that
// the knowledge base no longer has are left out: the content may have changed
// since they were said.
func (e *Engine) evidence(c *Case) []diagnosis.Evidence {
	var out []diagnosis.Evidence
	for _, a := range c.Answers {
		q, ok := e.book.Question(a.Question)
		if !ok {
			continue
		}
		if a.Answer == knowledge.Unsure {
			out = append(out, diagnosis.Unsure{Question: q})
			continue
		}
		if n, ok := e.book.Answer(q, a.Answer); ok {
			out = append(out, diagnosis.Answered{Question: q, Answer: n})
		}
	}
	for _, a := range c.Advice {
		if a.Outcome != OutcomeNotSolved {
			continue
		}
		for _, cause := range a.Causes {
			if h, ok := e.book.Hypothesis(a.Problem, cause); ok {
				out = append(out, diagnosis.NotFixed{Cause: h})
			}
		}
	}
	return out
}

// weights gives what the merchant's words say of every hypothesis, in nats,
// and of none of these.
func (e *Engine) weights(c *Case) (weights []float64, none float64) {
	weights = make([]float64, len(e.book.Refs))
	coverage := 0.0
	shown := map[string]bool{} // said twice, a screen's words are no surer
	for i := range c.Texts {
		if !c.Texts[i].Unread {
			coverage = max(coverage, c.Texts[i].Coverage)
		}
		e.weighText(&c.Texts[i], weights, shown)
	}
	for i := range weights {
		weights[i] = min(weights[i], natsMost)
	}
	for i := range c.Answers {
		e.weighGuess(c, c.Answers[i], weights)
	}
	return weights, math.Log(noneShare) + trust(coverage)/2
}

// trust is what the best hit of a query weighs that it covers to a share.
func trust(coverage float64) float64 {
	return natsSearch * (leastTrust + (1-leastTrust)*coverage)
}

// wordsShare is the share of a text's words that counts.
func (e *Engine) wordsShare(x *Text) float64 {
	switch {
	case x.Unread:
		return unreadShare
	case length(x.Text) < namingRunes && !e.oneFamily(x.Hits):
		return vagueShare
	}
	return 1
}

// weighText adds what the search and the terminal's own words say. shown holds
// the terminal's words that were counted.
func (e *Engine) weighText(text *Text, weights []float64, shown map[string]bool) {
	if len(text.Hits) > 0 && text.Hits[0].Score > 0 {
		best, words := text.Hits[0].Score, e.wordsShare(text)
		for _, hit := range text.Hits {
			share := hit.Score / best
			for _, h := range e.book.Hypotheses(hit.Problem) {
				weights[h] += words * trust(text.Coverage) * math.Pow(share, fallOff)
				weights[h] += natsCause * hit.Causes[e.book.Refs[h].Cause.ID] * share
			}
		}
	}
	for _, s := range text.Shown {
		if shown[s] {
			continue
		}
		shown[s] = true
		problems, codes := e.reader.ShownBy(s)
		for _, p := range problems {
			for _, h := range e.book.Hypotheses(p) {
				weights[h] += natsScreen - math.Log(float64(len(problems)))
			}
		}
		if len(problems) > 0 {
			continue // the articles know the text: which codes share it adds nothing
		}
		for i, ref := range e.book.Refs {
			for _, code := range codes {
				if slices.Contains(ref.Problem.Codes, code) {
					weights[i] += natsDisplay
					break
				}
			}
		}
	}
}

// How merchants answer "which of these is it?": nine in ten who have one of
// the problems see it, and nine in ten who have none say so.
const (
	// guessCost is what choosing among problem titles costs: a look.
	guessCost = 1.5

	guessSeen  = .93
	guessNone  = .05
	guessOther = .9
)

// guess builds the question that offers some problems to choose from.
func (e *Engine) guess(problems []string) diagnosis.Question {
	k := len(problems)
	q := diagnosis.Question{
		ID: QuestionProblem, Answers: append(append([]string{}, problems...), NoneOfThese),
		Background: make([]float64, k+1),
		Cost:       guessCost, Error: .01, Unsure: .1, Ask: true,
	}
	for i := range k {
		q.Background[i] = (1 - guessOther) / float64(k)
		for _, h := range e.book.Hypotheses(problems[i]) {
			q.Links = append(q.Links, diagnosis.Link{Cause: h, Listed: []diagnosis.AnswerP{
				{Answer: i, P: guessSeen}, {Answer: k, P: guessNone},
			}})
		}
	}
	q.Background[k] = guessOther
	return q
}

// weighGuess adds what the answer to a guess says.
func (e *Engine) weighGuess(c *Case, a Answer, weights []float64) {
	if a.Question != QuestionProblem || a.Answer == knowledge.Unsure {
		return
	}
	options := c.optionsAt(a.Turn)
	q := e.guess(options)
	answer := len(options)
	for i, o := range options {
		if o == a.Answer {
			answer = i
		}
	}
	likelihoods, err := e.book.Model.LogLikelihoods(q, answer)
	if err != nil {
		return // the problems offered are no longer in the knowledge base
	}
	for i := range weights {
		weights[i] += likelihoods[i]
	}
}

// optionsAt gives the problems that were offered by the guess answered in a
// turn: the last one asked before it.
func (c *Case) optionsAt(turn int) []string {
	for i := len(c.Asked) - 1; i >= 0; i-- {
		if a := c.Asked[i]; a.Question == QuestionProblem && a.Turn < turn {
			return a.Options
		}
	}
	return nil
}
