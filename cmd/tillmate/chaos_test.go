package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

// The size of the chaos; 'make chaos' runs the long one.
var (
	chaosTime     = flag.Duration("chaos.time", 12*time.Second, "how long merchants write")
	chaosUpdates  = flag.Int("chaos.updates", 1200, "how many updates they make")
	chaosChats    = flag.Int("chaos.chats", 100, "how many merchants there are")
	chaosTroubles = flag.Int("chaos.troubles", 8, "how many kills, freezes and cuts there are")
	chaosSeed     = flag.Uint64("chaos.seed", 1, "draws everything")
)

// chaos is a crowd of merchants, three replicas and a Redis behind a proxy.
type chaos struct {
	*world
	t        *testing.T
	server   *redistest.Server
	proxy    *toxiproxy.Proxy
	replicas *replicas
	crowd    *crowd
	random   *rand.Rand
	crashes  int
	troubles []string
}

// faults make about one call in forty go wrong.
var faults = []botapitest.Injection{
	{Fault: botapitest.TooManyRequests, Probability: .01},
	{Fault: botapitest.InternalError, Probability: .003},
	{Fault: botapitest.BadGateway, Probability: .003},
	{Fault: botapitest.CutBefore, Probability: .004},
	{Fault: botapitest.AnswerLost, Probability: .003},
	{Fault: botapitest.HalfBody, Probability: .001},
	{Fault: botapitest.SlowAnswer, Probability: .001},
	{Fault: botapitest.HungPoll, Probability: .01},
	{Fault: botapitest.TooManyRequests, Method: "getUpdates", Probability: .01},
	{Fault: botapitest.AnswerLost, Method: "getUpdates", Probability: .02},
}

func newChaos(t *testing.T, as string, count int) *chaos {
	server := redistest.Start(t)
	proxies := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(proxies, "redis", "127.0.0.1:0", server.Addr())
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	w := newWorld(t, proxy.Listen, botapitest.Options{Faults: faults, Seed: *chaosSeed, ConflictPause: 100 * time.Millisecond})
	c := &chaos{
		world: w, t: t, server: server, proxy: proxy, random: rand.New(rand.NewPCG(*chaosSeed, 2)),
		crowd: newCrowd(w.api, openings(t), *chaosSeed),
	}
	c.replicas = &replicas{t: t, dir: t.TempDir(), as: as, environ: func() []string {
		return append(os.Environ(), w.environ("TILLMATE_TIMERS_NUDGES=false", "TILLMATE_LIMITS_USER_EVENTS=10000",
			"TILLMATE_TEAM_GROUPS=")...) // a group bears 18 cards a minute, and the crowd wants hundreds
	}}
	for n := range count {
		c.replicas.start(n)
	}
	return c
}

// openings are what merchants write first: the golden queries.
func openings(t testing.TB) []string {
	t.Helper()
	p, err := assemble(t.Context(), configs.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.index.Close()
	golden, findings := knowledge.LoadGolden(p.files, p.base)
	if len(findings) > 0 {
		t.Fatal(findings[0])
	}
	var out []string
	for _, q := range golden {
		out = append(out, q.Text)
	}
	return out
}

// trouble makes one kill, freeze or cut, and mends it.
func (c *chaos) trouble(kind int) {
	n := c.random.IntN(len(c.replicas.running))
	switch kind % 6 {
	case 0, 1:
		c.note("replica %d is killed", n)
		c.replicas.kill(n)
		c.replicas.start(n)
	case 2:
		c.note("replica %d is frozen past its lease", n)
		c.replicas.freeze(n)
		wait(c.t.Context(), 3*time.Second)
		c.replicas.thaw(n)
	case 3:
		c.note("Redis is killed")
		c.server.Kill()
		wait(c.t.Context(), 300*time.Millisecond)
		c.server.Restart()
	case 4:
		c.note("Redis is cut off")
		c.proxy.Stop()
		wait(c.t.Context(), 700*time.Millisecond)
		if err := c.proxy.Start(); err != nil {
			c.t.Fatal(err)
		}
	case 5:
		c.note("Redis is frozen")
		c.server.Freeze()
		wait(c.t.Context(), 1500*time.Millisecond)
		c.server.Thaw()
	}
}

func (c *chaos) note(format string, args ...any) {
	c.crashes++
	c.troubles = append(c.troubles, fmt.Sprintf(format, args...))
}

// run lets the merchants act while troubles come, and waits until all is said.
func (c *chaos) run() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), *chaosTime)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		every := *chaosTime / time.Duration(*chaosUpdates)
		tick := time.NewTicker(max(every, time.Millisecond))
		defer tick.Stop()
		start, made := time.Now(), 0
		for range tick.C {
			for made < *chaosUpdates && made < int(time.Since(start)/every) {
				c.crowd.act(firstChat + int64(c.crowd.random.IntN(*chaosChats)))
				made++
			}
			if made >= *chaosUpdates || c.t.Context().Err() != nil {
				return
			}
		}
	}()
	for i := range *chaosTroubles {
		wait(ctx, *chaosTime/time.Duration(*chaosTroubles+1)-500*time.Millisecond)
		c.trouble(i)
	}
	<-done
	c.api.ClearFaults()
}

// settle waits until everything that waits is done; it reports whether it is.
func (c *chaos) settle(q *queue.Queue, within time.Duration) bool {
	deadline := time.Now().Add(within)
	for time.Now().Before(deadline) {
		b, err := q.Backlog(c.t.Context())
		if err == nil && b.In == 0 && b.Out == 0 && c.api.Pending() == 0 {
			return true
		}
		wait(c.t.Context(), 100*time.Millisecond)
	}
	b, err := q.Backlog(c.t.Context())
	c.t.Logf("after %s: %+v, %v, %d updates not confirmed", within, b, err, c.api.Pending())
	return false
}

// TestChaos serves a crowd while replicas and Redis are killed, frozen and cut
// off and Telegram fails.
func TestChaos(t *testing.T) {
	c := newChaos(t, "tillmate", 3)
	c.run()
	q := c.open()
	if !c.settle(q, time.Minute) {
		t.Error("something still waits")
	}
	p, err := assemble(t.Context(), configs.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.index.Close()
	v := c.crowd.judge(t, p, func(chat int64) []byte {
		r, err := q.Chat(t.Context(), chat)
		if err != nil {
			t.Fatal(err)
		}
		return r.Data
	})
	letters, err := q.Dead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.replicas.stop()
	c.report(v)
	if v.lost+v.disordered+v.wrong+len(letters) > 0 {
		t.Errorf("the first: %s\ndead letters: %v", v.first, letters)
	}
	if strings.Contains(c.replicas.log(), c.api.Token) {
		t.Error("the token is in a log")
	}
	c.keepLogs(v)
}

// open gives the queue of the Redis, past the proxy.
func (c *chaos) open() *queue.Queue {
	c.t.Helper()
	q, err := queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{c.server.Addr()}}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = q.Close() })
	return q
}

// report says what happened, and fails when more was said twice than answers
// were lost.
func (c *chaos) report(v verdict) {
	c.t.Helper()
	counts := c.api.Counts()
	injected := 0
	for _, n := range counts.Faults {
		injected += n
	}
	unsure := counts.Faults[botapitest.AnswerLost] + counts.Faults[botapitest.HalfBody] + counts.Unread + c.crashes
	c.t.Logf("%d updates, %d troubles, %d faults of Telegram: %d lost, %d out of order, %d wrong states, %d said twice (%d answers lost, %d not read, %d crashes)",
		v.updates, c.crashes, injected, v.lost, v.disordered, v.wrong, v.twice,
		counts.Faults[botapitest.AnswerLost]+counts.Faults[botapitest.HalfBody], counts.Unread, c.crashes)
	if v.twice > unsure {
		c.t.Errorf("%d messages were said twice, %d answers were lost", v.twice, unsure)
	}
}

// keepLogs leaves the replicas' logs where CHAOS_LOGS says.
func (c *chaos) keepLogs(v verdict) {
	if dir := os.Getenv("CHAOS_LOGS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "notes.log"), []byte(strings.Join(v.notes, "\n\n")), 0o600); err != nil {
			c.t.Error(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "replicas.log"), []byte(c.replicas.log()), 0o600); err != nil {
			c.t.Error(err)
		}
	}
}

// TestChaosFindsTheNaive plays the same with the bot that everybody writes
// first: what the chaos finds out there it would find out here.
func TestChaosFindsTheNaive(t *testing.T) {
	c := newChaos(t, "naive", 1)
	c.run()
	p, err := assemble(t.Context(), configs.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.index.Close()
	silent := 0
	v := verdict{}
	for chat, acts := range c.crowd.acts {
		if len(c.api.FromBot(chat)) == 0 {
			silent++
		}
		c.crowd.replay(t.Context(), p, chat, acts, storedAll(acts), &v)
	}
	c.replicas.stop()
	t.Logf("the naive bot: %d lost, %d out of order, %d wrong; %d merchants heard nothing", v.lost, v.disordered, v.wrong, silent)
	if v.lost+v.disordered == 0 {
		t.Error("the chaos does not find out what the naive bot loses")
	}
}

// storedAll is a chat where every message was read by itself.
func storedAll(acts []act) stored {
	var s stored
	for _, a := range acts {
		if a.message != 0 {
			s.Said = append(s.Said, struct {
				Message int64 `json:"m"`
				Text    int   `json:"n"`
			}{a.message, len(s.Said) + 1})
		}
	}
	return s
}
