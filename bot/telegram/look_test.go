package telegram

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// TestLook asks what chats are and what the bot may do in them.
func TestLook(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	me, err := c.Me(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	some := func(r botapitest.Right) *botapitest.Right { return &r }
	for name, tt := range map[string]struct {
		group botapitest.GroupOptions
		place Place
		is    Standing
	}{
		"all rights": {botapitest.GroupOptions{Forum: true}, Place{true, true}, Standing{true, true, true, true, true}},
		"may pin":    {botapitest.GroupOptions{Rights: some(botapitest.PinMessages)}, Place{true, false}, Standing{true, true, true, false, true}},
		"topics":     {botapitest.GroupOptions{Rights: some(botapitest.ManageTopics)}, Place{true, false}, Standing{true, true, true, true, false}},
		"a member":   {botapitest.GroupOptions{Basic: true, Bot: botapitest.Member}, Place{true, false}, Standing{In: true, Write: true}},
		"muted":      {botapitest.GroupOptions{Bot: botapitest.Restricted}, Place{true, false}, Standing{In: true}},
	} {
		group := api.NewGroup(tt.group).ID
		place, err := c.Place(t.Context(), group)
		is, errIs := c.Standing(t.Context(), group, me.ID)
		if err != nil || errIs != nil || place != tt.place || is != tt.is {
			t.Errorf("%s: %+v, %+v, %v, %v", name, place, is, err, errIs)
		}
	}
	api.User(merchantID).Start("")
	if p, err := c.Place(t.Context(), merchantID); err != nil || p.Group {
		t.Errorf("a merchant: %+v, %v", p, err)
	}
	left := api.NewGroup(botapitest.GroupOptions{Basic: true, Bot: botapitest.Left}).ID
	if is, err := c.Standing(t.Context(), left, me.ID); err != nil || is != (Standing{}) {
		t.Errorf("a group that was left: %+v, %v", is, err)
	}
}

// TestUnreachable tells a chat that is not there from a Telegram that is not.
func TestUnreachable(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	kicked := api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Kicked}).ID
	for _, chat := range []int64{-100, kicked} {
		_, err := c.Place(t.Context(), chat)
		if moved, ok := Unreachable(err); !ok || moved != 0 {
			t.Errorf("%d: %v", chat, err)
		}
	}
	for status, body := range map[int]string{
		401: `{"ok":false,"error_code":401,"description":"Unauthorized"}`,
		429: `{"ok":false,"error_code":429,"description":"Too Many Requests"}`,
		502: `<html>` + testToken,
	} {
		down := newClient(t, func(*http.Request) (*http.Response, error) { return answers(status, body) })
		_, err := down.Standing(t.Context(), -1, 1)
		if _, ok := Unreachable(err); ok || err == nil || strings.Contains(err.Error(), testToken) {
			t.Errorf("%d: %v", status, err)
		}
	}
	moved := newClient(t, func(*http.Request) (*http.Response, error) {
		return answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1009}}`)
	})
	_, err := moved.Place(t.Context(), -1)
	if to, ok := Unreachable(err); !ok || to != -1009 {
		t.Errorf("a group that moved: %d, %v", to, err)
	}
}
