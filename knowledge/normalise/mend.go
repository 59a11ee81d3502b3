package normalise

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// mender puts right Chinese words of the lexicon that were typed with wrong
// characters: characters of the same sound, or one character too many, too few
// or wrong in a longer phrase.
//
// It is made to do nothing when in doubt. What an ordinary word, another entry
// of the lexicon or two entries at once could claim stays as it was typed.
type mender struct {
	words   [][]rune
	known   map[string]bool
	pairs   map[[2]rune]bool // neighbours in any word of lexicon and terms
	longest int
	bySound map[sound][]int   // sound of the first character -> words
	byFuzzy map[sound][]int   // the same, for words of 3 characters or more
	byPair  map[[2]rune][]cut // first two characters of either half -> words
}

// cut says that a half of a word begins at offset at.
type cut struct{ word, at int }

// The shortest words, in characters, that are mended.
const (
	minSame  = 2 // all characters sound alike
	minFuzzy = 3 // one of them only in some dialects
	minEdit  = 4 // one character is wrong, missing or too many
)

// newMender takes as words the Chinese parts of the lexicon's entries and the
// ordinary words of two characters that several entries share (冲正, 网络).
// The words the terms rewrite to are not mended, they list their own errors;
// they only tell what is meant as typed.
func newMender(lexicon [][]rune, terms []knowledge.Rewrite) mender {
	m := mender{known: map[string]bool{}, pairs: map[[2]rune]bool{}, bySound: map[sound][]int{}, byFuzzy: map[sound][]int{}, byPair: map[[2]rune][]cut{}}
	shared := map[string]int{}
	for _, entry := range lexicon {
		pairs := map[string]bool{}
		for _, part := range chineseParts(entry) {
			m.add(part)
			for i := range part[:len(part)-1] {
				m.pairs[[2]rune{part[i], part[i+1]}] = true
				if isOrdinary(part, i) {
					pairs[string(part[i:i+2])] = true
				}
			}
		}
		for p := range pairs {
			shared[p]++
		}
	}
	for _, r := range terms {
		to := lower(clean(r.To))
		for i := range len(to) - 1 {
			m.pairs[[2]rune{to[i], to[i+1]}] = true
		}
	}
	pairs := make([]string, 0, len(shared))
	for p, n := range shared {
		if n >= 2 {
			pairs = append(pairs, p)
		}
	}
	slices.Sort(pairs)
	for _, p := range pairs {
		m.add([]rune(p))
	}
	return m
}

// chineseParts returns the runs of two or more Chinese characters.
func chineseParts(text []rune) [][]rune {
	var out [][]rune
	for i := 0; i < len(text); i++ {
		end := i
		for chineseAt(text, end) {
			end++
		}
		if end-i >= minSame {
			out = append(out, text[i:end])
		}
		i = max(i, end-1)
	}
	return out
}

func (m *mender) add(word []rune) {
	if len(word) < minSame || m.known[string(word)] {
		return
	}
	m.known[string(word)] = true
	id := len(m.words)
	m.words = append(m.words, word)
	m.longest = max(m.longest, len(word))
	s := sounds()
	for _, x := range s.of(word[0]) {
		if x == 0 {
			continue
		}
		m.bySound[x] = append(m.bySound[x], id)
		if f := s.fuzzy[x]; len(word) >= minFuzzy && !slices.Contains(m.byFuzzy[f], id) {
			m.byFuzzy[f] = append(m.byFuzzy[f], id)
		}
	}
	if len(word) >= minEdit {
		half := len(word) / 2
		m.byPair[[2]rune{word[0], word[1]}] = append(m.byPair[[2]rune{word[0], word[1]}], cut{id, 0})
		m.byPair[[2]rune{word[half], word[half+1]}] = append(m.byPair[[2]rune{word[half], word[half+1]}], cut{id, half})
	}
}

// fix replaces text[start:end] by a word of the lexicon.
type fix struct {
	start, end int
	word       int
	wrong      int // characters changed
}

// mend returns the text with its typing errors put right.
func (m *mender) mend(text []rune) []rune {
	if len(m.words) == 0 || len(chineseParts(text)) == 0 {
		return text
	}
	covered := m.cover(text)
	for i := 0; i < len(text); i++ {
		if !isChinese(text[i]) {
			continue
		}
		f, ok := m.bySounds(text, i, covered)
		if !ok {
			f, ok = m.byEdit(text, i, covered)
		}
		if !ok {
			continue
		}
		text = slices.Concat(text[:f.start], m.words[f.word], text[f.end:])
		covered = m.cover(text)
		i = f.start + len(m.words[f.word]) - 1
	}
	return text
}

// cover marks the characters that belong to a word of the lexicon as typed.
func (m *mender) cover(text []rune) []bool {
	covered := make([]bool, len(text))
	s := sounds()
	for i, r := range text {
		for _, x := range s.of(r) {
			if x == 0 {
				break
			}
			for _, w := range m.bySound[x] {
				if word := m.words[w]; word[0] == r && hasRunes(text, i, word) {
					for k := range word {
						covered[i+k] = true
					}
				}
			}
		}
	}
	return covered
}

// bySounds finds the longest word that sounds like the text at i.
func (m *mender) bySounds(text []rune, i int, covered []bool) (best fix, found bool) {
	s := sounds()
	tie := false
	consider := func(w int) {
		word := m.words[w]
		if best.end-best.start > len(word) && found || i+len(word) > len(text) {
			return
		}
		wrong, ok := m.soundsLike(text, i, word, covered)
		if !ok {
			return
		}
		f := fix{i, i + len(word), w, wrong}
		switch {
		case !found || len(word) > best.end-best.start || wrong < best.wrong:
			best, found, tie = f, true, false
		case wrong == best.wrong && w != best.word:
			tie = true
		}
	}
	for _, x := range s.of(text[i]) {
		if x == 0 {
			break
		}
		for _, w := range m.bySound[x] {
			consider(w)
		}
		for _, w := range m.byFuzzy[s.fuzzy[x]] {
			consider(w)
		}
	}
	return best, found && !tie
}

// soundsLike reports whether the text at i is the word written with wrong
// characters of the right sound, and how many are wrong.
func (m *mender) soundsLike(text []rune, i int, word []rune, covered []bool) (wrong int, ok bool) {
	s := sounds()
	fuzzy := 0
	for k, r := range word {
		typed := text[i+k]
		switch {
		case typed == r:
			continue
		case covered[i+k] || !isChinese(typed):
			return 0, false
		case s.same(typed, r):
		case s.near(typed, r):
			fuzzy++
		default:
			return 0, false
		}
		wrong++
		if !m.mayChange(text, i, k, word) {
			return 0, false
		}
	}
	n := len(word)
	switch {
	case wrong == 0 || fuzzy > 0 && (n < minFuzzy || wrong > 1):
		return 0, false
	case n == 2:
		return wrong, wrong == 1
	}
	return wrong, 2*wrong <= n
}

// mayChange guards one wrong character: text[i+k] is to become word[k].
// Short words are guarded by everything around them; in a word of four or
// more characters, the word itself is the proof.
func (m *mender) mayChange(text []rune, i, k int, word []rune) bool {
	if turns(word[k]) || turns(text[i+k]) {
		return false
	}
	if len(word) >= minEdit {
		return true
	}
	if isWeighty(text[i+k]) || m.meant(text, i+k) {
		return false
	}
	// An ordinary word across either border belongs to somebody else.
	return len(word) > 2 || !isOrdinary(text, i-1) && !isOrdinary(text, i+1)
}

// meant reports whether the character at i makes, with a neighbour, an
// ordinary word or a part of one of this trade.
func (m *mender) meant(text []rune, i int) bool {
	return inOrdinary(text, i) ||
		i > 0 && m.pairs[[2]rune{text[i-1], text[i]}] ||
		i+1 < len(text) && m.pairs[[2]rune{text[i], text[i+1]}]
}

// turns reports characters that reverse what is said or count.
func turns(r rune) bool {
	switch r {
	case '不', '没', '未', '无', '非', '别', '勿', '莫', '否', '已', '有':
		return true
	}
	return r == '零' || chineseDigit(r) >= 0
}
