package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// stuckAfter is how long a loop may be silent before the process is not
	// alive any more. A round waits a second for work, and a store that is away
	// for some seconds more.
	stuckAfter = time.Minute
	// hopelessAfter is how long after that the process ends itself, so that
	// another one takes its work.
	hopelessAfter = 2 * time.Minute
)

// watch is the watchdog: every loop that must not stand still beats.
type watch struct {
	mu    sync.Mutex
	beats map[*string]time.Time
}

func newWatch() *watch { return &watch{beats: map[*string]time.Time{}} }

// begin watches a loop until done is called.
func (w *watch) begin(name string) (beat, done func()) {
	key := &name
	beat = func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.beats[key] = time.Now()
	}
	beat()
	return beat, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.beats, key)
	}
}

// silent gives a loop that has not beaten for longer than a time, or "".
func (w *watch) silent(longer time.Duration) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name, at := range w.beats {
		if time.Since(at) > longer {
			return *name
		}
	}
	return ""
}

// guard ends the program when a loop stands still for good.
func (w *watch) guard(ctx context.Context, fail context.CancelCauseFunc) {
	for ctx.Err() == nil {
		wait(ctx, stuckAfter/10)
		if name := w.silent(hopelessAfter); name != "" {
			fail(fmt.Errorf("%s stands still for %s: the process ends so that another takes its work", name, hopelessAfter))
		}
	}
}
