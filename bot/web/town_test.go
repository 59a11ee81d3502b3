package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// town is the whole bot behind the page, stored in memory: the real worker,
// sender, dialogue, search and knowledge.
type town struct {
	*store
	*Merchants
	site   *site
	server *httptest.Server
	url    string
}

// newTown starts a town that ends with the test.
func newTown(t *testing.T) *town {
	t.Helper()
	d := theDialogue(t)
	s := &store{dialogue: d, records: map[int64]bot.Record{}, news: make(chan struct{}, 1)}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	m := NewMerchants(s, s, log)
	site, err := newSite(Options{Merchants: m, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	t.Cleanup(func() { cancel(); running.Wait() })
	worker := &bot.Worker{Content: d, Split: func(s string) []string { return []string{s} }, Observer: bot.Unobserved{}, Log: log}
	sender := &bot.Sender{Messenger: m, Observer: bot.Unobserved{}, Log: log}
	wake := make(chan struct{}, 1)
	running.Go(func() { worker.Run(ctx, s, func() { poke(wake) }, func() {}) })
	running.Go(func() {
		if err := sender.Run(ctx, s, wake); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(site.handler())
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return &town{store: s, Merchants: m, site: site, server: server, url: server.URL}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// dialogue is the conversation over the bundled knowledge.
type dialogue struct {
	*conversation.Engine
	base   *knowledge.Base
	search *index.Generation
}

func (d *dialogue) Hold() (bot.Dialogue, func()) { return d, func() {} }

func (d *dialogue) Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	return d.Engine.Turn(ctx, d.search, s, ev)
}

var buildDialogue = sync.OnceValues(func() (*dialogue, error) {
	loaded, findings := knowledge.Load(base.Files)
	if n := knowledge.Errors(findings); n > 0 {
		return nil, fmt.Errorf("the knowledge has %d mistakes", n)
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, err
	}
	engine, err := conversation.New(loaded, phrases)
	if err != nil {
		return nil, err
	}
	generation, err := index.Build(context.Background(), loaded, engine, index.Options{})
	if err != nil {
		return nil, err
	}
	return &dialogue{Engine: engine, base: loaded, search: generation}, nil
})

func theDialogue(t testing.TB) *dialogue {
	t.Helper()
	d, err := buildDialogue()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// store is an inbox and a partition in memory, and explains what is in it.
type store struct {
	dialogue *dialogue

	lock    sync.Mutex
	in      []bot.Entry
	out     []bot.Outgoing
	records map[int64]bot.Record
	last    int
	puts    []bot.Update
	broken  error // of every Put, if it is set
	news    chan struct{}
}

func (s *store) Put(_ context.Context, updates []bot.Update) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.broken != nil {
		return s.broken
	}
	for _, u := range updates {
		s.last++
		s.in = append(s.in, bot.Entry{ID: fmt.Sprintf("%08d", s.last), Update: u})
	}
	s.puts = append(s.puts, updates...)
	poke(s.news)
	return nil
}

func (s *store) Number() int { return 0 }
func (s *store) Owned() bool { return true }

func (s *store) Next(ctx context.Context, limit int) ([]bot.Entry, error) {
	s.lock.Lock()
	empty := len(s.in) == 0
	s.lock.Unlock()
	if empty {
		select {
		case <-s.news:
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.in[:min(limit, len(s.in))]), nil
}

func (s *store) Load(_ context.Context, chats []int64) ([]bot.Record, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []bot.Record
	for _, c := range chats {
		r := s.records[c]
		r.Chat = c
		out = append(out, r)
	}
	return out, nil
}

func (s *store) Due(context.Context, time.Time, int) ([]int64, error) { return nil, nil }

func (s *store) Commit(_ context.Context, turns []bot.Turn) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, t := range turns {
		t.Record.Version++
		s.records[t.Record.Chat] = t.Record
		for _, d := range t.Deliveries {
			s.last++
			s.out = append(s.out, bot.Outgoing{ID: fmt.Sprintf("%08d", s.last), Delivery: d, At: time.Now()})
		}
		s.in = slices.DeleteFunc(s.in, func(e bot.Entry) bool { return slices.Contains(t.Entries, e.ID) })
	}
	return nil
}

func (s *store) Outgoing(_ context.Context, after string, limit int) ([]bot.Outgoing, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []bot.Outgoing
	for _, o := range s.out {
		if o.ID > after && len(out) < limit {
			out = append(out, o)
		}
	}
	return out, nil
}

func (s *store) Settle(_ context.Context, id string, _ *bot.Update, _ *bot.Dead) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.out = slices.DeleteFunc(s.out, func(o bot.Outgoing) bool { return o.ID == id })
	return nil
}

// Explain reads the stored state of a chat.
func (s *store) Explain(_ context.Context, chat int64) (Belief, error) {
	s.lock.Lock()
	data := s.records[chat].Data
	s.lock.Unlock()
	var stored struct{ State conversation.State }
	if len(data) > 0 {
		if err := json.Unmarshal(data, &stored); err != nil {
			return Belief{}, err
		}
	}
	return BeliefOf(s.dialogue.Engine, s.dialogue.base, stored.State), nil
}

// taken gives the updates that were put.
func (s *store) taken() []bot.Update {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.puts)
}
