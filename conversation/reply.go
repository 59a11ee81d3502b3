package conversation

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/reading"
)

// Ids of the question that guesses between problems.
const (
	QuestionProblem = "problem"
	NoneOfThese     = "none_of_these"
)

// reply handles a text while a question is open: it may answer the question,
// an earlier one, several at once, or describe the problem anew.
func (t *turn) reply(masked string, r reading.Reading) {
	open := t.s.Case.Open
	if r.Has(intentBack) {
		t.back()
		return
	}
	if r.Folded == "" { // a sticker or nothing says neither yes nor no
		t.aside(PhraseWords)
		return
	}
	answer, ok := t.answerIn(open, r)
	if r.Whole && r.Has(intentItself) && (!ok || t.isNo(open, answer)) {
		t.close(OutcomeSolved, PhraseSolved) // "没事了" is no "no"
		return
	}
	first := len(t.s.Case.Texts) == 0 && t.aboutTerminals(r) // only files were sent before: these are the words for them
	if ok {
		t.s.Lost = 0
		t.keep(masked, r, !first)
		t.settle(answer, Typed)
		t.next()
		return
	}
	described := t.aboutTerminals(r)
	if t.leavesOpen(masked, r, described) {
		t.repeat()
		return
	}
	if first && !r.Has(intentItself) {
		t.s.Lost = 0
		t.keep(masked, r, false)
		t.next()
		return
	}
	if r.Has(intentItself) || r.Has(intentSolved) && !described {
		t.close(OutcomeSolved, PhraseSolved)
		return
	}
	// A bare "没" to what has no no says that it was not tried.
	unsure := r.Has(knowledge.Unsure) || t.asksHow(r) || r.Has(intentNotTried) || r.Whole && r.Has(intentNo)
	if !described && len(r.Facts) == 0 && !unsure {
		if key, ok := t.social(r); ok {
			t.aside(key)
			return
		}
		if t.s.Lost++; t.s.Lost > MaxLost {
			t.keep(masked, r, true)
			t.handoff(ReasonLost, nil)
			return
		}
		t.message(t.say(PhraseSkipped, nil))
	}
	t.keep(masked, r, !described)
	if open.Question != knowledge.CodeQuestion || len(r.Shown) > 0 { // a screen's words describe the problem; those that are known count already
		t.s.Case.unread(t.s.Texts)
	}
	t.settle(knowledge.Unsure, Typed)
	if r.Has(knowledge.Unsure) && !open.Explained {
		t.explainHow(open.Question)
	}
	t.next()
}

// leavesOpen deals with a reply that says nothing of the question, for a reason
// that is known; ok is false for any other.
func (t *turn) leavesOpen(masked string, r reading.Reading, described bool) (ok bool) {
	switch {
	case t.secret && len(r.Facts) == 0 && len(r.Shown) == 0: // "the PIN is …" describes nothing
		t.keep(masked, r, true)
	case t.asksHow(r) && t.explain():
	case t.onlyPoints(r, described):
		t.keep(masked, r, true)
		t.message(t.say(PhraseFilesWords, nil))
	default:
		return false
	}
	return true
}

// onlyPoints reports whether words came with files and say no more than that it
// is to be seen there.
func (t *turn) onlyPoints(r reading.Reading, described bool) bool {
	says := len(r.Facts) > 0 || len(r.Codes) > 0 || len(r.Shown) > 0 || r.Has(knowledge.Unsure)
	return t.withFiles() && !says && (!described || r.Has(intentPicture))
}

// isNo reports whether an answer to a question is its plain no.
func (t *turn) isNo(open *Asked, answer string) bool {
	q := t.base.Question(open.Question)
	if q == nil {
		return answer == NoneOfThese
	}
	a, ok := q.Answer(answer)
	return ok && a.Polarity == "no"
}

// answerIn reads the answer to the open question in a text.
func (t *turn) answerIn(open *Asked, r reading.Reading) (string, bool) {
	if open.Question != QuestionProblem {
		if answer, ok := t.reader.Reply(open.Question, r); ok {
			return answer, true
		}
		return t.numbered(open, r)
	}
	if answer, ok := t.numbered(open, r); ok {
		return answer, true
	}
	// Only the best hit chooses: the others merely share words with it.
	if hits := t.ev.Hits.Problems; len(hits) > 0 && t.ev.Hits.Coverage >= coverageHint &&
		slices.Contains(open.Options, hits[0].Problem) {
		return hits[0].Problem, true
	}
	if r.Has(intentNo) && !t.aboutTerminals(r) {
		return NoneOfThese, true
	}
	return "", false
}

// numbered gives the answer that a lone digit counts out. It counts none where
// a digit may be half a code.
func (t *turn) numbered(open *Asked, r reading.Reading) (string, bool) {
	if open.Question == knowledge.CodeQuestion || len(r.Folded) != 1 {
		return "", false
	}
	n, choices := int(r.Folded[0]-'1'), t.choices(open)
	if r.Folded[0] < '1' || n >= len(choices) {
		return "", false
	}
	return choices[n].ID, true
}

// settle stores the answer to the open question and closes it.
func (t *turn) settle(answer string, origin Origin) {
	c := t.s.Case
	c.Answers = append(c.Answers, Answer{
		Question: c.Open.Question, Answer: answer, Origin: origin, Text: t.textNumber(origin), Turn: t.s.Turn,
	})
	c.Open = nil
}

func (t *turn) textNumber(origin Origin) int {
	if origin == Typed {
		return t.s.Texts
	}
	return 0
}

// asksHow reports whether the text asks how the open question can be answered.
func (t *turn) asksHow(r reading.Reading) bool {
	return r.Has(intentFindOut) && len(r.Facts) == 0 && len(r.Codes) == 0 && len(r.Shown) == 0 && !long(r.Folded)
}

// explain says, once while it is open, how the question can be answered; ok is
// false when there is nothing to be said.
func (t *turn) explain() (ok bool) {
	c := t.s.Case
	how := t.how(c.Open.Question)
	if how == "" || c.Open.Explained {
		return false
	}
	c.Open.Explained = true
	c.Asked[len(c.Asked)-1].Explained = true
	t.message(t.say(PhraseHowThis, Values{"how": how}))
	return true
}

// how gives how the answer to a question can be found out, or "".
func (t *turn) how(question string) string {
	q := t.base.Question(question)
	if q == nil {
		return ""
	}
	how := q.How.In(t.s.Lang)
	for _, rule := range t.active("") {
		if forbidden(rule.Forbid, how) {
			return "" // "try another card" is no help while money may have moved
		}
	}
	return how
}

// explainHow says, once in a case, how an answer can be found out.
func (t *turn) explainHow(question string) {
	unsure := 0
	for _, a := range t.s.Case.Answers {
		if a.Answer == knowledge.Unsure {
			unsure++
		}
	}
	if how := t.how(question); unsure == 1 && how != "" {
		t.message(t.say(PhraseHow, Values{"how": how}))
	}
}

// press handles a button. The answers of the open question come first: one of
// them may share its id with a button that stands below an advice.
func (t *turn) press(id string) {
	if code, ok := chosen(id); ok {
		t.setLanguage(code)
		return
	}
	if t.past() && id != PressRestart && id != PressHuman {
		t.stale()
		return
	}
	if t.s.Phase == Asking && t.offered(t.s.Case.Open, id) {
		open := t.s.Case.Open
		t.s.Lost = 0
		t.settle(id, Pressed)
		if id == knowledge.Unsure && !open.Explained {
			t.explainHow(open.Question)
		}
		t.next()
		return
	}
	switch id {
	case PressRestart:
		t.restart()
	case PressBack:
		t.back()
	case PressHuman:
		if t.s.Phase == WithTeam {
			t.message(t.say(PhraseWithTeam, nil))
			return
		}
		t.openCase()
		t.handoff(ReasonAsked, nil)
	case PressSolved, PressNotSolved, PressNotTried:
		if t.s.Phase == Advised {
			t.outcome(id)
			return
		}
		t.stale()
	default:
		t.stale()
	}
}

// typedButton gives the button whose label, as it is shown now, was typed.
func (t *turn) typedButton(r reading.Reading) (id string, ok bool) {
	var shown []Choice
	switch t.s.Phase {
	case Asking:
		shown = t.choices(t.s.Case.Open)
	case Advised:
		shown = t.outcomes()
	}
	for _, c := range shown {
		if strings.EqualFold(t.reader.Fold(c.Label), r.Folded) {
			return c.ID, true
		}
	}
	return "", false
}

// choices lists the answers to an open question as buttons, the last one
// "unsure". A problem that the knowledge base no longer has is left out.
func (t *turn) choices(open *Asked) []Choice {
	var out []Choice
	if open.Question == QuestionProblem {
		for _, slug := range open.Options {
			if p := t.base.Problem(slug); p != nil {
				out = append(out, Choice{ID: slug, Label: p.Title.In(t.s.Lang)})
			}
		}
		out = append(out, Choice{ID: NoneOfThese, Label: t.say(PhraseNoneOfThese, nil)})
	} else if q := t.base.Question(open.Question); q != nil {
		for _, a := range q.Answers {
			out = append(out, Choice{ID: a.ID, Label: a.Label.In(t.s.Lang)})
		}
	}
	return append(out, Choice{ID: PressUnsure, Label: t.say(PhraseUnsure, nil)})
}

// offered reports whether an answer may be given to the open question: it has
// a button, or it is a response code.
func (t *turn) offered(open *Asked, id string) bool {
	if slices.ContainsFunc(t.choices(open), func(c Choice) bool { return c.ID == id }) {
		return true
	}
	return open.Question == knowledge.CodeQuestion && t.base.Code(id) != nil
}

// complaint reports whether a text names a thing that can go wrong.
func (t *turn) complaint(r reading.Reading) bool {
	return r.Has(intentTerminals) || len(r.Facts) > 0 || len(r.Codes) > 0 || len(r.Shown) > 0
}
