package index

import (
	"context"
	"sync/atomic"

	"github.com/tillmate/tillmate/conversation"
)

// Live holds the generation in use. The zero value holds none and finds
// nothing. It is safe for concurrent use and must not be copied.
type Live struct {
	current atomic.Pointer[Generation]
}

var _ conversation.Searcher = (*Live)(nil)

// Swap puts a generation in use, nil for none, and closes the one before it:
// it is freed when its last search and its last hold have ended. Live owns the
// new generation. Swapping in the one already in use does nothing. The error is
// that of freeing the old one.
func (l *Live) Swap(next *Generation) error {
	before := l.current.Swap(next)
	if before == nil || before == next {
		return nil
	}
	return before.Close()
}

// Hold keeps the generation in use, so that all searches of one turn see the
// same knowledge. The searcher is valid until release, which must be called
// exactly once.
func (l *Live) Hold() (searcher conversation.Searcher, release func()) {
	for {
		g := l.current.Load()
		if g == nil {
			return nothing{}, func() {}
		}
		if g.Acquire() {
			return g, g.Release
		}
	}
}

// Name names the generation in use; empty when there is none.
func (l *Live) Name() string {
	if g := l.current.Load(); g != nil {
		return g.Name()
	}
	return ""
}

// Search searches the generation in use.
func (l *Live) Search(ctx context.Context, query conversation.Query) (conversation.Hits, error) {
	searcher, release := l.Hold()
	defer release()
	return searcher.Search(ctx, query)
}

// nothing finds nothing.
type nothing struct{}

func (nothing) Search(ctx context.Context, _ conversation.Query) (conversation.Hits, error) {
	return conversation.Hits{}, ctx.Err()
}
