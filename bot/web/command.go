package web

import (
	"regexp"
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// commandShape is a command and what follows it.
var commandShape = regexp.MustCompile(`^/([A-Za-z0-9_]{1,32})(?:\s+([\s\S]*))?$`)

// command reads a text that is one of the commands that Telegram knows too. A
// command with words that it does not take is a text: the words are what
// counts.
func command(text string) (conversation.Event, bool) {
	m := commandShape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return conversation.Event{}, false
	}
	words := m[2]
	switch name := strings.ToLower(m[1]); {
	case name == "start":
		return conversation.Event{Kind: conversation.EventStart, Terminal: words}, true
	case name == "lang":
		return conversation.Event{Kind: conversation.EventLanguage, Language: languageNamed(words)}, true
	case words != "":
	case name == "help":
		return conversation.Event{Kind: conversation.EventHelp}, true
	case name == "human":
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman}, true
	case name == "restart":
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressRestart}, true
	}
	return conversation.Event{}, false
}

// languageNamed reads a choice of language; "" is to be shown the choices.
func languageNamed(s string) string {
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
