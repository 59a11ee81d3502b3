package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// batch is the number of entries that are handled in one commit. It bounds the
// work that is lost when an owner is gone, and how long a chat waits for the
// others of its batch.
const batch = 64

// Worker handles the updates of partitions. Its fields are set before its
// first use and not changed; it may run many partitions at once.
type Worker struct {
	Content Content
	// Desk is the team that takes over; nil is none. Then who is handed over is
	// told so, and that is all.
	Desk *Desk
	// Inbox takes in what the worker finds out about other chats; it is needed
	// where there is a desk.
	Inbox Inbox
	// Commands, where it is not nil, handles the commands that are about no
	// case, such as those of editors, in a group of the team or a private chat.
	// It says by u.User who may; not handled is as if it were not there. It may
	// be called again for the same update, and must be quick. The reply is
	// shown below the command. After an error the batch is done again.
	Commands func(ctx context.Context, u Update) (reply string, handled bool, err error)
	// Split cuts a text into pieces that the messenger takes.
	Split    func(text string) []string
	Observer Observer
	Log      *slog.Logger
}

// Run handles the updates and timers of a partition until ctx ends or the
// partition has another owner. wake is called after every
// commit that may have deliveries; beat is called on every round, also when
// there is nothing to do.
func (w *Worker) Run(ctx context.Context, p Partition, wake, beat func()) {
	retry := pause()
	for ctx.Err() == nil {
		beat()
		err := w.round(ctx, p, wake)
		switch {
		case err == nil:
			retry.Reset()
			continue
		case errors.Is(err, ErrFenced):
			return
		case ctx.Err() == nil && !errors.Is(err, ErrConflict):
			w.Log.Warn("a batch was not stored; it is done again", "partition", p.Number(), "error", err)
		}
		sleep(ctx, retry.NextBackOff())
	}
}

// pause gives the pauses between tries.
func pause() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = 20*time.Millisecond, 2*time.Second
	b.Reset()
	return b
}

// sleep waits, or returns early when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// round handles one batch.
func (w *Worker) round(ctx context.Context, p Partition, wake func()) error {
	entries, err := p.Next(ctx, batch)
	if err != nil {
		return fmt.Errorf("read the inbox: %w", err)
	}
	start := time.Now()
	due, err := p.Due(ctx, start, batch)
	if err != nil {
		return fmt.Errorf("read the timers: %w", err)
	}
	if len(entries)+len(due) == 0 {
		return nil
	}
	chats, waiting := byChat(entries, due)
	records, err := p.Load(ctx, chats)
	if err != nil {
		return fmt.Errorf("load the chats: %w", err)
	}
	turns := make([]Turn, 0, len(chats))
	for _, r := range records {
		turn, err := w.handle(ctx, r, waiting[r.Chat], start)
		if err != nil {
			return fmt.Errorf("chat %d: %w", r.Chat, err)
		}
		turns = append(turns, turn)
	}
	if err := p.Commit(ctx, turns); err != nil {
		return fmt.Errorf("store the batch: %w", err)
	}
	w.Observer.Committed(len(turns), time.Since(start))
	wake()
	return nil
}

// byChat groups the entries by chat, in the order in which the chats come
// first, and adds the chats whose timer is due.
func byChat(entries []Entry, due []int64) (chats []int64, waiting map[int64][]Entry) {
	waiting = map[int64][]Entry{}
	for _, e := range entries {
		chat := e.Update.Chat
		if waiting[chat] == nil {
			chats = append(chats, chat)
		}
		waiting[chat] = append(waiting[chat], e)
	}
	for _, chat := range due {
		if waiting[chat] == nil { // who has just written is not nudged
			chats = append(chats, chat)
		}
	}
	return chats, waiting
}
