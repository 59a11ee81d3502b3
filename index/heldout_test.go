package index

import (
	"context"
	"fmt"
	"maps"
	"testing"
)

// scores sums up the ranks at which wanted problems were found.
type scores struct {
	queries       int
	at1, at3, at5 int
	reciprocal    float64
}

// add counts one query; rank 0 is not found.
func (s *scores) add(rank int) {
	s.queries++
	if rank == 0 {
		return
	}
	s.reciprocal += 1 / float64(rank)
	for _, at := range []struct {
		rank int
		n    *int
	}{{1, &s.at1}, {3, &s.at3}, {5, &s.at5}} {
		if rank <= at.rank {
			*at.n++
		}
	}
}

// share gives the share of n in all queries; 0 when there is none.
func (s *scores) share(n int) float64 {
	if s.queries == 0 {
		return 0
	}
	return float64(n) / float64(s.queries)
}

func (s *scores) String() string {
	mrr := 0.
	if s.queries > 0 {
		mrr = s.reciprocal / float64(s.queries)
	}
	return fmt.Sprintf("%5d queries  recall@1 %.3f  recall@3 %.3f  recall@5 %.3f  MRR %.3f",
		s.queries, s.share(s.at1), s.share(s.at3), s.share(s.at5), mrr)
}

// heldOut searches every step-th phrasing of a generation with that phrasing
// left out of it, and counts at which rank its problem is found. change, when
// set, rewrites the query.
func heldOut(t testing.TB, g *Generation, w *weights, step int, change func(string) string) (zh, en scores) {
	t.Helper()
	s := newScratch(g.contents)
	for i := 0; i < len(g.contents.Entries); i += step {
		e := &g.contents.Entries[i]
		if e.Kind != kindSay {
			continue
		}
		text := e.folded()
		if change != nil {
			text = change(text)
		}
		s.skip = i
		if err := g.run(context.Background(), text, s, w); err != nil {
			t.Fatal(err)
		}
		rank := 0
		for j, f := range s.found {
			if f.problem == e.Problem {
				rank = j + 1
			}
		}
		s.reset()
		if isChinese(text) {
			zh.add(rank)
		} else {
			en.add(rank)
		}
	}
	return zh, en
}

func isChinese(text string) bool {
	for _, r := range text {
		if isCJK(r) {
			return true
		}
	}
	return false
}

// mistype drops the third letter of the longest English word, a typing error
// that is always the same.
func mistype(text string) string {
	from, to := 0, 0
	start := -1
	for i := 0; i <= len(text); i++ {
		if i < len(text) && isWord(text[i:i+1]) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start > to-from {
			from, to = start, i
		}
		start = -1
	}
	if to-from < 4 {
		return text
	}
	return text[:from+2] + text[from+3:]
}

// TestHeldOut keeps the ranking from getting much worse without anybody
// noticing. The floors are well below what is reached.
func TestHeldOut(t *testing.T) {
	g, _ := realGeneration(t)
	zh, en := heldOut(t, g, &standard, 5, nil)
	t.Logf("zh %v", &zh)
	t.Logf("en %v", &en)
	if zh.share(zh.at3) < .8 || en.share(en.at3) < .75 {
		t.Error("held-out phrasings no longer find their problems")
	}
}

// BenchmarkHeldOut measures other weights on all phrasings, each held out in
// turn: go test -run - -bench HeldOut -benchtime 1x ./index
func BenchmarkHeldOut(b *testing.B) {
	g, _ := realGeneration(b)
	alternatives := []struct {
		name   string
		change func(*weights)
	}{
		{"standard", func(*weights) {}},
		{"best phrasing alone", func(w *weights) { w.best = 1 }},
		{"all phrasings alone", func(w *weights) { w.best = 0 }},
		{"best half", func(w *weights) { w.best = .5 }},
		{"no single characters", func(w *weights) { w.fields[fieldChars] = 0 }},
		{"characters .25", func(w *weights) { w.fields[fieldChars] = .25 }},
		{"characters .5", func(w *weights) { w.fields[fieldChars] = .5 }},
		{"characters 1", func(w *weights) { w.fields[fieldChars] = 1 }},
		{"no letter runs", func(w *weights) { w.fields[fieldGrams] = 0 }},
		{"letter runs .1", func(w *weights) { w.fields[fieldGrams] = .1 }},
		{"letter runs .4", func(w *weights) { w.fields[fieldGrams] = .4 }},
		{"information 1", func(w *weights) { w.information = 1 }},
		{"information 2", func(w *weights) { w.information = 2 }},
		{"repeats .5", func(w *weights) { w.repeats = .5 }},
		{"repeats 1", func(w *weights) { w.repeats = 1 }},
		{"size 0", func(w *weights) { w.size = 0 }},
		{"size 1", func(w *weights) { w.size = 1 }},
		{"title 1", func(w *weights) { w.kinds[kindTitle] = 1 }},
		{"title 2", func(w *weights) { w.kinds[kindTitle] = 2 }},
		{"causes .5", func(w *weights) { w.kinds[kindCause] = .5 }},
		{"background .1", func(w *weights) { w.kinds[kindBackground] = .1 }},
		{"background 1", func(w *weights) { w.kinds[kindBackground] = 1 }},
	}
	for _, a := range alternatives {
		b.Run(a.name, func(b *testing.B) {
			w := standard
			w.kinds = maps.Clone(standard.kinds)
			a.change(&w)
			g.table = newTable(g.contents, &w)
			defer func() { g.table = newTable(g.contents, &standard) }()
			for b.Loop() {
				zh, en := heldOut(b, g, &w, 1, nil)
				_, typed := heldOut(b, g, &w, 1, mistype)
				b.ReportMetric(zh.share(zh.at1), "zh@1")
				b.ReportMetric(zh.share(zh.at3), "zh@3")
				b.ReportMetric(en.share(en.at1), "en@1")
				b.ReportMetric(en.share(en.at3), "en@3")
				b.ReportMetric(typed.share(typed.at1), "mistyped@1")
			}
		})
	}
}
