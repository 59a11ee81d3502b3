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
	"github.com/tillmate/tillmate/conversation/handoff"
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
	team   *Team
	notes  *notes
	site   *site
	server *httptest.Server
	url    string
}

// newTown starts a town that ends with the test.
func newTown(t testing.TB) *town {
	t.Helper()
	return townWith(t, demoSeats(), nil)
}

// demoSeats are an agent and an admin whom nobody has to sign in for.
func demoSeats() []Seat {
	return []Seat{
		{ID: agentID, Name: knowledge.Text{ZH: "演示客服", EN: "Demo agent"}, Role: RoleAgent},
		{ID: adminID, Name: knowledge.Text{ZH: "演示主管", EN: "Demo lead"}, Role: RoleAdmin},
	}
}

// The people of the tests.
const (
	agentID  = 101
	otherID  = 102 // an agent too
	adminID  = 103
	editorID = 104
)

// roleOf gives what the people of the tests may do.
func roleOf(user int64) Role {
	return map[int64]Role{agentID: RoleAgent, otherID: RoleAgent, adminID: RoleAdmin, editorID: RoleEditor}[user]
}

// townWith starts a town with the demo's seats, or without any with sessions.
func townWith(t testing.TB, seats []Seat, sessions Sessions) *town {
	t.Helper()
	d := theDialogue(t)
	s := &store{dialogue: d, records: map[int64]bot.Record{}, files: map[string]bot.CaseFile{}, news: make(chan struct{}, 1)}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	m := NewMerchants(s, s, log)
	rules := rulesOf(t)
	notes := &notes{}
	team := NewTeam(TeamOptions{
		Cases: s, Inbox: s, Rules: rules, Base: func() *knowledge.Base { return d.base }, Demo: seats,
		Sessions: sessions, Role: roleOf, Audit: notes.add, Log: log,
	})
	site, err := newSite(Options{Merchants: m, Team: team, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	t.Cleanup(func() { cancel(); running.Wait() })
	worker := &bot.Worker{
		Content: d, Split: func(s string) []string { return []string{s} }, Observer: bot.Unobserved{}, Log: log, Inbox: s,
		Desk: &bot.Desk{
			Rules: rules, Groups: map[string]int64{"support": -1, "bank": -2}, Cases: register{s},
			Role: func(user int64) handoff.Role { return roleOf(user).Desk() },
		},
	}
	running.Go(func() { _ = team.Run(ctx) })
	sender := &bot.Sender{Messenger: m, Budget: m, Pace: bot.Pace{PerSecond: 100, Burst: 100}, Observer: bot.Unobserved{}, Log: log}
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
	return &town{store: s, Merchants: m, team: team, notes: notes, site: site, server: server, url: server.URL}
}

// rulesOf gives the rules of a team of two desks with canned replies.
func rulesOf(t testing.TB) handoff.Rules {
	t.Helper()
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	rules := handoff.Defaults(phrases)
	rules.Desks = append(rules.Desks, handoff.Desk{ID: "bank", Name: knowledge.Text{ZH: "银行组", EN: "Bank desk"}})
	rules.Canned = []handoff.Reply{
		{ID: "photo", Title: knowledge.Text{ZH: "要照片", EN: "Ask for a photo"}, Text: knowledge.Text{ZH: "请拍一下屏幕发过来（编号 {case}）。", EN: "Please send a photo of the screen (case {case})."}},
		{ID: "code", Title: knowledge.Text{ZH: "问终端", EN: "About the terminal"}, Text: knowledge.Text{ZH: "终端 {terminal} 先别用。", EN: "Please do not use terminal {terminal} for now."}},
	}
	if err := rules.Validate(); err != nil {
		t.Fatal(err)
	}
	return rules
}

// notes is an audit.
type notes struct {
	mu  sync.Mutex
	all []Entry
}

func (n *notes) add(e Entry) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, e)
}

// last gives the newest entry.
func (n *notes) last() Entry {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.all) == 0 {
		return Entry{}
	}
	return n.all[len(n.all)-1]
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
	files   map[string]bot.CaseFile
	number  int64
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
		for _, f := range t.Cases {
			s.files[f.Case] = f
		}
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

func (s *store) Settle(_ context.Context, id string, report *bot.Update, _ *bot.Dead) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if report != nil {
		s.last++
		s.in = append(s.in, bot.Entry{ID: fmt.Sprintf("%08d", s.last), Update: *report})
		poke(s.news)
	}
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
