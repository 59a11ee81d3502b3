package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/knowledge/bundle"
)

// A good edit is published, the same again is nothing new, a bad one is refused
// with the query that shows it, accepted by name it is published, and going
// back restores every answer as it was.
func TestPublishAndGoBack(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	shelf := shelfWith(t, first)
	before := answersOf(t, liveFiles(t, shelf))

	if out := reindexWith(t, shelf, first); out.Verdict != isUnchanged {
		t.Errorf("the same content: %s", out.Verdict)
	}
	bad := stolen(t, first)
	out := reindexWith(t, shelf, bad)
	if out.Verdict != isRefused || out.Published != nil {
		t.Fatalf("a stolen phrasing: %s, %d errors: %v", out.Verdict, out.Errors, out.Findings)
	}
	var names []string
	shown := false
	for _, l := range out.Report.Losses {
		names = append(names, l.Name)
		shown = shown || strings.HasPrefix(l.Name, "query:wrong_pin/") && l.Text != ""
	}
	if live, _, _ := shelf.Live(t.Context()); !shown || live.Serial != 1 {
		t.Errorf("no query shows it: %v; live is %d", names, live.Serial)
	}
	out = reindexWith(t, shelf, bad, names...)
	if out.Verdict != isPublished || out.Published.Serial != 2 || out.Published.By != "chen" || !slices.Equal(out.Published.Accepted, names) {
		t.Fatalf("%s %+v", out.Verdict, out.Published)
	}
	if fmt.Sprint(answersOf(t, liveFiles(t, shelf))) == fmt.Sprint(before) {
		t.Error("the answers are the same after a bad edit")
	}

	now, of, err := rollback(t.Context(), shelf, "", bundle.Note{By: "li", At: aDay.Add(time.Hour)})
	if err != nil || now.Serial != 3 || of.Serial != 1 || !now.Rollback || now.By != "li" {
		t.Fatalf("%+v %+v %v", now, of, err)
	}
	after := answersOf(t, liveFiles(t, shelf))
	x, _ := json.Marshal(before)
	y, _ := json.Marshal(after)
	if string(x) != string(y) || len(before) < 40 {
		t.Errorf("going back gives other answers to the %d queries", len(before))
	}
	for _, tc := range []struct {
		which string
		want  error
	}{{"17", errNoSuch}, {"nonsense", errNoSuch}} {
		if _, _, err := rollback(t.Context(), shelf, tc.which, bundle.Note{}); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.which, err, tc.want)
		}
	}
	if now, of, err := rollback(t.Context(), shelf, "2", bundle.Note{By: "li", At: aDay}); err != nil || of.Serial != 2 || now.Serial != 4 {
		t.Errorf("%+v %+v %v", now, of, err)
	}
	if _, _, err := rollback(t.Context(), &bundle.Memory{}, "", bundle.Note{}); !errors.Is(err, errNoEarlier) {
		t.Errorf("an empty shelf: %v", err)
	}
	if _, _, err := rollback(t.Context(), shelfWith(t, first), "", bundle.Note{}); !errors.Is(err, errNoEarlier) {
		t.Errorf("one publication: %v", err)
	}
}

// Ten bad edits: each is refused, or warned of, and nothing of it is published.
func TestTenBadEdits(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	const article = "problems/contact_bank_message.yaml"
	for name, tc := range map[string]struct {
		edit func() fstest.MapFS
		want ending
		says string // in a finding or a loss
	}{
		"a stolen phrasing": {func() fstest.MapFS { return stolen(t, first) }, isRefused, "query:wrong_pin/"},
		"a copied phrasing": {func() fstest.MapFS {
			return edited(t, first, "problems/printer_paper.yaml", "say:\n  zh:\n", "say:\n  zh:\n    - 刷卡显示请与银行联系\n")
		}, isMistaken, "刷卡显示请与银行联系"},
		"a wrong route":    {func() fstest.MapFS { return edited(t, first, article, "route: bank", "route: device") }, isRefused, "script:contact_bank_message/"},
		"an unknown route": {func() fstest.MapFS { return edited(t, first, article, "route: bank", "route: banks") }, isMistaken, "banks"},
		"a language missing": {func() fstest.MapFS {
			return edited(t, first, article, "title: {zh: 发卡行拒了这一张卡, en: The issuer declined this one card}", "title: {zh: 发卡行拒了这一张卡}")
		}, isMistaken, article},
		"a telephone number": {func() fstest.MapFS {
			return edited(t, first, article, "- 抄下屏幕上的代码和原文。", "- 打电话13800138000。")
		}, isMistaken, "13800138000"},
		"a question about nothing": {func() fstest.MapFS {
			return edited(t, first, article, "questions: [scope", "questions: [weather, scope")
		}, isMistaken, "weather"},
		"broken YAML": {func() fstest.MapFS { return edited(t, first, article, "causes:", "causes: [") }, isMistaken, article},
		"an article removed": {func() fstest.MapFS {
			out := edited(t, first, article, "causes:", "causes:")
			delete(out, "problems/printer_paper.yaml")
			for name, f := range out {
				if strings.HasPrefix(name, "golden/") {
					var kept strings.Builder
					for line := range strings.Lines(string(f.Data)) {
						if !strings.Contains(line, "problem: printer_paper") {
							kept.WriteString(line)
						}
					}
					out[name] = &fstest.MapFile{Data: []byte(kept.String())}
				}
			}
			return out
		}, isRefused, "article:printer_paper"},
		"a safety rule removed": {func() fstest.MapFS {
			rule := section(t, first, "safety.yaml", "  - id: possibly_successful\n", "  # --- people in danger")
			return edited(t, first, "safety.yaml", rule, "")
		}, isRefused, "rule:possibly_successful"},
		"a script that cannot be read": {func() fstest.MapFS {
			return edited(t, first, "golden/merchants/contact_bank_message.txt", "want: ", "wants ")
		}, isMistaken, "contact_bank_message.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shelf := shelfWith(t, first)
			out := reindexWith(t, shelf, tc.edit())
			said := fmt.Sprint(out.Findings)
			if out.Report != nil {
				said = fmt.Sprint(out.Report.Losses)
			}
			if out.Verdict != tc.want || !strings.Contains(said, tc.says) {
				t.Errorf("%s, want %s with %q: %s", out.Verdict, tc.want, tc.says, said)
			}
			if live, _, _ := shelf.Live(t.Context()); live.Serial != 1 || out.Published != nil {
				t.Error("it was published")
			}
		})
	}
}

// overtakenShelf lets somebody else publish while the first one compares.
type overtakenShelf struct {
	*bundle.Memory
	other bundle.Bundle
}

func (s overtakenShelf) Publish(ctx context.Context, b bundle.Bundle, note bundle.Note, after int64) (bundle.Publication, error) {
	if _, err := s.Memory.Publish(ctx, s.other, bundle.Note{By: "wang", At: aDay}, after); err != nil {
		return bundle.Publication{}, err
	}
	return s.Memory.Publish(ctx, b, note, after)
}

// Who is overtaken learns by whom.
func TestOvertaken(t *testing.T) {
	first := smallArticles(t)
	step := func(s string) fstest.MapFS {
		return edited(t, first, "problems/contact_bank_message.yaml", "- 抄下屏幕上的代码和原文。", s)
	}
	other, err := bundle.Pack(step("- 抄下代码和屏幕上每个字。"))
	if err != nil {
		t.Fatal(err)
	}
	shelf := overtakenShelf{shelfWith(t, first), other}
	out := reindexWith(t, shelf, step("- 把屏幕上的代码和原文抄下来。"))
	if out.Verdict != isOvertaken || out.Live == nil || out.Live.By != "wang" || out.Live.Serial != 2 {
		t.Errorf("%s %+v", out.Verdict, out.Live)
	}
	texts, err := editorTexts("en")
	if err != nil {
		t.Fatal(err)
	}
	if said := writeReindexed(texts, out, nil); !strings.Contains(said, "wang") || !strings.Contains(said, "again") {
		t.Error(said)
	}
}

// awayShelf is a shelf that cannot be reached.
type awayShelf struct{ *bundle.Memory }

func (awayShelf) Live(context.Context) (bundle.Publication, bool, error) {
	return bundle.Publication{}, false, errors.New("connection refused")
}

func (awayShelf) List(context.Context) ([]bundle.Publication, error) {
	return nil, errors.New("connection refused")
}

// The exit codes tell content from Redis.
func TestReindexExitCodes(t *testing.T) {
	folder := onDisk(t, smallArticles(t))
	broken := onDisk(t, edited(t, smallArticles(t), "codes.yaml", "codes:", "codes: ["))
	bad := onDisk(t, edited(t, smallArticles(t), "problems/contact_bank_message.yaml", "route: bank", "route: device"))
	live := shelfWith(t, smallArticles(t))
	away := awayShelf{&bundle.Memory{}}
	for name, tc := range map[string]struct {
		shelf  bundle.Shelf
		o      reindexOptions
		arg    string
		code   int
		stdout string
	}{
		"unchanged":        {live, reindexOptions{}, folder, exitOK, "there is nothing to publish"},
		"refused":          {live, reindexOptions{}, bad, exitFailed, "Refused"},
		"mistakes":         {live, reindexOptions{}, broken, exitFailed, "codes.yaml"},
		"no such folder":   {live, reindexOptions{}, folder + "/none", exitConfig, ""},
		"no folder":        {live, reindexOptions{}, "", exitUsage, ""},
		"no content":       {live, reindexOptions{}, t.TempDir(), exitFailed, ""},
		"nowhere to go":    {live, reindexOptions{rollback: true}, "", exitFailed, ""},
		"the list":         {live, reindexOptions{list: true}, "", exitOK, "1 (live)"},
		"away":             {away, reindexOptions{}, folder, exitAway, ""},
		"away, list":       {away, reindexOptions{list: true}, "", exitAway, ""},
		"away, going back": {away, reindexOptions{rollback: true}, "", exitAway, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			a := &app{process: process{stdout: &stdout, stderr: &stderr}}
			a.flags.Lang = "en"
			tc.o.merchants = 5
			err := a.reindexOn(t.Context(), tc.shelf, tc.o, tc.arg)
			exit, _ := errors.AsType[exitError](err)
			if exit.code != tc.code || !strings.Contains(stdout.String(), tc.stdout) {
				t.Errorf("exit code %d, want %d (%v):\n%s", exit.code, tc.code, err, stdout.String())
			}
		})
	}
}

// The bar draws only what has changed, and nothing where nobody looks.
func TestProgressBar(t *testing.T) {
	var out strings.Builder
	bar := &progressBar{out: &out, plain: true}
	for range 3 {
		bar.show(stageCompare, 50, 100)
	}
	if got := out.String(); strings.Count(got, "\r") != 1 || !strings.Contains(got, "50 %") || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
	bar.plain = false
	bar.show(stageCompare, 51, 100)
	if !strings.Contains(out.String(), "\x1b[32m") {
		t.Error("no colour")
	}
	bar.clear()
	if !strings.HasSuffix(out.String(), " \r") {
		t.Error("the bar stays")
	}
	var nobody strings.Builder
	quiet := newProgressBar(&nobody, nil)
	quiet.show(stageCompare, 1, 2)
	quiet.clear()
	if nobody.Len() > 0 {
		t.Errorf("drawn for nobody: %q", nobody.String())
	}
}
