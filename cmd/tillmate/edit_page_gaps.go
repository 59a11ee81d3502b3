package main

import (
	"context"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// mostGaps is the number of clusters that the page shows.
const mostGaps = 40

// Gaps gives what merchants meant and did not get. See [web.Editing].
func (p *editPages) Gaps(ctx context.Context) ([]web.Gap, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return nil, err
	}
	gaps, err := p.insight.Gaps(ctx, time.Now().Add(-lookBack))
	if err != nil {
		return nil, err
	}
	base := p.check(now).base
	clusters := insight.NewLexis(base).Cluster(gaps)
	out := []web.Gap{}
	for _, c := range clusters[:min(len(clusters), mostGaps)] {
		if err := p.place(ctx, now, base, &c); err != nil {
			return nil, err
		}
		g := web.Gap{Label: c.Label, Examples: c.Examples, Count: c.Count, Last: c.Last, Todo: string(c.Todo())}
		if problem := base.Problem(c.Problem); problem != nil {
			g.Slug, g.Title = problem.Slug, problem.Title
		}
		out = append(out, g)
	}
	return out, nil
}

// place finds the article that is nearest to a cluster, by the draft as it is
// now where none was found then. A draft that cannot be tried finds none.
func (p *editPages) place(ctx context.Context, now drafted, base *knowledge.Base, c *insight.Cluster) error {
	if base.Problem(c.Problem) != nil {
		return nil
	}
	c.Problem = ""
	return p.inDraft(ctx, now, func(e *edition) error {
		f, err := placed(ctx, &parts{edition: e}, *c)
		c.Problem = f.Problem
		return err
	})
}
