package telegram

import (
	"errors"
	"net/http"
	"strings"

	"github.com/tillmate/tillmate/bot"
)

// decide gives what is to be done about a call that failed: a [bot.SendError],
// or nil when what was wanted is so already.
func decide(d bot.Delivery, err error) error {
	e, ok := errors.AsType[*APIError](err)
	if !ok {
		return &bot.SendError{Decision: bot.TryAgain, Err: err}
	}
	if settled(d.Kind, e) {
		return nil
	}
	out := &bot.SendError{Decision: decision(d, e), Err: e}
	switch out.Decision {
	case bot.GiveUp:
		out.Lost = lost(d.Kind, e)
	case bot.Wait:
		if out.After = e.RetryAfter; out.After == 0 {
			out.After = floodWait
		}
	case bot.Moved:
		out.To = e.MovedTo
	}
	return out
}

// decision reads the code and, where it is not enough, the words. Telegram
// gives no finer code than these; the words have been the same for years.
func decision(d bot.Delivery, e *APIError) bot.Decision {
	switch {
	case e.Code == http.StatusTooManyRequests:
		return bot.Wait
	case e.Code == http.StatusUnauthorized, e.Code == http.StatusNotFound:
		return bot.Stop // a bad token; no such method does not come from Telegram
	case e.Code >= http.StatusInternalServerError, e.Code == http.StatusConflict:
		return bot.TryAgain
	case e.MovedTo != 0 && d.Chat < 0: // else it is the group that a copy is made of
		return bot.Moved
	case d.Chat > 0 && gone(d.Kind, e):
		return bot.ChatGone
	}
	return bot.GiveUp
}

// settled reports a refusal that says that the wanted is so already.
func settled(kind bot.DeliveryKind, e *APIError) bool {
	switch kind {
	case bot.Edit:
		return says(e, "message is not modified")
	case bot.Delete:
		return says(e, "message to delete not found", "message_id_invalid")
	case bot.Answer:
		return says(e, "query is too old", "query_id_invalid")
	case bot.OpenTopic, bot.EditTopic:
		return says(e, "topic_not_modified")
	case bot.CloseTopic:
		return says(e, "topic_not_modified", "topic_closed")
	case bot.Leave:
		return unreachable(e)
	}
	return false
}

// gone reports a merchant who lets us write nothing. What a copy cannot find
// may be the chat it is made of.
func gone(kind bot.DeliveryKind, e *APIError) bool {
	switch {
	case e.Code == http.StatusForbidden:
		return says(e, "blocked by the user", "user is deactivated", "initiate conversation", "messages to bots")
	case e.Code == http.StatusBadRequest && kind != bot.Copy:
		return says(e, "chat not found", "user not found", "peer_id_invalid")
	}
	return false
}

// lost reports that the message, the topic or the chat is not there any more.
// Of a copy it is the topic that counts: what was to be copied may be gone by
// itself.
func lost(kind bot.DeliveryKind, e *APIError) bool {
	if says(e, "message thread not found", "topic_deleted", "topic_id_invalid") {
		return true
	}
	return kind != bot.Copy && says(e, "message to edit not found", "message can't be edited", "message to react not found",
		"message to pin not found", "message_id_invalid", "chat not found", "chat was deleted", "chat was upgraded")
}

// unreachable reports a chat that we are not in, or not any more.
func unreachable(e *APIError) bool {
	switch e.Code {
	case http.StatusForbidden:
		return says(e, "was kicked", "is not a member", "chat was deleted")
	case http.StatusBadRequest:
		return says(e, "chat not found", "peer_id_invalid")
	}
	return false
}

func says(e *APIError, words ...string) bool {
	said := strings.ToLower(e.Description)
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}
