package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestReminder calls those whom a reminder is for by what they are called.
func TestReminder(t *testing.T) {
	h := &handler{Worker: &Worker{Desk: &Desk{}}, chat: &chat{}}
	at := handoff.Place{Under: messageRef(room, 5)}
	d := h.remind(handoff.Remind{At: at, To: []handoff.Person{{ID: lin, Name: "林姐😀"}, {ID: wang, Name: "管理员"}}, Text: "1001 已过期限"})
	want := []Mention{{User: lin, Length: 5}, {User: wang, At: 6, Length: 4}}
	if d.Text != "@林姐😀 @管理员 1001 已过期限" || !slices.Equal(d.Mentions, want) || d.Chat != room || d.Reply != 5 {
		t.Errorf("it is %+v", d)
	}
	if d := h.remind(handoff.Remind{At: at, Text: "1001"}); d.Text != "1001" || d.Mentions != nil {
		t.Errorf("to everybody it is %+v", d)
	}
}

// TestPlace tells the place in the queue: those before it, and not itself.
func TestPlace(t *testing.T) {
	inOffice(t, func(o *office) {
		for i, state := range handoff.States() {
			number := fmt.Sprint(900 + i)
			o.cases[number] = CaseFile{Case: number, Chat: 8, Record: handoff.Record{Case: number, State: state}}
		}
		o.says("我要转人工") // one is new and one is queued
		o.says("我要转人工")
		if n := o.telegram.count(shop, "您排在第 3 位"); n != 2 {
			t.Errorf("told %d times:\n%s", n, o.telegram.written(shop))
		}
		delete(o.cases, "901")
		delete(o.cases, "902")
		o.wait(time.Hour)
		o.says("我要转人工")
		if o.telegram.count(shop, "您是下一位") != 1 {
			t.Errorf("who is the next:\n%s", o.telegram.written(shop))
		}
	})
}
