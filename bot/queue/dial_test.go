package queue

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue/redistest"
)

func TestOptions(t *testing.T) {
	addresses := []string{"127.0.0.1:1"}
	for name, o := range map[string]Options{
		"no mode":            {Server: Server{Addresses: addresses}},
		"no address":         {Server: Server{Mode: Single}},
		"two addresses":      {Server: Server{Mode: Single, Addresses: []string{"a:1", "b:1"}}},
		"no master":          {Server: Server{Mode: Sentinel, Addresses: addresses}},
		"database":           {Server: Server{Mode: Cluster, Addresses: addresses, DB: 1}},
		"less than nothing":  {Server: Server{Mode: Single, Addresses: addresses, Wait: -1}},
		"budget of no time":  {Server: single("a:1"), Budget: Budget{Events: 1}},
		"budget of no sense": {Server: single("a:1"), Budget: Budget{Events: -1}},
	} {
		if q, err := Dial(o); err == nil {
			t.Errorf("%s: taken", name)
			_ = q.Close()
		}
	}
}

// TestSecretsStayOut holds that no error has the password in it.
func TestSecretsStayOut(t *testing.T) {
	const wrong, right = "wrong-s3cret", "right-s3cret"
	s := redistest.Start(t, "--requirepass", right)
	server := single(s.Addr())
	server.Password = wrong
	q := open(t, server)
	for what, err := range everyCall(t, q) {
		if err == nil {
			t.Errorf("%s: a wrong password is taken", what)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", what, err)
		}
	}
	server.Password = right
	must(t, open(t, server).Ping(t.Context()))
}

// everyCall gives the error of each kind of call.
func everyCall(t *testing.T, q *Queue) map[string]error {
	ctx := t.Context()
	p := &partition{q: q, n: 3, lease: &lease{key: q.keys.own(3), owner: "me", fence: 1}}
	p.lease.context(ctx)
	_, dead := q.Dead(ctx)
	_, backlog := q.Backlog(ctx)
	_, take := q.Take(ctx, 1, false)
	_, check := q.Check(ctx)
	_, chat := q.Chat(ctx, 1)
	_, bytes := q.ChatBytes(ctx, 1)
	_, next := p.Next(ctx, 1)
	_, out := p.Outgoing(ctx, "", 1)
	_, due := p.Due(ctx, time.Now(), 1)
	_, number := q.Number(ctx)
	_, open := q.Open(ctx)
	_, waiting := q.Waiting(ctx)
	_, _, file := q.Case(ctx, "1001")
	_, _, list := q.List(ctx, CaseFilter{}, "", 1)
	_, _, listOpen := q.List(ctx, CaseFilter{Open: true}, "", 1)
	_, days := q.Days(ctx, time.Now(), time.Now())
	_, gaps := q.Gaps(ctx, time.Time{})
	_, find := q.Find(ctx, -1, []int64{1}, 0)
	return map[string]error{
		"number": number, "open": open, "waiting": waiting, "case": file, "list": list, "list open": listOpen, "days": days, "gaps": gaps,
		"find": find, "note": q.Note(ctx, -1, []int64{1}, 0, 1),
		"ping": q.Ping(ctx), "put": q.Put(ctx, []bot.Update{update(1, 1)}), "dead": dead, "backlog": backlog,
		"take": take, "check": check, "chat": chat, "bytes": bytes, "next": next, "outgoing": out, "due": due,
		"replay": q.Replay(ctx, "03-1-0"), "drop": q.Drop(ctx, "03-1-0"),
		"commit": p.Commit(ctx, []bot.Turn{{Record: bot.Record{Chat: chatsOf(3, 1)[0]}}}),
		"settle": p.Settle(ctx, "1-0", nil, nil),
	}
}

// TestAFrozenServerIsNoticed holds how long calls wait for a server that
// answers nothing.
func TestAFrozenServerIsNoticed(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	q := open(t, single(s.Addr()))
	p := take(t, q, 3)
	put(t, q, update(1, chatsOf(3, 1)[0]))
	next(t, p, 1) // so that there are connections
	s.Freeze()
	defer s.Thaw()
	ctx := context.Background()
	for what, call := range map[string]func() error{
		"put":  func() error { return q.Put(ctx, []bot.Update{update(1, 1)}) },
		"load": func() error { _, err := p.Load(ctx, []int64{1}); return err },
		"next": func() error { _, err := p.Next(ctx, 1); return err },
	} {
		started := time.Now()
		if err := call(); err == nil {
			t.Errorf("%s: a frozen server answers", what)
		}
		if took := time.Since(started); took > blockTime+callTimeout+500*time.Millisecond {
			t.Errorf("%s took %s", what, took)
		}
	}
}

// TestManyReadersBlock holds that reads which wait do not keep calls waiting.
func TestManyReadersBlock(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	q := open(t, single(s.Addr()))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for n := range bot.Partitions {
		p := take(t, q, n)
		go func() { _, _ = p.Next(ctx, 1) }()
	}
	eventually(t, patience, "all wait", func() bool { return s.Info("blocked_clients") == "16" })
	for range 100 {
		started := time.Now()
		must(t, q.Ping(ctx))
		if took := time.Since(started); took > blockTime/2 {
			t.Errorf("a call waited for %s", took)
		}
	}
}

func TestTheClientsLogIsShort(t *testing.T) {
	var out bytes.Buffer
	l := newLogger(slog.New(slog.NewTextHandler(&out, nil)))
	for i := range 10_000 {
		l.Printf(t.Context(), "failed %d", i)
	}
	if lines := strings.Count(out.String(), "\n"); lines == 0 || lines > 10 {
		t.Errorf("%d lines", lines)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := redistest.Start(t)
	bad := redistest.Start(t, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru")
	late := redistest.Start(t, "--appendfsync", "everysec")
	for _, tt := range []struct {
		server *redistest.Server
		wait   int
		want   []string
	}{
		{good, 0, nil},
		{good, 2, []string{"0 replicas"}},
		{bad, 0, []string{"noeviction", "appendonly"}},
		{late, 0, []string{"appendfsync"}},
	} {
		server := single(tt.server.Addr())
		server.Wait = tt.wait
		nodes, err := open(t, server).Check(t.Context())
		must(t, err)
		if len(nodes) != 1 || nodes[0].Address != tt.server.Addr() {
			t.Fatalf("nodes are %+v", nodes)
		}
		problems := nodes[0].Problems()
		if len(problems) != len(tt.want) {
			t.Errorf("problems are %q", problems)
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(problems[i], want) {
				t.Errorf("problem %q has no %q", problems[i], want)
			}
		}
	}
}

func TestSupportedVersions(t *testing.T) {
	for version, want := range map[string]bool{
		"6.0.16": false, "6.2.0": true, "7.0.15": true, "8.4": true, "10.0.1": true, "": false, "5.9": false, "x": false,
	} {
		n := Node{Version: version, Policy: "noeviction", AppendOnly: true}
		if got := len(n.Problems()) == 0; got != want {
			t.Errorf("version %q: %v", version, n.Problems())
		}
	}
	n := Node{Version: "7.0", Policy: "noeviction", AppendOnly: true, Skew: -time.Minute}
	if got := fmt.Sprint(n.Problems()); !strings.Contains(got, "1m0s") {
		t.Errorf("a clock that is off: %s", got)
	}
}
