package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tillmate/tillmate/bot"
)

// Send makes one delivery, as [bot.Messenger] says. Every error is a
// [bot.SendError].
//
// A text of more than 4096 UTF-16 units is refused; see [Split]. A button that
// would copy more than 256 characters is left out: the words are in the text,
// and a part of them would mislead. A long label, caption, name or answer to a
// press is cut, and shows it.
//
// Of several messages that are copied those that are gone are left out, and
// none of them answers another: Telegram offers no more. A topic is made no
// sooner than 5 s after the last one of its group; when the deadline does not
// allow for that, the decision is [bot.Wait].
func (c *Client) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	icon, err := c.icon(ctx, d)
	if err != nil {
		return bot.Receipt{}, decide(d, err)
	}
	method, params, err := request(d, icon)
	if err != nil {
		return bot.Receipt{}, &bot.SendError{Decision: bot.GiveUp, Err: err}
	}
	if d.Kind == bot.OpenTopic && d.Thread == 0 {
		if err := c.topics.take(d.Chat); err != nil {
			return bot.Receipt{}, err
		}
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
	return receipt(d, result)
}

// errNameless is a topic that was made and whose number is not known: nothing
// can be put into it.
var errNameless = errors.New("a topic was made, but its number cannot be read")

// receipt reads what came of a delivery that was made. An answer that cannot be
// read is no reason to do it again.
func receipt(d bot.Delivery, result json.RawMessage) (bot.Receipt, error) {
	r := bot.Receipt{Token: d.Token, Chat: d.Chat}
	var one struct {
		Message int64 `json:"message_id"`
		Thread  int64 `json:"message_thread_id"`
	}
	switch d.Kind {
	case bot.Show:
		_ = json.Unmarshal(result, &one)
		r.Message = one.Message
	case bot.Edit:
		r.Message = d.Message
	case bot.Copy:
		r.Message, r.Messages = copies(result)
	case bot.OpenTopic:
		r.Thread = d.Thread
		if r.Thread == 0 {
			_ = json.Unmarshal(result, &one)
			r.Thread = one.Thread
		}
		if r.Thread == 0 {
			return bot.Receipt{}, &bot.SendError{Decision: bot.GiveUp, Err: errNameless}
		}
	}
	return r, nil
}

// request gives the method and the parameters of a delivery; icon is the id of
// its icon. The error says that Telegram would never take it.
func request(d bot.Delivery, icon string) (method string, params any, err error) {
	switch d.Kind {
	case bot.Show:
		return showing(d)
	case bot.Edit:
		return editing(d)
	case bot.Copy:
		return copying(d)
	case bot.Answer:
		return "answerCallbackQuery", answerCallbackQuery{ID: d.Callback, Text: shorten(d.Text, maxToast)}, nil
	case bot.Delete:
		return deleting(d)
	case bot.Mark:
		return "setMessageReaction", marking(d), nil
	case bot.Pin:
		return "pinChatMessage", pinChatMessage{Chat: d.Chat, Message: d.Message, Silent: true}, nil
	case bot.OpenTopic:
		if d.Thread != 0 {
			return "reopenForumTopic", topic{d.Chat, d.Thread}, nil
		}
		return "createForumTopic", createForumTopic{Chat: d.Chat, Name: shorten(d.Name, maxTopic), Icon: icon}, nil
	case bot.EditTopic:
		return "editForumTopic", editForumTopic{topic: topic{d.Chat, d.Thread}, Icon: icon}, nil
	case bot.CloseTopic:
		return "closeForumTopic", topic{d.Chat, d.Thread}, nil
	case bot.Leave:
		return "leaveChat", leaveChat{Chat: d.Chat}, nil
	}
	return "", nil, fmt.Errorf("no such delivery: %q", d.Kind)
}

type answerCallbackQuery struct {
	ID   string `json:"callback_query_id"`
	Text string `json:"text,omitempty"`
}

type leaveChat struct {
	Chat int64 `json:"chat_id"`
}
