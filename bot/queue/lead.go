package queue

import (
	"context"
	"crypto/rand"
	"time"
)

// Lead runs lead while this process is the leader of a name, one process at a
// time, and waits for that as long as another one is. The context of lead ends
// when the lease is lost; after that Lead waits to become the leader again.
//
// It returns nil when ctx has ended and lead has returned, and what lead gives
// when it returns by itself. A leader that is killed is replaced within 2.5 s,
// one that stopped within a second.
func (q *Queue) Lead(ctx context.Context, name string, lead func(context.Context) error) error {
	owner := rand.Text()
	failing := false
	for ctx.Err() == nil {
		l, left, err := q.acquire(ctx, q.keys.lead(name), owner)
		if l != nil {
			q.log.Info("leading", "of", name, "fence", l.fence)
			returned, err := q.hold(ctx, l, lead)
			if returned {
				return err
			}
			q.log.Info("not leading any more", "of", name)
			continue
		}
		if err != nil && !failing {
			q.log.Warn("cannot become the leader", "of", name, "error", err)
		}
		failing = err != nil
		wait := min(renewEvery, left+soon)
		if err != nil {
			wait = retryEvery
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// hold runs lead with a lease that it renews until lead has returned. It gives
// what lead gives, and whether lead returned before the lease was lost.
func (q *Queue) hold(ctx context.Context, l *lease, lead func(context.Context) error) (bool, error) {
	leading := l.context(ctx)
	result := make(chan error, 1)
	go func() { result <- lead(leading) }()
	renewals := time.NewTicker(renewEvery)
	defer renewals.Stop()
	told := leading.Done()
	var finish <-chan time.Time
	for {
		select {
		case err := <-result:
			returned := leading.Err() == nil
			if problem := q.release(l, false); problem != nil {
				q.log.Warn("leadership not released", "error", problem)
			}
			return returned, err
		case <-told:
			told, finish = nil, time.After(finishTime)
		case <-finish:
			renewals.Stop()
		case <-renewals.C:
			q.renew(ctx, l)
		}
	}
}

func (q *Queue) renew(ctx context.Context, l *lease) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	sent := time.Now()
	l.heard(sent, q.store.one(ctx, l.renewal()).Err())
}
