package botapitest_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestPeopleWrite(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1).Named("老王", "wang", "zh-hans")
	first := merchant.Start("T1")
	merchant.Text("/lang@fake_bot 你好 /help x/y")
	merchant.Album("一", "二")
	merchant.Voice(7)
	merchant.Sticker("👍")
	merchant.Document("log.txt", "日志")
	merchant.Location(31.2, 121.5)
	merchant.Contact("+86", "老王")
	merchant.Content("dice", map[string]any{"emoji": "🎲", "value": 3})
	merchant.Forward("银行说的", "银行")
	merchant.Quoting(first.Message, "T1").Text("这个")
	if merchant.Edit(first.Message, "/start T2").Update == 0 {
		t.Error("the edit was not sent")
	}
	got := b.updates(0)
	if len(got) != 13 || got[0].ID != first.Update || got[0].Message.ID != first.Message {
		t.Fatalf("got %d updates", len(got))
	}
	for i, u := range got {
		if u.ID != first.Update+int64(i) {
			t.Errorf("update %d has number %d", i, u.ID)
		}
	}
	commands := []botapitest.Entity{{Type: "bot_command", Offset: 0, Length: 14}, {Type: "bot_command", Offset: 18, Length: 5}}
	if m := got[1].Message; !slices.Equal(m.Entities, commands) {
		t.Errorf("commands are %v, want %v", m.Entities, commands)
	}
	if a, z := got[2].Message, got[3].Message; a.Album == "" || a.Album != z.Album || z.Caption != "二" || len(a.Photo) != 2 {
		t.Errorf("the album is %+v, %+v", a, z)
	}
	if m := got[4].Message; m.Voice == nil || m.Voice.Duration != 7 {
		t.Errorf("the voice message is %+v", m)
	}
	if m := got[11].Message; m.ReplyTo == nil || m.ReplyTo.ID != first.Message || m.Quote.Text != "T1" {
		t.Errorf("the reply is %+v", m)
	}
	if e := got[12].Edited; e == nil || e.Text != "/start T2" || e.Date == 0 {
		t.Errorf("the edit is %+v", got[12])
	}
	if m, _ := api.Message(1, first.Message); len(m.Edits) != 1 || m.Edits[0].Text != "/start T1" {
		t.Errorf("the message is %+v", m)
	}
}

func TestPresses(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now})
	merchant := api.User(1)
	merchant.Start("")
	old := b.send(1, "old", "是", "否")
	id := b.send(1, "new", "是")
	b.ok("sendMessage", params{"chat_id": 1, "text": "copy", "reply_markup": params{
		"inline_keyboard": [][]params{{{"text": "复制", "copy_text": params{"text": "a"}}}},
	}}, nil)
	press, err := merchant.Press("是")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := merchant.PressOn(old, "否"); err != nil {
		t.Error(err)
	}
	if _, err := merchant.PressData(old, "data 否"); err != nil {
		t.Error(err)
	}
	for name, press := range map[string]func() (botapitest.Press, error){
		"no such label":   func() (botapitest.Press, error) { return merchant.Press("也许") },
		"other message":   func() (botapitest.Press, error) { return merchant.PressOn(id, "否") },
		"no such data":    func() (botapitest.Press, error) { return merchant.PressData(id, "x") },
		"no such message": func() (botapitest.Press, error) { return merchant.PressOn(999, "是") },
	} {
		if _, err := press(); !errors.Is(err, botapitest.ErrNotOnScreen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := merchant.Press("复制"); err == nil || errors.Is(err, botapitest.ErrNotOnScreen) {
		t.Errorf("a copy button was pressed: %v", err)
	}
	b.ok("editMessageText", params{"chat_id": 1, "message_id": id, "text": "new"}, nil) // takes the keyboard away
	if _, err := merchant.PressOn(id, "是"); !errors.Is(err, botapitest.ErrNotOnScreen) {
		t.Errorf("a button that was taken away was pressed: %v", err)
	}
	merchant.Delete(old)
	if _, err := merchant.Press("否"); !errors.Is(err, botapitest.ErrNotOnScreen) {
		t.Errorf("a button of a deleted message was pressed: %v", err)
	}
	merchant.PressStale(id, "forged")
	merchant.PressStale(999, "gone")
	got := b.updates(0)[1:]
	if len(got) != 5 || got[0].Callback.Message.ID != id || got[0].Callback.Data != "data 是" || got[0].Callback.Message.Text != "new" ||
		got[3].Callback.Data != "forged" || got[4].Callback.Message.ID != 999 || got[4].Callback.Message.Date != 0 {
		t.Errorf("presses are %+v", got)
	}
	tooOld := "Bad Request: query is too old and response timeout expired or query ID is invalid"
	b.ok("answerCallbackQuery", params{"callback_query_id": press.ID, "text": "好", "show_alert": true}, nil)
	b.refuses(400, tooOld, "answerCallbackQuery", params{"callback_query_id": press.ID})
	b.refuses(400, tooOld, "answerCallbackQuery", params{"callback_query_id": "1"})
	if toast, answered := api.Toast(press); !answered || toast.Text != "好" || !toast.Alert {
		t.Errorf("the toast is %+v", toast)
	}
	b.refuses(400, "Bad Request: MESSAGE_TOO_LONG", "answerCallbackQuery",
		params{"callback_query_id": got[1].Callback.ID, "text": repeated("好", 201)})
	clock.add(151 * time.Second)
	b.refuses(400, tooOld, "answerCallbackQuery", params{"callback_query_id": got[1].Callback.ID})
}

// A press that nobody comes for in time is lost, a message is not.
func TestPressesExpire(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now})
	merchant := api.User(1)
	merchant.Start("")
	b.send(1, "a", "是")
	if _, err := merchant.Press("是"); err != nil {
		t.Fatal(err)
	}
	clock.add(151 * time.Second)
	if got := b.updates(0); len(got) != 1 || got[0].Callback != nil {
		t.Errorf("got %+v", got)
	}
}

func TestPrivateChats(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	send := params{"chat_id": 1, "text": "a"}
	b.refuses(400, "Bad Request: chat not found", "sendMessage", send)
	b.refuses(400, "Bad Request: chat_id is empty", "sendMessage", params{"text": "a"})
	merchant := api.User(1)
	b.refuses(403, "Forbidden: bot can't initiate conversation with a user", "sendMessage", send)
	merchant.Start("")
	b.ok("sendMessage", send, nil)
	b.refuses(400, "Bad Request: message thread not found", "sendMessage", params{"chat_id": 1, "text": "a", "message_thread_id": 5})

	merchant.Block()
	b.refuses(403, "Forbidden: bot was blocked by the user", "sendMessage", send)
	if sent := merchant.Text("a"); sent.Message != 0 {
		t.Error("a user who blocked the bot wrote")
	}
	merchant.Unblock()
	b.ok("sendMessage", send, nil)
	got := b.updates(0)
	if len(got) != 3 || got[1].Bot.New.Status != "kicked" || got[2].Bot.New.Status != "member" || got[2].Bot.Chat.ID != 1 {
		t.Errorf("got %+v", got)
	}
	merchant.Deactivate()
	b.refuses(403, "Forbidden: user is deactivated", "sendMessage", send)
	b.refuses(400, "Bad Request: can't leave private chats", "leaveChat", params{"chat_id": 1})
	b.refuses(400, "Bad Request: there are no administrators in the private chat", "getChatAdministrators", params{"chat_id": 1})
}

// Private chats share the numbers of their messages, as the real ones do.
func TestMessageNumbers(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	one, two := api.User(1).Start("").Message, api.User(2).Start("").Message
	three := b.send(1, "a")
	group := api.NewGroup(botapitest.GroupOptions{})
	if first := b.send(group.ID, "a"); two != one+1 || three != two+1 || first != 1 {
		t.Errorf("numbers are %d, %d, %d and %d in the group", one, two, three, first)
	}
}
