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

// laterLimit is for calls that may be later, out of the same budget. It is
// reckoned as if fewer could be made at once: so many, and more than a third of
// the budget, are always left for words.
var laterLimit = redis_rate.Limit{Rate: groupLimit.Rate, Burst: groupLimit.Burst - 2, Period: groupLimit.Period}

// Take takes one call to a group from its budget, which all processes share.
// It gives 0 when the call may be made, and otherwise, taking nothing, how long
// to wait before asking again. A call that may be later gets none of what is
// kept for others.
func (q *Queue) Take(ctx context.Context, chat int64, later bool) (time.Duration, error) {
	limit := groupLimit
	if later {
		limit = laterLimit
	}
	result, err := redis_rate.NewLimiter(q.store.calls).Allow(ctx, q.keys.group(chat), limit)
	if err != nil {
		return 0, fmt.Errorf("queue: taking from the budget of group %d: %w", chat, err)
	}
	if result.Allowed > 0 {
		return 0, nil
	}
	return max(result.RetryAfter, time.Millisecond), nil
}
