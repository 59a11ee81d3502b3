package main

import (
	"context"
	"errors"
	"fmt"
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
	known, err := p.sayings(now)
	if err != nil {
		p.log.Warn("the phrasings of the draft cannot be read", "error", err)
		known = nil // the gaps can be read all the same
	}
	clusters := insight.NewLexis(base).Cluster(gaps)
	out := []web.Gap{}
	for _, c := range clusters[:min(len(clusters), mostGaps)] {
		if err := p.place(ctx, now, base, &c); err != nil {
			return nil, err
		}
		g := web.Gap{ID: c.ID, Label: c.Label, Examples: c.Examples, Count: c.Count, Last: c.Last, Todo: string(c.Todo())}
		if problem := base.Problem(c.Problem); problem != nil {
			g.Slug, g.Title = problem.Slug, problem.Title
		}
		if known != nil {
			g.Said = known.at[known.plain(c.Label)].File
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

// sayings gathers the phrasings of a draft. Of one with mistakes it may give an
// error.
func (p *editPages) sayings(now drafted) (known *sayings, err error) {
	defer recovered("read the phrasings of the draft", &err)
	return sayingsOf(p.check(now).base)
}

// byHand is an article in which nothing can be added from here.
func byHand(file string) error { return &web.UnfitError{Why: web.UnfitHand, Path: file} }

// AddPhrasing adds words to an article of the draft. See [web.Editing].
func (p *editPages) AddPhrasing(ctx context.Context, who web.Member, slug, words string) (line int, err error) {
	now, text, err := p.articleIn(ctx, slug)
	if err != nil {
		return 0, err
	}
	file := knowledge.ArticleFile(slug)
	known, err := p.sayings(now)
	if err != nil {
		return 0, byHand(file)
	}
	edit := newTextEdit(file, text)
	after, err := edit.say(known, words)
	if unfit, ok := errors.AsType[*unfitError](err); ok {
		return 0, unfit.shown()
	}
	if err != nil { // it cannot be read, or is written in an unusual way
		return 0, byHand(file)
	}
	err = p.draft.save(ctx, file, versionOf(text), after, who.Name, time.Now())
	return edit.changes[0].line, err
}

// articleIn gives the draft, and an article that is there; without it the draft
// alone, with [web.ErrNoFile].
func (p *editPages) articleIn(ctx context.Context, slug string) (drafted, []byte, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return drafted{}, nil, err
	}
	text, ok, err := readOr(now, knowledge.ArticleFile(slug))
	if err == nil && (!ok || !knowledge.IsSlug(slug)) {
		err = web.ErrNoFile
	}
	return now, text, err
}

// shown gives the error as the editors' pages show it.
func (e *unfitError) shown() *web.UnfitError {
	return &web.UnfitError{Why: e.why, Path: e.at.File, Line: e.at.Line}
}

// BeginArticle begins an article with words of merchants. See [web.Editing].
func (p *editPages) BeginArticle(ctx context.Context, who web.Member, slug string, words []string) error {
	if !knowledge.IsSlug(slug) {
		return web.ErrNoFile
	}
	file := knowledge.ArticleFile(slug)
	now, _, err := p.articleIn(ctx, slug)
	switch {
	case err == nil:
		return &web.UnfitError{Why: web.UnfitTaken, Path: file}
	case !errors.Is(err, web.ErrNoFile):
		return err
	}
	known, err := p.sayings(now)
	if err != nil {
		return fmt.Errorf("begin the article: %w", err)
	}
	fit, err := known.fitting(words)
	if unfit, ok := errors.AsType[*unfitError](err); ok {
		return unfit.shown()
	}
	text := []byte(articleTemplate(slug, "", fit...))
	return p.draft.save(ctx, file, versionOf(beginning(file)), text, who.Name, time.Now())
}
