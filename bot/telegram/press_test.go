package telegram

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

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
		"", ".", "..", "1", "1.", "1.1", "1.1.", "2.1.yes", "1.01.yes", "1.+1.yes", "1.-1.yes", "1.A.yes", "1..yes",
		"1.zik0zk.yes", "1.1.是", "1.1.a b", "1.1.a\n", " 1.1.a", "01.1.a", "1.1." + strings.Repeat("a", 61),
		"1.1.4111111111111111", "\x00", "1.1.\xff",
	} {
		if turn, id := decodePress(data); turn != strangeTurn || id != strangePress {
			t.Errorf("%q: turn %d, %q", data, turn, id)
		}
	}
}
