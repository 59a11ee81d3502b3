package telegram

import (
	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
)

// sendMessage are the parameters of the method. There is no parse_mode: what
// people wrote is never read as markup.
type sendMessage struct {
	Chat     int64                    `json:"chat_id"`
	Thread   int64                    `json:"message_thread_id,omitempty"`
	Text     string                   `json:"text"`
	Entities []tgbotapi.MessageEntity `json:"entities,omitempty"`
	Preview  linkPreview              `json:"link_preview_options"`
	Reply    *replyTo                 `json:"reply_parameters,omitempty"`
	Keyboard *keyboard                `json:"reply_markup,omitempty"`
}

// editMessageText are the parameters of the method; without a keyboard the
// message loses the one it has.
type editMessageText struct {
	Chat     int64                    `json:"chat_id"`
	Message  int64                    `json:"message_id"`
	Text     string                   `json:"text"`
	Entities []tgbotapi.MessageEntity `json:"entities,omitempty"`
	Preview  linkPreview              `json:"link_preview_options"`
	Keyboard *keyboard                `json:"reply_markup,omitempty"`
}

type linkPreview struct {
	Disabled bool `json:"is_disabled"`
}

// replyTo is the message that is answered; when it is gone, nothing is.
type replyTo struct {
	Message int64 `json:"message_id"`
	Anyway  bool  `json:"allow_sending_without_reply"`
}

// reply gives what a delivery answers, or nil.
func reply(d bot.Delivery) *replyTo {
	if d.Reply == 0 {
		return nil
	}
	return &replyTo{Message: d.Reply, Anyway: true}
}

func showing(d bot.Delivery) (string, any, error) {
	k, err := keys(d)
	if err != nil {
		return "", nil, err
	}
	return "sendMessage", sendMessage{
		Chat: d.Chat, Thread: d.Thread, Text: d.Text, Entities: entities(d), Preview: linkPreview{Disabled: true},
		Reply: reply(d), Keyboard: k,
	}, nil
}

func editing(d bot.Delivery) (string, any, error) {
	k, err := keys(d)
	if err != nil {
		return "", nil, err
	}
	return "editMessageText", editMessageText{
		Chat: d.Chat, Message: d.Message, Text: d.Text, Entities: entities(d), Preview: linkPreview{Disabled: true},
		Keyboard: k,
	}, nil
}

// entities sets the first units of a text in bold and makes the last ones a
// quotation. A character that lies on a border is not bold, but is quoted:
// Telegram would refuse half of one.
func entities(d bot.Delivery) []tgbotapi.MessageEntity {
	var out []tgbotapi.MessageEntity
	all := Units(d.Text)
	if n := Units(clipUnits(d.Text, d.Bold)); n > 0 {
		out = append(out, tgbotapi.MessageEntity{Type: "bold", Length: n})
	}
	if d.Quoted > 0 && all > 0 {
		at := Units(clipUnits(d.Text, max(0, all-d.Quoted)))
		out = append(out, tgbotapi.MessageEntity{Type: "expandable_blockquote", Offset: at, Length: all - at})
	}
	for _, m := range d.Mentions {
		if 0 <= m.At && 0 < m.Length && m.At+m.Length <= all {
			out = append(out, tgbotapi.MessageEntity{Type: "text_mention", Offset: m.At, Length: m.Length, User: &tgbotapi.User{ID: m.User}})
		}
	}
	return out
}
