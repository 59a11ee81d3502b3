package evaluation_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/conversation/evaluation"
)

// few merchants are enough where they are not what is looked at.
var few = evaluation.Rules{Merchants: 15, Seed: 1}

// compareSmall compares the small knowledge with an edited copy of it.
func compareSmall(t *testing.T, before *evaluation.Content, edit func(fstest.MapFS), rules evaluation.Rules) evaluation.Report {
	t.Helper()
	edited := small(t)
	edit(edited)
	r, err := evaluation.Compare(t.Context(), before, build(t, edited), rules)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// section gives the part of a file from a line to the next one that begins as
// an end does.
func section(t *testing.T, f fstest.MapFS, name, from, to string) string {
	t.Helper()
	text := string(f[name].Data)
	i := strings.Index(text, from)
	if i < 0 {
		t.Fatalf("%s does not hold %q", name, from)
	}
	n := strings.Index(text[i+len(from):], to)
	if n < 0 {
		t.Fatalf("%s does not hold %q behind %q", name, to, from)
	}
	return text[i : i+len(from)+n]
}

// badEdits change the small knowledge for the worse; every one must be refused
// with a loss of a kind, about an article, that names what merchants say.
var badEdits = map[string]struct {
	kind    evaluation.LossKind
	problem string
	edit    func(t *testing.T, f fstest.MapFS)
}{
	"the phrasings of one article stolen by another": {evaluation.LossQuery, "wrong_pin", func(t *testing.T, f fstest.MapFS) {
		say := section(t, f, "problems/wrong_pin.yaml", "say:\n", "\nscreen:")
		other := section(t, f, "problems/operator_password.yaml", "say:\n", "\nscreen:")
		swap(t, f, "problems/wrong_pin.yaml", say, other)
		swap(t, f, "problems/operator_password.yaml", other, say)
	}},
	"a screen text removed": {evaluation.LossQuery, "signin_required", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "problems/signin_required.yaml", strangeScreen, "")
	}},
	"a screen text removed, and its query": {evaluation.LossCanary, "signin_required", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "problems/signin_required.yaml", strangeScreen, "")
		delete(f, "golden/strange.yaml")
	}},
	"a wrong route": {evaluation.LossScript, "contact_bank_message", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "problems/contact_bank_message.yaml", "route: bank", "route: device")
	}},
	"an article removed": {evaluation.LossArticle, "printer_paper", func(_ *testing.T, f fstest.MapFS) {
		delete(f, "problems/printer_paper.yaml")
	}},
	"a title of something else": {evaluation.LossCanary, "wrong_pin", func(t *testing.T, f fstest.MapFS) {
		title := section(t, f, "problems/wrong_pin.yaml", "title:\n", "family:")
		swap(t, f, "problems/wrong_pin.yaml", title, section(t, f, "problems/printer_paper.yaml", "title:\n", "family:"))
	}},
	"a safety rule removed": {evaluation.LossRule, "", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "safety.yaml", section(t, f, "safety.yaml", "  - id: possibly_successful\n", "  # --- people in danger"), "")
	}},
	"a safety rule that forbids less": {evaluation.LossRule, "", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "safety.yaml", "forbid: [再刷, ", "forbid: [")
	}},
	"words that ring no alarm": {evaluation.LossAlarm, "", func(t *testing.T, f fstest.MapFS) {
		cues := section(t, f, "safety.yaml", "  - id: data_leak\n", "    route:")
		swap(t, f, "safety.yaml", cues, strings.ReplaceAll(strings.ReplaceAll(cues, "      - ", "      - 天方夜谭"), "天方夜谭\"", "\"天方夜谭"))
	}},
	"a call that urges what a rule forbids": {evaluation.LossSafety, "contact_bank_message", func(t *testing.T, f fstest.MapFS) {
		swap(t, f, "problems/contact_bank_message.yaml", "      zh: 我刚在一家店刷卡被拒", "      zh: 我马上再刷一次。我刚在一家店刷卡被拒")
	}},
}

func TestBadEdits(t *testing.T) {
	heavy(t)
	before := build(t, small(t))
	for name, bad := range badEdits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := compareSmall(t, before, func(f fstest.MapFS) { bad.edit(t, f) }, few)
			i := slices.IndexFunc(r.Losses, func(l evaluation.Loss) bool {
				return l.Kind == bad.kind && (bad.problem == "" || l.Problem == bad.problem) && l.Text != ""
			})
			if !r.Refused || i < 0 {
				t.Fatalf("refused %v, no loss of kind %s about %q: %+v", r.Refused, bad.kind, bad.problem, r.Losses)
			}
			if len(r.Changes) == 0 {
				t.Error("no change is shown")
			}
			var names []string
			for _, l := range r.Losses {
				names = append(names, l.Name)
			}
			if slices.Sort(names); len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Errorf("two losses have one name: %v", names)
			}
		})
	}
}

// With all losses but one accepted it is refused, with all of them it is not.
func TestAccepted(t *testing.T) {
	heavy(t)
	t.Parallel()
	before := build(t, small(t))
	bad := badEdits["the phrasings of one article stolen by another"]
	edit := func(f fstest.MapFS) { bad.edit(t, f) }
	var names []string
	for _, l := range compareSmall(t, before, edit, few).Losses {
		names = append(names, l.Name)
	}
	rules := few
	rules.Accept = names[1:]
	if r := compareSmall(t, before, edit, rules); !r.Refused || r.Losses[0].Accepted || !r.Losses[1].Accepted {
		t.Errorf("refused %v with one open loss of %d: %+v", r.Refused, len(names), r.Losses[0])
	}
	rules.Accept = append(slices.Clone(names), "query:misspelt")
	if r := compareSmall(t, before, edit, rules); r.Refused || !slices.Equal(r.Unused, []string{"query:misspelt"}) {
		t.Errorf("refused %v though all was accepted, unused %v", r.Refused, r.Unused)
	}
}

// Edits that make nothing worse are published.
func TestGoodEdits(t *testing.T) {
	heavy(t)
	before := build(t, small(t))
	for name, good := range map[string]struct {
		change evaluation.Change
		edit   func(fstest.MapFS)
	}{
		"nothing": {evaluation.Change{}, func(fstest.MapFS) {}},
		"a step reworded": {
			evaluation.Change{Kind: evaluation.KindCause, ID: "contact_bank_message/issuer_declined", How: evaluation.Changed, Fields: []string{"steps"}},
			func(f fstest.MapFS) {
				swap(t, f, "problems/contact_bank_message.yaml", "- 抄下屏幕上的代码和原文。", "- 抄下屏幕上的代码和每个字。")
			},
		},
		"a comment": {evaluation.Change{}, func(f fstest.MapFS) {
			swap(t, f, "problems/contact_bank_message.yaml", "family: card", "# checked\nfamily: card")
		}},
		"another query that is found": {
			evaluation.Change{Kind: evaluation.KindQuery, ID: "printer_paper/zh/", How: evaluation.Added},
			func(f fstest.MapFS) {
				f["golden/more.yaml"] = &fstest.MapFile{Data: []byte("queries:\n  - {text: 打印纸用完了小票打不出来, problem: printer_paper, lang: zh, set: tune}\n")}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := compareSmall(t, before, good.edit, few)
			if r.Refused || len(r.Losses) > 0 {
				t.Errorf("refused: %+v", r.Losses)
			}
			if good.change.Kind == "" {
				if len(r.Changes) > 0 {
					t.Errorf("changes: %+v", r.Changes)
				}
			} else if len(r.Changes) != 1 || !strings.HasPrefix(r.Changes[0].ID, good.change.ID) ||
				r.Changes[0].Kind != good.change.Kind || r.Changes[0].How != good.change.How || !slices.Equal(r.Changes[0].Fields, good.change.Fields) {
				t.Errorf("changes %+v, want %+v", r.Changes, good.change)
			}
			if r.Tune.Queries == 0 || r.Test.Queries == 0 || r.Scripts.Scripts == 0 || r.Merchants.Played != few.Merchants ||
				r.Safety.Advices == 0 || r.Canaries == 0 || r.After.Problems != len(kept) {
				t.Errorf("something was not measured: %+v", r)
			}
		})
	}
}

// The texts of the testing part are shown only where one has become worse.
func TestTestPartIsNotShown(t *testing.T) {
	heavy(t)
	before := build(t, small(t))
	edited := small(t)
	swap(t, edited, "problems/signin_required.yaml", strangeScreen, "")
	after := build(t, edited)
	better, err := evaluation.Compare(t.Context(), after, before, few) // the other way round it gains
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range better.Better {
		if strings.Contains(m.Text, "鸿蒙") {
			t.Errorf("shown: %+v", m)
		}
	}
	if better.Test.Better == 0 || better.Refused {
		t.Errorf("%+v", better.Test)
	}
}

// A loss keeps its name when the files are moved around, and progress ends at
// its total.
func TestNamesAndProgress(t *testing.T) {
	heavy(t)
	before := build(t, small(t))
	names := func(edit func(fstest.MapFS)) []string {
		var out []string
		last, most := 0, 0
		rules := few
		rules.Progress = func(done, total int) { last, most = done, max(most, total) }
		r := compareSmall(t, before, func(f fstest.MapFS) {
			swap(t, f, "problems/signin_required.yaml", strangeScreen, "")
			edit(f)
		}, rules)
		if last != most || most == 0 {
			t.Errorf("progress ended at %d of %d", last, most)
		}
		for _, l := range r.Losses {
			out = append(out, l.Name)
		}
		return out
	}
	plain := names(func(fstest.MapFS) {})
	moved := names(func(f fstest.MapFS) {
		f["golden/zz.yaml"] = f["golden/strange.yaml"]
		delete(f, "golden/strange.yaml")
	})
	if len(plain) == 0 || !slices.Equal(plain, moved) {
		t.Errorf("%v, after a file was renamed %v", plain, moved)
	}
}

// Every kind of thing is compared, and every change is seen once.
func TestDiff(t *testing.T) {
	before, edited := build(t, small(t)), small(t)
	for name, e := range map[string][2]string{
		"questions/core.yaml":  {"effort: ", "# moved\n    effort: "},
		"codes.yaml":           {"confidence: high", "confidence: medium"},
		"routes.yaml":          {"verdict:\n", "# moved\n    verdict:\n"},
		"intents.yaml":         {"whole: [", "whole: [鸿蒙, "},
		"other_subjects.yaml":  {"zh: [", "zh: [鸿蒙初辟, "},
		"golden/strange.yaml":  {"set: test", "set: tune"},
		"problems/tamper.yaml": {"commonness: common", "commonness: rare"},
	} {
		if text := string(edited[name].Data); strings.Contains(text, e[0]) {
			swap(t, edited, name, e[0], e[1])
		} else {
			t.Errorf("%s does not hold %q", name, e[0])
		}
	}
	edited["problems/more.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(edited["problems/tamper.yaml"].Data), "slug: tamper", "slug: more", 1))}
	got := map[evaluation.Kind]map[evaluation.How]int{}
	for _, c := range evaluation.Diff(before, build(t, edited)) {
		if got[c.Kind] == nil {
			got[c.Kind] = map[evaluation.How]int{}
		}
		got[c.Kind][c.How]++
		if (c.How == evaluation.Changed) != (len(c.Fields) > 0) {
			t.Errorf("%+v", c)
		}
	}
	causes := len(build(t, edited).Base.Problem("tamper").Causes)
	want := map[evaluation.Kind]map[evaluation.How]int{
		evaluation.KindArticle: {evaluation.Added: 1},
		evaluation.KindCause:   {evaluation.Added: causes, evaluation.Changed: 1},
		evaluation.KindCode:    {evaluation.Changed: 1},
		evaluation.KindIntent:  {evaluation.Changed: 1},
		evaluation.KindSubject: {evaluation.Changed: 1},
		evaluation.KindQuery:   {evaluation.Changed: 1},
	}
	if !maps.EqualFunc(got, want, maps.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Merchants are lost when far fewer of them get the right route: every cause
// says the opposite of what it did.
func TestMerchantsLost(t *testing.T) {
	heavy(t)
	rules := evaluation.Rules{Merchants: 1200, Seed: 1}
	r := compareSmall(t, build(t, small(t)), func(f fstest.MapFS) {
		for name, file := range f {
			if strings.HasPrefix(name, "problems/") {
				text := strings.NewReplacer(": always", ": sometimes", ": usually", ": sometimes", ": often", ": sometimes", ": never", ": rarely").Replace(string(file.Data))
				f[name] = &fstest.MapFile{Data: []byte(text)}
			}
		}
	}, rules)
	m := r.Merchants
	if !r.Refused || !slices.ContainsFunc(r.Losses, func(l evaluation.Loss) bool { return l.Kind == evaluation.LossMerchants }) {
		t.Errorf("%+v", m)
	}
	if spread := (m.Before - m.After) / m.Errors; math.Abs(spread-.008) > .004 {
		t.Errorf("a standard error of %.3f", spread)
	}
}

// PlayArticle plays every cause and finds what is never asked or reached.
func TestPlayArticle(t *testing.T) {
	f := small(t)
	swap(t, f, "problems/printer_paper.yaml", "questions: [", "questions: [qr_works, ")
	c := build(t, f)
	a, err := evaluation.PlayArticle(t.Context(), c, "printer_paper", 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	p := c.Base.Problem("printer_paper")
	if len(a.Causes) != len(p.Causes) || a.Merchants != 10*len(p.Causes) || a.Right < .8 || len(a.Queries) == 0 || a.TestQueries == 0 {
		t.Errorf("%+v", a)
	}
	i := slices.IndexFunc(a.Asked, func(q evaluation.QuestionPart) bool { return q.Question == "qr_works" })
	if i < 0 || a.Asked[i].Times > 0 || a.Asked[0].Times == 0 {
		t.Errorf("asked: %+v", a.Asked)
	}
	if _, err := evaluation.PlayArticle(t.Context(), c, "weather", 1, 1); err == nil {
		t.Error("an article that is not there was played")
	}
}
