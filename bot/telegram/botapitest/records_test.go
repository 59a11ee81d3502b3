package botapitest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestDuplicates(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	merchant.Start("")
	api.User(2).Start("")
	first := b.send(1, "same", "a")
	b.send(2, "same", "a") // another chat
	second := b.send(1, "same", "a")
	b.send(1, "same") // another keyboard
	merchant.Text("again")
	b.send(1, "same")
	b.send(1, "other")
	got := api.Duplicates()
	if len(got) != 2 || got[0] != (botapitest.Duplicate{Chat: 1, First: first, Second: second, Text: "same"}) || got[1].Acts != 1 {
		t.Errorf("duplicates are %+v", got)
	}
}

func TestBoundedMemory(t *testing.T) {
	observed := 0
	api, b := start(t, botapitest.Options{KeepCalls: 5, KeepMessages: 3, Observe: func(botapitest.Call) { observed++ }})
	merchant := api.User(1)
	merchant.Start("")
	for i := range 50 {
		b.send(1, fmt.Sprint(i), "a")
	}
	if n := len(api.Calls()); n != 5 || observed != 50 || api.Counts().Methods["sendMessage"] != 50 {
		t.Errorf("%d calls are kept, %d were observed", n, observed)
	}
	if n := len(api.Messages(1)); n < 3 || n > 6 {
		t.Errorf("%d messages are kept", n)
	}
	if sends := api.CallsOf("sendMessage"); len(sends) != 5 || sends[4].Params["text"] != "49" || len(api.CallsOf("getMe")) != 0 {
		t.Errorf("the calls are %+v", sends)
	}
	if last, _ := api.Last(1); last.Text != "49" {
		t.Errorf("the last is %+v", last)
	}
	if _, err := merchant.Press("a"); err != nil {
		t.Error(err)
	}
	b.refuses(400, "Bad Request: message to edit not found", "editMessageText", params{"chat_id": 1, "message_id": 2, "text": "x"})
}

func TestWaiting(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := api.WaitFor(ctx, func() bool { return false }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := api.WaitFor(ctx, func() bool { return true }); err != nil {
		t.Errorf("got %v", err)
	}
	got := make(chan botapitest.Message)
	go func() {
		m, err := api.WaitForMessage(soon(t), 1, func(m botapitest.Message) bool { return m.Text == "3" })
		if err != nil {
			t.Error(err)
		}
		got <- m
	}()
	for i := range 5 {
		b.send(1, fmt.Sprint(i))
	}
	if m := <-got; m.Text != "3" {
		t.Errorf("waited for %+v", m)
	}
}

// Everything at once, for the race detector.
func TestTogether(t *testing.T) {
	api, b := start(t, botapitest.Options{Seed: 1, KeepMessages: 20, Faults: []botapitest.Injection{
		{Fault: botapitest.AnswerLost, Probability: .05}, {Fault: botapitest.BadGateway, Probability: .05},
	}})
	desk := api.NewGroup(botapitest.GroupOptions{Forum: true})
	var wg sync.WaitGroup
	for n := range int64(8) {
		user := api.User(n + 1)
		desk.Set(user, botapitest.Member)
		user.Start("")
		wg.Go(func() {
			for i := range 40 {
				user.Text(fmt.Sprint(i))
				user.In(desk).Text("a")
				_, _ = user.Press("a")
				api.Messages(user.Chat())
			}
		})
		wg.Go(func() {
			for i := range 40 {
				p := params{"chat_id": n + 1, "text": fmt.Sprint(i), "reply_markup": keyboard("a")}
				_, _ = b.try(t.Context(), "sendMessage", p)
				_, _ = b.try(t.Context(), "createForumTopic", params{"chat_id": desk.ID, "name": "a"})
				_, _ = b.try(t.Context(), "getUpdates", params{"offset": int64(700000001 + i)})
				api.Counts()
			}
		})
	}
	wg.Wait()
	counts := api.Counts()
	if counts.Methods["sendMessage"] == 0 || counts.Faults[botapitest.AnswerLost] == 0 || len(api.Violations()) != 0 {
		t.Errorf("counts are %+v, violations %v", counts, api.Violations())
	}
}
