package telegram

import (
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
)

// act gives what is known of somebody in a group of the team. Of an anonymous
// administrator it is nothing.
func act(group int64, who *tgbotapi.User) *bot.TeamAct {
	a := &bot.TeamAct{Group: group}
	if who.ID != accountAnonymous {
		a.Name, a.Lang = name(who), lang(who.LanguageCode)
	}
	return a
}

// name gives how somebody is called: one line, masked like all that people
// write.
func name(who *tgbotapi.User) string {
	line := strings.Join(strings.Fields(bot.Clean(who.FirstName+" "+who.LastName)), " ")
	kept, _ := words(line)
	return shorten(kept, maxName)
}

// lang reads a language code as IETF writes it.
func lang(code string) string {
	code = strings.ToLower(strings.ReplaceAll(code, "_", "-"))
	tag, _, _ := strings.Cut(code, "-")
	switch {
	case code == "zh-tw", code == "zh-hk", code == "zh-mo", strings.HasPrefix(code, "zh-hant"):
		return "zh-hant"
	case tag == "zh", tag == "en":
		return tag
	}
	return ""
}

// order reads a command of the team: its name in small letters, the bot it is
// for, "" for any, and the words. A command ends where its letters end, also
// where no blank follows: what was meant as a note must not go to a merchant.
func order(text string) (name, to, rest string, ok bool) {
	m := orderShape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", "", "", false
	}
	return strings.ToLower(m[1]), m[2], strings.TrimSpace(m[3]), true
}

// order takes a command of the team out of its text. Captions and edits are
// commands too: a note may be a photo, and words may be made a note.
func (d *Decoder) order(u *bot.Update) Reason {
	name, to, rest, ok := order(u.Event.Text)
	if !ok {
		return ""
	}
	if to != "" && !d.us(to) {
		return Elsewhere
	}
	u.Team.Command, u.Event.Text = name, rest
	return ""
}
