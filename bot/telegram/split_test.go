package telegram

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestUnits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.String().Draw(rt, "s")
		if got, want := Units(s), len(utf16.Encode([]rune(s))); got != want {
			rt.Fatalf("%q: %d, want %d", s, got, want)
		}
		limit := rapid.IntRange(0, 20).Draw(rt, "limit")
		if c := clipUnits(s, limit); Units(c) > limit || !strings.HasPrefix(s, c) || utf8.ValidString(s) && !utf8.ValidString(c) {
			rt.Fatalf("%q clipped to %d: %q", s, limit, c)
		}
	})
}

func TestShorten(t *testing.T) {
	for _, tc := range []struct {
		in   string
		max  int
		want string
	}{
		{"四个字啊", 4, "四个字啊"},
		{"五个字啊啊", 4, "五个字…"},
		{"ab👩‍🔧c", 8, "ab👩‍🔧c"},
		{"ab👩‍🔧cd", 7, "ab…"},
		{"ab🇨🇳🇭🇰", 9, "ab🇨🇳…"},
		{"abe\u0301f", 4, "ab…"},
	} {
		if got := shorten(tc.in, tc.max); got != tc.want {
			t.Errorf("%q to %d: %q", tc.in, tc.max, got)
		}
	}
}

// TestSplitPlaces holds where a text is cut.
func TestSplitPlaces(t *testing.T) {
	long := func(n int) string { return strings.Repeat("字", n) }
	for name, tc := range map[string]struct{ text, first, next string }{
		"paragraph":       {long(2500) + "\n\n" + long(500) + "。\n" + long(3000), long(2500), long(500)},
		"line":            {long(2500) + "\n" + long(500) + "。" + long(3000), long(2500), long(500)},
		"sentence":        {long(2500) + "。" + long(500) + "，" + long(3000), long(2500) + "。", long(500)},
		"English":         {long(2500) + "end. " + long(500) + " " + long(3000), long(2500) + "end.", long(500)},
		"clause":          {long(2500) + "，" + long(500) + " " + long(3000), long(2500) + "，", long(500)},
		"word":            {long(2500) + " " + long(3000), long(2500), long(3000)},
		"nowhere":         {long(5000), long(4096), long(904)},
		"too early":       {"a\n\n" + long(5000), "a\n\n" + long(4093), long(907)},
		"surrogates":      {"a" + strings.Repeat("🏦", 2100), "a" + strings.Repeat("🏦", 2047), "🏦"},
		"a family":        {long(4090) + "👨‍👩‍👧‍👦" + long(100), long(4090), "👨‍👩‍👧‍👦"},
		"a flag":          {long(4093) + "🇨🇳" + long(100), long(4093), "🇨🇳"},
		"a flag of two":   {long(4091) + "🇨🇳🇭🇰" + long(100), long(4091) + "🇨🇳", "🇭🇰"},
		"an accent":       {long(4095) + "e\u0301" + long(100), long(4095), "e\u0301"},
		"a shade of skin": {long(4094) + "👍🏽" + long(100), long(4094), "👍🏽"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Split(tc.text)
			if len(got) < 2 || got[0] != tc.first || !strings.HasPrefix(got[1], tc.next) {
				t.Errorf("%d pieces, the first of %d units ends in %q, the next begins with %q",
					len(got), Units(got[0]), tail(got[0]), clipUnits(got[1], 20))
			}
		})
	}
}

func TestSplitLeavesBlankPiecesOut(t *testing.T) {
	blank := strings.Repeat(" \n", 5000)
	if got := Split(blank + "a" + blank + "b" + blank); len(got) != 2 || strings.TrimSpace(got[0]) != "a" || got[1] != "b" {
		t.Errorf("%d pieces: %q", len(got), got)
	}
}

func tail(s string) string { return s[max(0, len(s)-40):] }

// TestSplit holds that nothing but blanks is lost and that every piece is taken.
func TestSplit(t *testing.T) {
	alphabet := []string{"字", "a", " ", "\n", "\n\n", "。", ". ", "，", "🏦", "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301", "\u200d", "\u0301", "\r\n", "👍🏽", "\xff"}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		for _, run := range rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) string {
			return strings.Repeat(rapid.SampledFrom(alphabet).Draw(rt, "what"), rapid.IntRange(1, 3000).Draw(rt, "times"))
		}), 0, 12).Draw(rt, "text") {
			b.WriteString(run)
		}
		text := b.String()
		pieces := Split(text)
		if squeeze(strings.Join(pieces, "")) != squeeze(text) {
			rt.Fatal("something is lost")
		}
		for _, p := range pieces {
			if Units(p) > maxText {
				rt.Fatalf("a piece of %d units", Units(p))
			}
			if len(pieces) > 1 && strings.TrimSpace(p) == "" {
				rt.Fatal("a blank piece")
			}
		}
		if Units(text) <= maxText && (len(pieces) != 1 || pieces[0] != text) {
			rt.Fatal("a text that fits was changed")
		}
	})
}

// squeeze leaves the blanks out.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
