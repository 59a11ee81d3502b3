package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// TestResume breaks the connection at every point of a case: who comes back
// is shown everything once.
func TestResume(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	var got []string
	last := ""
	for i := range 6 {
		live := v.follow(last)
		word := fmt.Sprintf("word%d", i)
		if _, err := town.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: town.taken()[0].Chat, Turn: i + 9, Text: word}); err != nil {
			t.Fatal(err)
		}
		got = append(got, bubbleIDs(live.words(word))...)
		last = live.last
		live.close()
		missed := fmt.Sprintf("missed%d", i) // while nobody is connected
		if _, err := town.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: town.taken()[0].Chat, Turn: i + 9, Text: missed}); err != nil {
			t.Fatal(err)
		}
	}
	got = append(got, bubbleIDs(v.follow(last).words("missed5"))...)
	if want := bubbleIDs(v.page()); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("shown %v, want %v", got, want)
	}
}

// TestSlowReader does not read: it is cut off, the others are not held up, and
// it misses nothing when it comes back.
func TestSlowReader(t *testing.T) {
	town := newTown(t)
	town.site.writeTime = 100 * time.Millisecond
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	conn, err := net.Dial("tcp", strings.TrimPrefix(town.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(1 << 10); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /m/%s/events?lang=en&after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n", v.key)
	readers := func() (n int) {
		town.do(v.key, func(c *chat) { n = c.readers })
		return n
	}
	eventually(t, "the slow reader is there", func() bool { return readers() == 1 })
	quick := v.follow("")
	chat := town.taken()[0].Chat
	sent := 0
	for start := time.Now(); readers() > 1 || sent < 3; sent++ {
		if time.Since(start) > patience {
			t.Fatal("the slow reader is still there")
		}
		d := bot.Delivery{Kind: bot.Show, Chat: chat, Turn: 9, Text: fmt.Sprintf("%d %s", sent, strings.Repeat("slow", 4096))}
		if _, err := town.Send(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		quick.words(fmt.Sprintf("%d slow", sent)) // nobody waits for the other
	}
	back := v.follow("1").words(fmt.Sprintf("%d slow", sent-1))
	if got, want := bubbleIDs(back), bubbleIDs(v.page()); got[len(got)-1] != want[len(want)-1] || len(got) < len(want)-1 {
		t.Errorf("after coming back: %v, want %v", got, want)
	}
}

func TestGone(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	live := v.follow("")
	town.mu.Lock()
	town.forget(town.byKey[v.key])
	town.mu.Unlock()
	for name := ""; name != "gone"; {
		var ok bool
		if name, _, ok = live.next(); !ok {
			t.Fatal("the page was not told that its chat is gone")
		}
	}
	if name, _, _ := v.follow("").next(); name != "gone" {
		t.Errorf("who comes back is told %q", name)
	}
}

func TestTooManyReaders(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.mu.Lock()
	town.readers = maxReaders
	town.mu.Unlock()
	status, header, _ := v.get("/m/" + v.key + "/events")
	if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
		t.Errorf("%d", status)
	}
	town.mu.Lock()
	town.readers = 0
	town.mu.Unlock()
}

// TestBeat sends a sign of life while nothing happens, and finds those gone.
func TestBeat(t *testing.T) {
	town := newTown(t)
	town.site.beat = 5 * time.Millisecond
	v := town.visit(t)
	live := v.follow("")
	for line := ""; line != ": beat"; line = live.lines.Text() {
		if !live.lines.Scan() {
			t.Fatal("there is no sign of life")
		}
	}
	live.close()
	eventually(t, "the reader is gone", func() (gone bool) {
		town.do(v.key, func(c *chat) { gone = c.readers == 0 })
		return gone
	})
}

// TestServeEnds ends live pages with the program.
func TestServeEnds(t *testing.T) {
	town := newTown(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, town.site.handler()) }()
	town.url = "http://" + l.Addr().String()
	v := town.visit(t)
	live := v.follow("")
	live.words("Hello")
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for {
		if _, _, ok := live.next(); !ok {
			break
		}
	}
}
