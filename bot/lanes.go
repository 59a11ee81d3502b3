package bot

import (
	"context"
	"slices"
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

// lanes keeps the lines of deliveries of each chat: the deliveries of a line
// go out one after the other, those of different lines side by side.
type lanes struct {
	ctx  context.Context
	pace Pace
	do   func(ctx context.Context, l *lane, o Outgoing) error
	done sync.WaitGroup

	mu     sync.Mutex
	lines  map[line]*lane
	open   int           // deliveries in all lanes
	room   chan struct{} // gets a value when a lane has run empty
	failed chan error    // the first error
}

// line names a line of deliveries.
type line struct {
	chat int64
	rank rank
}

// rank is which line of a chat it is.
type rank int

const (
	words   rank = iota
	later        // cards, marks and icons: words do not wait behind them
	answers      // of presses: they do not count, and must be at once
)

// lineOf gives the line of a delivery.
func lineOf(d Delivery) line {
	switch {
	case d.Kind == Answer:
		return line{d.Chat, answers}
	case d.Later:
		return line{d.Chat, later}
	}
	return line{d.Chat, words}
}

// lane is one line.
type lane struct {
	limit   *rate.Limiter
	waiting []Outgoing
	running bool
	idle    time.Time // since when it is empty
}

func newLanes(ctx context.Context, pace Pace, do func(ctx context.Context, l *lane, o Outgoing) error) *lanes {
	return &lanes{ctx: ctx, pace: pace.orUsual(), do: do, lines: map[line]*lane{}, room: make(chan struct{}, 1), failed: make(chan error, 1)}
}

// put adds a delivery at the end of its lane.
func (ls *lanes) put(o Outgoing) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	key := lineOf(o.Delivery)
	l := ls.lines[key]
	if l == nil {
		l = &lane{limit: rate.NewLimiter(rate.Limit(ls.pace.PerSecond), ls.pace.Burst)}
		ls.lines[key] = l
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
	for key, l := range ls.lines {
		if !l.running && len(l.waiting) == 0 && now.Sub(l.idle) > laneIdle {
			delete(ls.lines, key)
		}
	}
}

// overtaken reports whether the first delivery of a lane is not worth making,
// because a newer one that waits behind it changes the same thing.
func (ls *lanes) overtaken(l *lane) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if len(l.waiting) == 0 || !l.waiting[0].Delivery.Later {
		return false
	}
	d := l.waiting[0].Delivery
	return slices.ContainsFunc(l.waiting[1:], func(o Outgoing) bool { return o.Delivery.changes(d) })
}

// changes reports whether a delivery makes the same thing look anew as an
// earlier one.
func (d Delivery) changes(earlier Delivery) bool {
	if d.Kind != earlier.Kind || d.Chat != earlier.Chat {
		return false
	}
	switch d.Kind {
	case Edit, Mark:
		return d.Message == earlier.Message
	case EditTopic:
		return d.Thread == earlier.Thread
	}
	return false
}
