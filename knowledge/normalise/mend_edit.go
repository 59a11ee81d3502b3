package normalise

// byEdit finds the word of four or more characters of which one half stands at
// i as it should and the other with one character wrong, missing or too many.
func (m *mender) byEdit(text []rune, i int, covered []bool) (best fix, found bool) {
	if i+1 >= len(text) {
		return fix{}, false
	}
	for _, c := range m.byPair[[2]rune{text[i], text[i+1]}] {
		f, ok := m.editAt(text, i, c, covered)
		if !ok {
			continue
		}
		switch {
		case found && f.word == best.word:
		case found && len(m.words[f.word]) == len(m.words[best.word]):
			return fix{}, false // either could be meant
		case !found || len(m.words[f.word]) > len(m.words[best.word]):
			best, found = f, true
		}
	}
	return best, found
}

// editAt tries the three edits on one word whose half stands at i.
func (m *mender) editAt(text []rune, i int, c cut, covered []bool) (fix, bool) {
	word := m.words[c.word]
	start := i
	if c.at == 0 {
		for _, n := range []int{len(word), len(word) - 1, len(word) + 1} {
			if f, ok := m.edited(text, start, start+n, c.word, covered); ok {
				return f, true
			}
		}
		return fix{}, false
	}
	for _, n := range []int{c.at, c.at - 1, c.at + 1} {
		if f, ok := m.edited(text, start-n, start-n+len(word), c.word, covered); ok && n == c.at {
			return f, true
		}
		if f, ok := m.edited(text, start-n, start-c.at+len(word), c.word, covered); ok && n != c.at {
			return f, true
		}
	}
	return fix{}, false
}

// edited reports whether text[start:end] is the word with exactly one edit
// that may be undone.
func (m *mender) edited(text []rune, start, end, w int, covered []bool) (fix, bool) {
	word := m.words[w]
	if start < 0 || end > len(text) || end <= start {
		return fix{}, false
	}
	typed := text[start:end]
	same := 0
	for same < len(typed) && same < len(word) && typed[same] == word[same] {
		same++
	}
	tail := 0
	for tail < len(typed)-same && tail < len(word)-same && typed[len(typed)-1-tail] == word[len(word)-1-tail] {
		tail++
	}
	if left := max(len(typed), len(word)) - same - tail; left != 1 {
		return fix{}, false
	}
	at := start + same
	var ok bool
	switch len(typed) - len(word) {
	case 0: // one wrong: of much the same sound
		ok = !covered[at] && m.free(text, at) && !turns(word[same]) && !isWeighty(word[same]) &&
			sounds().close(text[at], word[same])
	case 1: // one too many: one that was typed twice
		ok = !covered[at] && same > 0 && tail > 0 && m.free(text, at) &&
			(sounds().same(text[at], text[at-1]) || sounds().same(text[at], text[at+1]))
	case -1: // one missing: one that leaves half a word behind
		ok = len(word) > minEdit+1 && same > 0 && tail > 0 && !turns(word[same]) && !isWeighty(word[same]) &&
			(!covered[at-1] || !covered[at]) && !isOrdinary(text, at-1) &&
			(isOrdinary(word, same-1) && !isWeighty(text[at-1]) || isOrdinary(word, same) && !isWeighty(text[at]))
	}
	return fix{start, end, w, 1}, ok
}

// free reports whether the character at i is Chinese, part of no word and
// without weight of its own.
func (m *mender) free(text []rune, i int) bool {
	return isChinese(text[i]) && !isWeighty(text[i]) && !turns(text[i]) && !m.meant(text, i)
}
