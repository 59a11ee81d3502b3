package queue

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// beforeFirst is one less than the number of the first case: four digits are
// taken for a number by everybody.
const beforeFirst = 1000

// casePage is how many cases are read at once by who reads all.
const casePage = 200

// CaseFilter chooses cases. Its zero value chooses all.
type CaseFilter struct {
	// Since and Until bound when they were opened: from Since on, before Until.
	Since, Until time.Time
	Desk         string
	Agent        int64
	State        handoff.State
	Open         bool // only those that are with the team
	// Whole reads all that is kept of a case. Else it has only its record.
	Whole bool
}

func (f CaseFilter) fits(r handoff.Record) bool {
	return (f.Desk == "" || f.Desk == r.Desk) &&
		(f.Agent == 0 || f.Agent == r.Agent) &&
		(f.State == "" || f.State == r.State) &&
		(!f.Open || withTeam(r.State)) &&
		!r.Opened.Before(f.Since) && (f.Until.IsZero() || r.Opened.Before(f.Until))
}

// Number gives a new number for a case. See [bot.Cases].
func (q *Queue) Number(ctx context.Context) (int64, error) {
	replies, err := q.store.runDurably(ctx, []call{{numberScript, []string{q.keys.number()}, []any{beforeFirst}}})
	if err != nil {
		return 0, fmt.Errorf("queue: giving a case its number: %w", err)
	}
	n, err := replies[0].Int64()
	if err != nil {
		return 0, fmt.Errorf("queue: giving a case its number: %w", err)
	}
	return n, nil
}

// Open gives the cases that are with the team. See [bot.Cases].
func (q *Queue) Open(ctx context.Context) ([]bot.CaseFile, error) {
	marks, err := q.openMarks(ctx)
	if err != nil {
		return nil, err
	}
	files, err := q.files(ctx, marks, true)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b bot.CaseFile) int { return -newestFirst(markOf(a), markOf(b)) })
	return files, nil
}

// Waiting counts the cases that nobody owns yet. See [bot.Cases].
func (q *Queue) Waiting(ctx context.Context) (int, error) {
	since := strconv.FormatInt(time.Now().Add(-q.options.CaseLife).UnixMilli(), 10)
	pipe := q.store.calls.Pipeline()
	var replies [bot.Partitions]*redis.IntCmd
	for n := range replies {
		replies[n] = pipe.ZCount(ctx, q.keys.waiting(n), since, "+inf")
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, fmt.Errorf("queue: counting the cases that wait: %w", err)
	}
	sum := 0
	for _, reply := range replies {
		sum += int(reply.Val())
	}
	return sum, nil
}

// Case gives all that is kept of a case, by its number or name; ok is false
// when there is none (any more).
func (q *Queue) Case(ctx context.Context, number string) (file bot.CaseFile, ok bool, err error) {
	pipe := q.store.calls.Pipeline()
	var replies []*redis.SliceCmd
	for _, n := range partsOf(number) {
		replies = append(replies, pipe.HMGet(ctx, q.keys.file(n, number), fieldFile))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return file, false, fmt.Errorf("queue: reading case %s: %w", number, err)
	}
	for _, reply := range replies {
		if file, ok, err = decodeCase(number, reply); ok || err != nil {
			return file, ok, err
		}
	}
	return file, false, nil
}

// List gives at most some of the cases that a filter chooses, the newest
// opened first, and where the list goes on: to be given as after for the next
// ones, "" at its end. It begins with "".
func (q *Queue) List(ctx context.Context, f CaseFilter, after string, most int) (files []bot.CaseFile, next string, err error) {
	from, err := parseMark(after)
	if err != nil {
		return nil, "", err
	}
	w, err := q.walk(ctx, f, from)
	if err != nil {
		return nil, "", err
	}
	for len(files) < most {
		marks, err := w.next(ctx, max(most, casePage/4))
		if err != nil {
			return nil, "", err
		}
		if len(marks) == 0 {
			return files, "", nil
		}
		found, err := q.files(ctx, marks, f.Whole)
		if err != nil {
			return nil, "", err
		}
		for _, file := range found {
			if len(files) < most && f.fits(file.Record) {
				files = append(files, file)
			}
		}
	}
	if len(files) == 0 {
		return nil, "", nil
	}
	return files, markOf(files[len(files)-1]).String(), nil
}

// All gives every case that a filter chooses, the newest opened first, without
// holding them all. It ends with the first error.
func (q *Queue) All(ctx context.Context, f CaseFilter) iter.Seq2[bot.CaseFile, error] {
	page := casePage
	if f.Whole {
		page = casePage / 10
	}
	return func(yield func(bot.CaseFile, error) bool) {
		for after := ""; ; {
			files, next, err := q.List(ctx, f, after, page)
			if err != nil {
				yield(bot.CaseFile{}, err)
				return
			}
			for _, file := range files {
				if !yield(file, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			after = next
		}
	}
}

// files reads cases, in their order; those that are gone are left out.
func (q *Queue) files(ctx context.Context, marks []caseMark, whole bool) ([]bot.CaseFile, error) {
	field, page := fieldHead, casePage
	if whole {
		field, page = fieldFile, casePage/4
	}
	var files []bot.CaseFile
	for part := range slices.Chunk(marks, page) {
		pipe := q.store.calls.Pipeline()
		replies := make([]*redis.SliceCmd, len(part))
		for i, m := range part {
			replies[i] = pipe.HMGet(ctx, q.keys.file(m.n, m.number), field)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("queue: reading cases: %w", err)
		}
		for i, reply := range replies {
			f, ok, err := decodeCase(part[i].number, reply)
			if err != nil {
				return nil, err
			}
			if ok {
				files = append(files, f)
			}
		}
	}
	return files, nil
}

// newestFirst orders cases: those opened last come first.
func newestFirst(a, b caseMark) int {
	return cmp.Or(cmp.Compare(b.opened, a.opened), cmp.Compare(b.number, a.number))
}
