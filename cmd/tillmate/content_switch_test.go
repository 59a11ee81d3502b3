package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// switchesVariable asks for more switches than the test makes by itself.
const switchesVariable = "TILLMATE_TEST_SWITCHES"

// bystanders search and talk while the content is switched.
type bystanders struct {
	t        *testing.T
	content  *editions
	texts    []string
	stop     chan struct{}
	group    sync.WaitGroup
	mu       sync.Mutex
	searches []time.Duration
	turns    int
	seen     map[string]bool // generations
}

// TestSwitches switches the content under 500 searches a second from four
// goroutines and eight conversations: no search fails, no turn sees two
// generations, and memory and files are as before when all is over.
func TestSwitches(t *testing.T) {
	switches := 8
	if n, err := strconv.Atoi(os.Getenv(switchesVariable)); err == nil {
		switches = n
	}
	golden, _ := knowledge.LoadGolden(base.Files, &knowledge.Base{})
	if len(golden) < 100 {
		t.Fatalf("%d golden queries", len(golden))
	}
	shelf := &bundle.Memory{}
	f, _ := following(t, shelf, partial(t, 0))
	turnOver := func(n int) (freed <-chan struct{}) {
		before := f.editions.current.Load().index.Done()
		putLive(t, shelf, packed(t, partial(t, n)))
		look(t, f)
		if s := f.status(); s.Refused != "" || f.editions.current.Load().index.Done() == before {
			t.Fatalf("no switch %d: %+v", n, s)
		}
		return before
	}
	for n := range bundle.Keep { // until the shelf is full
		putLive(t, shelf, packed(t, partial(t, 1000+n)))
	}
	<-turnOver(2000)
	heap, files, routines := heapNow(), filesNow(t), runtime.NumGoroutine()

	c := &bystanders{t: t, content: f.editions, stop: make(chan struct{}), seen: map[string]bool{}}
	for _, q := range golden {
		c.texts = append(c.texts, q.Text)
	}
	for n := range 4 {
		c.group.Go(func() { c.search(n) })
	}
	for n := range 8 {
		c.group.Go(func() { c.talk(n) })
	}
	start := time.Now()
	var all []<-chan struct{}
	for n := 1; n <= switches; n++ {
		all = append(all, turnOver(n))
	}
	took := time.Since(start)
	close(c.stop)
	c.group.Wait()
	for _, freed := range all {
		<-freed
	}
	slices.Sort(c.searches)
	heapAfter, filesAfter := heapNow(), filesNow(t)
	t.Logf("%d switches in %s under %d searches (%.0f a second, p50 %s, p99 %s) and %d turns, which saw %d generations; heap %.1f MB, before %.1f MB; %d files, before %d",
		switches, took.Round(time.Millisecond), len(c.searches), float64(len(c.searches))/took.Seconds(), c.searches[len(c.searches)/2],
		c.searches[len(c.searches)*99/100], c.turns, len(c.seen), float64(heapAfter)/1e6, float64(heap)/1e6, filesAfter, files)
	if len(c.seen) < switches/2 {
		t.Errorf("only %d generations were seen", len(c.seen))
	}
	if c.turns == 0 || float64(len(c.searches)) < 20*took.Seconds() {
		t.Errorf("only %d searches and %d turns", len(c.searches), c.turns)
	}
	if heapAfter > heap+heap/4 {
		t.Errorf("the heap has %d bytes, before %d", heapAfter, heap)
	}
	if filesAfter > files {
		t.Errorf("%d open files, before %d", filesAfter, files)
	}
	if n := runtime.NumGoroutine(); n > routines {
		t.Errorf("%d goroutines, before %d", n, routines)
	}
}

// heapNow gives the bytes in use after a collection.
func heapNow() uint64 {
	runtime.GC() // twice: pools give up what they hold with the second
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func filesNow(t *testing.T) int {
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(open)
}

func (c *bystanders) stopped() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// search makes a quarter of 500 searches a second. One that is late does not
// make the next ones late.
func (c *bystanders) search(n int) {
	begun := time.Now()
	for i := n; !c.stopped(); i += 4 {
		<-time.After(time.Until(begun.Add(time.Duration(i/4) * 8 * time.Millisecond)))
		held, release := c.content.Hold()
		d := held.(*dialogue)
		start := time.Now()
		hits, err := d.Search(c.t.Context(), d.Query(c.texts[i%len(c.texts)]))
		took := time.Since(start)
		if err != nil || hits.Generation != d.edition.index.Name() {
			c.t.Errorf("a search over %s gives %s, %v", d.edition.index.Name(), hits.Generation, err)
		}
		release()
		c.mu.Lock()
		c.searches = append(c.searches, took)
		c.seen[hits.Generation] = true
		c.mu.Unlock()
	}
}

// talk plays one conversation after the other: a text, then the first button of
// whatever is asked, some turns apart from the switches and some across them.
func (c *bystanders) talk(n int) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var state conversation.State
	ev := conversation.Event{Kind: conversation.EventText}
	at := time.Unix(1_700_000_000, 0)
	for i := n; !c.stopped(); i++ {
		<-tick.C
		if ev.Kind == conversation.EventText {
			ev.Text, state.Case, state.Phase = c.texts[i*7%len(c.texts)], nil, conversation.Idle
		}
		at = at.Add(time.Minute)
		ev.At = at
		next, effects, err := c.turn(state, ev)
		if err != nil || len(effects) == 0 {
			c.t.Errorf("%+v is answered with %d effects: %v", ev, len(effects), err)
			return
		}
		state, ev = next, conversation.Event{Kind: conversation.EventText}
		for _, e := range effects {
			if q, ok := e.(conversation.Question); ok {
				ev = conversation.Event{Kind: conversation.EventPress, Press: q.Answers[i%len(q.Answers)].ID, Shown: state.Turn}
			}
		}
	}
}

// turn does what the worker does for one event; all that it learns must be of
// one generation.
func (c *bystanders) turn(s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	held, release := c.content.Hold()
	defer release()
	d := held.(*dialogue)
	name := d.edition.index.Name()
	next, effects, err := d.Turn(c.t.Context(), s, ev)
	if s.Case == nil && next.Case != nil && next.Case.Generation != name {
		c.t.Errorf("a turn over %s opens a case of %s", name, next.Case.Generation)
	}
	for _, e := range effects {
		if r, ok := e.(conversation.Recommendation); ok && d.edition.base.Problem(r.Problem) == nil {
			c.t.Errorf("a turn over %s advises on %s, which it does not have", name, r.Problem)
		}
	}
	d.Due(next)
	d.Menu(next)
	if again := d.edition.index.Name(); again != name || d != held {
		c.t.Errorf("the generation of a turn changed from %s to %s", name, again)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turns++
	c.seen[name] = true
	return next, effects, err
}

// BenchmarkSwitch measures a switch of the shipped content, from the shelf to
// serving it.
func BenchmarkSwitch(b *testing.B) {
	shelf := &bundle.Memory{}
	f, _ := following(b, shelf, base.Files)
	next := []bundle.Bundle{packed(b, base.Files), packed(b, partial(b, 0))}
	for b.Loop() {
		b.StopTimer()
		putLive(b, shelf, next[1])
		look(b, f)
		putLive(b, shelf, next[0])
		b.StartTimer()
		look(b, f)
	}
}
