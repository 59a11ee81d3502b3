package bot

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

func TestChatKeepsWhatANewerBinaryStored(t *testing.T) {
	stored := `{"f":1,"state":{"v":1,"turn":3,"texts":2},"said":[{"m":7,"n":2}],"roster":{"owner":42},"z":null}`
	c, err := decodeChat([]byte(stored))
	if err != nil {
		t.Fatal(err)
	}
	c.State.Turn++
	data, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if err := json.Unmarshal([]byte(`{"f":1,"state":{"v":1,"turn":4,"texts":2},"said":[{"m":7,"n":2}],"roster":{"owner":42},"z":null}`), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestChatFields holds that every field is known to decodeChat: an unknown one
// would be written twice.
func TestChatFields(t *testing.T) {
	data, err := json.Marshal(chat{
		Format: 1, Said: []said{{}}, Gone: true, Left: t0, Ticket: handoff.Ticket{Case: "1"}, Parts: []parts{{}}, Before: "b",
		Answers: []conversation.Answer{{}}, Learned: &handoff.Learn{}, Files: []int64{1}, Unsent: []unsent{{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	for _, f := range chatFields {
		delete(fields, f)
	}
	if len(fields) > 0 {
		t.Errorf("not in chatFields: %v", fields)
	}
}

func TestDecodeChat(t *testing.T) {
	if c, err := decodeChat(nil); err != nil || c.State.Turn != 0 {
		t.Errorf("a new chat: %v, %v", c, err)
	}
	for _, bad := range []string{"{", "[]", `{"state":7}`, "\x00"} {
		if _, err := decodeChat([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestEdited(t *testing.T) {
	c := &chat{State: conversation.State{Texts: 1}}
	c.heard([]said{{Message: 10, Part: "刷卡失败"}})
	c.State.Texts = 2
	c.heard([]said{{Message: 11, Part: "显示91"}, {Message: 12, Part: "客人在等"}})
	for _, tc := range []struct {
		message int64
		number  int
		whole   string
	}{
		{10, 1, "new"}, {11, 2, "new\n客人在等"}, {12, 2, "new\nnew"}, {13, 0, "new"},
	} {
		if n, whole := c.edited(tc.message, "new"); n != tc.number || whole != tc.whole {
			t.Errorf("%d: text %d %q, want %d %q", tc.message, n, whole, tc.number, tc.whole)
		}
	}
	for i := range int64(100) {
		c.heard([]said{{Message: 100 + i}})
	}
	if len(c.Said) != maxSaid || c.Said[maxSaid-1].Message != 199 {
		t.Errorf("kept %d messages, the last %d", len(c.Said), c.Said[len(c.Said)-1].Message)
	}
}

func TestSteps(t *testing.T) {
	text := func(id int64, user int64, s string) Update {
		return Update{ID: id, Kind: FromMerchant, Chat: 1, User: user, Message: id, At: t0, Event: conversation.Event{Kind: conversation.EventText, Text: s}}
	}
	photo := func(id int64, album string) Update {
		return Update{ID: id, Kind: FromMerchant, Chat: 1, User: 1, Message: id, At: t0, Event: conversation.Event{
			Kind: conversation.EventFiles, Files: []conversation.File{{Kind: conversation.Photo, Album: album}},
		}}
	}
	press := Update{ID: 5, Kind: FromMerchant, Chat: 1, User: 1, Event: conversation.Event{Kind: conversation.EventPress, Press: "yes"}}
	for _, tc := range []struct {
		name    string
		updates []Update
		want    []string // kind and text of the events
	}{
		{"one", []Update{text(1, 1, "a")}, []string{"text a"}},
		{"burst", []Update{text(1, 1, "a"), text(2, 1, "b"), text(3, 1, "c")}, []string{"text a\nb\nc"}},
		{"two people", []Update{text(1, 1, "a"), text(2, 2, "b")}, []string{"text a", "text b"}},
		{"a press between", []Update{text(1, 1, "a"), press, text(2, 1, "b")}, []string{"text a", "press ", "text b"}},
		{"album with words", []Update{photo(1, "x"), text(2, 1, "a"), photo(3, "x")}, []string{"text a"}},
		{"photos", []Update{photo(1, ""), photo(2, "")}, []string{"files "}},
		{"long", []Update{text(1, 1, long(1500)), text(2, 1, long(600))}, []string{"text " + long(1500), "text " + long(600)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var entries []Entry
			for _, u := range tc.updates {
				entries = append(entries, Entry{ID: "e", Update: u})
			}
			var got []string
			handled := 0
			for _, s := range steps(entries) {
				got = append(got, string(s.event.Kind)+" "+s.event.Text)
				handled += len(s.entries)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if handled != len(entries) {
				t.Errorf("%d of %d entries", handled, len(entries))
			}
		})
	}
	tried := []Entry{{ID: "1", Update: text(1, 1, "a"), Tries: 1}, {ID: "2", Update: text(2, 1, "b")}}
	if len(steps(tried)) != 2 {
		t.Error("an update that may have ended an owner is handled alone")
	}
}

func TestRows(t *testing.T) {
	for labels, want := range map[string]string{
		"插卡 挥卡 一张很长很长的卡片 扫码 不清楚": "[[插卡 挥卡] [一张很长很长的卡片] [扫码 不清楚]]",
		"1_⭐ 2_⭐ 3_⭐ 4_⭐ 5_⭐":    "[[1_⭐ 2_⭐ 3_⭐ 4_⭐ 5_⭐]]",
		"1 2 3 4 5 6":            "[[1 2 3 4 5] [6]]",
		"有 没有 不清楚":               "[[有 没有] [不清楚]]",
	} {
		var answers []conversation.Choice
		for _, l := range strings.Fields(labels) {
			answers = append(answers, conversation.Choice{ID: l, Label: l})
		}
		var got [][]string
		for _, row := range rows(answers) {
			var ids []string
			for _, b := range row {
				ids = append(ids, b.ID)
			}
			got = append(got, ids)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}
