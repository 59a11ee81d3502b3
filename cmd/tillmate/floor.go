package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/tillmate/tillmate/bot"
)

// floor is where the chats are worked on, whatever messenger they are of.
type floor struct {
	worker  *bot.Worker
	sender  *bot.Sender
	metrics *metrics
	watch   *watch
}

// partition works on one partition.
func (f *floor) partition(ctx context.Context, p bot.Partition) error {
	f.metrics.owned.Inc()
	defer f.metrics.owned.Dec()
	beat, done := f.watch.begin(fmt.Sprintf("partition %d", p.Number()))
	defer done()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	wake := make(chan struct{}, 1)
	var group errgroup.Group
	group.Go(func() error {
		defer stop() // one does not go on without the other
		f.worker.Run(ctx, p, func() {
			select {
			case wake <- struct{}{}:
			default: // it is awake already
			}
		}, beat)
		return nil
	})
	group.Go(func() error {
		defer stop()
		return f.sender.Run(ctx, p, wake)
	})
	return group.Wait()
}
