package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// TestReplicasSwitch publishes to three replicas, one of which is frozen: the
// others serve the new content within three seconds, and the frozen one within
// three seconds of waking. One that starts later begins with it.
func TestReplicasSwitch(t *testing.T) {
	server := redistest.Start(t)
	w := newWorld(t, server.Addr(), botapitest.Options{})
	var pages []string
	r := &replicas{t: t, dir: t.TempDir(), as: "tillmate", environ: func() []string {
		page := freeAddress(t)
		pages = append(pages, page)
		return w.environ("TILLMATE_HTTP_LISTEN=" + page)
	}}
	for n := range 3 {
		r.start(n)
	}
	defer r.stop()
	q := dialed(t, server.Addr())
	served := func(n int) contentStatus { return statusOf(pages[n]) }
	await := func(what string, within time.Duration, replicas []int, holds func(contentStatus) bool) time.Duration {
		t.Helper()
		start := time.Now()
		redistest.Eventually(t, within, func() bool {
			return !slices.ContainsFunc(replicas, func(n int) bool { return !holds(served(n)) })
		}, func() string { return what + "\n" + r.log() })
		return time.Since(start)
	}
	await("the replicas do not start", patience, []int{0, 1, 2}, func(s contentStatus) bool { return s.Generation != "" && s.Serial == 0 })

	r.freeze(2)
	first := putLive(t, q.Shelf(), packed(t, partial(t, 1)))
	is := func(p bundle.Publication) func(contentStatus) bool {
		return func(s contentStatus) bool { return s.Bundle == p.Name && s.Serial == p.Serial && s.Refused == "" }
	}
	two := await("two replicas do not switch", 3*time.Second, []int{0, 1}, is(first))
	r.thaw(2)
	frozen := await("the frozen replica does not switch", 3*time.Second, []int{2}, is(first))
	second := putLive(t, q.Shelf(), packed(t, partial(t, 2)))
	three := await("three replicas do not switch", 3*time.Second, []int{0, 1, 2}, is(second))
	t.Logf("two replicas switched in %s, the frozen one %s after waking, all three in %s",
		two.Round(time.Millisecond), frozen.Round(time.Millisecond), three.Round(time.Millisecond))

	r.kill(0)
	pages[0] = ""
	r.start(0) // appends its page
	pages[0] = pages[len(pages)-1]
	await("a new replica does not begin with what is published", patience, []int{0}, is(second))
}

// statusOf asks a replica what it serves; it gives nothing while there is no
// answer.
func statusOf(page string) contentStatus {
	client := http.Client{Timeout: 500 * time.Millisecond}
	answer, err := client.Get("http://" + page + "/readyz")
	if err != nil {
		return contentStatus{}
	}
	defer answer.Body.Close()
	var said struct {
		Content contentStatus `json:"content"`
	}
	if json.NewDecoder(answer.Body).Decode(&said) != nil {
		return contentStatus{}
	}
	return said.Content
}

func dialed(t testing.TB, addr string) *queue.Queue {
	t.Helper()
	q, err := queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{addr}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = q.Close() })
	return q
}
