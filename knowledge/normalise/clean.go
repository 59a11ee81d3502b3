package normalise

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// clean brings a text to half width and Simplified and drops what cannot be
// seen and what is only decoration. Case, spelling and repetitions stay: the
// codes are read in this form. Runs of blanks become one blank or, when they
// hold a line break, one line break.
func clean(s string) []rune {
	s = hanzi.ToSimplified(norm.NFKC.String(strings.ToValidUTF8(s, "")))
	in := []rune(s)
	out := make([]rune, 0, len(in))
	for i, r := range in {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			out = blank(out, r == '\n' || r == '\r' || r >= '\u2028' && r <= '\u2029')
		case invisible(r):
		case decoration(r):
			if len(out) > 0 && i+1 < len(in) && isWord(unicode.ToLower(out[len(out)-1])) && isWord(unicode.ToLower(in[i+1])) {
				out = blank(out, false)
			}
		default:
			out = append(out, plainMark(r))
		}
	}
	for len(out) > 0 && (out[len(out)-1] == ' ' || out[len(out)-1] == '\n') {
		out = out[:len(out)-1]
	}
	unquote(out)
	return out
}

// unquote makes double the single marks that stand around words: 'no signal'
// is quoted, don't and customers' are not.
func unquote(text []rune) {
	opened := -1
	for i, r := range text {
		if r != '\'' {
			continue
		}
		before := i > 0 && (isLetter(text[i-1]) || isDigit(text[i-1]))
		after := i+1 < len(text) && (isLetter(text[i+1]) || isDigit(text[i+1]))
		switch {
		case !before && after:
			opened = i
		case opened >= 0 && !after && text[i-1] != ' ':
			text[opened], text[i] = '"', '"'
			opened = -1
		}
	}
}

// blank adds one blank or line break, never two in a row.
func blank(out []rune, line bool) []rune {
	if len(out) == 0 {
		return out
	}
	last := &out[len(out)-1]
	switch {
	case *last == '\n':
	case *last == ' ' && line:
		*last = '\n'
	case *last == ' ':
	case line:
		out = append(out, '\n')
	default:
		out = append(out, ' ')
	}
	return out
}

// invisible reports characters that take no room: controls, zero-width and
// bidirectional marks, variation selectors, combining marks left over after
// composition, tags, private use.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Mn, unicode.Me) ||
		r == unicode.ReplacementChar || r == '\u115f' || r == '\u1160' || r == '\u3164'
}

// decoration reports emoji and other signs that carry no words.
func decoration(r rune) bool {
	if r < 0x80 {
		return false
	}
	return unicode.In(r, unicode.So) || r >= 0x1F3FB && r <= 0x1F3FF
}

// plainMark replaces typographic quotes and dashes by the plain ones.
func plainMark(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '‛', '´', '′':
		return '\''
	case '“', '”', '„', '″':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '〜', '∼':
		return '~'
	case '〇':
		return '零'
	}
	return r
}

// lower returns the text in lower case, rune by rune.
func lower(plain []rune) []rune {
	out := make([]rune, len(plain))
	for i, r := range plain {
		out[i] = unicode.ToLower(r)
	}
	return out
}

// collapse shortens letters that repeat three times or more to one (two for
// those that English often doubles, l and s) and repeated punctuation to one.
// Digits, Chinese characters and words of a single repeated letter (www) stay.
func collapse(text []rune) []rune {
	out := make([]rune, 0, len(text))
	for i := 0; i < len(text); {
		r, end := text[i], i+1
		for end < len(text) && text[end] == r {
			end++
		}
		n, keep := end-i, end-i
		switch {
		case r >= 'a' && r <= 'z' && n >= 3 && (wordAt(text, i-1) || wordAt(text, end)):
			keep = 1
			if r == 'l' || r == 's' {
				keep = 2
			}
		case n > 1 && (unicode.IsPunct(r) || unicode.IsSymbol(r)):
			keep = 1
		}
		for range keep {
			out = append(out, r)
		}
		i = end
	}
	return out
}

// isChinese reports Chinese characters.
func isChinese(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r > 0x2E80 && unicode.Is(unicode.Han, r)
}

// isWord reports the characters of Latin words and numbers in folded text.
func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\''
}

// wordAt reports whether a character of a Latin word stands at i.
func wordAt(text []rune, i int) bool { return i >= 0 && i < len(text) && isWord(text[i]) }

// chineseAt reports whether a Chinese character stands at i.
func chineseAt(text []rune, i int) bool { return i >= 0 && i < len(text) && isChinese(text[i]) }

// isLetter reports letters of any script.
func isLetter(r rune) bool { return unicode.IsLetter(r) }
