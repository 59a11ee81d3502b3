package index

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/conversation"
)

var update = flag.Bool("update", false, "rewrite the golden files of the ranking")

// golden is one golden query.
type golden struct {
	Text    string `yaml:"text"`
	Problem string `yaml:"problem"`
	Lang    string `yaml:"lang"`
	Set     string `yaml:"set"` // tune or test
	Note    string `yaml:"note"`
}

// TestRanking compares how well golden queries find their problems with what
// was written down. A change of the figures is looked at and then accepted:
// go test ./index -run TestRanking -update
func TestRanking(t *testing.T) {
	t.Run("small", func(t *testing.T) {
		ranking(t, build(t, small(), lower{}, ""), lower{}, []string{"testdata/golden.yaml"}, "testdata/ranking_small.txt")
	})
	t.Run("base", func(t *testing.T) {
		files, err := filepath.Glob("../knowledge/base/golden/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		files = slices.DeleteFunc(files, func(file string) bool { return len(readGolden(t, file)) == 0 })
		if len(files) == 0 {
			t.Skip("the knowledge base has no golden queries")
		}
		g, folder := realGeneration(t)
		ranking(t, g, folder, files, "testdata/ranking.txt")
	})
}

// readGolden reads the queries of one file; files of another form have none.
func readGolden(t *testing.T, file string) []golden {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var content struct {
		Queries []golden `yaml:"queries"`
	}
	if err := yaml.Unmarshal(raw, &content); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return content.Queries
}

// noProblem is what a golden query wants that is about something else.
const noProblem = "none"

func ranking(t *testing.T, g *Generation, folder Folder, files []string, want string) {
	t.Helper()
	r := &results{totals: map[string]*scores{}}
	for _, file := range files {
		for _, q := range readGolden(t, file) {
			if q.Problem != noProblem && !slices.Contains(g.contents.Problems, q.Problem) {
				t.Errorf("%s: %q wants the unknown problem %s", file, q.Text, q.Problem)
				continue
			}
			hits, err := g.Search(context.Background(), conversation.Query{
				Text: folder.Fold(q.Text), Limit: len(g.contents.Problems),
			})
			if err != nil {
				t.Fatal(err)
			}
			r.add(q, hits)
		}
	}
	compare(t, want, r.String())
}

// results are what golden queries found.
type results struct {
	totals map[string]*scores
	misses []string
	// about counts queries about terminals, else the others; low and high count
	// those of them whose coverage says the contrary.
	about, low, elsewhere, high int
}

func (r *results) add(q golden, hits conversation.Hits) {
	if q.Problem == noProblem {
		r.elsewhere++
		if hits.Coverage >= aboutElse {
			r.high++
		}
		return
	}
	r.about++
	if hits.Coverage < aboutElse {
		r.low++
	}
	rank, winner := 0, "nothing"
	if len(hits.Problems) > 0 {
		rank = 1 + slices.IndexFunc(hits.Problems, func(h conversation.Hit) bool { return h.Problem == q.Problem })
		winner = hits.Problems[0].Problem
	}
	for _, group := range []string{"all", q.Set, q.Set + " " + q.Lang} {
		if r.totals[group] == nil {
			r.totals[group] = &scores{}
		}
		r.totals[group].add(rank)
	}
	if rank != 1 {
		r.misses = append(r.misses, fmt.Sprintf("%4s  %q  wants %s, first is %s", place(rank), q.Text, q.Problem, winner))
	}
}

func place(rank int) string {
	if rank == 0 {
		return "none"
	}
	return fmt.Sprintf("#%d", rank)
}

func (r *results) String() string {
	var b strings.Builder
	b.WriteString("# How golden queries find their problems. Written by: go test ./index -run TestRanking -update\n\n")
	for _, group := range slices.Sorted(maps.Keys(r.totals)) {
		fmt.Fprintf(&b, "%-12s %v\n", group, r.totals[group])
	}
	fmt.Fprintf(&b, "\ncoverage below a third: %d of %d about terminals, %d of %d about something else\n",
		r.low, r.about, r.elsewhere-r.high, r.elsewhere)
	b.WriteString("\n# Not first: the rank, the query, what it wants and what won.\n\n")
	slices.Sort(r.misses)
	for _, miss := range r.misses {
		b.WriteString(miss + "\n")
	}
	return b.String()
}

// compare compares a report with its golden file or rewrites that.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with -update", err)
	}
	if string(want) != got {
		t.Errorf("%s has changed; look at it and accept it with -update\n--- want\n%s--- got\n%s", file, want, got)
	}
}
