package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is a text as the finders read it: half width, lower case, every digit
// in ASCII, characters without width left out. at gives, for each byte of
// text, where it comes from in the original, and one entry for the end.
type view struct {
	text string
	at   []int
	orig string
}

func newView(s string) *view {
	v := &view{orig: s, at: make([]int, 0, len(s)+1)}
	var b strings.Builder
	for i, r := range s {
		out := plain(r)
		if out < 0 {
			continue
		}
		for range utf8.RuneLen(out) {
			v.at = append(v.at, i)
		}
		b.WriteRune(out)
	}
	v.at = append(v.at, len(s))
	v.text = b.String()
	return v
}

// plain gives the character the finders read for r, or -1 for none.
func plain(r rune) rune {
	if d := digitValue(r); d >= 0 && !isNumeral(r) {
		return rune('0' + d)
	}
	switch {
	case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) || r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0:
		return -1
	case r >= '！' && r <= '～': // full width
		return unicode.ToLower(r - '！' + '!')
	case unicode.IsSpace(r) && r != '\n':
		return ' '
	case unicode.Is(unicode.Pd, r) || r == '−':
		return '-'
	}
	if l := unicode.ToLower(r); utf8.RuneLen(l) > 0 {
		return l
	}
	return r
}

// digitValue gives the value of a digit of any script, a circled digit or a
// Chinese numeral, or -1.
func digitValue(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r < 0x80:
		return -1
	case r >= '①' && r <= '⑨':
		return int(r-'①') + 1
	case r == '⓪':
		return 0
	case r >= '❶' && r <= '❾':
		return int(r-'❶') + 1
	case r >= '⁴' && r <= '⁹':
		return int(r-'⁴') + 4
	case r >= '₀' && r <= '₉':
		return int(r - '₀')
	case unicode.Is(unicode.Nd, r):
		// Digits stand in blocks of ten that begin with zero.
		zero := r
		for zero > r-9 && unicode.Is(unicode.Nd, zero-1) {
			zero--
		}
		if zero >= 0x1D7CE && zero <= 0x1D7FF {
			return int(r-0x1D7CE) % 10
		}
		return int(r - zero)
	}
	if i := strings.IndexRune(numerals, r); i >= 0 {
		return i / 3 % 10
	}
	return -1
}

// numerals are the Chinese digits, from zero; three bytes each.
const numerals = "零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖"

func isNumeral(r rune) bool { return r >= 0x80 && strings.ContainsRune(numerals, r) }

// original turns a stretch of the view into one of the original.
func (v *view) original(start, end int) (int, int) {
	if end == start {
		return v.at[start], v.at[start]
	}
	// The end is the end of the last character, not the beginning of the next:
	// what has no width between them stays outside.
	last := v.at[end-1]
	_, size := utf8.DecodeRuneInString(v.orig[last:])
	return v.at[start], last + size
}

// matches returns where a shape stands.
func (v *view) matches(shape *regexp.Regexp, kind Kind) []span {
	var out []span
	for _, m := range shape.FindAllStringSubmatchIndex(v.text, -1) {
		start, end := m[0], m[1]
		if len(m) > 3 && m[2] >= 0 {
			start, end = m[2], m[3]
		}
		s, e := v.original(start, end)
		out = append(out, span{start: s, end: e, kind: kind})
	}
	return out
}
