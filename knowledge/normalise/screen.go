package normalise

import (
	"cmp"
	"slices"
)

// token is one Chinese character or one Latin word or number of a text;
// punctuation and blanks are none.
type token struct{ start, end int }

// tokens splits folded text.
func tokens(text []rune) []token {
	out := make([]token, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch r := text[i]; {
		case isWord(r):
			end := i + 1
			for wordAt(text, end) {
				end++
			}
			out = append(out, token{i, end})
			i = end - 1
		case isChinese(r) || r > 0x7F && isLetter(r):
			out = append(out, token{i, i + 1})
		}
	}
	return out
}

// screens finds the lexicon's entries in folded texts.
type screens struct {
	entries []screenEntry
	first   map[string][]int // first token -> entries
}

type screenEntry struct {
	given string
	words []string
}

// newScreens indexes the lexicon. Entries without a letter are left out: a
// bare number is no text of a screen.
func newScreens(lexicon []string, folded [][]rune) screens {
	s := screens{first: map[string][]int{}}
	for i, text := range folded {
		entry := screenEntry{given: lexicon[i]}
		letters := false
		for _, t := range tokens(text) {
			entry.words = append(entry.words, string(text[t.start:t.end]))
			letters = letters || isLetter(text[t.start])
		}
		if letters {
			s.first[entry.words[0]] = append(s.first[entry.words[0]], len(s.entries))
			s.entries = append(s.entries, entry)
		}
	}
	return s
}

// hit is an entry found at tokens start to end.
type hit struct{ entry, start, end int }

// find returns the entries, as given, that occur in a folded text.
func (s screens) find(text []rune) []string {
	toks := tokens(text)
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = string(text[t.start:t.end])
	}
	var hits []hit
	for i := range words {
		for _, e := range s.first[words[i]] {
			if n := len(s.entries[e].words); i+n <= len(words) && slices.Equal(s.entries[e].words, words[i:i+n]) {
				hits = append(hits, hit{e, i, i + n})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	var out []string
	last := hit{-1, -1, -1}
	for _, h := range hits {
		inside := h.end <= last.end && (h.start != last.start || h.end != last.end)
		if inside || slices.Contains(out, s.entries[h.entry].given) {
			continue
		}
		out, last = append(out, s.entries[h.entry].given), h
	}
	return out
}
