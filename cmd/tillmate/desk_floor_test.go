package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/configs"
)

// The people of the desk, and the group of its second team.
const (
	wang, smith, lin, zhao = 101, 102, 103, 104 // agents, an admin, one who only looks on

	bankDesk = -1001000000002
)

// gate holds back what comes in while it is shut, and then lets it in at once:
// what people do at the same time is read together.
type gate struct {
	bot.Inbox
	mu   sync.Mutex
	shut bool
	held []bot.Update
}

func (g *gate) Put(ctx context.Context, updates []bot.Update) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		g.held = append(g.held, updates...)
		return nil
	}
	return g.Inbox.Put(ctx, updates)
}

// close shuts the gate.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
}

// open lets in what was held back.
func (g *gate) open(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	held := g.held
	g.shut, g.held = false, nil
	return g.Inbox.Put(ctx, held)
}

// office is the program with a support desk: a Telegram, a Redis and the
// service between them. Nothing there waits for a limit of Telegram, except for
// the five seconds between two topics.
type office struct {
	*world
	service *service
	gate    *gate
	store   func(command ...any) any // of Redis
	groups  map[string]*botapitest.Group
}

// onEveryRedis runs a test on the Redis that is built in and on a real one.
func onEveryRedis(t *testing.T, test func(t *testing.T, redis string)) {
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		server, stop, err := embed(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(stop)
		test(t, server.Addresses[0])
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		test(t, redistest.Start(t).Addr())
	})
}

// newOffice starts a service. The options are those of the first group.
func newOffice(t *testing.T, redis string, first botapitest.GroupOptions) *office {
	t.Helper()
	api := botapitest.New(botapitest.Options{})
	t.Cleanup(api.Close)
	w := &world{t: t, api: api, redis: redis}
	o := &office{world: w, store: redistest.Dial(t, redis), groups: map[string]*botapitest.Group{}}
	first.Title = "客服组"
	o.groups["support"] = api.NewGroup(first)
	o.groups["bank"] = api.NewGroup(botapitest.GroupOptions{ID: bankDesk, Title: "银行组", Forum: true})
	w.team = o.groups["support"].ID
	people(o.world, o.groups["support"], o.groups["bank"])
	o.serve()
	return o
}

// people makes the members of groups.
func people(w *world, groups ...*botapitest.Group) {
	for id, who := range map[int64][2]string{wang: {"王芳", "zh-hans"}, smith: {"Smith", "en"}, lin: {"林姐", "zh-hans"}, zhao: {"小赵", "zh-hans"}} {
		u := w.api.User(id).Named(who[0], "", who[1])
		for _, g := range groups {
			status := botapitest.Member
			if id == lin {
				status = botapitest.Administrator
			}
			g.Set(u, status)
		}
	}
}

// cannedReplies are those of the tests.
const cannedReplies = `
- {id: photo, title: {zh: 要照片, en: Ask for a photo}, zh: '请拍一下机器屏幕发过来（编号 {case}）。', en: 'Please send a photo of the screen (case {case}).'}
- {id: terminal, title: {zh: 终端先别用, en: Leave it alone}, zh: '终端 {terminal} 请先不要用。', en: 'Please do not use terminal {terminal}.'}
`

// deskEnviron is the configuration of a replica with a desk of two teams.
func deskEnviron(w *world, more ...string) []string {
	w.t.Helper()
	name := filepath.Join(w.t.TempDir(), "replies.yaml")
	if err := os.WriteFile(name, []byte(cannedReplies), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return append(w.environ(fmt.Sprintf("TILLMATE_TEAM_GROUPS=客服组:%d,银行组:%d:bank", w.team, bankDesk), "TILLMATE_TEAM_CANNED="+name,
		fmt.Sprintf("TILLMATE_TEAM_AGENTS=%d,%d", wang, smith), fmt.Sprintf("TILLMATE_TEAM_ADMINS=%d", lin),
		"TILLMATE_LIMITS_USER_EVENTS=10000", "TILLMATE_LOG_LEVEL=error"), more...)
}

// sharedEdition is the content of all services of these tests.
var sharedEdition = sync.OnceValues(func() (*edition, error) {
	p, err := assemble(context.Background(), configs.Defaults())
	if err != nil {
		return nil, err
	}
	return p.edition, nil
})

// unhurried is a budget without end.
type unhurried struct{}

func (unhurried) Take(context.Context, int64, bool) (time.Duration, error) { return 0, nil }

// serve runs the service until the test ends.
func (o *office) serve() {
	o.t.Helper()
	o.service = o.world.service(deskEnviron(o.world))
	o.gate = &gate{Inbox: o.service.intake.Inbox}
	o.service.intake.Inbox = o.gate
	o.run(o.service)
}

// service gives a replica in this process that waits for no limits.
func (w *world) service(environ []string) *service {
	t := w.t
	t.Helper()
	a := &app{process: process{environ: environ}}
	config, err := a.configFor(true)
	if err != nil {
		t.Fatal(err)
	}
	content, err := sharedEdition()
	if err != nil {
		t.Fatal(err)
	}
	log := &logged{}
	t.Cleanup(func() {
		if said := log.String(); strings.Contains(said, `"ERROR"`) && t.Failed() {
			t.Logf("the log:\n%s", said)
		}
	})
	logger := newLog(log, config.Log)
	q, err := dial(config, queue.Server{Mode: queue.Single, Addresses: []string{w.redis}}, logger)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newService(&parts{config: config, edition: content}, q, logger)
	if err != nil {
		t.Fatal(err)
	}
	s.sender.Budget, s.sender.Pace = unhurried{}, bot.Pace{PerSecond: 1e6, Burst: 1e6}
	return s
}

// run runs a replica until the test ends.
func (w *world) run(s *service) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			w.t.Errorf("the service ended: %v", err)
		}
		_ = s.queue.Close()
	})
}

// together lets what people do reach the service at the same moment.
func (o *office) together(do func()) {
	o.t.Helper()
	o.gate.close()
	do()
	redistest.Eventually(o.t, patience, func() bool { return o.api.Pending() == 0 }, func() string { return "updates are not taken" })
	if err := o.gate.open(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// settle waits until nothing is under way any more.
func (o *office) settle() {
	o.t.Helper()
	idle := 0
	redistest.Eventually(o.t, patience, func() bool {
		b, err := o.service.queue.Backlog(o.t.Context())
		idle++
		if err != nil || b.In+b.Out > 0 || o.api.Pending() > 0 || o.overdue(0) {
			idle = 0
		}
		return idle == 2
	}, func() string {
		b, err := o.service.queue.Backlog(context.Background())
		return fmt.Sprintf("there is still something under way: %+v, %v, %d updates", b, err, o.api.Pending())
	})
}

// overdue reports a timer whose time has come, or will have within d.
func (o *office) overdue(d time.Duration) bool {
	until := time.Now().Add(d).UnixMilli()
	for n := range bot.Partitions {
		if o.store("ZCOUNT", fmt.Sprintf("tm:{p%02d}:due", n), "-inf", until) != int64(0) {
			return true
		}
	}
	return false
}

// storedTime is a time as it is stored in a chat.
var storedTime = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"`)

// pass lets time pass: everything that is stored of a chat is so much older
// than it was. Less than a minute really passes, until no timer is due then.
func (o *office) pass(chat int64, d time.Duration) {
	o.t.Helper()
	if d < time.Minute {
		redistest.Eventually(o.t, patience, func() bool { return !o.overdue(d) }, func() string { return "a timer does not fire" })
		return
	}
	n := queue.PartitionOf(chat)
	key, due := fmt.Sprintf("tm:{p%02d}:c:%d", n, chat), fmt.Sprintf("tm:{p%02d}:due", n)
	data, ok := o.store("HGET", key, "s").(string)
	if !ok {
		o.t.Fatalf("chat %d is not stored", chat)
	}
	data = storedTime.ReplaceAllStringFunc(data, func(s string) string {
		at, err := time.Parse(time.RFC3339Nano, strings.Trim(s, `"`))
		if err != nil || at.IsZero() {
			return s
		}
		return strconv.Quote(at.Add(-d).Format(time.RFC3339Nano))
	})
	o.store("HSET", key, "s", data)
	if o.store("ZSCORE", due, chat) != nil {
		o.store("ZINCRBY", due, -d.Milliseconds(), chat)
	}
}
