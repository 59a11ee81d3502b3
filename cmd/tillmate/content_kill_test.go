package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// The variables of the process that is killed, and how often it is.
const (
	killedOn      = "TILLMATE_TEST_PUBLISH_ON" // the address of a Redis
	killsVariable = "TILLMATE_TEST_KILLS"
)

// TestHelperPublisher publishes one content after the other, as fast as it can,
// and serves the latest now and then, until it is killed. It publishes many
// times for one switch, for a switch takes so much longer.
func TestHelperPublisher(t *testing.T) {
	addr := os.Getenv(killedOn)
	if addr == "" {
		t.Skip("is run by TestKilledPublishers")
	}
	contents := []bundle.Bundle{packed(t, partial(t, 1)), packed(t, partial(t, 2)), packed(t, partial(t, 3))}
	shelf := dialed(t, addr).Shelf()
	f, _ := following(t, shelf, partial(t, 0))
	look(t, f)
	fmt.Fprintln(os.Stdout, "serving", f.status().Serial, f.status().Bundle)
	serial := f.status().Serial
	for n := 0; ; n++ {
		serial++
		fmt.Fprintln(os.Stdout, "publishing", serial)
		putLive(t, shelf, contents[n%len(contents)])
		if n%40 == 0 {
			fmt.Fprintln(os.Stdout, "switching", serial)
			look(t, f)
		}
	}
}

// TestKilledPublishers kills a process that publishes and switches at points
// drawn by chance: afterwards what is live is whole, is what was live before or
// the next, and is what the next process serves.
func TestKilledPublishers(t *testing.T) {
	kills := 5
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		kills = n
	}
	server := redistest.Start(t)
	shelf := dialed(t, server.Addr()).Shelf()
	putLive(t, shelf, packed(t, partial(t, 9)))
	points := map[string]int{}
	for kill := range kills {
		before, _, err := shelf.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		said := killedPublisher(t, server.Addr(), rand.N(500*time.Millisecond))
		if want := fmt.Sprintf("serving %d %s", before.Serial, before.Name); len(said) == 0 || said[0] != want {
			t.Fatalf("after kill %d the next process says %q, not %q", kill-1, said, want)
		}
		var word string
		var last int64
		if _, err := fmt.Sscan(said[len(said)-1], &word, &last); err != nil {
			t.Fatal(err)
		}
		points[word]++
		live, ok, err := shelf.Live(t.Context())
		if err != nil || !ok || live.Serial != last && (word != "publishing" || live.Serial != last-1) {
			t.Fatalf("killed after %q; live is %+v, %v", said[len(said)-1], live, err)
		}
		whole(t, shelf)
	}
	t.Logf("%d kills, by what was said last: %v", kills, points)
}

// killedPublisher runs a publisher, kills it some time after its first switch,
// and gives what it said.
func killedPublisher(t *testing.T, addr string, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestHelperPublisher$")
	cmd.Env = append(os.Environ(), killedOn+"="+addr)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
		if len(said) == 1 {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // that it was killed is no news
	return said
}

// whole checks that everything that is kept can be served, the live one by
// serving it.
func whole(t *testing.T, shelf bundle.Shelf) {
	t.Helper()
	all, err := shelf.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range all {
		if p.Serial != all[0].Serial-int64(i) {
			t.Errorf("publication %d follows %d", all[0].Serial, p.Serial)
		}
		b, err := shelf.Fetch(t.Context(), p.Name)
		if err == nil {
			_, err = bundle.Open(b)
		}
		if err != nil {
			t.Errorf("publication %d: %v", p.Serial, err)
		}
	}
	e, err := livePublished(t.Context(), shelf)
	if err != nil {
		t.Fatalf("what is live cannot be served: %v", err)
	}
	defer e.index.Close()
	hits, err := e.index.Search(t.Context(), e.engine.Query("插卡没反应"))
	if err != nil || !slices.ContainsFunc(hits.Problems, func(h conversation.Hit) bool { return h.Problem == "chip_read_fail" }) {
		t.Errorf("what is live finds %+v, %v", hits.Problems, err)
	}
}
