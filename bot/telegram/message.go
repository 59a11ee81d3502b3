package telegram

import (
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// Telegram's own accounts that stand for somebody else.
const (
	accountTelegram  = 777000     // service messages, posts of a linked channel
	accountAnonymous = 1087968824 // anonymous administrators: GroupAnonymousBot
	accountChannel   = 136817688  // who writes as a channel: Channel_Bot
)

// impersonal reports an account that is no person's.
func impersonal(u *tgbotapi.User) bool {
	return u.IsBot || u.ID <= 0 || u.ID == accountTelegram || u.ID == accountAnonymous || u.ID == accountChannel
}

// message decodes a message, or what a message was changed to.
func (d *Decoder) message(u *bot.Update, payload json.RawMessage, edited bool) (Reason, error) {
	var m tgbotapi.Message
	if err := read(payload, &m); err != nil {
		return "", err
	}
	if moved := d.moved(u.Chat, &m); moved {
		return Moved, nil
	}
	u.Kind, u.Message, u.At = d.kind(u.Chat), int64(m.MessageID), said(max(m.Date, m.EditDate), u.At)
	if u.Kind == bot.Stranger {
		return stranger(u, &m), nil
	}
	if m.From == nil || m.SenderChat != nil || impersonal(m.From) {
		return Nobody, nil
	}
	u.User = m.From.ID
	var reason Reason
	if edited {
		u.Event, reason = edit(&m)
	} else {
		u.Event, reason = event(&m, payload, u.Kind == bot.FromMerchant)
	}
	return reason, nil
}

// stranger decodes a message in a group that is not the team's: it is enough
// that there is one.
func stranger(u *bot.Update, m *tgbotapi.Message) Reason {
	if m.LeftChatMember != nil { // it may be us
		return Removed
	}
	if m.From != nil {
		u.User = m.From.ID
	}
	return ""
}

// moved reports the messages that tell that a group became a supergroup, in
// the old and in the new one.
func (d *Decoder) moved(chat int64, m *tgbotapi.Message) bool {
	from, to := m.MigrateFromChatID, chat
	if m.MigrateToChatID != 0 {
		from, to = chat, m.MigrateToChatID
	}
	if from == 0 {
		return false
	}
	if d.Team.Move(from, to) {
		d.Log.Warn("a group of the team has a new id: put it into the configuration", "chat", from, "new", to)
	}
	return true
}

// event gives what a message says.
func event(m *tgbotapi.Message, payload json.RawMessage, commands bool) (conversation.Event, Reason) {
	text, masked := words(m.Text + m.Caption) // a message has one of them
	if commands && m.Text != "" {
		if ev, ok := command(text); ok {
			ev.Masked = masked
			return ev, ""
		}
	}
	ev := conversation.Event{Kind: conversation.EventText, Text: text, Masked: masked, Files: files(m)}
	if m.Text+m.Caption != "" {
		return ev, ""
	}
	ev.Kind = conversation.EventFiles
	if ev.Files == nil {
		if service(payload) {
			return ev, Service
		}
		ev.Files = []conversation.File{{Kind: conversation.Unknown}} // newer than this program
	}
	return ev, ""
}

// edit gives what a message says now.
func edit(m *tgbotapi.Message) (conversation.Event, Reason) {
	if m.Text+m.Caption == "" {
		return conversation.Event{}, Wordless
	}
	text, masked := words(m.Text + m.Caption)
	return conversation.Event{Kind: conversation.EventEdit, Text: text, Masked: masked}, ""
}
