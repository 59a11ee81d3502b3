// Package shelftest holds what every [bundle.Shelf] promises, as tests. It must
// not know any implementation.
package shelftest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/knowledge/bundle"
)

// Run runs the contract. open gives an empty shelf; more of what it gives later
// in the same test is the same shelf, as another process sees it.
func Run(t *testing.T, open func(*testing.T) func() bundle.Shelf) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, func() bundle.Shelf)
	}{
		{"nothing is live at first", testEmpty},
		{"what is published is live and kept", testPublish},
		{"who compared with another one is overtaken", testOvertaken},
		{"a repeated publication is the same one", testRepeated},
		{"older ones are forgotten", testKeep},
		{"a bundle is kept as long as a publication has it", testRollback},
		{"of many at once one succeeds", testRace},
		{"readers always see a whole one", testWhole},
		{"a context that has ended changes nothing", testEnded},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

// Packed gives a small bundle; every n has another one.
func Packed(t testing.TB, n int) bundle.Bundle {
	t.Helper()
	b, err := bundle.Pack(fstest.MapFS{"codes.yaml": {Data: fmt.Appendf(nil, "codes: [] # %d 刷卡\x00\xff\n", n)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func note(n int) bundle.Note {
	return bundle.Note{
		By: fmt.Sprint(1000 + n), At: time.Date(2026, 11, 1, 9, 0, n, 123456789, time.UTC), Why: "试试 \"quoted\"",
		Accepted: []string{"query: 刷卡"},
	}
}

func publish(t testing.TB, s bundle.Shelf, n int, after int64) bundle.Publication {
	t.Helper()
	p, err := s.Publish(t.Context(), Packed(t, n), note(n), after)
	if err != nil {
		t.Fatalf("publishing %d after %d: %v", n, after, err)
	}
	return p
}

func live(t testing.TB, s bundle.Shelf) bundle.Publication {
	t.Helper()
	p, ok, err := s.Live(t.Context())
	if err != nil || !ok {
		t.Fatalf("live: %v, %v", ok, err)
	}
	return p
}

func testEmpty(t *testing.T, open func() bundle.Shelf) {
	s := open()
	if p, ok, err := s.Live(t.Context()); ok || err != nil || !reflect.DeepEqual(p, bundle.Publication{}) {
		t.Errorf("live: %+v, %v, %v", p, ok, err)
	}
	if all, err := s.List(t.Context()); len(all) > 0 || err != nil {
		t.Errorf("list: %+v, %v", all, err)
	}
	if _, err := s.Fetch(t.Context(), "0123456789abcdef"); !errors.Is(err, bundle.ErrUnknown) {
		t.Errorf("fetching nothing gives %v", err)
	}
	if _, err := s.Publish(t.Context(), Packed(t, 1), note(1), 1); !errors.Is(err, bundle.ErrOvertaken) {
		t.Errorf("publishing after one that never was gives %v", err)
	}
}

func testPublish(t *testing.T, open func() bundle.Shelf) {
	s, b := open(), Packed(t, 1)
	got := publish(t, s, 1, 0)
	want := bundle.Publication{Serial: 1, Name: b.Name, Size: len(b.Data), Note: note(1)}
	if !got.Same(want) || got.Size != want.Size {
		t.Errorf("published %+v, not %+v", got, want)
	}
	other := open() // another process
	if p := live(t, other); !p.Same(want) || p.Size != want.Size {
		t.Errorf("live is %+v, not %+v", p, want)
	}
	if kept, err := other.Fetch(t.Context(), b.Name); err != nil || kept.Name != b.Name || !bytes.Equal(kept.Data, b.Data) {
		t.Errorf("fetched %q with %d bytes, %v", kept.Name, len(kept.Data), err)
	}
	second := publish(t, s, 2, 1)
	if all, err := other.List(t.Context()); err != nil || len(all) != 2 || !all[0].Same(second) || !all[1].Same(want) {
		t.Errorf("listed %+v, %v", all, err)
	}
}

func testOvertaken(t *testing.T, open func() bundle.Shelf) {
	s := open()
	publish(t, s, 1, 0)
	second := publish(t, s, 2, 1)
	for _, after := range []int64{0, 1, 3, -1} {
		if _, err := s.Publish(t.Context(), Packed(t, 3), note(3), after); !errors.Is(err, bundle.ErrOvertaken) {
			t.Errorf("publishing after %d gives %v", after, err)
		}
	}
	if p := live(t, s); !p.Same(second) {
		t.Errorf("live is %+v", p)
	}
	if _, err := s.Fetch(t.Context(), Packed(t, 3).Name); !errors.Is(err, bundle.ErrUnknown) {
		t.Errorf("a refused bundle is kept: %v", err)
	}
}

func testRepeated(t *testing.T, open func() bundle.Shelf) {
	s := open()
	first := publish(t, s, 1, 0)
	if again := publish(t, open(), 1, 0); !again.Same(first) {
		t.Errorf("repeated %+v, first %+v", again, first)
	}
	second := publish(t, s, 2, 1)
	if again := publish(t, s, 1, 0); !again.Same(first) {
		t.Errorf("repeated late %+v, first %+v", again, first)
	}
	if all, err := s.List(t.Context()); err != nil || len(all) != 2 || !all[0].Same(second) {
		t.Errorf("listed %+v, %v", all, err)
	}
	// Another note is another publication, and comes too late.
	other := note(1)
	other.By = "somebody else"
	if _, err := s.Publish(t.Context(), Packed(t, 1), other, 0); !errors.Is(err, bundle.ErrOvertaken) {
		t.Errorf("somebody else's gives %v", err)
	}
}

func testKeep(t *testing.T, open func() bundle.Shelf) {
	s := open()
	for n := range bundle.Keep + 3 {
		publish(t, s, n, int64(n))
	}
	all, err := s.List(t.Context())
	if err != nil || len(all) != bundle.Keep || all[0].Serial != bundle.Keep+3 || all[bundle.Keep-1].Serial != 4 {
		t.Errorf("listed %+v, %v", all, err)
	}
	for n := range bundle.Keep + 3 {
		_, err := s.Fetch(t.Context(), Packed(t, n).Name)
		if kept := n >= 3; kept != (err == nil) || !kept && !errors.Is(err, bundle.ErrUnknown) {
			t.Errorf("fetching %d gives %v", n, err)
		}
	}
}

func testRollback(t *testing.T, open func() bundle.Shelf) {
	s := open()
	publish(t, s, 0, 0)
	for n := int64(1); n < bundle.Keep; n++ {
		publish(t, s, int(n), n)
	}
	back := note(99)
	back.Rollback = true
	p, err := s.Publish(t.Context(), Packed(t, 0), back, bundle.Keep) // the first publication of it goes
	if err != nil || !p.Rollback || p.Name != Packed(t, 0).Name {
		t.Fatalf("rolled back to %+v, %v", p, err)
	}
	for n := range bundle.Keep {
		if _, err := s.Fetch(t.Context(), Packed(t, n).Name); err != nil {
			t.Errorf("fetching %d: %v", n, err)
		}
	}
	publish(t, s, 50, bundle.Keep+1)
	if _, err := s.Fetch(t.Context(), Packed(t, 1).Name); !errors.Is(err, bundle.ErrUnknown) {
		t.Errorf("the oldest is kept: %v", err)
	}
	if _, err := s.Fetch(t.Context(), Packed(t, 0).Name); err != nil {
		t.Errorf("the one that was rolled back to: %v", err)
	}
}

func testRace(t *testing.T, open func() bundle.Shelf) {
	publish(t, open(), 0, 0)
	var won, overtaken atomic.Int32
	var group sync.WaitGroup
	for n := 1; n <= 8; n++ {
		s, b := open(), Packed(t, n)
		group.Go(func() {
			switch _, err := s.Publish(t.Context(), b, note(n), 1); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, bundle.ErrOvertaken):
				overtaken.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 || overtaken.Load() != 7 {
		t.Errorf("%d succeeded, %d were overtaken", won.Load(), overtaken.Load())
	}
}

func testWhole(t *testing.T, open func() bundle.Shelf) {
	writer := open()
	publish(t, writer, 0, 0)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 2 {
		s := open()
		group.Go(func() {
			for last := int64(0); ; {
				select {
				case <-stop:
					return
				default:
				}
				p, ok, err := s.Live(t.Context())
				if err != nil || !ok || p.Serial < last {
					t.Errorf("live: %+v after %d, %v, %v", p, last, ok, err)
					return
				}
				last = p.Serial
				if b, err := s.Fetch(t.Context(), p.Name); err != nil {
					t.Errorf("what is live cannot be fetched: %v", err)
				} else if _, err := bundle.Open(b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := int64(1); n < 2*bundle.Keep; n++ {
		publish(t, writer, int(n%3), n)
	}
	close(stop)
	group.Wait()
}

func testEnded(t *testing.T, open func() bundle.Shelf) {
	s := open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Publish(ctx, Packed(t, 1), note(1), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("publishing gives %v", err)
	}
	if _, _, err := s.Live(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("live gives %v", err)
	}
	if _, err := s.List(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("list gives %v", err)
	}
	if _, ok, err := s.Live(t.Context()); ok || err != nil {
		t.Errorf("live: %v, %v", ok, err)
	}
}
