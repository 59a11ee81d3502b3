package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// world is a Telegram and a Redis for replicas to serve on.
type world struct {
	t     testing.TB
	api   *botapitest.Server
	redis string
	team  int64
}

// desk is the group of the support team in the tests.
const desk = -1001000000001

func newWorld(t *testing.T, redis string, options botapitest.Options) *world {
	api := botapitest.New(options)
	t.Cleanup(api.Close)
	api.NewGroup(botapitest.GroupOptions{ID: desk, Title: "support", Forum: true})
	return &world{t: t, api: api, redis: redis, team: desk}
}

// environ is the configuration of a replica.
func (w *world) environ(more ...string) []string {
	return append([]string{
		"TILLMATE_TELEGRAM_TOKEN=" + w.api.Token, "TILLMATE_TELEGRAM_API=" + w.api.URL, "TILLMATE_TELEGRAM_PER_SECOND=0",
		"TILLMATE_REDIS_ADDRESSES=" + w.redis, "TILLMATE_TEAM_GROUPS=support:" + fmt.Sprint(w.team),
		"TILLMATE_HTTP_LISTEN=" + freeAddress(w.t), "TILLMATE_LOG_FORMAT=json",
	}, more...)
}

// freeAddress gives an address that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// logged is what a replica wrote to its log.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// replica starts a program that serves; stop ends it as a signal does.
func (w *world) replica(args ...string) (log *logged, stop func()) {
	return w.replicaWith(w.environ(), args...)
}

func (w *world) replicaWith(environ []string, args ...string) (log *logged, stop func()) {
	w.t.Helper()
	log = &logged{}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, process{args: append([]string{"serve"}, args...), environ: environ, stdin: strings.NewReader(""), stdout: io.Discard, stderr: log})
	}()
	once := sync.OnceFunc(func() {
		cancel()
		select {
		case code := <-ended:
			if code != exitOK {
				w.t.Errorf("serve ended with %d:\n%s", code, log)
			}
		case <-time.After(patience):
			w.t.Errorf("serve does not stop:\n%s", log)
		}
		if strings.Contains(log.String(), w.api.Token) {
			w.t.Error("the token is in the log")
		}
	})
	w.t.Cleanup(once)
	return log, once
}

// says waits until the bot has written a text that holds some words.
func (w *world) says(chat int64, words string) botapitest.Message {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	m, err := w.api.WaitForMessage(ctx, chat, func(m botapitest.Message) bool { return strings.Contains(m.Text, words) })
	if err != nil {
		var said []string
		for _, m := range w.api.FromBot(chat) {
			said = append(said, m.Text)
		}
		w.t.Fatalf("%q is not said in %d: %v; it said\n%s", words, chat, err, strings.Join(said, "\n---\n"))
	}
	return m
}

// press presses a button that is on the screen.
func (w *world) press(u botapitest.User, label string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	if _, err := w.api.WaitForMessage(ctx, u.Chat(), func(m botapitest.Message) bool { return m.Has(label) }); err != nil {
		w.t.Fatalf("the button %s does not come: %v", label, err)
	}
	if _, err := u.Press(label); err != nil {
		m, _ := w.api.Last(u.Chat())
		w.t.Fatalf("%s: %v; the last message has %v", label, err, m.Buttons)
	}
}

// flawless fails on what the Bot API bears and is wrong all the same.
func (w *world) flawless() {
	w.t.Helper()
	for _, v := range w.api.Violations() {
		w.t.Errorf("violation: %+v", v)
	}
	for _, d := range w.api.Duplicates() {
		w.t.Errorf("said twice: %+v", d)
	}
}

// TestServe plays whole cases on Telegram.
func TestServe(t *testing.T) {
	w := newWorld(t, redistest.Start(t).Addr(), botapitest.Options{Limits: botapitest.RealLimits()})
	environ := w.environ()
	_, stop := w.replicaWith(environ)

	merchant := w.api.User(1001)
	merchant.Start("TERM0042")
	w.says(1001, "机器人")
	merchant.Text("刷卡显示请与银行联系")
	question := w.says(1001, "？")
	if !question.Has("← 上一步") || !question.Has("转人工") {
		t.Errorf("buttons: %v", question.Buttons)
	}
	merchant.Text("别的卡都可以，就这一张")
	merchant.Text("插卡")
	w.says(1001, "现在请这样做")
	w.press(merchant, "好了")
	w.says(1001, "生意兴隆")

	other := w.api.User(1002)
	other.Start("")
	other.Text("my card is 4111 1111 1111 1111 and it says declined 05")
	w.says(1002, "masked")
	w.press(other, "A person")
	w.says(desk, "05")
	for _, chat := range []int64{1002, desk} {
		for _, m := range w.api.Messages(chat) {
			if strings.Contains(m.Text, "4111 1111") {
				t.Errorf("a card number is on the screen of %d: %s", chat, m.Text)
			}
		}
	}

	checkHealth(t, environ)
	stop()
	w.flawless()
	if n := w.api.Pending(); n > 0 {
		t.Errorf("%d updates are not confirmed", n)
	}
}

// checkHealth reads the pages of a replica.
func checkHealth(t *testing.T, environ []string) {
	t.Helper()
	var base string
	for _, v := range environ {
		if address, ok := strings.CutPrefix(v, "TILLMATE_HTTP_LISTEN="); ok {
			base = "http://" + address
		}
	}
	for path, want := range map[string]string{
		"/livez": `"ok"`, "/readyz": `"ok"`, "/metrics": `tillmate_recommendations_total{route="bank"} 1`,
	} {
		redistest.Eventually(t, patience, func() bool { return strings.Contains(get(base+path), want) }, func() string { return path + ": " + get(base+path) })
	}
	var out, errs bytes.Buffer
	for _, args := range [][]string{{"health"}, {"doctor"}, {"dead", "list"}} {
		if code := run(t.Context(), process{args: args, environ: environ, stdout: &out, stderr: &errs}); code != exitOK {
			t.Errorf("%v ends with %d: %s%s", args, code, &out, &errs)
		}
	}
}

func get(url string) string {
	answer, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err.Error()
	}
	return string(body)
}

// TestServeEmbedded serves without a Redis, and says what that means.
func TestServeEmbedded(t *testing.T) {
	w := newWorld(t, "127.0.0.1:1", botapitest.Options{})
	log, stop := w.replica("--embedded")
	merchant := w.api.User(1001)
	merchant.Start("")
	w.says(1001, "机器人")
	stop()
	if !strings.Contains(log.String(), "lost") {
		t.Errorf("the log does not say what is lost:\n%s", log)
	}
	w.flawless()
}

// TestTeamMoves stays in the team's group when that becomes a supergroup and a
// program with the old configuration starts.
func TestTeamMoves(t *testing.T) {
	w := newWorld(t, redistest.Start(t).Addr(), botapitest.Options{})
	group := w.api.NewGroup(botapitest.GroupOptions{Title: "basic", Basic: true})
	w.team = group.ID
	_, stop := w.replica()
	merchant := w.api.User(1001)
	merchant.Start("")
	w.says(1001, "机器人")
	moved := group.Migrate()
	agent := w.api.User(2001)
	moved.Set(agent, botapitest.Member)
	redistest.Eventually(t, patience, func() bool { return w.api.Pending() == 0 }, func() string { return "updates wait" })
	merchant.Text("人工")
	w.says(moved.ID, "人工")
	stop()
	_, stop = w.replica()
	agent.In(moved).Text("早上好")
	redistest.Eventually(t, patience, func() bool { return w.api.Pending() == 0 }, func() string { return "updates wait" })
	merchant.Text("人工")
	w.says(1001, "还在排队")
	stop()
	if n := len(w.api.CallsOf("leaveChat")); n > 0 {
		t.Errorf("the team's group was left")
	}
	w.flawless()
}
