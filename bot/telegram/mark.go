package telegram

import (
	"strings"

	"github.com/tillmate/tillmate/bot"
)

// setMessageReaction are the parameters of the method; no reaction takes ours
// away.
type setMessageReaction struct {
	Chat     int64      `json:"chat_id"`
	Message  int64      `json:"message_id"`
	Reaction []reaction `json:"reaction"`
}

type reaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

func marking(d bot.Delivery) setMessageReaction {
	m := setMessageReaction{Chat: d.Chat, Message: d.Message, Reaction: []reaction{}}
	if d.Mark != "" {
		m.Reaction = append(m.Reaction, reaction{Type: "emoji", Emoji: plain(d.Mark)})
	}
	return m
}

type pinChatMessage struct {
	Chat    int64 `json:"chat_id"`
	Message int64 `json:"message_id"`
	Silent  bool  `json:"disable_notification"`
}

// plain gives an emoji without the mark that asks for its coloured form, which
// Telegram writes in some places and not in others.
func plain(emoji string) string { return strings.ReplaceAll(emoji, "\ufe0f", "") }
