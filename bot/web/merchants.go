package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// Merchants are the chats of the demo: what the browsers write goes into the
// bot's inbox, and what the bot says is shown to them. It is a
// [bot.Messenger] and safe for concurrent use.
type Merchants struct {
	inbox   bot.Inbox
	explain Explainer
	log     *slog.Logger
	update  atomic.Int64 // the number given to an update last
	posted  atomic.Int64 // and to a message of the team's pretended groups

	mu      sync.Mutex
	byKey   map[string]*chat
	byID    map[int64]*chat
	readers int
}

// NewMerchants makes an empty demo.
func NewMerchants(inbox bot.Inbox, explain Explainer, log *slog.Logger) *Merchants {
	m := &Merchants{
		inbox: inbox, explain: explain, log: log,
		byKey: map[string]*chat{}, byID: map[int64]*chat{},
	}
	// No number may come twice, not even after the program was started again
	// over the same store.
	m.update.Store(time.Now().UnixMicro())
	return m
}

// maxID is the greatest id of a chat: as with Telegram, any program can hold
// it.
const maxID = 1 << 52

// create makes a chat with an id that nobody can guess.
func (m *Merchants) create(now time.Time) (*chat, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(maxID))
	if err != nil {
		return nil, err
	}
	c := newChat(rand.Text(), n.Int64()+1, now)
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.byKey) >= maxChats {
		m.forget(m.oldest())
	}
	m.byKey[c.key], m.byID[c.id] = c, c
	return c, nil
}

// oldest gives the chat to be forgotten first. The lock is held.
func (m *Merchants) oldest() *chat {
	var out *chat
	for _, c := range m.byKey {
		switch {
		case out == nil, out.readers > 0 && c.readers == 0:
			out = c
		case out.readers == 0 && c.readers > 0:
		case c.used.Before(out.used):
			out = c
		}
	}
	return out
}

// forget drops a chat; who still looks at it is told. The lock is held.
func (m *Merchants) forget(c *chat) {
	delete(m.byKey, c.key)
	delete(m.byID, c.id)
	c.forgotten = true
	c.change()
}

// do works on a chat with the lock held, and reports whether there is one.
func (m *Merchants) do(key string, f func(c *chat)) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.byKey[key]
	if c != nil {
		f(c)
	}
	return c != nil
}

// since gives what happened in a chat; ok is false when there is none.
func (m *Merchants) since(key string, after int64) (out changes, ok bool) {
	ok = m.do(key, func(c *chat) {
		c.used = time.Now()
		out, _ = c.since(after, c.used)
	})
	return out, ok
}

// begun reports whether a merchant wrote or pressed anything; ok is false when
// there is none.
func (m *Merchants) begun(key string) (begun, ok bool) {
	ok = m.do(key, func(c *chat) {
		begun = slices.ContainsFunc(c.bubbles, func(b bubble) bool { return b.Mine || len(b.Pressed) > 0 })
	})
	return begun, ok
}

// reader is one live page.
type reader struct {
	m *Merchants
	c *chat
}

// join adds a reader to a chat. full is set when there are too many.
func (m *Merchants) join(key string) (r *reader, full bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.byKey[key]
	if c == nil || m.readers >= maxReaders {
		return nil, c != nil
	}
	m.readers++
	c.readers++
	c.used = time.Now()
	return &reader{m: m, c: c}, false
}

// since gives what happened after a change; fresh is closed when there is
// more.
func (r *reader) since(after int64) (out changes, fresh <-chan struct{}) {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	return r.c.since(after, time.Now())
}

// leave ends the reader.
func (r *reader) leave() {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.m.readers--
	r.c.readers--
	r.c.used = time.Now()
}

// put stores an update. It is not given up when the browser is gone.
func (m *Merchants) put(ctx context.Context, u bot.Update) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putTime)
	defer cancel()
	u.ID, u.Kind = m.update.Add(1), bot.FromMerchant
	return m.inbox.Put(ctx, []bot.Update{u})
}
