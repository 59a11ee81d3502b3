package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// partition is a [bot.Partition] for as long as its lease runs.
type partition struct {
	q     *Queue
	n     int
	lease *lease
	// tries are those of the entries that were open when the partition was
	// taken; nil before they were asked for. Only Next uses it.
	tries map[string]int
}

func (p *partition) Number() int { return p.n }

func (p *partition) Owned() bool { return p.lease.live() }

// fail gives an error of the partition its context. An owner that was refused
// a write knows that the lease is lost.
func (p *partition) fail(doing string, err error) error {
	if fenced(err) {
		p.lease.lose()
		err = bot.ErrFenced
	}
	return fmt.Errorf("queue: partition %d: %s: %w", p.n, doing, err)
}

func (p *partition) Next(ctx context.Context, max int) ([]bot.Entry, error) {
	messages, err := p.read(ctx, max)
	if err != nil {
		return nil, p.fail("reading updates", err)
	}
	if p.tries == nil {
		if p.tries, err = p.countTries(ctx, messages); err != nil {
			return nil, p.fail("counting tries", err)
		}
	}
	entries := make([]bot.Entry, len(messages))
	for i, m := range messages {
		entries[i] = decodeEntry(p.n, m)
		entries[i].Tries = p.tries[m.ID]
	}
	return entries, nil
}

// read gives the oldest messages of the in stream. The client does not
// interrupt a read when its context is cancelled, so the read is left behind:
// it ends within blockTime.
func (p *partition) read(ctx context.Context, most int) ([]redis.XMessage, error) {
	type answer struct {
		streams []redis.XStream
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		// The client would give a server that answers nothing 10 s more.
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), blockTime+callTimeout)
		defer cancel()
		streams, err := p.q.store.blocks.XRead(limited, &redis.XReadArgs{
			Streams: []string{p.q.keys.in(p.n)}, ID: "0-0", Count: int64(most), Block: blockTime,
		}).Result()
		answers <- answer{streams, err}
	}()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case a := <-answers:
		if errors.Is(a.err, redis.Nil) || (a.err == nil && len(a.streams) == 0) {
			return nil, nil
		}
		if a.err != nil {
			p.q.store.reload(ctx)
			return nil, a.err
		}
		return a.streams[0].Messages, nil
	}
}

// countTries gives the tries of the open entries. When the owner before was
// gone without releasing the partition, it counts one more for those at hand.
func (p *partition) countTries(ctx context.Context, messages []redis.XMessage) (map[string]int, error) {
	count := 0
	if p.lease.orphaned {
		count = 1
	}
	args := []any{count}
	for _, m := range messages {
		args = append(args, m.ID)
	}
	c := p.lease.fenced(triesScript, args...)
	c.keys = append(c.keys, p.q.keys.tries(p.n))
	reply, err := p.q.store.one(ctx, c).StringSlice()
	if err != nil {
		return nil, err
	}
	tries := map[string]int{}
	for i := 0; i+1 < len(reply); i += 2 {
		n, err := strconv.Atoi(reply[i+1])
		if err != nil {
			return nil, fmt.Errorf("the tries of entry %s: %w", reply[i], err)
		}
		tries[reply[i]] = n
	}
	return tries, nil
}

func (p *partition) Load(ctx context.Context, chats []int64) ([]bot.Record, error) {
	records, err := p.q.load(ctx, p.n, chats)
	if err != nil {
		return nil, p.fail("loading records", err)
	}
	return records, nil
}

// load gives the records of chats of a partition.
func (q *Queue) load(ctx context.Context, n int, chats []int64) ([]bot.Record, error) {
	pipe := q.store.calls.Pipeline()
	for _, chat := range chats {
		pipe.HMGet(ctx, q.keys.record(n, chat), "v", "s")
	}
	replies, err := pipe.Exec(ctx)
	if err != nil {
		return nil, err
	}
	records := make([]bot.Record, len(chats))
	for i, reply := range replies {
		records[i].Chat = chats[i]
		fields := reply.(*redis.SliceCmd).Val()
		version, ok := fields[0].(string)
		if !ok {
			continue
		}
		if records[i].Version, err = strconv.ParseInt(version, 10, 64); err != nil {
			return nil, fmt.Errorf("the version of chat %d: %w", chats[i], err)
		}
		data, _ := fields[1].(string)
		records[i].Data = []byte(data)
	}
	return records, nil
}

func (p *partition) Due(ctx context.Context, at time.Time, max int) ([]int64, error) {
	members, err := p.q.store.calls.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: p.q.keys.due(p.n), ByScore: true,
		Start: "-inf", Stop: strconv.FormatInt(at.UnixMilli(), 10), Count: int64(max),
	}).Result()
	if err != nil {
		return nil, p.fail("reading timers", err)
	}
	chats := make([]int64, len(members))
	for i, member := range members {
		if chats[i], err = strconv.ParseInt(member, 10, 64); err != nil {
			return nil, p.fail("reading timers", fmt.Errorf("of chat %q: %w", member, err))
		}
	}
	return chats, nil
}
