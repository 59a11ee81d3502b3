package normalise

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether one of the phrases stands in a folded text and no
// exclusion does.
func (c Cues) Match(folded string) bool {
	_, _, ok := c.Find(folded)
	return ok
}

// Find returns where the longest phrase stands in a folded text, in bytes; of
// equally long ones the first. ok is false when none does or an exclusion is
// found.
func (c Cues) Find(folded string) (start, end int, ok bool) {
	if len(c.programs) == 0 {
		return 0, 0, false
	}
	var buf [256]rune
	text, has := buf[:0], [4]uint64{}
	for _, r := range folded {
		text = append(text, r)
		has[r%256/64] |= 1 << (r % 64)
	}
	m := matcher{text: text, cues: c, has: has}
	if !m.mayMatch() {
		return 0, 0, false
	}
	start, end, ok = m.find()
	if !ok {
		return 0, 0, false
	}
	return offset(folded, start), offset(folded, end), true
}

// offset turns a place in runes into one in bytes.
func offset(s string, runes int) int {
	i := 0
	for ; runes > 0; runes-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

// matcher runs the phrases of one list over one text.
type matcher struct {
	text []rune
	cues Cues
	prog *program
	has  [4]uint64 // the characters of the text, each as a bit modulo 256
	// seen holds the states (instruction, place) of the present program that
	// were entered already. A state's ends do not depend on how it was
	// reached, so entering it once is enough.
	seen []uint64
	best int // greatest end reached from the present start, or -1
}

// mayMatch reports whether some match may begin in the text.
func (m *matcher) mayMatch() bool {
	for i, bits := range m.cues.begins {
		if bits&m.has[i] != 0 {
			return true
		}
	}
	return false
}

// find runs every program that may begin somewhere in the text.
func (m *matcher) find() (start, end int, ok bool) {
	tried := make([]bool, len(m.cues.programs))
	for _, r := range m.text {
		if m.cues.begins[r%256/64]&(1<<(r%64)) == 0 {
			continue
		}
		for _, id := range m.cues.first[r] {
			if tried[id] {
				continue
			}
			tried[id] = true
			if m.cues.programs[id].lacks(&m.has) {
				continue
			}
			s, e, hit := m.run(id)
			if !hit {
				continue
			}
			if m.prog.exclude {
				return 0, 0, false
			}
			if !ok || e-s > end-start || e-s == end-start && s < start {
				start, end, ok = s, e, true
			}
		}
	}
	return start, end, ok
}

// run returns the longest hit of one program.
func (m *matcher) run(id int) (start, end int, ok bool) {
	m.prog = m.cues.programs[id]
	words := (len(m.prog.code)*(len(m.text)+1) + 63) / 64
	if cap(m.seen) < words {
		m.seen = make([]uint64, words)
	}
	m.seen = m.seen[:words]
	clear(m.seen)
	for i, r := range m.text {
		if !m.prog.mayBegin(r) || wordAt(m.text, i) && wordAt(m.text, i-1) {
			continue
		}
		if !m.prog.negated && negatedBefore(m.text, i) {
			continue
		}
		m.best = -1
		m.step(m.prog.start, i, i)
		if m.best > i && (!ok || m.best-i > end-start) {
			start, end, ok = i, m.best, true
		}
	}
	return start, end, ok
}

// mayBegin reports whether a match may begin with r; it may say so wrongly.
func (prog *program) mayBegin(r rune) bool { return prog.first[r%256/64]&(1<<(r%64)) != 0 }

// step goes on at an instruction and a place in the text; from is where the
// match began.
func (m *matcher) step(pc, at, from int) {
	for {
		bit := pc*(len(m.text)+1) + at
		if m.seen[bit/64]&(1<<(bit%64)) != 0 {
			return
		}
		m.seen[bit/64] |= 1 << (bit % 64)
		in := &m.prog.code[pc]
		switch in.op {
		case opEnd:
			if !wordAt(m.text, at) || !wordAt(m.text, at-1) {
				m.best = max(m.best, at)
			}
			return
		case opSplit:
			for _, a := range in.alts {
				m.step(a, at, from)
			}
			return
		case opGap:
			m.gap(in.next, at, from)
			return
		case opRune:
			at = m.blanks(at, from, in.r)
			if at >= len(m.text) || m.text[at] != in.r {
				return
			}
			at++
		case opBlank:
			n := at
			for n < len(m.text) && (m.text[n] == ' ' || m.text[n] == '-') {
				n++
			}
			if n == at && !chineseAt(m.text, at) && !chineseAt(m.text, at-1) {
				return
			}
			at = n
		case opNumber:
			end := number(m.text, m.blanks(at, from, '一'))
			if end < 0 {
				return
			}
			at = end
		}
		pc = in.next
	}
}

// blanks skips blanks before a character when it or the one before them is
// Chinese.
func (m *matcher) blanks(at, from int, next rune) int {
	n := at
	for n > from && n < len(m.text) && m.text[n] == ' ' {
		n++
	}
	if n > at && !isChinese(next) && !chineseAt(m.text, at-1) {
		return at
	}
	return n
}

// number returns the end of the number at i, or -1 when there is none.
func number(text []rune, i int) int {
	if i >= len(text) {
		return -1
	}
	end := i
	if isDigit(text[i]) {
		for end < len(text) && (isDigit(text[end]) || end+1 < len(text) && (text[end] == '.' || text[end] == ',') && isDigit(text[end+1]) && end > i) {
			end++
		}
		return end
	}
	for end < len(text) && strings.ContainsRune(numerals, text[end]) {
		end++
	}
	if end == i {
		return -1
	}
	return end
}

// The lengths of a gap: a Latin word weighs as much as two Chinese characters.
const (
	maxGap      = 8
	latinWeight = 2
)

// gap goes on at every place that a gap beginning at a place may lead to.
func (m *matcher) gap(next, at, from int) {
	if wordAt(m.text, at) && wordAt(m.text, at-1) {
		return // within a Latin word
	}
	weight := 0
	for i := at; i <= len(m.text); {
		if i == at || m.prog.negated || !negatedJust(m.text, at, i) {
			m.step(next, i, from)
		}
		if i == len(m.text) || clauseEnds(m.text, i) {
			return
		}
		switch {
		case wordAt(m.text, i):
			weight += latinWeight
			for wordAt(m.text, i) {
				i++
			}
		case isLetter(m.text[i]):
			weight++
			i++
		default:
			i++ // blanks and marks weigh nothing
		}
		if weight > maxGap {
			return
		}
	}
}

// clauseEnds reports whether a clause ends at i. A point between digits is
// none.
func clauseEnds(text []rune, i int) bool {
	switch text[i] {
	case '。', '!', '?', ';', '\n', '！', '？', '；':
		return true
	case '.':
		return i <= 0 || i+1 >= len(text) || !isDigit(text[i-1]) || !isDigit(text[i+1])
	}
	return false
}
