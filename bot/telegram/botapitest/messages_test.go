package botapitest_test

import (
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestEditing(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	written := merchant.Start("").Message
	id := b.send(1, "one", "a")
	same := params{"chat_id": 1, "message_id": id, "text": " one ", "reply_markup": keyboard("a")}
	notModified := "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	b.refuses(400, notModified, "editMessageText", same)
	b.ok("editMessageText", params{"chat_id": 1, "message_id": id, "text": "one"}, nil) // takes the keyboard away
	b.ok("editMessageText", params{"chat_id": 1, "message_id": id, "text": "two"}, nil)
	b.ok("editMessageReplyMarkup", params{"chat_id": 1, "message_id": id, "reply_markup": keyboard("b")}, nil)
	b.refuses(400, notModified, "editMessageReplyMarkup", params{"chat_id": 1, "message_id": id, "reply_markup": keyboard("b")})
	m, _ := api.Message(1, id)
	if m.Text != "two" || !m.Has("b") || len(m.Edits) != 3 || m.Edits[0].Text != "one" || len(m.Edits[0].Buttons) != 1 ||
		len(m.Edits[1].Buttons) != 0 || m.Edits[2].Text != "two" {
		t.Errorf("the message is %+v", m)
	}
	b.refuses(400, "Bad Request: message can't be edited", "editMessageText", params{"chat_id": 1, "message_id": written, "text": "x"})
	b.refuses(400, "Bad Request: message to edit not found", "editMessageText", params{"chat_id": 1, "message_id": 99, "text": "x"})
	b.refuses(400, "Bad Request: message identifier is not specified", "editMessageText", params{"text": "x"})
	b.refuses(400, "Bad Request: inline keyboard expected", "editMessageText",
		params{"chat_id": 1, "message_id": id, "text": "x", "reply_markup": params{"remove_keyboard": true}})
	photo, _ := api.Message(1, merchant.Photo("").Message)
	b.ok("sendPhoto", params{"chat_id": 1, "photo": photo.File}, nil)
	last, _ := api.Last(1)
	b.refuses(400, "Bad Request: there is no text in the message to edit", "editMessageText", params{"chat_id": 1, "message_id": last.ID, "text": "x"})
	merchant.Delete(id)
	b.refuses(400, "Bad Request: message to edit not found", "editMessageText", params{"chat_id": 1, "message_id": id, "text": "x"})
}

func TestDeleting(t *testing.T) {
	clock := newClock()
	api, b := start(t, botapitest.Options{Now: clock.Now})
	merchant := api.User(1)
	secret := merchant.Text("6222…").Message
	b.ok("deleteMessage", params{"chat_id": 1, "message_id": secret}, nil)
	b.refuses(400, "Bad Request: message to delete not found", "deleteMessage", params{"chat_id": 1, "message_id": secret})
	if m, found := api.Message(1, secret); !found || !m.Deleted || len(api.Messages(1)) != 0 || len(api.History(1)) != 1 {
		t.Errorf("the message is %+v", m)
	}
	old := b.send(1, "old")
	clock.add(48*time.Hour + time.Second)
	b.refuses(400, "Bad Request: message can't be deleted for everyone", "deleteMessage", params{"chat_id": 1, "message_id": old})
	fresh := b.send(1, "fresh")
	b.ok("deleteMessages", params{"chat_id": 1, "message_ids": []int64{fresh, 12345}}, nil)
	b.refuses(400, "Bad Request: message identifiers are not specified", "deleteMessages", params{"chat_id": 1, "message_ids": []int64{}})
	b.refuses(400, "Bad Request: invalid message identifier specified", "deleteMessages", params{"chat_id": 1, "message_ids": []int64{0}})
	if left := api.FromBot(1); len(left) != 1 || left[0].ID != old {
		t.Errorf("left are %+v", left)
	}
}

func TestReplying(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	id := api.User(1).Text("六个终端").Message
	reply := func(p params) params { return params{"chat_id": 1, "text": "a", "reply_parameters": p} }
	b.ok("sendMessage", reply(params{"message_id": id, "quote": "终端"}), nil)
	if m, _ := api.Last(1); m.ReplyTo != id || m.Quote != "终端" {
		t.Errorf("the reply is %+v", m)
	}
	b.refuses(400, "Bad Request: QUOTE_TEXT_INVALID", "sendMessage", reply(params{"message_id": id, "quote": "x"}))
	b.refuses(400, "Bad Request: message to be replied not found", "sendMessage", reply(params{"message_id": 99}))
	b.refuses(400, `Bad Request: can't find field "message_id"`, "sendMessage", reply(params{"quote": "x"}))
	b.ok("sendMessage", reply(params{"message_id": 99, "allow_sending_without_reply": true}), nil)
	b.ok("sendMessage", params{"chat_id": 1, "text": "b", "reply_to_message_id": id}, nil)
	if m, _ := api.Last(1); m.ReplyTo != id {
		t.Errorf("the old reply is %+v", m)
	}
}

func TestCopying(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	desk := api.NewGroup(botapitest.GroupOptions{ID: -100500})
	merchant.Start("")
	text := merchant.Text("坏了").Message
	album := merchant.Album("一", "")
	voice := merchant.Voice(3).Message
	var one struct {
		ID int64 `json:"message_id"`
	}
	b.ok("copyMessage", params{"chat_id": desk.ID, "from_chat_id": 1, "message_id": album[0].Message, "caption": "二"}, &one)
	if m, _ := api.Message(desk.ID, one.ID); m.Kind != "photo" || m.Text != "二" || m.Album != "" || m.From != 7000000001 {
		t.Errorf("the copy is %+v", m)
	}
	var many []struct {
		ID int64 `json:"message_id"`
	}
	b.ok("copyMessages", params{
		"chat_id": desk.ID, "from_chat_id": 1,
		"message_ids": []int64{text, album[0].Message, album[1].Message, voice, voice + 1000},
	}, &many)
	if len(many) != 4 {
		t.Fatalf("copied are %v", many)
	}
	first, _ := api.Message(desk.ID, many[1].ID)
	second, _ := api.Message(desk.ID, many[2].ID)
	if original, _ := api.Message(1, album[0].Message); first.Album == "" || first.Album != second.Album || first.Album == original.Album {
		t.Errorf("albums are %q, %q and %q", original.Album, first.Album, second.Album)
	}
	b.ok("forwardMessage", params{"chat_id": desk.ID, "from_chat_id": 1, "message_id": text}, nil)
	b.refuses(400, "Bad Request: message to copy not found", "copyMessage", params{"chat_id": desk.ID, "from_chat_id": 1, "message_id": 999})
	b.refuses(400, "Bad Request: message to forward not found", "forwardMessage", params{"chat_id": desk.ID, "from_chat_id": 1, "message_id": 999})
	b.refuses(400, "Bad Request: message identifiers must be in a strictly increasing order", "copyMessages",
		params{"chat_id": desk.ID, "from_chat_id": 1, "message_ids": []int64{voice, text}})
	b.refuses(400, "Bad Request: there are no messages to forward", "copyMessages",
		params{"chat_id": desk.ID, "from_chat_id": 1, "message_ids": []int64{999}})
	desk.SetTitle(merchant, "客服")
	renamed := api.Messages(desk.ID)
	b.refuses(400, "Bad Request: message can't be copied", "copyMessage",
		params{"chat_id": 1, "from_chat_id": desk.ID, "message_id": renamed[len(renamed)-1].ID})
}

func TestAlbums(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	photo, _ := api.Message(1, merchant.Photo("").Message)
	file, _ := api.Message(1, merchant.Document("a.pdf", "").Message)
	item := func(kind, id string) params { return params{"type": kind, "media": id} }
	var got []struct {
		Album string `json:"media_group_id"`
	}
	b.ok("sendMediaGroup", params{"chat_id": 1, "media": []params{item("photo", photo.File), item("photo", photo.File)}}, &got)
	if len(got) != 2 || got[0].Album == "" || got[0].Album != got[1].Album {
		t.Errorf("the album is %v", got)
	}
	for want, media := range map[string]any{
		"there are no messages to send":                                               []params{},
		"too many messages to send as an album":                                       make([]params, 11),
		"can't parse media JSON object":                                               "x",
		"can't use the media of the specified type in the album":                      []params{item("photo", photo.File), item("document", file.File)},
		"wrong file identifier/HTTP URL specified":                                    []params{item("photo", "x")},
		"message caption is too long":                                                 []params{{"type": "photo", "media": photo.File, "caption": repeated("a", 1025)}},
		"can't parse InputMedia: type must be one of photo, video, document or audio": []params{item("voice", "x")},
	} {
		b.refuses(400, "Bad Request: "+want, "sendMediaGroup", params{"chat_id": 1, "media": media})
	}
}

func TestReactionsAndPins(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	id := api.User(1).Text("a").Message
	react := func(emoji ...string) params {
		reactions := []params{}
		for _, e := range emoji {
			reactions = append(reactions, params{"type": "emoji", "emoji": e})
		}
		return params{"chat_id": 1, "message_id": id, "reaction": reactions}
	}
	b.ok("setMessageReaction", react("👌"), nil)
	if m, _ := api.Message(1, id); m.Reaction != "👌" {
		t.Errorf("the message is %+v", m)
	}
	b.refuses(400, "Bad Request: REACTION_INVALID", "setMessageReaction", react("✅"))
	b.refuses(400, "Bad Request: REACTIONS_TOO_MANY", "setMessageReaction", react("👌", "👍"))
	b.ok("setMessageReaction", react(), nil)
	b.ok("pinChatMessage", params{"chat_id": 1, "message_id": id}, nil)
	if m, _ := api.Message(1, id); m.Reaction != "" || !m.Pinned {
		t.Errorf("the message is %+v", m)
	}
	var chat struct {
		Pinned struct {
			ID int64 `json:"message_id"`
		} `json:"pinned_message"`
	}
	b.ok("getChat", params{"chat_id": 1}, &chat)
	if chat.Pinned.ID != id {
		t.Errorf("pinned is %+v", chat)
	}
	b.ok("sendChatAction", params{"chat_id": 1, "action": "typing"}, nil)
	b.refuses(400, "Bad Request: wrong parameter action in request", "sendChatAction", params{"chat_id": 1, "action": "dancing"})
}
