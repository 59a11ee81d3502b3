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
	out := &bot.SendError{Decision: decision(d.Chat, e), Err: e}
	switch out.Decision {
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
func decision(chat int64, e *APIError) bot.Decision {
	switch {
	case e.Code == http.StatusTooManyRequests:
		return bot.Wait
	case e.Code == http.StatusUnauthorized, e.Code == http.StatusNotFound:
		return bot.Stop // a bad token; no such method does not come from Telegram
	case e.Code >= http.StatusInternalServerError, e.Code == http.StatusConflict:
		return bot.TryAgain
	case e.MovedTo != 0:
		return bot.Moved
	case chat > 0 && unreachable(e):
		return bot.ChatGone
	}
	return bot.GiveUp
}

// settled reports a refusal that says that the wanted is so already.
func settled(kind bot.DeliveryKind, e *APIError) bool {
	switch kind {
	case bot.Show:
		return says(e, "message is not modified")
	case bot.Delete:
		return says(e, "message to delete not found", "message_id_invalid")
	case bot.Answer:
		return says(e, "query is too old", "query_id_invalid")
	case bot.Leave:
		return unreachable(e)
	}
	return false
}

// unreachable reports a chat that we are not in, or not any more.
func unreachable(e *APIError) bool {
	switch e.Code {
	case http.StatusForbidden:
		return says(e, "blocked by the user", "user is deactivated", "initiate conversation", "messages to bots",
			"was kicked", "is not a member", "chat was deleted")
	case http.StatusBadRequest:
		return says(e, "chat not found", "user not found", "peer_id_invalid")
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
