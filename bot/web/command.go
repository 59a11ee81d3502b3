package web

import (
	"regexp"
	"strings"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// commandShape is a command and what follows it. Chinese keyboards write the
// wide slash.
var commandShape = regexp.MustCompile(`^[/／]([A-Za-z0-9_]{1,32})(?:\s+([\s\S]*))?$`)

// command reads a text that is one of the commands that Telegram knows too.
func command(text string) (conversation.Event, bool) {
	m := commandShape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return conversation.Event{}, false
	}
	return bot.Command(m[1], m[2])
}
