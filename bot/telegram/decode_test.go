package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/redact"
)

var update = flag.Bool("update", false, "rewrite what the updates in testdata/decode are decoded to")

// noon is when the updates of the tests are read.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	teamGroup = -1001000000001
	oldGroup  = -42
)

func newDecoder() *Decoder {
	return &Decoder{
		Team: NewTeam(teamGroup, oldGroup), Self: func() string { return "tillmate_bot" }, Log: slog.New(slog.DiscardHandler),
	}
}

// decodeCase is a file of testdata/decode.
type decodeCase struct {
	Why  string          `json:"why"`
	Raw  json.RawMessage `json:"raw"`
	Want json.RawMessage `json:"want"`
}

type decoded struct {
	Update bot.Update `json:"update"`
	Reason Reason     `json:"reason,omitempty"`
}

func decodeCases(t testing.TB) map[string]decodeCase {
	t.Helper()
	files, err := filepath.Glob("testdata/decode/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	out := map[string]decodeCase{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var c decodeCase
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out[f] = c
	}
	return out
}

// TestDecode holds what updates of the Bot API are decoded to.
func TestDecode(t *testing.T) {
	for file, c := range decodeCases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			u, reason := newDecoder().decode(open(c.Raw), noon)
			got := encodeJSON(t, decoded{u, reason})
			if *update {
				c.Want = got
				if err := os.WriteFile(file, encodeJSON(t, c), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			var want bytes.Buffer
			if err := json.Indent(&want, c.Want, "", "  "); err != nil {
				t.Fatalf("%v: run with -update", err)
			}
			if strings.TrimSpace(want.String()) != strings.TrimSpace(string(got)) {
				t.Errorf("%s\ngot  %s\nwant %s", c.Why, got, want.String())
			}
		})
	}
}

func encodeJSON(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDecodeKeepsNoSecret looks for the card number that several cases hold.
func TestDecodeKeepsNoSecret(t *testing.T) {
	held := 0
	for file, c := range decodeCases(t) {
		if !strings.Contains(string(c.Raw), "4111") {
			continue
		}
		held++
		u, _ := newDecoder().Decode(c.Raw, noon)
		if out := string(encodeJSON(t, u)); strings.Contains(out, "4111") {
			t.Errorf("%s: %s", file, out)
		}
	}
	if held < 5 {
		t.Errorf("only %d cases hold a card number", held)
	}
}

// TestDecodePanics holds that an update on which the decoder panics is put
// aside under its number.
func TestDecodePanics(t *testing.T) {
	d := newDecoder()
	d.Log = slog.New(panics{slog.DiscardHandler})
	raw := `{"update_id":7,"my_chat_member":{"chat":{"id":-1001000000001},"new_chat_member":{"status":"kicked"}}}`
	u, reason := d.Decode([]byte(raw), noon)
	if u.ID != 7 || u.Kind != bot.Broken || u.Chat != teamGroup || u.Problem == "" || reason != "" {
		t.Errorf("%+v, %q", u, reason)
	}
}

// panics is a log that panics on warnings.
type panics struct{ slog.Handler }

func (panics) Enabled(_ context.Context, l slog.Level) bool {
	if l == slog.LevelWarn {
		panic("4111111111111111")
	}
	return false
}

// TestDecodeMovedGroup holds that the team's group is not taken for a
// stranger's after it moved.
func TestDecodeMovedGroup(t *testing.T) {
	d := newDecoder()
	moved := `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":-42},"migrate_to_chat_id":-1007}}`
	text := `{"update_id":2,"message":{"message_id":2,"date":1,"chat":{"id":-1007},"from":{"id":5},"text":"hi"}}`
	if u, _ := d.Decode([]byte(text), noon); u.Kind != bot.Stranger {
		t.Fatalf("before: %s", u.Kind)
	}
	if _, reason := d.Decode([]byte(moved), noon); reason != Moved {
		t.Fatalf("the move: %q", reason)
	}
	if u, _ := d.Decode([]byte(text), noon); u.Kind != bot.FromTeam {
		t.Errorf("after: %s", u.Kind)
	}
}

// TestDecodeLongText holds that absurd input is cut, and no number with it.
func TestDecodeLongText(t *testing.T) {
	card := "4111 1111 1111 1111 "
	for shift := range 8 {
		long := strings.Repeat("a", shift*3) + strings.Repeat(card, maxWords/len(card)+100)
		raw, err := json.Marshal(map[string]any{
			"update_id": 1,
			"message":   map[string]any{"chat": map[string]any{"id": 5}, "from": map[string]any{"id": 5}, "text": long},
		})
		if err != nil {
			t.Fatal(err)
		}
		u, _ := newDecoder().Decode(raw, noon)
		if text := u.Event.Text; strings.Contains(text, "4111") || len(text) > 2*maxWords || !utf8.ValidString(text) {
			t.Fatalf("shift %d: %d bytes: …%q", shift, len(text), text[len(text)-100:])
		}
		if !u.Event.Masked {
			t.Fatal("not said to be masked")
		}
	}
}

// FuzzDecode holds what is true of every update, whatever is in it. The seeds
// are the cases of testdata/decode.
func FuzzDecode(f *testing.F) {
	for _, c := range decodeCases(f) {
		f.Add([]byte(c.Raw))
	}
	f.Add([]byte(`{"update_id":1,"message":null}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"update_id":1e400}`))
	f.Add([]byte(`{"update_id":1,"message":{"chat":{"id":1},"from":{"id":1},"text":"\ud800\u0000\u202e"}}`))
	d := newDecoder()
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, reason := d.decode(open(raw), noon)
		if reason != "" {
			if u.Kind != "" || u.Chat != 0 || u.Event.Kind != "" {
				t.Fatalf("for nobody (%s), yet %+v", reason, u)
			}
			return
		}
		holds(t, u)
		var back bot.Update
		if err := json.Unmarshal(encodeJSON(t, u), &back); err != nil {
			t.Fatal(err)
		}
		if string(encodeJSON(t, back)) != string(encodeJSON(t, u)) {
			t.Fatalf("read back as %+v, was %+v", back, u)
		}
	})
}

// holds fails when an update is not as every update must be.
func holds(t rapid.TB, u bot.Update) {
	t.Helper()
	text := u.Event.Text
	masked, _ := redact.Mask(text)
	switch {
	case u.ID < 0, u.At.After(noon), u.At.IsZero():
		t.Fatalf("number or time: %+v", u)
	case !utf8.ValidString(text), text != bot.Clean(text), masked != text:
		t.Fatalf("text: %q", text)
	case u.Kind == bot.Broken:
		if u.Problem == "" || u.Event.Kind != "" {
			t.Fatalf("broken: %+v", u)
		}
	case u.Chat == 0:
		t.Fatalf("no chat: %+v", u)
	case u.Kind == bot.Stranger:
		if u.Event.Kind != "" || u.Chat > 0 {
			t.Fatalf("stranger: %+v", u)
		}
	case u.Kind == bot.FromMerchant || u.Kind == bot.FromTeam:
		if (u.Kind == bot.FromTeam) != (u.Team != nil) || u.Reply < 0 {
			t.Fatalf("who: %+v", u)
		}
		if u.Kind == bot.FromMerchant {
			holdsMerchant(t, u)
		} else {
			holdsTeam(t, u)
		}
		if u.Event.Kind == conversation.EventPress && (u.Event.Press == "" || u.Event.Shown < strangeTurn) {
			t.Fatalf("press: %+v", u)
		}
	case u.Kind != bot.Gone && u.Kind != bot.Returned:
		t.Fatalf("kind: %+v", u)
	}
}

// holdsMerchant fails when an update of a merchant is not of one.
func holdsMerchant(t rapid.TB, u bot.Update) {
	t.Helper()
	if u.User <= 0 || u.Chat <= 0 || u.Event.Kind == "" || u.Case != "" && u.Event.Kind != conversation.EventPress {
		t.Fatalf("merchant: %+v", u)
	}
}

// holdsTeam fails when an update of the team is not of one of its groups, or
// names a merchant without a button.
func holdsTeam(t rapid.TB, u bot.Update) {
	t.Helper()
	a := u.Team
	masked, _ := redact.Mask(a.Name)
	switch {
	case a.Group >= 0, a.Thread < 0, u.User < 0:
		t.Fatalf("team: %+v, %+v", u, a)
	case u.User == 0 && (a.Name != "" || a.Left || u.Callback != ""):
		t.Fatalf("nobody: %+v, %+v", u, a)
	case (u.Chat != a.Group) != (u.Case != ""), u.Chat != a.Group && (u.Chat <= 0 || u.Callback == ""):
		t.Fatalf("chat: %+v, %+v", u, a)
	case a.Left != (u.Event.Kind == ""), a.Command != "" && u.Event.Kind != conversation.EventText && u.Event.Kind != conversation.EventEdit:
		t.Fatalf("act: %+v, %+v", u, a)
	case a.ToBot && u.Reply == 0:
		t.Fatalf("to bot: %+v, %+v", u, a)
	case a.Command != strings.ToLower(a.Command), !slices.Contains([]string{"", "zh", "zh-hant", "en"}, a.Lang):
		t.Fatalf("words: %+v, %+v", u, a)
	case strings.ContainsAny(a.Name, "\n\t"), a.Name != bot.Clean(a.Name), masked != a.Name, Units(a.Name) > maxName:
		t.Fatalf("name: %+v, %+v", u, a)
	}
}

func BenchmarkDecode(b *testing.B) {
	text := []byte(textUpdate(1, "刷卡显示请与银行联系，卡号 4111 1111 1111 1111，显示51"))
	d := newDecoder()
	for b.Loop() {
		if u, _ := d.Decode(text, noon); !u.Event.Masked {
			b.Fatal("not masked")
		}
	}
}
