package queue

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// caseMark is the place of a case in the order of all.
type caseMark struct {
	opened int64 // in ms
	number string
	n      int // its partition
}

func markOf(f bot.CaseFile) caseMark {
	return caseMark{opened: f.Record.Opened.UnixMilli(), number: f.Case}
}

// String gives the mark as where a list goes on.
func (m caseMark) String() string { return strconv.FormatInt(m.opened, 10) + ":" + m.number }

// beginning is before the newest case.
func beginning() caseMark { return caseMark{opened: math.MaxInt64} }

// parseMark reads what String gave; "" is the beginning.
func parseMark(s string) (caseMark, error) {
	if s == "" {
		return beginning(), nil
	}
	opened, number, ok := strings.Cut(s, ":")
	ms, err := strconv.ParseInt(opened, 10, 64)
	if !ok || err != nil {
		return caseMark{}, fmt.Errorf("queue: %q is not where a list of cases goes on", s)
	}
	return caseMark{opened: ms, number: number}, nil
}

// walk goes over the marks of the cases of all partitions, the newest first.
type walk struct {
	q        *Queue
	from     caseMark // what was given last
	min, max string   // of the opening time
	parts    [bot.Partitions]walked
}

// walked is how far a partition was read.
type walked struct {
	ahead []caseMark // read and not given yet
	read  int64
	done  bool
}

// walk begins after a mark.
func (q *Queue) walk(ctx context.Context, f CaseFilter, from caseMark) (*walk, error) {
	w := &walk{q: q, from: from, min: "-inf", max: "+inf"}
	if !f.Since.IsZero() {
		w.min = strconv.FormatInt(f.Since.UnixMilli(), 10)
	}
	newest := from.opened
	if !f.Until.IsZero() {
		newest = min(newest, f.Until.UnixMilli())
	}
	if newest != math.MaxInt64 {
		w.max = strconv.FormatInt(newest, 10)
	}
	if !f.Open {
		return w, nil
	}
	return w, w.onlyOpen(ctx)
}

// onlyOpen lets the walk go over the cases that are with the team: they are
// few, and their index is not by opening time.
func (w *walk) onlyOpen(ctx context.Context) error {
	marks, err := w.q.openMarks(ctx)
	if err != nil {
		return err
	}
	heads, err := w.q.files(ctx, marks, false)
	if err != nil {
		return err
	}
	for i := range w.parts {
		w.parts[i].done = true
	}
	of := map[string]int{}
	for _, m := range marks {
		of[m.number] = m.n
	}
	for _, f := range heads {
		m := markOf(f)
		m.n = of[f.Case]
		w.parts[m.n].ahead = append(w.parts[m.n].ahead, m)
	}
	for i := range w.parts {
		slices.SortFunc(w.parts[i].ahead, newestFirst)
	}
	return nil
}

// next gives at most some marks that follow; none at the end.
func (w *walk) next(ctx context.Context, most int) ([]caseMark, error) {
	var marks []caseMark
	for len(marks) < most {
		if err := w.fill(ctx, most); err != nil {
			return nil, err
		}
		first := -1
		for i, p := range w.parts {
			if len(p.ahead) > 0 && (first < 0 || newestFirst(p.ahead[0], w.parts[first].ahead[0]) < 0) {
				first = i
			}
		}
		if first < 0 {
			break
		}
		m := w.parts[first].ahead[0]
		w.parts[first].ahead = w.parts[first].ahead[1:]
		if newestFirst(w.from, m) < 0 { // else it was given already
			w.from = m
			marks = append(marks, m)
		}
	}
	return marks, nil
}

// fill reads on in the partitions of which nothing is ahead.
func (w *walk) fill(ctx context.Context, most int) error {
	page := int64(min(most, casePage))
	pipe := w.q.store.calls.Pipeline()
	replies := map[int]*redis.ZSliceCmd{}
	for n := range w.parts {
		if p := &w.parts[n]; len(p.ahead) == 0 && !p.done {
			replies[n] = pipe.ZRevRangeByScoreWithScores(ctx, w.q.keys.cases(n),
				&redis.ZRangeBy{Min: w.min, Max: w.max, Offset: p.read, Count: page})
		}
	}
	if len(replies) == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("queue: listing cases: %w", err)
	}
	for n, reply := range replies {
		p := &w.parts[n]
		for _, z := range reply.Val() {
			number, _ := z.Member.(string)
			p.ahead = append(p.ahead, caseMark{opened: int64(z.Score), number: number, n: n})
		}
		p.read += int64(len(reply.Val()))
		p.done = int64(len(reply.Val())) < page
	}
	return nil
}

// openMarks gives the cases that are with the team, in no order.
func (q *Queue) openMarks(ctx context.Context) ([]caseMark, error) {
	pipe := q.store.calls.Pipeline()
	var replies [bot.Partitions]*redis.StringSliceCmd
	for n := range replies {
		replies[n] = pipe.ZRange(ctx, q.keys.open(n), 0, -1)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("queue: listing the open cases: %w", err)
	}
	var marks []caseMark
	for n, reply := range replies {
		for _, number := range reply.Val() {
			marks = append(marks, caseMark{number: number, n: n})
		}
	}
	return marks, nil
}
