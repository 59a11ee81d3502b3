package evaluation_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
)

// refusedBy gives the share of texts that open no case when they come first,
// and logs those that are not treated as wanted.
func refusedBy(t *testing.T, search conversation.Searcher, texts []string, want bool) float64 {
	t.Helper()
	engine, refused := open(t).engine, 0
	for _, text := range texts {
		state, _, err := engine.Turn(t.Context(), search, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if state.Case == nil {
			refused++
		}
		if (state.Case == nil) != want {
			t.Logf("refused %v: %q", !want, text)
		}
	}
	return float64(refused) / float64(len(texts))
}

// lines reads the texts of a list, one a line.
func lines(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// TestOtherSubjects: what shopkeepers write about anything else is refused,
// and what they write about terminals is not, though it has words of other
// subjects.
func TestOtherSubjects(t *testing.T) {
	t.Parallel()
	d := open(t)
	var listed []string
	for _, s := range d.base.OtherSubjects {
		listed = append(append(listed, s.Say.ZH...), s.Say.EN...)
	}
	for _, set := range []struct {
		name        string
		texts       []string
		refused     bool
		least, most float64
	}{
		{"as listed", listed, true, .95, 1},
		{"in other words", lines(t, "refused.txt"), true, .8, 1},
		{"terminals with side words", lines(t, "heard.txt"), false, 0, .05},
	} {
		share := refusedBy(t, d.search, set.texts, set.refused)
		t.Logf("%s: %.1f %% of %d are refused", set.name, 100*share, len(set.texts))
		if share < set.least || share > set.most {
			t.Errorf("%s: %.1f %% are refused, want %.0f to %.0f %%", set.name, 100*share, 100*set.least, 100*set.most)
		}
	}
}

// TestHeldOutSubjects leaves every seventh phrasing out of the index, of other
// subjects and of problems, and lets merchants begin with it: so do those
// whose words nobody has thought of.
func TestHeldOutSubjects(t *testing.T) {
	t.Parallel()
	d := open(t)
	var n int
	var out []string
	cut := func(say knowledge.Lines) (kept knowledge.Lines) {
		for _, lang := range knowledge.Langs() {
			for _, text := range say.In(lang) {
				switch n++; {
				case n%7 == 0:
					out = append(out, text)
				case lang == knowledge.English:
					kept.EN = append(kept.EN, text)
				default:
					kept.ZH = append(kept.ZH, text)
				}
			}
		}
		return kept
	}
	part := *d.base
	part.OtherSubjects, part.Problems = nil, nil
	for _, s := range d.base.OtherSubjects {
		s.Say = cut(s.Say)
		part.OtherSubjects = append(part.OtherSubjects, s)
	}
	others := out
	out = nil
	for _, p := range d.base.Problems {
		p.Say = cut(p.Say)
		part.Problems = append(part.Problems, p)
	}
	search, err := index.Build(context.Background(), &part, d.engine, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer search.Close()
	refused, unheard := refusedBy(t, search, others, true), refusedBy(t, search, out, false)
	t.Logf("%.1f %% of %d about other subjects are refused, %.1f %% of %d about problems", 100*refused, len(others), 100*unheard, len(out))
	if refused < .8 || unheard > .02 {
		t.Error("fewer than 80 % of the one or more than 2 % of the other are refused")
	}
}

// TestGoldenFloors holds what the golden queries must reach. The test part is
// for measuring: where it falls below, words are mended on the tuning part.
func TestGoldenFloors(t *testing.T) {
	heavy(t)
	t.Parallel()
	d := open(t)
	for _, part := range []string{knowledge.SetTune, knowledge.SetTest} {
		var queries []knowledge.GoldenQuery
		for _, q := range d.golden {
			if q.Set == part {
				queries = append(queries, q)
			}
		}
		r, err := evaluation.Rank(t.Context(), d.engine, d.search, queries)
		if err != nil {
			t.Fatal(err)
		}
		for _, floor := range []struct {
			what       string
			got, least float64
		}{
			{"right problem first", r.Recall1, .9},
			{"right problem among three", r.Recall3, .97},
			{"other subjects refused", r.OthersRefused, .9},
			{"problems heard", 1 - r.Refused, .98},
		} {
			if floor.got < floor.least {
				t.Errorf("%s: %s: %.1f %%, fewer than %.0f %%", part, floor.what, 100*floor.got, 100*floor.least)
			}
		}
	}
}
