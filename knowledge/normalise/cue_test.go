package normalise

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCues(t *testing.T) {
	tests := []struct {
		cues string // one a line
		text string
		want string // what is found, "" for nothing
	}{
		{"扣款", "客人被扣款了", "扣款"},
		{"(没|没有|未)(被|)扣", "没被扣", "没被扣"},
		{"(a|b(c|d))e", "bde", "bde"},
		{"(a|b(c|d))e", "be", ""},
		// Gaps.
		{"没…短信", "没有收到银行的短信", "没有收到银行的短信"},
		{"没…短信", "没一二三四五六七八短信", "没一二三四五六七八短信"},
		{"没…短信", "没一二三四五六七八九短信", ""},
		{"没...短信", "没收到,短信", "没收到,短信"},
		{"没…短信", "没收到。短信", ""},
		{"没…短信", "没收到\n短信", ""},
		{"only…card", "only this one black debit card", "only this one black debit card"},
		{"only…card", "only this one very black debit card", ""},
		{"only…card", "only 2.5 card", "only 2.5 card"},
		{"only…card", "only. card", ""},
		{"a…b", "a b", "a b"},
		// Words.
		{"one card", "phone card", ""},
		{"one card", "one cards", ""},
		{"one card", "one  card", "one  card"},
		{"sign in", "sign-in", "sign-in"},
		{"sign in", "signin", ""},
		{"pos机", "用pos机刷", "pos机"},
		{"pos机", "用 pos 机刷", "pos 机"},
		{"card", "刷card不行", "card"},
		{"don't work", "they don't work", "don't work"},
		{"bar(s|)", "one bars left", "bars"},
		{"bar(s|)", "barn", ""},
		// Blanks in Chinese.
		{"刷不了", "刷 不 了", "刷 不 了"},
		{"换卡", "换\n卡", ""},
		// Numbers.
		{"#天", "已经30天了", "30天"},
		{"#天", "十二天", "十二天"},
		{"#天", "好几天", ""},
		{"试了#次", "试了 3 次", "试了 3 次"},
		{"all #", "all 12 terminals", "all 12"},
		{"all #", "all 2.5", "all 2.5"},
		// Exclusions.
		{"能刷\n!不…能刷", "别的卡能刷", "能刷"},
		{"别的卡\n!(也|都)不", "别的卡也不行", ""},
		// Negation.
		{"扣款", "没有扣款", ""},
		{"扣款", "没有被扣款", ""},
		{"扣款", "没有人被扣款", ""},
		{"扣款", "不是扣款", ""},
		{"没有扣款", "没有扣款", "没有扣款"},
		{"换(卡|张)", "刷不了换张卡就好", "换张"},
		{"能刷", "这张不行,能刷别的", "能刷"},
		{"(换|别的)卡能刷", "插卡没反应换卡能刷", "换卡能刷"},
		{"别的卡", "刷别的卡", "别的卡"},
		{"大额", "特别大额", "大额"},
		{"什么卡都不", "不管什么卡都不行", "什么卡都不"},
		{"charged", "not charged", ""},
		{"charged", "was never been charged", ""},
		{"charged", "wasn't charged", ""},
		{"charged", "no, charged", "charged"},
		{"not charged", "she was not charged", "not charged"},
		{"other cards", "it doesn't work other cards do", "other cards"},
		{"customer…charged", "customer was not charged", ""},
		{"customer…charged", "customer was charged", "customer was charged"},
		{"隔壁…能刷", "隔壁不能刷", ""},
		{"隔壁…能刷", "隔壁的店能刷", "隔壁的店能刷"},
		// The longest, then the first.
		{"卡\n卡不行\n不行", "卡不行", "卡不行"},
		{"卡", "这卡那卡", "卡"},
	}
	for _, tt := range tests {
		c, err := Compile(strings.Split(tt.cues, "\n"))
		if err != nil {
			t.Errorf("%q: %v", tt.cues, err)
			continue
		}
		start, end, ok := c.Find(tt.text)
		if got := tt.text[start:end]; got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q in %q: found %q, want %q", tt.cues, tt.text, got, tt.want)
		}
		if c.Match(tt.text) != ok {
			t.Errorf("%q in %q: Match and Find disagree", tt.cues, tt.text)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	tests := []struct{ cue, want string }{
		{"(扫码|扫).{0,3}刷", `'.'`},
		{"neighbou?rs", `'?'`},
		{"a*", `'*'`},
		{"[ab]", `'['`},
		{"a\\b", `'\\'`},
		{"^a", `'^'`},
		{"(a|b", `"("`},
		{"a)", `")"`},
		{"a|b", `"|"`},
		{"", "empty"},
		{"(a|)", "empty"},
		{"…a", "gap"},
		{"Card", `"card"`},
		{"刷卡機", `"刷卡机"`},
		{"a!b", `"!"`},
	}
	for _, tt := range tests {
		c, err := Compile([]string{tt.cue, "fine"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want one with %s", tt.cue, err, tt.want)
		}
		if !c.Match("fine") {
			t.Errorf("%q: the other phrase is lost", tt.cue)
		}
	}
	if _, err := Compile([]string{strings.Repeat("(a|)", 60) + "b"}); err != nil {
		t.Error(err)
	}
	if (Cues{}).Match("x") {
		t.Error("the zero value matches")
	}
}

// TestCueIsFound holds that a text made by a phrase is found by it.
func TestCueIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SampledFrom([]string{"刷卡", "银行", "card", "terminal", "显示", "12", "三"})
		var pattern, text strings.Builder
		for i := range rapid.IntRange(1, 4).Draw(t, "parts") {
			w := words.Draw(t, "word")
			if i > 0 {
				pattern.WriteString(" ")
				text.WriteString(" ")
			}
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				pattern.WriteString("(" + words.Draw(t, "other") + "|" + w + ")")
			case 1:
				pattern.WriteString(w)
			default:
				pattern.WriteString(w + "…" + w)
				text.WriteString(w + " x ")
			}
			text.WriteString(w)
		}
		c, err := Compile([]string{pattern.String()})
		if err != nil {
			t.Fatal(err)
		}
		if !c.Match(text.String()) {
			t.Fatalf("%q is not found in %q", pattern.String(), text.String())
		}
	})
}

func FuzzCompile(f *testing.F) {
	f.Add("没(有|)…扣款", "没有被扣款")
	f.Add("!(a|b)#…c", "b12 x c")
	f.Add("(((", "x")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		c, _ := Compile([]string{pattern, "短信"})
		start, end, ok := c.Find(text)
		if start < 0 || end > len(text) || start > end || ok && start == end {
			t.Fatalf("%q in %q: found %d to %d", pattern, text, start, end)
		}
	})
}
