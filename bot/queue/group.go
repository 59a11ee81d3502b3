package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"
)

// groupLimit is at most 18 calls in any minute: 4 at once, 14 as time passes.
// The messenger allows 20.
var groupLimit = redis_rate.Limit{Rate: 14, Burst: 4, Period: time.Minute}

// Take takes one call to a group from its budget, which all processes share.
// It gives 0 when the call may be made, and otherwise, taking nothing, how long
// to wait before asking again.
func (q *Queue) Take(ctx context.Context, chat int64) (time.Duration, error) {
	result, err := redis_rate.NewLimiter(q.store.calls).Allow(ctx, q.keys.group(chat), groupLimit)
	if err != nil {
		return 0, fmt.Errorf("queue: taking from the budget of group %d: %w", chat, err)
	}
	if result.Allowed > 0 {
		return 0, nil
	}
	return max(result.RetryAfter, time.Millisecond), nil
}
