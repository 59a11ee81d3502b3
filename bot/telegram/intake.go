package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// Intake takes raw updates in: decoded and masked, into the inbox. Its fields
// are set before its first use; it is safe for concurrent use.
type Intake struct {
	Decoder *Decoder
	Inbox   bot.Inbox
	// Keep, when set, keeps the groups that have another id now, for the other
	// processes and the next start. Nothing is confirmed before.
	Keep     func(ctx context.Context) error
	Observer Observer
	Log      *slog.Logger

	kept atomic.Int64 // so many groups that moved
}

// errNumberless is an update without a number: Telegram sends none.
var errNumberless = errors.New("no update of the Bot API: it has no number")

// take stores updates that were read at a time, in order, and returns the
// highest of their numbers. After an error nothing may be confirmed; the same
// updates may be taken again.
func (in *Intake) take(ctx context.Context, raws []json.RawMessage, at time.Time) (last int64, err error) {
	updates := make([]bot.Update, 0, len(raws))
	var left []Reason
	for _, raw := range raws {
		u, reason := in.Decoder.Decode(raw, at)
		last = max(last, u.ID)
		switch {
		case u.ID == 0:
			in.Log.Error("an update was left out", "error", errNumberless)
		case reason != "":
			in.Log.Debug("an update is for nobody", "update", u.ID, "reason", reason)
			left = append(left, reason)
		default:
			if u.Kind == bot.Broken {
				in.Log.Warn("an update cannot be decoded", "update", u.ID, "chat", u.Chat, "problem", u.Problem)
			}
			updates = append(updates, u)
		}
	}
	if last == 0 && len(raws) > 0 {
		return 0, errNumberless
	}
	if len(updates) > 0 {
		if err := in.Inbox.Put(ctx, updates); err != nil {
			return 0, fmt.Errorf("put updates into the inbox: %w", err)
		}
	}
	if moved := int64(len(in.Decoder.Team.Moves())); in.Keep != nil && moved > in.kept.Load() {
		if err := in.Keep(ctx); err != nil {
			return 0, fmt.Errorf("keep which groups moved: %w", err)
		}
		in.kept.Store(moved)
	}
	for _, u := range updates {
		in.Observer.Took(u.Kind)
	}
	for _, r := range left {
		in.Observer.Left(r)
	}
	return last, nil
}
