package telegram

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// APIError is a call that Telegram refused.
type APIError struct {
	Method      string
	Code        int           // as of HTTP: 400, 403, 429, …
	Description string        // Telegram's, secrets masked
	RetryAfter  time.Duration // of code 429; 0 is not said
	MovedTo     int64         // the new id of a group that became a supergroup, or 0
}

// Error says what Telegram said.
func (e *APIError) Error() string {
	return fmt.Sprintf("%s: %d %s", e.Method, e.Code, e.Description)
}

// retryAfter is in the description when it is not in the parameters.
var retryAfter = regexp.MustCompile(`retry after (\d{1,6})`)

// refusal makes an answer that says no an error.
func refusal(method string, answer *tgbotapi.APIResponse, hide func(string) string) *APIError {
	e := &APIError{Method: method, Code: answer.ErrorCode}
	said, _ := redact.Mask(bot.Clean(answer.Description))
	e.Description = clipUnits(hide(said), maxReason)
	var seconds int
	if p := answer.Parameters; p != nil {
		seconds, e.MovedTo = p.RetryAfter, p.MigrateToChatID
	}
	if m := retryAfter.FindStringSubmatch(answer.Description); m != nil && seconds <= 0 {
		seconds, _ = strconv.Atoi(m[1]) // at most six digits
	}
	e.RetryAfter = time.Duration(max(0, seconds)) * time.Second
	return e
}

// outcome names what came of a call, for the [Observer].
func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	if e, ok := errors.AsType[*APIError](err); ok {
		return strconv.Itoa(e.Code)
	}
	if errors.Is(err, context.Canceled) {
		return "canceled"
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return "transport"
}
