package telegram

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// TestShippedIDsFit holds that every id that the shipped knowledge can put
// below a message fits into a button, in the last turn there may be.
func TestShippedIDsFit(t *testing.T) {
	loaded, findings := knowledge.Load(base.Files)
	if knowledge.Errors(findings) > 0 {
		t.Fatal(findings)
	}
	ids := []string{
		conversation.PressUnsure, conversation.PressBack, conversation.PressRestart, conversation.PressHuman,
		conversation.PressSolved, conversation.PressNotSolved, conversation.PressNotTried, knowledge.NoProblem,
		"zh", "zh-Hant", "en", "auto",
	}
	for _, q := range loaded.Questions {
		for _, a := range q.Answers {
			ids = append(ids, a.ID)
		}
	}
	for _, p := range loaded.Problems {
		ids = append(ids, p.Slug)
	}
	if len(ids) < 200 {
		t.Errorf("only %d ids", len(ids))
	}
	for _, id := range ids {
		for _, turn := range []int{0, 1, math.MaxInt32} {
			data, err := encodePress(turn, id)
			if err != nil {
				t.Errorf("%q: %v", id, err)
			}
			if n, back := decodePress(data); n != turn || back != id {
				t.Errorf("%q in turn %d is read as %q in %d", id, turn, back, n)
			}
		}
	}
}

func TestPressRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		turn := rapid.IntRange(-5, math.MaxInt32+5).Draw(rt, "turn")
		id := rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9_.]{0,60}`), rapid.String()).Draw(rt, "id")
		data, err := encodePress(turn, id)
		if err != nil {
			return
		}
		if len(data) > maxCallback {
			rt.Fatalf("%d bytes", len(data))
		}
		if n, back := decodePress(data); back != id && back != strangePress || back == id && n != turn {
			rt.Fatalf("%q: turn %d, %q", data, n, back)
		}
	})
}

func TestStrangePresses(t *testing.T) {
	for _, data := range []string{
		"", ".", "..", "1", "1.", "1.1", "1.1.", "2.1.yes", "2.rt.1001.claim", "3.1.yes", "1.01.yes", "1.+1.yes", "1.-1.yes", "1.A.yes", "1..yes",
		"1.zik0zk.yes", "1.1.是", "1.1.a b", "1.1.a\n", " 1.1.a", "01.1.a", "1.1." + strings.Repeat("a", 61),
		"1.1.4111111111111111", "\x00", "1.1.\xff",
	} {
		if turn, id := decodePress(data); turn != strangeTurn || id != strangePress {
			t.Errorf("%q: turn %d, %q", data, turn, id)
		}
	}
}

// TestCasePressRoundTrip holds that what is written is read as it was, and
// that whatever else is read would have been written.
func TestCasePressRoundTrip(t *testing.T) {
	for _, from := range []int64{1, 1001, maxChat - 1} {
		for _, id := range []string{"claim", "send_held:200", "reply:check.the.paper", "~"} {
			data, err := encodeCasePress(from, "1001", id)
			if err != nil || len(data) > maxCallback {
				t.Errorf("%d %q: %q, %v", from, id, data, err)
			}
			if f, of, back, ok := decodeCasePress(data); !ok || f != from || of != "1001" || back != id {
				t.Errorf("%q is read as %d, %q, %q, %v", data, f, of, back, ok)
			}
			if turn, id := decodePress(data); turn != strangeTurn || id != strangePress {
				t.Errorf("%q is a button of the dialogue too: %d, %q", data, turn, id)
			}
		}
	}
	for name, c := range map[string]struct {
		from   int64
		of, id string
	}{
		"nobody": {0, "1", "a"}, "a group": {-5, "1", "a"}, "no such chat": {maxChat, "1", "a"},
		"no case": {5, "", "a"}, "a case in parts": {5, "1.2", "a"}, "a case in Chinese": {5, "一", "a"},
		"no id": {5, "1", ""}, "a blank id": {5, "1", "a b"}, "too long": {5, "1", strings.Repeat("a", 60)},
	} {
		if data, err := encodeCasePress(c.from, c.of, c.id); err == nil {
			t.Errorf("%s: %q", name, data)
		}
	}
}

func FuzzCasePress(f *testing.F) {
	for _, data := range []string{
		"2.rt.1001.claim", "2.rt.1001.", "2.rt..claim", "2..1001.claim", "2.0rt.1001.claim", "2.RT.1001.claim", "2.+rt.1.a",
		"2.-rt.1.a", "2.0.1.a", "2.zzzzzzzzzzzzz.1.a", "2.rt.1001.a.b", "2.rt.4111111111111111.a", "2.rt.1.4111111111111111",
		"1.rt.1001.claim", "2.rt.1001.是", "2.rt.10 1.a", "2.rt.1001.a\n", " 2.rt.1001.a", "2.rt.1001." + strings.Repeat("a", 60), "",
	} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		from, of, id, ok := decodeCasePress(data)
		if !ok {
			if from != 0 || of != "" || id != "" {
				t.Fatalf("%q is refused, yet %d, %q, %q", data, from, of, id)
			}
			return
		}
		again, err := encodeCasePress(from, of, id)
		if err != nil || again != data || len(data) > maxCallback || from <= 0 || from >= maxChat {
			t.Fatalf("%q is read as %d, %q, %q, which is written %q, %v", data, from, of, id, again, err)
		}
		if text := of + " " + id; secret(of) || secret(id) || text != bot.Clean(text) {
			t.Fatalf("%q holds %q", data, text)
		}
		// Wherever it is pressed, a private chat never speaks for the team or
		// for another merchant.
		u := bot.Update{Kind: bot.FromMerchant, Chat: 1001}
		pressed(&u, data)
		if u.Kind != bot.FromMerchant || u.Chat != 1001 || u.Team != nil || (u.Case != "") != (from == 1001) {
			t.Fatalf("%q in a private chat: %+v", data, u)
		}
	})
}
