package web

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// TestPress holds what a press tells the bot, and that it is told once.
func TestPress(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	v.text("it says contact the bank")
	asked := town.says(t, v.key, "this card")
	form := url.Values{"message": {strconv.FormatInt(asked.ID, 10)}, "button": {"one_card"}}
	for range 3 {
		if status, body := v.post("/press", form); status != http.StatusSeeOther {
			t.Fatalf("press: %d %s", status, body)
		}
	}
	var presses []bot.Update
	for _, u := range town.taken() {
		if u.Event.Kind == conversation.EventPress {
			presses = append(presses, u)
		}
	}
	if len(presses) != 1 {
		t.Fatalf("%d presses", len(presses))
	}
	u := presses[0]
	if u.Event.Press != "one_card" || u.Event.Shown != asked.Turn || asked.Turn == 0 || u.Message != asked.ID || u.Callback == "" {
		t.Errorf("put %+v", u)
	}
	town.until(t, v.key, "the button is chosen", func(all changes) bool {
		return slices.ContainsFunc(all.New, func(b bubble) bool { return slices.Equal(b.Pressed, []string{"one_card"}) })
	})
}

func TestCommands(t *testing.T) {
	press := func(id string) conversation.Event {
		return conversation.Event{Kind: conversation.EventPress, Press: id}
	}
	language := func(code string) conversation.Event {
		return conversation.Event{Kind: conversation.EventLanguage, Language: code}
	}
	text := func(s string) conversation.Event { return conversation.Event{Kind: conversation.EventText, Text: s} }
	town := newTown(t)
	for said, want := range map[string]conversation.Event{
		"/human": press(conversation.PressHuman), "/RESTART": press(conversation.PressRestart), " /help ": {Kind: conversation.EventHelp},
		"/lang": language(""), "/lang en": language("en"), "/lang 繁體": language("zh-Hant"), "/lang zh_CN": language("zh"),
		"／human": press(conversation.PressHuman), "／lang en": language("en"), "／／human": text("／／human"), "／": text("／"),
		"/lang klingon": language(""), "/lang auto": language("auto"), "/start": {Kind: conversation.EventStart},
		"/start T-1": {Kind: conversation.EventStart, Terminal: "T-1"},
		"/human now": text("/human now"), "/nothing": text("/nothing"), "a /human": text("a /human"), "/": text("/"),
	} {
		v := town.visit(t)
		v.text(said)
		all := town.taken()
		got := all[len(all)-1].Event
		got.At = want.At
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, want %+v", said, got, want)
		}
	}
}

func TestPhoto(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	for _, c := range []struct {
		text string
		kind conversation.EventKind
	}{{"", conversation.EventFiles}, {"this is on the screen", conversation.EventText}, {"/help", conversation.EventText}} {
		if status, body := v.post("/text", url.Values{"text": {c.text}, "photo": {"1"}}); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, body)
		}
		all := town.taken()
		u := all[len(all)-1]
		if u.Event.Kind != c.kind || len(u.Event.Files) != 1 || u.Event.Files[0].Kind != conversation.Photo || u.Event.Files[0].ID == "" {
			t.Errorf("put %+v", u)
		}
	}
	if !strings.Contains(v.page(), `class="photo"`) {
		t.Error("the photo is not shown")
	}
}

// TestMasked holds that a card number gets nowhere, and is said to be deleted.
func TestMasked(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	live := v.follow("")
	v.text("the card 4111 1111 1111 1111 fails")
	page := town.until(t, v.key, "it is deleted", func(all changes) bool {
		return slices.ContainsFunc(all.New, func(b bubble) bool { return b.Mine && b.Note == removed && b.Text == "" })
	})
	for _, u := range town.taken() {
		if strings.Contains(u.Event.Text, "4111") || u.Event.Kind == conversation.EventText && (!u.Event.Masked || u.Message == 0) {
			t.Errorf("put %+v", u)
		}
	}
	seen := live.words("was deleted")
	if strings.Contains(seen, "4111 1111") || strings.Contains(v.page(), "4111 1111") {
		t.Errorf("the number is shown: %+v", page)
	}
}
