package main

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

var (
	_ insightStore = (*queue.Queue)(nil)
	_ caseStore    = (*queue.Queue)(nil)
)

// kept are what a test keeps instead of Redis.
type kept struct {
	days  []queue.Day
	gaps  []conversation.Gap
	cases []bot.CaseFile
	shelf *bundle.Memory // nil is one on which nothing is published
}

func (f kept) Shelf() bundle.Shelf { return cmp.Or(f.shelf, &bundle.Memory{}) }

func (f kept) Days(context.Context, time.Time, time.Time) ([]queue.Day, error) { return f.days, nil }

func (f kept) Gaps(_ context.Context, since time.Time) (out []conversation.Gap, err error) {
	for _, g := range f.gaps {
		if !g.At.Before(since) {
			out = append(out, g)
		}
	}
	return out, nil
}

func (f kept) All(context.Context, queue.CaseFilter) iter.Seq2[bot.CaseFile, error] {
	return func(yield func(bot.CaseFile, error) bool) {
		for _, c := range f.cases {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// said is a program whose output is kept.
type said struct {
	*app
	out, err strings.Builder
}

func newSaid() *said {
	s := &said{}
	s.app = &app{process: process{stdout: &s.out, stderr: &s.err}}
	return s
}

// articles copies the built-in articles into a folder.
func articles(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, base.Files); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, dir, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func gap(kind conversation.GapKind, words, problem, cause string) conversation.Gap {
	return conversation.Gap{Kind: kind, At: noon, Words: words, Problem: problem, Cause: cause}
}

func merchants() kept {
	return kept{gaps: []conversation.Gap{
		gap(conversation.GapNoHit, "数字人民币收不了", "", ""),
		gap(conversation.GapNoHit, "数字人民币怎么收款", "", ""),
		gap(conversation.GapNone, "数字人民币付款失败", "", ""),
		gap(conversation.GapUnhelpful, "机子里的纸卷老是缩进去", "printer_paper", "out_of_paper"),
		{Kind: conversation.GapNoHit, At: noon.AddDate(0, 0, -90), Words: "很久以前"},
	}}
}

func TestGaps(t *testing.T) {
	s := newSaid()
	since := noon.AddDate(0, 0, -7)
	if err := s.showGaps(t.Context(), merchants(), gapsOptions{most: 1}, since); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"   3 × 数字人民币", "· 数字人民币", "not found 2, none of these 1", "shared: 数字人民币", "→ "} {
		if !strings.Contains(s.out.String(), w) {
			t.Errorf("%q is not in\n%s", w, s.out.String())
		}
	}
	if !strings.Contains(s.err.String(), "1 more") || strings.Contains(s.out.String(), "很久以前") {
		t.Errorf("%s%s", s.out.String(), s.err.String())
	}

	s = newSaid()
	s.json = true
	if err := s.showGaps(t.Context(), merchants(), gapsOptions{most: 9, kind: "unhelpful"}, since); err != nil {
		t.Fatal(err)
	}
	var f foundCluster
	if err := json.Unmarshal([]byte(s.out.String()), &f); err != nil {
		t.Fatalf("%v in %s", err, s.out.String())
	}
	if f.Count != 1 || f.Problem != "printer_paper" || f.Todo != insight.MendArticle || !strings.HasPrefix(f.At, "problems/printer_paper.yaml:") {
		t.Errorf("%+v", f)
	}
}

func TestGapsFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"--kind x":     {"gaps", "--kind", "x"},
		"--since 0d":   {"gaps", "--since", "0d"},
		"--since day":  {"gaps", "--since", "day"},
		"--most 0":     {"gaps", "--most", "0"},
		`"to" not set`: {"gaps", "add", "abc"},
		"--knowledge":  {"gaps", "add", "abc", "--to", "printer_paper", "--text", "x"},
	} {
		got := start(t, "", args...)
		if got.code != exitUsage || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
	}
	for s, want := range map[string]time.Duration{"7d": 168 * time.Hour, "2w": 336 * time.Hour, "12h": 12 * time.Hour} {
		if got, err := parseAge(s); err != nil || got != want {
			t.Errorf("%s is %v, %v", s, got, err)
		}
	}
}

func TestOutcomesByArticle(t *testing.T) {
	store := kept{days: []queue.Day{
		{Date: "2026-10-30", Counts: map[string]int64{"shown:printer_paper/jam": 4, "not_solved:printer_paper/jam": 3}},
		{Date: "2026-11-20", Counts: map[string]int64{"shown:printer_paper/jam": 2, "solved:printer_paper/jam": 1, "escalated:scam_contact": 1, "opened": 3}},
	}}
	s := newSaid()
	if err := s.showOutcomes(t.Context(), store, noon.AddDate(0, 0, -30), noon); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(s.out.String()) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	want := []string{"printer_paper 6 1 3 0 0 2 1 0", "jam 6 1 3 0 0", "scam_contact 0 0 0 0 1 0 0 0"}
	if got := strings.Join(rows[1:], "|"); got != strings.Join(want, "|") {
		t.Errorf("%s", s.out.String())
	}
}

// The weekly message tells of the last seven days.
func TestWeeklyMessage(t *testing.T) {
	store := merchants()
	store.days = []queue.Day{{Date: "2026-11-20", Counts: map[string]int64{"opened": 8}}}
	text, ok, err := weeklyMessage(t.Context(), store, loaded(t), knowledge.Chinese, noon)
	if err != nil || !ok || !strings.Contains(text, "知识周报 11-13 至 11-20") || !strings.Contains(text, "新问题 8 个") || !strings.Contains(text, "3 × “数字人民币") {
		t.Errorf("%v %v\n%s", ok, err, text)
	}
	s := newSaid()
	if err := s.showWeekly(t.Context(), store, noon); err != nil || s.out.String() != text+"\n" {
		t.Errorf("%v: %s", err, s.out.String())
	}
	s = newSaid()
	if err := s.showWeekly(t.Context(), kept{}, noon); err != nil || s.out.Len() > 0 {
		t.Errorf("%v: %s", err, s.out.String())
	}
}

func loaded(t *testing.T) *knowledge.Base {
	t.Helper()
	b, err := loadFolder("")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A phrasing is added at its place and nothing else is changed.
func TestAddPhrasing(t *testing.T) {
	for text, lang := range map[string]string{"小票卡在里面: 拉不出来": "zh", "the roll # keeps turning": "en", "- 纸斜着走": "zh"} {
		dir := articles(t)
		before := read(t, dir, "problems/printer_paper.yaml")
		s := newSaid()
		if err := s.addPhrasing(dir, "printer_paper", text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		after := read(t, dir, "problems/printer_paper.yaml")
		edited, err := loadFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		say := edited.Problem("printer_paper").Say
		last := say.ZH[len(say.ZH)-1]
		if lang == "en" {
			last = say.EN[len(say.EN)-1]
		}
		if last != text {
			t.Errorf("the last phrasing is %q", last)
		}
		var same []string
		added := 0
		for line := range strings.Lines(after) {
			if strings.Contains(before, line) {
				same = append(same, line)
			} else {
				added++
			}
		}
		if added != 1 || strings.Join(same, "") != before {
			t.Errorf("%d lines are new in\n%s", added, after)
		}
		if !strings.Contains(s.out.String(), "problems/printer_paper.yaml:") || !strings.Contains(s.out.String(), "+     - ") {
			t.Errorf("the change is shown as %s", s.out.String())
		}
		if err := s.addPhrasing(dir, "contact_bank_message", text+"。"); err == nil || !strings.Contains(err.Error(), "problems/printer_paper.yaml:") {
			t.Errorf("the same words again: %v", err)
		}
	}
}

func TestAddPhrasingRefused(t *testing.T) {
	dir := articles(t)
	for name, c := range map[string]struct{ slug, text, want string }{
		"no such article": {"nowhere", "x y", "no article"},
		"empty":           {"printer_paper", " ", "1 to 60"},
		"a story":         {"printer_paper", strings.Repeat("长", 61), "1 to 60"},
		"masked":          {"printer_paper", "卡号 4111 1111 1111 1111 刷不了", "masked"},
	} {
		err := newSaid().addPhrasing(dir, c.slug, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The words of a cluster are found by its id, as gaps shows it.
func TestAddCluster(t *testing.T) {
	dir := articles(t)
	s := newSaid()
	s.json = true
	s.flags.Knowledge = dir
	since := noon.AddDate(0, 0, -7)
	if err := s.showGaps(t.Context(), merchants(), gapsOptions{most: 1}, since); err != nil {
		t.Fatal(err)
	}
	var f foundCluster
	if err := json.Unmarshal([]byte(s.out.String()), &f); err != nil {
		t.Fatal(err)
	}
	if err := s.addCluster(t.Context(), merchants(), dir, f.ID, "qr_pay_fail", since); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, dir, "problems/qr_pay_fail.yaml"), "    - "+f.Label+"\n") {
		t.Error("the words are not there")
	}
	if err := s.addCluster(t.Context(), merchants(), dir, "00000000", "qr_pay_fail", since); err == nil {
		t.Error("a cluster that is not there was added")
	}
}
