package telegram

import (
	"encoding/json"
	"strings"

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

// message is the library's message with what it does not know.
type message struct {
	tgbotapi.Message
	Thread  int64 `json:"message_thread_id"`
	InTopic bool  `json:"is_topic_message"`
	ReplyTo *struct {
		ID    int64           `json:"message_id"`
		From  *tgbotapi.User  `json:"from"`
		Topic json.RawMessage `json:"forum_topic_created"`
	} `json:"reply_to_message"`
}

// topic gives the topic of the message, or 0. Outside of topics the thread is
// a chain of replies.
func (m *message) topic() int64 {
	if !m.InTopic {
		return 0
	}
	return max(0, m.Thread)
}

// reply gives the message that this one answers, or 0. In a topic Telegram
// makes what answers nothing an answer to the message that began the topic.
func (m *message) reply() int64 {
	if m.ReplyTo == nil || m.ReplyTo.Topic != nil || m.ReplyTo.ID == m.topic() {
		return 0
	}
	return max(0, m.ReplyTo.ID)
}

// toBot reports that the message answers one of ours.
func (d *Decoder) toBot(m *message) bool {
	if m.reply() == 0 || m.ReplyTo.From == nil {
		return false
	}
	from := m.ReplyTo.From
	return from.IsBot && from.ID != accountAnonymous && from.ID != accountChannel && d.us(from.UserName)
}

// us reports whether a bot's username is ours; as long as we do not know our
// own, any is.
func (d *Decoder) us(name string) bool {
	if d.Self == nil || d.Self() == "" {
		return true
	}
	return strings.EqualFold(d.Self(), name)
}

// author gives who wrote the message; ok is false when nobody did. Of an
// anonymous administrator of a group of the team nobody knows more than that
// it is one: the user is 0.
func (m *message) author(u *bot.Update) (user int64, ok bool) {
	switch {
	case m.From == nil:
		return 0, false
	case u.Kind == bot.FromTeam && m.From.ID == accountAnonymous:
		return 0, m.SenderChat != nil && m.SenderChat.ID == u.Chat
	case m.SenderChat != nil || impersonal(m.From):
		return 0, false
	}
	return m.From.ID, true
}

// message decodes a message, or what a message was changed to.
func (d *Decoder) message(u *bot.Update, payload json.RawMessage, edited bool) (Reason, error) {
	var m message
	if err := read(payload, &m); err != nil {
		return "", err
	}
	if moved := d.moved(u.Chat, &m); moved {
		return Moved, nil
	}
	u.Kind, u.Message, u.At = d.kind(u.Chat), int64(m.MessageID), said(max(m.Date, m.EditDate), u.At)
	switch {
	case u.Kind == bot.Stranger:
		return stranger(u, &m), nil
	case u.Kind == bot.FromTeam && m.LeftChatMember != nil:
		return left(u, m.LeftChatMember), nil
	}
	user, ok := m.author(u)
	if !ok {
		return Nobody, nil
	}
	u.User, u.Reply = user, m.reply()
	switch u.Kind {
	case bot.FromTeam:
		u.Team = act(u.Chat, m.From)
		u.Team.Thread, u.Team.ToBot = m.topic(), d.toBot(&m)
	case bot.FromMerchant:
		u.Name = name(m.From)
	}
	var reason Reason
	if edited {
		u.Event, reason = edit(&m)
	} else {
		u.Event, reason = event(&m, payload)
	}
	switch {
	case reason != "":
	case u.Kind == bot.FromTeam:
		reason = d.order(u)
	case m.Text != "" && !edited:
		if ev, ok := command(u.Event.Text); ok {
			ev.Masked = u.Event.Masked
			u.Event = ev
		}
	}
	return reason, nil
}

// stranger decodes a message in a group that is not the team's: it is enough
// that there is one.
func stranger(u *bot.Update, m *message) Reason {
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
func (d *Decoder) moved(chat int64, m *message) bool {
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
func event(m *message, payload json.RawMessage) (conversation.Event, Reason) {
	text, masked := words(m.Text + m.Caption) // a message has one of them
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
func edit(m *message) (conversation.Event, Reason) {
	if m.Text+m.Caption == "" {
		return conversation.Event{}, Wordless
	}
	text, masked := words(m.Text + m.Caption)
	return conversation.Event{Kind: conversation.EventEdit, Text: text, Masked: masked}, ""
}
