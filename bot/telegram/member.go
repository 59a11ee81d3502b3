package telegram

import (
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
)

// standing is a change of what somebody is in a chat.
type standing struct {
	From tgbotapi.User `json:"from"`
	Date int           `json:"date"`
	Now  rank          `json:"new_chat_member"`
}

// rank is what somebody is in a chat.
type rank struct {
	Status   string         `json:"status"`
	User     *tgbotapi.User `json:"user"`
	IsMember bool           `json:"is_member"` // of the restricted, who may be out
}

// out reports that somebody is no member now.
func (s *standing) out() bool {
	switch s.Now.Status {
	case "left", "kicked":
		return true
	case "restricted":
		return !s.Now.IsMember
	}
	return false
}

// own decodes a change of our own standing in a chat.
func (d *Decoder) own(u *bot.Update, payload json.RawMessage) (Reason, error) {
	var s standing
	if err := read(payload, &s); err != nil {
		return "", err
	}
	u.User, u.At = s.From.ID, said(s.Date, u.At)
	switch u.Kind = d.kind(u.Chat); {
	case u.Kind == bot.FromMerchant && s.out():
		u.Kind = bot.Gone
	case u.Kind == bot.FromMerchant:
		u.Kind = bot.Returned
	case u.Kind == bot.FromTeam && s.out():
		d.Log.Warn("the bot was removed from a group of the team: add it again", "chat", u.Chat)
		return Removed, nil
	case s.out():
		return Removed, nil
	case u.Kind == bot.FromTeam:
		return Service, nil
	}
	return "", nil
}

// member decodes a change of what somebody else is in a chat. Only who left a
// group of the team is news.
func (d *Decoder) member(u *bot.Update, payload json.RawMessage) (Reason, error) {
	var s standing
	if err := read(payload, &s); err != nil {
		return "", err
	}
	u.At = said(s.Date, u.At)
	switch u.Kind = d.kind(u.Chat); {
	case u.Kind == bot.Stranger:
		u.User = s.From.ID
		return "", nil
	case u.Kind == bot.FromTeam && s.out():
		return left(u, s.Now.User), nil
	}
	return Service, nil
}

// left makes an update of somebody who is in a group of the team no more,
// whoever ended it. Telegram may tell it twice.
func left(u *bot.Update, who *tgbotapi.User) Reason {
	if who == nil || impersonal(who) {
		return Service
	}
	u.User, u.Message, u.Team = who.ID, 0, act(u.Chat, who)
	u.Team.Left = true
	return ""
}
