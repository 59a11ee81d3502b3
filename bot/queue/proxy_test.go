package queue

import (
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/tillmate/tillmate/bot/queue/redistest"
)

// startProxy gives a proxy before a server.
func startProxy(t *testing.T, upstream string) *toxiproxy.Proxy {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "redis", "127.0.0.1:0", upstream)
	must(t, proxy.Start())
	t.Cleanup(proxy.Stop)
	return proxy
}

func addToxic(t *testing.T, proxy *toxiproxy.Proxy, toxic string) {
	t.Helper()
	_, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic))
	must(t, err)
}

// TestLostAnswers cuts connections in the middle of answers, all the time: what
// was asked for has happened, and the caller does not know.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	proxy := startProxy(t, s.Addr())
	addToxic(t, proxy, `{"type":"limit_data","stream":"downstream","attributes":{"bytes":4001}}`)
	l := newLedger(t)
	a, b := open(t, single(proxy.Listen)), open(t, single(proxy.Listen))
	l.own(a)
	l.own(b)
	l.produce(b, manyChats(20)[:10]...)
	l.produce(b, manyChats(20)[10:]...)
	l.progress(2000)
	l.finish(open(t, single(s.Addr())))
	if repeated := b.Counts().Repeated; repeated == 0 {
		t.Error("no answer to a put was lost")
	}
}

// TestCuts takes the way to Redis away for longer than a lease: once refusing
// connections, once swallowing what is sent.
func TestCuts(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	proxy := startProxy(t, s.Addr())
	l := newLedger(t)
	a, b := open(t, single(proxy.Listen)), open(t, single(s.Addr()))
	l.own(a)
	l.own(b)
	l.produce(a, manyChats(20)...)
	l.produce(b, 6000, 6001)
	owners := func(n int) {
		t.Helper()
		eventually(t, patience, "the partitions have "+itoa(int64(n))+" owners", func() bool { return len(ownersOf(t, b)) == n })
	}
	owners(2)
	proxy.Stop()
	owners(1)
	must(t, proxy.Start())
	owners(2)
	addToxic(t, proxy, `{"type":"timeout","name":"hole","stream":"upstream","attributes":{"timeout":0}}`)
	owners(1)
	must(t, proxy.Toxics.RemoveToxic(t.Context(), "hole"))
	l.progress(200)
	l.finish(b)
}
