package telegram

import (
	"regexp"
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// commandShape is a command, the bot it is for, and what follows.
var commandShape = regexp.MustCompile(`^/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+([\s\S]*))?$`)

// The commands, as Telegram shows them.
const (
	cmdStart    = "start"
	cmdHelp     = "help"
	cmdHuman    = "human"
	cmdLanguage = "lang"
	cmdRestart  = "restart"
)

// command reads a text that is one of our commands. A command with words that
// it does not take is a text: the words are what counts.
func command(text string) (conversation.Event, bool) {
	m := commandShape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return conversation.Event{}, false
	}
	words := m[2]
	switch name := strings.ToLower(m[1]); {
	case name == cmdStart:
		return conversation.Event{Kind: conversation.EventStart, Terminal: terminal(words)}, true
	case name == cmdLanguage:
		return conversation.Event{Kind: conversation.EventLanguage, Language: language(words)}, true
	case words != "":
	case name == cmdHelp:
		return conversation.Event{Kind: conversation.EventHelp}, true
	case name == cmdHuman:
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman}, true
	case name == cmdRestart:
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressRestart}, true
	}
	return conversation.Event{}, false
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

// language reads a choice of language; "" is to be shown the choices.
func language(s string) string {
	switch strings.ToLower(strings.ReplaceAll(s, "_", "-")) {
	case "zh", "zh-cn", "zh-sg", "zh-hans", "cn", "chinese", "中文", "简体", "简体中文":
		return "zh"
	case "zh-hant", "zh-tw", "zh-hk", "zh-mo", "tw", "hk", "繁體", "繁体", "繁體中文", "繁体中文":
		return "zh-Hant"
	case "en", "en-us", "en-gb", "english", "英文", "英语", "英語":
		return "en"
	case "auto", "自动", "自動":
		return "auto"
	}
	return ""
}
