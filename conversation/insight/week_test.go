package insight_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

func week() insight.Week {
	kinds := func(k conversation.GapKind, n int) map[conversation.GapKind]int {
		return map[conversation.GapKind]int{k: n}
	}
	return insight.Week{
		From: monday, To: monday.AddDate(0, 0, 7),
		Counts: map[string]int64{
			"opened": 120, "solved:printer_paper/jam": 30, "handed:asked_for_person": 9,
			"shown:contact_bank_message/issuer_declined": 40, "not_solved:contact_bank_message/issuer_declined": 11,
		},
		Clusters: []insight.Cluster{
			{ID: "aaaa0001", Label: "刷脸支付用不了\n第二行", Count: 12, Kinds: kinds(conversation.GapNoHit, 12), Examples: []string{"一", "二", "三"}},
			{ID: "aaaa0002", Label: "纸卡住了 出不来", Count: 7, Kinds: kinds(conversation.GapNoHit, 7), Problem: "printer_paper"},
			{ID: "aaaa0003", Label: "换了三张卡都不行", Count: 5, Kinds: kinds(conversation.GapUnhelpful, 5), Problem: "contact_bank_message"},
		},
	}
}

func TestWeekly(t *testing.T) {
	for lang, want := range map[knowledge.Lang][]string{
		knowledge.Chinese: {
			"知识周报 11-16 至 11-23\n新问题 120 个，商户说解决了 30 个，转人工 9 个。",
			"缺什么\n12 × “刷脸支付用不了 第二行”\n   “一”\n   “二”\n   → 写一篇文章 (aaaa0001)\n5 × “换了三张卡都不行”\n   → 改进文章：屏幕提示“请与银行联系”，没别的说明 (aaaa0003)",
			"效果最差的文章\n屏幕提示“请与银行联系”，没别的说明：给出 40 次，解决 0，没解决 11，转人工 0\n",
			"7 × “纸卡住了 出不来” → ",
		},
		knowledge.English: {"New cases 120", `12 × "刷脸支付用不了 第二行"`, "→ write an article (aaaa0001)", "shown 40, solved 0, not solved 11, to a person 0"},
	} {
		text, ok := insight.Weekly(week(), load(t), lang)
		if !ok {
			t.Errorf("%s: nothing to tell", lang)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%q is not in\n%s", w, text)
			}
		}
		if strings.Contains(text, "%!") || strings.Contains(text, "三") && !strings.Contains(text, "换了三张卡") {
			t.Error(text)
		}
	}
	if text, ok := insight.Weekly(insight.Week{From: monday, To: monday}, load(t), knowledge.English); ok {
		t.Errorf("a week without anything tells %q", text)
	}
}

// However much there is to tell, the message stays within its limit.
func TestWeeklyLength(t *testing.T) {
	w := week()
	long := strings.Repeat("🙂很长的一句话", 300)
	for i := range 50 {
		kind := []conversation.GapKind{conversation.GapNoHit, conversation.GapUnhelpful}[i%2]
		w.Clusters = append(w.Clusters, insight.Cluster{
			ID: fmt.Sprintf("%08x", i), Label: long, Count: 1, Examples: []string{long, long, long},
			Kinds: map[conversation.GapKind]int{kind: 1}, Problem: strings.Repeat("x", 400),
		})
		w.Counts[fmt.Sprintf("escalated:%s%d", strings.Repeat("y", 60), i)] = 10
	}
	for _, lang := range knowledge.Langs() {
		text, _ := insight.Weekly(w, load(t), lang)
		if n := len(utf16.Encode([]rune(text))); n >= insight.MaxWeekly || !strings.Contains(text, "tillmate gaps add") {
			t.Errorf("%d units:\n%s", n, text)
		}
	}
}

func TestWeeklyDue(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, shanghai) }
	for name, c := range map[string]struct {
		last, now time.Time
		due       bool
	}{
		"never sent":              {time.Time{}, at(16, 9, 0), false},
		"before nine":             {at(9, 9, 0), at(16, 8, 59), false},
		"at nine":                 {at(9, 9, 0), at(16, 9, 0), true},
		"by the zone, not by UTC": {at(9, 9, 0), at(16, 9, 0).UTC(), true},
		"sent":                    {at(16, 9, 0), at(16, 9, 1), false},
		"sent late":               {at(18, 15, 0), at(23, 8, 0), false},
		"after a late one":        {at(18, 15, 0), at(23, 9, 0), true},
		"begun on a Monday night": {at(16, 23, 0), at(22, 23, 0), false},
		"begun early on a Monday": {at(16, 1, 0), at(16, 9, 0), true},
		"three weeks missed":      {at(1, 9, 0), at(25, 3, 0), true},
	} {
		if got := insight.WeeklyDue(c.last, c.now, shanghai); got != c.due {
			t.Errorf("%s: due %v", name, got)
		}
	}
	next := insight.NextWeekly(at(18, 12, 0), shanghai)
	if !next.Equal(at(23, 9, 0)) {
		t.Errorf("after Wednesday comes %s", next)
	}
}

func TestBrief(t *testing.T) {
	for text, want := range map[string]string{"一二三四五": "一二三四五", "一二三四五六": "一二三四…", "a \n  b": "a b", "": ""} {
		if got := insight.Brief(text, 5); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
