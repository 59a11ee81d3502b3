package telegram

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.String().Draw(rt, "s")
		kept, _ := words(s)
		if !utf8.ValidString(kept) || strings.ContainsFunc(kept, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
		}) {
			rt.Fatalf("%q", kept)
		}
		if again, masked := words(kept); again != kept || masked {
			rt.Fatalf("%q is read again as %q", kept, again)
		}
	})
}

func TestID(t *testing.T) {
	long := strings.Repeat("a", maxID)
	for in, want := range map[string]string{
		"": "", "AgACAgUAAxkBAAI_-": "AgACAgUAAxkBAAI_-", long: long, long + "a": "", "a b": "", "是": "", "a\x00": "",
	} {
		if got := id(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
