package wording_test

import (
	"slices"
	"testing"

	"github.com/tillmate/tillmate/knowledge/wording"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"Do  NOT\tSwipe": "do not swipe",
		"請勿重新刷卡":         "请勿重新刷卡",
		"ＰＯＳ　１２":         "pos 12",
		"Don’t":          "don't",
		"":               "",
	} {
		if got := wording.Plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	got := wording.Sentences("先查明细。不要再刷！好了吗？Stop. Look it up; then wait\nEnd.")
	want := []string{"先查明细", "不要再刷", "好了吗", "stop", "look it up", " then wait end", " "}
	trim := func(list []string) []string {
		var out []string
		for _, s := range list {
			if p := wording.Plain(s); p != "" {
				out = append(out, p)
			}
		}
		return out
	}
	if !slices.Equal(trim(got), trim(want)) {
		t.Errorf("got %q", got)
	}
	if len(trim(wording.Sentences(""))) != 0 {
		t.Error("an empty text has sentences")
	}
}

// TestUrges tells advice from warnings.
func TestUrges(t *testing.T) {
	for _, tc := range []struct {
		text, words string
		want        bool
	}{
		{"请再刷一次", "再刷", true},
		{"請再刷一次", "再刷", true},
		{"先查明细，然后再刷一次", "再刷", true},
		{"不要再刷", "再刷", false},
		{"请不要再刷这张卡", "再刷", false},
		{"切勿再刷", "再刷", false},
		{"别再刷了", "再刷", false},
		{"禁止再刷", "再刷", false},
		{"没查清前不能再刷", "再刷", false},
		{"千万不要急着让客人再刷", "再刷", false},
		{"不要拔卡，再刷一次", "再刷", true}, // the comma ends the reach
		{"不要再刷。查清后再刷", "再刷", true},
		{"先换别的卡再刷", "再刷", true}, // 别的 is no negator
		{"识别失败就再刷", "再刷", true}, // nor is 识别
		{"不是网络问题就再刷一次", "再刷", true},
		{"输入密码", "密码", true},
		{"提示密码错误", "密码", false}, // a symptom
		{"密码键盘坏了", "密码", false},
		{"换一张卡", "再刷", false},
		{"任何话", "", false},
		{"", "再刷", false},
		{"Swipe again", "swipe again", true},
		{"Please try again later.", "try again", true},
		{"Do not swipe again", "swipe again", false},
		{"Don't try again", "try again", false},
		{"Don’t try again", "try again", false},
		{"Never run the card", "run the card", false},
		{"Do not let the customer swipe again", "swipe again", false},
		{"Avoid charging; swipe again", "swipe again", true},
		{"Do not hurry but try again", "try again", true},
		{"Do not reset it, open it or try again", "try again", false},
		{"Wait without closing, then try again", "try again", true},
		{"The card cannot be read: try again", "try again", true},
		{"retrying is fine", "retry", true},
		{"country", "try", false}, // no whole word
		{"entry", "try", false},
		{"trying", "try", true},
		{"tries", "try", false},
		{"PIN pad is broken", "pin", false},
		{"Enter the PIN", "pin", true},
	} {
		if got := wording.Urges(wording.Sentences(tc.text), wording.Plain(tc.words)); got != tc.want {
			t.Errorf("%q urges %q: %v", tc.text, tc.words, got)
		}
	}
}

func TestForbidden(t *testing.T) {
	for before, want := range map[string]bool{
		"": false, "请": false, "请勿": true, "不要": true, "不要让客人": true, "不": true, "分别": false, "类别": false,
		"不要拆机,": false, "please ": false, "do not ": true, "never let them ": true, "not only a but ": false, "without ": true,
	} {
		if got := wording.Forbidden(before); got != want {
			t.Errorf("%q: %v", before, got)
		}
	}
}

// Nothing makes it panic.
func FuzzUrges(f *testing.F) {
	f.Add("不要再刷", "再刷")
	f.Add("\xff\xfe", "\xff")
	f.Add("don’t try", "try")
	f.Fuzz(func(_ *testing.T, text, words string) {
		wording.Urges(wording.Sentences(text), wording.Plain(words))
		wording.Forbidden(text)
	})
}
