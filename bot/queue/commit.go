package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	c, err := p.commit(turns, time.Now())
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
func (p *partition) commit(turns []bot.Turn, now time.Time) (call, error) {
	k, n := p.q.keys, p.n
	c := p.lease.fenced(commitScript, p.q.options.Expiry.Milliseconds(), deadMost, deadLife.Milliseconds(),
		p.q.options.CaseLife.Milliseconds(), dayLife.Milliseconds(), gapsMost, gapsLife.Milliseconds(), len(turns))
	c.keys = append(c.keys, k.in(n), k.out(n), k.dead(n), k.due(n), k.tries(n), k.cases(n), k.open(n), k.waiting(n), k.gaps(n), k.day(n, now))
	for _, t := range turns {
		if t.Record.Chat != 0 && PartitionOf(t.Record.Chat) != n {
			return call{}, fmt.Errorf("chat %d is of partition %d", t.Record.Chat, PartitionOf(t.Record.Chat))
		}
		if t.Record.Chat == 0 && len(t.Entries) == 0 {
			return call{}, errors.New("a turn of nobody that handles nothing would be stored again and again")
		}
		c.keys = append(c.keys, k.record(n, t.Record.Chat))
		c.args = append(c.args, t.Record.Chat, t.Record.Version, t.Record.Data, p.mark(t), dueArg(t.Due))
		if err := p.lists(&c, t); err != nil {
			return call{}, fmt.Errorf("the turn of chat %d: %w", t.Record.Chat, err)
		}
	}
	return c, nil
}

// lists adds the six lists of a turn to the call, and the keys of its cases.
func (p *partition) lists(c *call, t bot.Turn) error {
	c.args = append(c.args, len(t.Entries))
	for _, id := range t.Entries {
		c.args = append(c.args, id)
	}
	if err := addJSON(c, t.Deliveries); err != nil {
		return fmt.Errorf("a delivery: %w", err)
	}
	c.args = append(c.args, len(t.Dead))
	for _, d := range t.Dead {
		letter, err := encodeLetter(d)
		if err != nil {
			return fmt.Errorf("a dead letter: %w", err)
		}
		c.args = append(c.args, d.Entry, letter)
	}
	c.args = append(c.args, len(t.Cases))
	for _, f := range t.Cases {
		if err := p.file(c, f); err != nil {
			return fmt.Errorf("case %q: %w", f.Case, err)
		}
	}
	c.args = append(c.args, len(t.Counts))
	for _, name := range slices.Sorted(maps.Keys(t.Counts)) {
		c.args = append(c.args, name, t.Counts[name])
	}
	if err := addJSON(c, t.Gaps); err != nil {
		return fmt.Errorf("a gap: %w", err)
	}
	return nil
}

// addJSON adds a list to a call, after its length.
func addJSON[T any](c *call, list []T) error {
	c.args = append(c.args, len(list))
	for _, item := range list {
		body, err := json.Marshal(item)
		if err != nil {
			return err
		}
		c.args = append(c.args, body)
	}
	return nil
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
