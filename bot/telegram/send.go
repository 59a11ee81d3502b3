package telegram

import (
	"context"
	"encoding/json"
	"fmt"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
)

// Send makes one delivery, as [bot.Messenger] says. Every error is a
// [bot.SendError].
//
// A text of more than 4096 UTF-16 units is refused; see [Split]. A button that
// would copy more than 256 characters is left out: the words are in the text,
// and a part of them would mislead. A long label is cut.
func (c *Client) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	method, params, err := request(d)
	if err != nil {
		return bot.Receipt{}, &bot.SendError{Decision: bot.GiveUp, Err: err}
	}
	if err := c.limit.Wait(ctx); err != nil {
		return bot.Receipt{}, &bot.SendError{Decision: bot.TryAgain, Err: fmt.Errorf("wait for a turn to send: %w", err)}
	}
	var result json.RawMessage
	if err := c.call(ctx, method, params, &result); err != nil {
		if err := decide(d, err); err != nil {
			return bot.Receipt{}, err
		}
	}
	// It was sent: an answer that cannot be read is no reason to do it again.
	var sent struct {
		ID int64 `json:"message_id"`
	}
	_ = json.Unmarshal(result, &sent)
	return bot.Receipt{Token: d.Token, Chat: d.Chat, Message: sent.ID}, nil
}

// sendMessage are the parameters of the method. There is no parse_mode: what
// people wrote is never read as markup.
type sendMessage struct {
	Chat     int64                    `json:"chat_id"`
	Text     string                   `json:"text"`
	Entities []tgbotapi.MessageEntity `json:"entities,omitempty"`
	Preview  linkPreview              `json:"link_preview_options"`
	Keyboard *keyboard                `json:"reply_markup,omitempty"`
}

type linkPreview struct {
	Disabled bool `json:"is_disabled"`
}

type answerCallbackQuery struct {
	ID   string `json:"callback_query_id"`
	Text string `json:"text,omitempty"`
}

type deleteMessage struct {
	Chat    int64 `json:"chat_id"`
	Message int64 `json:"message_id"`
}

type leaveChat struct {
	Chat int64 `json:"chat_id"`
}

// request gives the method and the parameters of a delivery.
func request(d bot.Delivery) (method string, params any, err error) {
	switch d.Kind {
	case bot.Show:
		k, err := keys(d)
		if err != nil {
			return "", nil, err
		}
		return "sendMessage", sendMessage{
			Chat: d.Chat, Text: d.Text, Entities: bold(d.Text, d.Bold),
			Preview: linkPreview{Disabled: true}, Keyboard: k,
		}, nil
	case bot.Answer:
		return "answerCallbackQuery", answerCallbackQuery{ID: d.Callback, Text: clipUnits(d.Text, maxToast)}, nil
	case bot.Delete:
		return "deleteMessage", deleteMessage{Chat: d.Chat, Message: d.Message}, nil
	case bot.Leave:
		return "leaveChat", leaveChat{Chat: d.Chat}, nil
	}
	return "", nil, fmt.Errorf("no such delivery: %q", d.Kind)
}

// bold sets the first units of a text in bold.
func bold(text string, units int) []tgbotapi.MessageEntity {
	if units = min(units, Units(text)); units <= 0 {
		return nil
	}
	return []tgbotapi.MessageEntity{{Type: "bold", Length: units}}
}
