package telegram

import (
	"regexp"
	"strings"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// commandShape is a command, the bot it is for, and what follows. Chinese
// keyboards write the wide slash.
var commandShape = regexp.MustCompile(`^[/／]([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+([\s\S]*))?$`)

// orderShape is a command of the team, also as a Chinese keyboard writes it.
// Paths such as /etc/hosts are none.
var orderShape = regexp.MustCompile(`^[/／]([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{0,64}))?([^A-Za-z0-9_@/<>][\s\S]*)?$`)

// command reads a text that is one of a merchant's commands.
func command(text string) (conversation.Event, bool) {
	m := commandShape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return conversation.Event{}, false
	}
	ev, ok := bot.Command(m[1], m[2])
	ev.Terminal = terminal(ev.Terminal)
	return ev, ok
}

// terminal reads what a link carries, ?start=<terminal>. Anybody can make a
// link: what cannot be a terminal's number is left out, and so is what the
// masks have changed.
func terminal(s string) string {
	if len(s) > maxStartLink || strings.Trim(s, linkLetters) != "" {
		return ""
	}
	return s
}

// linkLetters are the characters that Telegram lets a link carry.
const linkLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
