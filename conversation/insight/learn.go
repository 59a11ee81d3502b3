package insight

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// Case is one closed case of which it is known what it was.
type Case struct {
	Problem string
	Cause   string
	Answers []conversation.Answer
	// Confirmed is set when the merchant said that it works, or a person named
	// the cause; other cases weigh less.
	Confirmed bool
	// Merchant tells merchants apart: one counts once a day.
	Merchant string
	At       time.Time // when it ended
}

// Lesson is one word of an article beside what cases say of it.
type Lesson struct {
	Problem string `json:"problem"`
	Cause   string `json:"cause"`
	// Question and Answer are whose likelihood word it is; without them it is
	// the commonness of the cause.
	Question string `json:"question,omitempty"`
	Answer   string `json:"answer,omitempty"`
	// From says where the word stands. Only [FromCause] can be changed for this
	// cause alone.
	From Place  `json:"from"`
	Word string `json:"word"`
	// Authored is the share in (0, 1) that the word stands for here: of a
	// commonness, among the causes of its problem.
	Authored float64 `json:"authored"`
	// Cases is how many cases tell of it, and Hits in how many it was so; both
	// weighted by age and certainty.
	Cases float64 `json:"cases"`
	Hits  float64 `json:"hits"`
	// Mean, Low and High are the share by word and cases together, and the
	// bounds within which it lies with a probability of 90 %.
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Differs is set when the authored share is outside of the bounds.
	Differs bool `json:"differs"`
	// Better is the next word towards what the cases say, where the bounds lie
	// wholly nearer to it than to the authored one; "" is no change.
	Better string `json:"better,omitempty"`
}

// Place says where a word stands.
type Place string

// The places, the first outranks the next.
const (
	FromCause   Place = "cause"
	FromProblem Place = "problem"
	FromRoute   Place = "route"  // the question's, for all causes of a route
	FromFamily  Place = "family" // the question's, for all problems of a family
)

// Lessons is what cases say of the words in the articles.
type Lessons struct {
	// Cases is how many were counted, and Unknown how many speak of a cause
	// that the articles do not have.
	Cases   int      `json:"cases"`
	Unknown int      `json:"unknown"`
	Lessons []Lesson `json:"lessons"`
}

// Learn sets what cases say beside the authored words: only where there are
// cases, in the order of the articles. Words count as so many cases as
// [diagnosis.PseudoCounts] says, so few cases change nothing.
func Learn(base *knowledge.Base, cases []Case, now time.Time) (Lessons, error) {
	book, err := casebook.New(base)
	if err != nil {
		return Lessons{}, fmt.Errorf("compile the words to learn: %w", err)
	}
	s := school{base: base, book: book}
	var outcomes []diagnosis.Outcome
	for _, c := range cases {
		if o, ok := s.outcome(c); ok {
			outcomes = append(outcomes, o)
		} else {
			s.out.Unknown++
		}
	}
	s.out.Cases = len(outcomes)
	s.counts = diagnosis.PseudoCounts{}.Count(outcomes, day(now))
	for i := range base.Problems {
		p := &base.Problems[i]
		s.commonness(p)
		for j := range p.Causes {
			s.likelihoods(p, &p.Causes[j])
		}
	}
	return s.out, nil
}

// What the authored words are worth, in cases.
const (
	casesPerCell  = 20
	casesPerCause = 10
)

type school struct {
	base   *knowledge.Base
	book   *casebook.Book
	counts diagnosis.Counts
	out    Lessons
}

func day(t time.Time) int { return int(math.Floor(float64(t.Unix()) / (24 * 60 * 60))) }

// outcome translates a case; ok is false when the knowledge has no such cause.
func (s *school) outcome(c Case) (o diagnosis.Outcome, ok bool) {
	h, ok := s.book.Hypothesis(c.Problem, c.Cause)
	if !ok {
		return o, false
	}
	o = diagnosis.Outcome{Merchant: c.Merchant, Day: day(c.At), Cause: h, Confirmed: c.Confirmed}
	for _, a := range c.Answers {
		if q, ok := s.book.Question(a.Question); ok {
			if n, ok := s.book.Answer(q, a.Answer); ok {
				o.Answers = append(o.Answers, diagnosis.Answered{Question: q, Answer: n})
			}
		}
	}
	return o, true
}

// commonness compares the causes of a problem.
func (s *school) commonness(p *knowledge.Problem) {
	weights, all := 0.0, 0.0
	for i := range p.Causes {
		w, _ := p.Causes[i].Commonness.Weight()
		weights += w
		all += s.countOf(p, i)
	}
	if all <= 0 || weights <= 0 {
		return
	}
	prior := casesPerCause * float64(len(p.Causes))
	for i := range p.Causes {
		c := &p.Causes[i]
		own, _ := c.Commonness.Weight()
		l := Lesson{
			Problem: p.Slug, Cause: c.ID, From: FromCause, Word: string(c.Commonness),
			Authored: own / weights, Cases: all, Hits: s.countOf(p, i),
		}
		if len(p.Causes) > 1 {
			share := func(weight float64) float64 { return weight / (weight + weights - own) }
			l.estimate(prior, commonnessScale(), math.Log, func(x float64) float64 { return share(math.Exp(x)) })
		} else {
			l.Mean, l.Low, l.High = 1, 1, 1
		}
		s.out.Lessons = append(s.out.Lessons, l)
	}
}

func (s *school) countOf(p *knowledge.Problem, cause int) float64 {
	h, _ := s.book.Hypothesis(p.Slug, p.Causes[cause].ID)
	return s.counts.Causes[h]
}

// likelihoods compares the answers that a cause has words for.
func (s *school) likelihoods(p *knowledge.Problem, c *knowledge.Cause) {
	h, ok := s.book.Hypothesis(p.Slug, c.ID)
	if !ok || s.counts.Causes[h] <= 0 {
		return
	}
	for i := range s.base.Questions {
		q := &s.base.Questions[i]
		words, from := wordsFor(p, c, q)
		if len(words) == 0 {
			continue
		}
		n := 0.0
		for _, id := range s.answers(q) {
			if a, ok := s.book.Answer(i, id); ok {
				n += s.counts.Cells[diagnosis.Cell{Cause: h, Question: i, Answer: a}]
			}
		}
		if n <= 0 {
			continue
		}
		expected := casebook.Expected(s.base, p, c, q)
		for _, id := range s.answers(q) {
			word, said := words[id]
			if a, ok := s.book.Answer(i, id); ok && said {
				l := Lesson{
					Problem: p.Slug, Cause: c.ID, Question: q.ID, Answer: id, From: from, Word: string(word),
					Authored: expected[id], Cases: n, Hits: s.counts.Cells[diagnosis.Cell{Cause: h, Question: i, Answer: a}],
				}
				l.estimate(casesPerCell, wordScale(), logit, logistic)
				s.out.Lessons = append(s.out.Lessons, l)
			}
		}
	}
}

// answers lists the answers of a question in their order.
func (s *school) answers(q *knowledge.Question) []string {
	var out []string
	if q.Kind == knowledge.KindCode {
		out = append(out, knowledge.NoCode)
		for i := range s.base.Codes {
			out = append(out, s.base.Codes[i].Code)
		}
		return out
	}
	for _, a := range q.Answers {
		out = append(out, a.ID)
	}
	return out
}

// wordsFor gives the words that count for a cause, as [casebook.Expected] takes
// them, and where they stand.
func wordsFor(p *knowledge.Problem, c *knowledge.Cause, q *knowledge.Question) (map[string]knowledge.Word, Place) {
	switch {
	case c.Expects[q.ID] != nil:
		return c.Expects[q.ID], FromCause
	case p.Expects[q.ID] != nil:
		return p.Expects[q.ID], FromProblem
	case p.Asks(q.ID) && q.ByRoute[c.Route] != nil:
		return q.ByRoute[c.Route], FromRoute
	}
	return q.ByFamily[p.Family], FromFamily
}

// degree is a word with the number it stands for.
type degree struct {
	word string
	p    float64
}

// wordScale lists the seven words, rarest first.
func wordScale() []degree {
	var out []degree
	for _, w := range knowledge.Words() {
		p, _ := w.Probability()
		out = append(out, degree{string(w), p})
	}
	slices.SortFunc(out, func(x, y degree) int { return cmp.Compare(x.p, y.p) })
	return out
}

// commonnessScale lists the degrees of commonness, rarest first.
func commonnessScale() []degree {
	var out []degree
	for _, c := range []knowledge.Commonness{knowledge.Rare, knowledge.Occasional, knowledge.Common} {
		w, _ := c.Weight()
		out = append(out, degree{string(c), w})
	}
	return out
}

// bound is the probability outside of the bounds, on either side.
const bound = .05

// estimate works the cases into the authored share, which counts as so many
// cases: the mean and the bounds of the Beta law. The border between two words
// lies in the middle of them on a scale; share leads back from it.
func (l *Lesson) estimate(prior float64, scale []degree, measure, share func(float64) float64) {
	a := prior*l.Authored + l.Hits
	b := prior*(1-l.Authored) + l.Cases - l.Hits
	l.Mean, l.Low, l.High = a/(a+b), betaQuantile(bound, a, b), betaQuantile(1-bound, a, b)
	l.Differs = l.Authored < l.Low || l.Authored > l.High
	i := slices.IndexFunc(scale, func(d degree) bool { return d.word == l.Word })
	if i < 0 || !l.Differs {
		return
	}
	border := func(i, j int) float64 { return share((measure(scale[i].p) + measure(scale[j].p)) / 2) }
	switch {
	case i+1 < len(scale) && l.Low > border(i, i+1):
		l.Better = scale[i+1].word
	case i > 0 && l.High < border(i-1, i):
		l.Better = scale[i-1].word
	}
}

func logit(p float64) float64    { return math.Log(p / (1 - p)) }
func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
