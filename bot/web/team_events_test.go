package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// watch follows the live updates of a page of the team; after is the event
// seen last, or "".
func (m *member) watch(query, after string) *reading {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, m.url+m.base+"/events?lang=en&"+query, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	req.Header = m.header.Clone()
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	resp, err := m.client.Do(req) //nolint:bodyclose // close does
	if err != nil {
		m.t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/event-stream") {
		m.t.Fatalf("live updates: %d %s", resp.StatusCode, got)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 16<<20)
	r := &reading{t: m.t, lines: lines, last: after, close: func() { cancel(); resp.Body.Close() }}
	m.t.Cleanup(r.close)
	return r
}

// TestTeamLive shows everybody what one does, and nothing twice.
func TestTeamLive(t *testing.T) {
	town := newTown(t)
	agent, lead := town.sit(t, "/team"), town.sit(t, "/team2")
	_, number := town.handOver(t, "")
	case1 := lead.watch("show=all&case="+number, "")
	queue := agent.watch("show=unowned", "")
	queue.words("q" + number)
	case1.words("do-claim")
	agent.do(number, "claim")
	got := case1.words("Demo agent has this case")
	if strings.Contains(got, `hx-target="#case_talk"`) {
		t.Error("what has not changed is sent again")
	}
	queue.words("There are no cases here")
	last := case1.last
	case1.close()
	agent.do(number, "note", "text", "while nobody looked")
	agent.do(number, "write", "text", "and this")
	town.become(t, number, "both are there", func(k *handoff.Ticket) bool { return len(k.Lines) == 2 && k.Lines[1].Sent == handoff.Delivered })
	back := lead.watch("show=all&case="+number, last).words("and this")
	if !strings.Contains(back, "while nobody looked") {
		t.Error("who came back misses something")
	}
}

// TestTeamSlowReader does not read: it is cut off, and holds up nobody.
func TestTeamSlowReader(t *testing.T) {
	now := time.Now()
	f := opened("1000", handoff.Normal, now, time.Minute)
	for n := range 60 {
		f.Ticket.Lines = append(f.Ticket.Lines, handoff.Line{N: n + 1, From: handoff.FromMerchant, At: now, Text: strings.Repeat("slow", 1000)})
	}
	desk := &busy{files: []bot.CaseFile{f}}
	team, url := desk.serve(t, func(s *site) { s.writeTime = 500 * time.Millisecond })
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(1 << 10); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET /team/events?lang=en&case=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
	readers := func() int {
		team.board.mu.Lock()
		defer team.board.mu.Unlock()
		return team.board.readers
	}
	eventually(t, "the slow reader is there", func() bool { return readers() == 1 })
	quick := (&member{base: teamBase, visitor: &visitor{t: t, url: url, client: http.DefaultClient, header: http.Header{}}}).watch("case=1000", "")
	i := 0
	for start := time.Now(); readers() > 1 || i == 0; i++ {
		if time.Since(start) > patience {
			t.Fatal("the slow reader is still there")
		}
		desk.change(0, func(k *handoff.Ticket) { k.Lines[59].Text = fmt.Sprintf("change %d.", i) })
		team.board.poke()
		quick.words(fmt.Sprintf("change %d.", i))
	}
}

// TestTeamReaders bounds how many look on, and finds those whose session is
// over.
func TestTeamReaders(t *testing.T) {
	town := townWith(t, nil, NewMemorySessions())
	town.site.beat = 5 * time.Millisecond
	wang := town.signIn(t, Member{ID: agentID, Name: "王芳"})
	live := wang.watch("show=all&after=1", "")
	cookie := strings.TrimPrefix(wang.header.Get("Cookie"), sessionCookie+"=")
	if err := town.team.Sessions.End(t.Context(), cookie); err != nil {
		t.Fatal(err)
	}
	for {
		if _, _, ok := live.next(); !ok {
			break // it was cut off
		}
	}
	again := town.signIn(t, Member{ID: agentID, Name: "王芳"})
	town.team.board.mu.Lock()
	town.team.board.readers = maxReaders
	town.team.board.mu.Unlock()
	if status, header, _ := again.get("/team/events"); status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", status)
	}
	town.team.board.mu.Lock()
	town.team.board.readers = 0
	town.team.board.mu.Unlock()
	if status, _, _ := again.send(http.MethodHead, "/team/events", nil); status != http.StatusMethodNotAllowed {
		t.Errorf("HEAD: %d", status)
	}
}

// shelf is cases that a test sets.
type shelf struct {
	mu    sync.Mutex
	open  []bot.CaseFile
	looks int
	err   error
}

func (s *shelf) Open(context.Context) ([]bot.CaseFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	return slices.Clone(s.open), s.err
}

func (s *shelf) Case(_ context.Context, number string) (bot.CaseFile, bool, error) {
	return bot.CaseFile{Case: number, Ticket: &handoff.Ticket{Case: number, State: handoff.Closed}}, number == "old", nil
}

func (s *shelf) List(context.Context, string, int) ([]bot.CaseFile, string, error) {
	return nil, "", nil
}

// set sets what is found from now on.
func (s *shelf) set(err error, open ...bot.CaseFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open, s.err = open, err
}

// during gives how often it was looked at in a time.
func (s *shelf) during(d time.Duration) int {
	looks := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.looks
	}
	before := looks()
	<-time.After(d)
	synctest.Wait()
	return looks() - before
}

// TestBoardLooks looks only while somebody watches, and often only after
// somebody acted.
func TestBoardLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		b := newBoard(s, discard())
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { b.run(ctx); close(done) }()
		if n := s.during(time.Minute); n != 0 {
			t.Errorf("%d looks for nobody", n)
		}
		b.join("old")
		if n := s.during(10 * lookEvery); n < 8 || n > 12 {
			t.Errorf("%d looks in ten pauses", n)
		}
		now, fresh := b.current()
		if f, ok := now.find("old"); !ok || f.Ticket.State != handoff.Closed {
			t.Error("a past case that is watched is not on the board")
		}
		b.poke()
		if n := s.during(hurryTime); n < int(hurryTime/lookOften)-2 {
			t.Errorf("%d looks after an act", n)
		}
		s.set(nil, bot.CaseFile{Case: "1"}, bot.CaseFile{Case: "2", Ticket: &handoff.Ticket{Case: "2", State: handoff.Queued}})
		<-fresh
		if now, _ = b.current(); len(now.open) != 1 {
			t.Errorf("on the board: %+v", now.open)
		}
		s.set(errors.New("away"))
		_ = s.during(time.Minute)
		if again, _ := b.current(); again != now {
			t.Error("the board was lost when the cases could not be read")
		}
		b.leave("old")
		if n := s.during(time.Minute); n > 1 {
			t.Errorf("%d looks after the last reader left", n)
		}
		cancel()
		<-done
	})
}

// TestTeamStoreAway says so when the cases cannot be read.
func TestTeamStoreAway(t *testing.T) {
	town := newTown(t)
	agent := town.sit(t, "/team")
	_, number := town.handOver(t, "")
	csrf := agent.csrf()
	town.lock.Lock()
	town.broken = errors.New("away")
	town.lock.Unlock()
	for _, path := range []string{"/team", "/team/c/" + number, "/team/past"} {
		if status, _, _ := agent.get(path); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, status)
		}
	}
	form := map[string][]string{"csrf": {csrf}, "do": {"claim"}}
	if status, _, _ := agent.send(http.MethodPost, "/team/c/"+number+"/do", form); status != http.StatusServiceUnavailable {
		t.Errorf("claim: %d", status)
	}
	town.lock.Lock()
	town.broken = nil
	town.lock.Unlock()
	agent.do(number, "claim")
}
