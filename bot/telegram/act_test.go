package telegram

import (
	"testing"

	"github.com/tillmate/tillmate/bot"
)

func TestLang(t *testing.T) {
	for code, want := range map[string]string{
		"": "", "zh": "zh", "zh-hans": "zh", "zh-CN": "zh", "zh_SG": "zh", "zh-hant": "zh-hant", "zh-Hant-HK": "zh-hant",
		"zh-TW": "zh-hant", "zh-hk": "zh-hant", "zh-MO": "zh-hant", "en": "en", "en-GB": "en", "de": "", "zhx": "", "enm": "", "-": "",
	} {
		if got := lang(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}

func TestOrder(t *testing.T) {
	for text, want := range map[string][3]string{
		"/claim":                {"claim", "", ""},
		" /CLAIM\n":             {"claim", "", ""},
		"/note  a  b ":          {"note", "", "a  b"},
		"/note，内部":              {"note", "", "，内部"},
		"/note内部":               {"note", "", "内部"},
		"／note 内部":              {"note", "", "内部"},
		"/note@":                {"note", "", ""},
		"/note@ 内部":             {"note", "", "内部"},
		"/close@Tillmate_Bot x": {"close", "Tillmate_Bot", "x"},
	} {
		name, to, rest, ok := order(text)
		if got := [3]string{name, to, rest}; !ok || got != want {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "/", "//note", "／／note", "/／note", "/ note", "a /note", "/etc/hosts", "/a<b", "/内部", "/a@b@c", "5/6"} {
		if name, _, _, ok := order(text); ok {
			t.Errorf("%q is the command %q", text, name)
		}
	}
}

// TestOrderForWhom holds whose command it is while our own name is not known,
// and afterwards.
func TestOrderForWhom(t *testing.T) {
	self := ""
	known := newDecoder()
	known.Self = func() string { return self }
	for _, c := range []struct {
		d    *Decoder
		self string
		want Reason
	}{{newDecoder(), "", Elsewhere}, {known, "", ""}, {known, "other_bot", ""}, {known, "tillmate_bot", Elsewhere}, {&Decoder{}, "", ""}} {
		self = c.self
		u := bot.Update{Team: &bot.TeamAct{}}
		u.Event.Text = "/close@Other_Bot now"
		if got := c.d.order(&u); got != c.want || got == "" && (u.Team.Command != "close" || u.Event.Text != "now") {
			t.Errorf("with %q: %q, %+v", c.self, got, u)
		}
	}
}

// TestToBot holds whose messages are ours, once we know our name and before.
func TestToBot(t *testing.T) {
	for name, c := range map[string]struct {
		from          string
		known, before bool
	}{
		"ours":           {`{"id":7,"is_bot":true,"username":"Tillmate_Bot"}`, true, true},
		"another bot's":  {`{"id":8,"is_bot":true,"username":"other_bot"}`, false, true},
		"a person's":     {`{"id":2002,"username":"tillmate_bot"}`, false, false},
		"an anonymous's": {`{"id":1087968824,"is_bot":true,"username":"GroupAnonymousBot"}`, false, false},
		"nobody's":       {`null`, false, false},
	} {
		raw := `{"update_id":1,"message":{"message_id":2,"chat":{"id":-42},"from":{"id":5},"text":"hi","reply_to_message":{"message_id":1,"from":` + c.from + `}}}`
		known, before := newDecoder(), newDecoder()
		before.Self = nil
		if u, _ := known.Decode([]byte(raw), noon); u.Team.ToBot != c.known || u.Reply != 1 {
			t.Errorf("%s: %+v", name, u.Team)
		}
		if u, _ := before.Decode([]byte(raw), noon); u.Team.ToBot != c.before {
			t.Errorf("%s, name unknown: %+v", name, u.Team)
		}
	}
}
