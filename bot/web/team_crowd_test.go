package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// busy is a desk where something happens all the time.
type busy struct {
	mu    sync.Mutex
	files []bot.CaseFile
}

func (b *busy) Open(context.Context) ([]bot.CaseFile, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.files), nil
}

func (b *busy) Case(context.Context, string) (bot.CaseFile, bool, error) {
	return bot.CaseFile{}, false, nil
}

func (b *busy) List(context.Context, string, int) ([]bot.CaseFile, string, error) {
	return nil, "", nil
}

// change changes a case.
func (b *busy) change(i int, how func(k *handoff.Ticket)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := *b.files[i].Ticket
	k.Lines = slices.Clone(k.Lines)
	how(&k)
	b.files[i].Ticket = &k
}

// serve serves the team's page over the desk, and looks at it.
func (b *busy) serve(t *testing.T, set func(s *site)) (team *Team, url string) {
	t.Helper()
	team, _ = office(t, b)
	site, err := newSite(Options{Team: team, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(site)
	}
	server := httptest.NewServer(site.handler())
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = team.Run(ctx) })
	t.Cleanup(func() { cancel(); server.CloseClientConnections(); running.Wait(); server.Close() })
	return team, server.URL
}

// TestTeamCrowd opens a hundred pages, half of them with a case, while 300
// turns a second change the cases: everybody sees a change within a second,
// and the memory stays small.
func TestTeamCrowd(t *testing.T) {
	const crowd, cases, rounds = teamCrowd, 60, 9
	now := time.Now()
	desk := &busy{}
	for i := range cases {
		f := opened(fmt.Sprint(1000+i), handoff.Normal, now, time.Minute)
		for n := range 20 {
			f.Ticket.Lines = append(f.Ticket.Lines, handoff.Line{N: n + 1, From: handoff.FromMerchant, At: now, Text: strings.Repeat("字", 40)})
		}
		desk.files = append(desk.files, f)
	}
	_, url := desk.serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	t.Cleanup(func() { cancel(); all.Wait() })
	before := heap()
	pages := make([]*reading, crowd)
	for i := range pages {
		m := &member{base: teamBase, visitor: &visitor{t: t, url: url, client: http.DefaultClient, header: http.Header{}}}
		query := "show=all"
		if i%2 == 0 {
			query = fmt.Sprintf("show=all&case=%d", 1000+i%cases)
		}
		pages[i] = m.watch(query, "")
	}
	for _, p := range pages { // they are open
		p.words("q1000")
	}
	all.Go(func() {
		turns := time.NewTicker(time.Second / 300)
		defer turns.Stop()
		for i := 0; ; i++ {
			select {
			case <-turns.C:
				desk.change(i%cases, func(k *handoff.Ticket) { k.Lines[i%20].Text = fmt.Sprint(i) })
			case <-ctx.Done():
				return
			}
		}
	})
	var took []time.Duration // of a round: until the last page shows the change
	for i := range rounds {
		start := time.Now()
		desk.change(0, func(k *handoff.Ticket) { k.Merchant.Name = fmt.Sprintf("round %d.", i) })
		var seen sync.WaitGroup
		for _, p := range pages {
			seen.Go(func() { p.words(fmt.Sprintf("round %d.", i)) })
		}
		seen.Wait()
		took = append(took, time.Since(start))
	}
	used := heap() - before
	slices.Sort(took)
	half := took[len(took)/2] // the machine may be busy now and then
	t.Logf("%d pages: half of the changes were on all of them within %v, all within %v; %d KB are used", crowd, half, took[len(took)-1], used>>10)
	if half > time.Second {
		t.Errorf("changes were shown after %v", half)
	}
	// What the pages share, and what the collector has not seen yet, is in it too.
	if bound := int64(16<<20 + crowd*(256<<10)); used > bound {
		t.Errorf("%d KB are used, more than %d", used>>10, bound>>10)
	}
}
