package queue

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

func redisZ(at time.Time, member string) redis.Z {
	return redis.Z{Score: float64(at.UnixMilli()), Member: member}
}

// countedToday gives the counts of today, which may have become yesterday.
func countedToday(t *testing.T, q *Queue) map[string]int64 {
	t.Helper()
	days, err := q.Days(t.Context(), time.Now().Add(-24*time.Hour), time.Now())
	must(t, err)
	sum := map[string]int64{}
	for _, d := range days {
		for name, n := range d.Counts {
			sum[name] += n
		}
	}
	return sum
}

func gapsOf(t *testing.T, q *Queue) []string {
	t.Helper()
	gaps, err := q.Gaps(t.Context(), time.Time{})
	must(t, err)
	var words []string
	for _, g := range gaps {
		words = append(words, g.Words)
	}
	return words
}

// TestCountedOnce holds that a commit counts once, however often it is made:
// with entries, with a timer, with nobody's entries, in conflict, by a former
// owner.
func TestCountedOnce(t *testing.T) {
	onAll(t, func(t *testing.T, server Server) {
		ctx, q := t.Context(), open(t, server)
		p, chats := take(t, q, 3), chatsOf(3, 2)
		counts := func(turn bot.Turn, names ...string) bot.Turn {
			turn.Counts, turn.Gaps = map[string]int64{}, nil
			for _, name := range names {
				turn.Counts[name] = 1
				turn.Gaps = append(turn.Gaps, conversation.Gap{Kind: conversation.GapNone, At: morning, Words: name})
			}
			return turn
		}
		put(t, q, update(1, chats[0]), update(2, chats[0]), update(3, chats[1]), bot.Update{ID: 4, Kind: bot.Broken, Problem: "x"})
		entries := next(t, p, 10)
		nobody := take(t, q, PartitionOf(0))
		nobodys := counts(turn(0, next(t, nobody, 1)...), "nobody")
		one := counts(turn(0, entries[0]), "first", "turns")
		for range 3 {
			must(t, p.Commit(ctx, []bot.Turn{one}))
			must(t, nobody.Commit(ctx, []bot.Turn{nobodys}))
		}
		two, late := counts(turn(1, entries[1]), "second", "turns"), counts(turn(7, entries[2]), "conflict")
		for range 2 {
			if err := p.Commit(ctx, []bot.Turn{one, two, late}); !errors.Is(err, bot.ErrConflict) {
				t.Errorf("a wrong version: %v", err)
			}
		}
		if err := p.Commit(ctx, []bot.Turn{counts(turn(2, entries[1], entries[2]), "part")}); !errors.Is(err, bot.ErrConflict) {
			t.Errorf("entries that are open in part: %v", err)
		}
		timer := counts(bot.Turn{Record: bot.Record{Chat: chats[0], Version: 2}}, "timer", "turns")
		for range 3 {
			must(t, p.Commit(ctx, []bot.Turn{timer}))
		}
		must(t, p.Commit(ctx, []bot.Turn{counts(turn(0, entries[2]), "other")}))
		if err := p.Commit(ctx, []bot.Turn{counts(bot.Turn{}, "never")}); err == nil {
			t.Error("a turn of nobody that handles nothing was stored")
		}
		successor := take(t, q, 3)
		if err := p.Commit(ctx, []bot.Turn{counts(bot.Turn{Record: bot.Record{Chat: chats[0], Version: 3}}, "former")}); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("a former owner: %v", err)
		}
		if err := successor.Commit(ctx, []bot.Turn{timer}); !errors.Is(err, bot.ErrConflict) {
			t.Errorf("another owner's timer: %v", err)
		}
		want := map[string]int64{"first": 1, "second": 1, "timer": 1, "other": 1, "nobody": 1, "turns": 3}
		if got := countedToday(t, q); !reflect.DeepEqual(got, want) {
			t.Errorf("counted are %v, not %v", got, want)
		}
		if got := gapsOf(t, q); len(got) != 8 {
			t.Errorf("gaps are %v", got)
		}
	})
}

func TestDays(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx, q := t.Context(), open(t, b.server)
		for i, date := range []string{"2026-02-27", "2026-03-01", "2026-03-02"} {
			at, err := time.Parse(time.DateOnly, date)
			must(t, err)
			for _, n := range []int{2, 5} {
				must(t, b.raw.HIncrBy(ctx, q.keys.day(n, at), "cases", int64(i+1)).Err())
			}
		}
		from := time.Date(2026, 2, 27, 23, 30, 0, 0, time.UTC)
		days, err := q.Days(ctx, from, from.Add(25*time.Hour))
		want := []Day{{"2026-02-27", map[string]int64{"cases": 2}}, {"2026-02-28", map[string]int64{}}, {"2026-03-01", map[string]int64{"cases": 4}}}
		if err != nil || !reflect.DeepEqual(days, want) {
			t.Errorf("days are %v, %v", days, err)
		}
		if days, err := q.Days(ctx, from, from.Add(-24*time.Hour)); err != nil || len(days) != 0 {
			t.Errorf("backwards they are %v, %v", days, err)
		}
	})
}

func TestGaps(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx, q := t.Context(), open(t, b.server)
		now := time.Now().UTC().Truncate(time.Millisecond)
		gap := func(words string, ago time.Duration) conversation.Gap {
			return conversation.Gap{Kind: conversation.GapUnhelpful, At: now.Add(-ago), Words: words, Problem: "p", Nearest: []string{"p", "q"}}
		}
		for i, chat := range []int64{7001, 7002, 7003} {
			p := own(t, q, chat)
			turn := bot.Turn{Record: bot.Record{Chat: chat}, Gaps: []conversation.Gap{gap(fmt.Sprint("old", i), time.Hour), gap(fmt.Sprint("new", i), time.Duration(i)*time.Second)}}
			must(t, p.Commit(ctx, []bot.Turn{turn}))
		}
		gaps, err := q.Gaps(ctx, now.Add(-time.Minute))
		if err != nil || len(gaps) != 3 || !reflect.DeepEqual(gaps[2], gap("new2", 2*time.Second)) || gaps[0].Words != "new0" {
			t.Errorf("gaps are %+v, %v", gaps, err)
		}

		p, n := own(t, q, 7001), PartitionOf(7001)
		var many []conversation.Gap
		for i := range gapsMost {
			many = append(many, gap(fmt.Sprint(i), 0))
		}
		must(t, b.raw.Del(ctx, q.keys.gaps(n)).Err())
		must(t, b.raw.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.gaps(n), ID: "1-1", Values: []any{"g", "{}"}}).Err())
		must(t, p.Commit(ctx, []bot.Turn{{Record: bot.Record{Chat: 7001, Version: 1}, Gaps: many[:5]}}))
		if n := b.raw.XLen(ctx, q.keys.gaps(n)).Val(); n != 5 {
			t.Errorf("%d gaps are kept, a very old one too", n)
		}
		must(t, p.Commit(ctx, []bot.Turn{{Record: bot.Record{Chat: 7001, Version: 2}, Gaps: many}}))
		if n := b.raw.XLen(ctx, q.keys.gaps(n)).Val(); n != gapsMost {
			t.Errorf("%d gaps are kept", n)
		}
	})
}
