package telegram

import (
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/conversation"
)

// desk is a group of the team with its people, over HTTP.
type desk struct {
	*testing.T
	api             *botapitest.Server
	client          *Client
	group           *botapitest.Group
	next            func() bot.Update
	merchant, agent botapitest.User
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t}
	d.api, d.client = telegramSide(t, botapitest.Options{})
	d.group = d.api.NewGroup(botapitest.GroupOptions{Title: "客服", Forum: true})
	d.merchant, d.agent = d.api.User(merchantID).Named("老王", "", "zh-hans"), d.api.User(2002).Named("老李", "", "en")
	d.group.Set(d.agent, botapitest.Administrator)
	d.next = receive(t, d.api, d.client, d.group.ID)
	return d
}

// anew takes another client, which has made no topic yet.
func (d *desk) anew() { d.client = build(d.T, Options{Token: d.api.Token, BaseURL: d.api.URL}) }

// send makes a delivery to the group, or where it says.
func (d *desk) send(v bot.Delivery) bot.Receipt {
	d.Helper()
	if v.Chat == 0 {
		v.Chat = d.group.ID
	}
	v.From, v.Case = merchantID, "1042"
	r, err := d.client.Send(d.Context(), v)
	if err != nil {
		d.Fatalf("%+v: %v", v, err)
	}
	return r
}

// fails makes a delivery that fails.
func (d *desk) fails(v bot.Delivery) bot.SendError {
	d.Helper()
	if v.Chat == 0 {
		v.Chat = d.group.ID
	}
	_, err := d.client.Send(d.Context(), v)
	if err == nil {
		d.Fatalf("%+v was taken", v)
	}
	return bot.Decide(err)
}

// TestCaseOnScreens plays a case as it is shown to an agent and to a merchant.
func TestCaseOnScreens(t *testing.T) {
	d := newDesk(t)
	album := d.merchant.Album("小票 4111111111111111", "")
	for range album {
		if u := d.next(); u.Kind != bot.FromMerchant || u.Event.Files[0].Album == "" {
			t.Fatalf("%+v", u)
		}
	}
	card := d.send(bot.Delivery{Kind: bot.Show, Text: "#1042 普通\n没出票", Bold: 8, Buttons: [][]bot.Button{{{Label: "接手", ID: "claim"}}}})
	press, err := d.agent.In(d.group).Press("接手")
	if err != nil {
		t.Fatal(err)
	}
	u := d.next()
	if u.Kind != bot.FromTeam || u.Chat != merchantID || u.Case != "1042" || u.Event.Press != "claim" || u.User != 2002 ||
		u.Message != card.Message || *u.Team != (bot.TeamAct{Group: d.group.ID, Name: "老李", Lang: "en"}) {
		t.Fatalf("%+v, %+v", u, u.Team)
	}
	d.send(bot.Delivery{Kind: bot.Answer, Callback: u.Callback, Text: "您已接手"})
	if toast, ok := d.api.Toast(press); !ok || toast.Text != "您已接手" {
		t.Errorf("%+v", toast)
	}
	topic := d.send(bot.Delivery{Kind: bot.OpenTopic, Name: "#1042 老王", Icon: "📝"}).Thread
	head := d.send(bot.Delivery{Kind: bot.Show, Thread: topic, Text: "#1042\n商户：没出票", Bold: 5, Quoted: 6}).Message
	d.send(bot.Delivery{Kind: bot.Pin, Message: head})
	copies := d.send(bot.Delivery{Kind: bot.Copy, Of: merchantID, Messages: []int64{album[0].Message, album[1].Message}, Thread: topic})
	if len(copies.Messages) != 2 || copies.Message != copies.Messages[0] {
		t.Errorf("%+v", copies)
	}
	d.send(bot.Delivery{Kind: bot.Copy, Of: merchantID, Messages: []int64{album[0].Message}, Thread: topic, Text: "[card ••••1111]", Reply: head})

	said := d.agent.In(d.group).InTopic(topic).Reply(copies.Message).Text("请重打小票")
	u = d.next()
	if u.Reply != copies.Message || !u.Team.ToBot || u.Team.Thread != topic || u.Event.Text != "请重打小票" || u.Message != said.Message || u.Chat != d.group.ID {
		t.Fatalf("%+v, %+v", u, u.Team)
	}
	relayed := d.send(bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: "请重打小票", Reply: album[0].Message}).Message
	d.send(bot.Delivery{Kind: bot.Mark, Message: said.Message, Mark: "👌"})
	d.agent.In(d.group).InTopic(topic).Edit(said.Message, "请补打小票")
	if u = d.next(); u.Event.Kind != conversation.EventEdit || u.Message != said.Message || u.Team.Thread != topic || u.Reply != copies.Message {
		t.Fatalf("%+v", u)
	}
	d.send(bot.Delivery{Kind: bot.Edit, Chat: merchantID, Message: relayed, Text: "请补打小票"})
	d.send(bot.Delivery{Kind: bot.Edit, Chat: merchantID, Message: relayed, Text: "请补打小票"}) // again
	d.merchant.Reply(relayed).Text("打出来了")
	if u = d.next(); u.Kind != bot.FromMerchant || u.Reply != relayed {
		t.Fatalf("%+v", u)
	}
	if _, err := d.client.Me(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.agent.In(d.group).InTopic(topic).Text("/close@other_bot")
	d.agent.In(d.group).InTopic(topic).Text("/close@fake_bot 好")
	if u = d.next(); u.Team.Command != "close" || u.Event.Text != "好" || u.Reply != 0 || u.Team.ToBot {
		t.Fatalf("%+v, %+v", u, u.Team)
	}
	for range 2 { // the second time it is so already
		d.send(bot.Delivery{Kind: bot.EditTopic, Thread: topic, Icon: "✅"})
		d.send(bot.Delivery{Kind: bot.CloseTopic, Thread: topic})
	}
	asked := d.send(bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: "正常了吗？", Buttons: [][]bot.Button{{{Label: "正常了", ID: "works"}}}})
	if _, err := d.merchant.Press("正常了"); err != nil {
		t.Fatal(err)
	}
	if u = d.next(); u.Kind != bot.FromMerchant || u.Case != "1042" || u.Event.Press != "works" || u.Message != asked.Message {
		t.Fatalf("%+v", u)
	}
	sees(t, d.api.Screen(d.group.ID, topic), `
== 客服 › ✅ #1042 老王 (closed) ==
#3 bot, forum_topic_created
#4 bot, pinned
  *#1042*
  ❝商户：没出票❞
#5 bot, pinned_message
#6 bot, photo, album 1
#7 bot, photo, album 1
#8 bot, photo ↩#4
  [card ••••1111]
#9 老李 ↩#6 ✎ 👌
  请补打小票
#10 老李
  /close@other_bot
#11 老李
  /close@fake_bot 好
#12 bot, forum_topic_edited
#13 bot, forum_topic_closed
`)
	sees(t, d.api.Screen(merchantID, 0), `
== 老王 ==
#1 老王, photo, album 1
  小票 4111111111111111
#2 老王, photo, album 1
#3 bot ↩#1 ✎
  请补打小票
#4 老王 ↩#3
  打出来了
#5 bot
  正常了吗？
  [正常了]
`)
}

func sees(t *testing.T, got, want string) {
	t.Helper()
	if got != strings.TrimLeft(want, "\n") {
		t.Errorf("got\n%s\nwant%s", got, want)
	}
}

// TestTeamTroubles plays what goes wrong in a group of the team.
func TestTeamTroubles(t *testing.T) {
	d := newDesk(t)
	d.merchant.Text("hi")
	d.next()
	photo := d.merchant.Photo("")
	d.next()
	topic := d.send(bot.Delivery{Kind: bot.OpenTopic, Name: "#1"}).Thread
	shown := d.send(bot.Delivery{Kind: bot.Show, Thread: topic, Text: "card"}).Message

	d.group.CloseTopic(d.agent, topic, true)
	d.send(bot.Delivery{Kind: bot.CloseTopic, Thread: topic})
	for range 2 {
		if r := d.send(bot.Delivery{Kind: bot.OpenTopic, Thread: topic, Name: "#1", Icon: "✅"}); r.Thread != topic {
			t.Errorf("%+v", r)
		}
	}
	d.send(bot.Delivery{Kind: bot.Show, Thread: topic, Text: "nobody there", Reply: 9999})

	d.group.DeleteTopic(topic)
	for name, v := range map[string]bot.Delivery{
		"show":   {Kind: bot.Show, Thread: topic, Text: "?"},
		"copy":   {Kind: bot.Copy, Thread: topic, Of: merchantID, Messages: []int64{photo.Message}},
		"reopen": {Kind: bot.OpenTopic, Thread: topic},
		"icon":   {Kind: bot.EditTopic, Thread: topic, Icon: "✅"},
		"close":  {Kind: bot.CloseTopic, Thread: topic},
		"edit":   {Kind: bot.Edit, Message: shown, Text: "?"},
		"mark":   {Kind: bot.Mark, Message: shown, Mark: "👌"},
		"pin":    {Kind: bot.Pin, Message: shown},
	} {
		if e := d.fails(v); e.Decision != bot.GiveUp || !e.Lost {
			t.Errorf("%s in a topic that is gone: %s, lost %v: %v", name, e.Decision, e.Lost, e.Err)
		}
	}
	d.merchant.Delete(photo.Message)
	for _, ids := range [][]int64{{photo.Message}, {photo.Message, photo.Message + 1}} {
		if e := d.fails(bot.Delivery{Kind: bot.Copy, Of: merchantID, Messages: ids}); e.Decision != bot.GiveUp || e.Lost {
			t.Errorf("a copy of what is gone, and the topic is not: %v", e.Err)
		}
	}
	d.send(bot.Delivery{Kind: bot.Delete, Chat: merchantID, Messages: []int64{photo.Message, photo.Message + 1}})
	if e := d.fails(bot.Delivery{Kind: bot.Mark, Message: d.send(bot.Delivery{Kind: bot.Show, Text: "a"}).Message, Mark: "✅"}); e.Decision != bot.GiveUp || e.Lost {
		t.Errorf("no such mark: %v", e.Err)
	}

	d.agent.In(d.group).Anonymous().Text("/claim")
	if u := d.next(); u.Kind != bot.FromTeam || u.User != 0 || u.Team.Command != "claim" || u.Team.Name != "" {
		t.Errorf("%+v, %+v", u, u.Team)
	}
	d.group.Set(d.agent, botapitest.Kicked)
	for range 2 { // by the service message, and as an administrator
		if u := d.next(); u.Kind != bot.FromTeam || u.User != 2002 || !u.Team.Left || u.Chat != d.group.ID {
			t.Errorf("%+v, %+v", u, u.Team)
		}
	}
	d.group.Set(d.agent, botapitest.Administrator)
	d.group.SetForum(false)
	d.anew()
	if e := d.fails(bot.Delivery{Kind: bot.OpenTopic, Name: "#2"}); e.Decision != bot.GiveUp || e.Lost {
		t.Errorf("no forum: %v", e.Err)
	}
	card := d.send(bot.Delivery{Kind: bot.Show, Text: "card"}).Message
	d.agent.In(d.group).Reply(card).Text("好")
	if u := d.next(); u.Reply != card || u.Team.Thread != 0 {
		t.Errorf("a thread of replies: %+v, %+v", u, u.Team)
	}
	d.group.SetBot(d.agent, botapitest.Administrator, 0)
	d.group.SetForum(true)
	d.anew()
	if e := d.fails(bot.Delivery{Kind: bot.OpenTopic, Name: "#2"}); e.Decision != bot.GiveUp || e.Lost {
		t.Errorf("no right: %v", e.Err)
	}
	if e := d.fails(bot.Delivery{Kind: bot.Pin, Message: card}); e.Decision != bot.GiveUp || e.Lost {
		t.Errorf("no right: %v", e.Err)
	}
	voice := d.agent.In(d.group).Voice(3).Message
	d.next()
	d.merchant.Block()
	d.next()
	if e := d.fails(bot.Delivery{Kind: bot.Copy, Chat: merchantID, Of: d.group.ID, Messages: []int64{voice}}); e.Decision != bot.ChatGone {
		t.Errorf("blocked: %v", e.Err)
	}
}

// TestIntroduceTeam holds that every group has the team's commands, and only
// they.
func TestIntroduceTeam(t *testing.T) {
	d := newDesk(t)
	away := d.api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Kicked})
	err := d.client.Introduce(t.Context(), Introduction{Groups: []int64{d.group.ID, away.ID}, Page: true})
	if err == nil || !strings.Contains(err.Error(), "was kicked") {
		t.Errorf("of a group that we are not in: %v", err)
	}
	calls := len(d.api.CallsOf("setMyCommands"))
	if err := d.client.Introduce(t.Context(), Introduction{Groups: []int64{d.group.ID}, Page: true}); err != nil || len(d.api.CallsOf("setMyCommands")) != calls {
		t.Errorf("the second time: %v, %d calls", err, len(d.api.CallsOf("setMyCommands"))-calls)
	}
	for _, lang := range []string{"", "zh", "en"} {
		got := d.api.GroupCommands(d.group.ID, lang)
		if len(got) < 10 || got[0].Command != "claim" {
			t.Errorf("%q: %v", lang, got)
		}
	}
	if zh, en := d.api.GroupCommands(d.group.ID, "zh"), d.api.GroupCommands(d.group.ID, "en"); zh[0] == en[0] {
		t.Error("one language for all")
	}
	shown := func() bool {
		return slices.ContainsFunc(d.api.GroupCommands(d.group.ID, "zh"), func(c botapitest.Command) bool { return c.Command == "desk" })
	}
	if !shown() {
		t.Error("the command for the page is not shown")
	}
	if err := d.client.Introduce(t.Context(), Introduction{Groups: []int64{d.group.ID}}); err != nil || shown() {
		t.Errorf("without a page its command is shown: %v", err)
	}
	if d.client.Name() != "" {
		t.Error("a name before it was asked for")
	}
	if _, err := d.client.Me(t.Context()); err != nil || d.client.Name() != "fake_bot" {
		t.Errorf("%q, %v", d.client.Name(), err)
	}
}
