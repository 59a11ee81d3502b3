package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// Fact is an answer to a question that was read in a text.
type Fact struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Screen is a text of a terminal that was found in what the merchant wrote.
type Screen struct {
	Text     string
	Problems []string // articles that list the text
	Codes    []string // codes it is shown with
}

// Reading is everything found in one text.
type Reading struct {
	normalise.Text
	Facts   []Fact
	Shown   []Screen
	Intents []string
	Rules   []string // safety rules whose words occur
	// Whole is set when the text is nothing but words of an intent.
	Whole bool
}

// Has reports whether the text carries the intent.
func (r Reading) Has(intent string) bool { return slices.Contains(r.Intents, intent) }

// Fact returns the answer that was read for a question, or "".
func (r Reading) Fact(question string) string {
	for _, f := range r.Facts {
		if f.Question == question {
			return f.Answer
		}
	}
	return ""
}

// Read reads a text that may say anything.
func (r *Reader) Read(text string) Reading {
	out := Reading{Text: r.normaliser.Read(text)}
	for i := range r.questions {
		if a, ok := r.questions[i].volunteered(out.Folded); ok {
			out.Facts = append(out.Facts, Fact{Question: r.questions[i].id, Answer: a})
		}
	}
	if len(out.Codes) > 0 {
		out.Facts = slices.DeleteFunc(out.Facts, func(f Fact) bool { return f.Question == knowledge.CodeQuestion })
		out.Facts = append(out.Facts, Fact{Question: knowledge.CodeQuestion, Answer: out.Codes[0]})
	}
	for _, s := range out.Screens {
		out.Shown = append(out.Shown, Screen{Text: s, Problems: r.screens[s], Codes: r.displays[s]})
	}
	whole := bare(out.Folded)
	for i := range r.intents {
		is := r.intents[i].isAll(out.Folded, whole)
		out.Whole = out.Whole || is
		if is || r.intents[i].cues.Match(out.Folded) || r.intents[i].isClause(out.Folded) {
			out.Intents = append(out.Intents, r.intents[i].id)
		}
	}
	for i := range r.rules {
		if r.rules[i].cues.Match(out.Folded) {
			out.Rules = append(out.Rules, r.rules[i].id)
		}
	}
	return out
}

// Reply reads a text as the reply to one question. It is more lenient than
// [Reader.Read]: one word may do, and a plain yes or no counts. ok is false
// when the text answers something else or nothing.
func (r *Reader) Reply(id string, text Reading) (answer string, ok bool) {
	i, known := r.byID[id]
	if !known {
		return "", false
	}
	if id == knowledge.CodeQuestion && len(text.Codes) > 0 {
		return text.Codes[0], true
	}
	best := 0
	for _, a := range r.questions[i].answers {
		n := max(length(a.cues, text.Folded), replied(a.replies, text.Folded))
		if n > best {
			answer, best = a.id, n
		}
	}
	if best > 0 {
		return answer, true
	}
	if !brief(text.Folded) && !text.Whole { // "no he was not" is nothing but a no
		return "", false
	}
	for _, a := range r.questions[i].answers {
		plain := text.Has(a.polarity) || text.Has(saidPrefix+a.polarity)
		if a.polarity != "" && plain && !text.Has(knowledge.Unsure) {
			return a.id, true
		}
	}
	return "", false
}

// saidPrefix begins the intents that say yes or no of somebody else.
const saidPrefix = "said_"

// volunteered reads the answer whose words cover most of the text.
func (q *question) volunteered(folded string) (string, bool) {
	found, best := "", 0
	for _, a := range q.answers {
		if n := length(a.cues, folded); n > best {
			found, best = a.id, n
		}
	}
	return found, best > 0
}

// A reply of one word stands for itself only in a brief text, or where it
// opens a longer one: in "the inspector showed no papers" the "no" answers
// nothing that was asked.
const (
	oneWord    = 2 // Chinese characters
	briefRunes = 7
	briefWords = 3
)

// replied gives the length of the reply words found, as far as they may stand
// for the whole text.
func replied(cues normalise.Cues, folded string) int {
	start, end, ok := cues.Find(folded)
	if !ok {
		return 0
	}
	word := folded[start:end]
	if brief(folded) || utf8.RuneCountInString(word) > oneWord && !isLatin(word) || strings.Contains(word, " ") {
		return end - start
	}
	if start == 0 && (end == len(folded) || strings.ContainsAny(folded[end:end+1], ",.!?; ") || strings.HasPrefix(folded[end:], "了")) {
		return end - start
	}
	return 0
}

// brief reports whether a text is as short as an answer given in passing.
func brief(folded string) bool {
	if isLatin(folded) {
		return len(strings.Fields(folded)) <= briefWords
	}
	return utf8.RuneCountInString(folded) <= briefRunes
}

func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c > unicode.MaxLatin1 })
}

func length(cues normalise.Cues, folded string) int {
	start, end, ok := cues.Find(folded)
	if !ok {
		return 0
	}
	return end - start
}
