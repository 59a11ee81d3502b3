package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/knowledge/bundle"
)

// Shelf gives the shelf of the published content. It uses the queue's
// connections and ends with them.
func (q *Queue) Shelf() bundle.Shelf { return shelf{q} }

// shelf keeps the publications as a list, and the bundles beside them, each
// once. Both change in one script only.
type shelf struct{ q *Queue }

// Publish implements [bundle.Shelf].
func (s shelf) Publish(ctx context.Context, b bundle.Bundle, note bundle.Note, after int64) (bundle.Publication, error) {
	p := bundle.NewPublication(b, note, after)
	record, err := json.Marshal(p)
	if err != nil {
		return bundle.Publication{}, fmt.Errorf("queue: writing a publication: %w", err)
	}
	replies, err := s.q.store.runDurably(ctx, []call{{
		publishScript,
		[]string{s.q.keys.published(), s.q.keys.bundles()},
		[]any{record, p.Serial, p.Name, b.Data, bundle.Keep},
	}})
	if err != nil {
		return bundle.Publication{}, fmt.Errorf("queue: publishing the content: %w", err)
	}
	switch done, err := replies[0].Int(); {
	case err != nil:
		return bundle.Publication{}, fmt.Errorf("queue: publishing the content: %w", err)
	case done == 0:
		return bundle.Publication{}, bundle.ErrOvertaken
	}
	return p, nil
}

// Live implements [bundle.Shelf].
func (s shelf) Live(ctx context.Context) (bundle.Publication, bool, error) {
	record, err := s.q.store.calls.LIndex(ctx, s.q.keys.published(), 0).Result()
	if errors.Is(err, redis.Nil) {
		return bundle.Publication{}, false, nil
	}
	if err != nil {
		s.q.store.reload(ctx)
		return bundle.Publication{}, false, fmt.Errorf("queue: reading what is published: %w", err)
	}
	p, err := s.read(record)
	return p, err == nil, err
}

// Fetch implements [bundle.Shelf].
func (s shelf) Fetch(ctx context.Context, name string) (bundle.Bundle, error) {
	data, err := s.q.store.calls.HGet(ctx, s.q.keys.bundles(), name).Bytes()
	if errors.Is(err, redis.Nil) {
		return bundle.Bundle{}, fmt.Errorf("%s: %w", name, bundle.ErrUnknown)
	}
	if err != nil {
		s.q.store.reload(ctx)
		return bundle.Bundle{}, fmt.Errorf("queue: reading the bundle %s: %w", name, err)
	}
	return bundle.Bundle{Name: name, Data: data}, nil
}

// List implements [bundle.Shelf].
func (s shelf) List(ctx context.Context) ([]bundle.Publication, error) {
	records, err := s.q.store.calls.LRange(ctx, s.q.keys.published(), 0, -1).Result()
	if err != nil {
		s.q.store.reload(ctx)
		return nil, fmt.Errorf("queue: reading what was published: %w", err)
	}
	all := make([]bundle.Publication, len(records))
	for i, record := range records {
		if all[i], err = s.read(record); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// read reads a publication as it is kept.
func (s shelf) read(record string) (bundle.Publication, error) {
	var p bundle.Publication
	if err := json.Unmarshal([]byte(record), &p); err != nil {
		return bundle.Publication{}, fmt.Errorf("queue: %s holds a publication that cannot be read: %w", s.q.keys.published(), err)
	}
	return p, nil
}
