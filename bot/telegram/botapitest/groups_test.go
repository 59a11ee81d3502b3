package botapitest_test

import (
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestGroups(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{Title: "客服", Forum: true})
	if sent := agent.In(desk).Text("a"); sent.Message != 0 {
		t.Error("somebody who is no member wrote")
	}
	desk.Set(agent, botapitest.Member)
	agent.In(desk).Text("hello")
	if sent := agent.In(desk).Anonymous().Text("a"); sent.Message != 0 {
		t.Error("somebody who is no administrator wrote in the name of the group")
	}
	desk.Set(agent, botapitest.Administrator)
	agent.In(desk).Anonymous().Text("secret")
	desk.Set(agent, botapitest.Member)
	got := b.updates(0)
	if len(got) != 3 || got[1].Message.Text != "hello" || got[1].Message.Chat.ID != desk.ID || got[1].Message.From.ID != 11 ||
		got[2].Message.From.ID != 1087968824 || got[2].Message.SenderChat.ID != desk.ID {
		t.Errorf("got %+v", got)
	}
	var member struct{ Status string }
	for id, want := range map[int64]string{11: "member", 7000000001: "administrator"} {
		b.ok("getChatMember", params{"chat_id": desk.ID, "user_id": id}, &member)
		if member.Status != want {
			t.Errorf("%d is %s, want %s", id, member.Status, want)
		}
	}
	b.refuses(400, "Bad Request: member not found", "getChatMember", params{"chat_id": desk.ID, "user_id": 99})
	b.refuses(400, "Bad Request: invalid user_id specified", "getChatMember", params{"chat_id": desk.ID})
	api.User(12)
	b.ok("getChatMember", params{"chat_id": desk.ID, "user_id": 12}, &member)
	if member.Status != "left" {
		t.Errorf("a stranger is %s", member.Status)
	}
	var admins []struct{ User struct{ ID int64 } }
	b.ok("getChatAdministrators", params{"chat_id": desk.ID}, &admins)
	if len(admins) != 1 || admins[0].User.ID != 7000000001 {
		t.Errorf("administrators are %+v", admins)
	}
	var chat struct {
		Type  string
		Title string
		Forum bool `json:"is_forum"`
	}
	b.ok("getChat", params{"chat_id": desk.ID}, &chat)
	if chat.Type != "supergroup" || chat.Title != "客服" || !chat.Forum {
		t.Errorf("the chat is %+v", chat)
	}
}

func TestBotInGroups(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Left})
	desk.Set(agent, botapitest.Creator)
	send := params{"chat_id": desk.ID, "text": "a"}
	b.refuses(403, "Forbidden: bot is not a member of the supergroup chat", "sendMessage", send)
	desk.SetBot(agent, botapitest.Restricted, 0)
	b.refuses(400, "Bad Request: not enough rights to send text messages to the chat", "sendMessage", send)
	desk.SetBot(agent, botapitest.Member, 0)
	id := agent.In(desk).Text("a").Message
	b.ok("sendMessage", send, nil)
	b.refuses(400, "Bad Request: message can't be deleted", "deleteMessage", params{"chat_id": desk.ID, "message_id": id})
	b.refuses(400, "Bad Request: not enough rights to manage pinned messages in the chat", "pinChatMessage", params{"chat_id": desk.ID, "message_id": id})
	desk.SetBot(agent, botapitest.Administrator, botapitest.AllRights)
	b.ok("pinChatMessage", params{"chat_id": desk.ID, "message_id": id}, nil)
	b.ok("deleteMessage", params{"chat_id": desk.ID, "message_id": id}, nil)
	desk.SetBot(agent, botapitest.Kicked, 0)
	b.refuses(403, "Forbidden: bot was kicked from the supergroup chat", "sendMessage", send)
	if agent.In(desk).Text("unheard").Update != 0 {
		t.Error("the bot heard what was said after it was kicked")
	}
	var statuses []string
	pinned, thrownOut := false, false
	for _, u := range b.updates(0) {
		if u.Bot != nil {
			statuses = append(statuses, u.Bot.New.Status)
		}
		pinned = pinned || u.Message.Pinned != nil
		thrownOut = thrownOut || u.Message.LeftChat != nil
	}
	if len(statuses) != 4 || statuses[0] != "restricted" || statuses[3] != "kicked" || !pinned || !thrownOut {
		t.Errorf("the bot was told %v, of its own pin %v and leaving %v", statuses, pinned, thrownOut)
	}
	other := api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Member})
	b.ok("leaveChat", params{"chat_id": other.ID}, nil)
	b.refuses(403, "Forbidden: bot is not a member of the supergroup chat", "sendMessage", params{"chat_id": other.ID, "text": "a"})
}

func TestMigration(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	old := api.NewGroup(botapitest.GroupOptions{Basic: true})
	old.Set(agent, botapitest.Member)
	b.send(old.ID, "a")
	fresh := old.Migrate()
	r := b.refuses(400, "Bad Request: group chat was upgraded to a supergroup chat", "sendMessage", params{"chat_id": old.ID, "text": "a"})
	if r.Parameters.MigrateTo != fresh.ID || fresh.ID == old.ID {
		t.Errorf("moved to %d, want %d", r.Parameters.MigrateTo, fresh.ID)
	}
	b.send(fresh.ID, "a")
	if agent.In(old).Text("a").Message != 0 || agent.In(fresh).Text("a").Update == 0 {
		t.Error("people did not move")
	}
	got := b.updates(0)
	if len(got) != 4 || got[1].Message.Migrated != fresh.ID {
		t.Errorf("got %+v", got)
	}
}

func TestTopics(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{Forum: true})
	desk.Set(agent, botapitest.Member)
	var icons []struct {
		ID string `json:"custom_emoji_id"`
	}
	b.ok("getForumTopicIconStickers", nil, &icons)
	var made struct {
		ID    int64 `json:"message_thread_id"`
		Color int64 `json:"icon_color"`
	}
	b.ok("createForumTopic", params{"chat_id": desk.ID, "name": "#1 老王", "icon_custom_emoji_id": icons[0].ID}, &made)
	in := func(p params) params {
		p["chat_id"], p["message_thread_id"] = desk.ID, made.ID
		return p
	}
	b.ok("sendMessage", in(params{"text": "card"}), nil)
	agent.In(desk).InTopic(made.ID).Text("mine")
	topic := api.InTopic(desk.ID, made.ID)
	if len(topic) != 3 || topic[0].Kind != "forum_topic_created" || topic[1].Text != "card" || topic[2].Text != "mine" || made.Color == 0 {
		t.Errorf("in the topic are %+v", topic)
	}
	b.refuses(400, "Bad Request: TOPIC_NOT_MODIFIED", "editForumTopic", in(params{"name": "#1 老王"}))
	b.ok("editForumTopic", in(params{"name": "#1 老王 ✓", "icon_custom_emoji_id": icons[1].ID}), nil)
	b.refuses(400, "Bad Request: DOCUMENT_INVALID", "editForumTopic", in(params{"icon_custom_emoji_id": "1"}))
	b.ok("closeForumTopic", in(params{}), nil)
	b.refuses(400, "Bad Request: TOPIC_NOT_MODIFIED", "closeForumTopic", in(params{}))
	b.ok("reopenForumTopic", in(params{}), nil)
	if all := desk.Topics(); len(all) != 1 || all[0].Name != "#1 老王 ✓" || all[0].Closed || all[0].Icon != icons[1].ID {
		t.Errorf("topics are %+v", all)
	}
	b.ok("deleteForumTopic", in(params{}), nil)
	b.refuses(400, "Bad Request: message thread not found", "sendMessage", in(params{"text": "a"}))
	b.refuses(400, "Bad Request: TOPIC_ID_INVALID", "reopenForumTopic", in(params{}))
	b.refuses(400, "Bad Request: message thread not found", "sendMessage", params{"chat_id": desk.ID, "message_thread_id": 1, "text": "a"})
	if agent.In(desk).InTopic(made.ID).Text("late").Message != 0 || len(api.InTopic(desk.ID, made.ID)) != 0 {
		t.Error("the topic is still there")
	}
	b.refuses(400, "Bad Request: name must be non-empty", "createForumTopic", params{"chat_id": desk.ID, "name": " "})
	b.refuses(400, "Bad Request: invalid icon color specified", "createForumTopic", params{"chat_id": desk.ID, "name": "a", "icon_color": 5})

	// The bot is told of its own service messages, and every message of a
	// topic replies to the one that made it.
	got := b.updates(0)[1:]
	if got[0].Message.Created == nil || got[0].Message.From.ID != 7000000001 || got[0].Message.Thread != made.ID {
		t.Errorf("the first is %+v", got[0])
	}
	if m := got[1].Message; m.Text != "mine" || !m.IsTopic || m.Thread != made.ID || m.ReplyTo == nil || m.ReplyTo.Created == nil {
		t.Errorf("the second is %+v", got[1])
	}
}

func TestTopicRights(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	agent := api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{Forum: true, Rights: new(botapitest.PinMessages)})
	desk.Set(agent, botapitest.Creator)
	id := desk.CreateTopic(agent, "theirs")
	in := params{"chat_id": desk.ID, "message_thread_id": id, "text": "a"}
	b.ok("sendMessage", in, nil)
	desk.CloseTopic(agent, id, true)
	b.refuses(400, "Bad Request: TOPIC_CLOSED", "sendMessage", in)
	b.refuses(400, "Bad Request: not enough rights to create a topic", "createForumTopic", params{"chat_id": desk.ID, "name": "a"})
	topic := params{"chat_id": desk.ID, "message_thread_id": id}
	b.refuses(400, "Bad Request: not enough rights to close or open the topic", "reopenForumTopic", topic)
	b.refuses(400, "Bad Request: not enough rights to delete the topic", "deleteForumTopic", topic)
	id = desk.CreateTopic(agent, "gone soon")
	agent.In(desk).InTopic(id).Text("a")
	desk.DeleteTopic(id)
	b.refuses(400, "Bad Request: message thread not found", "sendMessage", params{"chat_id": desk.ID, "message_thread_id": id, "text": "a"})
	if left := api.InTopic(desk.ID, id); len(left) != 0 {
		t.Errorf("in the deleted topic are %+v", left)
	}
	desk.SetForum(false)
	b.refuses(400, "Bad Request: the chat is not a forum", "createForumTopic", params{"chat_id": desk.ID, "name": "a"})
	b.ok("sendMessage", in, nil) // the topic is ignored
	if v := api.Violations(); len(v) != 1 || v[0].What != "message_thread_id is ignored: the chat is no forum" {
		t.Errorf("violations are %v", v)
	}
}

func TestPrivacy(t *testing.T) {
	api, b := start(t, botapitest.Options{Privacy: true})
	agent := api.User(11)
	desk := api.NewGroup(botapitest.GroupOptions{Bot: botapitest.Member})
	desk.Set(agent, botapitest.Member)
	there := agent.In(desk)
	id := b.send(desk.ID, "card")
	if there.Text("unheard").Update != 0 {
		t.Error("privacy did not keep a message from the bot")
	}
	if there.Text("/help").Update == 0 || there.Reply(id).Text("heard").Update == 0 {
		t.Error("the bot did not get what was for it")
	}
}
