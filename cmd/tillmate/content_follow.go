package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// followEvery is how often it is looked what is published, about.
const followEvery = time.Second

// follower keeps the edition in use the one that is published.
type follower struct {
	shelf    bundle.Shelf
	editions *editions
	metrics  *metrics
	log      *slog.Logger

	mu      sync.Mutex
	judged  bundle.Publication // the latest that was looked at, taken or refused
	refused string             // why the latest is not served; "" when it is
}

// firstParts gives the parts to serve with: what is published, else what the
// configuration names. The caller closes the index.
func firstParts(ctx context.Context, config configs.Config, shelf bundle.Shelf, log *slog.Logger) (*parts, error) {
	e, err := livePublished(ctx, shelf)
	switch {
	case err != nil:
		log.Warn("what is published cannot be served yet: beginning with the content of the configuration", "error", err)
	case e != nil:
		return &parts{config: config, edition: e}, nil
	}
	return assemble(ctx, config)
}

// livePublished builds what is live; it gives nil when nothing was published.
func livePublished(ctx context.Context, shelf bundle.Shelf) (*edition, error) {
	live, ok, err := shelf.Live(ctx)
	if err != nil {
		return nil, away("what is live", err)
	}
	if !ok {
		return nil, nil
	}
	b, err := shelf.Fetch(ctx, live.Name)
	if err != nil {
		return nil, away("the live content", err)
	}
	e, err := unpack(ctx, b)
	if err != nil {
		return nil, err
	}
	e.published = live
	return e, nil
}

// filesOf opens what is live.
func filesOf(ctx context.Context, shelf bundle.Shelf, live bundle.Publication) (fs.FS, error) {
	b, err := shelf.Fetch(ctx, live.Name)
	if err != nil {
		return nil, away("the live content", err)
	}
	return bundle.Open(b)
}

// publishedFiles opens what is live; ok is false when nothing was published.
func publishedFiles(ctx context.Context, shelf bundle.Shelf) (files fs.FS, ok bool, err error) {
	live, ok, err := shelf.Live(ctx)
	if err != nil {
		return nil, false, away("what is live", err)
	}
	if !ok {
		return nil, false, nil
	}
	files, err = filesOf(ctx, shelf, live)
	return files, err == nil, err
}

// run follows until ctx ends.
func (f *follower) run(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		err := f.look(ctx)
		if ctx.Err() == nil && (err != nil) != failing {
			failing = err != nil
			if failing {
				f.log.Warn("cannot look what content is published; it is tried again", "error", err)
			} else {
				f.log.Info("what content is published can be looked up again")
			}
		}
		// Replicas that began together must not all build at once for ever.
		wait(ctx, followEvery*9/10+rand.N(followEvery/5))
	}
}

// look serves what is published, if it is not served yet. What cannot be built
// is refused, and not tried again; the one before goes on. The error is the
// shelf's.
func (f *follower) look(ctx context.Context) error {
	live, ok, err := f.shelf.Live(ctx)
	if err != nil || !ok || live.Same(f.latest()) {
		return err
	}
	start := time.Now()
	if name := f.editions.current.Load().published.Name; name == live.Name {
		f.judge(live, "") // the same content, published again
		return nil
	}
	b, err := f.shelf.Fetch(ctx, live.Name)
	if err != nil {
		if errors.Is(err, bundle.ErrUnknown) {
			return nil // another one was published meanwhile
		}
		return err
	}
	next, err := unpack(ctx, b)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f.log.Error("the published content cannot be served: the one before goes on",
			"serial", live.Serial, "bundle", live.Name, "serving", f.editions.current.Load().index.Name(), "error", err, "stack", stackOf(err))
		f.judge(live, err.Error())
		return nil
	}
	next.published = live
	if err := f.editions.swap(next); err != nil {
		f.log.Warn("the content before was not freed", "error", err)
	}
	took := time.Since(start)
	f.metrics.switchTime.Observe(took.Seconds())
	f.judge(live, "")
	f.log.Info("content switched", "serial", live.Serial, "bundle", live.Name, "generation", next.index.Name(), "took", took)
	return nil
}

func (f *follower) latest() bundle.Publication {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.judged
}

// judge notes what became of a publication.
func (f *follower) judge(p bundle.Publication, refused string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.judged, f.refused = p, refused
	if refused != "" {
		f.metrics.contentRefused.Set(1)
		return
	}
	f.metrics.contentRefused.Set(0)
	f.metrics.publishedAt(p)
}

// contentStatus is what the health page tells of the content.
type contentStatus struct {
	Generation string `json:"generation"`
	Bundle     string `json:"bundle,omitempty"` // missing for content that was not published
	Serial     int64  `json:"serial,omitempty"`
	// Refused says why what is published is not served.
	Refused string `json:"refused,omitempty"`
}

// status tells what is served.
func (f *follower) status() contentStatus {
	e := f.editions.current.Load()
	s := contentStatus{Generation: e.index.Name(), Bundle: e.published.Name, Serial: e.published.Serial}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Refused = f.refused; s.Refused == "" && f.judged.Name == e.published.Name {
		s.Serial = max(s.Serial, f.judged.Serial)
	}
	return s
}
