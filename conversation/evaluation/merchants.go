package evaluation

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// Noise is how far people are from what the articles say of them. All are
// shares in [0, 1].
type Noise struct {
	Steps  float64 `json:"steps"`  // of the words, true one step off what is written
	Unsure float64 `json:"unsure"` // of the answers, not known
	Wrong  float64 `json:"wrong"`  // of the answers, wrong
}

// Clean merchants are as the articles say; Human ones are as people are.
var (
	Clean = Noise{}
	Human = Noise{Steps: .2, Unsure: .1, Wrong: .05}
)

// Crowd draws merchants from a knowledge base.
type Crowd struct {
	base  *knowledge.Base
	book  *casebook.Book
	truth *diagnosis.Model // what the merchants are like: the book, with noise
	noise Noise
	texts map[string][]string  // first texts by problem
	odds  map[string][]float64 // by hypothesis: how fitting its problem's texts are
}

// NewCrowd prepares a crowd. The first texts are the golden queries of a
// problem, which the index does not hold, and its phrasings where it has none.
// A merchant more likely writes what is true of the own cause: "every card
// fails" is seldom said by somebody whose one card was refused.
func NewCrowd(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, base *knowledge.Base,
	queries []knowledge.GoldenQuery, noise Noise, random *rand.Rand,
) (*Crowd, error) {
	book, err := casebook.New(base)
	if err != nil {
		return nil, err
	}
	truth := book
	if noise.Steps > 0 {
		if truth, err = casebook.New(stepOff(base, noise.Steps, random)); err != nil {
			return nil, err
		}
	}
	c := &Crowd{base: base, book: book, truth: truth.Model, noise: noise, texts: map[string][]string{}, odds: map[string][]float64{}}
	for _, q := range queries {
		if len(q.Also) == 0 {
			c.texts[q.Problem] = append(c.texts[q.Problem], q.Text)
		}
	}
	for i := range base.Problems {
		p := &base.Problems[i]
		if len(c.texts[p.Slug]) == 0 {
			c.texts[p.Slug] = append(append([]string{}, p.Say.ZH...), p.Say.EN...)
		}
		if err := c.fit(ctx, engine, searcher, p); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// fit weighs the first texts of a problem for each of its causes: by how much
// likelier the cause makes the facts they say, and by whether they hold words
// of the cause.
func (c *Crowd) fit(ctx context.Context, engine *conversation.Engine, searcher conversation.Searcher, p *knowledge.Problem) error {
	for _, text := range c.texts[p.Slug] {
		hits, err := searcher.Search(ctx, engine.Query(text))
		if err != nil {
			return err
		}
		facts := engine.Facts(text)
		for _, h := range c.book.Hypotheses(p.Slug) {
			ref := c.book.Refs[h]
			odds := 0.0
			for question, answer := range facts {
				odds += c.fits(h, question, answer)
			}
			for _, hit := range hits.Problems {
				if hit.Problem == p.Slug {
					odds += 2 * hit.Causes[ref.Cause.ID]
				}
			}
			c.odds[ref.ID()] = append(c.odds[ref.ID()], math.Exp(odds))
		}
	}
	return nil
}

// fits gives the log of how much likelier a cause makes an answer than no
// cause at all.
func (c *Crowd) fits(hypothesis int, question, answer string) float64 {
	q, ok := c.book.Question(question)
	if !ok {
		return 0
	}
	a, ok := c.book.Answer(q, answer)
	if !ok {
		return 0
	}
	m := c.book.Model
	return math.Log(m.Likelihood(hypothesis, q, a) / m.Likelihood(diagnosis.NoneOfThese, q, a))
}

// stepOff copies a base with a share of its words moved one step.
func stepOff(base *knowledge.Base, share float64, random *rand.Rand) *knowledge.Base {
	out := *base
	out.Problems = append([]knowledge.Problem{}, base.Problems...)
	for i := range out.Problems {
		p := &out.Problems[i]
		p.Expects = moved(p.Expects, share, random)
		p.Causes = append([]knowledge.Cause{}, p.Causes...)
		for j := range p.Causes {
			p.Causes[j].Expects = moved(p.Causes[j].Expects, share, random)
		}
	}
	return &out
}

func moved(e knowledge.Expects, share float64, random *rand.Rand) knowledge.Expects {
	out := knowledge.Expects{}
	for _, q := range sortedKeys(e) {
		out[q] = map[string]knowledge.Word{}
		for _, a := range sortedKeys(e[q]) {
			w := e[q][a]
			if random.Float64() < share {
				w = step(w, 1-2*random.IntN(2))
			}
			out[q][a] = w
		}
	}
	return out
}

// step moves a word one step more or less often.
func step(w knowledge.Word, by int) knowledge.Word {
	words := knowledge.Words()
	for i := range words {
		if words[i] == w {
			return words[max(0, min(len(words)-1, i+by))]
		}
	}
	return w
}

// Merchant is one drawn merchant.
type Merchant struct {
	crowd  *Crowd
	random *rand.Rand
	Ref    casebook.Ref
	cause  int
	text   string
}

// Draw draws a merchant: a problem, one of its causes by commonness, and a
// first text.
func (c *Crowd) Draw(random *rand.Rand) *Merchant {
	h := c.book.Model.DrawCause(random, 0)
	return c.With(h, random)
}

// With gives a merchant with a certain cause.
func (c *Crowd) With(hypothesis int, random *rand.Rand) *Merchant {
	ref := c.book.Refs[hypothesis]
	texts := c.texts[ref.Problem.Slug]
	return &Merchant{crowd: c, random: random, Ref: ref, cause: hypothesis, text: texts[pick(c.odds[ref.ID()], random)]}
}

// pick draws a place in proportion to the weights.
func pick(weights []float64, random *rand.Rand) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	left := random.Float64() * total
	for i, w := range weights {
		if left < w {
			return i
		}
		left -= w
	}
	return len(weights) - 1
}

// First is the merchant's first text.
func (m *Merchant) First() string { return m.text }

// Right reports whether an outcome is what the merchant needs. A case that
// went to a person although somebody else could have mended it is not wrong,
// but it is not right either.
func (m *Merchant) Right(o Outcome) bool { return o.Route == m.Ref.Cause.Route && o.Heard() }

// Reply presses the button that the merchant's cause draws, or types a code.
func (m *Merchant) Reply(q conversation.Question) conversation.Event {
	answer := m.answer(q)
	if q.Question == knowledge.CodeQuestion && m.crowd.base.Code(answer) != nil {
		return conversation.Event{Kind: conversation.EventText, Text: answer}
	}
	return conversation.Event{Kind: conversation.EventPress, Press: answer}
}

func (m *Merchant) answer(q conversation.Question) string {
	if m.random.Float64() < m.crowd.noise.Unsure {
		return conversation.PressUnsure
	}
	choices := q.Answers[:len(q.Answers)-1] // the last is unsure
	if len(choices) > 0 && m.random.Float64() < m.crowd.noise.Wrong {
		return choices[m.random.IntN(len(choices))].ID
	}
	if q.Question == conversation.QuestionProblem {
		for _, a := range q.Answers {
			if a.ID == m.Ref.Problem.Slug {
				return a.ID
			}
		}
		return conversation.NoneOfThese
	}
	n, ok := m.crowd.book.Question(q.Question)
	if !ok {
		return conversation.PressUnsure
	}
	answers := m.crowd.truth.Question(n).Answers
	law := make([]float64, len(answers))
	for a := range law {
		law[a] = m.crowd.truth.Likelihood(m.cause, n, a)
	}
	return answers[pick(law, m.random)]
}
