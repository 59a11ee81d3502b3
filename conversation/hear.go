package conversation

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
	"github.com/tillmate/tillmate/knowledge/reading"
)

// The intents the dialogue acts on; their words are in the knowledge base.
const (
	intentHuman     = "human"
	intentGreet     = "greet"
	intentTest      = "test"
	intentThanks    = "thanks"
	intentBye       = "bye"
	intentWho       = "who_are_you"
	intentHow       = "how_are_you"
	intentAbuse     = "abuse"
	intentInjection = "injection"
	intentData      = "data_request"
	intentOther     = "other_subject"
	intentRestart   = "restart"
	intentBack      = "back"
	intentSolved    = "solved"
	intentItself    = "resolved_by_itself"
	intentNotSolved = "not_solved"
	intentNotTried  = "not_tried"
	intentYes       = "yes"
	intentNo        = "no"
	intentFindOut   = "find_out"
	intentPicture   = "see_picture"
	intentTerminals = "about_terminals"
)

// Coverage of a text.
const (
	// coverageHint is enough for a reply that only has to choose.
	coverageHint = .2
	// coverageClear is enough although the text greets, thanks or scolds.
	coverageClear = .5
)

// What makes a text speak of terminals, in shares of the text: what the
// problems account for, less what speaks of other subjects. A long text is a
// story with much in it that no article knows; a short one that shares only a
// word with an article is more often about something else. Fitted by logistic
// regression on the tuning part of the golden queries and on the phrasings of
// problems and other subjects, each left out in turn.
const (
	aboutEnough    = .95
	aboutElsewhere = .4  // is taken off for each nat by which it speaks of other subjects
	aboutCase      = .2  // is added instead in an open case: most of what is said then is about it
	aboutLength    = .25 // is added for each e-fold of the length,
	aboutTrade     = .08 // and this beside it when the text has words of the trade
)

// Lengths of texts, in Chinese characters. A text is a story from longText on;
// more than longestText makes no difference.
const (
	wordLength  = 1.5
	longText    = 10.5
	longestText = 60
)

// text handles a text of the merchant.
func (t *turn) text() {
	t.s.Texts++
	masked, kinds := kept(t.ev.Text)
	r := t.reader.Read(masked)
	t.language(r)
	if len(kinds) > 0 || t.ev.Masked {
		t.secret = true
		t.message(t.say(PhraseMasked, nil))
	}
	if utf8.RuneCountInString(t.ev.Text) > MaxText {
		t.message(t.say(PhraseTooLong, Values{"runes": MaxText}))
	}
	if t.withFiles() {
		t.burst()
		if t.s.Case != nil {
			t.keepFiles()
		}
	}
	switch {
	case r.Has(intentRestart):
		t.press(PressRestart)
		return
	case t.s.Phase == WithTeam:
		t.keep(masked, r, true)
		t.message(t.say(PhraseWithTeam, nil))
		return
	case r.Has(intentInjection) || r.Has(intentData):
		t.aside(PhraseRefused)
		return
	}
	if id, ok := t.typedButton(r); ok {
		t.press(id)
		return
	}
	if rule := t.alarm(r); rule != nil {
		t.openCase()
		t.keep(masked, r, false)
		t.handoffRule(rule)
		return
	}
	if r.Has(intentHuman) {
		t.openCase()
		t.keep(masked, r, !t.aboutTerminals(r))
		t.handoff(ReasonAsked, nil)
		return
	}
	switch t.s.Phase {
	case Asking:
		t.reply(masked, r)
	case Advised:
		t.afterAdvice(masked, r)
	default:
		t.describe(masked, r)
	}
}

// language follows the last text that has letters, unless the merchant chose.
func (t *turn) language(r reading.Reading) {
	if r.Chinese {
		if !t.s.LangFixed {
			t.s.Lang = knowledge.Chinese
		}
		switch {
		case t.s.ScriptFixed:
		case r.Script == hanzi.Traditional:
			t.s.Traditional = true
		case r.Script == hanzi.Simplified:
			t.s.Traditional = false
		}
		return
	}
	hello := t.s.Texts == 1 && r.Has(intentGreet) // "hi" is short, but nothing else is known yet
	if !t.s.LangFixed && (letters(r.Folded) > 3 || letters(r.Folded) > 0 && hello) {
		t.s.Lang = knowledge.English
	}
}

// letters counts the Latin letters: a code such as A0 or POS is no English.
func letters(s string) int {
	n := 0
	for _, c := range s {
		if c >= 'a' && c <= 'z' {
			n++
		}
	}
	return n
}

// aboutTerminals reports whether the text says anything the diagnosis can use.
func (t *turn) aboutTerminals(r reading.Reading) bool {
	switch {
	case r.Has(intentOther) && len(r.Shown) == 0: // "苹果14" is no code
		return false
	case len(r.Codes) > 0 || len(r.Shown) > 0:
		return true
	case len(t.ev.Hits.Problems) == 0 || r.Whole || r.Has(intentWho):
		return false
	case !long(r.Folded) && t.ev.Hits.Coverage < coverageClear &&
		(r.Has(intentGreet) || r.Has(intentTest) || r.Has(intentThanks) || r.Has(intentBye) || r.Has(intentAbuse)):
		return false
	}
	about := t.ev.Hits.Coverage
	if t.s.Case == nil {
		about -= aboutElsewhere * t.ev.Hits.Elsewhere
	} else {
		about += aboutCase
	}
	perLength := aboutLength
	if r.Has(intentTerminals) {
		perLength += aboutTrade
	}
	return about+perLength*math.Log(min(length(r.Folded), longestText)) >= aboutEnough
}

// long reports whether a text tells a story.
func long(folded string) bool { return length(folded) >= longText }

// length gives the length of a folded text in Chinese characters: at least 1.
func length(folded string) float64 {
	han := 0
	for _, c := range folded {
		if unicode.Is(unicode.Han, c) {
			han++
		}
	}
	words := strings.FieldsFunc(folded, func(c rune) bool {
		return unicode.Is(unicode.Han, c) || !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\''
	})
	return max(1, float64(han)+wordLength*float64(len(words)))
}

// social answers texts that are no complaint; ok is false for any other.
func (t *turn) social(r reading.Reading) (Phrase, bool) {
	for _, s := range []struct {
		intent string
		phrase Phrase
	}{
		{intentAbuse, PhraseAbuse},
		{intentWho, PhraseWho},
		{intentHow, PhraseGreeting},
		{intentGreet, PhraseGreeting},
		{intentTest, PhraseGreeting},
		{intentThanks, PhraseThanks},
		{intentBye, PhraseBye},
		{intentOther, PhraseOtherSubject},
	} {
		if r.Has(s.intent) {
			return s.phrase, true
		}
	}
	return "", false
}

// aside says something that has nothing to do with the case and comes back to
// it; where there is none, nothing is to be done.
func (t *turn) aside(key Phrase) {
	if key == PhraseGreeting && t.s.Greeted {
		key = PhraseHere // who the bot is was said already
	}
	switch t.s.Phase {
	case Asking:
		switch key {
		case PhraseBye:
			t.message(t.say(key, nil))
			t.s.Nudges = maxNudges
			return // the question stays open, but is not pressed on who leaves
		case PhraseGreeting, PhraseHere, PhraseThanks:
			key = PhraseResume
		}
		t.message(t.say(key, nil))
		t.repeat()
	case Advised:
		t.message(t.say(key, nil))
		if key == PhraseBye {
			t.s.Nudges = maxNudges - 1 // what came of it is asked tomorrow
		}
	default:
		t.s.Greeted = true
		t.emit(Closed{Type: TypeClosed, Route: knowledge.RouteNone, Text: t.say(key, nil)})
	}
}

// describe handles a text that may begin a case.
func (t *turn) describe(masked string, r reading.Reading) {
	if t.aboutTerminals(r) {
		t.s.Lost = 0
		t.openCase()
		t.keep(masked, r, false)
		t.next()
		return
	}
	if r.Has(intentItself) || r.Has(intentSolved) {
		t.s.Lost = 0
		t.aside(PhraseSolved)
		return
	}
	if t.withFiles() { // "see the picture"
		t.openCase()
		t.keep(masked, r, true)
		t.message(t.say(PhraseFilesWords, nil))
		t.begin()
		return
	}
	if key, ok := t.social(r); ok {
		t.aside(key)
		return
	}
	t.lost(masked, r)
}

// lost handles a text that was not understood: first an example of what helps,
// then guesses and a person, never the same words twice.
func (t *turn) lost(masked string, r reading.Reading) {
	t.s.Lost++
	if t.s.Lost < MaxLost {
		t.emit(Closed{Type: TypeClosed, Route: knowledge.RouteNone, Text: t.say(PhraseLost, nil)})
		return
	}
	t.openCase()
	t.keep(masked, r, false)
	if t.s.Lost > MaxLost {
		t.handoff(ReasonLost, nil)
		return
	}
	t.askStart()
}

// openCase begins a case unless one is open.
func (t *turn) openCase() {
	if t.s.Case == nil {
		t.s.Case = &Case{Opened: t.ev.At, Generation: t.ev.Hits.Generation}
		t.keepFiles()
	}
}

// keep stores a masked text and the facts it says. A mere reply adds no search
// hits: its words say nothing about which problem it is.
func (t *turn) keep(masked string, r reading.Reading, reply bool) {
	if t.s.Case == nil {
		return
	}
	c := t.s.Case
	text := Text{N: t.s.Texts, Turn: t.s.Turn, Text: masked, Reply: reply, Rules: r.Rules}
	if t.ev.Kind == EventEdit {
		text.N = t.ev.Of
	}
	for _, s := range r.Shown {
		text.Shown = append(text.Shown, s.Text)
	}
	if !reply {
		text.Coverage = t.ev.Hits.Coverage
		text.Hits = t.ev.Hits.Problems[:min(len(t.ev.Hits.Problems), MaxHits)]
	}
	c.Texts = append(c.Texts, text)
	if len(c.Texts) > MaxTexts {
		c.Texts = c.Texts[1:]
	}
	for _, f := range r.Facts {
		if c.Open != nil && f.Question == c.Open.Question {
			continue // the reply to it is read apart, and more leniently
		}
		t.learn(Answer{Question: f.Question, Answer: f.Answer, Origin: Read, Text: text.N, Turn: t.s.Turn})
	}
}

// learn adds a fact, unless it is known already.
func (t *turn) learn(a Answer) {
	c := t.s.Case
	if old, ok := c.answer(a.Question); ok && old.Answer == a.Answer {
		return
	}
	c.Answers = append(c.Answers, a)
	if a.Origin == Read {
		t.noted = append(t.noted, a)
	}
}
