package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// updates answers getUpdates as Telegram does: what lies below the offset is
// forgotten, the rest comes again; without any it waits.
type updates struct {
	mu      sync.Mutex
	waiting []string // raw updates, numbered from 1
	first   int64    // number of the first of them
	hook    string
	calls   []string           // methods but getUpdates, with their parameters
	refuse  func(n int) string // answers the n-th poll, from 1, unless it is ""
	polls   int
	asked   getUpdates // of the last poll
}

func newUpdates(texts ...string) *updates {
	u := &updates{first: 1, refuse: func(int) string { return "" }}
	for i, text := range texts {
		u.waiting = append(u.waiting, textUpdate(int64(i+1), text))
	}
	return u
}

func (u *updates) RoundTrip(r *http.Request) (*http.Response, error) {
	var body bytes.Buffer
	if _, err := body.ReadFrom(r.Body); err != nil {
		return nil, err
	}
	switch methodOf(r) {
	case "getUpdates":
		return u.poll(r.Context(), body.Bytes())
	case "getWebhookInfo":
		u.called(r, body.String())
		return answers(200, fmt.Sprintf(`{"ok":true,"result":{"url":%q,"pending_update_count":3}}`, u.hook))
	}
	u.called(r, body.String())
	return answers(200, `{"ok":true,"result":true}`)
}

func (u *updates) called(r *http.Request, body string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.calls = append(u.calls, methodOf(r)+" "+body)
}

func (u *updates) poll(ctx context.Context, body []byte) (*http.Response, error) {
	u.mu.Lock()
	u.polls++
	refused := u.refuse(u.polls)
	if refused != "" {
		u.mu.Unlock()
		return answers(200, refused)
	}
	u.asked = getUpdates{}
	if err := json.Unmarshal(body, &u.asked); err != nil {
		return nil, err
	}
	for u.first < u.asked.Offset && len(u.waiting) > 0 {
		u.waiting, u.first = u.waiting[1:], u.first+1
	}
	give := strings.Join(u.waiting[:min(len(u.waiting), u.asked.Limit)], ",")
	wait := time.Duration(u.asked.Timeout) * time.Second
	u.mu.Unlock()
	if give == "" {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
	return answers(200, `{"ok":true,"result":[`+give+`]}`)
}

// running is a poller at work in a bubble.
type running struct {
	api    *updates
	inbox  *inbox
	log    *notes
	cancel context.CancelFunc
	ended  chan error
}

func start(t *testing.T, api *updates, change func(*Poller, *inbox)) *running {
	t.Helper()
	r := &running{api: api, inbox: newInbox(), log: &notes{}, ended: make(chan error, 1)}
	intake := newIntake(r.inbox)
	intake.Log = slog.New(slog.NewTextHandler(r.log, nil))
	p := &Poller{Client: newClient(t, api.RoundTrip), Intake: intake}
	if change != nil {
		change(p, r.inbox)
	}
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(t.Context())
	go func() { r.ended <- p.Run(ctx) }()
	return r
}

// pass lets time pass in a bubble, and what happens then.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// notes is a log that can be read while it is written.
type notes struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.all.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.all.String()
}

// seen gives the number of polls, the last of them, and the other calls.
func (u *updates) seen() (polls int, last getUpdates, calls []string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.polls, u.asked, slices.Clone(u.calls)
}

// stop ends the poller at once.
func (r *running) stop(t *testing.T) {
	t.Helper()
	begin := time.Now()
	r.cancel()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took != 0 {
		t.Errorf("it took %s to stop", took)
	}
}

func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, newUpdates("a", "b", "c"), nil)
		synctest.Wait()
		if got := r.inbox.ids(); !reflect.DeepEqual(got, [][]int64{{1, 2, 3}}) {
			t.Error(got)
		}
		want := getUpdates{Offset: 4, Limit: 100, Timeout: 30, Allowed: []string{
			"message", "edited_message", "channel_post", "callback_query", "my_chat_member", "chat_member",
		}}
		_, asked, calls := r.api.seen()
		if !reflect.DeepEqual(asked, want) {
			t.Errorf("asked for %+v", asked)
		}
		if !slices.Equal(calls, []string{"getWebhookInfo {}"}) {
			t.Error(calls)
		}
		pass(time.Hour) // polls that bring nothing
		if polls, asked, _ := r.api.seen(); polls != 1+1+120 || asked.Offset != 4 {
			t.Errorf("%d polls, offset %d", polls, asked.Offset)
		}
		r.stop(t)
	})
}

// TestPollAgain holds that nothing is confirmed that was not stored.
func TestPollAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, newUpdates("a", "b"), func(_ *Poller, i *inbox) {
			i.fail = func(put int) error {
				if put <= 5 {
					return errors.New("the store is away")
				}
				return nil
			}
		})
		begin := time.Now()
		for range 6 {
			<-r.inbox.seen
		}
		synctest.Wait()
		for _, ids := range r.inbox.ids() {
			if !slices.Equal(ids, []int64{1, 2}) {
				t.Error(ids)
			}
		}
		if _, asked, _ := r.api.seen(); asked.Offset != 3 || time.Since(begin) > 5*time.Second {
			t.Errorf("offset %d after %s", asked.Offset, time.Since(begin))
		}
		if n := strings.Count(r.log.String(), "the store is away"); n != 1 {
			t.Errorf("said %d times: %s", n, r.log)
		}
		if !strings.Contains(r.log.String(), "taken in again") {
			t.Error(r.log)
		}
		r.stop(t)
	})
}

// TestPollPastBrokenUpdates holds that no update stops the others.
func TestPollPastBrokenUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newUpdates("a", "b", "c", "d", "e")
		api.waiting[1] = `{"update_id":2,"message":{"chat":{"id":1001},"text":["b"]}}`
		api.waiting[2] = `{"update_id":3,"poll":{}}`
		api.waiting[4] = `{"update":5}`
		r := start(t, api, nil)
		synctest.Wait()
		if got := r.inbox.ids(); !reflect.DeepEqual(got, [][]int64{{1, 2, 4}}) {
			t.Error(got)
		}
		if put := r.inbox.puts[0]; put[1].Kind != bot.Broken || put[1].Problem != "field text is no string" {
			t.Errorf("%+v", put[1])
		}
		if _, asked, _ := r.api.seen(); asked.Offset != 5 {
			t.Errorf("offset %d", asked.Offset)
		}
		r.stop(t)
	})
}

// TestPollNumberless holds that what has no number is not asked for in haste.
func TestPollNumberless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newUpdates("a")
		api.waiting[0] = `5`
		r := start(t, api, nil)
		pass(time.Minute)
		if polls, _, _ := api.seen(); polls > 60 {
			t.Errorf("%d polls", polls)
		}
		r.stop(t)
	})
}

// TestPollTrouble holds what comes of errors of Telegram.
func TestPollTrouble(t *testing.T) {
	for name, tc := range map[string]struct {
		body    string
		atLeast time.Duration // until it is tried again
		atMost  time.Duration
	}{
		"another poller": {`{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}`, 0, time.Second},
		"a webhook":      {`{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}`, 0, time.Second},
		"flood":          {`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 20","parameters":{"retry_after":20}}`, 20 * time.Second, 20 * time.Second},
		"away":           {`<html>502</html>`, 0, time.Second},
		"cut":            {`{"ok":true,"result":[{"update_id":1`, 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				api := newUpdates("a")
				api.refuse = func(n int) string {
					if n == 1 {
						return tc.body
					}
					return ""
				}
				begin := time.Now()
				r := start(t, api, nil)
				<-r.inbox.seen
				if took := time.Since(begin); took < tc.atLeast || took > tc.atMost {
					t.Errorf("tried again after %s", took)
				}
				if !strings.Contains(r.log.String(), "no updates are taken in") {
					t.Error(r.log)
				}
				r.stop(t)
			})
		})
	}
}

// TestPollKeepsTrying holds the pace while Telegram is away for long, and that
// another poller's webhook is not fought.
func TestPollKeepsTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newUpdates()
		api.refuse = func(int) string { return `{"ok":false,"error_code":409,"description":"Conflict"}` }
		r := start(t, api, nil)
		pass(time.Minute)
		polls, _, calls := api.seen()
		if polls < 15 || polls > 60 {
			t.Errorf("%d polls in a minute", polls)
		}
		if len(calls) != 1 {
			t.Error(calls)
		}
		if n := strings.Count(r.log.String(), "Conflict"); n != 1 {
			t.Errorf("said %d times", n)
		}
		r.stop(t)
	})
}

func TestPollStopsOnBadToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newUpdates("a")
		api.refuse = func(int) string { return `{"ok":false,"error_code":401,"description":"Unauthorized"}` }
		r := start(t, api, nil)
		err := <-r.ended
		if bot.Decide(err).Decision != bot.Stop || !strings.Contains(err.Error(), "401 Unauthorized") {
			t.Error(err)
		}
		r.cancel()
	})
}

func TestPollRemovesWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newUpdates("a")
		api.hook = "https://bot.example/secret-path"
		r := start(t, api, nil)
		<-r.inbox.seen
		_, _, calls := api.seen()
		if want := []string{"getWebhookInfo {}", `deleteWebhook {"drop_pending_updates":false}`}; !slices.Equal(calls, want) {
			t.Error(calls)
		}
		if said := r.log.String(); !strings.Contains(said, "bot.example") || strings.Contains(said, "secret-path") {
			t.Error(said)
		}
		r.stop(t)
	})
}

// TestPollWaitsForRoom holds that nothing is asked for while the inbox is full.
func TestPollWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		room := make(chan struct{})
		r := start(t, newUpdates("a"), func(p *Poller, _ *inbox) {
			p.Ready = func(ctx context.Context) error {
				select {
				case <-room:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		})
		pass(time.Hour)
		if polls, _, _ := r.api.seen(); polls != 0 {
			t.Errorf("%d polls", polls)
		}
		room <- struct{}{}
		<-r.inbox.seen
		r.stop(t)
	})
}

func TestPollWaitsNoLongerThanTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, newUpdates(), func(p *Poller, _ *inbox) { p.Wait = time.Hour })
		synctest.Wait()
		if _, asked, _ := r.api.seen(); asked.Timeout != 50 {
			t.Errorf("asked to wait for %d seconds", asked.Timeout)
		}
		r.stop(t)
	})
}
