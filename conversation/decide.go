package conversation

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

const (
	// guessCost is what choosing among problem titles costs: a look.
	guessCost = 1.5
	// guessLeast is how probable a problem must be to be offered, and
	// guessTogether how probable all that are offered must be together: three
	// wild guesses make the merchant doubt all that follows.
	guessLeast    = .05
	guessTogether = .5
	// maxGuesses is the number of problems offered at once.
	maxGuesses = 3
	// conflictNats is how much less likely the facts are together than each
	// alone before the weakest is asked for once more.
	conflictNats = 1.0
	// conflictSure is the probability of the route from which a conflict does
	// not matter: the advice would be the same whichever fact is wrong.
	conflictSure = .7
)

// next decides what is said once everything that was said is known: a question
// that is worth its cost, or the advice.
func (t *turn) next() {
	b := t.belief()
	best := t.bestProblem(b, likelyFrom)
	if rule := t.sendsToPerson(t.bestProblem(b, surelyFrom)); rule != nil {
		t.handoffRule(rule)
		return
	}
	if len(t.s.Case.Asked) < MaxQuestions {
		if id := t.mustAsk(best); id != "" {
			t.ask(id, nil, b)
			return
		}
		if id, options, ok := t.worthAsking(b); ok {
			t.ask(id, options, b)
			return
		}
	}
	if t.recheck(b) {
		return
	}
	t.conclude(b)
}

// recheck deals with facts that contradict each other: it asks once more for
// the one whose removal mends it most, and if that does not help a person
// decides. ok is false when there is no conflict that matters.
func (t *turn) recheck(b diagnosis.Belief) (ok bool) {
	c := t.s.Case
	weights, none := t.weights(c)
	nats, culprit := t.book.Model.Conflict(weights, none, t.evidence(c))
	answered, known := culprit.(diagnosis.Answered)
	if nats <= conflictNats || !known || b.Decide().Confidence >= conflictSure {
		return false
	}
	if c.Rechecked {
		t.handoff(reasonConflict, nil)
		return true
	}
	if len(c.Asked) >= MaxQuestions {
		return false
	}
	c.Rechecked = true
	t.message(t.say(PhraseRecheck, nil))
	t.ask(t.base.Questions[answered.Question].ID, nil, b)
	return true
}

// The probability from which a safety rule takes the best problem for the true
// one, and from which it gives the case to a person for that alone.
const (
	likelyFrom = .5
	surelyFrom = .85
)

// bestProblem is the most probable problem, or "" when it is less probable
// than a limit.
func (t *turn) bestProblem(b diagnosis.Belief, from float64) string {
	top := t.topProblems(b, 1)
	if len(top) == 0 || top[0].p < from {
		return ""
	}
	return top[0].slug
}

type guessed struct {
	slug string
	p    float64
}

// topProblems lists the most probable problems.
func (t *turn) topProblems(b diagnosis.Belief, n int) []guessed {
	var out []guessed
	for i := range t.base.Problems {
		slug := t.base.Problems[i].Slug
		g := guessed{slug: slug}
		for _, h := range t.book.Hypotheses(slug) {
			g.p += b.Cause(h)
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b guessed) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return strings.Compare(a.slug, b.slug)
	})
	return out[:min(n, len(out))]
}

// worthAsking gives the question worth most, when one is worth its cost.
func (t *turn) worthAsking(b diagnosis.Belief) (id string, options []string, ok bool) {
	if t.choose != nil {
		n, ok := t.choose(t.book.Model, b, t.retired())
		if !ok {
			return "", nil, false
		}
		return t.base.Questions[n].ID, nil, true
	}
	best, ok := t.book.Model.Next(b, diagnosis.Options{Asked: t.notToAsk(b)})
	net := 0.0
	if ok {
		id, net = t.base.Questions[best.Question].ID, best.Net
	}
	if t.s.Case.wasAsked(QuestionProblem) {
		return id, nil, id != ""
	}
	offered := 0.0
	for _, g := range t.topProblems(b, maxGuesses) {
		if g.p > guessLeast {
			options = append(options, g.slug)
			offered += g.p
		}
	}
	if len(options) < 2 || offered < guessTogether {
		return id, nil, id != ""
	}
	v, err := t.book.Model.ValueOf(b, t.guess(options))
	if err == nil && v.Net > net {
		return QuestionProblem, options, true
	}
	return id, nil, id != ""
}

// topicQuestion asks what the complaint is about at all.
const topicQuestion = "topic"

// retired lists the questions that are not asked: those that were, and what it
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
func (t *turn) oneFamily(hits []Hit) bool {
	var family string
	for _, h := range hits {
		p := t.base.Problem(h.Problem)
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
	if c.Open != nil && len(c.Asked) > 0 { // it was not answered: it gives way
		c.Asked = c.Asked[:len(c.Asked)-1]
	}
	asked := Asked{Question: id, Options: options, Turn: t.s.Turn, Left: t.left(b)}
	c.Asked = append(c.Asked, asked)
	c.Open = &asked
	t.s.Phase = Asking
	t.warn(t.bestProblem(b, likelyFrom))
	t.emit(t.question())
}

// repeat shows the open question again.
func (t *turn) repeat() {
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
		t.handoff(reasonLost, nil)
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

// leastNamed is the probability below which no problem is named: advice that
// rests on one word of a vague complaint is a guess.
const leastNamed = .2

// conclude advises, or gives the case to a person where that is better.
func (t *turn) conclude(b diagnosis.Belief) {
	t.s.Case.Open = nil
	d := b.Decide()
	if d.Abstain() || d.P < leastNamed {
		t.handoff(reasonUnsure, nil)
		return
	}
	ref := t.book.Refs[d.Cause]
	if ref.Cause.Route == knowledge.RouteHuman {
		t.handoff(ref.Problem.Slug, &ref)
		return
	}
	if t.advisedInVain(ref.Problem.Slug, ref.Cause.Route) {
		t.handoff(reasonNotSolved, nil)
		return
	}
	t.advise(b, d)
}

// advisedInVain reports whether the same advice was tried without success.
func (t *turn) advisedInVain(problem string, route knowledge.Route) bool {
	for _, a := range t.s.Case.Advice {
		if a.Problem == problem && a.Route == route && a.Outcome == OutcomeNotSolved && route != knowledge.RouteDevice {
			return true
		}
	}
	return false
}
