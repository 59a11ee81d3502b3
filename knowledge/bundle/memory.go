package bundle

import (
	"context"
	"slices"
	"sync"
)

// Memory is a [Shelf] in memory, for tests and for trying out. The zero value
// is empty. It must not be copied.
type Memory struct {
	mu      sync.Mutex
	log     []Publication // latest first
	bundles map[string]Bundle
}

var _ Shelf = (*Memory)(nil)

// Publish implements [Shelf].
func (m *Memory) Publish(ctx context.Context, b Bundle, note Note, after int64) (Publication, error) {
	if err := ctx.Err(); err != nil {
		return Publication{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	next := NewPublication(b, note, after)
	for _, p := range m.log {
		if p.Same(next) {
			return p, nil
		}
	}
	if len(m.log) > 0 && m.log[0].Serial != after || len(m.log) == 0 && after != 0 {
		return Publication{}, ErrOvertaken
	}
	if m.bundles == nil {
		m.bundles = map[string]Bundle{}
	}
	m.bundles[b.Name] = b
	m.log = append([]Publication{next}, m.log[:min(len(m.log), Keep-1)]...)
	for name := range m.bundles {
		if !slices.ContainsFunc(m.log, func(p Publication) bool { return p.Name == name }) {
			delete(m.bundles, name)
		}
	}
	return next, nil
}

// Live implements [Shelf].
func (m *Memory) Live(ctx context.Context) (Publication, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil || len(m.log) == 0 {
		return Publication{}, false, err
	}
	return m.log[0], true, nil
}

// Fetch implements [Shelf].
func (m *Memory) Fetch(ctx context.Context, name string) (Bundle, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Bundle{}, err
	}
	b, ok := m.bundles[name]
	if !ok {
		return Bundle{}, ErrUnknown
	}
	return b, nil
}

// List implements [Shelf].
func (m *Memory) List(ctx context.Context) ([]Publication, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.log), ctx.Err()
}
