package bot

import (
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// The commands that a merchant may write on every messenger, without the slash.
const (
	CommandStart    = "start"
	CommandHelp     = "help"
	CommandHuman    = "human"
	CommandLanguage = "lang"
	CommandRestart  = "restart"
)

// CutSlash gives what follows the slash of a command, also the wide one of
// Chinese keyboards. ok is false for a text that begins with none.
func CutSlash(text string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(text, "/"); ok {
		return rest, true
	}
	return strings.CutPrefix(text, "／")
}

// Command gives what a command asks for; its name may be in capitals. ok is
// false for a command that there is not, and for one with words that it does
// not take: that is a text, the words are what counts. The words after start
// are given as they are.
func Command(name, words string) (ev conversation.Event, ok bool) {
	switch name = strings.ToLower(name); {
	case name == CommandStart:
		return conversation.Event{Kind: conversation.EventStart, Terminal: words}, true
	case name == CommandLanguage:
		return conversation.Event{Kind: conversation.EventLanguage, Language: language(words)}, true
	case words != "":
	case name == CommandHelp:
		return conversation.Event{Kind: conversation.EventHelp}, true
	case name == CommandHuman:
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman}, true
	case name == CommandRestart:
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressRestart}, true
	}
	return conversation.Event{}, false
}

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
