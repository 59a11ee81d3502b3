package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// ErrNoLetter is returned for a dead letter that is not there (any more).
var ErrNoLetter = errors.New("there is no such dead letter")

// encodeLetter gives the JSON of a dead letter. The bytes of the entry it is
// about are kept beside it, by the script, so they are left out here. A letter
// without an entry keeps its update.
func encodeLetter(d bot.Dead) ([]byte, error) {
	d.ID = ""
	d.Delivery = nil
	if d.Entry != "" {
		d.Update = nil
	}
	return json.Marshal(d)
}

// decodeLetter reads a dead letter as well as can be.
func decodeLetter(n int, m redis.XMessage) bot.Dead {
	var d bot.Dead
	letter, _ := text(m, fieldLetter)
	if err := decode(letter, &d); err != nil {
		d = bot.Dead{Reason: "the letter cannot be decoded: " + err.Error()}
	}
	d.ID = letterID(n, m.ID)
	if d.At.IsZero() {
		d.At = idTime(m.ID)
	}
	if body, ok := text(m, fieldUpdate); ok {
		var u bot.Update
		if decode(body, &u) == nil {
			d.Update = &u
		}
	}
	if body, ok := text(m, fieldDelivery); ok {
		var delivery bot.Delivery
		if decode(body, &delivery) == nil {
			d.Delivery = &delivery
		}
	}
	return d
}

// letterID names a letter of a partition among those of all.
func letterID(n int, id string) string { return fmt.Sprintf("%02d-%s", n, id) }

// splitLetterID takes apart what letterID made.
func splitLetterID(id string) (int, string, error) {
	part, entry, ok := strings.Cut(id, "-")
	n, err := strconv.Atoi(part)
	if !ok || err != nil || n < 0 || n >= bot.Partitions || idTime(entry).IsZero() {
		return 0, "", fmt.Errorf("queue: %q is not the id of a dead letter", id)
	}
	return n, entry, nil
}

// Dead gives all dead letters, the oldest first.
func (q *Queue) Dead(ctx context.Context) ([]bot.Dead, error) {
	var letters []bot.Dead
	for n := range bot.Partitions {
		messages, err := q.store.calls.XRange(ctx, q.keys.dead(n), "-", "+").Result()
		if err != nil {
			return nil, fmt.Errorf("queue: reading dead letters: %w", err)
		}
		for _, m := range messages {
			letters = append(letters, decodeLetter(n, m))
		}
	}
	slices.SortStableFunc(letters, func(a, b bot.Dead) int { return a.At.Compare(b.At) })
	return letters, nil
}

// Letter gives one dead letter, or [ErrNoLetter].
func (q *Queue) Letter(ctx context.Context, id string) (bot.Dead, error) {
	n, m, err := q.letter(ctx, id)
	if err != nil {
		return bot.Dead{}, err
	}
	return decodeLetter(n, m), nil
}

func (q *Queue) letter(ctx context.Context, id string) (int, redis.XMessage, error) {
	n, entry, err := splitLetterID(id)
	if err != nil {
		return 0, redis.XMessage{}, err
	}
	messages, err := q.store.calls.XRange(ctx, q.keys.dead(n), entry, entry).Result()
	if err != nil {
		return 0, redis.XMessage{}, fmt.Errorf("queue: reading dead letter %s: %w", id, err)
	}
	if len(messages) == 0 {
		return 0, redis.XMessage{}, fmt.Errorf("queue: %s: %w", id, ErrNoLetter)
	}
	return n, messages[0], nil
}

// Replay puts what a dead letter is about, byte for byte, at the end of the in
// or the out stream and removes the letter, in one step.
func (q *Queue) Replay(ctx context.Context, id string) error {
	n, m, err := q.letter(ctx, id)
	if err != nil {
		return err
	}
	stream, field, body := q.keys.in(n), fieldUpdate, ""
	if update, ok := text(m, fieldUpdate); ok {
		body = update
	} else if delivery, ok := text(m, fieldDelivery); ok {
		stream, field, body = q.keys.out(n), fieldDelivery, delivery
	} else if d := decodeLetter(n, m); d.Update != nil {
		update, err := json.Marshal(d.Update)
		if err != nil {
			return fmt.Errorf("queue: encoding the update of dead letter %s: %w", id, err)
		}
		body = string(update)
	}
	if body == "" {
		return fmt.Errorf("queue: dead letter %s has nothing to replay", id)
	}
	moved, err := q.store.one(ctx, call{replayScript, []string{q.keys.dead(n), stream}, []any{m.ID, field, body}}).Int()
	if err != nil {
		return fmt.Errorf("queue: replaying dead letter %s: %w", id, err)
	}
	if moved == 0 {
		return fmt.Errorf("queue: %s: %w", id, ErrNoLetter)
	}
	return nil
}

// Drop removes a dead letter for good.
func (q *Queue) Drop(ctx context.Context, id string) error {
	n, entry, err := splitLetterID(id)
	if err != nil {
		return err
	}
	dropped, err := q.store.calls.XDel(ctx, q.keys.dead(n), entry).Result()
	if err != nil {
		return fmt.Errorf("queue: dropping dead letter %s: %w", id, err)
	}
	if dropped == 0 {
		return fmt.Errorf("queue: %s: %w", id, ErrNoLetter)
	}
	return nil
}
