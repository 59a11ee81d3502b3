package botapitest_test

import (
	"slices"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestTexts(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	bold := func(offset, length int) []params {
		return []params{{"type": "bold", "offset": offset, "length": length}}
	}
	for _, c := range []struct {
		name     string
		text     string
		entities any
		want     string // shown
		refused  string
	}{
		{name: "plain", text: "好", want: "好"},
		{name: "trimmed", text: "  a b \n", want: "a b"},
		{name: "longest", text: repeated("好", 4096), want: repeated("好", 4096)},
		{name: "empty", refused: "message text is empty"},
		{name: "blank", text: " \n ", refused: "text must be non-empty"},
		{name: "invisible", text: "\u200b\u2060", refused: "text must be non-empty"},
		{name: "too long", text: repeated("好", 4097), refused: "message is too long"},
		{name: "too long in UTF-16", text: repeated("😀", 2049), refused: "message is too long"},
		{name: "far too long", text: repeated("a", 1<<15+1), refused: "text is too long"},
		{name: "control characters", text: "a\tb\r\nc\u202ed", want: "a b\ncd"},
		{name: "entity", text: "a😀b", entities: bold(1, 2), want: "a😀b"},
		{
			name: "entity begins in a symbol", text: "a😀b", entities: bold(2, 2),
			refused: "entity begins in a middle of a UTF-16 symbol at byte offset 5",
		},
		{
			name: "entity ends in a symbol", text: "a😀b", entities: bold(0, 2),
			refused: "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
		},
		{
			name: "entity ends after the text", text: "ab", entities: bold(1, 2),
			refused: "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3",
		},
		{
			name: "entity begins after the text", text: "ab", entities: bold(3, 1),
			refused: "entity begins after the end of the text at UTF-16 offset 3",
		},
		{
			name: "negative offset", text: "ab", entities: bold(-1, 1),
			refused: "receive an entity with incorrect offset -1",
		},
		{
			name: "unknown entity", text: "ab", entities: []params{{"type": "loud", "offset": 0, "length": 1}},
			refused: "can't parse MessageEntity: Unsupported type specified",
		},
		{
			name: "no length", text: "ab", entities: []params{{"type": "bold", "offset": 0}},
			refused: "can't parse MessageEntity: Can't find field \"length\"",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &bot{t: t, api: api, client: b.client}
			p := params{"chat_id": 1, "text": c.text}
			if c.entities != nil {
				p["entities"] = c.entities
			}
			if c.refused != "" {
				b.refuses(400, "Bad Request: "+c.refused, "sendMessage", p)
				return
			}
			b.ok("sendMessage", p, nil)
			if m, _ := api.Last(1); m.Text != c.want {
				t.Errorf("shown is %q, want %q", m.Text, c.want)
			}
		})
	}
}

// Entities move along when Telegram drops characters before or in them.
func TestEntitiesMove(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	b.ok("sendMessage", params{
		"chat_id": 1, "text": " \n😀\rbold it  ",
		"entities": []params{
			{"type": "italic", "offset": 10, "length": 4},
			{"type": "bold", "offset": 5, "length": 4},
			{"type": "hashtag", "offset": 0, "length": 1},
			{"type": "code", "offset": 3, "length": 0},
		},
	}, nil)
	m, _ := api.Last(1)
	want := []botapitest.Entity{{Type: "bold", Offset: 2, Length: 4}, {Type: "italic", Offset: 7, Length: 2}}
	if m.Text != "😀bold it" || !slices.Equal(m.Entities, want) {
		t.Errorf("got %q %v, want %v", m.Text, m.Entities, want)
	}
}

func TestCaptions(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	merchant := api.User(1)
	merchant.Start("")
	photo, _ := api.Message(1, merchant.Photo("").Message)
	b.ok("sendPhoto", params{"chat_id": 1, "photo": photo.File, "caption": repeated("a", 1024)}, nil)
	b.refuses(400, "Bad Request: message caption is too long", "sendPhoto",
		params{"chat_id": 1, "photo": photo.File, "caption": repeated("a", 1025)})
	b.refuses(400, "Bad Request: wrong file identifier/HTTP URL specified", "sendPhoto",
		params{"chat_id": 1, "photo": "nonsense"})
	b.refuses(400, "Bad Request: type of file mismatch", "sendVoice", params{"chat_id": 1, "voice": photo.File})
	b.refuses(400, "Bad Request: there is no document in the request", "sendDocument", params{"chat_id": 1})
}

func TestKeyboards(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	button := func(p params) params { return params{"inline_keyboard": [][]params{{p}}} }
	many := make([]string, 101)
	for i := range many {
		many[i] = "x"
	}
	for _, c := range []struct {
		name, refused string
		markup        any
	}{
		{name: "data", markup: button(params{"text": "a", "callback_data": repeated("d", 64)})},
		{name: "copy", markup: button(params{"text": "a", "copy_text": params{"text": repeated("好", 256)}})},
		{name: "url", markup: button(params{"text": "a", "url": "https://example.com"})},
		{name: "no keyboard", markup: params{"remove_keyboard": true}},
		{
			name: "long data", markup: button(params{"text": "a", "callback_data": repeated("好", 22)}),
			refused: "BUTTON_DATA_INVALID",
		},
		{
			name: "no data", markup: button(params{"text": "a", "callback_data": ""}),
			refused: "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
		},
		{
			name: "no text", markup: button(params{"callback_data": "a"}),
			refused: "can't parse inline keyboard button: Can't find field \"text\"",
		},
		{
			name: "long copy", markup: button(params{"text": "a", "copy_text": params{"text": repeated("好", 257)}}),
			refused: "BUTTON_COPY_TEXT_INVALID",
		},
		{
			name: "empty copy", markup: button(params{"text": "a", "copy_text": params{"text": ""}}),
			refused: "BUTTON_COPY_TEXT_INVALID",
		},
		{name: "many", markup: keyboard(many...), refused: "reply markup is too long"},
		{
			name: "rows", markup: params{"inline_keyboard": []params{{"text": "a"}}},
			refused: "field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays",
		},
		{name: "no JSON", markup: "{", refused: "can't parse reply keyboard markup JSON object"},
		{name: "no object", markup: "[]", refused: "object expected as reply markup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &bot{t: t, api: api, client: b.client}
			p := params{"chat_id": 1, "text": "t", "reply_markup": c.markup}
			if c.refused != "" {
				b.refuses(400, "Bad Request: "+c.refused, "sendMessage", p)
			} else {
				b.ok("sendMessage", p, nil)
			}
		})
	}
}

// What the real API takes without a word is noted.
func TestViolations(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	row := make([]params, 9)
	for i := range row {
		row[i] = params{"text": "a", "callback_data": "a"}
	}
	for want, p := range map[string]params{
		"parse_mode HTML is used: foreign text can break the markup": {"parse_mode": "HTML"},
		`unknown parameter "txt"`:                                    {"txt": "a"},
		"entities cannot be read and are ignored":                    {"entities": "oops"},
		"9 buttons in a row: not more than 8 are shown well":         {"reply_markup": params{"inline_keyboard": []any{row}}},
		"a button without text is dropped":                           {"reply_markup": keyboard("")},
		"a text has more than 100 entities: the rest is dropped":     {"entities": slices.Repeat([]params{{"type": "bold", "offset": 0, "length": 1}}, 101)},
	} {
		before := len(api.Violations())
		p["chat_id"], p["text"] = 1, "text"
		b.ok("sendMessage", p, nil)
		got := api.Violations()[before:]
		if len(got) != 1 || got[0].What != want || got[0].Method != "sendMessage" || got[0].Chat != 1 {
			t.Errorf("got %v, want %q", got, want)
		}
	}
	b.refuses(400, "Bad Request: unsupported parse_mode", "sendMessage", params{"chat_id": 1, "text": "a", "parse_mode": "rtf"})
}
