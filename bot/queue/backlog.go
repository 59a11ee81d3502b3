package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// Backlog is what is open in all partitions.
type Backlog struct {
	In, Out int64 // updates not handled, deliveries not settled
	Dead    int64 // letters
	Due     int64 // timers that are set, due or not
	// OldestIn and OldestOut are how long the oldest update and delivery have
	// been open, by Redis's clock; 0 when none is.
	OldestIn, OldestOut time.Duration
}

// Backlog counts what is open. The intake stops above a bound, and alarms hang
// on the ages.
func (q *Queue) Backlog(ctx context.Context) (Backlog, error) {
	var calls []call
	for n := range bot.Partitions {
		keys := []string{q.keys.in(n), q.keys.out(n), q.keys.dead(n), q.keys.due(n)}
		calls = append(calls, call{script: backlogScript, keys: keys})
	}
	replies, err := q.store.run(ctx, calls)
	if err != nil {
		return Backlog{}, fmt.Errorf("queue: counting the backlog: %w", err)
	}
	var b Backlog
	for _, reply := range replies {
		figures, err := reply.Int64Slice()
		if err != nil {
			return Backlog{}, fmt.Errorf("queue: counting the backlog: %w", err)
		}
		b.In += figures[0]
		b.Out += figures[1]
		b.Dead += figures[2]
		b.Due += figures[3]
		b.OldestIn = max(b.OldestIn, time.Duration(figures[4])*time.Millisecond)
		b.OldestOut = max(b.OldestOut, time.Duration(figures[5])*time.Millisecond)
	}
	return b, nil
}

// Chat gives the record of any chat, to be looked at.
func (q *Queue) Chat(ctx context.Context, chat int64) (bot.Record, error) {
	records, err := q.load(ctx, PartitionOf(chat), []int64{chat})
	if err != nil {
		return bot.Record{}, fmt.Errorf("queue: loading chat %d: %w", chat, err)
	}
	return records[0], nil
}

// ChatBytes gives the memory that the record of a chat takes in Redis, key and
// all; 0 when it has none.
func (q *Queue) ChatBytes(ctx context.Context, chat int64) (int64, error) {
	key := q.keys.record(PartitionOf(chat), chat)
	n, err := q.store.calls.MemoryUsage(ctx, key, 0).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, fmt.Errorf("queue: measuring chat %d: %w", chat, err)
	}
	return n, nil
}
