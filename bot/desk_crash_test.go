package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestCommitAnswerLostAtTheDesk ends the worker after any commit of a case: it
// is stored, the worker does not know. Nothing is done twice.
func TestCommitAnswerLostAtTheDesk(t *testing.T) {
	for at := range 12 {
		inOffice(t, func(o *office) {
			n := 0
			o.broken = 0
			round := func() {
				if n++; n == at+1 {
					o.broken = 1
				}
				err := o.worker().round(context.Background(), o, func() {})
				if err != nil && !strings.Contains(err.Error(), "the answer was lost") {
					t.Fatal(err)
				}
			}
			run := func() {
				for len(o.in)+len(o.out) > 0 {
					if len(o.in) > 0 {
						round()
					}
					o.send()
				}
			}
			o.wrote("我要转人工", 0)
			run()
			o.tap(wang, "claim")
			run()
			o.wrote("有人吗", 0)
			run()
			if n := o.telegram.count(room, "有人吗"); n != 1 {
				t.Errorf("after commit %d the words are there %d times", at+1, n)
			}
			if o.numbers != 1001 || o.ticket().Owner.ID != wang {
				t.Errorf("after commit %d: number %d, owner %d", at+1, o.numbers, o.ticket().Owner.ID)
			}
		})
	}
}

// TestKilledBeforeSettling sends a card twice rather than never; the second one
// says that it is one too many.
func TestKilledBeforeSettling(t *testing.T) {
	inOffice(t, func(o *office) {
		o.wrote("我要转人工", 0)
		o.round()
		for _, out := range o.out { // sent, and the process is gone before it is noted
			if _, err := o.telegram.Send(t.Context(), out.Delivery); err != nil {
				t.Fatal(err)
			}
		}
		o.run()
		o.is(handoff.Queued, conversation.WithTeam)
		card := o.telegram.find(room, "1001")
		first := o.telegram.all[0]
		for _, m := range o.telegram.all {
			if m.chat == room && strings.Contains(m.text, "1001") {
				first = m
				break
			}
		}
		if card == nil || first == card {
			t.Fatalf("there is one card:\n%s", o.telegram.written(room))
		}
		o.put(Update{
			ID: o.id(), Kind: FromTeam, Chat: shop, Case: "1001", User: wang, At: time.Now(), Message: first.id, Callback: "x",
			Event: conversation.Event{Kind: conversation.EventPress, Press: "claim"}, Team: &TeamAct{Group: room, Name: "王芳"},
		})
		o.run()
		if o.ticket().Owner.ID != 0 || len(first.buttons) > 0 || o.telegram.toast(o, "x") == "" {
			t.Errorf("the card too many still works: owner %d, %+v", o.ticket().Owner.ID, first)
		}
	})
}

// TestDeskErrors hands nobody over half: without a number the batch is done
// again.
func TestDeskErrors(t *testing.T) {
	inOffice(t, func(o *office) {
		o.desk.Cases = closed{}
		o.wrote("我要转人工", 0)
		if err := o.worker().round(t.Context(), o, func() {}); err == nil || len(o.out) > 0 || len(o.in) != 1 {
			t.Fatalf("%v, out %v, in %d", err, o.out, len(o.in))
		}
		o.desk.Cases = register{o}
		o.run()
		o.is(handoff.Queued, conversation.WithTeam)
	})
}

// closed is a register that is away.
type closed struct{}

func (closed) Number(context.Context) (int64, error)    { return 0, errors.New("away") }
func (closed) Waiting(context.Context) (int, error)     { return 0, errors.New("away") }
func (closed) Open(context.Context) ([]CaseFile, error) { return nil, errors.New("away") }

// TestCommands gives the commands of editors to who handles them.
func TestCommands(t *testing.T) {
	inOffice(t, func(o *office) {
		o.commands = func(_ context.Context, u Update) (string, bool, error) {
			name, _ := CutSlash(u.Event.Text)
			if u.Team != nil {
				name = u.Team.Command
			}
			if name != "status" {
				return "", false, nil
			}
			return "all is well", true, nil
		}
		for i, text := range []string{"/status", "／status"} {
			o.says(text)
			if o.telegram.count(shop, "all is well") != i+1 || o.chat().State.Texts != 0 {
				t.Errorf("private: %s", o.telegram.written(shop))
			}
		}
		o.types(wang, "/status", 0, 0)
		if m := o.telegram.find(room, "all is well"); m == nil || m.reply == 0 {
			t.Errorf("in the group: %s", o.telegram.written(room))
		}
		o.claimed()
		o.types(wang, "/status", o.thread(), 0)
		if m := o.telegram.find(room, "all is well"); m.thread != o.thread() {
			t.Errorf("in the room: %+v", m)
		}
		o.types(wang, "/nonsense 91", o.thread(), 0)
		o.types(wang, "/胡说", o.thread(), 0)
		if n := o.telegram.count(room, "没有这个命令"); n != 2 || o.telegram.find(shop, "胡说") != nil {
			t.Errorf("told %d times: %s", n, o.telegram.written(room))
		}
	})
}

// TestCaseOfTheBot keeps a case that was solved without a person.
func TestCaseOfTheBot(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("刷卡机报91")
		o.says("已经好了，没事了")
		if o.chat().State.Case != nil {
			t.Skip("the dialogue goes on")
		}
		if len(o.cases) != 1 {
			t.Fatalf("kept are %+v", o.cases)
		}
		for id, f := range o.cases {
			if !strings.HasPrefix(id, "7-") || f.Record.Solver != handoff.SolvedByBot || f.Record.Desk != "" || f.Ticket != nil || len(f.Answers) == 0 {
				t.Errorf("kept is %+v", f)
			}
		}
	})
}

// TestMaskedWords tells a merchant who sends card data so, also while a person
// has the case.
func TestMaskedWords(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		id := o.telegram.add(message{chat: shop, text: "secret", by: shop})
		o.put(Update{ID: o.id(), Kind: FromMerchant, Chat: shop, User: shop, At: time.Now(), Message: id, Event: conversation.Event{
			Kind: conversation.EventText, Text: "卡号 6222 **** 0123", Masked: true,
		}})
		o.run()
		if o.telegram.get(shop, id) != nil || o.telegram.find(shop, "请不要再发") == nil || o.telegram.find(room, "6222 **** 0123") == nil {
			t.Errorf("%s%s", o.telegram.written(shop), o.telegram.written(room))
		}
	})
}

// TestMaskedPhoto shows the team the words of a message that was taken away,
// and tries to copy nothing of it.
func TestMaskedPhoto(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		thread := o.thread()
		id := o.telegram.add(message{chat: shop, text: "secret", by: shop})
		o.put(Update{ID: o.id(), Kind: FromMerchant, Chat: shop, User: shop, At: time.Now(), Message: id, Event: conversation.Event{
			Kind: conversation.EventText, Text: "卡号 **** 0123", Masked: true, Files: []conversation.File{photo},
		}})
		o.run()
		if m := o.telegram.find(room, "**** 0123"); m == nil || len(m.copied) > 0 || o.thread() != thread {
			t.Errorf("%+v\n%s", m, o.telegram.written(room))
		}
		o.says("", photo)
		missing := o.wrote("", 0, photo)
		o.telegram.get(shop, missing).gone = true // the merchant deleted it
		o.run()
		if o.thread() != thread {
			t.Error("a message that is gone cost the room")
		}
	})
}

// TestThePage lets somebody work on a case from the team's page, where there
// are no messages.
func TestThePage(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("我要转人工")
		act := func(u Update) {
			u.ID, u.Kind, u.Chat, u.User, u.At, u.Case = o.id(), FromTeam, shop, lin, time.Now(), "1001"
			u.Team = &TeamAct{Name: "林姐", Lang: "zh-hant", Command: u.Team.Command}
			o.put(u)
			o.run()
		}
		act(Update{Callback: "p1", Event: conversation.Event{Kind: conversation.EventPress, Press: "claim"}, Team: &TeamAct{}})
		o.is(handoff.Claimed, conversation.WithTeam)
		if o.telegram.toast(o, "p1") == "" {
			t.Error("the page hears nothing")
		}
		act(Update{Message: 9, Event: conversation.Event{Kind: conversation.EventText, Text: "您好，我是同事"}, Team: &TeamAct{}})
		if o.telegram.find(shop, "我是同事") == nil {
			t.Errorf("the merchant reads\n%s", o.telegram.written(shop))
		}
		act(Update{Event: conversation.Event{Kind: conversation.EventText, Text: "很急"}, Team: &TeamAct{Command: "note"}})
		if o.telegram.find(shop, "很急") != nil {
			t.Error("a note of the page went out")
		}
		for _, d := range o.telegram.sent {
			if d.Chat == 0 {
				t.Errorf("sent to nowhere: %+v", d)
			}
		}
	})
}

// TestReminders tells the team of a target that is missed.
func TestReminders(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		before := len(o.telegram.all)
		o.wait(3 * time.Hour)
		if len(o.telegram.all) == before {
			t.Error("nobody is reminded")
		}
		if due, ok := o.due[shop]; ok && !due.After(time.Now()) {
			t.Errorf("the timer is still due: %v", due)
		}
	})
}
