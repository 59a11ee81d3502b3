package telegram

import (
	"regexp"
	"strings"
)

// hidden stands where a token was.
const hidden = "[token]"

// tokenShape is a bot's token: in the path of a call, of whatever length, or
// alone. There is no \b in it: nothing bounds the digits in "bot123:abc".
var tokenShape = regexp.MustCompile(`bot\d+(?::|%3[Aa])[A-Za-z0-9_-]+|\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}`)

// Redact hides the tokens of bots in a text.
func Redact(s string) string {
	if !strings.ContainsAny(s, ":%") {
		return s
	}
	return tokenShape.ReplaceAllString(s, hidden)
}
