package botapitest_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault   botapitest.Fault
		status  int // 0 is a connection that was cut
		carried bool
	}{
		{botapitest.TooManyRequests, 429, false},
		{botapitest.InternalError, 500, false},
		{botapitest.BadGateway, 502, false},
		{botapitest.Forbidden, 403, false},
		{botapitest.CutBefore, 0, false},
		{botapitest.AnswerLost, 0, true},
		{botapitest.HalfBody, 200, true},
		{botapitest.SlowAnswer, 200, true},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			api, b := start(t, botapitest.Options{})
			api.User(1).Start("")
			api.Inject(botapitest.Injection{Fault: c.fault, Times: 1, Delay: time.Millisecond})
			r, err := b.try(t.Context(), "sendMessage", params{"chat_id": 1, "text": "a"})
			if r.Status != c.status {
				t.Errorf("the status is %d, want %d (%v)", r.Status, c.status, err)
			}
			if isAPI := c.status == 429 || c.status == 403 || c.fault == botapitest.SlowAnswer; isAPI != (err == nil) {
				t.Errorf("the error is %v", err)
			}
			calls := api.Calls()
			if len(calls) != 1 || calls[0].Fault != c.fault || calls[0].CarriedOut() != c.carried {
				t.Errorf("recorded is %+v", calls)
			}
			if n := len(api.FromBot(1)); n != 0 != c.carried {
				t.Errorf("%d messages are shown", n)
			}
			if api.Counts().Faults[c.fault] != 1 {
				t.Errorf("counts are %+v", api.Counts())
			}
			if c.fault != botapitest.TooManyRequests {
				b.send(1, "b") // the fault is over
			}
		})
	}
}

// A chat that is flooded stays closed until the time is over, and calls
// before are counted.
func TestInjectedFlood(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now})
	api.User(1).Start("")
	api.User(2).Start("")
	api.Inject(botapitest.Injection{Fault: botapitest.TooManyRequests, Times: 1, Chat: 1, RetryAfter: 5})
	send := params{"chat_id": 1, "text": "a"}
	b.send(2, "a")
	r := b.refuses(429, "Too Many Requests: retry after 5", "sendMessage", send)
	if r.Parameters.RetryAfter != 5 || r.Header.Get("Retry-After") != "5" {
		t.Errorf("got %+v", r)
	}
	clock.add(3 * time.Second)
	b.refuses(429, "Too Many Requests: retry after 2", "sendMessage", send)
	b.send(2, "a")
	clock.add(2 * time.Second)
	b.ok("sendMessage", send, nil)
	if n := api.Counts().Penalties; n != 1 {
		t.Errorf("%d penalties", n)
	}
}

// One chat without end in 429 leaves the others alone.
func TestEndlessFault(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	api.Inject(botapitest.Injection{Fault: botapitest.BadGateway, Method: "sendMessage", Chat: 1})
	for range 3 {
		if r, _ := b.try(t.Context(), "sendMessage", params{"chat_id": 1, "text": "a"}); r.Status != 502 {
			t.Errorf("got %+v", r)
		}
	}
	b.ok("getMe", nil, nil)
	api.ClearFaults()
	b.send(1, "a")
}

// The same seed and the same calls meet the same faults, whatever the polls
// do in between.
func TestSeed(t *testing.T) {
	run := func(seed uint64, polls int) []botapitest.Fault {
		api, b := start(t, botapitest.Options{Seed: seed, Faults: []botapitest.Injection{
			{Fault: botapitest.BadGateway, Probability: .2},
			{Fault: botapitest.CutBefore, Probability: .2},
			{Fault: botapitest.InternalError, Probability: .5, Method: "getUpdates"},
		}})
		api.User(1).Text("a") // so that no poll waits
		for range 100 {
			for range polls {
				_, _ = b.try(t.Context(), "getUpdates", nil)
			}
			_, _ = b.try(t.Context(), "getMe", nil)
		}
		var faults []botapitest.Fault
		for _, c := range api.Calls() {
			faults = append(faults, c.Fault)
		}
		return faults
	}
	one, same, other := run(7, 0), run(7, 3), run(8, 0)
	if !slices.Equal(one, same) || slices.Equal(one, other) {
		t.Error("the seed does not decide")
	}
	counts := map[botapitest.Fault]int{}
	for _, f := range one {
		counts[f]++
	}
	if counts[botapitest.BadGateway] < 8 || counts[botapitest.CutBefore] < 8 || counts[""] < 40 {
		t.Errorf("faults are %v", counts)
	}
}

func TestPollFaults(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	sent := api.User(1).Text("a")
	api.Inject(botapitest.Injection{Fault: botapitest.AnswerLost, Times: 1})
	b2 := params{"offset": sent.Update}
	b.ok("getUpdates", b2, nil) // is not meant
	api.ClearFaults()
	for _, fault := range []botapitest.Fault{botapitest.AnswerLost, botapitest.HalfBody, botapitest.CutBefore, botapitest.BadGateway} {
		api.Inject(botapitest.Injection{Fault: fault, Times: 1, Method: "getUpdates"})
		if _, err := b.try(t.Context(), "getUpdates", b2); err == nil {
			t.Errorf("%s: the poll was answered", fault)
		}
		if got := b.updates(sent.Update); len(got) != 1 {
			t.Errorf("%s: the update is lost", fault)
		}
	}
	api.Inject(botapitest.Injection{Fault: botapitest.HungPoll, Times: 1, Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := b.try(ctx, "getUpdates", nil)
		ended <- err
	}()
	if err := api.WaitFor(soon(t), func() bool { return api.Counts().Faults[botapitest.HungPoll] == 1 }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A call that was carried out and whose caller did not wait is counted.
func TestUnread(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	api.Inject(botapitest.Injection{Fault: botapitest.SlowAnswer, Times: 1, Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := b.try(ctx, "sendMessage", params{"chat_id": 1, "text": "a"})
		ended <- err
	}()
	if _, err := api.WaitForMessage(soon(t), 1, func(m botapitest.Message) bool { return m.Text == "a" }); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-ended
	if err := api.WaitFor(soon(t), func() bool { return api.Counts().Unread == 1 }); err != nil {
		t.Error(err)
	}
}
