package telegram

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// testToken has the form of a real one, with characters that bound no word.
const testToken = "7000000001:-AAFake_Token-0123456789abcdefghij-"

// transportFunc answers requests in memory.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says is an answer of the Bot API, or of whatever stands in its place.
func answers(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// method gives the method that a request calls.
func methodOf(r *http.Request) string { return r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:] }

// newClient makes a client whose calls are answered in memory.
func newClient(t testing.TB, f transportFunc) *Client {
	t.Helper()
	return build(t, Options{Token: testToken, Transport: f})
}

// dial makes a client of a server.
func dial(t testing.TB, s *httptest.Server) *Client {
	t.Helper()
	return build(t, Options{Token: testToken, BaseURL: s.URL})
}

func build(t testing.TB, o Options) *Client {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// inbox keeps updates in memory; fail decides about each Put.
type inbox struct {
	mu   sync.Mutex
	puts [][]bot.Update
	fail func(put int) error
	seen chan struct{} // gets a value for every Put
}

func newInbox() *inbox {
	return &inbox{fail: func(int) error { return nil }, seen: make(chan struct{}, 1000)}
}

func (i *inbox) Put(_ context.Context, updates []bot.Update) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.puts = append(i.puts, updates)
	i.seen <- struct{}{}
	return i.fail(len(i.puts))
}

// ids gives the numbers of the updates of every Put.
func (i *inbox) ids() [][]int64 {
	i.mu.Lock()
	defer i.mu.Unlock()
	var out [][]int64
	for _, p := range i.puts {
		var ids []int64
		for _, u := range p {
			ids = append(ids, u.ID)
		}
		out = append(out, ids)
	}
	return out
}

// counter is an [Observer] that remembers.
type counter struct {
	mu    sync.Mutex
	calls map[string]int
	took  map[bot.UpdateKind]int
	left  map[Reason]int
}

func newCounter() *counter {
	return &counter{calls: map[string]int{}, took: map[bot.UpdateKind]int{}, left: map[Reason]int{}}
}

func (c *counter) Called(method, result string, _ time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[method+" "+result]++
}

func (c *counter) Took(kind bot.UpdateKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[kind]++
}

func (c *counter) Left(reason Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left[reason]++
}

func newIntake(i bot.Inbox) *Intake {
	return &Intake{Decoder: newDecoder(), Inbox: i, Observer: newCounter(), Log: slog.New(slog.DiscardHandler)}
}

// textUpdate is a raw update with a text of a merchant.
func textUpdate(id int64, text string) string {
	raw, err := json.Marshal(map[string]any{"update_id": id, "message": map[string]any{
		"message_id": id, "date": 1, "chat": map[string]any{"id": 1001}, "from": map[string]any{"id": 1001}, "text": text,
	}})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// letters is a body without end.
type letters struct{ read int }

func (l *letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	l.read += len(p)
	return len(p), nil
}
