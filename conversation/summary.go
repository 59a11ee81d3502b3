package conversation

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

const (
	// topInSummary is the number of causes the team sees with their probability.
	topInSummary = 3
	// secondFault is the chance of a second fault beside the first.
	secondFault = .05
	// pairFrom is the probability from which two causes at once are named.
	pairFrom = .15
)

// summary tells the team what is known. It is made of what was said, masked,
// and never of anything else.
func (t *turn) summary(reason string) string {
	c := t.s.Case
	head := []string{t.say(PhraseSumWhy, Values{"why": t.why(reason)})}
	if t.s.Terminal != "" {
		head = append(head, t.say(PhraseSumTerminal, Values{"terminal": t.s.Terminal}))
	}
	var words []string
	for _, text := range c.Texts {
		words = append(words, t.say(PhraseSumWords, Values{"words": text.Text}))
	}
	var rest []string
	if n := len(c.Files); n > 0 {
		rest = append(rest, t.say(PhraseSumFiles, Values{"number": n}))
	}
	rest = append(rest, t.known()...)
	rest = append(rest, t.tried()...)
	if top := t.topCauses(); top != "" && t.causesMatter(reason) {
		rest = append(rest, t.say(PhraseSumTop, Values{"causes": top}))
	}
	if reason == ReasonNotSolved {
		if pair := t.likelyPair(); pair != "" {
			rest = append(rest, t.say(PhraseSumPair, Values{"causes": pair}))
		}
	}
	return t.fitted(head, words, rest)
}

// known words the facts and what the merchant cannot say.
func (t *turn) known() []string {
	var facts, unsure []string
	for _, a := range t.s.Case.facts() {
		if a.Answer == knowledge.Unsure {
			unsure = append(unsure, t.questionName(a.Question))
			continue
		}
		if f := t.fact(a); f != "" {
			facts = append(facts, f)
		} else if p := t.base.Problem(a.Answer); p != nil {
			facts = append(facts, p.Title.In(t.s.Lang))
		}
	}
	var out []string
	separator := t.say(PhraseSeparator, nil)
	if len(facts) > 0 {
		out = append(out, t.say(PhraseSumFacts, Values{"facts": strings.Join(facts, separator)}))
	}
	if len(unsure) > 0 {
		out = append(out, t.say(PhraseSumUnsure, Values{"questions": strings.Join(unsure, separator)}))
	}
	return out
}

// tried words the advice that was given.
func (t *turn) tried() []string {
	var out []string
	for _, a := range t.s.Case.Advice {
		if p := t.base.Problem(a.Problem); p != nil && len(a.Causes) > 0 && p.Cause(a.Causes[0]) != nil {
			key := PhraseSumAdvised // the merchant never said that it was tried
			if a.Outcome == OutcomeNotSolved {
				key = PhraseSumTried
			}
			out = append(out, t.say(key, Values{"advice": p.Cause(a.Causes[0]).Title.In(t.s.Lang)}))
		}
	}
	return out
}

// causesMatter reports whether the likely causes tell the team anything: not
// where nothing was understood, nor where the matter is another than theirs.
func (t *turn) causesMatter(reason string) bool {
	switch reason {
	case ReasonLost:
		return false
	case ReasonAsked, ReasonUnsure, ReasonConflict, ReasonNotSolved, ReasonFailed:
		return true
	}
	return slices.ContainsFunc(t.belief().Differential(topInSummary), func(r diagnosis.Ranked) bool {
		return r.Cause >= 0 && t.book.Refs[r.Cause].Problem.Slug == reason
	})
}

// leastWords is the length from which the rest of a text that is cut is kept.
const leastWords = 80

// fitted joins the lines of a summary. Where they are too long, the earliest of
// the merchant's words give way.
func (t *turn) fitted(head, words, rest []string) string {
	lines := slices.Concat(head, words, rest)
	over := units(strings.Join(lines, "\n")) - MaxSummary
	if over <= 0 {
		return strings.Join(lines, "\n")
	}
	over += units(t.say(PhraseSumCut, Values{"number": len(words)})) + 1
	cut := 0
	for over > 0 && cut < len(words) {
		n := units(words[cut])
		if n-over >= leastWords {
			words[cut] = clipUnits(words[cut], n-over)
			break
		}
		over -= n + 1
		cut++
	}
	if cut > 0 {
		head = append(head, t.say(PhraseSumCut, Values{"number": cut}))
	}
	return clipUnits(strings.Join(slices.Concat(head, words[cut:], rest), "\n"), MaxSummary)
}

// units is the length of a text in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// clipUnits cuts a text to a number of UTF-16 units, with a sign that it was
// cut.
func clipUnits(s string, most int) string {
	if units(s) <= most {
		return s
	}
	n := 1 // the sign
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// likelyPair words the two causes that are likeliest there at once, after
// advice did not help.
func (t *turn) likelyPair() string {
	weights, none := t.weights(t.s.Case)
	pairs := t.book.Model.Pairs(weights, none, t.evidence(t.s.Case), secondFault)
	if len(pairs) == 0 || pairs[0].P < pairFrom {
		return ""
	}
	title := func(h int) string { return t.book.Refs[h].Cause.Title.In(t.s.Lang) }
	return title(pairs[0].A) + t.say(PhraseSeparator, nil) + title(pairs[0].B)
}

// topCauses words the most probable causes with their per cent.
func (t *turn) topCauses() string {
	c := t.s.Case
	if len(c.Answers) == 0 && len(c.Texts) == 0 {
		return ""
	}
	var parts []string
	for i, r := range t.belief().Differential(topInSummary) {
		if i == 0 && r.P < .2 {
			return "" // a guess among many would mislead the team
		}
		if r.Cause < 0 || r.P < .05 {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %.0f%%", t.book.Refs[r.Cause].Cause.Title.In(t.s.Lang), 100*r.P))
	}
	return strings.Join(parts, t.say(PhraseSeparator, nil))
}

func (t *turn) questionName(id string) string {
	if id == QuestionProblem {
		return t.say(PhraseWhichProblem, nil)
	}
	if q := t.base.Question(id); q != nil {
		return q.Text.In(t.s.Lang)
	}
	return id
}
