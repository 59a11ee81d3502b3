package queue

import (
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

func TestBacklog(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		if got, err := q.Backlog(ctx); err != nil || got != (Backlog{}) {
			t.Errorf("an empty queue has %+v, %v", got, err)
		}
		for i, n := range []int{3, 9} {
			chat := chatsOf(n, 1)[0]
			put(t, q, update(int64(10*i+1), chat), update(int64(10*i+2), chat))
			p := take(t, q, n)
			one := turn(0, next(t, p, 1)...)
			one.Due = time.Now()
			one.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chat}, {Kind: bot.Show, Chat: chat}}
			must(t, p.Commit(ctx, []bot.Turn{one}))
		}
		var got Backlog
		eventually(t, time.Second, "the oldest age", func() bool {
			var err error
			got, err = q.Backlog(ctx)
			must(t, err)
			return got.OldestIn > 20*time.Millisecond && got.OldestOut > 20*time.Millisecond
		})
		if got.OldestIn > time.Minute || got.OldestOut > got.OldestIn {
			t.Errorf("the ages are %s and %s", got.OldestIn, got.OldestOut)
		}
		got.OldestIn, got.OldestOut = 0, 0
		if want := (Backlog{In: 2, Out: 4, Due: 2}); got != want {
			t.Errorf("backlog is %+v, not %+v", got, want)
		}
	})
}

func TestChatBytes(t *testing.T) {
	b := real(t)
	q := open(t, b.server)
	chat := chatsOf(3, 1)[0]
	if n, err := q.ChatBytes(t.Context(), chat); n != 0 || err != nil {
		t.Errorf("a chat that is not there takes %d bytes, %v", n, err)
	}
	put(t, q, update(1, chat))
	p := take(t, q, 3)
	one := turn(0, next(t, p, 1)...)
	one.Record.Data = make([]byte, 3000)
	must(t, p.Commit(t.Context(), []bot.Turn{one}))
	if n, err := q.ChatBytes(t.Context(), chat); n < 3000 || n > 4000 || err != nil {
		t.Errorf("a record of 3,000 bytes takes %d, %v", n, err)
	}
}
