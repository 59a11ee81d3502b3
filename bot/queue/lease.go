package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// leaseTime is how long a lease runs in Redis after it was renewed.
	leaseTime = 2 * time.Second
	// leaseMargin is how much sooner it ends here.
	leaseMargin = 200 * time.Millisecond
	// renewEvery is how often leases are renewed, and free ones looked for.
	renewEvery = 500 * time.Millisecond
	// retryEvery is how often that is tried while Redis is away.
	retryEvery = 100 * time.Millisecond
	// finishTime is how long a lease is still renewed for a holder that was
	// told to stop: to finish its batch, and the calls to the messenger that are
	// under way, and to note what came of them.
	finishTime = 20 * time.Second
)

// errLost is the cause of a context that ended with its lease.
var errLost = errors.New("the lease was lost")

// lease is one that this process holds, or believes to. Its end is reckoned on
// this machine's monotonic clock from before the request that renewed it was
// sent, so that no clock need agree with another.
type lease struct {
	key   string
	owner string
	fence int64
	// orphaned is set when the holder before was gone without releasing it.
	orphaned bool

	mu     sync.Mutex
	until  time.Time
	lost   bool
	expiry *time.Timer
	cancel context.CancelCauseFunc
}

// acquire takes a lease. When somebody else has it, it gives nil and how long
// that one still runs.
func (q *Queue) acquire(ctx context.Context, key, owner string) (*lease, time.Duration, error) {
	sent := time.Now()
	reply, err := q.store.one(ctx, call{acquireScript, []string{key}, []any{owner, leaseTime.Milliseconds()}}).Int64Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("acquiring a lease: %w", err)
	}
	if reply[0] == 0 {
		return nil, time.Duration(reply[1]) * time.Millisecond, nil
	}
	return &lease{
		key: key, owner: owner, fence: reply[0], orphaned: reply[1] == 1,
		until: sent.Add(leaseTime - leaseMargin),
	}, 0, nil
}

// context gives a context that ends with the lease or with its parent.
func (l *lease) context(parent context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(parent)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancel = cancel
	l.expiry = time.AfterFunc(time.Until(l.until), l.expire)
	return ctx
}

// live reports whether the lease still runs.
func (l *lease) live() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.lost && time.Now().Before(l.until)
}

// extend lets the lease run on after it was renewed by a request sent at a
// time. A lease that was lost stays lost.
func (l *lease) extend(sent time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost {
		return
	}
	l.until = sent.Add(leaseTime - leaseMargin)
	l.expiry.Reset(time.Until(l.until))
}

// expire ends the lease if its time is over.
func (l *lease) expire() {
	l.mu.Lock()
	over := !time.Now().Before(l.until)
	l.mu.Unlock()
	if over {
		l.lose()
	}
}

// lose ends the lease and its context.
func (l *lease) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = true
	l.expiry.Stop()
	l.cancel(errLost)
}

// renewal is the call that renews the lease.
func (l *lease) renewal() call {
	return l.fenced(renewScript, leaseTime.Milliseconds())
}

// fenced is a call that is refused to a former holder.
func (l *lease) fenced(script *redis.Script, args ...any) call {
	return call{script, []string{l.key}, append([]any{l.owner, l.fence}, args...)}
}

// heard takes the answer to a renewal that was sent at a time.
func (l *lease) heard(sent time.Time, err error) {
	switch {
	case err == nil:
		l.extend(sent)
	case fenced(err):
		l.lose()
	}
	// Any other error may pass; if not, the lease expires by itself.
}

// release ends the lease and frees it for others. The next holder takes it as
// orphaned when this one has failed. An error only means that others must wait
// until the lease has run out.
func (q *Queue) release(l *lease, failed bool) error {
	l.mu.Lock()
	lost := l.lost
	l.mu.Unlock()
	l.lose()
	if lost {
		return nil
	}
	owner := ""
	if failed {
		owner = "failed"
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	err := q.store.one(ctx, l.fenced(releaseScript, owner)).Err()
	if err != nil && !fenced(err) {
		return fmt.Errorf("releasing a lease: %w", err)
	}
	return nil
}
