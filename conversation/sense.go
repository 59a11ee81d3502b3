package conversation

import (
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/reading"
)

// The intents that only matter while a person has the case.
const (
	intentTrouble = "trouble" // something fails
	intentGaveUp  = "gave_up" // it is not wanted any more, solved or not
)

// longestThanks is the number of runes up to which a text that thanks is taken
// for nothing but thanks.
const longestThanks = 24

// Sense is what a text comes to for a case that a person has in hand.
type Sense string

// The senses; what is not sure is [SenseWords].
const (
	SenseWords     Sense = ""
	SensePerson    Sense = "person"    // asks for a person
	SenseThanks    Sense = "thanks"    // thanks, a greeting, a farewell: asks for nothing
	SenseWorks     Sense = "works"     // it is solved
	SenseBroken    Sense = "broken"    // it is not solved
	SenseComplaint Sense = "complaint" // something is wrong with a terminal or a payment
)

// Sense gives what a text comes to. It goes by plain words only: what two of
// them contradict, or what asks for something, is [SenseWords] for a person to
// read.
func (e *Engine) Sense(text string) Sense {
	masked, _ := kept(text)
	r := e.reader.Read(masked)
	trouble := r.Has(intentTrouble) || len(r.Codes) > 0 || len(r.Shown) > 0 || len(r.Rules) > 0
	works := r.Has(intentSolved) || r.Has(intentItself) && !r.Has(intentGaveUp) || e.labelled(r, PhraseBtnSolved) ||
		e.polite(r) && e.begins(r, PhraseBtnSolved)
	switch {
	case r.Has(intentOther):
		return SenseWords
	case r.Has(intentHuman):
		return SensePerson
	case r.Has(intentNotSolved) || e.labelled(r, PhraseBtnNotSolved):
		return SenseBroken
	case works && trouble:
		return SenseWords
	case works:
		return SenseWorks
	case trouble:
		return SenseComplaint
	case e.polite(r):
		return SenseThanks
	}
	return SenseWords
}

// labelled reports whether the text is the label of a button.
func (e *Engine) labelled(r reading.Reading, button Phrase) bool {
	for _, lang := range knowledge.Langs() {
		if e.reader.Fold(e.phrases.Say(lang, button, nil)) == r.Folded {
			return true
		}
	}
	return false
}

// begins reports whether the first clause of a text is the label of a button:
// "all good, thanks".
func (e *Engine) begins(r reading.Reading, button Phrase) bool {
	clauses := reading.Clauses(r.Folded)
	for _, lang := range knowledge.Langs() {
		if len(clauses) > 0 && clauses[0] == e.reader.Fold(e.phrases.Say(lang, button, nil)) {
			return true
		}
	}
	return false
}

// polite reports a text that thanks, greets or takes leave and does no more.
func (e *Engine) polite(r reading.Reading) bool {
	if !r.Has(intentThanks) && !r.Has(intentBye) && !r.Has(intentGreet) {
		return false
	}
	asks := strings.ContainsAny(r.Folded, "?？吗呢") || r.Has(intentFindOut) || r.Has(intentTerminals) || len(r.Facts) > 0
	return r.Whole || !asks && utf8.RuneCountInString(r.Folded) <= longestThanks
}
