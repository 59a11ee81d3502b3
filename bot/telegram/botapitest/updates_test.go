package botapitest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// What is not confirmed comes again; what is confirmed never does.
func TestConfirming(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now, FirstUpdate: 100})
	merchant := api.User(1)
	for range 5 {
		merchant.Text("a")
	}
	ids := func(offset int64, more ...params) []int64 {
		t.Helper()
		clock.add(time.Minute)
		var ids []int64
		for _, u := range b.updates(offset, more...) {
			ids = append(ids, u.ID)
		}
		return ids
	}
	equal := func(got []int64, first int64, n int) {
		t.Helper()
		if len(got) != n || n > 0 && (got[0] != first || got[n-1] != first+int64(n)-1) {
			t.Errorf("got %v, want %d from %d on", got, n, first)
		}
	}
	equal(ids(0), 100, 5)
	equal(ids(0, params{"limit": 2}), 100, 2)
	equal(ids(102), 102, 3)
	equal(ids(0), 102, 3)
	equal(ids(50), 102, 3)
	equal(ids(1000), 102, 3) // too far ahead: ignored
	equal(ids(-1), 104, 1)   // forgets all others
	equal(ids(105), 0, 0)
	if c := api.Counts(); c.Updates != 5 || c.Confirmed != 5 || api.Pending() != 0 {
		t.Errorf("counts are %+v", c)
	}
}

// A poll that comes back at once with the same offset gets one update only.
func TestHastyPolls(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now})
	for range 3 {
		api.User(1).Text("a")
	}
	if n := len(b.updates(0)); n != 3 {
		t.Errorf("the first poll got %d", n)
	}
	if n := len(b.updates(0)); n != 1 {
		t.Errorf("the hasty poll got %d", n)
	}
}

func TestAllowedUpdates(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant, agent := api.User(1), api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{})
	desk.Set(agent, botapitest.Member) // chat_member is left out by default
	b.updates(0, params{"allowed_updates": []string{"edited_message", "chat_member"}})
	sent := merchant.Text("a")
	edited := merchant.Edit(sent.Message, "b")
	desk.Set(agent, botapitest.Restricted)
	if sent.Update != 0 || edited.Update == 0 {
		t.Errorf("the setting is not kept: %+v, %+v", sent, edited)
	}
	got := b.updates(edited.Update) // without the argument
	if len(got) != 2 || got[0].Edited == nil || got[1].Member == nil {
		t.Errorf("got %+v", got)
	}
	if merchant.Text("a").Update != 0 {
		t.Error("the setting was forgotten")
	}
	b.updates(edited.Update+2, params{"allowed_updates": []string{}})
	if merchant.Text("a").Update == 0 {
		t.Error("an empty array is not the default")
	}
}

func TestLongPoll(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	got := make(chan []update, 1)
	go func() { got <- b.updates(0, params{"timeout": 50}) }()
	if err := api.WaitFor(soon(t), func() bool { return api.Counts().Methods["getUpdates"] == 1 }); err != nil {
		t.Fatal(err)
	}
	sent := api.User(1).Text("a")
	if u := <-got; len(u) != 1 || u[0].ID != sent.Update {
		t.Errorf("got %+v", u)
	}
}

// A second poller ends the first; when that happens again, the first hears of
// it late.
func TestTwoPollers(t *testing.T) {
	const terminated = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
	const pause = 50 * time.Millisecond
	api, b := start(t, botapitest.Options{ConflictPause: pause, Now: newClock().Now})
	polls := make(chan reply, 3)
	for n := 1; n <= 3; n++ {
		began := time.Now()
		go func() {
			r, err := b.try(t.Context(), "getUpdates", params{"timeout": 50})
			if err != nil {
				t.Error(err)
			}
			polls <- r
		}()
		if err := api.WaitFor(soon(t), func() bool { return api.Counts().Methods["getUpdates"] == n }); err != nil {
			t.Fatal(err)
		}
		if n > 1 {
			if r := <-polls; r.Code != 409 || r.Description != terminated {
				t.Errorf("the poll before ended with %+v", r)
			}
			if n == 3 && time.Since(began) < pause {
				t.Error("the second conflict was not held back")
			}
		}
	}
	api.User(1).Text("a")
	if r := <-polls; !r.OK || !strings.Contains(string(r.Result), `"text":"a"`) {
		t.Errorf("the last poll ended with %+v", r)
	}
	if n := api.Counts().Refused[terminated]; n != 2 {
		t.Errorf("%d conflicts were counted", n)
	}
}

// A poller that went away takes no update along.
func TestPollerGone(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := b.try(ctx, "getUpdates", params{"timeout": 50})
		gone <- err
	}()
	if err := api.WaitFor(soon(t), func() bool { return api.Counts().Methods["getUpdates"] == 1 }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	api.User(1).Text("a")
	if got := b.updates(0, params{"timeout": 50}); len(got) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestRaw(t *testing.T) {
	api, b := start(t, botapitest.Options{FirstUpdate: 100})
	if _, err := api.Raw(` { "message": {"chat": "no object"} } `); err != nil {
		t.Fatal(err)
	}
	if _, err := api.Raw(`{}`); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "[]", `{"a":`, "null"} {
		if _, err := api.Raw(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	r := b.call("getUpdates", nil)
	if want := `[{"update_id":100,"message":{"chat":"no object"}},{"update_id":101}]`; string(r.Result) != want {
		t.Errorf("got %s, want %s", r.Result, want)
	}
}

func TestClosing(t *testing.T) {
	api, b := start(t, botapitest.Options{Faults: []botapitest.Injection{{Fault: botapitest.SlowAnswer, Delay: time.Hour}}})
	ended := make(chan error, 2)
	for _, method := range []string{"getMe", "getUpdates"} {
		go func() {
			_, err := b.try(t.Context(), method, params{"timeout": 50})
			ended <- err
		}()
	}
	if err := api.WaitFor(soon(t), func() bool { return len(api.Counts().Methods) == 2 }); err != nil {
		t.Fatal(err)
	}
	api.Close()
	for range 2 {
		if err := <-ended; err == nil {
			t.Error("a call was answered after the end")
		}
	}
	api.Close()
}
