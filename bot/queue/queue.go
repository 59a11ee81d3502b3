package queue

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/tillmate/tillmate/bot"
)

// Queue is the inbox, the outbox, the records of all chats and the cases. It is safe for
// concurrent use.
type Queue struct {
	store   *store
	keys    keys
	options Options
	log     *slog.Logger
	counts  counts
}

var (
	_ bot.Inbox     = (*Queue)(nil)
	_ bot.Partition = (*partition)(nil)
	_ bot.Cases     = (*Queue)(nil)
	_ bot.Directory = (*Queue)(nil)
)

// Dial gives the queue of a Redis. It does not connect: that is done by the
// first call, and again by every call after Redis was away. An error is one of
// the options.
func Dial(options Options) (*Queue, error) {
	if err := options.complete(); err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	setClientLog(options.Log)
	return &Queue{
		store:   options.Server.connect(),
		keys:    keys(options.Prefix),
		options: options,
		log:     options.Log,
	}, nil
}

// Close closes the connections. What still uses the queue gets errors.
func (q *Queue) Close() error { return q.store.close() }

// Ping reports whether Redis answers.
func (q *Queue) Ping(ctx context.Context) error {
	if err := q.store.calls.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("queue: asking Redis for a sign of life: %w", err)
	}
	return nil
}
