package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// load is a crowd whose answers are timed: every merchant does the next thing
// some time after the last one was answered.
type load struct {
	api    *botapitest.Server
	texts  []string
	random *rand.Rand

	mu    sync.Mutex
	since map[int64]time.Time // acts that wait for an answer
	idle  []int64             // merchants who wait for nothing, the longest first
	took  []time.Duration
}

// loadChats are so many that none of them reaches the limit of its chat, and few
// enough that most are in the middle of a case, as in a shop's day.
const loadChats = 4000

// startLoad starts a Telegram, a Redis that keeps every write, and a program
// that serves, all on this machine.
func startLoad(b *testing.B) *load {
	l := &load{since: map[int64]time.Time{}, random: rand.New(rand.NewPCG(1, 1)), texts: openings(b)}
	l.api = botapitest.New(botapitest.Options{KeepCalls: 1, KeepMessages: 4, Observe: l.answered})
	b.Cleanup(l.api.Close)
	w := &world{t: b, api: l.api, redis: redistest.Start(b, "--appendfsync", "always").Addr()}
	for chat := range int64(loadChats) {
		l.idle = append(l.idle, firstChat+chat)
	}
	environ := append(w.environ(), "TILLMATE_TEAM_GROUPS=", "TILLMATE_LOG_LEVEL=warn")
	_, stop := w.replicaWith(environ)
	b.Cleanup(stop)
	return l
}

// answered notes that a merchant got an answer.
func (l *load) answered(c botapitest.Call) {
	if c.Method != "sendMessage" || !c.CarriedOut() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.since[c.Chat]; ok {
		l.took = append(l.took, time.Since(at))
		delete(l.since, c.Chat)
		l.idle = append(l.idle, c.Chat)
	}
}

// act lets the merchant who waited longest write or press; it reports whether
// there is one.
func (l *load) act() bool {
	l.mu.Lock()
	if len(l.idle) == 0 {
		l.mu.Unlock()
		return false
	}
	chat := l.idle[0]
	l.idle = l.idle[1:]
	l.since[chat] = time.Now()
	text, press := l.texts[l.random.IntN(len(l.texts))], l.random.IntN(100) < 70
	choice := l.random.IntN(1 << 20)
	l.mu.Unlock()
	u := l.api.User(chat)
	if last, ok := l.api.Last(chat); ok && press {
		var data []string
		for _, row := range last.Buttons {
			for _, button := range row {
				if button.Data != "" && !strings.Contains(button.Data, "human") {
					data = append(data, button.Data)
				}
			}
		}
		if len(data) > 0 {
			if _, err := u.PressData(last.ID, data[choice%len(data)]); err == nil {
				return true
			}
		}
	}
	u.Text(text)
	return true
}

// run makes acts at a rate for a time and gives the times of the answers.
func (l *load) run(rate int, during time.Duration) (took []time.Duration, made int) {
	l.mu.Lock()
	l.took = nil
	l.mu.Unlock()
	start := time.Now()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for now := range tick.C {
		if now.Sub(start) > during {
			break
		}
		for made < int(now.Sub(start).Seconds()*float64(rate)) && l.act() {
			made++
		}
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-tick.C {
		l.mu.Lock()
		open := len(l.since)
		l.mu.Unlock()
		if open == 0 {
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.took), made
}

// disturb lets Telegram refuse every message to one merchant, who goes on
// writing, and another merchant write 200 times a second, until calm is called.
func (l *load) disturb() (calm func()) {
	const refused, hasty = 5, 6
	l.api.Inject(botapitest.Injection{Fault: botapitest.TooManyRequests, Chat: refused, RetryAfter: 1})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Second / 200)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
				l.api.User(hasty).Text("还是不行，快点")
				if n%200 == 0 {
					l.api.User(refused).Text("还是不行")
				}
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		l.api.ClearFaults()
	}
}

// percentile of sorted times.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}

// BenchmarkServe measures the time from a merchant's act to the answer, through
// HTTP and a Redis that keeps every write, at several rates, and then the
// highest rate whose p99 stays below 250 ms. LOAD_SECONDS sets how long each
// rate is held.
func BenchmarkServe(b *testing.B) {
	during := 8 * time.Second
	if s := os.Getenv("LOAD_SECONDS"); s != "" {
		d, err := time.ParseDuration(s + "s")
		if err != nil {
			b.Fatal(err)
		}
		during = d
	}
	l := startLoad(b)
	l.run(400, 2*loadChats/400*time.Second) // cases are under way
	measure := func(b *testing.B, rate int) time.Duration {
		took, made := l.run(rate, during)
		slices.Sort(took)
		b.ReportMetric(float64(made)/during.Seconds(), "turns/s")
		for _, p := range []float64{.5, .99, .999} {
			b.ReportMetric(float64(percentile(took, p).Microseconds())/1000, fmt.Sprintf("p%g-ms", 100*p))
		}
		b.ReportMetric(float64(made-len(took)), "unanswered")
		b.ReportMetric(0, "ns/op")
		return percentile(took, .99)
	}
	for _, rate := range []int{100, 300, 1000} {
		b.Run(fmt.Sprintf("rate=%d", rate), func(b *testing.B) {
			for b.Loop() {
				measure(b, rate)
			}
		})
	}
	b.Run("rate=300/disturbed", func(b *testing.B) {
		calm := l.disturb()
		defer calm()
		for b.Loop() {
			measure(b, 300)
		}
	})
	b.Run("highest", func(b *testing.B) {
		for b.Loop() {
			best := 0
			for rate := 1200; rate <= 6000; rate += 200 {
				if measure(b, rate) > 250*time.Millisecond {
					break
				}
				best = rate
			}
			b.ReportMetric(float64(best), "highest-turns/s")
		}
	})
}
