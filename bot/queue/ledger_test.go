package queue

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// ledger puts updates and handles them as a bot does, while a test disturbs
// it. In the end each chat's record must list its updates, each once and in
// order, and each must have sent one delivery.
type ledger struct {
	t    *testing.T
	stop context.CancelFunc
	ctx  context.Context
	wait sync.WaitGroup
	// enough ends the producers.
	enough    atomic.Bool
	producers sync.WaitGroup
	lastID    atomic.Int64
	// working counts the partitions that have a worker.
	working atomic.Int64
	mu      sync.Mutex
	put     map[int64][]string // of a chat, what was acknowledged
	sent    map[int64][]string // of a chat, what its deliveries said
}

func newLedger(t *testing.T) *ledger {
	ctx, stop := context.WithCancel(context.Background())
	l := &ledger{t: t, ctx: ctx, stop: stop, put: map[int64][]string{}, sent: map[int64][]string{}}
	t.Cleanup(func() {
		stop()
		l.pause()
		l.wait.Wait()
	})
	return l
}

// again calls until it succeeds or the ledger is closed.
func (l *ledger) again(call func(context.Context) error) bool {
	for l.ctx.Err() == nil {
		if call(l.ctx) == nil {
			return true
		}
		select {
		case <-l.ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
	return false
}

// post puts the next updates of some chats and puts them again until that
// succeeds.
func (l *ledger) post(q *Queue, chats ...int64) {
	var updates []bot.Update
	for _, chat := range chats {
		updates = append(updates, update(l.lastID.Add(1), chat))
	}
	if !l.again(func(ctx context.Context) error { return q.Put(ctx, updates) }) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range updates {
		l.put[u.Chat] = append(l.put[u.Chat], itoa(u.ID))
	}
}

// produce posts updates of chats until the test has seen enough.
func (l *ledger) produce(q *Queue, chats ...int64) {
	l.producers.Go(func() {
		for !l.enough.Load() {
			l.post(q, chats...)
		}
	})
}

// own handles updates until it is stopped or the ledger is closed.
func (l *ledger) own(q *Queue) (stop func()) {
	ctx, cancel := context.WithCancel(l.ctx)
	done := make(chan struct{})
	l.wait.Go(func() {
		defer close(done)
		_ = q.Own(ctx, l.work)
	})
	return func() {
		cancel()
		<-done
	}
}

// work is a worker and a sender of a partition.
func (l *ledger) work(ctx context.Context, p bot.Partition) error {
	l.working.Add(1)
	defer l.working.Add(-1)
	var both sync.WaitGroup
	defer both.Wait()
	each := func(step func(context.Context, bot.Partition) error) {
		for ctx.Err() == nil {
			if step(ctx, p) != nil {
				select {
				case <-ctx.Done():
				case <-time.After(5 * time.Millisecond):
				}
			}
		}
	}
	both.Go(func() { each(l.turn) })
	both.Go(func() { each(l.send) })
	return nil
}

// turn handles some updates: each appends its id to the record of its chat.
func (l *ledger) turn(ctx context.Context, p bot.Partition) error {
	entries, err := p.Next(ctx, 8)
	if err != nil {
		return err
	}
	var chats []int64
	of := map[int64][]bot.Entry{}
	for _, e := range entries {
		if of[e.Update.Chat] == nil {
			chats = append(chats, e.Update.Chat)
		}
		of[e.Update.Chat] = append(of[e.Update.Chat], e)
	}
	records, err := p.Load(ctx, chats)
	if err != nil || len(records) == 0 {
		return err
	}
	var turns []bot.Turn
	for _, record := range records {
		handled := strings.Fields(string(record.Data))
		turn := bot.Turn{Record: record}
		for _, e := range of[record.Chat] {
			handled = append(handled, itoa(e.Update.ID))
			turn.Entries = append(turn.Entries, e.ID)
			turn.Deliveries = append(turn.Deliveries,
				bot.Delivery{Kind: bot.Show, Chat: record.Chat, From: record.Chat, Text: itoa(e.Update.ID)})
		}
		turn.Record.Data = []byte(strings.Join(handled, " "))
		turns = append(turns, turn)
	}
	return p.Commit(ctx, turns)
}

// send makes the deliveries that are open.
func (l *ledger) send(ctx context.Context, p bot.Partition) error {
	out, err := p.Outgoing(ctx, "", 8)
	if err != nil {
		return err
	}
	for _, o := range out {
		if !p.Owned() {
			return bot.ErrFenced
		}
		l.mu.Lock()
		l.sent[o.Delivery.Chat] = append(l.sent[o.Delivery.Chat], o.Delivery.Text)
		l.mu.Unlock()
		if err := p.Settle(ctx, o.ID, nil, nil); err != nil {
			return err
		}
	}
	if len(out) == 0 {
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// pause ends the producers.
func (l *ledger) pause() {
	l.enough.Store(true)
	l.producers.Wait()
}

// progress waits until some more updates were put.
func (l *ledger) progress(n int64) {
	l.t.Helper()
	before := l.lastID.Load()
	eventually(l.t, patience, "updates are put", func() bool { return l.lastID.Load() > before+n })
}

// finish ends the producers and waits until all that was put is handled and sent, and compares. A
// message may be sent again after a disturbance, so repeats are left out; they
// are counted.
func (l *ledger) finish(q *Queue) {
	l.t.Helper()
	l.pause()
	eventually(l.t, patience, "all is handled and sent", func() bool {
		b, err := q.Backlog(l.t.Context())
		return err == nil && b.In == 0 && b.Out == 0
	})
	l.stop()
	l.wait.Wait()
	updates, repeats := 0, 0
	for chat, put := range l.put {
		record, err := q.Chat(context.Background(), chat)
		must(l.t, err)
		if got := strings.Fields(string(record.Data)); !slices.Equal(got, put) {
			l.t.Errorf("chat %d handled %v\nof %v", chat, got, put)
		}
		var once []string
		for _, text := range l.sent[chat] {
			if !slices.Contains(once, text) {
				once = append(once, text)
			}
		}
		if !slices.Equal(once, put) {
			l.t.Errorf("chat %d sent %v\nof %v", chat, once, put)
		}
		updates, repeats = updates+len(put), repeats+len(l.sent[chat])-len(once)
	}
	l.t.Logf("%d updates of %d chats, %d sent again", updates, len(l.put), repeats)
}

// handles posts an update of a chat and waits until it is handled.
func (l *ledger) handles(q *Queue, chat int64) time.Duration {
	l.t.Helper()
	started := time.Now()
	l.post(q, chat)
	l.mu.Lock()
	want := len(l.put[chat])
	l.mu.Unlock()
	eventually(l.t, patience, "an update of chat "+strconv.FormatInt(chat, 10)+" is handled", func() bool {
		record, err := q.Chat(context.Background(), chat)
		return err == nil && len(strings.Fields(string(record.Data))) == want
	})
	return time.Since(started)
}
