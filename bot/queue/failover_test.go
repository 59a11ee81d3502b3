package queue

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue/redistest"
)

// recovery is how soon everything works again after a master died, of which
// Redis takes election to replace it; on a busy machine more, which is allowed.
const (
	recovery = 4 * time.Second
	election = 2500 * time.Millisecond
)

// recovers kills a master and handles an update of a chat.
func (l *ledger) recovers(q *Queue, chat int64, master *redistest.Server, replicas ...*redistest.Server) {
	l.t.Helper()
	killed := time.Now()
	master.Kill()
	replaced := make(chan time.Duration, 1)
	l.wait.Go(func() {
		_ = l.again(func(context.Context) error {
			for _, replica := range replicas {
				if replica.Info("role") == "master" {
					replaced <- time.Since(killed)
					return nil
				}
			}
			return errors.New("not yet")
		})
	})
	took := l.handles(q, chat)
	elected := <-replaced
	l.t.Logf("the master was replaced in %s, and everything works after %s", elected, took)
	if took > recovery+max(0, elected-election) {
		l.t.Error("that is too late")
	}
}

// TestSentinel kills the master while updates are put and handled. Nothing that
// was acknowledged is lost, for a replica had it first.
func TestSentinel(t *testing.T) {
	t.Parallel()
	s := redistest.StartSentinels(t, 2)
	q := open(t, Server{Mode: Sentinel, Master: redistest.MasterName, Addresses: s.Addrs(), Wait: 1})
	l := newLedger(t)
	l.own(q)
	l.produce(q, manyChats(20)...)
	l.progress(300)
	l.recovers(q, 9, s.Master, s.Replicas...)
	l.finish(q)
}

// TestCluster kills one of three masters.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 3)
	server := Server{Mode: Cluster, Addresses: c.Addrs()}
	durable := server
	durable.Wait = 1
	a, b := open(t, durable), open(t, server)
	l := newLedger(t)
	stop := l.own(a)
	l.produce(a, manyChats(20)...)
	l.progress(300)
	l.pause()
	stop()
	waitsForTheRightReplica(t, c, a)
	// The master's only replica takes its place, so there is none to wait for.
	l.own(b)
	const chat = 9
	l.handles(b, chat)
	if nodes, err := b.Check(t.Context()); err != nil || len(nodes) != 3 {
		t.Errorf("checked are %+v, %v", nodes, err)
	}
	n := c.MasterOf(b.keys.in(PartitionOf(chat)))
	l.recovers(b, chat, c.Masters[n], c.Replicas[n])
	l.finish(b)
}

// waitsForTheRightReplica holds that a write waits for a replica of its own
// master.
func waitsForTheRightReplica(t *testing.T, c *redistest.Cluster, q *Queue) {
	t.Helper()
	c.Replicas[0].Freeze()
	defer func() {
		c.Replicas[0].Thaw()
		c.AwaitHealthy()
	}()
	for id := range int64(6) {
		chat := 8000 + id // not one of the ledger's
		at := c.MasterOf(q.keys.in(PartitionOf(chat)))
		u := update(1, chat)
		u.ID += 1_000_000 + id
		err := q.Put(context.Background(), []bot.Update{u})
		if errors.Is(err, ErrNotReplicated) != (at == 0) || (err != nil && at != 0) {
			t.Errorf("a put to master %d, with the replica of the first frozen: %v", at, err)
		}
	}
}

// TestWait holds that what too few replicas have is not acknowledged, and that
// it can be repeated.
func TestWait(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	master := redistest.Start(t)
	replica := redistest.StartReplica(t, master)
	server := single(master.Addr())
	server.Wait = 1
	q := open(t, server)
	chat := chatsOf(3, 1)[0]
	acknowledged := func(what string, call func() error) {
		t.Helper()
		eventually(t, patience, what, func() bool { return call() == nil })
	}
	acknowledged("a put", func() error { return q.Put(ctx, []bot.Update{update(1, chat)}) })
	p := take(t, q, 3)
	one := turn(0, next(t, p, 1)...)

	replica.Freeze()
	if err := q.Put(ctx, []bot.Update{update(2, chat)}); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("a put that no replica has: %v", err)
	}
	for range 2 { // also when there is nothing left to do
		if err := p.Commit(ctx, []bot.Turn{one}); !errors.Is(err, ErrNotReplicated) {
			t.Errorf("a commit that no replica has: %v", err)
		}
	}
	replica.Thaw()
	acknowledged("the put again", func() error { return q.Put(ctx, []bot.Update{update(2, chat)}) })
	acknowledged("the commit again", func() error { return p.Commit(ctx, []bot.Turn{one}) })
	if got := ids(next(t, p, 10)); len(got) != 1 || got[0] != 2 {
		t.Errorf("open are %v", got)
	}
}
