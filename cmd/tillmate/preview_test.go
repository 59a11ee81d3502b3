package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/check"
)

// Every cause of an article can be shown, whatever its family and route.
func TestPreviewEveryCause(t *testing.T) {
	loaded, _ := knowledge.Load(base.Files)
	for i := 0; i < len(loaded.Problems); i += 5 {
		p := &loaded.Problems[i]
		lang := []string{"zh", "zh-hant", "en"}[i%3]
		got := start(t, "", "preview", p.Slug, "--lang", lang)
		if got.code != exitOK {
			t.Errorf("%s: %+v", p.Slug, got)
			continue
		}
		for j := range p.Causes {
			head := fmt.Sprintf("── %s → %s ──\n", p.Causes[j].ID, p.Causes[j].Route)
			if !strings.Contains(got.stdout, head) {
				t.Errorf("%s: %q is missing", p.Slug, head)
			}
		}
	}
}

func TestPreview(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"Chinese":     {[]string{"printer_paper", "--cause", "print_head_worn"}, exitOK, []string{"[ 好了 ] [ 还没好 ]", "[ 复制要说的话 ]", "/1500 characters", "step 1 (", "── questions ──", "[ 没有扣款 ]"}},
		"Traditional": {[]string{"printer_paper", "--lang", "zh-hant"}, exitOK, []string{"[ 還沒試 ]", "[ 轉人工 ]"}},
		"English":     {[]string{"printer_paper", "--lang", "en"}, exitOK, []string{"[ It works now ]", "/3500 characters"}},
		"a person":    {[]string{"data_leak"}, exitOK, []string{"→ human ──"}},
		"no language": {[]string{"printer_paper", "--lang", "fr"}, exitUsage, []string{"zh-hant"}},
		"no article":  {[]string{"weather"}, exitFailed, []string{"there is no article"}},
		"no cause":    {[]string{"printer_paper", "--cause", "rain"}, exitFailed, []string{"rain"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := start(t, "", append([]string{"preview"}, tc.args...)...)
			if got.code != tc.code {
				t.Errorf("exit code %d, want %d: %s", got.code, tc.code, got.stderr)
			}
			for _, want := range tc.want {
				if !strings.Contains(got.stdout+got.stderr, want) {
					t.Errorf("%q is not in\n%s%s", want, got.stdout, got.stderr)
				}
			}
		})
	}
}

// The limits that a preview shows are those of the check: a text as long as
// they say is fine, one character more is not.
func TestPreviewLimits(t *testing.T) {
	first := smallArticles(t)
	const article = "problems/printer_paper.yaml"
	title := section(t, first, article, "title:\n", "family:")
	tooLong := func(files fstest.MapFS) bool {
		for _, f := range check.Run(files) {
			if f.Rule == "too-long" && f.File == article {
				return true
			}
		}
		return false
	}
	for _, part := range []struct {
		limit textLimit
		from  string
		to    string
	}{
		{limitTitle, title, "title:\n  zh: %s\n  en: %s\n"},
		{limitStep, "    steps:\n      zh:\n", "    steps:\n      en: [%[2]s]\n      zh:\n        - %[1]s\n"},
	} {
		for more, want := range map[int]bool{0: false, 1: true} {
			zh, en := strings.Repeat("字", part.limit.zh+more), strings.Repeat("a", part.limit.en)
			text := fmt.Sprintf(part.to, zh, en)
			files := edited(t, first, article, part.from, text)
			if strings.Contains(part.to, "steps") { // the English steps are written already
				files = edited(t, first, article, part.from, fmt.Sprintf("    steps:\n      zh:\n        - %s\n", zh))
			}
			if got := tooLong(files); got != want {
				t.Errorf("%q with %d more: too long %v", part.from, more, got)
			}
			if textLength(zh, knowledge.Chinese) != part.limit.zh+more || textLength(en, knowledge.English) != part.limit.en {
				t.Error("the texts are counted in another way")
			}
		}
	}
}
