package bot

import (
	"strings"
	"unicode"
)

// Clean makes a text that somebody wrote safe to show and to store: valid
// UTF-8, lines ended by \n, without control characters and without the marks
// that turn the direction of writing, which can make a text read as another.
// Cleaning a clean text changes nothing.
func Clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			return -1
		}
		return r
	}, text)
}
