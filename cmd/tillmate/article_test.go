package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/check"
)

// A new article is valid but for what is marked with TODO, which the check
// names; it is never written over.
func TestArticleNew(t *testing.T) {
	folder := onDisk(t, smallArticles(t))
	if got := start(t, "", "article", "new", "payment_speaker", "--title", "收款音箱不播报", "--knowledge", folder); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	file := filepath.Join(folder, "problems", "payment_speaker.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rules, what []string
	for _, f := range check.Run(os.DirFS(folder)) {
		if f.File == "problems/payment_speaker.yaml" && f.Severity == knowledge.Error {
			rules, what = append(rules, f.Rule), append(what, f.What)
		}
	}
	for _, rule := range rules {
		if !slices.Contains([]string{"language-missing", "required", "empty"}, rule) {
			t.Errorf("a new article breaks the rule %s: %v", rule, what)
		}
	}
	for _, part := range []string{"title", "say", "steps"} {
		if !strings.Contains(strings.Join(what, "\n"), part) {
			t.Errorf("the check does not name %s: %v", part, what)
		}
	}
	if !strings.Contains(string(text), `zh: "收款音箱不播报"`) || strings.Count(string(text), "TODO:") < 6 {
		t.Errorf("%s", text)
	}
	for name, args := range map[string][]string{
		"there already": {"payment_speaker", "--knowledge", folder},
		"no slug":       {"Payment-Speaker", "--knowledge", folder},
		"no folder":     {"another"},
	} {
		if got := start(t, "", append([]string{"article", "new"}, args...)...); got.code == exitOK {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if after, _ := os.ReadFile(file); string(after) != string(text) {
		t.Error("the article was written over")
	}
}

func TestArticleTest(t *testing.T) {
	folder := onDisk(t, smallArticles(t))
	args := []string{"article", "test", "printer_paper", "--merchants", "5", "--knowledge", folder}
	got := start(t, "", args...)
	for _, want := range []string{"golden queries find it first", "merchants:", "cause", "reached", "never asked:", "print_look"} {
		if got.code != exitOK || !strings.Contains(got.stdout, want) {
			t.Errorf("exit code %d, %q is not in\n%s%s", got.code, want, got.stdout, got.stderr)
		}
	}
	var out evaluation.Article
	if got := start(t, "", append(args, "--json")...); json.Unmarshal([]byte(got.stdout), &out) != nil || out.Problem != "printer_paper" || len(out.Causes) == 0 {
		t.Errorf("%+v", got)
	}
	if got := start(t, "", "article", "test", "printer_papr", "--knowledge", folder); got.code != exitFailed || !strings.Contains(got.stderr, "printer_paper") {
		t.Errorf("%+v", got)
	}
}

func TestCompleteSlugs(t *testing.T) {
	folder := onDisk(t, smallArticles(t))
	for _, command := range [][]string{{"preview"}, {"article", "test"}} {
		got := start(t, "", slices.Concat([]string{"__complete"}, command, []string{"--knowledge", folder, "print"})...)
		if !strings.HasPrefix(got.stdout, "printer_paper\n:4") {
			t.Errorf("%v: %q", command, got.stdout)
		}
	}
}
