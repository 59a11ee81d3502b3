package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// conflict is what the commit script gives of a turn that it did not store.
const conflict = 2

func (p *partition) Commit(ctx context.Context, turns []bot.Turn) error {
	if len(turns) == 0 {
		return nil
	}
	c, err := p.commit(turns)
	if err != nil {
		return p.fail("encoding turns", err)
	}
	replies, err := p.q.store.runDurably(ctx, []call{c})
	if err != nil {
		return p.fail(fmt.Sprintf("storing %d turns", len(turns)), err)
	}
	results, err := replies[0].Int64Slice()
	if err != nil {
		return p.fail("reading what became of turns", err)
	}
	conflicts := 0
	for _, result := range results {
		if result == conflict {
			conflicts++
		}
	}
	if conflicts > 0 {
		return p.fail(fmt.Sprintf("storing %d turns, %d of them", len(turns), conflicts), bot.ErrConflict)
	}
	return nil
}

// commit gives the call that stores turns.
func (p *partition) commit(turns []bot.Turn) (call, error) {
	k, n := p.q.keys, p.n
	c := p.lease.fenced(commitScript, p.q.options.Expiry.Milliseconds(), deadMost, deadLife.Milliseconds(), len(turns))
	c.keys = append(c.keys, k.in(n), k.out(n), k.dead(n), k.due(n), k.tries(n))
	for _, t := range turns {
		if t.Record.Chat != 0 && PartitionOf(t.Record.Chat) != n {
			return call{}, fmt.Errorf("chat %d is of partition %d", t.Record.Chat, PartitionOf(t.Record.Chat))
		}
		c.keys = append(c.keys, k.record(n, t.Record.Chat))
		c.args = append(c.args, t.Record.Chat, t.Record.Version, t.Record.Data, p.mark(t), dueArg(t.Due), len(t.Entries))
		for _, id := range t.Entries {
			c.args = append(c.args, id)
		}
		c.args = append(c.args, len(t.Deliveries))
		for _, d := range t.Deliveries {
			body, err := json.Marshal(d)
			if err != nil {
				return call{}, fmt.Errorf("delivery of chat %d: %w", t.Record.Chat, err)
			}
			c.args = append(c.args, body)
		}
		c.args = append(c.args, len(t.Dead))
		for _, d := range t.Dead {
			letter, err := encodeLetter(d)
			if err != nil {
				return call{}, fmt.Errorf("dead letter of chat %d: %w", t.Record.Chat, err)
			}
			c.args = append(c.args, d.Entry, letter)
		}
	}
	return c, nil
}

// mark tells by what a record was changed last. One worker commits for a lease,
// so a timer's turn is known by the lease and the version that it began with.
func (p *partition) mark(t bot.Turn) string {
	if len(t.Entries) == 0 {
		return "timer:" + strconv.FormatInt(p.lease.fence, 10)
	}
	return t.Entries[len(t.Entries)-1]
}

// dueArg is the time of a timer for a script.
func dueArg(due time.Time) string {
	if due.IsZero() {
		return ""
	}
	return strconv.FormatInt(due.UnixMilli(), 10)
}
