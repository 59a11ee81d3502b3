package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// field is one of the three ways a text is indexed.
type field uint8

const (
	fieldWords field = iota // pairs of CJK characters; stems and numbers
	fieldChars              // single CJK characters
	fieldGrams              // runs of four letters of longer words
	fields                  // their number
)

// fieldNames are the fields' names in the search library's files.
var fieldNames = [fields]string{"words", "chars", "grams"}

// gramSize is the length in runes of the letter runs that catch typing errors.
const gramSize = 4

// term is one indexed word of a text.
type term struct {
	field field
	text  string
}

// visitTerms calls visit for every term of a folded text, in order, with
// repetitions. Any bytes are allowed; what is no letter or digit only
// separates.
func visitTerms(text string, visit func(field, string)) {
	start, before := -1, -1 // byte offsets: of the word, of the CJK character before
	for i, r := range text {
		if isCJK(r) {
			visitWord(text, start, i, visit)
			start = -1
			end := i + utf8.RuneLen(r)
			visit(fieldChars, text[i:end])
			if before >= 0 {
				visit(fieldWords, text[before:end])
			}
			before = i
			continue
		}
		before = -1
		switch {
		case r == utf8.RuneError: // a broken byte separates
			visitWord(text, start, i, visit)
			start = -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case isApostrophe(r) && start >= 0: // don't, customer's
		default:
			visitWord(text, start, i, visit)
			start = -1
		}
	}
	visitWord(text, start, len(text), visit)
}

// visitWord calls visit for the stem and the letter runs of text[start:end];
// a negative start is no word.
func visitWord(text string, start, end int, visit func(field, string)) {
	if start < 0 {
		return
	}
	word := strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return '\''
		}
		return r
	}, text[start:end])
	word = strings.TrimSuffix(strings.TrimRight(word, "'"), "'s")
	word = strings.ReplaceAll(word, "'", "")
	if word == "" {
		return
	}
	visit(fieldWords, stem(word))
	if !isWord(word) {
		return
	}
	for i := 0; i+gramSize <= len(word); i++ {
		visit(fieldGrams, word[i:i+gramSize])
	}
}

// stem gives the English stem of a word; words with other letters or with
// digits stay as they are.
func stem(word string) string {
	if len(word) < 3 || !isWord(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// isWord reports whether the text is made of the letters a to z only.
func isWord(text string) bool {
	for i := range len(text) {
		if text[i] < 'a' || text[i] > 'z' {
			return false
		}
	}
	return true
}

// isCJK reports whether the rune is written without spaces between words.
func isCJK(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }
