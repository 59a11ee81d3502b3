package telegram

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// TestSend holds what Telegram is told.
func TestSend(t *testing.T) {
	for name, tc := range map[string]struct {
		delivery     bot.Delivery
		method, want string
	}{
		"text": {
			bot.Delivery{Kind: bot.Show, Chat: 1001, Text: "<b>*a*</b> & `b`"},
			"sendMessage",
			`{"chat_id":1001,"text":"<b>*a*</b> & ` + "`b`" + `","link_preview_options":{"is_disabled":true}}`,
		},
		"bold": {
			bot.Delivery{Kind: bot.Show, Chat: 1001, Text: "🏦银行\nb", Bold: 4},
			"sendMessage",
			`{"chat_id":1001,"text":"🏦银行\nb","entities":[{"type":"bold","offset":0,"length":4}],"link_preview_options":{"is_disabled":true}}`,
		},
		"more bold than text": {
			bot.Delivery{Kind: bot.Show, Chat: 1001, Text: "银行", Bold: 5},
			"sendMessage",
			`{"chat_id":1001,"text":"银行","entities":[{"type":"bold","offset":0,"length":2}],"link_preview_options":{"is_disabled":true}}`,
		},
		"buttons": {
			bot.Delivery{Kind: bot.Show, Chat: 1001, Turn: 40, Text: "?", Buttons: [][]bot.Button{
				{{Label: "复制", Copy: "请帮我查"}},
				{{Label: "是", ID: "yes"}, {Label: strings.Repeat("长", 65), ID: "no"}},
			}},
			"sendMessage",
			`{"chat_id":1001,"text":"?","link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":[` +
				`[{"text":"复制","copy_text":{"text":"请帮我查"}}],` +
				`[{"text":"是","callback_data":"1.14.yes"},{"text":"` + strings.Repeat("长", 63) + `…","callback_data":"1.14.no"}]]}}`,
		},
		"too much to copy": {
			bot.Delivery{Kind: bot.Show, Chat: 1001, Text: "?", Buttons: [][]bot.Button{{{Label: "复制", Copy: strings.Repeat("长", 257)}}}},
			"sendMessage", `{"chat_id":1001,"text":"?","link_preview_options":{"is_disabled":true}}`,
		},
		"answer": {bot.Delivery{Kind: bot.Answer, Chat: 1001, Callback: "43"}, "answerCallbackQuery", `{"callback_query_id":"43"}`},
		"delete": {bot.Delivery{Kind: bot.Delete, Chat: 1001, Message: 77}, "deleteMessage", `{"chat_id":1001,"message_id":77}`},
		"leave":  {bot.Delivery{Kind: bot.Leave, Chat: -1009}, "leaveChat", `{"chat_id":-1009}`},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, func(r *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				var got, want bytes.Buffer
				if err != nil || json.Compact(&want, []byte(tc.want)) != nil {
					t.Fatal(err, tc.want)
				}
				e := json.NewEncoder(&got)
				e.SetEscapeHTML(false)
				if err := e.Encode(json.RawMessage(body)); err != nil {
					t.Fatal(err)
				}
				text := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(strings.TrimSpace(got.String()))
				if methodOf(r) != tc.method || text != want.String() || r.Header.Get("Content-Type") != "application/json" {
					t.Errorf("%s\ngot  %s\nwant %s", methodOf(r), text, want.String())
				}
				if tc.delivery.Kind == bot.Show {
					return answers(200, `{"ok":true,"result":{"message_id":5}}`)
				}
				return answers(200, `{"ok":true,"result":true}`)
			})
			tc.delivery.Token = "t"
			receipt, err := c.Send(t.Context(), tc.delivery)
			want := bot.Receipt{Token: "t", Chat: tc.delivery.Chat}
			if tc.delivery.Kind == bot.Show {
				want.Message = 5
			}
			if err != nil || !reflect.DeepEqual(receipt, want) {
				t.Errorf("%+v, %v", receipt, err)
			}
		})
	}
}

// TestSendGivesUp holds that what Telegram would never take is not sent.
func TestSendGivesUp(t *testing.T) {
	c := newClient(t, func(r *http.Request) (*http.Response, error) {
		t.Error("called", methodOf(r))
		return answers(200, `{"ok":true}`)
	})
	for name, d := range map[string]bot.Delivery{
		"no kind":       {Chat: 1},
		"a strange id":  {Kind: bot.Show, Chat: 1, Buttons: [][]bot.Button{{{Label: "a", ID: "是"}}}},
		"no id":         {Kind: bot.Show, Chat: 1, Buttons: [][]bot.Button{{{Label: "a"}}}},
		"a long id":     {Kind: bot.Show, Chat: 1, Turn: 1, Buttons: [][]bot.Button{{{Label: "a", ID: strings.Repeat("a", 61)}}}},
		"no such turns": {Kind: bot.Show, Chat: 1, Turn: -1, Buttons: [][]bot.Button{{{Label: "a", ID: "a"}}}},
	} {
		if _, err := c.Send(t.Context(), d); bot.Decide(err).Decision != bot.GiveUp {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSentOnce holds that a message whose answer cannot be read counts as sent.
func TestSentOnce(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) { return answers(200, `{"ok":true,"result":[]}`) })
	if r, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: 5}); err != nil || r.Chat != 5 || r.Message != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestPerSecond holds the budget over all chats, and that waiting for it ends
// with the context.
func TestPerSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := build(t, Options{Token: testToken, PerSecond: 20, Transport: transportFunc(func(*http.Request) (*http.Response, error) {
			return answers(200, `{"ok":true,"result":true}`)
		})})
		start := time.Now()
		for range 102 { // a tenth of a second's calls may be made at once
			if _, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Leave, Chat: -1}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("100 calls at 20 a second took %s", took)
		}
	})
}
