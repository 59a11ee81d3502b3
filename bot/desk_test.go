package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

var photo = conversation.File{Kind: conversation.Photo, ID: "p"}

func part(album string) conversation.File {
	return conversation.File{Kind: conversation.Photo, ID: "p", Album: album}
}

// TestAWholeCase escalates, works on and ends a case.
func TestAWholeCase(t *testing.T) {
	inOffice(t, func(o *office) {
		tg := o.telegram
		o.says("刷卡机报91")
		early := o.says("", photo)
		o.says("我要转人工")
		o.is(handoff.Queued, conversation.WithTeam)
		card := tg.find(room, "刷卡机报91")
		if card == nil || card.of != "1001" || card.from != shop || card.thread != 0 {
			t.Fatalf("the card is %+v\n%s", card, tg.written(room))
		}
		if tg.find(shop, "1001") == nil {
			t.Errorf("the merchant has no number:\n%s", tg.written(shop))
		}

		first, second := o.tap(wang, "claim"), o.tap(smith, "claim")
		o.run()
		if a, b := tg.toast(o, first.Callback), tg.toast(o, second.Callback); !strings.Contains(a, "1001") || !strings.Contains(b, "王芳") {
			t.Errorf("the toasts are %q and %q", a, b)
		}
		o.is(handoff.Claimed, conversation.WithTeam)
		thread := o.thread()
		if head := tg.get(room, messageIn(o.ticket().Head.Ref)); head == nil || !head.pinned || head.thread != thread {
			t.Errorf("the head of the room is %+v", head)
		}
		if tr := tg.find(room, "商户：刷卡机报91"); tr == nil || tr.quoted == 0 || tr.thread != thread {
			t.Errorf("the transcript is %+v\n%s", tr, tg.written(room))
		}
		if !o.shownInRoom(early) {
			t.Errorf("the photo is not in the room:\n%s", tg.written(room))
		}

		o.bothWays(t, thread)
		o.endings(t, thread)
	})
}

// messageIn gives the message that a ref names.
func messageIn(r handoff.Ref) int64 {
	_, m, _ := parseMessage(r)
	return m
}

// shownInRoom reports whether a message of the merchant was copied to the team.
func (o *office) shownInRoom(id int64) bool {
	for _, m := range o.telegram.all {
		if m.chat == room && len(m.copied) > 0 && m.copied[0] == id {
			return true
		}
	}
	return false
}

// bothWays lets merchant and agents write to each other.
func (o *office) bothWays(t *testing.T, thread int64) {
	tg := o.telegram
	asked := o.says("还要等多久？")
	if m := tg.find(room, "还要等多久？"); m == nil || m.thread != thread {
		t.Errorf("not in the room:\n%s", tg.written(room))
	}
	inRoom := tg.find(room, "还要等多久？").id
	said := o.types(wang, "请看一下屏幕", thread, inRoom)
	reached := tg.find(shop, "请看一下屏幕")
	if reached == nil || reached.reply != asked || tg.get(room, said).mark != "👌" {
		t.Errorf("%+v, marked %q", reached, tg.get(room, said).mark)
	}
	o.wrote("好的", reached.id)
	o.run()
	if m := tg.find(room, "好的"); m == nil || m.reply != said {
		t.Errorf("the quote is lost: %+v", m)
	}

	pic := o.says("", photo)
	if !o.shownInRoom(pic) {
		t.Errorf("the photo is not in the room:\n%s", tg.written(room))
	}
	o.wrote("这是正反面", 0, part("a"))
	o.wrote("", 0, part("a"))
	o.run()
	if m := tg.find(room, "这是正反面"); m == nil || tg.count(room, "这是正反面") != 1 {
		t.Errorf("the album has no words: %+v", m)
	}

	one := o.types(wang, "像这样", thread, 0, photo)
	if m := tg.find(shop, "像这样"); m == nil || len(m.copied) != 1 || m.copied[0] != one {
		t.Errorf("the agent's photo: %+v", m)
	}
	o.types(wang, "", thread, 0, part("b"))
	o.types(wang, "两张图", thread, 0, part("b"))
	if tg.find(shop, "两张图") != nil {
		t.Error("an album went out before it was complete")
	}
	o.wait(3 * time.Second)
	if m := tg.find(shop, "两张图"); m == nil || len(m.copied) > 0 {
		t.Errorf("the album's words: %+v\n%s", m, tg.written(shop))
	}

	note := o.types(wang, "//这个商户很急", thread, 0)
	held := o.types(smith, "我来试试", thread, 0)
	if tg.find(shop, "很急") != nil || tg.find(shop, "我来试试") != nil || tg.get(room, note).mark != "✍" {
		t.Errorf("a note or a stranger's words went out:\n%s", tg.written(shop))
	}
	o.edits(wang, note, "//这个商户非常急", thread)
	o.edits(wang, said, "请看一下屏幕右上角", thread)
	if m := tg.find(shop, "右上角"); m == nil || m.reply != reached.id {
		t.Errorf("the correction is %+v\n%s", m, tg.written(shop))
	}
	if prompt := tg.button(room, "send_held:"+numberOf(o, held)); prompt == nil || prompt.reply != held {
		t.Errorf("the held words have no buttons:\n%s", tg.written(room))
	}
	o.act(Update{User: wang, Reply: one, Message: o.telegram.add(message{chat: room, thread: thread, by: wang}), Event: conversation.Event{Kind: conversation.EventText, Text: "/recall"}}, thread)
	if tg.find(shop, "像这样") != nil || tg.get(room, one).mark != "🤷" {
		t.Errorf("it was not recalled:\n%s", tg.written(shop))
	}
}

// numberOf gives the number of the line that a message in the room is.
func numberOf(o *office, id int64) string {
	for _, l := range o.ticket().Lines {
		for _, r := range l.Team {
			if r == messageRef(room, id) {
				return strconv.Itoa(l.N)
			}
		}
	}
	return "?"
}

// endings closes the case, and lets the merchant come back.
func (o *office) endings(t *testing.T, thread int64) {
	tg := o.telegram
	o.types(wang, "/close", thread, 0)
	o.taps(wang, "cause:0")
	o.taps(wang, "route:bank")
	o.is(handoff.Confirming, conversation.WithTeam)
	if said := o.presses("works"); said == "" {
		t.Error("the merchant's press has no words")
	}
	o.is(handoff.Closed, conversation.Idle)
	if len(tg.closed) != 1 || tg.closed[0] != thread {
		t.Errorf("closed are the topics %v", tg.closed)
	}
	o.presses("rate:5")
	f := o.cases["1001"]
	if f.Record.Rating != 5 || f.Record.Solver != handoff.SolvedByAgent || f.Learned == nil || f.Learned.Route != "bank" || !f.Learned.Confirmed || len(f.Answers) == 0 || !strings.Contains(f.Before, "报91") {
		t.Errorf("kept is %+v", f)
	}
	o.says("谢谢")
	o.is(handoff.Closed, conversation.Idle)

	o.wait(6 * 24 * time.Hour)
	o.says("又报91了，刷不了")
	o.is(handoff.Queued, conversation.WithTeam)
	if c := o.ticket(); c.Case != "1001" || c.Reopens != 1 {
		t.Errorf("the complaint of day six is %s, opened again %d times", c.Case, c.Reopens)
	}
	o.taps(smith, "claim")
	o.thread()
	o.types(smith, "好了吗", o.thread(), 0)
	o.taps(smith, "close")
	o.taps(smith, "cause:0")
	o.taps(smith, "route:device")
	o.wait(25 * time.Hour)
	o.is(handoff.Closed, conversation.Idle)
	o.wait(9 * 24 * time.Hour)
	o.says("又报91了，刷不了")
	if o.chat().State.Phase == conversation.WithTeam || o.ticket().State != handoff.Closed {
		t.Errorf("the complaint of day nine went to the team")
	}
	o.says("我要转人工")
	o.is(handoff.Queued, conversation.WithTeam)
	if c := o.ticket(); c.Case != "1002" {
		t.Errorf("the new case is %s", c.Case)
	}
}

// TestHandBack gives a case back; the bot goes on from what the agent knows.
func TestHandBack(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("刷卡机报91")
		o.claimed()
		thread := o.thread()
		o.types(wang, "/事实 scope＝all_cards", thread, 0)
		o.types(wang, "/交回", thread, 0)
		if o.ticket().State != handoff.Returned || o.chat().State.Phase == conversation.WithTeam {
			t.Fatalf("the case is %s, the dialogue %s", o.ticket().State, o.chat().State.Phase)
		}
		agents := 0
		for _, a := range o.chat().State.Case.Facts() {
			if a.Origin == conversation.Agent {
				agents++
			}
		}
		if agents != 1 {
			t.Errorf("the facts are %+v", o.chat().State.Case.Facts())
		}
		for range 8 { // whatever the bot asks
			if o.chat().State.Phase != conversation.Asking {
				break
			}
			o.presses(conversation.PressUnsure)
		}
		if o.chat().State.Phase == conversation.Advised {
			o.presses(conversation.PressSolved)
			o.is(handoff.Closed, conversation.Idle)
			if f := o.cases["1001"]; f.Record.Solver != handoff.SolvedByBot || len(o.cases) != 1 {
				t.Errorf("kept is %+v of %d", f.Record, len(o.cases))
			}
			return
		}
		if o.ticket().State != handoff.Queued { // or a person again, with the same case
			t.Errorf("the case is %s", o.ticket().State)
		}
	})
}

// TestOccupied lets a merchant press and command while a person has the case.
func TestOccupied(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("刷卡机报91")
		if o.chat().State.Phase != conversation.Asking {
			t.Skip("nothing is asked")
		}
		o.claimed()
		turn := o.chat().State.Turn
		if toast := o.presses(conversation.PressUnsure); !strings.Contains(toast, "同事正在处理") {
			t.Errorf("the toast is %q", toast)
		}
		if o.chat().State.Turn != turn {
			t.Error("the dialogue went on while a person has the case")
		}
		press := func(ev conversation.Event) {
			o.put(Update{ID: o.id(), Kind: FromMerchant, Chat: shop, User: shop, At: time.Now(), Event: ev})
			o.run()
		}
		press(conversation.Event{Kind: conversation.EventLanguage, Language: "en"})
		if r := o.ticket().Merchant.Reader; r.Lang != "en" {
			t.Errorf("the case writes in %+v", r)
		}
		press(conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman})
		if o.telegram.find(shop, "A colleague is working on your case 1001") == nil {
			t.Errorf("who asks again is told\n%s", o.telegram.written(shop))
		}
		press(conversation.Event{Kind: conversation.EventPress, Press: conversation.PressRestart})
		if o.telegram.find(shop, "A colleague is working on it") == nil {
			t.Errorf("who restarts is told\n%s", o.telegram.written(shop))
		}
		press(conversation.Event{Kind: conversation.EventHelp})
		o.is(handoff.Claimed, conversation.WithTeam)
	})
}

// TestMoveToAnotherDesk words the case for those who get it.
func TestMoveToAnotherDesk(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("刷卡机报91")
		o.claimed()
		if o.telegram.find(room, "商户原话：刷卡机报91") == nil {
			t.Errorf("the Chinese desk reads\n%s", o.telegram.written(room))
		}
		o.types(wang, "/move bank", o.thread(), 0)
		o.is(handoff.Queued, conversation.WithTeam)
		m := o.telegram.find(bank, "1001")
		if m == nil || m.of != "1001" {
			t.Fatalf("no card at the bank's desk:\n%s", o.telegram.written(bank))
		}
		if !strings.Contains(m.text, "Merchant: 刷卡机报91") || strings.Contains(m.text, "原因") {
			t.Errorf("the English desk reads\n%s", m.text)
		}
	})
}

// TestNowhere tells who writes where nothing is sent from, once.
func TestNowhere(t *testing.T) {
	inOffice(t, func(o *office) {
		told := func() int { return o.telegram.count(room, "没有发给任何商户") }
		o.types(wang, "大家吃饭了吗", 0, 0)
		if told() != 0 {
			t.Error("ordinary talk is answered")
		}
		o.types(wang, "在吗", 77, 0)
		o.types(wang, "在吗？", 77, 0)
		if told() != 1 {
			t.Errorf("told %d times:\n%s", told(), o.telegram.written(room))
		}
		id := o.telegram.add(message{chat: room, text: "an old card"})
		o.types(wang, "收到", 0, id)
		o.types(wang, "收到？", 0, id)
		if told() != 3 {
			t.Errorf("told %d times", told())
		}
		o.types(wang, "/claim", 0, 0)
		if told() != 4 {
			t.Errorf("a command that is about no case vanishes: told %d times", told())
		}
		o.act(Update{User: wang, Callback: "x", Event: conversation.Event{Kind: conversation.EventPress, Press: "claim"}}, 0)
		if o.telegram.toast(o, "x") == "" {
			t.Error("a press at a card of nobody has no words")
		}
	})
}

// TestWhoLeftTheGroup gives every case of that person back to the queue.
func TestWhoLeftTheGroup(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		o.act(Update{User: smith, Team: &TeamAct{Left: true}}, 0)
		o.is(handoff.Claimed, conversation.WithTeam)
		o.act(Update{User: wang, Team: &TeamAct{Left: true}}, 0)
		o.is(handoff.Queued, conversation.WithTeam)
	})
}

// TestNobody lets an anonymous administrator and a guest do nothing.
func TestNobody(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("我要转人工")
		for _, user := range []int64{0, guest} {
			if toast := o.taps(user, "claim"); toast == "" {
				t.Errorf("%d is told nothing", user)
			}
			o.is(handoff.Queued, conversation.WithTeam)
		}
		o.taps(wang, "claim")
		for _, user := range []int64{0, guest} {
			o.types(user, "我是老板", o.thread(), 0)
		}
		if o.telegram.find(shop, "我是老板") != nil {
			t.Error("words of nobody went out")
		}
	})
}

// TestNoDesk says that a person takes over, and no more; a desk that is there
// later takes the case up.
func TestNoDesk(t *testing.T) {
	inOffice(t, func(o *office) {
		desk := o.desk
		o.desk = nil
		o.says("我要转人工")
		if o.chat().State.Phase != conversation.WithTeam || o.ticket().State != handoff.None || o.telegram.written(room) != "" {
			t.Errorf("%s, %s, %s", o.chat().State.Phase, o.ticket().State, o.telegram.written(room))
		}
		o.desk = desk
		o.says("有人吗，91")
		o.is(handoff.Queued, conversation.WithTeam)
		if o.telegram.find(shop, "1001") == nil {
			t.Errorf("the merchant waits for nobody:\n%s", o.telegram.written(shop))
		}
	})
}
