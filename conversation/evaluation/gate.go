package evaluation

import (
	"context"
	"fmt"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Content is one version of the knowledge, built and ready to be measured.
type Content struct {
	Base     *knowledge.Base
	Engine   *conversation.Engine
	Searcher conversation.Searcher
	Golden   []knowledge.GoldenQuery
	Scripts  []Script
	// Documents are what the index holds.
	Documents Documents
}

// Documents counts what an index holds.
type Documents struct {
	Problems  int `json:"problems"`
	Phrasings int `json:"phrasings"`
}

// Rules say how strictly two contents are compared.
type Rules struct {
	// Accept lists the names of losses that do not refuse the new content.
	Accept []string
	// Merchants is how many simulated merchants are played with each content;
	// 0 is DefaultMerchants. Seed draws others.
	Merchants int
	Seed      uint64
	// Progress, when set, is called now and then with the dialogues and
	// searches done, and how many there will be.
	Progress func(done, total int)
}

// DefaultMerchants is the number of merchants that tells a point and a half of
// their right routes from chance.
const DefaultMerchants = 2000

// Tolerance is how many standard errors the share of right routes may fall
// before it counts as a loss.
const Tolerance = 3

// Compare measures what a change of the knowledge makes better and worse. It
// plays all golden queries and scripted merchants of both contents with both:
// who takes a query away that has become worse is not rid of it. The errors
// are the context's and the search's.
func Compare(ctx context.Context, before, after *Content, rules Rules) (Report, error) {
	if rules.Merchants == 0 {
		rules.Merchants = DefaultMerchants
	}
	if rules.Progress == nil {
		rules.Progress = func(int, int) {}
	}
	g := &gate{Rules: rules, before: before, after: after}
	g.report = Report{
		Changes: Diff(before, after), Before: before.Documents, After: after.Documents,
		Losses: []Loss{}, Better: []Move{}, Unused: []string{},
	}
	queries, scripts := g.queries(), g.scripts()
	g.total = 2*(len(queries)+len(scripts)+2*rules.Merchants) + len(after.Base.Problems) + causesOf(after.Base)
	g.removedArticles()
	g.countDocuments()
	g.safetyData()
	for _, step := range []func(context.Context) error{
		g.canaries,
		func(ctx context.Context) error { return g.golden(ctx, queries) },
		func(ctx context.Context) error { return g.scripted(ctx, scripts) },
		g.simulated,
		g.safetyPlayed,
	} {
		if err := step(ctx); err != nil {
			return g.report, err
		}
	}
	g.progress(g.total - g.done)
	return g.verdict(), nil
}

func causesOf(base *knowledge.Base) int {
	n := 0
	for i := range base.Problems {
		n += len(base.Problems[i].Causes)
	}
	return n
}

// gate is the work on one comparison.
type gate struct {
	Rules
	before, after *Content
	report        Report
	done, total   int
}

// progress counts what was done.
func (g *gate) progress(n int) {
	g.done += n
	g.Progress(g.done, g.total)
}

// lose notes something that has become worse; a second time changes nothing.
func (g *gate) lose(l Loss) {
	if !slices.ContainsFunc(g.report.Losses, func(x Loss) bool { return x.Name == l.Name }) {
		l.Accepted = slices.Contains(g.Accept, l.Name)
		g.report.Losses = append(g.report.Losses, l)
	}
}

// removed reports whether the new content lacks an article; all that was lost
// with it is one loss.
func (g *gate) removed(slug string) bool {
	return slug != knowledge.NoProblem && g.after.Base.Problem(slug) == nil
}

func (g *gate) removedArticles() {
	for i := range g.before.Base.Problems {
		if slug := g.before.Base.Problems[i].Slug; g.removed(slug) {
			queries := 0
			for _, q := range g.before.Golden {
				if q.Problem == slug {
					queries++
				}
			}
			g.lose(Loss{
				Name: "article:" + slug, Kind: LossArticle, Problem: slug,
				Text: g.before.Base.Problems[i].Title.ZH, Was: fmt.Sprint(queries), Is: "0",
			})
		}
	}
}

// countDocuments finds an index that does not hold every article.
func (g *gate) countDocuments() {
	want, got := len(g.after.Base.Problems), g.after.Documents.Problems
	if got != want || g.after.Documents.Phrasings < want {
		g.lose(Loss{Name: "documents:articles", Kind: LossDocuments, Was: fmt.Sprint(want), Is: fmt.Sprint(got)})
	}
}

// verdict sums up.
func (g *gate) verdict() Report {
	slices.SortStableFunc(g.report.Losses, func(a, b Loss) int {
		return slices.Index(LossKinds(), a.Kind) - slices.Index(LossKinds(), b.Kind)
	})
	for _, l := range g.report.Losses {
		if !l.Accepted {
			g.report.Refused = true
		}
	}
	for _, name := range g.Accept {
		if !slices.ContainsFunc(g.report.Losses, func(l Loss) bool { return l.Name == name }) {
			g.report.Unused = append(g.report.Unused, name)
		}
	}
	return g.report
}
