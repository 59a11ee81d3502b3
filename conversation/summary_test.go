package conversation_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tillmate/tillmate/conversation"
)

// A summary stays within its length: the earliest words give way, the latest
// and the facts stay.
func TestSummaryLength(t *testing.T) {
	d := open(t)
	for name, texts := range map[string][]string{
		"many":        append([]string{"FIRST"}, append(repeated(strings.Repeat("刷卡提示请与银行联系，换了几张卡都这样，客人等着。", 5), 35), "LATEST")...),
		"a long one":  {"SHORT", strings.Repeat("很长的一段话", 300), strings.Repeat("又一段话", 400), "LATEST"},
		"only one":    {strings.Repeat("长", 2000) + "LATEST"},
		"emoji":       {strings.Repeat("😀", 1500), "LATEST"},
		"all is long": repeated(strings.Repeat("x ", 900), 40),
	} {
		state := conversation.State{Lang: "zh", Phase: conversation.Asking, Terminal: "T-1", Case: &conversation.Case{
			Open: &conversation.Asked{Question: "scope"}, Asked: []conversation.Asked{{Question: "scope"}},
			Answers: []conversation.Answer{{Question: "charged", Answer: "yes", Origin: conversation.Pressed}},
			Files:   []conversation.Kept{{Kind: conversation.Photo, ID: "1"}},
		}}
		for i, text := range texts {
			state.Case.Texts = append(state.Case.Texts, conversation.Text{N: i + 1, Text: text})
		}
		_, effects := d.engine.Step(state, conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman})
		summary := effects[0].(conversation.Handoff).Summary
		n := len(utf16.Encode([]rune(summary)))
		if n > conversation.MaxSummary {
			t.Errorf("%s: %d UTF-16 units", name, n)
		}
		for _, want := range []string{"T-1", "顾客可能已被扣款", "照片、语音等：1 个"} {
			if !strings.Contains(summary, want) {
				t.Errorf("%s: %q is not in %s", name, want, summary)
			}
		}
		if strings.Contains(strings.Join(texts, ""), "LATEST") && name != "only one" && !strings.Contains(summary, "LATEST") {
			t.Errorf("%s: the latest words are gone: %s", name, summary)
		}
		if strings.Contains(summary, "FIRST") {
			t.Errorf("%s: the earliest words are there", name)
		}
		if n < conversation.MaxSummary/2 {
			t.Errorf("%s: cut to %d units, more than needed", name, n)
		}
	}
}

func repeated(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}
