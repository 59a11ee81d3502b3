package index

import (
	"cmp"
	"context"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// aboutElse is the coverage below which a query is likely about something
// else; see [conversation.Hits].
const aboutElse = 1. / 3

// TestCoverage checks on labelled queries that coverage tells what is about
// card terminals from what is not. Single misses are allowed and listed; what
// matters is their share.
func TestCoverage(t *testing.T) {
	g, folder := realGeneration(t)
	raw, err := os.ReadFile("testdata/subject.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, wrong := map[bool]int{}, map[bool]int{}
	for line := range strings.Lines(string(raw)) {
		label, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || label == "#" {
			continue
		}
		about := label == "+"
		hits, err := g.Search(context.Background(), conversation.Query{Text: folder.Fold(text)})
		if err != nil {
			t.Fatal(err)
		}
		all[about]++
		if about != (hits.Coverage >= aboutElse) {
			wrong[about]++
			t.Logf("%s %q has coverage %.2f", label, text, hits.Coverage)
		}
	}
	if all[true] == 0 || all[false] == 0 {
		t.Fatal("no labelled queries")
	}
	if share := float64(wrong[true]) / float64(all[true]); share > .05 {
		t.Errorf("%.0f%% of the queries about terminals are taken for something else", 100*share)
	}
	if share := float64(wrong[false]) / float64(all[false]); share > .2 {
		t.Errorf("%.0f%% of the queries about something else are taken for terminals", 100*share)
	}
}

func TestCoverageExtremes(t *testing.T) {
	g := build(t, small(), lower{}, "")
	for text, want := range map[string]float64{"没纸了": 1, "no signal": 1, "printer out of paper": 1, "啊哈": 0, "bake bread": 0} {
		hits, err := g.Search(context.Background(), conversation.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if hits.Coverage != want {
			t.Errorf("coverage of %q is %v, want %v", text, hits.Coverage, want)
		}
	}
}

// TestElsewhere: words of other subjects speak for them, words of problems
// against them, and unknown words for nothing.
func TestElsewhere(t *testing.T) {
	ways := map[string]*Generation{
		"memory": build(t, small(), lower{}, ""),
		"disk":   build(t, small(), lower{}, t.TempDir()),
	}
	for name, g := range ways {
		at := func(text string) float64 {
			hits, err := g.Search(context.Background(), conversation.Query{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return hits.Elsewhere
		}
		for text, want := range map[string]int{
			"明天会下雨": 1, "rain": 1, "my phone": 1, "没纸了": -1, "密码不对": -1, "wrong pin": -1, "": 0, "哈": 0, "zzz": 0,
		} {
			if got := cmp.Compare(at(text), 0); got != want {
				t.Errorf("%s: %q leans to other subjects by %v", name, text, at(text))
			}
		}
		// The more of the words are theirs, the more it leans to them.
		if a, b, c := at("rain"), at("rain zzz"), at("rain paper"); a <= b || b <= c {
			t.Errorf("%s: %v, %v with an unknown word, %v with a problem's", name, a, b, c)
		}
	}
	for name, b := range map[string]*knowledge.Base{
		"no other subjects": {Problems: small().Problems},
		"no problems":       {OtherSubjects: small().OtherSubjects},
	} {
		for _, dir := range []string{"", t.TempDir()} {
			hits, err := build(t, b, lower{}, dir).Search(context.Background(), conversation.Query{Text: "my phone has no paper"})
			if err != nil || hits.Elsewhere != 0 {
				t.Errorf("%s: %+v, %v", name, hits, err)
			}
		}
	}
}

// Other subjects change nothing of what is found among the problems.
func TestOthersDoNotRank(t *testing.T) {
	without := small()
	without.OtherSubjects = nil
	a, b := build(t, small(), lower{}, ""), build(t, without, lower{}, "")
	for _, text := range []string{"没纸了", "my phone cannot connect", "手机打不开 密码", "明天下雨吗"} {
		x, err := a.Search(context.Background(), conversation.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		y, err := b.Search(context.Background(), conversation.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if x.Coverage != y.Coverage || !reflect.DeepEqual(x.Problems, y.Problems) {
			t.Errorf("%q: %+v with other subjects, %+v without", text, x, y)
		}
	}
	if a.Name() == b.Name() {
		t.Error("two contents have one name")
	}
}
