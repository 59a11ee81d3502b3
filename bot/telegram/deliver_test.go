package telegram

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

// TestDeliver holds what Telegram is told for the team's deliveries, and what
// is reported of its answer.
func TestDeliver(t *testing.T) {
	const preview = `"link_preview_options":{"is_disabled":true}`
	long := strings.Repeat("长", 300)
	for name, tc := range map[string]struct {
		delivery     bot.Delivery
		method, want string
		result       string
		receipt      bot.Receipt
	}{
		"into a topic": {
			bot.Delivery{Kind: bot.Show, Text: "标题🏦\n说过的话🏦", Bold: 4, Quoted: 6, Thread: 5, Reply: 60},
			"sendMessage",
			`{"chat_id":-1001,"message_thread_id":5,"text":"标题🏦\n说过的话🏦","entities":[{"type":"bold","offset":0,"length":4},` +
				`{"type":"expandable_blockquote","offset":5,"length":6}],` + preview + `,"reply_parameters":{"message_id":60,"allow_sending_without_reply":true}}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"who is called": {
			bot.Delivery{Kind: bot.Show, Text: "@🏦 @b late", Mentions: []bot.Mention{{User: 9, Length: 3}, {User: 8, At: 4, Length: 2}, {User: 7, At: 9, Length: 9}, {User: 6}}},
			"sendMessage",
			`{"chat_id":-1001,"text":"@🏦 @b late","entities":[{"type":"text_mention","offset":0,"length":3,"user":{"id":9,"first_name":""}},` +
				`{"type":"text_mention","offset":4,"length":2,"user":{"id":8,"first_name":""}}],` + preview + `}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"half a character": {
			bot.Delivery{Kind: bot.Show, Text: "🏦🏦", Bold: 1, Quoted: 1},
			"sendMessage",
			`{"chat_id":-1001,"text":"🏦🏦","entities":[{"type":"expandable_blockquote","offset":2,"length":2}],` + preview + `}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"all quoted, and more": {
			bot.Delivery{Kind: bot.Show, Text: "ab", Quoted: 9},
			"sendMessage", `{"chat_id":-1001,"text":"ab","entities":[{"type":"expandable_blockquote","offset":0,"length":2}],` + preview + `}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"buttons of a case": {
			bot.Delivery{Kind: bot.Show, From: 1001, Case: "1042", Turn: 3, Text: "card", Buttons: [][]bot.Button{{{Label: "接手", ID: "claim"}}}},
			"sendMessage",
			`{"chat_id":-1001,"text":"card",` + preview + `,"reply_markup":{"inline_keyboard":[[{"text":"接手","callback_data":"2.rt.1042.claim"}]]}}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"edit": {
			bot.Delivery{Kind: bot.Edit, Message: 7, From: 1001, Case: "1042", Text: "card", Bold: 4, Buttons: [][]bot.Button{{{Label: "a", ID: "b"}}}},
			"editMessageText",
			`{"chat_id":-1001,"message_id":7,"text":"card","entities":[{"type":"bold","offset":0,"length":4}],` + preview +
				`,"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"2.rt.1042.b"}]]}}`,
			`{"message_id":7}`,
			bot.Receipt{Message: 7},
		},
		"edit, buttons away": {
			bot.Delivery{Kind: bot.Edit, Message: 7, Text: "card"},
			"editMessageText", `{"chat_id":-1001,"message_id":7,"text":"card",` + preview + `}`, `true`,
			bot.Receipt{Message: 7},
		},
		"copy of one, masked": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{9}, Text: "[card]", Thread: 5, Reply: 60},
			"copyMessage",
			`{"chat_id":-1001,"message_thread_id":5,"from_chat_id":1001,"message_id":9,"caption":"[card]",` +
				`"reply_parameters":{"message_id":60,"allow_sending_without_reply":true}}`,
			`{"message_id":70}`,
			bot.Receipt{Message: 70},
		},
		"copy of one, labelled": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{9}, Text: "商户\n小票", Bold: 2},
			"copyMessage",
			`{"chat_id":-1001,"from_chat_id":1001,"message_id":9,"caption":"商户\n小票","caption_entities":[{"type":"bold","offset":0,"length":2}]}`,
			`{"message_id":70}`,
			bot.Receipt{Message: 70},
		},
		"copy of one, without words": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{9}},
			"copyMessage", `{"chat_id":-1001,"from_chat_id":1001,"message_id":9,"caption":""}`, `{"message_id":70}`,
			bot.Receipt{Message: 70},
		},
		"copy of one, too many words": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{9}, Text: strings.Repeat("长", 1025)},
			"copyMessage", `{"chat_id":-1001,"from_chat_id":1001,"message_id":9,"caption":"` + strings.Repeat("长", 1023) + `…"}`,
			`{"message_id":70}`,
			bot.Receipt{Message: 70},
		},
		"copy of several": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{11, 9, 10, 9}, Text: "x", Thread: 5, Reply: 60},
			"copyMessages", `{"chat_id":-1001,"message_thread_id":5,"from_chat_id":1001,"message_ids":[9,10,11],"remove_caption":true}`,
			`[{"message_id":70},{"message_id":71}]`,
			bot.Receipt{Message: 70, Messages: []int64{70, 71}},
		},
		"copies that cannot be read": {
			bot.Delivery{Kind: bot.Copy, Of: 1001, Messages: []int64{9, 10}},
			"copyMessages", `{"chat_id":-1001,"from_chat_id":1001,"message_ids":[9,10],"remove_caption":true}`, `"?"`,
			bot.Receipt{},
		},
		"toast": {
			bot.Delivery{Kind: bot.Answer, Callback: "43", Text: long},
			"answerCallbackQuery", `{"callback_query_id":"43","text":"` + long[:199*len("长")] + `…"}`, `true`,
			bot.Receipt{},
		},
		"delete several": {
			bot.Delivery{Kind: bot.Delete, Messages: []int64{3, 2}},
			"deleteMessages", `{"chat_id":-1001,"message_ids":[2,3]}`, `true`,
			bot.Receipt{},
		},
		"mark":      {bot.Delivery{Kind: bot.Mark, Message: 7, Mark: "❤️"}, "setMessageReaction", `{"chat_id":-1001,"message_id":7,"reaction":[{"type":"emoji","emoji":"❤"}]}`, `true`, bot.Receipt{}},
		"mark away": {bot.Delivery{Kind: bot.Mark, Message: 7}, "setMessageReaction", `{"chat_id":-1001,"message_id":7,"reaction":[]}`, `true`, bot.Receipt{}},
		"pin":       {bot.Delivery{Kind: bot.Pin, Message: 7}, "pinChatMessage", `{"chat_id":-1001,"message_id":7,"disable_notification":true}`, `true`, bot.Receipt{}},
		"open a topic": {
			bot.Delivery{Kind: bot.OpenTopic, Name: long, Icon: "✅️"},
			"createForumTopic", `{"chat_id":-1001,"name":"` + long[:127*len("长")] + `…","icon_custom_emoji_id":"540"}`,
			`{"message_thread_id":5}`,
			bot.Receipt{Thread: 5},
		},
		"open a topic, no icon": {
			bot.Delivery{Kind: bot.OpenTopic, Name: "#1", Icon: "🥑"},
			"createForumTopic", `{"chat_id":-1001,"name":"#1"}`, `{"message_thread_id":5}`,
			bot.Receipt{Thread: 5},
		},
		"open a topic again": {
			bot.Delivery{Kind: bot.OpenTopic, Thread: 5, Name: "#1", Icon: "✅"},
			"reopenForumTopic", `{"chat_id":-1001,"message_thread_id":5}`, `true`,
			bot.Receipt{Thread: 5},
		},
		"icon":         {bot.Delivery{Kind: bot.EditTopic, Thread: 5, Icon: "✅"}, "editForumTopic", `{"chat_id":-1001,"message_thread_id":5,"icon_custom_emoji_id":"540"}`, `true`, bot.Receipt{}},
		"icon away":    {bot.Delivery{Kind: bot.EditTopic, Thread: 5}, "editForumTopic", `{"chat_id":-1001,"message_thread_id":5,"icon_custom_emoji_id":""}`, `true`, bot.Receipt{}},
		"unknown icon": {bot.Delivery{Kind: bot.EditTopic, Thread: 5, Icon: "🥑"}, "editForumTopic", `{"chat_id":-1001,"message_thread_id":5,"icon_custom_emoji_id":""}`, `true`, bot.Receipt{}},
		"close":        {bot.Delivery{Kind: bot.CloseTopic, Thread: 5}, "closeForumTopic", `{"chat_id":-1001,"message_thread_id":5}`, `true`, bot.Receipt{}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, func(r *http.Request) (*http.Response, error) {
				if methodOf(r) == "getForumTopicIconStickers" {
					return answers(200, `{"ok":true,"result":[{"emoji":"📝","custom_emoji_id":"539"},{"emoji":"✅","custom_emoji_id":"540"},{"emoji":"✅","custom_emoji_id":"541"}]}`)
				}
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				if got, want := plainJSON(t, body), plainJSON(t, []byte(tc.want)); methodOf(r) != tc.method || got != want {
					t.Errorf("%s\ngot  %s\nwant %s", methodOf(r), got, want)
				}
				return answers(200, `{"ok":true,"result":`+tc.result+`}`)
			})
			tc.delivery.Chat, tc.delivery.Token = -1001, "t"
			tc.receipt.Chat, tc.receipt.Token = -1001, "t"
			if got, err := c.Send(t.Context(), tc.delivery); err != nil || !reflect.DeepEqual(got, tc.receipt) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// plainJSON writes JSON one way, in the order of its fields.
func plainJSON(t *testing.T, raw []byte) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(json.RawMessage(raw)); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return b.String()
}

// TestDeliverGivesUp holds what is never sent.
func TestDeliverGivesUp(t *testing.T) {
	c := newClient(t, func(r *http.Request) (*http.Response, error) {
		t.Error("called", methodOf(r))
		return answers(200, `{"ok":true}`)
	})
	many := make([]int64, maxMessages+1)
	for i := range many {
		many[i] = int64(i + 1)
	}
	button := [][]bot.Button{{{Label: "a", ID: "a"}}}
	for name, d := range map[string]bot.Delivery{
		"nothing to copy":     {Kind: bot.Copy, Chat: -1, Of: 5},
		"copied of nowhere":   {Kind: bot.Copy, Chat: -1, Messages: []int64{5}},
		"too many to copy":    {Kind: bot.Copy, Chat: -1, Of: 5, Messages: many},
		"too many to delete":  {Kind: bot.Delete, Chat: -1, Messages: many},
		"a case of nobody":    {Kind: bot.Show, Chat: -1, Case: "1042", Buttons: button},
		"a case of a group":   {Kind: bot.Edit, Chat: -1, From: -5, Case: "1042", Buttons: button},
		"a case in parts":     {Kind: bot.Edit, Chat: -1, From: 5, Case: "10.42", Buttons: button},
		"a case with long id": {Kind: bot.Show, Chat: -1, From: 5, Case: "1042", Buttons: [][]bot.Button{{{Label: "a", ID: strings.Repeat("a", 56)}}}},
	} {
		if _, err := c.Send(t.Context(), d); bot.Decide(err).Decision != bot.GiveUp || bot.Decide(err).Lost {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCopiedFromMovedGroup holds that a merchant has not moved when the group
// that something is copied from has.
func TestCopiedFromMovedGroup(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) {
		return answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1007}}`)
	})
	d := bot.Delivery{Kind: bot.Copy, Chat: merchantID, Of: oldGroup, Messages: []int64{5}}
	if _, err := c.Send(t.Context(), d); bot.Decide(err).Decision != bot.GiveUp || bot.Decide(err).Lost {
		t.Error(err)
	}
	d.Chat = oldGroup
	if _, err := c.Send(t.Context(), d); bot.Decide(err).Decision != bot.Moved {
		t.Error(err)
	}
}

// TestDecideTeam holds what is done about what the team's deliveries are
// refused with.
func TestDecideTeam(t *testing.T) {
	const gone = "Bad Request: message thread not found"
	for name, tc := range map[string]struct {
		kind bot.DeliveryKind
		chat int64
		said string
		want bot.Decision // "" is success
		lost bool
	}{
		"topic gone":              {bot.Show, teamGroup, gone, bot.GiveUp, true},
		"topic gone, of a copy":   {bot.Copy, teamGroup, gone, bot.GiveUp, true},
		"topic deleted":           {bot.OpenTopic, teamGroup, "Bad Request: TOPIC_DELETED", bot.GiveUp, true},
		"topic unknown":           {bot.CloseTopic, teamGroup, "Bad Request: TOPIC_ID_INVALID", bot.GiveUp, true},
		"topic closed":            {bot.Show, teamGroup, "Bad Request: TOPIC_CLOSED", bot.GiveUp, false},
		"topic closed already":    {bot.CloseTopic, teamGroup, "Bad Request: TOPIC_CLOSED", "", false},
		"topic closed, as wanted": {bot.CloseTopic, teamGroup, "Bad Request: TOPIC_NOT_MODIFIED", "", false},
		"topic open already":      {bot.OpenTopic, teamGroup, "Bad Request: TOPIC_NOT_MODIFIED", "", false},
		"icon as wanted":          {bot.EditTopic, teamGroup, "Bad Request: TOPIC_NOT_MODIFIED", "", false},
		"no right to topics":      {bot.OpenTopic, teamGroup, "Bad Request: not enough rights to create a topic", bot.GiveUp, false},
		"no forum":                {bot.OpenTopic, teamGroup, "Bad Request: the chat is not a forum", bot.GiveUp, false},
		"message to edit gone":    {bot.Edit, teamGroup, "Bad Request: message to edit not found", bot.GiveUp, true},
		"message not ours":        {bot.Edit, teamGroup, "Bad Request: message can't be edited", bot.GiveUp, true},
		"message to copy gone":    {bot.Copy, merchantID, "Bad Request: message to copy not found", bot.GiveUp, false},
		"messages to copy gone":   {bot.Copy, teamGroup, "Bad Request: there are no messages to forward", bot.GiveUp, false},
		"cannot be copied":        {bot.Copy, teamGroup, "Bad Request: the message can't be copied", bot.GiveUp, false},
		"copied from a group":     {bot.Copy, merchantID, "Bad Request: chat not found", bot.GiveUp, false},
		"copied, thrown out":      {bot.Copy, merchantID, "Forbidden: bot was kicked from the supergroup chat", bot.GiveUp, false},
		"copied, blocked":         {bot.Copy, merchantID, "Forbidden: bot was blocked by the user", bot.ChatGone, false},
		"edit, blocked":           {bot.Edit, merchantID, "Forbidden: bot was blocked by the user", bot.ChatGone, false},
		"blocked, of a group":     {bot.Copy, teamGroup, "Forbidden: bot was blocked by the user", bot.GiveUp, false},
		"mark of what is gone":    {bot.Mark, teamGroup, "Bad Request: message to react not found", bot.GiveUp, true},
		"no such mark":            {bot.Mark, teamGroup, "Bad Request: REACTION_INVALID", bot.GiveUp, false},
		"pin of what is gone":     {bot.Pin, teamGroup, "Bad Request: message to pin not found", bot.GiveUp, true},
		"no right to pin":         {bot.Pin, teamGroup, "Bad Request: not enough rights to manage pinned messages in the chat", bot.GiveUp, false},
		"recalled too late":       {bot.Delete, merchantID, "Bad Request: message can't be deleted for everyone", bot.GiveUp, false},
		"group gone":              {bot.Show, teamGroup, "Forbidden: the group chat was deleted", bot.GiveUp, true},
		"group unknown":           {bot.Show, teamGroup, "Bad Request: chat not found", bot.GiveUp, true},
		"moved, unsaid":           {bot.Show, teamGroup, "Bad Request: group chat was upgraded to a supergroup chat", bot.GiveUp, true},
		"thrown out":              {bot.Show, teamGroup, "Forbidden: bot was kicked from the supergroup chat", bot.GiveUp, false},
	} {
		t.Run(name, func(t *testing.T) {
			code := 400
			if strings.HasPrefix(tc.said, "Forbidden") {
				code = 403
			}
			c := newClient(t, func(*http.Request) (*http.Response, error) {
				return answers(code, fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, tc.said))
			})
			d := bot.Delivery{Kind: tc.kind, Chat: tc.chat, Text: "hi", Message: 7, Thread: 5, Token: "t"}
			if tc.kind == bot.Copy {
				d.Of, d.Messages = 5, []int64{1, 2}
			}
			receipt, err := c.Send(t.Context(), d)
			if tc.want == "" {
				if err != nil || receipt.Token != "t" || tc.kind == bot.OpenTopic && receipt.Thread != 5 {
					t.Errorf("%+v, %v", receipt, err)
				}
				return
			}
			if e := bot.Decide(err); e.Decision != tc.want || e.Lost != tc.lost {
				t.Errorf("%s, lost %v: %v", e.Decision, e.Lost, err)
			}
		})
	}
}
