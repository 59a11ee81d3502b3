package queue

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

// TestTwoFirstMessages lets two replicas put the first two updates of each of
// 1,000 chats at the same time, both of which also own partitions. Each chat
// must become one conversation that knows both.
func TestTwoFirstMessages(t *testing.T) {
	t.Parallel()
	const chats = 1000
	b := real(t)
	replicas := []*Queue{open(t, b.server), open(t, b.server)}
	l := newLedger(t)
	var wait sync.WaitGroup
	start := make(chan struct{})
	for _, q := range replicas {
		l.own(q)
		for chat := range int64(chats) {
			wait.Go(func() {
				<-start
				l.post(q, 1+chat)
			})
		}
	}
	close(start)
	wait.Wait()
	eventually(t, patience, "all is handled and sent", func() bool {
		b, err := replicas[0].Backlog(t.Context())
		return err == nil && b.In == 0 && b.Out == 0
	})
	l.stop()
	l.wait.Wait()
	for chat := range int64(chats) {
		record, err := replicas[0].Chat(t.Context(), 1+chat)
		must(t, err)
		handled := strings.Fields(string(record.Data))
		// A partition that changes hands between a delivery and its note is
		// sent from again: twice in a row is allowed, out of order is not.
		sent := slices.Compact(slices.Clone(l.sent[1+chat]))
		if record.Version < 1 || record.Version > 2 || !slices.Equal(handled, sent) || len(handled) != 2 {
			t.Errorf("chat %d has version %d, handled %v and sent %v", 1+chat, record.Version, handled, l.sent[1+chat])
		}
	}
}

// TestManyFirstMessages lets two replicas put 2,000 updates of one chat at the
// same time. They are stored once each, and handled in the order stored.
func TestManyFirstMessages(t *testing.T) {
	t.Parallel()
	b := real(t)
	replicas := []*Queue{open(t, b.server), open(t, b.server)}
	const chat = 9
	l := newLedger(t)
	var wait sync.WaitGroup
	for id := range int64(2000) {
		wait.Go(func() {
			l.again(func(ctx context.Context) error {
				return replicas[id%2].Put(ctx, []bot.Update{update(1+id/2, chat)})
			})
		})
	}
	wait.Wait()
	p := take(t, replicas[0], PartitionOf(chat))
	var stored []string
	for _, e := range next(t, p, 3000) {
		stored = append(stored, itoa(e.Update.ID))
	}
	l.own(replicas[0])
	l.own(replicas[1])
	must(t, replicas[0].release(p.lease, false))
	l.put[chat] = stored
	l.finish(replicas[0])
	if unique := slices.Compact(slices.Sorted(slices.Values(stored))); len(stored) != 1000 || len(unique) != 1000 {
		t.Errorf("%d are stored, %d of them different", len(stored), len(unique))
	}
}
