package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/tillmate/tillmate/bot"
)

// Counts are what became of the updates that this process has put.
type Counts struct {
	Stored   int64
	Repeated int64 // put before
	Slowed   int64 // the first over the budget, stored as [conversation.EventSlow]
	Dropped  int64 // over the budget
}

// The results of the ingest script, in its order.
type counts [4]atomic.Int64

// Counts gives what became of the updates so far.
func (q *Queue) Counts() Counts {
	return Counts{
		Repeated: q.counts[0].Load(),
		Stored:   q.counts[1].Load(),
		Slowed:   q.counts[2].Load(),
		Dropped:  q.counts[3].Load(),
	}
}

// Put stores updates, those of a partition in one step. See [bot.Inbox]; the
// order is kept among the updates of a chat.
func (q *Queue) Put(ctx context.Context, updates []bot.Update) error {
	calls, err := q.ingest(updates)
	if err != nil || len(calls) == 0 {
		return err
	}
	replies, err := q.store.runDurably(ctx, calls)
	for _, reply := range replies {
		results, err := reply.Int64Slice()
		if err != nil {
			continue // it is the error of the whole, or comes before it
		}
		for _, result := range results {
			q.counts[result].Add(1)
		}
	}
	if err != nil {
		return fmt.Errorf("queue: storing %d updates: %w", len(updates), err)
	}
	return nil
}

// ingest gives the calls that store updates, one a partition.
func (q *Queue) ingest(updates []bot.Update) ([]call, error) {
	var parts [bot.Partitions]call
	for _, u := range updates {
		if u.ID <= 0 {
			return nil, fmt.Errorf("queue: an update of kind %q has the id %d", u.Kind, u.ID)
		}
		body, err := json.Marshal(u)
		if err != nil {
			return nil, fmt.Errorf("queue: encoding update %d: %w", u.ID, err)
		}
		n := PartitionOf(u.Chat)
		part := &parts[n]
		if part.script == nil {
			part.script = ingestScript
			part.keys = []string{q.keys.in(n)}
			part.args = []any{seenLife.Milliseconds(), q.options.Budget.Events, q.options.Budget.Window.Milliseconds()}
		}
		part.keys = append(part.keys, q.keys.seen(n, u.ID), q.keys.used(n, spender(u)))
		part.args = append(part.args, seenBit(u.ID), counted(u), body)
	}
	var calls []call
	for _, part := range parts {
		if part.script != nil {
			calls = append(calls, part)
		}
	}
	return calls, nil
}

// counted is 1 when an update counts in the budget of its user. What the team
// does, and who left or came back, must not be lost; what has no chat has
// nobody to be told that it was too much.
func counted(u bot.Update) int {
	if u.Chat != 0 && (u.Kind == bot.FromMerchant || u.Kind == bot.Broken) {
		return 1
	}
	return 0
}

// spender is whose budget an update counts in.
func spender(u bot.Update) int64 {
	if u.User == 0 {
		return u.Chat
	}
	return u.User
}
