package queue

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// leader runs Lead on a replica and keeps who leads.
func (r *replicas) leader(name string, lead func(context.Context) error) (stop context.CancelFunc, cut func(), ended chan error) {
	q, cut := r.dial()
	ctx, stop := context.WithCancel(context.Background())
	ended = make(chan error, 1)
	r.wait.Go(func() {
		ended <- q.Lead(ctx, "poller", func(ctx context.Context) error {
			r.leads(name, 1)
			defer r.leads(name, -1)
			return lead(ctx)
		})
		must(r.t, q.Close())
	})
	return stop, cut, ended
}

func (r *replicas) leads(name string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leading[name] += n
	r.begun += max(n, 0)
	all := 0
	for _, n := range r.leading {
		all += n
	}
	if all > 1 {
		r.t.Errorf("leading are %v", r.leading)
	}
}

func waits(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (r *replicas) leadsAfter(d time.Duration, name string) {
	r.t.Helper()
	time.Sleep(d) //nolint:forbidigo // the bubble's clock
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	for other, n := range r.leading {
		if (n == 1) != (other == name) {
			r.t.Errorf("%s leads %d times, where %q should", other, n, name)
		}
	}
}

func TestOneLeads(t *testing.T) {
	inBubble(t, func(t *testing.T, r *replicas) {
		stopA, _, endA := r.leader("a", waits)
		r.leadsAfter(10*time.Millisecond, "a")
		stopB, cutB, _ := r.leader("b", waits)
		r.leadsAfter(time.Minute, "a")
		stopA()
		r.leadsAfter(500*time.Millisecond, "b")
		if err := <-endA; err != nil {
			t.Errorf("who stopped got %v", err)
		}
		stopC, _, _ := r.leader("c", waits)
		r.leadsAfter(10*time.Second, "b")
		cutB()
		r.leadsAfter(2500*time.Millisecond, "c")
		if r.begun != 3 {
			t.Errorf("three began to lead %d times", r.begun)
		}
		stopB()
		stopC()
	})
}

func TestALeaderThatEndsItself(t *testing.T) {
	inBubble(t, func(t *testing.T, r *replicas) {
		refused := errors.New("refused")
		_, _, ended := r.leader("a", func(context.Context) error { return refused })
		if err := <-ended; !errors.Is(err, refused) {
			t.Errorf("it ended with %v", err)
		}
		stop, _, _ := r.leader("b", waits)
		r.leadsAfter(10*time.Millisecond, "b")
		stop()
	})
}
