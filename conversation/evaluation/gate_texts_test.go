package evaluation_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
)

// editorTexts reads the texts of a language as they stand in the file.
func editorTexts(t *testing.T, lang knowledge.Lang) map[string]string {
	t.Helper()
	data, err := os.ReadFile("gate." + string(lang) + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := yaml.Load(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every phrase has a text in every language, with the same places, and no
// language has texts that nobody says.
func TestEditorTexts(t *testing.T) {
	place := regexp.MustCompile(`\{\{\.\w+\}\}`)
	places := func(s string) []string {
		out := place.FindAllString(s, -1)
		slices.Sort(out)
		return slices.Compact(out)
	}
	zh, en := editorTexts(t, knowledge.Chinese), editorTexts(t, knowledge.English)
	for _, key := range evaluation.AllPhrases() {
		if zh[string(key)] == "" || en[string(key)] == "" {
			t.Errorf("%q is missing in a language", key)
		}
		if x, y := places(zh[string(key)]), places(en[string(key)]); !slices.Equal(x, y) {
			t.Errorf("%q: places %v in zh, %v in en", key, x, y)
		}
	}
	for _, texts := range []map[string]string{zh, en} {
		for key := range texts {
			if !slices.Contains(evaluation.AllPhrases(), evaluation.Phrase(key)) {
				t.Errorf("nobody says %q", key)
			}
		}
	}
	if _, err := evaluation.NewTexts("fr"); err == nil {
		t.Error("there are texts in a language that nobody wrote")
	}
}

// sample is a report with something of everything.
func sample() evaluation.Report {
	return evaluation.Report{
		Changes: []evaluation.Change{
			{Kind: evaluation.KindArticle, ID: "wrong_pin", How: evaluation.Changed, Fields: []string{"say", "screen"}},
			{Kind: evaluation.KindCause, ID: "wrong_pin/forgotten", How: evaluation.Added},
			{Kind: evaluation.KindQuestion, ID: "weather", How: evaluation.Removed},
		},
		Before: evaluation.Documents{Problems: 61, Phrasings: 5600}, After: evaluation.Documents{Problems: 61, Phrasings: 5603},
		Canaries: 244,
		Tune:     evaluation.QueryPart{Queries: 745, Before: 721, After: 721, Better: 1, Worse: 1},
		Test:     evaluation.QueryPart{Queries: 338, Before: 306, After: 305, Worse: 1},
		Better:   []evaluation.Move{{Name: "query:wrong_pin/zh/0a1b2c", Text: "密码输了没反应", Was: "3", Is: "1"}},
		Scripts:  evaluation.ScriptPart{Scripts: 204, Before: 203, After: 202, Moved: 1, Other: 2},
		Merchants: evaluation.Merchants{
			Played: 2000, Before: .9685, After: .942, QuestionsBefore: 1.61, QuestionsAfter: 1.7, Errors: 4.04,
		},
		Safety: evaluation.SafetyPlays{Dialogues: 2854, Advices: 6167},
		Losses: []evaluation.Loss{
			{Name: "query:pin_locked/zh/9f8e7d", Kind: evaluation.LossQuery, Problem: "pin_locked", Text: "输错三次锁了", Was: "1", Is: "2"},
			{Name: "query:pin_locked/en/112233", Kind: evaluation.LossQuery, Problem: "pin_locked", Text: "pin blocked", Was: "2", Is: "-", Accepted: true},
			{Name: "canary:pin_locked/zh/say/445566", Kind: evaluation.LossCanary, Problem: "pin_locked", Text: "密码锁了", Was: "1", Is: "3"},
			{Name: "script:pin_locked/778899", Kind: evaluation.LossScript, Problem: "pin_locked", Text: "三次都错，卡锁了", Was: "bank pin_locked/locked", Is: "device wrong_pin/forgotten"},
			{Name: "merchants:right_route", Kind: evaluation.LossMerchants, Was: "96.9 %", Is: "94.2 %"},
			{Name: "article:weather", Kind: evaluation.LossArticle, Problem: "weather", Text: "天气", Was: "5", Is: "0"},
			{Name: "documents:articles", Kind: evaluation.LossDocuments, Was: "61", Is: "60"},
			{Name: "rule:charged", Kind: evaluation.LossRule, Text: "Nobody is charged twice.", Was: "forbid: 再刷; ask: tx_status", Is: "charged"},
			{Name: "alarm:violence_or_threat/aabbcc", Kind: evaluation.LossAlarm, Problem: "none", Text: "有人拿刀", Was: "violence_or_threat"},
			{Name: "safety:charged/wrong_pin/forbid", Kind: evaluation.LossSafety, Problem: "wrong_pin", Text: "再刷一次。", Was: "charged", Is: "forgotten"},
		},
		Unused:  []string{"query:misspelt"},
		Refused: true,
	}
}

// The reports as people read them; -update rewrites them.
func TestReportTexts(t *testing.T) {
	good := sample()
	good.Losses, good.Refused, good.Unused, good.Changes = nil, false, nil, nil
	accepted := sample()
	accepted.Losses, accepted.Refused = accepted.Losses[1:2], false
	for name, r := range map[string]evaluation.Report{"refused": sample(), "good": good, "accepted": accepted} {
		for _, lang := range knowledge.Langs() {
			texts, err := evaluation.NewTexts(lang)
			if err != nil {
				t.Fatal(err)
			}
			file, got := "testdata/gate/"+name+"."+string(lang)+".txt", texts.Write(r, 0)+"\n"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || string(want) != got {
				t.Errorf("%s is not what is written (%v); if it should be, run with -update:\n%s", file, err, got)
			}
			if strings.Contains(got, "{{") || strings.Contains(got, "_none") {
				t.Errorf("a place or a key is shown as it is:\n%s", got)
			}
		}
	}
}

// A report for a chat fits it, says the verdict, and tells what it leaves out.
func TestShortReport(t *testing.T) {
	r := sample()
	for range 300 {
		r.Losses = append(r.Losses, sample().Losses...)
		r.Changes = append(r.Changes, sample().Changes...)
	}
	r.Losses[0].Text = strings.Repeat("很长的话", 500)
	for _, lang := range knowledge.Langs() {
		texts, err := evaluation.NewTexts(lang)
		if err != nil {
			t.Fatal(err)
		}
		got := texts.Short(r, 3000)
		if n := utf8.RuneCountInString(got); n > 3000 || n < 1500 {
			t.Errorf("%s: %d characters", lang, n)
		}
		more := texts.Say(evaluation.PhraseMore, evaluation.Values{"count": len(r.Losses) - 12})
		if !strings.Contains(got, r.Losses[0].Name) || !strings.Contains(got, more) {
			t.Errorf("%s: the first loss or how many are left out is missing:\n%s", lang, got)
		}
		if n := utf8.RuneCountInString(texts.Short(r, 40)); n > 40 {
			t.Errorf("%s: %d characters, 40 were asked for", lang, n)
		}
	}
}

// Only of what is searched for is a lone digit a rank.
func TestLossText(t *testing.T) {
	texts, err := evaluation.NewTexts(knowledge.English)
	if err != nil {
		t.Fatal(err)
	}
	for want, loss := range map[string]evaluation.Loss{
		`"no signal": was rank 1, now not found`:                  {Kind: evaluation.LossQuery, Text: "no signal", Was: "1", Is: "-"},
		`the article "paper" is gone, with its golden queries: 8`: {Kind: evaluation.LossArticle, Text: "paper", Was: "8"},
		`the index holds 8 articles, it should hold 9`:            {Kind: evaluation.LossDocuments, Was: "9", Is: "8"},
		`"the chip is read" got bank, now device`:                 {Kind: evaluation.LossScript, Text: "the chip is read", Was: "bank", Is: "device"},
	} {
		if got := texts.Loss(loss); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
