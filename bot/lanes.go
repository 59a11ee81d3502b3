package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Telegram asks for about one message a second in a chat and bears short
// bursts (core.telegram.org/bots/faq, "My bot is hitting limits").
const (
	chatPerSecond = 1
	chatBurst     = 3
)

// laneIdle is how long a lane without deliveries is remembered: by then its
// limit has recovered.
const laneIdle = 10 * time.Second

// Pace is how fast a private chat is written to.
type Pace struct {
	PerSecond float64
	Burst     int
}

// orUsual is what most messengers bear.
func (p Pace) orUsual() Pace {
	if p.PerSecond <= 0 {
		return Pace{PerSecond: chatPerSecond, Burst: chatBurst}
	}
	return p
}

// lanes keeps one line of deliveries a chat: the deliveries of a chat go out
// one after the other, those of different chats side by side.
type lanes struct {
	ctx  context.Context
	pace Pace
	do   func(ctx context.Context, l *lane, o Outgoing) error
	done sync.WaitGroup

	mu     sync.Mutex
	byChat map[int64]*lane
	open   int           // deliveries in all lanes
	room   chan struct{} // gets a value when a lane has run empty
	failed chan error    // the first error
}

// lane is the line of one chat.
type lane struct {
	limit   *rate.Limiter
	waiting []Outgoing
	running bool
	idle    time.Time // since when it is empty
}

func newLanes(ctx context.Context, pace Pace, do func(ctx context.Context, l *lane, o Outgoing) error) *lanes {
	return &lanes{ctx: ctx, pace: pace.orUsual(), do: do, byChat: map[int64]*lane{}, room: make(chan struct{}, 1), failed: make(chan error, 1)}
}

// put adds a delivery at the end of its chat's lane.
func (ls *lanes) put(o Outgoing) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.byChat[o.Delivery.Chat]
	if l == nil {
		l = &lane{limit: rate.NewLimiter(rate.Limit(ls.pace.PerSecond), ls.pace.Burst)}
		ls.byChat[o.Delivery.Chat] = l
	}
	l.waiting = append(l.waiting, o)
	ls.open++
	if !l.running {
		l.running = true
		ls.done.Go(func() { ls.run(l) })
	}
}

// run makes the deliveries of a lane until it is empty or one of them ends
// the sender.
func (ls *lanes) run(l *lane) {
	for {
		o, ok := ls.next(l)
		if !ok {
			return
		}
		if err := ls.do(ls.ctx, l, o); err != nil {
			select {
			case ls.failed <- err:
			default:
			}
			return // the lane stays as it is: nothing may overtake
		}
		ls.mu.Lock()
		l.waiting = l.waiting[1:]
		ls.open--
		ls.mu.Unlock()
	}
}

// next gives the first delivery of a lane.
func (ls *lanes) next(l *lane) (Outgoing, bool) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if len(l.waiting) > 0 && ls.ctx.Err() == nil {
		return l.waiting[0], true
	}
	l.running, l.idle, l.waiting = false, time.Now(), nil
	select {
	case ls.room <- struct{}{}:
	default:
	}
	return Outgoing{}, false
}

// size gives the number of deliveries in all lanes.
func (ls *lanes) size() int {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.open
}

// prune forgets the lanes that were empty for long.
func (ls *lanes) prune(now time.Time) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for chat, l := range ls.byChat {
		if !l.running && len(l.waiting) == 0 && now.Sub(l.idle) > laneIdle {
			delete(ls.byChat, chat)
		}
	}
}
