package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// TestCrowd opens a hundred pages. All of them are sent more than is kept, at
// once; then 300 messages a second, each of which is on its page within a
// second. The memory stays small.
func TestCrowd(t *testing.T) {
	const crowd, rounds, every = 100, 9, time.Second / 3
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	q := &quiet{}
	m := NewMerchants(q, q, log)
	site, err := newSite(Options{Merchants: m, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site.handler())
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	town := &town{store: &store{}, Merchants: m, site: site, url: server.URL}
	before := heap()
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for range crowd {
		v := town.visit(t)
		live := v.follow("")
		chat := m.byKey[v.key].id
		say := func(text string) {
			d := bot.Delivery{Kind: bot.Show, Chat: chat, Turn: 1, Text: text + strings.Repeat("x", 1000)}
			if _, err := m.Send(t.Context(), d); err != nil {
				t.Error(err)
			}
		}
		all.Go(func() {
			for i := range 2 * maxBubbles {
				say(fmt.Sprintf("burst %d.", i))
			}
			live.words(fmt.Sprintf("burst %d.", 2*maxBubbles-1))
			pace := time.NewTicker(every)
			defer pace.Stop()
			for i := range rounds {
				<-pace.C
				start := time.Now()
				say(fmt.Sprintf("round %d.", i))
				live.words(fmt.Sprintf("round %d.", i))
				mu.Lock()
				took = append(took, time.Since(start))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	used := heap() - before
	slices.Sort(took)
	most := took[len(took)*99/100] // the machine may be busy for once
	t.Logf("%d pages: 99 of 100 messages were shown within %v, all within %v; %d KB are used", crowd, most, took[len(took)-1], used>>10)
	if bound := int64(crowd*(2*maxKept+64<<10) + 16<<20); used > bound {
		t.Errorf("%d KB are used, more than %d", used>>10, bound>>10)
	}
	if most > time.Second {
		t.Errorf("messages were shown after %v", most)
	}
}

// heap gives the bytes in use.
func heap() int64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

// BenchmarkText measures a text from the form to the live update.
func BenchmarkText(b *testing.B) {
	q := &quiet{}
	m, c := alone(b, q)
	site, err := newSite(Options{Merchants: m, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	h := site.handler()
	form := url.Values{"text": {"it says contact the bank"}}.Encode()
	after := int64(0)
	for b.Loop() {
		c.limit.SetLimit(1e9)
		r := httptest.NewRequest(http.MethodPost, "http://localhost/m/"+c.key+"/text", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			b.Fatal(w.Code)
		}
		news, _ := m.since(c.key, after)
		after = news.Version
		if _, err := site.pages["en"].render("live", news); err != nil {
			b.Fatal(err)
		}
	}
}
