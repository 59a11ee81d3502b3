package queue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestAnyInterleaving holds that whatever the order of puts, repeated puts,
// takeovers, crashes and answers that are lost: each update is handled once, in
// the order of its chat, says what it says once, and is counted once.
func TestAnyInterleaving(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		var runs atomic.Int64
		rapid.Check(t, func(rt *rapid.T) {
			q, err := Dial(Options{Server: b.server, Prefix: fmt.Sprintf("run%d", runs.Add(1))})
			must(t, err)
			defer func() { _ = q.Close() }()
			m := &machine{t: t, q: q, loser: &loser{}, chats: chatsOf(3, 3), put: map[int64][]string{}}
			q.store.calls.AddHook(m.loser)
			m.owner = take(t, q, 3)
			rt.Repeat(map[string]func(*rapid.T){
				"put":      m.puts,
				"handle":   m.handle,
				"timer":    m.timer,
				"take":     m.takeOver,
				"stale":    m.stale,
				"send":     m.send,
				"repeated": m.repeat,
			})
			m.drain(rt)
		})
	})
}

// loser loses the answer to what has happened.
type loser struct{ lose atomic.Bool }

func (l *loser) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (l *loser) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (l *loser) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if !l.lose.Load() {
			return err
		}
		for _, cmd := range cmds {
			cmd.SetErr(io.ErrUnexpectedEOF)
		}
		return io.ErrUnexpectedEOF
	}
}

// machine is a queue with its owner, and what should come of it.
type machine struct {
	t      *testing.T
	q      *Queue
	loser  *loser
	chats  []int64
	lastID int64
	put    map[int64][]string // of a chat, in order
	all    []bot.Update
	owner  *partition
	timers int64 // timers that fired
	// former owners, each with turns that it had not committed.
	former []former
	sent   []string
}

type former struct {
	partition *partition
	turns     []bot.Turn
}

// losing calls with the answers lost, or not.
func (m *machine) losing(rt *rapid.T, call func() error) error {
	m.loser.lose.Store(rapid.Bool().Draw(rt, "lose"))
	defer m.loser.lose.Store(false)
	return call()
}

// until repeats a call whose answer was lost.
func (m *machine) until(rt *rapid.T, call func() error) {
	if m.losing(rt, call) != nil {
		must(m.t, call())
	}
}

func (m *machine) puts(rt *rapid.T) {
	var updates []bot.Update
	for range rapid.IntRange(1, 4).Draw(rt, "n") {
		m.lastID += rapid.Int64Range(1, 40000).Draw(rt, "gap")
		u := update(m.lastID, rapid.SampledFrom(m.chats).Draw(rt, "chat"))
		updates = append(updates, u)
		m.put[u.Chat] = append(m.put[u.Chat], itoa(u.ID))
	}
	m.all = append(m.all, updates...)
	m.until(rt, func() error { return m.q.Put(m.t.Context(), updates) })
}

// repeat puts updates again that were put long ago.
func (m *machine) repeat(rt *rapid.T) {
	if len(m.all) == 0 {
		return
	}
	from := rapid.IntRange(0, len(m.all)-1).Draw(rt, "from")
	m.until(rt, func() error { return m.q.Put(m.t.Context(), m.all[from:]) })
}

// turns gives what a worker makes of the oldest entries.
func (m *machine) turns(rt *rapid.T, p *partition, most int) []bot.Turn {
	if m.open(m.q.keys.in(3)) == 0 {
		return nil // next would wait
	}
	of := map[int64][]bot.Entry{}
	for _, e := range next(m.t, p, most) {
		of[e.Update.Chat] = append(of[e.Update.Chat], e)
	}
	records, err := p.Load(m.t.Context(), m.chats)
	must(m.t, err)
	var turns []bot.Turn
	for _, record := range records {
		entries := of[record.Chat]
		if len(entries) == 0 {
			continue
		}
		turn := bot.Turn{Record: record, Counts: map[string]int64{}}
		handled := strings.Fields(string(record.Data))
		for _, e := range entries[:rapid.IntRange(1, len(entries)).Draw(rt, "handled")] {
			handled = append(handled, itoa(e.Update.ID))
			turn.Entries = append(turn.Entries, e.ID)
			turn.Deliveries = append(turn.Deliveries, bot.Delivery{Kind: bot.Show, Chat: record.Chat, Text: itoa(e.Update.ID)})
			turn.Counts["updates"]++
			turn.Gaps = append(turn.Gaps, conversation.Gap{At: morning, Words: itoa(e.Update.ID)})
		}
		turn.Cases = []bot.CaseFile{caseFile(itoa(record.Chat), record.Chat, morning, handoff.Queued)}
		turn.Cases[0].Record.Reopens = len(handled)
		turn.Record.Data = []byte(strings.Join(handled, " "))
		turns = append(turns, turn)
	}
	return turns
}

// open gives the length of a stream.
func (m *machine) open(stream string) int64 {
	n, err := m.q.store.calls.XLen(m.t.Context(), stream).Result()
	must(m.t, err)
	return n
}

func (m *machine) handle(rt *rapid.T) {
	turns := m.turns(rt, m.owner, rapid.IntRange(1, 6).Draw(rt, "most"))
	m.until(rt, func() error { return m.owner.Commit(m.t.Context(), turns) })
}

// timer changes a chat without an update.
func (m *machine) timer(rt *rapid.T) {
	records, err := m.owner.Load(m.t.Context(), []int64{rapid.SampledFrom(m.chats).Draw(rt, "chat")})
	must(m.t, err)
	turn := bot.Turn{Record: records[0], Due: time.UnixMilli(rapid.Int64Range(1, 9).Draw(rt, "due"))}
	turn.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: turn.Record.Chat, Text: "timer"}}
	turn.Counts = map[string]int64{"timers": 1}
	m.timers++
	m.until(rt, func() error { return m.owner.Commit(m.t.Context(), []bot.Turn{turn}) })
}

// takeOver lets the owner be replaced, in the middle of a batch.
func (m *machine) takeOver(rt *rapid.T) {
	m.former = append(m.former, former{m.owner, m.turns(rt, m.owner, 5)})
	m.owner = take(m.t, m.q, 3)
}

// stale lets a former owner go on with what it had begun.
func (m *machine) stale(rt *rapid.T) {
	if len(m.former) == 0 {
		return
	}
	f := rapid.SampledFrom(m.former).Draw(rt, "former")
	turns := slices.Concat(f.turns, []bot.Turn{{Record: bot.Record{Chat: m.chats[0]}}})
	if err := f.partition.Commit(m.t.Context(), turns); !errors.Is(err, bot.ErrFenced) {
		rt.Fatalf("a former owner committed: %v", err)
	}
}

func (m *machine) send(rt *rapid.T) {
	out, err := m.owner.Outgoing(m.t.Context(), "", rapid.IntRange(1, 5).Draw(rt, "most"))
	must(m.t, err)
	for _, o := range out {
		m.sent = append(m.sent, o.Delivery.Text)
		m.until(rt, func() error { return m.owner.Settle(m.t.Context(), o.ID, nil, nil) })
	}
}

// drain handles and sends what is left and compares.
func (m *machine) drain(rt *rapid.T) {
	for {
		m.handle(rt)
		m.send(rt)
		if m.open(m.q.keys.in(3)) == 0 && m.open(m.q.keys.out(3)) == 0 {
			break
		}
	}
	for _, chat := range m.chats {
		record, err := m.q.Chat(m.t.Context(), chat)
		must(m.t, err)
		if got := strings.Fields(string(record.Data)); !slices.Equal(got, m.put[chat]) {
			rt.Errorf("chat %d handled %v of %v", chat, got, m.put[chat])
		}
		sent := slices.DeleteFunc(slices.Clone(m.sent), func(text string) bool { return !slices.Contains(m.put[chat], text) })
		if !slices.Equal(sent, m.put[chat]) {
			rt.Errorf("chat %d sent %v of %v", chat, sent, m.put[chat])
		}
		f, _, err := m.q.Case(m.t.Context(), itoa(chat))
		if len(m.put[chat]) > 0 && (err != nil || f.Record.Reopens != len(m.put[chat])) {
			rt.Errorf("chat %d has the case %+v, %v", chat, f, err)
		}
	}
	m.figures(rt)
}

// figures compares what was counted.
func (m *machine) figures(rt *rapid.T) {
	var all []string
	for _, updates := range m.put {
		all = append(all, updates...)
	}
	counts := countedToday(m.t, m.q)
	if counts["updates"] != int64(len(all)) || counts["timers"] != m.timers {
		rt.Errorf("counted are %v of %d updates and %d timers", counts, len(all), m.timers)
	}
	gaps := gapsOf(m.t, m.q)
	slices.Sort(all)
	slices.Sort(gaps)
	if !slices.Equal(gaps, all) {
		rt.Errorf("gaps are %v of %v", gaps, all)
	}
}
