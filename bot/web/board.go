package web

import (
	"context"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// board is what the team sees, and the same for everybody: the cases that are
// with the team, and those others that somebody looks at. It looks for changes
// while somebody watches, and at nothing else.
type board struct {
	cases Cases
	log   *slog.Logger

	looking sync.Mutex // one look at a time
	mu      sync.Mutex
	now     *snapshot
	fresh   chan struct{} // closed by the next change
	watched map[string]int
	readers int
	hurry   time.Time // until when it looks often
	wake    chan struct{}
}

// snapshot is the board at one time. It is not changed.
type snapshot struct {
	version int64
	at      time.Time
	open    []bot.CaseFile
	others  map[string]bot.CaseFile
}

// find gives a case of the snapshot.
func (s *snapshot) find(number string) (bot.CaseFile, bool) {
	for _, f := range s.open {
		if f.Case == number {
			return f, true
		}
	}
	f, ok := s.others[number]
	return f, ok
}

// same reports whether nothing has changed since an earlier board. A case that
// has not changed is the earlier one, ticket and all: who shows it need not
// look at it again.
func (s *snapshot) same(was *snapshot) bool {
	before := make(map[string]bot.CaseFile, len(was.open)+len(was.others))
	for _, f := range was.open {
		before[f.Case] = f
	}
	maps.Copy(before, was.others)
	changed := len(s.open) != len(was.open) || len(s.others) != len(was.others)
	kept := func(f bot.CaseFile) bot.CaseFile {
		if old, ok := before[f.Case]; ok && alike(old, f) {
			return old
		}
		changed = true
		return f
	}
	for i, f := range s.open {
		s.open[i] = kept(f)
		changed = changed || was.open[i].Case != f.Case
	}
	for number, f := range s.others {
		s.others[number] = kept(f)
	}
	return !changed
}

// alike reports whether two readings of a case show the same. Lines are many,
// and of each only some fields ever change; the history only grows.
func alike(a, b bot.CaseFile) bool {
	if a.Ticket == nil || b.Ticket == nil {
		return a.Ticket == b.Ticket
	}
	x, y := *a.Ticket, *b.Ticket
	lines := slices.EqualFunc(x.Lines, y.Lines, func(l, m handoff.Line) bool {
		return l.N == m.N && l.From == m.From && l.Text == m.Text && l.Sent == m.Sent && len(l.Was) == len(m.Was)
	})
	grown := len(x.History) != len(y.History) || x.Forgotten != y.Forgotten
	x.Lines, y.Lines, x.History, y.History = nil, nil, nil, nil
	return lines && !grown && len(a.Answers) == len(b.Answers) && a.Before == b.Before && reflect.DeepEqual(x, y)
}

func newBoard(cases Cases, log *slog.Logger) *board {
	return &board{
		cases: cases, log: log, fresh: make(chan struct{}), watched: map[string]int{}, wake: make(chan struct{}, 1),
		// A page that was made before the program was started again must not
		// take this board for the one it knows.
		now: &snapshot{version: time.Now().UnixMicro()},
	}
}

// run looks until ctx ends.
func (b *board) run(ctx context.Context) {
	for failing := false; ctx.Err() == nil; {
		pause, some := b.pause()
		if !some {
			select {
			case <-b.wake:
			case <-ctx.Done():
			}
			continue
		}
		start := time.Now()
		_, err := b.look(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			b.log.Warn("the team's page cannot read the cases", "error", err)
		}
		failing = err != nil
		t := time.NewTimer(max(pause, lookShare*time.Since(start)))
		select {
		case <-t.C:
		case <-b.wake:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// pause gives how long it may be before the next look; some is false when
// nobody watches.
func (b *board) pause() (pause time.Duration, some bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Now().Before(b.hurry) {
		return lookOften, b.readers > 0
	}
	return lookEvery, b.readers > 0
}

// poke says that something is about to change.
func (b *board) poke() {
	b.mu.Lock()
	b.hurry = time.Now().Add(hurryTime)
	b.mu.Unlock()
	b.rouse()
}

func (b *board) rouse() {
	select {
	case b.wake <- struct{}{}:
	default: // it is awake already
	}
}

// look reads the cases, and gives the board as it is then.
func (b *board) look(ctx context.Context) (*snapshot, error) {
	b.looking.Lock()
	defer b.looking.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	open, err := b.cases.Open(ctx)
	if err != nil {
		return nil, err
	}
	// What was never handed over has nothing to be worked on.
	open = slices.DeleteFunc(slices.Clone(open), func(f bot.CaseFile) bool { return f.Ticket == nil })
	next := &snapshot{open: open, others: map[string]bot.CaseFile{}}
	for _, number := range b.aside(next) {
		f, ok, err := b.cases.Case(ctx, number)
		if err != nil {
			return nil, err
		}
		if ok {
			next.others[number] = f
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if next.same(b.now) {
		return b.now, nil
	}
	next.version, next.at = b.now.version+1, time.Now()
	b.now = next
	close(b.fresh)
	b.fresh = make(chan struct{})
	return next, nil
}

// aside lists the cases that are watched and not with the team.
func (b *board) aside(s *snapshot) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for number := range b.watched {
		if _, ok := s.find(number); !ok {
			out = append(out, number)
		}
	}
	return out
}

// current gives the board as it was seen last; fresh is closed when there is
// more.
func (b *board) current() (now *snapshot, fresh <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now, b.fresh
}

// join begins to watch, a case too unless it is ""; false when there are too
// many readers.
func (b *board) join(number string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.readers >= maxReaders {
		return false
	}
	b.readers++
	if number != "" {
		b.watched[number]++
	}
	if b.readers == 1 {
		b.rouse()
	}
	return true
}

// leave ends watching.
func (b *board) leave(number string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.readers--
	if number == "" {
		return
	}
	if b.watched[number]--; b.watched[number] == 0 {
		delete(b.watched, number)
	}
}
