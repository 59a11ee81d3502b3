package queue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

const fieldGap = "g" // JSON of a [conversation.Gap]

// Day is what was counted on a day, in UTC. See [bot.Turn].
type Day struct {
	Date   string // as in 2026-11-22
	Counts map[string]int64
}

// Days gives what was counted from a day to another, both included, in their
// order. A day on which nothing was counted has no counts.
func (q *Queue) Days(ctx context.Context, from, to time.Time) ([]Day, error) {
	var days []Day
	last := to.UTC().Format(time.DateOnly)
	for at := from.UTC(); at.Format(time.DateOnly) <= last; at = at.AddDate(0, 0, 1) {
		pipe := q.store.calls.Pipeline()
		var replies [bot.Partitions]*redis.MapStringStringCmd
		for n := range replies {
			replies[n] = pipe.HGetAll(ctx, q.keys.day(n, at))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("queue: reading the counts of a day: %w", err)
		}
		day := Day{Date: at.Format(time.DateOnly), Counts: map[string]int64{}}
		for _, reply := range replies {
			for name, value := range reply.Val() {
				count, err := strconv.ParseInt(value, 10, 64)
				if err != nil {
					return nil, fmt.Errorf("queue: the count %q of %s: %w", name, day.Date, err)
				}
				day.Counts[name] += count
			}
		}
		days = append(days, day)
	}
	return days, nil
}

// clockSlack is how much earlier a gap may be kept, by Redis's clock, than it
// happened by another.
const clockSlack = time.Minute

// Gaps gives the gaps since a time, the newest first.
func (q *Queue) Gaps(ctx context.Context, since time.Time) ([]conversation.Gap, error) {
	oldest := "-"
	if !since.IsZero() {
		oldest = strconv.FormatInt(max(0, since.Add(-clockSlack).UnixMilli()), 10)
	}
	var gaps []conversation.Gap
	for n := range bot.Partitions {
		messages, err := q.store.calls.XRevRange(ctx, q.keys.gaps(n), "+", oldest).Result()
		if err != nil {
			return nil, fmt.Errorf("queue: reading gaps: %w", err)
		}
		for _, m := range messages {
			body, _ := text(m, fieldGap)
			var gap conversation.Gap
			if err := decode(body, &gap); err != nil {
				return nil, fmt.Errorf("queue: gap %s of partition %d cannot be decoded: %w", m.ID, n, err)
			}
			if !gap.At.Before(since) {
				gaps = append(gaps, gap)
			}
		}
	}
	slices.SortStableFunc(gaps, func(a, b conversation.Gap) int { return b.At.Compare(a.At) })
	return gaps, nil
}
