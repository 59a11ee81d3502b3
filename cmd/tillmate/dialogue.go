package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// editions holds the edition in use and replaces it while turns go on. It is
// safe for concurrent use.
type editions struct {
	current atomic.Pointer[edition]
	nudges  bool // whether the bot may speak first
	metrics *metrics
}

var _ bot.Content = (*editions)(nil)

// newEditions serves an edition, and owns it.
func newEditions(first *edition, nudges bool, m *metrics) *editions {
	e := &editions{nudges: nudges, metrics: m}
	e.current.Store(first)
	m.serves(first)
	return e
}

// Hold gives the dialogue over the edition in use, which stays as it is until
// release.
func (c *editions) Hold() (held bot.Dialogue, release func()) {
	e, release := c.hold()
	return &dialogue{Engine: e.engine, edition: e, nudges: c.nudges, metrics: c.metrics}, release
}

func (c *editions) hold() (e *edition, release func()) {
	for {
		e := c.current.Load()
		if e.index.Acquire() {
			return e, e.index.Release
		}
		// It was replaced and freed since it was loaded: there is another one.
	}
}

// swap puts an edition in use, and owns it. The one before is freed when its
// last holder has released it. The error is that of freeing.
func (c *editions) swap(next *edition) error {
	before := c.current.Swap(next)
	c.metrics.serves(next)
	return before.index.Close()
}

// close ends the use of the last edition; nobody may hold one afterwards.
func (c *editions) close() { c.current.Load().index.Close() }

// dialogue is the conversation over one edition, as the bot wants it.
type dialogue struct {
	*conversation.Engine
	edition *edition
	nudges  bool
	metrics *metrics
}

// Turn handles one event.
func (d *dialogue) Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	return d.Engine.Turn(ctx, d, s, ev)
}

// Search searches, and counts the time.
func (d *dialogue) Search(ctx context.Context, q conversation.Query) (conversation.Hits, error) {
	start := time.Now()
	defer func() { d.metrics.searchTime.Observe(time.Since(start).Seconds()) }()
	return d.edition.index.Search(ctx, q)
}

// Due gives when the chat wants to be reminded.
func (d *dialogue) Due(s conversation.State) (time.Time, bool) {
	if !d.nudges {
		return time.Time{}, false
	}
	return d.Engine.Due(s)
}
