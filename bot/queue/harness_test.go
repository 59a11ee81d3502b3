package queue

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/conversation"
)

// backend is a Redis that a test runs on.
type backend struct {
	server Server
	raw    redis.UniversalClient
}

// onBoth runs a test on the Redis in this process and on a real one.
func onBoth(t *testing.T, test func(*testing.T, backend)) {
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		test(t, embedded(t))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		test(t, real(t))
	})
}

// onAll runs it on a cluster too.
func onAll(t *testing.T, test func(*testing.T, Server)) {
	onBoth(t, func(t *testing.T, b backend) { test(t, b.server) })
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		test(t, Server{Mode: Cluster, Addresses: redistest.StartCluster(t, 3).Addrs(), Wait: 1})
	})
}

func embedded(t testing.TB) backend {
	m := miniredis.RunT(t)
	m.ClockTTL(true)
	raw := redis.NewClient(&redis.Options{Addr: m.Addr(), Protocol: 2, DisableIdentity: true})
	t.Cleanup(func() { _ = raw.Close() })
	return backend{single(m.Addr()), raw}
}

func real(t testing.TB) backend {
	s := redistest.Start(t)
	return backend{single(s.Addr()), s.Client()}
}

func single(addr string) Server { return Server{Mode: Single, Addresses: []string{addr}} }

// open gives a queue; each has connections of its own, as a process has.
func open(t testing.TB, server Server, change ...func(*Options)) *Queue {
	t.Helper()
	options := Options{Server: server, Log: testLog(t)}
	for _, c := range change {
		c(&options)
	}
	q, err := Dial(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = q.Close() })
	return q
}

// testLog is silent, unless QUEUE_LOG is set.
func testLog(t testing.TB) *slog.Logger {
	if os.Getenv("QUEUE_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

// take makes an owner of a partition whose lease nobody renews. Whoever owned
// it counts as gone.
func take(t testing.TB, q *Queue, n int) *partition {
	t.Helper()
	ctx := context.Background()
	key := q.keys.own(n)
	if owner, _ := q.store.calls.HGet(ctx, key, "owner").Result(); owner != "" {
		must(t, q.store.calls.HSet(ctx, key, "expiry", 0).Err())
	}
	l, left, err := q.acquire(ctx, key, fmt.Sprintf("owner-%d", time.Now().UnixNano()))
	must(t, err)
	if l == nil {
		t.Fatalf("partition %d is owned for %s more", n, left)
	}
	l.context(ctx)
	return &partition{q: q, n: n, lease: l}
}

// chatsOf gives some chats of a partition.
func chatsOf(n, some int) []int64 {
	var chats []int64
	for chat := int64(1000); len(chats) < some; chat++ {
		if PartitionOf(chat) == n {
			chats = append(chats, chat)
		}
	}
	return chats
}

func update(id, chat int64, words ...string) bot.Update {
	at := time.UnixMilli(1_700_000_000_000 + id).UTC()
	return bot.Update{
		ID: id, Kind: bot.FromMerchant, Chat: chat, User: chat, At: at, Message: id,
		Event: conversation.Event{Kind: conversation.EventText, At: at, Text: strings.Join(words, " ")},
	}
}

func put(t testing.TB, q *Queue, updates ...bot.Update) {
	t.Helper()
	must(t, q.Put(t.Context(), updates))
}

func next(t testing.TB, p *partition, max int) []bot.Entry {
	t.Helper()
	entries, err := p.Next(t.Context(), max)
	must(t, err)
	return entries
}

// turn handles entries of one chat at a version.
func turn(version int64, entries ...bot.Entry) bot.Turn {
	turn := bot.Turn{Record: bot.Record{Chat: entries[0].Update.Chat, Version: version, Data: []byte("x")}}
	for _, e := range entries {
		turn.Entries = append(turn.Entries, e.ID)
	}
	return turn
}

func ids(entries []bot.Entry) []int64 {
	var all []int64
	for _, e := range entries {
		all = append(all, e.Update.ID)
	}
	return all
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patience is how long something is waited for that only a broken program
// never does: a busy machine is slow.
const patience = time.Minute

func eventually(t testing.TB, within time.Duration, what string, holds func() bool) {
	t.Helper()
	redistest.Eventually(t, within, holds, func() string { return what })
}
