package knowledge_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/knowledge"
)

const paper = `slug: paper
title:
  zh: 没纸
  en: Out of paper
family: hardware
say:
  zh: [没纸了, 打不出小票]
  en: [no paper]
codes: ["A1"]
questions: [scope]
causes:
  - id: empty
    title: {zh: 纸用完, en: Roll is used up}
    route: device
    commonness: common
    steps:
      zh: [换纸]
      en: [Change the roll]
  - id: broken
    title: {zh: 坏了, en: Broken}
    route: provider
    commonness: rare
    expects:
      scope: {all: usually}
    steps:
      zh: [打电话]
      en: [Call]
`

// small is a base that loads without a finding.
func small() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"problems/paper.yaml": file(paper),
		"problems/.hidden":    file("\x00"),
		"problems/notes.txt":  file("not read"),
		"problems/sub/x.yaml": file("not read: ["),
		"questions/more.yaml": file("questions:\n  - {id: later, text: {zh: 后, en: later}, effort: look, source: screen}\n"),
		"questions/core.yaml": file("questions:\n  - id: scope\n    text: {zh: 都不行吗, en: All?}\n    effort: try\n    source: trying\n" +
			"    answers:\n      - {id: one, label: {zh: 一, en: One}, fact: {zh: 一, en: one}, background: often}\n" +
			"      - {id: all, label: {zh: 都, en: All}, fact: {zh: 都, en: all}, background: often}\n"),
		"codes.yaml":          file("codes:\n  - {code: A1, meaning: {zh: 甲, en: first}, display: [没纸了], route: device, retry: \"no\", confidence: high}\n"),
		"routes.yaml":         file("routes:\n  - {route: device, verdict: {zh: 自己修, en: Mend it yourself}}\n"),
		"terms.yaml":          file("rewrites:\n  - {to: 机器, from: [机子], kind: variant}\n"),
		"safety.yaml":         file("rules:\n  - {id: r, why: because}\nbanned: []\n"),
		"intents.yaml":        file("intents:\n  - {id: greet, cues: [你好]}\n"),
		"other_subjects.yaml": file("subjects:\n  - {id: rain, say: {zh: [下雨了], en: [it rains]}}\n"),
		"golden/first.yaml":   file("queries:\n  - {text: 没纸, problem: paper, lang: zh, set: tune}\n  - {text: rain, problem: none, lang: en, set: test}\n"),
	}
}

func with(file, content string) fstest.MapFS {
	out := small()
	out[file] = &fstest.MapFile{Data: []byte(content)}
	return out
}

func without(file string) fstest.MapFS {
	out := small()
	delete(out, file)
	return out
}

func TestLoad(t *testing.T) {
	b, findings := knowledge.Load(small())
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if len(b.Problems) != 1 || b.Problem("paper") != &b.Problems[0] || b.Problem("x") != nil || b.Problem("") != nil {
		t.Errorf("problems %+v", b.Problems)
	}
	p := b.Problem("paper")
	if p.Title.In(knowledge.Chinese) != "没纸" || p.Title.In(knowledge.English) != "Out of paper" || p.Cause("broken") == nil ||
		p.Cause("x") != nil || !p.Asks("scope") || p.Asks("later") || p.Causes[1].Expects["scope"]["all"] != knowledge.Usually {
		t.Errorf("problem %+v", p)
	}
	// The core questions come first, whatever the files are called.
	if b.Questions[0].ID != "scope" || b.Questions[1].ID != "later" || b.Questions[0].Kind != knowledge.KindChoice {
		t.Errorf("questions %+v", b.Questions)
	}
	if a, ok := b.Question("scope").Answer("all"); !ok || a.Label.EN != "All" {
		t.Errorf("answer %+v", a)
	}
	if b.Code("A1") == nil || b.Code("A2") != nil || b.Advice(knowledge.RouteDevice).Verdict.EN != "Mend it yourself" ||
		b.Advice(knowledge.RouteBank).Route != knowledge.RouteBank || !b.Advice(knowledge.RouteBank).Verdict.IsZero() {
		t.Error("codes or routes")
	}
	if got := b.Lexicon(); !slices.Equal(got, []string{"没纸了"}) {
		t.Errorf("lexicon %q", got)
	}
	golden, findings := knowledge.LoadGolden(small(), b)
	if len(findings) > 0 || len(golden) != 2 || !golden[0].Right("paper") || golden[0].Right("none") ||
		golden[1].At() != (knowledge.Position{File: "golden/first.yaml", Line: 3}) {
		t.Errorf("golden %+v %v", golden, findings)
	}
	if golden, findings := knowledge.LoadGolden(without("golden/first.yaml"), b); golden != nil || findings != nil {
		t.Errorf("without golden queries: %v %v", golden, findings)
	}
}

func TestPositions(t *testing.T) {
	b, _ := knowledge.Load(small())
	at := func(file string, line int) knowledge.Position { return knowledge.Position{File: file, Line: line} }
	p, q, c := b.Problem("paper"), b.Question("scope"), b.Code("A1")
	for _, tc := range []struct{ got, want knowledge.Position }{
		{p.At(), at("problems/paper.yaml", 1)},
		{p.At("slug"), at("problems/paper.yaml", 1)},
		{p.At("title"), at("problems/paper.yaml", 2)},
		{p.At("title", "en"), at("problems/paper.yaml", 4)},
		{p.At("say", "zh", 1), at("problems/paper.yaml", 7)},
		{p.At("causes", 1, "expects", "scope", "all"), at("problems/paper.yaml", 24)},
		{p.At("causes", 1), at("problems/paper.yaml", 19)},
		{p.At("causes", 0, "steps", "zh", 0), at("problems/paper.yaml", 17)},
		// Where the path ends early it is the nearest parent's place.
		{p.At("causes", 7, "title"), at("problems/paper.yaml", 11)},
		{p.At("causes", -1), at("problems/paper.yaml", 11)},
		{p.At("title", "fr", "x"), at("problems/paper.yaml", 2)},
		{p.At("title", 0), at("problems/paper.yaml", 2)},
		{p.At("nothing"), at("problems/paper.yaml", 1)},
		{q.At(), at("questions/core.yaml", 2)},
		{q.At("answers", 1, "label"), at("questions/core.yaml", 8)},
		{c.At("display"), at("codes.yaml", 2)},
		{b.Terms.At("rewrites", 0), at("terms.yaml", 2)},
		{b.Safety.At("rules", 0, "why"), at("safety.yaml", 2)},
		{b.RoutesAt("routes", 0), at("routes.yaml", 2)},
		{b.IntentsAt("intents", 0), at("intents.yaml", 2)},
		{b.SubjectsAt("subjects", 0, "say", "en", 0), at("other_subjects.yaml", 2)},
		{(&knowledge.Problem{}).At("slug"), knowledge.Position{}},
	} {
		if tc.got != tc.want {
			t.Errorf("got %s, want %s", tc.got, tc.want)
		}
	}
	if got := at("a.yaml", 3).String() + " " + at("a.yaml", 0).String(); got != "a.yaml:3 a.yaml" {
		t.Error(got)
	}
}

// Every broken file gives a finding at its line.
func TestBrokenFiles(t *testing.T) {
	edit := func(old, new string) fstest.MapFS {
		if !strings.Contains(paper, old) {
			t.Fatalf("%q is not in the problem", old)
		}
		return with("problems/paper.yaml", strings.Replace(paper, old, new, 1))
	}
	huge := strings.Repeat("# nothing\n", knowledge.MaxFile/10+1)
	for name, tc := range map[string]struct {
		fsys fs.FS
		want string // file:line: rule
	}{
		"unknown field":      {edit("family:", "familie:"), "problems/paper.yaml:5: unknown-field"},
		"unknown deep field": {edit("    commonness: rare", "    common: rare"), "problems/paper.yaml:22: unknown-field"},
		"unknown language":   {edit("  en: Out of paper", "  fr: Sans papier"), "problems/paper.yaml:4: unknown-field"},
		"duplicate key":      {edit("family: hardware", "slug: paper\nfamily: hardware"), "problems/paper.yaml:5: duplicate-key"},
		"list for a text":    {edit("family: hardware", "family: [hardware]"), "problems/paper.yaml:5: yaml"},
		"text for a list":    {edit("questions: [scope]", "questions: scope"), "problems/paper.yaml:10: yaml"},
		"text for a map":     {edit("      scope: {all: usually}", "      scope: usually"), "problems/paper.yaml:24: yaml"},
		"map for a list":     {edit("codes: [\"A1\"]", "codes: {a: b}"), "problems/paper.yaml:9: yaml"},
		"bad slug":           {edit("slug: paper", "slug: papier"), "problems/paper.yaml:1: slug"},
		"no slug":            {edit("slug: paper\n", ""), "problems/paper.yaml:1: slug"},
		"tab":                {edit("family: hardware", "\tfamily: hardware"), "problems/paper.yaml:"},
		"open bracket":       {edit("codes: [\"A1\"]", "codes: [\"A1\""), "problems/paper.yaml:"},
		"alias to nothing":   {edit("family: hardware", "family: *nothing"), "problems/paper.yaml:5: yaml"},
		"two documents":      {with("codes.yaml", "codes: []\n---\ncodes: []\n"), "codes.yaml:"},
		"list at the top":    {with("codes.yaml", "- a\n- b\n"), "codes.yaml:1: yaml"},
		"text at the top":    {with("terms.yaml", "just words\n"), "terms.yaml:1: yaml"},
		"empty problem":      {with("problems/none.yaml", ""), "problems/none.yaml"},
		"only a comment":     {with("problems/none.yaml", "# later\n"), "problems/none.yaml"},
		"empty safety":       {with("safety.yaml", ""), "safety.yaml: yaml"},
		"safety comment":     {with("safety.yaml", "# rules:\n"), "safety.yaml: yaml"},
		"empty codes":        {with("codes.yaml", "\n\n"), "codes.yaml: yaml"},
		"binary":             {with("problems/bin.yaml", "\x00\x01\x02\xff\xfe\x7fELF"), "problems/bin.yaml"},
		"no UTF-8":           {with("problems/bin.yaml", "slug: bin\ntitle: {zh: \xff\xfe}\n"), "problems/bin.yaml"},
		"huge":               {with("problems/big.yaml", huge), "problems/big.yaml: file"},
		"yml":                {with("problems/old.yml", paper), "problems/old.yml: file"},
		"deep":               {with("terms.yaml", strings.Repeat("[", 50_000)), "terms.yaml"},
		"bomb":               {with("terms.yaml", bomb()), "terms.yaml"},
		"question twice":     {with("questions/more.yaml", "questions:\n  - {id: scope}\n"), "questions/more.yaml:2: duplicate"},
		"code twice":         {with("codes.yaml", "codes:\n  - {code: A1}\n  - {code: A2}\n  - {code: A1}\n"), "codes.yaml:4: duplicate"},
		"route twice":        {with("routes.yaml", "routes:\n  - {route: bank}\n  - {route: bank}\n"), "routes.yaml:3: duplicate"},
		"intent twice":       {with("intents.yaml", "intents:\n  - {id: a}\n\n  - {id: a}\n"), "intents.yaml:4: duplicate"},
		"no codes":           {without("codes.yaml"), "codes.yaml: file"},
		"no routes":          {without("routes.yaml"), "routes.yaml: file"},
		"no terms":           {without("terms.yaml"), "terms.yaml: file"},
		"no safety":          {without("safety.yaml"), "safety.yaml: file"},
		"subject twice":      {with("other_subjects.yaml", "subjects:\n  - {id: a}\n\n  - {id: a}\n"), "other_subjects.yaml:4: duplicate"},
		"no other subjects":  {without("other_subjects.yaml"), "other_subjects.yaml: file"},
		"no intents":         {without("intents.yaml"), "intents.yaml: file"},
		"no problems":        {fstest.MapFS{}, "problems: file"},
		"no questions":       {fstest.MapFS{}, "questions: file"},
		"unreadable":         {sick{small(), "safety.yaml"}, "safety.yaml: file"},
	} {
		t.Run(name, func(t *testing.T) {
			b, findings := knowledge.Load(tc.fsys)
			var got []string
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%s: %s", f.Position, f.Rule))
				if f.Severity != knowledge.Error || f.What == "" || f.Mend == "" || strings.Contains(f.String(), "\n") {
					t.Errorf("finding %+v", f)
				}
			}
			if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, tc.want) }) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if b == nil || knowledge.Errors(findings) == 0 {
				t.Error("no base, or no errors")
			}
		})
	}
}

// bomb is a small file that would grow without end.
func bomb() string {
	var s strings.Builder
	s.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'k'; c++ {
		fmt.Fprintf(&s, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	return s.String()
}

// sick is a file system with a file that cannot be read.
type sick struct {
	fs.FS
	file string
}

func (s sick) Open(name string) (fs.File, error) {
	if name == s.file {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("input/output error")}
	}
	return s.FS.Open(name)
}

// Everything that is wrong is found at once, in order of file and line.
func TestAllFindingsAtOnce(t *testing.T) {
	fsys := with("problems/paper.yaml", strings.NewReplacer("family:", "familie:", "commonness: rare", "common: rare", "slug: paper", "slug: x").Replace(paper))
	fsys["codes.yaml"] = &fstest.MapFile{Data: []byte("codes:\n  - {code: A1}\n  - {code: A1, colour: red}\n")}
	fsys["intents.yaml"] = &fstest.MapFile{Data: []byte("\x00")}
	delete(fsys, "routes.yaml")
	_, findings := knowledge.Load(fsys)
	var got []string
	for _, f := range findings {
		got = append(got, f.Position.String()+" "+f.Rule)
	}
	for _, want := range []string{
		"codes.yaml:3 duplicate", "codes.yaml:3 unknown-field", "problems/paper.yaml:1 slug",
		"problems/paper.yaml:5 unknown-field", "problems/paper.yaml:22 unknown-field", "routes.yaml file",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s was not found in %q", want, got)
		}
	}
	sorted := slices.Clone(findings)
	knowledge.SortFindings(sorted)
	if !slices.Equal(sorted, findings) {
		t.Errorf("not in order: %q", got)
	}
	if n := knowledge.Errors(findings); n != len(findings) {
		t.Errorf("%d errors of %d findings", n, len(findings))
	}
}

func TestGoldenFindings(t *testing.T) {
	b, _ := knowledge.Load(small())
	_, findings := knowledge.LoadGolden(with("golden/first.yaml", `queries:
  - {text: a, problem: nothing, lang: zh, set: tune}
  - {text: "", problem: paper, lang: zh, set: tune}
  - {text: b, problem: paper, also: [none, other], lang: zh, set: train}
  - {text: a, problem: paper, lang: zh, set: test}
  - {text: c, problem: paper, lang: zh, set: test, colour: red}
`), b)
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.Rule))
	}
	if want := []string{"2 unknown-id", "3 empty", "4 unknown-id", "4 golden-set", "5 duplicate", "6 unknown-field"}; !equalSets(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func equalSets(x, y []string) bool {
	x, y = slices.Clone(x), slices.Clone(y)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func TestFindingForms(t *testing.T) {
	f := knowledge.Finding{Position: knowledge.Position{File: "a.yaml", Line: 2}, Severity: knowledge.Warning, Rule: "r", What: "is odd", Mend: "mend it"}
	if got := f.String(); got != "a.yaml:2: warning: is odd; mend it" {
		t.Error(got)
	}
	data, err := json.Marshal(f)
	if want := `{"file":"a.yaml","line":2,"severity":"warning","rule":"r","what":"is odd","mend":"mend it"}`; err != nil || !bytes.Equal(data, []byte(want)) {
		t.Errorf("%s, %v", data, err)
	}
	if knowledge.Errors([]knowledge.Finding{f}) != 0 {
		t.Error("a warning is counted as an error")
	}
}

// FuzzLoad reads arbitrary articles: no panic, and every finding in its file.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{paper, "", "\x00", "slug: [", "a: &a [*a]", "\ufeffslug: x", "? x\n: y", "!!binary x", "--- \n...\n---", bomb()} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := with("problems/paper.yaml", string(data))
		fsys["safety.yaml"] = &fstest.MapFile{Data: data}
		_, findings := knowledge.Load(fsys)
		for _, finding := range findings {
			if finding.File != "problems/paper.yaml" && finding.File != "safety.yaml" {
				t.Errorf("%s", finding)
			}
		}
	})
}
