package queue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/tillmate/tillmate/bot"
)

// TestShare holds that the shares of all members make up all partitions.
func TestShare(t *testing.T) {
	var members []string
	for i := range 40 {
		members = append(members, fmt.Sprintf("m%02d", (i*7)%40))
		all, most, least := 0, 0, bot.Partitions
		for _, m := range members {
			n := share(members, m)
			all, most, least = all+n, max(most, n), min(least, n)
		}
		if all != bot.Partitions || most-least > 1 {
			t.Errorf("%d members share %d partitions, from %d to %d each", len(members), all, least, most)
		}
	}
	if n := share(members, "stranger"); n != 0 {
		t.Errorf("a stranger has %d", n)
	}
}

// inBubble runs a test with a clock that moves only when everything waits.
func inBubble(t *testing.T, test func(*testing.T, *replicas)) {
	synctest.Test(t, func(t *testing.T) {
		m := miniredis.NewMiniRedis()
		defer m.Close()
		m.ClockTTL(true)
		r := &replicas{t: t, redis: m, owned: map[string]map[int]bot.Partition{}, leading: map[string]int{}}
		test(t, r)
		r.wait.Wait()
		time.Sleep(2 * time.Second) //nolint:forbidigo // the bubble's clock, for the client to end
	})
}

// replicas are processes that share the partitions of one Redis. They look
// after it that a partition never has two owners.
type replicas struct {
	t     *testing.T
	redis *miniredis.Miniredis
	wait  sync.WaitGroup
	mu    sync.Mutex
	away  bool
	owned map[string]map[int]bot.Partition // the handlers that run
	taken []time.Time
	// leading is how many times each leads, and begun how often one began to.
	leading map[string]int
	begun   int
}

// replica is one that can be stopped, or cut off from Redis.
type replica struct {
	stop context.CancelFunc
	cut  func()
}

// patientConn is an end of a pipe that never waits for the other end to read,
// as a socket does not: the ends of a pipeline would wait for each other.
type patientConn struct {
	net.Conn
	written chan []byte
	closed  chan struct{}
	once    sync.Once
}

func newPatientConn(conn net.Conn) *patientConn {
	c := &patientConn{Conn: conn, written: make(chan []byte, 1000), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case <-c.closed:
				return
			case b := <-c.written:
				_, _ = conn.Write(b)
			}
		}
	}()
	return c
}

func (c *patientConn) Write(b []byte) (int, error) {
	select {
	case <-c.closed:
		return 0, net.ErrClosed
	case c.written <- bytes.Clone(b):
		return len(b), nil
	}
}

func (c *patientConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

type handler = func(context.Context, bot.Partition) error

// idle does nothing until its context ends.
func idle(ctx context.Context, _ bot.Partition) error {
	<-ctx.Done()
	return nil
}

// start runs a replica with a handler.
func (r *replicas) start(name string, then handler) *replica {
	ctx, stop := context.WithCancel(context.Background())
	r.mu.Lock()
	r.owned[name] = map[int]bot.Partition{}
	r.mu.Unlock()
	q, cut := r.dial()
	r.wait.Go(func() {
		if err := q.Own(ctx, r.handler(name, then)); err != nil {
			r.t.Errorf("%s ended with %v", name, err)
		}
		must(r.t, q.Close())
	})
	return &replica{stop, cut}
}

// dial gives a queue, and what cuts it off from Redis for ever.
func (r *replicas) dial() (*Queue, func()) {
	var cut bool
	var conns []net.Conn
	dial := func(context.Context, string, string) (net.Conn, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if cut || r.away {
			return nil, errors.New("cut off")
		}
		conn, err := r.redis.Dial()
		if err != nil {
			return nil, err
		}
		conn = newPatientConn(conn)
		conns = append(conns, conn)
		return conn, nil
	}
	q, err := Dial(Options{Log: testLog(r.t), Server: Server{Mode: Single, Addresses: []string{"bubble"}, dial: dial}})
	must(r.t, err)
	return q, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		cut = true
		for _, conn := range conns {
			_ = conn.Close()
		}
	}
}

func (r *replicas) handler(name string, then handler) handler {
	return func(ctx context.Context, p bot.Partition) error {
		r.mu.Lock()
		for other, owned := range r.owned {
			if owned[p.Number()] != nil && (other == name || owned[p.Number()].Owned()) {
				r.t.Errorf("%s takes partition %d that %s has", name, p.Number(), other)
			}
		}
		if !p.Owned() {
			r.t.Errorf("%s begins with partition %d and does not own it", name, p.Number())
		}
		r.owned[name][p.Number()] = p
		r.taken = append(r.taken, time.Now())
		r.mu.Unlock()
		defer func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			delete(r.owned[name], p.Number())
		}()
		return then(ctx, p)
	}
}

// after lets time pass and expects how many partitions each replica has.
func (r *replicas) after(d time.Duration, want map[string]int) {
	r.t.Helper()
	time.Sleep(d) //nolint:forbidigo // the bubble's clock
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	parts := map[int]string{}
	for name, owned := range r.owned {
		n := 0
		for number, p := range owned {
			if p.Owned() {
				n++
				parts[number] = name
			}
		}
		if n != want[name] {
			r.t.Errorf("%s has %d partitions, not %d", name, n, want[name])
		}
	}
}

func TestPartitionsAreShared(t *testing.T) {
	inBubble(t, func(_ *testing.T, r *replicas) {
		a := r.start("a", idle)
		r.after(10*time.Millisecond, map[string]int{"a": 16})
		b := r.start("b", idle)
		r.after(1100*time.Millisecond, map[string]int{"a": 8, "b": 8})
		a.stop()
		r.after(500*time.Millisecond, map[string]int{"b": 16}) // at once
		c := r.start("c", idle)
		r.after(1100*time.Millisecond, map[string]int{"b": 8, "c": 8})
		r.after(time.Minute, map[string]int{"b": 8, "c": 8})
		b.stop()
		c.stop()
	})
}

func TestACutOffOwnerIsReplaced(t *testing.T) {
	for phase := time.Duration(0); phase < renewEvery; phase += renewEvery / 5 {
		inBubble(t, func(_ *testing.T, r *replicas) {
			a := r.start("a", idle)
			r.after(phase, map[string]int{"a": 16})
			b := r.start("b", idle)
			r.after(5*time.Second-phase, map[string]int{"a": 8, "b": 8})
			a.cut() // just after it renewed its leases
			r.after(leaseTime-leaseMargin-renewEvery, map[string]int{"a": 8, "b": 8})
			r.after(leaseMargin+renewEvery+5*soon, map[string]int{"b": 16})
			a.stop()
			b.stop()
		})
	}
}

func TestRedisGoesAndComesBack(t *testing.T) {
	inBubble(t, func(_ *testing.T, r *replicas) {
		a, b := r.start("a", idle), r.start("b", idle)
		r.after(5*time.Second, map[string]int{"a": 8, "b": 8})
		r.mu.Lock()
		r.away = true
		r.mu.Unlock()
		r.redis.Close()
		r.after(10*time.Second, nil)
		r.mu.Lock()
		r.away = false
		r.mu.Unlock()
		r.after(3*time.Second, map[string]int{"a": 8, "b": 8})
		a.stop()
		b.stop()
	})
}

// TestAHandlerMayFinish holds that a partition is nobody else's until its
// handler has returned, and that a handler which does not return is left.
func TestAHandlerMayFinish(t *testing.T) {
	for name, tt := range map[string]struct {
		takes time.Duration
		want  map[string]int // 6 s after the other began
	}{
		"in time":  {5 * time.Second, map[string]int{"a": 8, "b": 8}},
		"too late": {time.Minute, map[string]int{"a": 16}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(_ *testing.T, r *replicas) {
				a := r.start("a", func(ctx context.Context, _ bot.Partition) error {
					<-ctx.Done()
					time.Sleep(tt.takes) //nolint:forbidigo // the bubble's clock
					return nil
				})
				r.after(time.Second, map[string]int{"a": 16})
				b := r.start("b", idle)
				r.after(4*time.Second, map[string]int{"a": 16})
				r.after(2*time.Second, tt.want)
				r.after(finishTime, map[string]int{"a": 8, "b": 8})
				a.stop()
				r.after(4*time.Second, map[string]int{"a": 8, "b": 8})
				r.after(finishTime, map[string]int{"b": 16})
				b.stop()
			})
		})
	}
}

func TestAHandlerThatEndsIsRunAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, r *replicas) {
		a := r.start("a", func(ctx context.Context, p bot.Partition) error {
			if p.Number() == 5 {
				return errors.New("broken")
			}
			return idle(ctx, p)
		})
		r.after(10*time.Second, map[string]int{"a": 15})
		a.stop()
		synctest.Wait()
		if runs := len(r.taken) - 15; runs < 5 || runs > 11 {
			t.Errorf("in 10 s it ran %d times", runs)
		}
	})
}
