package queue

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// restTime is how long a partition is left to others after its handler ended
// by itself.
const restTime = time.Second

// soon is added to the time at which somebody else's lease runs out.
const soon = 10 * time.Millisecond

// Own runs handle for each partition of this process's share, side by side,
// until ctx ends and every handle has returned; then it gives nil. The share
// follows how many processes own.
//
// The context of a handle ends when the partition is to be given up or is
// lost. Until handle returns, and for 20 s at most, the lease is kept, so what
// is under way can be finished with [context.WithoutCancel]. Only then is the
// partition free, and only then can this process take it again. A handle that
// returns earlier, with or without an error, has its partition given to
// whoever is free, or is run again after a second.
func (q *Queue) Own(ctx context.Context, handle func(context.Context, bot.Partition) error) error {
	o := &owners{
		q:      q,
		member: rand.Text(),
		handle: handle,
		held:   map[int]*holding{},
		ended:  make(chan ending, bot.Partitions),
	}
	return o.run(ctx)
}

// owners is one run of Own. All but its handlers is one goroutine.
type owners struct {
	q       *Queue
	member  string
	handle  func(context.Context, bot.Partition) error
	held    map[int]*holding
	rest    [bot.Partitions]time.Time // until when a partition is not taken
	ended   chan ending
	failing bool // the last round failed
}

// holding is a partition whose handler runs.
type holding struct {
	lease   *lease
	stop    context.CancelFunc
	stopped time.Time // when the handler was told to stop, or zero
}

// ending tells that a handler returned.
type ending struct {
	partition int
	early     bool // it was not told to
}

func (o *owners) run(ctx context.Context) error {
	round := time.NewTimer(0)
	defer round.Stop()
	done := ctx.Done()
	for done != nil || len(o.held) > 0 {
		select {
		case <-done:
			done = nil
			for _, h := range o.held {
				h.giveUp()
			}
		case e := <-o.ended:
			delete(o.held, e.partition)
			if e.early {
				o.rest[e.partition] = time.Now().Add(restTime)
			}
		case <-round.C:
			round.Reset(o.round(ctx))
		}
	}
	o.leave()
	return nil
}

// round renews what is held and, until ctx ends, evens out the shares. It
// gives the time to the next round.
func (o *owners) round(ctx context.Context) time.Duration {
	wait, err := o.even(ctx)
	if failing := err != nil; failing != o.failing {
		o.failing = failing
		if failing {
			o.q.log.Warn("leases cannot be renewed", "error", err)
		} else {
			o.q.log.Info("leases can be renewed again")
		}
	}
	if err != nil {
		return retryEvery
	}
	return max(soon, min(wait, renewEvery))
}

func (o *owners) even(ctx context.Context) (time.Duration, error) {
	members, next, err := o.renew(ctx)
	if err != nil || ctx.Err() != nil {
		return renewEvery, err
	}
	want := share(members, o.member)
	mine := o.active()
	for i, h := range mine {
		if i >= want {
			h.giveUp()
		}
	}
	wait, err := o.fill(ctx, want-len(mine))
	return min(wait, next), err
}

// renew renews the leases and says that this member lives. It gives who else
// does, and when the first of them may be found gone.
func (o *owners) renew(ctx context.Context) ([]string, time.Duration, error) {
	calls := []call{{membersScript, []string{o.q.keys.members()}, []any{o.member, leaseTime.Milliseconds()}}}
	if ctx.Err() != nil {
		calls = nil
	}
	var renewed []*lease
	for _, h := range o.held {
		if h.lease.live() && (h.stopped.IsZero() || time.Since(h.stopped) < finishTime) {
			calls, renewed = append(calls, h.lease.renewal()), append(renewed, h.lease)
		}
	}
	if len(calls) == 0 {
		return nil, renewEvery, nil
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	sent := time.Now()
	replies, err := o.q.store.run(limited, calls)
	for i, l := range renewed {
		l.heard(sent, replies[len(calls)-len(renewed)+i].Err())
	}
	if len(calls) == len(renewed) {
		return nil, renewEvery, err
	}
	alive, err := replies[0].Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("looking who shares the partitions: %w", err)
	}
	members, next := o.others(alive)
	return members, next, nil
}

// others reads the reply of the members script.
func (o *owners) others(alive []any) ([]string, time.Duration) {
	var members []string
	next := renewEvery
	for i := 0; i+1 < len(alive); i += 2 {
		name, _ := alive[i].(string)
		left, _ := alive[i+1].(int64)
		members = append(members, name)
		if name != o.member {
			next = min(next, time.Duration(left)*time.Millisecond+soon)
		}
	}
	return members, next
}

// active gives what is held and not being given up.
func (o *owners) active() []*holding {
	var active []*holding
	for _, h := range o.held {
		if h.stopped.IsZero() && h.lease.live() {
			active = append(active, h)
		}
	}
	return active
}

// fill takes free partitions until it has some more. It gives when to look
// again.
func (o *owners) fill(ctx context.Context, more int) (time.Duration, error) {
	wait := renewEvery
	for _, n := range mathrand.Perm(bot.Partitions) {
		if more <= 0 {
			break
		}
		if o.held[n] != nil || time.Now().Before(o.rest[n]) {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, callTimeout)
		l, left, err := o.q.acquire(limited, o.q.keys.own(n), o.member)
		cancel()
		if err != nil {
			return renewEvery, err
		}
		if l == nil {
			wait = min(wait, left+soon)
			continue
		}
		more--
		o.start(ctx, n, l)
	}
	return wait, nil
}

// start runs the handler of a partition.
func (o *owners) start(ctx context.Context, n int, l *lease) {
	ctx, stop := context.WithCancel(ctx)
	ctx = l.context(ctx)
	o.held[n] = &holding{lease: l, stop: stop}
	o.q.log.Info("partition taken", "partition", n, "fence", l.fence, "orphaned", l.orphaned)
	go func() {
		defer stop()
		err := o.handle(ctx, &partition{q: o.q, n: n, lease: l})
		early := ctx.Err() == nil
		switch {
		case early:
			o.q.log.Error("partition: its handler ended", "partition", n, "error", err)
		case !l.live():
			o.q.log.Warn("partition lost", "partition", n)
		default:
			o.q.log.Info("partition given up", "partition", n)
		}
		if err := o.q.release(l, early && err != nil); err != nil {
			o.q.log.Warn("partition not released", "partition", n, "error", err)
		}
		o.ended <- ending{n, early}
	}()
}

// giveUp tells the handler to stop.
func (h *holding) giveUp() {
	if h.stopped.IsZero() {
		h.stopped = time.Now()
		h.stop()
	}
}

// leave lets the others take over the share at once.
func (o *owners) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	if err := o.q.store.calls.ZRem(ctx, o.q.keys.members(), o.member).Err(); err != nil {
		o.q.log.Warn("the others hear late that this process stopped", "error", err)
	}
}
