package botapitest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// hook is the bot's side of a webhook.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	got    []update // taken
	secret string
	tries  int
	status func(update) int // of an answer
	body   string           // of every answer
}

func newHook(t *testing.T, status func(update) int) *hook {
	h := &hook{status: status}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		var u update
		if err := json.Unmarshal(text, &u); err != nil {
			t.Error(err)
		}
		code := h.status(u)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.tries++
		h.secret = r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if code == http.StatusOK {
			h.got = append(h.got, u)
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, h.body)
	}))
	t.Cleanup(h.Close)
	return h
}

func always(code int) func(update) int { return func(update) int { return code } }

func (h *hook) taken(chat int64) []int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	var ids []int64
	for _, u := range h.got {
		if u.Message.Chat.ID == chat {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

func TestWebhook(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	h := newHook(t, always(http.StatusOK))
	before := api.User(1).Text("before").Update
	if r := b.call("setWebhook", params{"url": h.URL, "secret_token": "Se-cret_1"}); !r.OK || r.Description != "Webhook was set" {
		t.Fatal(r)
	}
	after := api.User(1).Text("after").Update
	if err := api.WaitFor(soon(t), func() bool { return api.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if ids := h.taken(1); !slices.Equal(ids, []int64{before, after}) || h.secret != "Se-cret_1" {
		t.Errorf("delivered are %v with %q", ids, h.secret)
	}
	b.refuses(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "getUpdates", nil)
	var info struct {
		URL         string
		Connections int `json:"max_connections"`
	}
	b.ok("getWebhookInfo", nil, &info)
	if info.URL != h.URL || info.Connections != 40 {
		t.Errorf("the webhook is %+v", info)
	}
	if r := b.call("deleteWebhook", nil); r.Description != "Webhook was deleted" {
		t.Error(r)
	}
	api.User(1).Text("polled")
	if got := b.updates(0); len(got) != 1 || got[0].Message.Text != "polled" {
		t.Errorf("got %+v", got)
	}
}

func TestWebhookSettings(t *testing.T) {
	clock := newClock()
	_, b := start(t, botapitest.Options{Now: clock.Now})
	for _, c := range []struct {
		p       params
		refused string
	}{
		{params{"url": "https://example.com", "secret_token": "é"}, "secret token contains unallowed characters"},
		{params{"url": "https://example.com", "secret_token": repeated("a", 257)}, "secret token is too long"},
		{params{"url": "http://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"},
		{params{"url": "ftp://example.com"}, "invalid webhook URL specified"},
	} {
		b.refuses(400, "Bad Request: "+c.refused, "setWebhook", c.p)
		clock.add(time.Second)
	}
	set := params{"url": "https://127.0.0.1:1/", "allowed_updates": []string{"message"}}
	b.ok("setWebhook", set, nil)
	if r := b.refuses(429, "Too Many Requests: retry after 1", "setWebhook", set); r.Header.Get("Retry-After") != "1" {
		t.Error("no Retry-After")
	}
	clock.add(time.Second)
	if r := b.call("setWebhook", set); r.Description != "Webhook is already set" {
		t.Error(r)
	}
	var info struct {
		Allowed []string `json:"allowed_updates"`
	}
	b.ok("getWebhookInfo", nil, &info)
	if !slices.Equal(info.Allowed, []string{"message"}) {
		t.Errorf("the webhook is %+v", info)
	}
	b.ok("deleteWebhook", nil, nil)
	if r := b.call("deleteWebhook", nil); r.Description != "Webhook is already deleted" {
		t.Error(r)
	}
}

// A chat whose update is refused waits for it; others do not.
func TestWebhookFailing(t *testing.T) {
	var mu sync.Mutex
	fails := 4
	h := newHook(t, func(u update) int {
		mu.Lock()
		defer mu.Unlock()
		if u.Message.Text == "bad" && fails > 0 {
			fails--
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	})
	api, b := start(t, botapitest.Options{WebhookSecond: 5 * time.Millisecond})
	bad, next := api.User(1).Text("bad").Update, api.User(1).Text("next").Update
	other := api.User(2).Text("other").Update
	b.ok("setWebhook", params{"url": h.URL}, nil)
	if err := api.WaitFor(soon(t), func() bool { return api.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if ids := h.taken(1); !slices.Equal(ids, []int64{bad, next}) {
		t.Errorf("delivered are %v", ids)
	}
	if ids := h.taken(2); !slices.Equal(ids, []int64{other}) || h.tries != 7 {
		t.Errorf("delivered are %v after %d tries", ids, h.tries)
	}
	var info struct {
		Error string `json:"last_error_message"`
	}
	b.ok("getWebhookInfo", nil, &info)
	if info.Error != "Wrong response from the webhook: 503 Service Unavailable" {
		t.Errorf("the error is %q", info.Error)
	}
}

// Not more than max_connections are under way, and of a chat only one.
func TestWebhookConnections(t *testing.T) {
	let, came := make(chan struct{}), make(chan struct{}, 10)
	var mu sync.Mutex
	underWay, most, perChat := 0, 0, map[int64]int{}
	h := newHook(t, func(u update) int {
		mu.Lock()
		underWay++
		perChat[u.Message.Chat.ID]++
		most = max(most, underWay)
		if perChat[u.Message.Chat.ID] > 1 {
			t.Errorf("two updates of chat %d are under way", u.Message.Chat.ID)
		}
		mu.Unlock()
		came <- struct{}{}
		<-let
		mu.Lock()
		underWay--
		perChat[u.Message.Chat.ID]--
		mu.Unlock()
		return http.StatusOK
	})
	api, b := start(t, botapitest.Options{})
	b.ok("setWebhook", params{"url": h.URL, "max_connections": 3}, nil)
	for range 2 {
		for chat := range int64(5) {
			api.User(chat + 1).Text("a")
		}
	}
	for range 3 {
		<-came
	}
	for range 50 {
		b.ok("getMe", nil, nil) // more would come meanwhile
	}
	for range 10 {
		let <- struct{}{}
	}
	if err := api.WaitFor(soon(t), func() bool { return api.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if most > 3 {
		t.Errorf("%d were under way", most)
	}
}

// Setting a webhook ends the poll that waits.
func TestWebhookEndsPoll(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	h := newHook(t, always(http.StatusOK))
	polled := make(chan reply)
	go func() {
		r, _ := b.try(t.Context(), "getUpdates", params{"timeout": 50})
		polled <- r
	}()
	if err := api.WaitFor(soon(t), func() bool { return api.Counts().Methods["getUpdates"] == 1 }); err != nil {
		t.Fatal(err)
	}
	b.ok("setWebhook", params{"url": h.URL}, nil)
	if r := <-polled; r.Description != "Conflict: terminated by setWebhook request" {
		t.Error(r)
	}
	if err := api.WaitFor(soon(t), func() bool { return api.User(1).Text("a").Update > 0 }); err != nil {
		t.Fatal(err)
	}
}

// A call in the answer of the webhook is noted: nobody can know how it went.
func TestWebhookReplies(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	h := newHook(t, always(http.StatusOK))
	h.body = `{"method":"sendMessage","chat_id":1,"text":"a"}`
	b.ok("setWebhook", params{"url": h.URL}, nil)
	api.User(1).Text("a")
	if err := api.WaitFor(soon(t), func() bool { return api.Pending() == 0 }); err != nil {
		t.Fatal(err)
	}
	if v := api.Violations(); len(v) != 1 || v[0].Method != "sendMessage" {
		t.Errorf("violations are %v", v)
	}
}
