package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/reading"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// maxPhrasing is the greatest length of a phrasing, in runes: longer words are
// a story, of which an editor takes what matters.
const maxPhrasing = 60

// unfitError says why words cannot be a phrasing.
type unfitError struct {
	why  web.Unfit
	at   knowledge.Position // where an article says them already
	what string
}

func (e *unfitError) Error() string { return e.what }

// sayings are the phrasings of all articles, by their plain words.
type sayings struct {
	reader *reading.Reader
	at     map[string]knowledge.Position
}

// sayingsOf gathers the phrasings of a knowledge base.
func sayingsOf(base *knowledge.Base) (*sayings, error) {
	reader, err := reading.New(base)
	if err != nil {
		return nil, fmt.Errorf("read the words of the articles: %w", err)
	}
	out := &sayings{reader, map[string]knowledge.Position{}}
	for i := range base.Problems {
		p := &base.Problems[i]
		for _, lang := range knowledge.Langs() {
			for j, x := range p.Say.In(lang) {
				out.at[out.plain(x)] = p.At("say", string(lang), j)
			}
		}
	}
	return out, nil
}

// plain folds words; punctuation makes no difference.
func (s *sayings) plain(words string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, s.reader.Fold(words))
}

// fit gives words as a phrasing is written, or an [unfitError].
func (s *sayings) fit(words string) (string, error) {
	words = strings.Join(strings.Fields(words), " ")
	if n := len([]rune(words)); n == 0 || n > maxPhrasing {
		return "", &unfitError{why: web.UnfitLength, what: fmt.Sprintf("a phrasing has 1 to %d characters, this one %d", maxPhrasing, n)}
	}
	if _, kinds := redact.Mask(words); len(kinds) > 0 || strings.Contains(words, "*") {
		return "", &unfitError{why: web.UnfitMasked, what: "the words hold something that is masked"}
	}
	if at, ok := s.at[s.plain(words)]; ok {
		return "", &unfitError{why: web.UnfitSaid, at: at, what: fmt.Sprintf("an article has these words already: %s", at)}
	}
	return words, nil
}

// fitting gives the words that can be phrasings, each once; if none can, the
// [unfitError] of the first.
func (s *sayings) fitting(all []string) ([]string, error) {
	var out []string
	var first error
	for _, words := range all {
		fit, err := s.fit(words)
		switch {
		case err != nil && first == nil:
			first = err
		case err == nil && !slices.ContainsFunc(out, func(x string) bool { return s.plain(x) == s.plain(fit) }):
			out = append(out, fit)
		}
	}
	if len(out) == 0 {
		return nil, first
	}
	return out, nil
}

// say adds words to the phrasings of an article, if no article has them, and
// gives the new text.
func (e *textEdit) say(known *sayings, words string) ([]byte, error) {
	words, err := known.fit(words)
	if err != nil {
		return nil, err
	}
	if err := e.appendItem(words, "say/"+string(langOf(words))); err != nil {
		return nil, err
	}
	return e.text, nil
}
