package telegram

import (
	"strings"
	"unicode"

	"github.com/tillmate/tillmate/knowledge/redact"
)

// words gives what is kept of a text that somebody wrote: clean, its secrets
// masked, and of at most about maxWords bytes. masked tells that something was
// masked. Cleaning comes first: it brings the digits of a number together.
func words(text string) (kept string, masked bool) {
	cut := len(text) > maxWords
	if cut {
		text = text[:maxWords]
	}
	kept, kinds := redact.Mask(clean(text))
	if cut {
		kept = strings.ToValidUTF8(kept[:max(0, len(kept)-cutTail)], "")
	}
	return kept, len(kinds) > 0
}

// clean makes a text safe to show and to store: valid UTF-8, lines ended by
// \n, without control characters and without the marks that turn the direction
// of writing, which can make a text read as another.
func clean(text string) string {
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

// id gives one of Telegram's own ids, or "" for what cannot be one.
func id(s string) string {
	if len(s) > maxID || !printable(s) {
		return ""
	}
	return s
}
