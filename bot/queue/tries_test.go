package queue

import (
	"reflect"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

func tries(entries []bot.Entry) []int {
	var all []int
	for _, e := range entries {
		all = append(all, e.Tries)
	}
	return all
}

func TestTries(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		chats := chatsOf(3, 2)
		put(t, q, update(1, chats[0]), update(2, chats[1]))
		expect := func(p *partition, want ...int) []bot.Entry {
			t.Helper()
			entries := next(t, p, 10)
			if got := tries(entries); !reflect.DeepEqual(got, want) {
				t.Errorf("tries are %v, not %v", got, want)
			}
			return entries
		}
		first := take(t, q, 3)
		expect(first, 0, 0)
		second := take(t, q, 3) // the first is gone
		expect(second, 1, 1)
		put(t, q, update(3, chats[0]))
		entries := expect(second, 1, 1, 0)
		second.tries = nil // an answer that was lost is asked for again
		expect(second, 1, 1, 0)
		must(t, second.Commit(ctx, []bot.Turn{turn(0, entries[1])}))
		must(t, q.release(second.lease, false))
		third := take(t, q, 3) // the second stopped
		expect(third, 1, 0)
		must(t, q.release(third.lease, true))
		fourth := take(t, q, 3) // the third failed
		entries = expect(fourth, 2, 1)
		must(t, fourth.Commit(ctx, []bot.Turn{turn(0, entries...)}))
		if left := b.raw.HLen(ctx, q.keys.tries(3)).Val(); left != 0 {
			t.Errorf("%d tries are left", left)
		}
	})
}
