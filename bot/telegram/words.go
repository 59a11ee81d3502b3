package telegram

import (
	"strings"

	"github.com/tillmate/tillmate/bot"
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
	kept, kinds := redact.Mask(bot.Clean(text))
	if cut {
		kept = strings.ToValidUTF8(kept[:max(0, len(kept)-cutTail)], "")
	}
	return kept, len(kinds) > 0
}

// id gives one of Telegram's own ids, or "" for what cannot be one.
func id(s string) string {
	if len(s) > maxID || !printable(s) {
		return ""
	}
	return s
}
