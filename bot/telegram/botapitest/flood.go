package botapitest

import (
	"math"
	"time"
)

// flood is the flood control over all chats.
type flood struct {
	total budget
}

// budget is what a chat, or all of them, still take.
type budget struct {
	tokens  float64
	filled  time.Time
	recent  []time.Time // calls of the window, oldest first
	closed  time.Time   // until when nothing is taken
	running bool
}

// spend takes so many messages from the budgets, or refuses the call. While a
// chat waits, every call to it is refused and counted as a penalty.
func (c *call) spend(ch *chat, messages int) *apiError {
	limits := c.s.opts.Limits
	if err := c.waiting(&ch.budget); err != nil {
		return err
	}
	if err := c.waiting(&c.s.flood.total); err != nil {
		return err
	}
	wait := c.s.flood.total.window(c.now, time.Second, limits.TotalPerSecond, messages)
	if wait > 0 {
		return c.close(&c.s.flood.total, wait)
	}
	if ch.kind == private {
		wait = ch.budget.bucket(c.now, limits.PrivatePerSecond, limits.PrivateBurst, messages)
	} else {
		wait = ch.budget.window(c.now, time.Minute, limits.GroupPerMinute, messages)
	}
	if wait > 0 {
		return c.close(&ch.budget, wait)
	}
	return nil
}

// spendTopic refuses a topic that comes too soon after the last one.
func (c *call) spendTopic(ch *chat) *apiError {
	pause := c.s.opts.Limits.TopicPause
	if wait := ch.lastTopic.Add(pause).Sub(c.now); pause > 0 && !ch.lastTopic.IsZero() && wait > 0 {
		return c.close(&ch.budget, wait)
	}
	ch.lastTopic = c.now
	return nil
}

// penalise closes the chat of a call because of a fault.
func (c *call) penalise(seconds int) *apiError {
	ch := c.s.chats[c.number("chat_id")]
	if ch == nil {
		return tooMany(seconds)
	}
	if err := c.waiting(&ch.budget); err != nil {
		return err
	}
	return c.close(&ch.budget, time.Duration(seconds)*time.Second)
}

func (c *call) waiting(b *budget) *apiError {
	left := b.closed.Sub(c.now)
	if left <= 0 {
		return nil
	}
	c.s.records.counts.Penalties++
	return tooMany(seconds(left))
}

func (c *call) close(b *budget, wait time.Duration) *apiError {
	rounded := seconds(wait)
	b.closed = c.now.Add(time.Duration(rounded) * time.Second)
	return tooMany(rounded)
}

func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// bucket takes n from a bucket that is filled at a rate, or says how long to
// wait. A rate of 0 has no limit.
func (b *budget) bucket(now time.Time, rate float64, size, n int) time.Duration {
	if rate == 0 {
		return 0
	}
	if !b.running {
		b.running, b.tokens, b.filled = true, float64(size), now
	}
	b.tokens = min(float64(size), b.tokens+rate*now.Sub(b.filled).Seconds())
	b.filled = now
	// An album may be larger than the bucket: it needs a full one.
	if need := min(float64(n), float64(size)); b.tokens < need {
		return time.Duration((need - b.tokens) / rate * float64(time.Second))
	}
	b.tokens -= float64(n)
	return 0
}

// window takes n of a number in any stretch of time, or says how long to wait.
func (b *budget) window(now time.Time, length time.Duration, limit, n int) time.Duration {
	if limit == 0 {
		return 0
	}
	gone := 0
	for gone < len(b.recent) && !b.recent[gone].Add(length).After(now) {
		gone++
	}
	b.recent = b.recent[gone:]
	if over := len(b.recent) + min(n, limit) - limit; over > 0 {
		return b.recent[over-1].Add(length).Sub(now)
	}
	for range n {
		b.recent = append(b.recent, now)
	}
	return 0
}
