package bot

import (
	"context"
	"errors"
	"time"
)

// Messenger sends deliveries.
//
// Send makes one call and returns what was sent. It does not try again: an
// error that is a [SendError] says what to do, any other error counts as
// [TryAgain]. A call whose answer was lost may have been carried out. Send is
// safe for concurrent use and keeps to the deadline of its context.
type Messenger interface {
	Send(ctx context.Context, d Delivery) (Receipt, error)
}

// Decision is what is to be done about a delivery that failed.
type Decision string

// The decisions.
const (
	// TryAgain after a while: the messenger or the way to it is disturbed.
	TryAgain Decision = "try_again"
	// Wait as long as the messenger says before the next call to this chat.
	Wait Decision = "wait"
	// GiveUp on this delivery: it will never be accepted.
	GiveUp Decision = "give_up"
	// ChatGone: the merchant blocked the bot or deleted the account.
	ChatGone Decision = "chat_gone"
	// Moved: the group has another id now.
	Moved Decision = "moved"
	// Stop everything: the token is not accepted.
	Stop Decision = "stop"
)

// SendError is a delivery that failed, with what to do about it.
type SendError struct {
	Decision Decision
	After    time.Duration // how long to wait, of [Wait]
	To       int64         // the new id, of [Moved]
	// Lost is set, of [GiveUp], when the message, the topic or the chat it was
	// for is not there any more; of [Copy] not when only what was to be copied
	// is missing.
	Lost bool
	Err  error // without token and without words of people
}

// Error says what the messenger answered.
func (e *SendError) Error() string { return string(e.Decision) + ": " + e.Err.Error() }

// Unwrap gives the error of the call.
func (e *SendError) Unwrap() error { return e.Err }

// Decide gives what to do about an error of a [Messenger].
func Decide(err error) SendError {
	if e, ok := errors.AsType[*SendError](err); ok {
		return *e
	}
	return SendError{Decision: TryAgain, Err: err}
}
