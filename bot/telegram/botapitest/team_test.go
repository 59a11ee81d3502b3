package botapitest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// violations gives what was taken without a word.
func violations(api *botapitest.Server) []string {
	var out []string
	for _, v := range api.Violations() {
		out = append(out, v.Method+": "+v.What)
	}
	return out
}

// topic makes a topic and gives its number.
func (b *bot) topic(group int64, name string) int64 {
	b.t.Helper()
	var made struct {
		ID int64 `json:"message_thread_id"`
	}
	b.ok("createForumTopic", params{"chat_id": group, "name": name}, &made)
	return made.ID
}

func TestClosedTopics(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent, lead, maker := api.User(11), api.User(12), api.User(13)
	desk := api.NewGroup(botapitest.GroupOptions{Forum: true})
	desk.Set(agent, botapitest.Member)
	desk.Set(lead, botapitest.Administrator)
	desk.Set(maker, botapitest.Member)
	theirs, ours := desk.CreateTopic(maker, "theirs"), b.topic(desk.ID, "ours")
	said := agent.In(desk).InTopic(theirs).Text("a").Message
	for _, id := range []int64{theirs, ours} {
		b.ok("sendMessage", params{"chat_id": desk.ID, "message_thread_id": id, "text": "card", "reply_markup": keyboard("take")}, nil)
		desk.CloseTopic(lead, id, true)
	}
	if agent.In(desk).InTopic(theirs).Text("b").Message != 0 || agent.In(desk).Edit(said, "b").Message != 0 {
		t.Error("a member wrote into a closed topic")
	}
	if lead.In(desk).InTopic(ours).Text("b").Message == 0 || maker.In(desk).InTopic(theirs).Text("b").Message == 0 ||
		maker.In(desk).InTopic(ours).Text("b").Message != 0 {
		t.Error("administrators and makers write into closed topics, others do not")
	}
	if press, err := agent.In(desk).InTopic(theirs).Press("take"); err != nil || press.Update == 0 {
		t.Errorf("a button of a closed topic cannot be pressed: %v", err)
	}
	desk.SetBot(lead, botapitest.Member, 0)
	b.refuses(400, "Bad Request: TOPIC_CLOSED", "sendMessage", params{"chat_id": desk.ID, "message_thread_id": theirs, "text": "a"})
	b.ok("sendMessage", params{"chat_id": desk.ID, "message_thread_id": ours, "text": "a"}, nil)
	desk.RenameTopic(lead, ours, "renamed")
	desk.SetForum(false)
	if agent.In(desk).InTopic(ours).Text("b").Message != 0 {
		t.Error("there was a topic in a group without topics")
	}
	if all := desk.Topics(); all[1].Name != "renamed" || !all[1].Closed {
		t.Errorf("topics are %+v", all)
	}
}

// TestMigrationWithoutTopics holds that a group that becomes a supergroup has
// no topics until somebody turns them on.
func TestMigrationWithoutTopics(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	old := api.NewGroup(botapitest.GroupOptions{Basic: true})
	old.Set(agent, botapitest.Administrator)
	topic := params{"chat_id": old.ID, "name": "a"}
	b.refuses(400, "Bad Request: the chat is not a forum", "createForumTopic", topic)
	card := b.send(old.ID, "card")
	fresh := old.Migrate()
	r := b.refuses(400, "Bad Request: group chat was upgraded to a supergroup chat", "createForumTopic", topic)
	topic["chat_id"] = r.Parameters.MigrateTo
	b.refuses(400, "Bad Request: the chat is not a forum", "createForumTopic", topic)
	b.refuses(400, "Bad Request: message to edit not found", "editMessageText", params{"chat_id": fresh.ID, "message_id": card + 100, "text": "b"})
	fresh.SetForum(true)
	if id := b.topic(fresh.ID, "a"); agent.In(fresh).InTopic(id).Text("a").Update == 0 {
		t.Error("nobody can write into the topic")
	}
}

func TestRoles(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	b.updates(0, params{"allowed_updates": []string{"message", "edited_message", "chat_member"}})
	agent, lead := api.User(11), api.User(12)
	desk := api.NewGroup(botapitest.GroupOptions{})
	desk.Set(agent, botapitest.Member)
	desk.Set(lead, botapitest.Administrator)
	there := lead.In(desk).Anonymous()
	said := there.Text("a").Message
	if there.Edit(said, "b").Update == 0 || lead.In(desk).Edit(said, "c").Message != 0 {
		t.Error("what was written in the name of the group is edited in its name")
	}
	desk.Set(agent, botapitest.Restricted)
	if agent.In(desk).Text("a").Message != 0 {
		t.Error("somebody without the right to wrote")
	}
	desk.Set(agent, botapitest.Kicked)
	if agent.In(desk).Text("a").Message != 0 {
		t.Error("somebody who was thrown out wrote")
	}
	desk.SetBot(lead, botapitest.Member, 0)
	desk.Set(agent, botapitest.Member)
	members, left := 0, 0
	for _, u := range b.updates(1) {
		if u.Member != nil {
			members++
		}
		if u.Message.LeftChat != nil {
			left++
		}
	}
	if members != 4 || left != 1 {
		t.Errorf("told of %d changes and %d who left; only an administrator is told of changes", members, left)
	}
}

// TestThreads holds what message_thread_id is outside of topics.
func TestThreads(t *testing.T) {
	for name, o := range map[string]botapitest.GroupOptions{"no topics": {}, "general topic": {Forum: true}, "basic": {Basic: true}} {
		t.Run(name, func(t *testing.T) {
			api, b := start(t, botapitest.Options{})
			agent := api.User(11)
			desk := api.NewGroup(o)
			desk.Set(agent, botapitest.Member)
			card := b.send(desk.ID, "card")
			first := agent.In(desk).Reply(card).Text("a").Message
			agent.In(desk).Reply(first).Text("b")
			want := card
			if o.Basic {
				want = 0
			}
			for _, u := range b.updates(0)[1:] {
				if m := u.Message; m.Thread != want || m.IsTopic || m.ReplyTo == nil {
					t.Errorf("%+v", m)
				}
			}
		})
	}
}

func TestCopiedCaptions(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	text, sticker := merchant.Text("4111").Message, merchant.Sticker("🙂").Message
	album := merchant.Album("4111", "4111")
	shown := func(method string, p params) []botapitest.Message {
		t.Helper()
		p["chat_id"], p["from_chat_id"] = 1, 1
		before := len(api.FromBot(1))
		b.ok(method, p, nil)
		return api.FromBot(1)[before:]
	}
	one := func(p params) botapitest.Message { t.Helper(); return shown("copyMessage", p)[0] }
	if m := one(params{"message_id": album[0].Message}); m.Text != "4111" {
		t.Errorf("without a caption the copy has that of the original: %+v", m)
	}
	if m := one(params{"message_id": album[0].Message, "caption": ""}); m.Text != "" || m.Kind != "photo" {
		t.Errorf("an empty caption takes it away: %+v", m)
	}
	if m := one(params{"message_id": sticker, "caption": ""}); m.Kind != "sticker" {
		t.Errorf("%+v", m)
	}
	if v := violations(api); len(v) != 0 {
		t.Error(v)
	}
	if m := one(params{"message_id": text, "caption": ""}); m.Text != "4111" {
		t.Errorf("a text has no caption: %+v", m)
	}
	ids := []int64{text, album[0].Message, album[1].Message}
	if m := shown("copyMessages", params{"message_ids": ids, "remove_caption": true}); m[0].Text != "4111" || m[1].Text+m[2].Text != "" {
		t.Errorf("%+v", m)
	}
	shown("copyMessages", params{"message_ids": ids, "reply_parameters": params{"message_id": text}})
	want := []string{
		"copyMessage: caption is ignored: a message of kind text has none", `copyMessages: unknown parameter "reply_parameters"`,
	}
	if v := violations(api); !slices.Equal(v, want) {
		t.Errorf("violations are %q", v)
	}
}

// TestTeamLimits holds what counts in a group, and the pause between topics.
func TestTeamLimits(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now, Limits: botapitest.RealLimits()})
	desk := api.NewGroup(botapitest.GroupOptions{Forum: true})
	agent := api.User(11)
	desk.Set(agent, botapitest.Member)
	id := b.topic(desk.ID, "one")
	r := b.refuses(429, "Too Many Requests: retry after 5", "createForumTopic", params{"chat_id": desk.ID, "name": "two"})
	clock.add(time.Duration(r.Parameters.RetryAfter) * time.Second)
	b.topic(desk.ID, "two")
	clock.add(time.Minute)
	card := b.send(desk.ID, "card", "take")
	counted := 1
	for method, p := range map[string]params{
		"editMessageText":    {"message_id": card, "text": "b", "reply_markup": keyboard("take")},
		"setMessageReaction": {"message_id": card, "reaction": []params{{"type": "emoji", "emoji": "👌"}}},
		"pinChatMessage":     {"message_id": card},
		"editForumTopic":     {"message_thread_id": id, "name": "three"},
		"closeForumTopic":    {"message_thread_id": id},
		"copyMessage":        {"from_chat_id": desk.ID, "message_id": card},
		"deleteMessages":     {"message_ids": []int64{card + 1000}},
	} {
		p["chat_id"] = desk.ID
		b.ok(method, p, nil)
		counted++
	}
	for range 3 { // these do not
		press, err := agent.In(desk).Press("take")
		if err != nil {
			t.Fatal(err)
		}
		b.ok("answerCallbackQuery", params{"callback_query_id": press.ID, "text": "done"}, nil)
		b.ok("getForumTopicIconStickers", nil, nil)
		b.refuses(400, "Bad Request: message to edit not found", "editMessageText", params{"chat_id": desk.ID, "message_id": 9999, "text": "x"})
	}
	for ; counted < 20; counted++ {
		b.send(desk.ID, "a")
	}
	if r := b.call("sendMessage", params{"chat_id": desk.ID, "text": "a"}); r.Code != 429 {
		t.Errorf("the 21st of a minute: %+v", r)
	}
}

func TestGroupCommands(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	desk := api.NewGroup(botapitest.GroupOptions{})
	away := api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Kicked})
	set := func(chat any) params {
		return params{"commands": []params{{"command": "claim", "description": "a"}}, "scope": params{"type": "chat", "chat_id": chat}}
	}
	b.ok("setMyCommands", set(desk.ID), nil)
	if got := api.GroupCommands(desk.ID, ""); len(got) != 1 || got[0].Command != "claim" || api.Commands("") != nil {
		t.Errorf("commands are %v", got)
	}
	b.refuses(400, "Bad Request: chat not found", "setMyCommands", set(-5))
	b.refuses(403, "Forbidden: bot was kicked from the supergroup chat", "setMyCommands", set(away.ID))
}

func TestScreen(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant, agent := api.User(1001).Named("老王", "", ""), api.User(11).Named("老李", "", "")
	desk := api.NewGroup(botapitest.GroupOptions{Title: "客服", Forum: true})
	desk.Set(agent, botapitest.Member)
	var icons []struct {
		Emoji string `json:"emoji"`
		ID    string `json:"custom_emoji_id"`
	}
	b.ok("getForumTopicIconStickers", nil, &icons)
	icon := icons[slices.IndexFunc(icons, func(i struct {
		Emoji string `json:"emoji"`
		ID    string `json:"custom_emoji_id"`
	},
	) bool {
		return i.Emoji == "✅"
	})].ID
	album := merchant.Album("小票", "")
	id := b.topic(desk.ID, "#1001 老王")
	in := func(p params) params { p["chat_id"], p["message_thread_id"] = desk.ID, id; return p }
	text := "#1001 🏦\n商户：没出票\n机器人：…"
	b.ok("sendMessage", in(params{
		"text": text, "reply_markup": params{"inline_keyboard": [][]params{{{"text": "接手", "callback_data": "a"}, {"text": "看对话", "callback_data": "b"}}}},
		"entities": []params{{"type": "bold", "offset": 0, "length": 8}, {"type": "expandable_blockquote", "offset": 9, "length": 12}},
	}), nil)
	card, _ := api.Last(desk.ID)
	b.ok("pinChatMessage", params{"chat_id": desk.ID, "message_id": card.ID}, nil)
	b.ok("copyMessages", in(params{"from_chat_id": 1001, "message_ids": []int64{album[0].Message, album[1].Message}}), nil)
	said := agent.In(desk).InTopic(id).Quoting(card.ID, "没出票").Text("号的").Message
	agent.In(desk).Edit(said, "好的")
	b.ok("setMessageReaction", params{"chat_id": desk.ID, "message_id": said, "reaction": []params{{"type": "emoji", "emoji": "👌"}}}, nil)
	agent.In(desk).Delete(agent.In(desk).InTopic(id).Text("gone").Message)
	b.ok("editForumTopic", params{"chat_id": desk.ID, "message_thread_id": id, "icon_custom_emoji_id": icon}, nil)
	b.ok("closeForumTopic", params{"chat_id": desk.ID, "message_thread_id": id}, nil)
	b.send(1001, "已接手")
	want := strings.TrimLeft(`
== 客服 › ✅ #1001 老王 (closed) ==
#2 bot, forum_topic_created
#3 bot, pinned
  *#1001 🏦*
  ❝商户：没出票
  机器人：…❞
  [接手] [看对话]
#4 bot, pinned_message
#5 bot, photo, album 1
  小票
#6 bot, photo, album 1
#7 老李 ↩#3 “没出票” ✎ 👌
  好的
#9 bot, forum_topic_edited
#10 bot, forum_topic_closed
`, "\n")
	if got := api.Screen(desk.ID, id); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	want = "== 老王 ==\n#1 老王, photo, album 1\n  小票\n#2 老王, photo, album 1\n#3 bot\n  已接手\n"
	if got := api.Screen(1001, 0); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := api.Screen(desk.ID, 0); !strings.HasPrefix(got, "== 客服 › General ==\n#1 老李, new_chat_members\n") {
		t.Errorf("got\n%s", got)
	}
	if api.Screen(-99, 0) != "" {
		t.Error("a chat that is not there is seen")
	}
}
