package main

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
)

var outcomes = []conversation.Choice{{ID: "solved", Label: "好了"}, {ID: "not_solved", Label: "还没好"}}

// Buttons keep their numbers while something else is said, and lose them when
// the case is over.
func TestButtonNumbers(t *testing.T) {
	c := &chat{out: io.Discard}
	c.state.Phase = conversation.Advised
	c.show([]conversation.Effect{conversation.Recommendation{Answers: outcomes}})
	c.show([]conversation.Effect{conversation.Message{Text: "hello"}})
	if ev, _, _ := c.event("2"); ev.Press != "not_solved" {
		t.Errorf("after a message: %+v", ev)
	}
	if ev, _, _ := c.event("3"); ev.Kind != conversation.EventText {
		t.Errorf("beyond the buttons: %+v", ev)
	}
	c.state.Phase = conversation.Idle
	c.show([]conversation.Effect{conversation.Message{Text: "bye"}})
	if ev, _, _ := c.event("2"); ev.Kind != conversation.EventText || ev.Text != "2" {
		t.Errorf("after the case: %+v", ev)
	}
}

func TestTypedLines(t *testing.T) {
	for _, tc := range []struct {
		line string
		want conversation.Event
	}{
		{"刷卡没反应", conversation.Event{Kind: conversation.EventText, Text: "刷卡没反应"}},
		{" 1 ", conversation.Event{Kind: conversation.EventPress, Press: "solved"}},
		{"0", conversation.Event{Kind: conversation.EventText, Text: "0"}},
		{"-1", conversation.Event{Kind: conversation.EventText, Text: "-1"}},
		{"91", conversation.Event{Kind: conversation.EventText, Text: "91"}},
		{"01", conversation.Event{Kind: conversation.EventText, Text: "01"}},
		{"  /back  ", conversation.Event{Kind: conversation.EventPress, Press: "back"}},
		{"/restart now", conversation.Event{Kind: conversation.EventPress, Press: "restart"}},
		{"/human", conversation.Event{Kind: conversation.EventPress, Press: "human"}},
		{"/edit 2 刷卡 显示91", conversation.Event{Kind: conversation.EventEdit, Of: 2, Text: "刷卡 显示91"}},
		{"/backwards", conversation.Event{Kind: conversation.EventText, Text: "/backwards"}},
	} {
		c := &chat{out: io.Discard, buttons: outcomes}
		if got, note, quit := c.event(tc.line); got.Kind != tc.want.Kind || got.Text != tc.want.Text ||
			got.Press != tc.want.Press || got.Of != tc.want.Of || note != "" || quit {
			t.Errorf("%q: %+v %q %v, want %+v", tc.line, got, note, quit, tc.want)
		}
	}
}

// whatever are texts that were not made for the program.
var whatever = []string{
	"", "\n", "\x00", "\x00\x01\xff\xfe\xc3\x28", "/", "/edit", "/lang", "1", "99999999999999999999",
	strings.Repeat("刷卡不行", 25_000), strings.Repeat("a", 100_000), strings.Repeat("9", 100_000),
	"👨‍👩‍👧‍👦🏳️‍🌈🇸🇬💳❌", "\u202e刷卡 91\u202c \u200f\u200e\u2066x\u2069", "\ufeff刷\u200b卡\u00ad显示91",
	"{\"text\":\"刷卡", "{\"press\":", "ｐｏｓ机报错：９１", "4111 1111 1111 1111", "\u0301\u0301\u0301", "\ufffd",
	"人工", "报91\n没有扣款\n/back\n/edit 1 x\n1\n2\n3\n/human\n/restart\n",
}

// FuzzChat talks in plain lines: whatever is typed, it never panics and always
// comes to the end.
func FuzzChat(f *testing.F) {
	for _, s := range whatever {
		f.Add([]byte(s))
		f.Add([]byte("刷卡显示请与银行联系\n" + s + "\n1\n" + s))
	}
	p := shipped(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		var out strings.Builder
		c := &chat{parts: p, out: &out, explain: len(in)%2 == 0}
		c.reset()
		if err := c.run(t.Context(), strings.NewReader(string(in))); err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(out.String()) {
			t.Errorf("what is said is no UTF-8: %q", out.String())
		}
	})
}
