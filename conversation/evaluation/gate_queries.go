package evaluation

import (
	"context"
	"fmt"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// farthest is the last rank that an editor would tell from the next: beyond it
// a problem is not found.
const farthest = 5

// queries lists the golden queries of both contents, each once. One whose
// expected problem was changed is played for both: by the old one too it must
// not have become worse.
func (g *gate) queries() []knowledge.GoldenQuery {
	out := slices.Clone(g.before.Golden)
	at := map[string]int{}
	for i, q := range out {
		at[queryID(q)] = i
	}
	for _, q := range g.after.Golden {
		i, ok := at[queryID(q)]
		if !ok {
			out = append(out, q)
			continue
		}
		old := &out[i]
		old.Also = slices.Concat(old.Also, q.Also)
		if q.Set == knowledge.SetTest {
			old.Set = q.Set // once a text is for testing, it stays so
		}
	}
	return out
}

// golden plays the first turn of every golden query with both contents.
func (g *gate) golden(ctx context.Context, queries []knowledge.GoldenQuery) error {
	for _, q := range queries {
		was, err := g.before.hear(ctx, q.Text)
		if err != nil {
			return err
		}
		is, err := g.after.hear(ctx, q.Text)
		if err != nil {
			return err
		}
		g.progress(2)
		if !g.removed(q.Problem) {
			g.query(q, was.rank(q), is.rank(q))
		}
		g.alarms(q.Text, q.Problem, was, is)
	}
	return nil
}

// query compares the ranks of one query, 0 for not found.
func (g *gate) query(q knowledge.GoldenQuery, was, is int) {
	part := &g.report.Tune
	if q.Set == knowledge.SetTest {
		part = &g.report.Test
	}
	part.Queries++
	part.Before += int(share(was == 1))
	part.After += int(share(is == 1))
	name := "query:" + queryID(q)
	switch {
	case effort(is) > effort(was):
		part.Worse++
		g.lose(Loss{Name: name, Kind: LossQuery, Problem: q.Problem, Text: q.Text, Was: rankText(was), Is: rankText(is)})
	case effort(is) < effort(was):
		part.Better++
		if q.Set != knowledge.SetTest {
			g.report.Better = append(g.report.Better, Move{name, q.Text, rankText(was), rankText(is)})
		}
	}
}

// effort orders ranks: not found is the worst.
func effort(rank int) int {
	if rank == 0 || rank > farthest {
		return farthest + 1
	}
	return rank
}

// rankText writes a rank; "-" is not found.
func rankText(rank int) string {
	if effort(rank) > farthest {
		return "-"
	}
	return fmt.Sprint(rank)
}

// heard is what a content makes of a first text.
type heard struct {
	order []string // the problems, most probable first
	rules []string // the safety rules that the words set off
	taken bool     // a case was opened, and not closed at once
}

// hear plays one first turn.
func (c *Content) hear(ctx context.Context, text string) (heard, error) {
	state, effects, err := c.Engine.Turn(ctx, c.Searcher, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: text})
	if err != nil {
		return heard{}, err
	}
	out := heard{order: c.Engine.Ranked(state), taken: true}
	for _, e := range effects {
		if _, closed := e.(conversation.Closed); closed {
			out.taken = false
		}
	}
	if state.Case != nil {
		for _, x := range state.Case.Texts {
			out.rules = append(out.rules, x.Rules...)
		}
	}
	return out, nil
}

// rank gives the rank of a query's problem, from 1; 0 when it was not found or
// the text was refused. To refuse another subject is rank 1.
func (h heard) rank(q knowledge.GoldenQuery) int {
	switch {
	case q.Problem == knowledge.NoProblem:
		return int(share(!h.taken))
	case !h.taken:
		return 0
	}
	return 1 + slices.IndexFunc(h.order, q.Right)
}

// canaries searches for every article's title and first phrasing: each finds
// the article at rank 1, or where it did before. Those of the old content are
// searched for too; an article is not to be lost by the words it had.
func (g *gate) canaries(ctx context.Context) error {
	for i := range g.after.Base.Problems {
		p := &g.after.Base.Problems[i]
		for _, c := range canariesOf(g.before.Base.Problem(p.Slug), p) {
			is, err := g.after.find(ctx, c.text, p.Slug)
			if err != nil {
				return err
			}
			g.report.Canaries++
			if is == 1 {
				continue
			}
			was := 0 // a new text found nothing before: it must be found first now
			if c.old {
				if was, err = g.before.find(ctx, c.text, p.Slug); err != nil {
					return err
				}
			}
			if !c.old || effort(is) > effort(was) {
				g.lose(Loss{
					Name: fmt.Sprintf("canary:%s/%s/%s", p.Slug, c.name, short(c.text)), Kind: LossCanary,
					Problem: p.Slug, Text: c.text, Was: rankText(was), Is: rankText(is),
				})
			}
		}
		if err := g.screens(ctx, g.before.Base.Problem(p.Slug)); err != nil {
			return err
		}
		g.progress(1)
	}
	return nil
}

// screens says every screen text that an article had as a first text: the
// article is believed as much as before.
func (g *gate) screens(ctx context.Context, before *knowledge.Problem) error {
	if before == nil {
		return nil
	}
	for _, text := range before.Screen {
		q := knowledge.GoldenQuery{Text: text, Problem: before.Slug}
		was, err := g.before.hear(ctx, text)
		if err != nil {
			return err
		}
		is, err := g.after.hear(ctx, text)
		if err != nil {
			return err
		}
		g.report.Canaries++
		if was, is := was.rank(q), is.rank(q); effort(is) > effort(was) {
			g.lose(Loss{
				Name: fmt.Sprintf("canary:%s/screen/%s", before.Slug, short(text)), Kind: LossCanary,
				Problem: before.Slug, Text: text, Was: rankText(was), Is: rankText(is),
			})
		}
	}
	return nil
}

// canary is a text that must find its article; old is set when the article had
// it before.
type canary struct {
	name, text string
	old        bool
}

func canariesOf(before, after *knowledge.Problem) []canary {
	var out []canary
	for _, p := range []*knowledge.Problem{before, after} {
		if p == nil {
			continue
		}
		for _, lang := range knowledge.Langs() {
			texts := map[string]string{"title": p.Title.In(lang)}
			if say := p.Say.In(lang); len(say) > 0 {
				texts["say"] = say[0]
			}
			for _, name := range sortedKeys(texts) {
				c := canary{string(lang) + "/" + name, texts[name], p == before}
				known := slices.ContainsFunc(out, func(x canary) bool { return x.text == c.text })
				if c.text != "" && !known {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// find searches for a text and gives the rank of a problem, 0 for not found.
func (c *Content) find(ctx context.Context, text, problem string) (int, error) {
	hits, err := c.Searcher.Search(ctx, c.Engine.Query(text))
	if err != nil {
		return 0, err
	}
	return 1 + slices.IndexFunc(hits.Problems, func(h conversation.Hit) bool { return h.Problem == problem }), nil
}
