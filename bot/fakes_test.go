package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// t0 is when the tests take place.
var t0 = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func long(n int) string { return strings.Repeat("长", n) }

// pass lets time go by inside a bubble.
func pass(d time.Duration) { time.Sleep(d) } //nolint:forbidigo // the bubble's clock moves at once

// memory is a partition in memory.
type memory struct {
	mu      sync.Mutex
	in      []Entry
	out     []Outgoing
	records map[int64]Record
	due     map[int64]time.Time
	dead    []Dead
	reports []Update
	cases   map[string]CaseFile
	last    int
	fenced  bool
	broken  int // so many commits are stored and answered with an error
	news    chan struct{}
}

func newMemory() *memory {
	return &memory{records: map[int64]Record{}, due: map[int64]time.Time{}, cases: map[string]CaseFile{}, news: make(chan struct{}, 1)}
}

func (m *memory) put(updates ...Update) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range updates {
		m.last++
		m.in = append(m.in, Entry{ID: fmt.Sprintf("%08d", m.last), Update: u})
	}
	select {
	case m.news <- struct{}{}:
	default:
	}
}

func (m *memory) Number() int { return 3 }

func (m *memory) Next(ctx context.Context, limit int) ([]Entry, error) {
	m.mu.Lock()
	empty := len(m.in) == 0
	m.mu.Unlock()
	if empty {
		select {
		case <-m.news:
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.in[:min(limit, len(m.in))]), nil
}

func (m *memory) Load(_ context.Context, chats []int64) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Record
	for _, c := range chats {
		r := m.records[c]
		r.Chat = c
		out = append(out, r)
	}
	return out, nil
}

func (m *memory) Due(_ context.Context, at time.Time, limit int) ([]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []int64
	for c, due := range m.due {
		if !due.After(at) && len(out) < limit {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (m *memory) Commit(_ context.Context, turns []Turn) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fenced {
		return ErrFenced
	}
	for _, t := range turns {
		if m.records[t.Record.Chat].Version != t.Record.Version {
			return ErrConflict
		}
		t.Record.Version++
		m.records[t.Record.Chat] = t.Record
		delete(m.due, t.Record.Chat)
		if !t.Due.IsZero() {
			m.due[t.Record.Chat] = t.Due
		}
		for _, d := range t.Deliveries {
			m.last++
			m.out = append(m.out, Outgoing{ID: fmt.Sprintf("%08d", m.last), Delivery: d, At: time.Now()})
		}
		m.dead = append(m.dead, t.Dead...)
		for _, c := range t.Cases {
			m.cases[c.Case] = c
		}
		m.in = slices.DeleteFunc(m.in, func(e Entry) bool { return slices.Contains(t.Entries, e.ID) })
	}
	if m.broken > 0 {
		m.broken--
		return fmt.Errorf("the answer was lost")
	}
	return nil
}

func (m *memory) Outgoing(_ context.Context, after string, limit int) ([]Outgoing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Outgoing
	for _, o := range m.out {
		if o.ID > after && len(out) < limit {
			out = append(out, o)
		}
	}
	return out, nil
}

func (m *memory) Settle(_ context.Context, id string, report *Update, dead *Dead) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fenced {
		return ErrFenced
	}
	m.out = slices.DeleteFunc(m.out, func(o Outgoing) bool { return o.ID == id })
	if report != nil {
		m.reports = append(m.reports, *report)
	}
	if dead != nil {
		m.dead = append(m.dead, *dead)
	}
	return nil
}

func (m *memory) Owned() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.fenced
}

func (m *memory) do(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// fixed is content that never changes.
type fixed struct{ dialogue Dialogue }

func (f fixed) Hold() (Dialogue, func()) { return f.dialogue, func() {} }

// echo is a dialogue that says what it was told, and nudges after a minute.
type echo struct{ panics string }

func (e echo) Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	if err := ctx.Err(); err != nil {
		return s, nil, err
	}
	if e.panics != "" && ev.Text == e.panics {
		panic(ev.Text)
	}
	s.Turn++
	if ev.Kind == conversation.EventText {
		s.Texts++
	}
	s.Nudges++
	if ev.Kind != conversation.EventTimer {
		s.Heard, s.Nudges = ev.At, 0
	}
	text := string(ev.Kind) + ":" + ev.Text
	if ev.Kind == conversation.EventEdit {
		text = fmt.Sprintf("edit %d:%s", ev.Of, ev.Text)
	}
	return s, []conversation.Effect{conversation.Question{Text: text, Answers: []conversation.Choice{{ID: "a", Label: "A"}}}}, nil
}

func (echo) Due(s conversation.State) (time.Time, bool) {
	return s.Heard.Add(time.Minute), !s.Heard.IsZero() && s.Nudges == 0
}

func (echo) Menu(conversation.State) []conversation.Choice {
	return []conversation.Choice{{ID: conversation.PressHuman, Label: "Human"}}
}

func (echo) CopyLabel(conversation.State) string { return "Copy" }

func (echo) Brief(conversation.State, string, knowledge.Lang, bool) conversation.Brief {
	return conversation.Brief{}
}

func (echo) Transcript(conversation.State, knowledge.Lang, bool) string { return "" }

func (echo) Sense(string) conversation.Sense { return conversation.SenseWords }

// post is a messenger that notes what it sent. answer, when set, decides.
type post struct {
	mu     sync.Mutex
	sent   []Delivery
	answer func(d Delivery, call int) error
	calls  int
}

func (p *post) Send(_ context.Context, d Delivery) (Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if p.answer != nil {
		if err := p.answer(d, p.calls); err != nil {
			return Receipt{}, err
		}
	}
	p.sent = append(p.sent, d)
	return Receipt{Chat: d.Chat, Message: int64(len(p.sent))}, nil
}

func (p *post) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, d := range p.sent {
		out = append(out, fmt.Sprintf("%d %s", d.Chat, d.Text))
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(a[0], b[0]) }) // chats are not in order
	return out
}

// free is a budget that bears everything.
type free struct{}

func (free) Take(context.Context, int64, bool) (time.Duration, error) { return 0, nil }
