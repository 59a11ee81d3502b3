package telegram

import (
	"context"
	"errors"
)

// Place is a chat as Telegram tells the bot of it.
type Place struct {
	Group  bool // else it is somebody's private chat
	Topics bool // the group is a forum
}

// Standing is what somebody is in a group, and may do there.
type Standing struct {
	In    bool // is a member, of whatever kind
	Write bool
	// Admin reads all that is written and hears who comes and goes.
	Admin  bool
	Topics bool // makes, edits and closes topics
	Pin    bool
}

type chatOf struct {
	Chat int64 `json:"chat_id"`
}

type memberOf struct {
	Chat int64 `json:"chat_id"`
	User int64 `json:"user_id"`
}

// Place asks for a chat; the error is that of [Unreachable] where the bot does
// not reach it.
func (c *Client) Place(ctx context.Context, chat int64) (Place, error) {
	var found struct {
		Type  string `json:"type"`
		Forum bool   `json:"is_forum"`
	}
	if err := c.call(ctx, "getChat", chatOf{chat}, &found); err != nil {
		return Place{}, err
	}
	return Place{Group: found.Type == "group" || found.Type == "supergroup", Topics: found.Forum}, nil
}

// Standing asks what somebody is in a group.
func (c *Client) Standing(ctx context.Context, group, user int64) (Standing, error) {
	var found struct {
		rank
		Topics bool `json:"can_manage_topics"`
		Pin    bool `json:"can_pin_messages"`
		Send   bool `json:"can_send_messages"`
	}
	if err := c.call(ctx, "getChatMember", memberOf{group, user}, &found); err != nil {
		return Standing{}, err
	}
	switch found.Status {
	case "creator":
		return Standing{In: true, Write: true, Admin: true, Topics: true, Pin: true}, nil
	case "administrator":
		return Standing{In: true, Write: true, Admin: true, Topics: found.Topics, Pin: found.Pin}, nil
	case "member":
		return Standing{In: true, Write: true}, nil
	case "restricted":
		return Standing{In: found.IsMember, Write: found.IsMember && found.Send}, nil
	}
	return Standing{}, nil
}

// Unreachable reports that Telegram said no to a question about a chat: the bot
// was never in it, was removed, or it is gone. moved is the id that the group
// has now, where Telegram says it, else 0.
func Unreachable(err error) (moved int64, ok bool) {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.Code != 400 && e.Code != 403 {
		return 0, false
	}
	return e.MovedTo, true
}
