package queue

import (
	"context"
	"fmt"
	"strconv"
)

// NoteMoved keeps for all processes that a group has another id now.
func (q *Queue) NoteMoved(ctx context.Context, from, to int64) error {
	if err := q.store.calls.HSet(ctx, q.keys.moved(), from, to).Err(); err != nil {
		return fmt.Errorf("queue: noting that group %d moved: %w", from, err)
	}
	return nil
}

// Moved gives the groups that have another id now, by their old one.
func (q *Queue) Moved(ctx context.Context) (map[int64]int64, error) {
	fields, err := q.store.calls.HGetAll(ctx, q.keys.moved()).Result()
	if err != nil {
		return nil, fmt.Errorf("queue: reading which groups moved: %w", err)
	}
	moved := make(map[int64]int64, len(fields))
	for from, to := range fields {
		f, err := strconv.ParseInt(from, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("queue: %s holds a group %q: %w", q.keys.moved(), from, err)
		}
		if moved[f], err = strconv.ParseInt(to, 10, 64); err != nil {
			return nil, fmt.Errorf("queue: %s holds a group %q: %w", q.keys.moved(), to, err)
		}
	}
	return moved, nil
}
