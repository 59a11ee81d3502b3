package conversation

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

const (
	// guessLeast is how probable a problem must be to be offered, and
	// guessTogether how probable all that are offered must be together: three
	// wild guesses make the merchant doubt all that follows.
	guessLeast    = .05
	guessTogether = .5
	// leastWorth is what a question must be worth beyond its cost, in looks at
	// the screen: for less nobody wants to be asked.
	leastWorth = .5
	// maxGuesses is the number of problems offered at once.
	maxGuesses = 3
)

// worthAsking gives the question worth most, when one is worth its cost.
func (t *turn) worthAsking(b diagnosis.Belief) (id string, options []string, ok bool) {
	if t.choose != nil {
		n, ok := t.choose(t.book.Model, b, t.retired())
		if !ok {
			return "", nil, false
		}
		return t.base.Questions[n].ID, nil, true
	}
	net := leastWorth
	if best, ok := t.book.Model.Next(b, diagnosis.Options{Asked: t.notToAsk(b)}); ok && best.Net > net {
		id, net = t.base.Questions[best.Question].ID, best.Net
	}
	options = t.toOffer(b)
	if len(options) < 2 {
		return id, nil, id != ""
	}
	v, err := t.book.Model.ValueOf(b, t.guess(options))
	if err == nil && v.Net > net {
		return QuestionProblem, options, true
	}
	return id, nil, id != ""
}

// toOffer lists the problems to choose from, or none when there are not enough
// that are probable. Who saw none of those offered before is offered others.
func (t *turn) toOffer(b diagnosis.Belief) []string {
	c := t.s.Case
	if a, ok := c.answer(QuestionProblem); c.wasAsked(QuestionProblem) && (!ok || a.Answer != NoneOfThese) {
		return nil
	}
	var options []string
	together := 0.0
	for _, g := range t.topProblems(b, maxGuesses) {
		if g.p > guessLeast && !c.wasOffered(g.slug) {
			options = append(options, g.slug)
			together += g.p
		}
	}
	if together < guessTogether {
		return nil
	}
	return options
}

// topicQuestion asks what the complaint is about at all.
const topicQuestion = "topic"

// bearsFrom is the probability that a question must bear on to be asked. A
// question about something far-fetched may pay on paper, but it puzzles the
// merchant, and puzzled people answer badly.
const bearsFrom = .15

// notToAsk lists the questions that are not asked: those that were, and those
// that bear on next to nothing believed.
func (t *turn) notToAsk(b diagnosis.Belief) []int {
	out := t.retired()
	for q := range t.base.Questions {
		p := 0.0
		for _, h := range t.book.Bears(q) {
			p += b.Cause(h)
		}
		if p < bearsFrom {
			out = append(out, q)
		}
	}
	return out
}

// retired lists the questions that are not asked: those that were, and what it
// is about once the merchant's words or a guess have said so.
func (t *turn) retired() []int {
	var out []int
	for _, a := range t.s.Case.Asked {
		if t.s.Case.Open != nil && a.Question == t.s.Case.Open.Question {
			continue
		}
		if q, ok := t.book.Question(a.Question); ok {
			out = append(out, q)
		}
	}
	if q, ok := t.book.Question(topicQuestion); ok && t.named() {
		out = append(out, q)
	}
	return out
}

// named reports whether the merchant said what the complaint is about: words
// that an article knows well, a terminal's text, a code, or a problem chosen.
func (t *turn) named() bool {
	c := t.s.Case
	if a, ok := c.answer(QuestionProblem); ok && a.Answer != knowledge.Unsure && a.Answer != NoneOfThese {
		return true
	}
	if a, ok := c.answer(knowledge.CodeQuestion); ok && t.base.Code(a.Answer) != nil {
		return true
	}
	return slices.ContainsFunc(c.Texts, func(x Text) bool {
		vague := utf8.RuneCountInString(x.Text) < namingRunes
		return len(x.Shown) > 0 || !x.Reply && !vague && x.Coverage >= coverageClear && t.oneFamily(x.Hits)
	})
}

// namingRunes is the least length of a text that names a complaint: "坏了" does
// not.
const namingRunes = 4

// nearBest is the share of the best hit's score from which another one fits
// the words about as well.
const nearBest = .75

// oneFamily reports whether all hits that fit a text well are of one family:
// "it is broken" fits articles of many.
func (e *Engine) oneFamily(hits []Hit) bool {
	var family string
	for _, h := range hits {
		p := e.base.Problem(h.Problem)
		if p == nil || h.Score < nearBest*hits[0].Score {
			continue
		}
		if family != "" && string(p.Family) != family {
			return false
		}
		family = string(p.Family)
	}
	return family != ""
}

// ask puts a question.
func (t *turn) ask(id string, options []string, b diagnosis.Belief) {
	c := t.s.Case
	asked := Asked{Question: id, Options: options, Turn: t.s.Turn}
	if c.Open != nil && len(c.Asked) > 0 { // it was not answered: it gives way
		c.Asked = c.Asked[:len(c.Asked)-1]
		if c.Open.Question == id && slices.Equal(c.Open.Options, options) {
			asked.Since, asked.Explained = c.Open.since(), c.Open.Explained
		}
	}
	asked.Left = t.left(b)
	c.Asked = append(c.Asked, asked)
	c.Open = &asked
	t.s.Phase = Asking
	t.warn(t.bestProblem(b, likelyFrom))
	t.emit(t.question())
}

// repeat shows the open question again, or goes on when it is gone.
func (t *turn) repeat() {
	if t.vanished(t.s.Case.Open) {
		t.drop()
		t.next()
		return
	}
	t.emit(t.question())
}

// askStart offers the commonest complaints to somebody who was not understood.
func (t *turn) askStart() {
	var options []string
	for _, slug := range []string{"generic_failure", "qr_pay_fail", "network_down", "settlement_missing"} {
		if t.base.Problem(slug) != nil {
			options = append(options, slug)
		}
	}
	if len(options) < 2 {
		t.handoff(ReasonLost, nil)
		return
	}
	t.message(t.say(PhraseCommonStart, nil))
	t.ask(QuestionProblem, options, t.belief())
}

// question words the open question. Facts that were just said unasked are
// repeated in half a line, so that a misreading is seen.
func (t *turn) question() Question {
	open := t.s.Case.Open
	text := t.say(PhraseWhichProblem, nil)
	if q := t.base.Question(open.Question); q != nil {
		text = q.Text.In(t.s.Lang)
	}
	if facts := t.factLine(t.noted); facts != "" {
		text = t.say(PhraseNoted, Values{"facts": facts}) + "\n" + text
	}
	if open.Left > 1 {
		text += "\n" + t.say(PhraseRemaining, Values{"count": open.Left})
	}
	return Question{
		Type: TypeQuestion, Question: open.Question, Text: text,
		Answers: t.choices(open), Remaining: max(1, open.Left),
	}
}

// left estimates the questions still to come, the one about to be asked
// included. It never promises more than the last question did: a count that
// rises reads as a broken promise.
func (t *turn) left(b diagnosis.Belief) int {
	asked := t.s.Case.Asked
	most := MaxQuestions - len(asked)
	if n := len(asked); n > 0 && asked[n-1].Left > 0 {
		most = min(most, asked[n-1].Left-1)
	}
	if most < 1 {
		return 1
	}
	return max(1, t.book.Model.Remaining(b, diagnosis.Options{Asked: t.notToAsk(b)}, most))
}

// factLine words some facts in half a line.
func (t *turn) factLine(answers []Answer) string {
	var parts []string
	for _, a := range answers {
		if f := t.fact(a); f != "" {
			parts = append(parts, f)
		}
	}
	return strings.Join(parts, t.say(PhraseSeparator, nil))
}

// fact words one answer as a statement, or "".
func (t *turn) fact(a Answer) string {
	if a.Answer == knowledge.Unsure {
		return ""
	}
	q := t.base.Question(a.Question)
	if q == nil {
		return ""
	}
	if ans, ok := q.Answer(a.Answer); ok {
		return ans.Fact.In(t.s.Lang)
	}
	if q.Kind == knowledge.KindCode {
		return t.say(PhraseCodeFact, Values{"code": a.Answer})
	}
	return ""
}
