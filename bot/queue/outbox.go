package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// Outgoing gives deliveries. What the queue did not write or cannot read goes
// to the dead letters at once: nobody could send it, and it must not stand in
// the way.
func (p *partition) Outgoing(ctx context.Context, after string, max int) ([]bot.Outgoing, error) {
	start := "-"
	if after != "" {
		start = "(" + after
	}
	messages, err := p.q.store.calls.XRangeN(ctx, p.q.keys.out(p.n), start, "+", int64(max)).Result()
	if err != nil {
		return nil, p.fail("reading deliveries", err)
	}
	var deliveries []bot.Outgoing
	for _, m := range messages {
		d, problem := decodeDelivery(m)
		if problem == "" {
			deliveries = append(deliveries, d)
			continue
		}
		if err := p.Settle(ctx, m.ID, nil, &bot.Dead{Reason: problem, At: time.Now()}); err != nil {
			return nil, err
		}
	}
	return deliveries, nil
}

func decodeDelivery(m redis.XMessage) (bot.Outgoing, string) {
	out := bot.Outgoing{ID: m.ID, At: idTime(m.ID)}
	body, ok := text(m, fieldDelivery)
	if !ok {
		return out, "the entry has no delivery"
	}
	if err := decode(body, &out.Delivery); err != nil {
		return out, "the delivery cannot be decoded: " + err.Error()
	}
	if out.Delivery.Kind == "" {
		return out, "the delivery has no kind"
	}
	return out, ""
}

func (p *partition) Settle(ctx context.Context, id string, report *bot.Update, dead *bot.Dead) error {
	var update, letter []byte
	var err error
	if report != nil {
		if PartitionOf(report.Chat) != p.n {
			return p.fail("settling", fmt.Errorf("the report's chat %d is of partition %d", report.Chat, PartitionOf(report.Chat)))
		}
		if update, err = json.Marshal(report); err != nil {
			return p.fail("encoding a report", err)
		}
	}
	if dead != nil {
		if letter, err = encodeLetter(*dead); err != nil {
			return p.fail("encoding a dead letter", err)
		}
	}
	c := p.lease.fenced(settleScript, deadMost, deadLife.Milliseconds(), id, update, letter)
	c.keys = append(c.keys, p.q.keys.in(p.n), p.q.keys.out(p.n), p.q.keys.dead(p.n))
	if err := p.q.store.one(ctx, c).Err(); err != nil {
		return p.fail("settling a delivery", err)
	}
	return nil
}
