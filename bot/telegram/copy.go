package telegram

import (
	"encoding/json"
	"errors"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
)

// copyMessage are the parameters of the method. The caption is always given:
// without one the copy has that of the original, whose secrets are not masked.
// The words of a message without a file are no caption and are copied as they
// are.
type copyMessage struct {
	Chat     int64                    `json:"chat_id"`
	Thread   int64                    `json:"message_thread_id,omitempty"`
	Of       int64                    `json:"from_chat_id"`
	Message  int64                    `json:"message_id"`
	Caption  string                   `json:"caption"`
	Entities []tgbotapi.MessageEntity `json:"caption_entities,omitempty"`
	Reply    *replyTo                 `json:"reply_parameters,omitempty"`
	Keyboard *keyboard                `json:"reply_markup,omitempty"`
}

// copyMessages are the parameters of the method, which knows no replies.
type copyMessages struct {
	Chat      int64   `json:"chat_id"`
	Thread    int64   `json:"message_thread_id,omitempty"`
	Of        int64   `json:"from_chat_id"`
	Messages  []int64 `json:"message_ids"`
	Uncaption bool    `json:"remove_caption"`
}

var (
	errNoCopy   = errors.New("there is nothing to copy")
	errManyCopy = errors.New("more than 100 messages in one call")
)

func copying(d bot.Delivery) (string, any, error) {
	ids := ascending(d.Messages)
	switch {
	case len(ids) == 0 || d.Of == 0:
		return "", nil, errNoCopy
	case len(ids) > maxMessages:
		return "", nil, errManyCopy
	case len(ids) > 1:
		return "copyMessages", copyMessages{
			Chat: d.Chat, Thread: d.Thread, Of: d.Of, Messages: ids, Uncaption: true,
		}, nil
	}
	k, err := keys(d)
	if err != nil {
		return "", nil, err
	}
	d.Text = shorten(d.Text, maxCaption)
	return "copyMessage", copyMessage{
		Chat: d.Chat, Thread: d.Thread, Of: d.Of, Message: ids[0], Caption: d.Text, Entities: entities(d),
		Reply: reply(d), Keyboard: k,
	}, nil
}

// copies reads the ids of the copies; all is nil when there is one.
func copies(result json.RawMessage) (first int64, all []int64) {
	type copied struct {
		ID int64 `json:"message_id"`
	}
	var one copied
	if json.Unmarshal(result, &one) == nil {
		return one.ID, nil
	}
	var many []copied
	if json.Unmarshal(result, &many) != nil || len(many) == 0 {
		return 0, nil
	}
	for _, m := range many {
		all = append(all, m.ID)
	}
	return all[0], all
}

type deleteMessage struct {
	Chat    int64 `json:"chat_id"`
	Message int64 `json:"message_id"`
}

type deleteMessages struct {
	Chat     int64   `json:"chat_id"`
	Messages []int64 `json:"message_ids"`
}

func deleting(d bot.Delivery) (string, any, error) {
	ids := ascending(d.Messages)
	switch {
	case len(ids) == 0:
		return "deleteMessage", deleteMessage{Chat: d.Chat, Message: d.Message}, nil
	case len(ids) > maxMessages:
		return "", nil, errManyCopy
	}
	return "deleteMessages", deleteMessages{Chat: d.Chat, Messages: ids}, nil
}

// ascending gives ids as Telegram wants them: each once, the lowest first.
func ascending(ids []int64) []int64 {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
