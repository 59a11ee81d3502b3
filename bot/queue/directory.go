package queue

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// place is a message or a topic of a group: the key that holds it and its
// field there. Ids of a group are in a row, so that a key holds places of the
// same days and ends as a whole.
type place struct{ key, field string }

func (q *Queue) message(group, id int64) place {
	return place{q.keys.places(group, id), strconv.FormatInt(id, 10)}
}

func (q *Queue) thread(group, id int64) place {
	return place{q.keys.places(group, id), "t" + strconv.FormatInt(id, 10)}
}

// Note says whose case places are about. See [bot.Directory].
func (q *Queue) Note(ctx context.Context, group int64, messages []int64, thread, chat int64) error {
	fields := map[string][]string{}
	add := func(p place) { fields[p.key] = append(fields[p.key], p.field) }
	for _, id := range messages {
		add(q.message(group, id))
	}
	if thread != 0 {
		add(q.thread(group, thread))
	}
	var calls []call
	for key, names := range fields {
		c := call{noteScript, []string{key}, []any{placeLife.Milliseconds(), chat}}
		for _, name := range names {
			c.args = append(c.args, name)
		}
		calls = append(calls, c)
	}
	if len(calls) == 0 {
		return nil
	}
	if _, err := q.store.runDurably(ctx, calls); err != nil {
		return fmt.Errorf("queue: noting whose case places of group %d are about: %w", group, err)
	}
	return nil
}

// Find gives whose case places are about. See [bot.Directory]. What is looked
// for is kept on, found or not.
func (q *Queue) Find(ctx context.Context, group int64, messages []int64, thread int64) (int64, error) {
	var places []place
	for _, id := range messages {
		places = append(places, q.message(group, id))
	}
	if thread != 0 {
		places = append(places, q.thread(group, thread))
	}
	if len(places) == 0 {
		return 0, nil
	}
	pipe := q.store.calls.Pipeline()
	replies := make([]*redis.SliceCmd, len(places))
	for i, p := range places {
		replies[i] = pipe.HMGet(ctx, p.key, p.field) // unlike HGET, one that is not there is no error
		pipe.PExpire(ctx, p.key, placeLife)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, fmt.Errorf("queue: looking whose case places of group %d are about: %w", group, err)
	}
	for _, reply := range replies {
		value, ok := reply.Val()[0].(string)
		if !ok {
			continue
		}
		chat, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("queue: group %d has a place of chat %q: %w", group, value, err)
		}
		return chat, nil
	}
	return 0, nil
}
