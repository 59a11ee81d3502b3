package bundle

import (
	"bytes"
	"context"
	"strconv"
	"sync"
)

// MemoryDrafts is a [Drafts] in memory, for tests and for trying out. The zero
// value is empty. It must not be copied.
type MemoryDrafts struct {
	mu    sync.Mutex
	edits map[string]Edit
	saves int // of all files
}

var _ Drafts = (*MemoryDrafts)(nil)

// Edits implements [Drafts].
func (m *MemoryDrafts) Edits(ctx context.Context) (map[string]Edit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[string]Edit, len(m.edits))
	for path, e := range m.edits {
		e.Text = bytes.Clone(e.Text)
		out[path] = e
	}
	return out, nil
}

// Save implements [Drafts].
func (m *MemoryDrafts) Save(ctx context.Context, path string, e Edit, over string) error {
	if err := e.Check(path); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.edits[path].Revision != over {
		return ErrRaced
	}
	size := len(path) + len(e.Text)
	for other, kept := range m.edits {
		if other != path {
			size += len(other) + len(kept.Text)
		}
	}
	if size > MaxDraft {
		return ErrDraftFull
	}
	if m.edits == nil {
		m.edits = map[string]Edit{}
	}
	m.saves++
	e.Text, e.Revision = bytes.Clone(e.Text), strconv.Itoa(m.saves)
	m.edits[path] = e
	return nil
}

// Drop implements [Drafts].
func (m *MemoryDrafts) Drop(ctx context.Context, path, revision string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.edits[path]; !ok || e.Revision != revision {
		return ErrRaced
	}
	delete(m.edits, path)
	return nil
}
