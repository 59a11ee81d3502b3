package queue

import (
	"bytes"
	"errors"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/bundle/shelftest"
)

func TestShelf(t *testing.T) {
	for name, start := range map[string]func(testing.TB) backend{"miniredis": embedded, "redis": real} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shelftest.Run(t, func(t *testing.T) func() bundle.Shelf {
				b := start(t)
				return func() bundle.Shelf { return open(t, b.server).Shelf() }
			})
		})
	}
}

// A bundle of the greatest size is published and fetched. On a busy machine a
// call may run out of time; then it is repeated, as the contract allows.
func TestShelfTakesTheLargest(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		s := open(t, b.server).Shelf()
		large := bundle.Bundle{Name: "0123456789abcdef", Data: make([]byte, bundle.MaxPacked)}
		var err error
		eventually(t, patience, "it is not published", func() bool {
			_, err = s.Publish(t.Context(), large, bundle.Note{}, 0)
			return err == nil
		})
		var got bundle.Bundle
		eventually(t, patience, "it is not fetched", func() bool {
			got, err = s.Fetch(t.Context(), large.Name)
			return err == nil
		})
		if !bytes.Equal(got.Data, large.Data) {
			t.Errorf("fetched %d other bytes", len(got.Data))
		}
		if all, err := s.List(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("listed %+v, %v", all, err)
		}
	})
}

// What was published outlives a crash of Redis.
func TestShelfOutlivesACrash(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, single(server.Addr())).Shelf()
	b := shelftest.Packed(t, 1)
	_, err := s.Publish(t.Context(), b, bundle.Note{By: "1"}, 0)
	must(t, err)
	server.Kill()
	if _, _, err := s.Live(t.Context()); err == nil {
		t.Error("something is live while Redis is away")
	}
	server.Restart()
	p, ok, err := s.Live(t.Context())
	if err != nil || !ok || p.Name != b.Name {
		t.Fatalf("live: %+v, %v, %v", p, ok, err)
	}
	if _, err := s.Fetch(t.Context(), p.Name); err != nil {
		t.Error(err)
	}
}

// What cannot be read is an error and not nothing: nobody publishes over it.
func TestShelfDamaged(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		q := open(t, b.server)
		s := q.Shelf()
		must(t, b.raw.LPush(t.Context(), q.keys.published(), "{").Err())
		if _, ok, err := s.Live(t.Context()); ok || err == nil {
			t.Errorf("live: %v, %v", ok, err)
		}
		if all, err := s.List(t.Context()); err == nil {
			t.Errorf("listed %+v", all)
		}
		if _, err := s.Publish(t.Context(), shelftest.Packed(t, 1), bundle.Note{}, 0); err == nil || errors.Is(err, bundle.ErrOvertaken) {
			t.Errorf("publishing gives %v", err)
		}
	})
}

// Both keys lie on one node of a cluster, and a publication waits for that
// node's replica.
func TestShelfOnACluster(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 3)
	s := open(t, Server{Mode: Cluster, Addresses: c.Addrs(), Wait: 1}).Shelf()
	for n := range 3 {
		b := shelftest.Packed(t, n)
		p, err := s.Publish(t.Context(), b, bundle.Note{}, int64(n))
		must(t, err)
		if live, ok, err := s.Live(t.Context()); err != nil || !ok || !live.Same(p) {
			t.Errorf("live: %+v, %v, %v", live, ok, err)
		}
		if _, err := s.Fetch(t.Context(), b.Name); err != nil {
			t.Error(err)
		}
	}
}
