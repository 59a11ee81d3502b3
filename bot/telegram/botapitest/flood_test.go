package botapitest_test

import (
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		limits botapitest.Limits
		group  bool
		burst  int           // taken at once
		retry  int           // asked for then
		later  time.Duration // after which more are taken
		more   int
	}{
		"private": {botapitest.Limits{PrivatePerSecond: 1, PrivateBurst: 3}, false, 3, 1, 2 * time.Second, 2},
		"group":   {botapitest.Limits{GroupPerMinute: 20}, true, 20, 60, time.Minute, 20},
		"all":     {botapitest.Limits{TotalPerSecond: 30}, false, 30, 1, time.Second, 30},
		"off":     {botapitest.Limits{PrivatePerSecond: 1, PrivateBurst: 1}, true, 100, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			clock := newClock()
			api, b := start(t, botapitest.Options{Now: clock.Now, Limits: c.limits})
			api.User(1).Start("")
			chat := int64(1)
			if c.group {
				chat = api.NewGroup(botapitest.GroupOptions{}).ID
			}
			id := b.send(chat, "first")
			for n := 1; n < c.burst; n++ {
				switch n % 2 { // all methods share the budget
				case 0:
					b.send(chat, "a")
				case 1:
					b.ok("setMessageReaction", params{"chat_id": chat, "message_id": id}, nil)
				}
			}
			if c.retry == 0 {
				return
			}
			r := b.call("sendMessage", params{"chat_id": chat, "text": "a"})
			if r.Code != 429 || r.Parameters.RetryAfter != c.retry {
				t.Fatalf("got %+v", r)
			}
			clock.add(time.Duration(r.Parameters.RetryAfter)*time.Second - time.Millisecond)
			if r := b.call("sendMessage", params{"chat_id": chat, "text": "a"}); r.Code != 429 {
				t.Errorf("a call before its time was taken: %+v", r)
			}
			clock.add(c.later)
			for range c.more {
				b.send(chat, "a")
			}
			if r := b.call("sendMessage", params{"chat_id": chat, "text": "a"}); r.Code != 429 {
				t.Errorf("got %+v", r)
			}
			if n := api.Counts().Penalties; n != 1 {
				t.Errorf("%d penalties", n)
			}
		})
	}
}

// An album counts as many messages, and may be larger than the burst.
func TestAlbumBudget(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now, Limits: botapitest.RealLimits()})
	merchant := api.User(1)
	photo, _ := api.Message(1, merchant.Photo("").Message)
	item := params{"type": "photo", "media": photo.File}
	b.ok("sendMediaGroup", params{"chat_id": 1, "media": []params{item, item, item, item}}, nil)
	r := b.refuses(429, "Too Many Requests: retry after 2", "sendMessage", params{"chat_id": 1, "text": "a"})
	clock.add(time.Duration(r.Parameters.RetryAfter) * time.Second)
	b.send(1, "a")
}
