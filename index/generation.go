package index

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/tillmate/tillmate/conversation"
)

// ErrClosed is returned by searches on a generation after its Close.
var ErrClosed = errors.New("index: the generation is closed")

// Generation is one built version of the knowledge's index. It is immutable
// and safe for concurrent use. Its files and memory are freed when it has been
// closed and its last search has ended.
type Generation struct {
	contents *contents
	store    *store
	table    table
	dir      string    // "" in memory
	scratch  sync.Pool // of *scratch

	holds    atomic.Int64 // the owner's, until Close, and everybody else's
	closing  atomic.Bool
	done     chan struct{} // closed when all is freed
	closeErr error         // set before done is closed
}

var _ conversation.Searcher = (*Generation)(nil)

// newGeneration takes over the store.
func newGeneration(c *contents, s *store, dir string) *Generation {
	g := &Generation{contents: c, store: s, dir: dir, table: newTable(c, &standard), done: make(chan struct{})}
	g.scratch.New = func() any { return newScratch(c) }
	g.holds.Store(1)
	return g
}

// Name names the generation by its content: 16 hexadecimal digits.
func (g *Generation) Name() string { return g.contents.Name }

// Dir is the directory the generation was built in or opened from; empty when
// it is in memory.
func (g *Generation) Dir() string { return g.dir }

// Size gives the number of problems and of indexed phrasings.
func (g *Generation) Size() (problems, phrasings int) {
	return len(g.contents.Problems), len(g.contents.Entries)
}

// Acquire keeps the generation open until Release, however often it is closed
// in between. It reports false when the generation is already freed; then
// Release must not be called.
func (g *Generation) Acquire() bool {
	for {
		n := g.holds.Load()
		if n <= 0 {
			return false
		}
		if g.holds.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Release ends one Acquire. The last one frees a closed generation.
func (g *Generation) Release() {
	switch n := g.holds.Add(-1); {
	case n == 0:
		g.closeErr = g.store.close()
		close(g.done)
	case n < 0:
		panic("index: Release without Acquire")
	}
}

// Close gives up the owner's hold; it does not wait. Those who hold the
// generation go on searching, and the last of them frees it; [Generation.Done]
// tells when. Close may be called more than once. The error is that of freeing,
// if it happened at once.
func (g *Generation) Close() error {
	if g.closing.CompareAndSwap(false, true) {
		g.Release()
	}
	select {
	case <-g.done:
		return g.closeErr
	default:
		return nil
	}
}

// Done is closed when the generation's files and memory are freed.
func (g *Generation) Done() <-chan struct{} { return g.done }
