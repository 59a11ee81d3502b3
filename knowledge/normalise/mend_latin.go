package normalise

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// latinMender puts right English words of the lexicon in which one letter is
// wrong, missing, too many or changed places with its neighbour.
type latinMender struct {
	known map[string]bool
	words []string
}

// minLatin is the length in letters of the shortest words that are mended.
const minLatin = 6

// lookalikes are ordinary English words one slip away from words of this
// trade; they are meant as written.
const lookalikes = " accent accepts account amount balanced balances baring barred batches battery bearer billing " +
	"bounce branch breach broken canceled cancels cannon charge charged charges charging change changed changes changing changer " +
	"chargers clocked closed collect college confect connects contract contacts contact correct costumer costumes customs " +
	"decided deciding declare declared decline declines decoded deducted defined depose depots detected detect devices " +
	"differed disable disputed dropping enables entered expect expected expects except excepted expends expense expert export " +
	"exposed failing failings falling filing filling finding format former formal founding freezer frozen funding " +
	"handing hanging header headers holding holder housing insect insert inserts instead invert inverts invited issued issues leader leaders letter " +
	"limits limited listed locked logged looked looking manage massage massages matched marked merchants message network networks " +
	"number numbers offered online opening operated orders output paints papers paying period permit permits phoned pickup " +
	"pointer pending pinned planned plugged polled posted posting powder power present presents prevent printed printing process produce " +
	"professed provide provided quite readers reader reading really recent receive record refined refill refuse refused refunds " +
	"rejects related remain remark remind remote removed repair repaid repeat report reports reset resets result retain return returns " +
	"reverse reversed reverts review route scanned scanner screens search seated select server serves settle settled settles shipping " +
	"signal signals signed signing single slipped slipping snapped sounds started status stopped storage stored store stories strange stripe stripped " +
	"summit support supports swiping system systems taken tapped tapping terminals tested timing touch trains transit treated " +
	"unable update updates updated upload uploaded useful vendor verify version visited voided wallet wanted warning warming wedding winded wiping within without "

// newLatinMender takes the words of the lexicon and of the terms.
func newLatinMender(lexicon [][]rune, terms []knowledge.Rewrite) latinMender {
	m := latinMender{known: map[string]bool{}}
	for _, entry := range lexicon {
		m.add(entry)
	}
	for _, r := range terms {
		m.add(lower(clean(r.To)))
	}
	slices.Sort(m.words)
	return m
}

func (m *latinMender) add(text []rune) {
	for _, t := range tokens(text) {
		word := string(text[t.start:t.end])
		if !m.known[word] && allLetters(word) {
			m.known[word] = true
			if len(word) >= minLatin {
				m.words = append(m.words, word)
			}
		}
	}
}

// mend returns the text with its English typing errors put right.
func (m *latinMender) mend(text []rune) []rune {
	toks := tokens(text)
	for i := len(toks) - 1; i >= 0; i-- {
		t := toks[i]
		if n := t.end - t.start; n < minLatin-1 || n > 20 {
			continue
		}
		if word, ok := m.meant(string(text[t.start:t.end])); ok {
			text = slices.Concat(text[:t.start], []rune(word), text[t.end:])
		}
	}
	return text
}

// meant returns the only word of the lexicon that typed is a slip of.
func (m *latinMender) meant(typed string) (string, bool) {
	if m.known[typed] || !allLetters(typed) || len(typed) < minLatin-1 || strings.Contains(lookalikes, " "+typed+" ") {
		return "", false
	}
	found := ""
	for _, word := range m.words {
		if word[0] != typed[0] || !slipOf(typed, word) {
			continue
		}
		if found != "" {
			return "", false
		}
		found = word
	}
	return found, found != ""
}

// slipOf reports whether typed differs from word by one letter inside: the
// first letter is right, and a difference at the end is grammar, not a slip.
func slipOf(typed, word string) bool {
	if d := len(typed) - len(word); d < -1 || d > 1 || len(word) < minLatin {
		return false
	}
	same := 0
	for same < len(typed) && same < len(word) && typed[same] == word[same] {
		same++
	}
	tail := 0
	for tail < len(typed)-same && tail < len(word)-same && typed[len(typed)-1-tail] == word[len(word)-1-tail] {
		tail++
	}
	if same == 0 || tail == 0 {
		// Two letters changed places at the very end still are a slip.
		return same > 0 && len(typed) == len(word) && swapped(typed, word, same)
	}
	switch len(typed) - len(word) {
	case 0:
		left := len(word) - same - tail
		return left == 1 && confusable(typed[same], word[same]) || left == 2 && swapped(typed, word, same)
	case 1:
		return len(typed)-same-tail == 1 && !grammar(typed[same:])
	}
	return len(word)-same-tail == 1 && !grammar(word[same:])
}

// swapped reports whether the rest of both words differs by two neighbouring
// letters that changed places.
func swapped(typed, word string, at int) bool {
	return at+1 < len(word) && typed[at] == word[at+1] && typed[at+1] == word[at] && typed[at+2:] == word[at+2:]
}

// confusable reports letters that are mistaken for one another: vowels, and
// neighbours on the keyboard.
func confusable(a, b byte) bool {
	const vowels = "aeiouy"
	if strings.IndexByte(vowels, a) >= 0 && strings.IndexByte(vowels, b) >= 0 {
		return true
	}
	for _, row := range []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"} {
		i, j := strings.IndexByte(row, a), strings.IndexByte(row, b)
		if i >= 0 && j >= 0 && (i-j == 1 || j-i == 1) {
			return true
		}
	}
	return false
}

// grammar reports endings that make another form of the same word.
func grammar(rest string) bool {
	switch rest {
	case "s", "d", "ed", "er", "ers", "es", "ing", "ly", "r", "rs":
		return true
	}
	return false
}

func allLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}
