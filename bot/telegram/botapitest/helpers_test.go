package botapitest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

type params = map[string]any

// reply is what a call came back with.
type reply struct {
	Status      int
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
	Header http.Header `json:"-"`
}

// bot calls the server as a bot does.
type bot struct {
	t      testing.TB
	api    *botapitest.Server
	client *http.Client
}

// start runs a server and a bot for a test.
func start(t testing.TB, o botapitest.Options) (*botapitest.Server, *bot) {
	t.Helper()
	api := botapitest.New(o)
	t.Cleanup(api.Close)
	b := &bot{t: t, api: api, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	t.Cleanup(b.client.CloseIdleConnections)
	return api, b
}

// try makes a call; the error is that of the connection.
func (b *bot) try(ctx context.Context, method string, p params) (reply, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return reply{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.api.URL+"/bot"+b.api.Token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	return b.do(req)
}

func (b *bot) do(req *http.Request) (reply, error) {
	resp, err := b.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	r := reply{Status: resp.StatusCode, Header: resp.Header}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// call makes a call that is answered.
func (b *bot) call(method string, p params) reply {
	b.t.Helper()
	r, err := b.try(b.t.Context(), method, p)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return r
}

// ok makes a call that is carried out, and reads its result.
func (b *bot) ok(method string, p params, result any) {
	b.t.Helper()
	r := b.call(method, p)
	if !r.OK {
		b.t.Fatalf("%s(%v) was refused: %d %s", method, p, r.Code, r.Description)
	}
	if result != nil {
		if err := json.Unmarshal(r.Result, result); err != nil {
			b.t.Fatalf("%s: %v in %s", method, err, r.Result)
		}
	}
}

// send sends a text and gives its number.
func (b *bot) send(chat int64, text string, buttons ...string) int64 {
	b.t.Helper()
	p := params{"chat_id": chat, "text": text}
	if len(buttons) > 0 {
		p["reply_markup"] = keyboard(buttons...)
	}
	var m struct {
		ID int64 `json:"message_id"`
	}
	b.ok("sendMessage", p, &m)
	return m.ID
}

// keyboard has a row for each button, whose data is its label.
func keyboard(labels ...string) params {
	var rows [][]params
	for _, label := range labels {
		rows = append(rows, []params{{"text": label, "callback_data": "data " + label}})
	}
	return params{"inline_keyboard": rows}
}

// refuses makes a call that is refused in these words.
func (b *bot) refuses(code int, description, method string, p params) reply {
	b.t.Helper()
	r := b.call(method, p)
	if r.OK || r.Code != code || r.Status != code || r.Description != description {
		b.t.Errorf("%s(%v) = %d %q, want %d %q", method, p, r.Code, r.Description, code, description)
	}
	return r
}

// update is what the tests read of an update.
type update struct {
	ID      int64 `json:"update_id"`
	Message struct {
		ID       int64 `json:"message_id"`
		Thread   int64 `json:"message_thread_id"`
		IsTopic  bool  `json:"is_topic_message"`
		Text     string
		Caption  string
		Album    string `json:"media_group_id"`
		From     struct{ ID int64 }
		Chat     struct{ ID int64 }
		Entities []botapitest.Entity
		Photo    []struct {
			ID string `json:"file_id"`
		}
		Voice   *struct{ Duration int }
		ReplyTo *struct {
			ID      int64           `json:"message_id"`
			Created json.RawMessage `json:"forum_topic_created"`
		} `json:"reply_to_message"`
		Quote      *struct{ Text string }
		Created    *struct{ Name string } `json:"forum_topic_created"`
		Closed     json.RawMessage        `json:"forum_topic_closed"`
		Pinned     json.RawMessage        `json:"pinned_message"`
		Migrated   int64                  `json:"migrate_to_chat_id"`
		LeftChat   json.RawMessage        `json:"left_chat_member"`
		SenderChat *struct{ ID int64 }    `json:"sender_chat"`
	}
	Edited *struct {
		Text string
		Date int64 `json:"edit_date"`
	} `json:"edited_message"`
	Callback *struct {
		ID      string
		Data    string
		Message struct {
			ID   int64 `json:"message_id"`
			Date int64
			Text string
		}
	} `json:"callback_query"`
	Bot *struct {
		Chat struct{ ID int64 }
		New  struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
	Member json.RawMessage `json:"chat_member"`
}

// updates polls without waiting, from an offset on.
func (b *bot) updates(offset int64, more ...params) []update {
	b.t.Helper()
	p := params{"offset": offset}
	for _, m := range more {
		for k, v := range m {
			p[k] = v
		}
	}
	var got []update
	b.ok("getUpdates", p, &got)
	return got
}

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// soon bounds the waiting of a test.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func repeated(s string, n int) string { return strings.Repeat(s, n) }
