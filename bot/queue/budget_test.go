package queue

import (
	"reflect"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

func TestBudget(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server, func(o *Options) { o.Budget = Budget{Events: 3, Window: time.Minute} })
		p := take(t, q, 3)
		chats := chatsOf(3, 2)
		press := update(4, chats[0])
		press.Callback, press.Event = "c", conversation.Event{Kind: conversation.EventPress, Press: "yes"}
		team := update(7, chats[0])
		team.Kind = bot.FromTeam
		gone := update(8, chats[0])
		gone.Kind = bot.Gone
		all := []bot.Update{
			update(1, chats[0]), update(2, chats[0]), update(3, chats[0]), press, update(5, chats[0]),
			update(6, chats[1]), team, gone,
		}
		put(t, q, all...)
		put(t, q, all...)
		entries := next(t, p, 10)
		if got := ids(entries); !reflect.DeepEqual(got, []int64{1, 2, 3, 4, 6, 7, 8}) {
			t.Errorf("stored are %v", got)
		}
		slow := bot.Update{
			ID: 4, Kind: bot.FromMerchant, Chat: chats[0], User: chats[0], At: press.At, Message: 4, Callback: "c",
			Event: conversation.Event{Kind: conversation.EventSlow, At: press.At},
		}
		if !reflect.DeepEqual(entries[3].Update, slow) {
			t.Errorf("the first over the budget became %+v", entries[3].Update)
		}
		if got, want := q.Counts(), (Counts{Stored: 6, Slowed: 1, Dropped: 1, Repeated: 8}); got != want {
			t.Errorf("counts are %+v, not %+v", got, want)
		}

		must(t, b.raw.PExpire(ctx, q.keys.used(3, chats[0]), time.Millisecond).Err())
		eventually(t, time.Second, "the window ends", func() bool {
			return b.raw.Exists(ctx, q.keys.used(3, chats[0])).Val() == 0
		})
		put(t, q, update(9, chats[0]))
		if got := ids(next(t, p, 10)); got[len(got)-1] != 9 {
			t.Errorf("after the window, stored are %v", got)
		}
	})
}

func TestWhatNobodySentIsNotLimited(t *testing.T) {
	q := open(t, embedded(t).server, func(o *Options) { o.Budget = Budget{Events: 1, Window: time.Minute} })
	for id := range int64(5) {
		put(t, q, bot.Update{ID: id + 1, Kind: bot.Broken, Problem: "no chat"})
	}
	if got := q.Counts(); got != (Counts{Stored: 5}) {
		t.Errorf("counts are %+v", got)
	}
}

func TestGroupBudget(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		replicas := []*Queue{open(t, b.server), open(t, b.server)}
		taken := 0
		for i := range 20 {
			wait, err := replicas[i%2].Take(t.Context(), -100, false)
			must(t, err)
			if wait == 0 {
				taken++
			} else if wait < 4*time.Second || wait > 5*time.Second {
				t.Errorf("the wait is %s", wait)
			}
		}
		if taken != groupLimit.Burst {
			t.Errorf("%d calls at once", taken)
		}
		if wait, err := replicas[0].Take(t.Context(), -101, false); wait != 0 || err != nil {
			t.Errorf("another group waits for %s, %v", wait, err)
		}
	})
	if most := groupLimit.Burst + groupLimit.Rate; most > 18 {
		t.Errorf("%d calls in a minute", most)
	}
}

// TestLaterCallsLeaveRoom holds that what may be later leaves at least a third
// of a group's budget to words, however much of it there is.
func TestLaterCallsLeaveRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		q := open(t, b.server)
		taken := func(later bool) int {
			n := 0
			for range 10 {
				wait, err := q.Take(t.Context(), -100, later)
				must(t, err)
				if wait == 0 {
					n++
				}
			}
			return n
		}
		cards := taken(true)
		words := taken(false)
		if cards != laterLimit.Burst || words != groupLimit.Burst-laterLimit.Burst || 3*words < groupLimit.Burst {
			t.Errorf("%d calls that may be later were made, and then %d words", cards, words)
		}
		soon, err := q.Take(t.Context(), -100, false)
		must(t, err)
		late, err := q.Take(t.Context(), -100, true)
		must(t, err)
		if soon <= 0 || late < soon+8*time.Second {
			t.Errorf("words wait %s, what may be later %s", soon, late)
		}
	})
}
