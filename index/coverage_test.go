package index

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
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
