package main

import (
	"context"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/tillmate/tillmate/bot/queue"
)

// days gives a number of days as a time.
func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// embed starts a Redis in this process, for trying things out. It keeps nothing
// and is stopped by stop.
func embed(ctx context.Context) (server queue.Server, stop func(), err error) {
	redis := miniredis.NewMiniRedis()
	if err := redis.Start(); err != nil {
		return server, nil, failed(fmt.Errorf("start the embedded Redis: %w", err))
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		age(ctx, redis)
	}()
	stop = func() {
		cancel()
		<-done
		redis.Close()
	}
	return queue.Server{Mode: queue.Single, Addresses: []string{redis.Addr()}}, stop, nil
}

// age lets the keys of an embedded Redis expire: it has no clock of its own.
func age(ctx context.Context, redis *miniredis.Miniredis) {
	const every = time.Second
	for ctx.Err() == nil {
		wait(ctx, every)
		redis.FastForward(every)
	}
}
