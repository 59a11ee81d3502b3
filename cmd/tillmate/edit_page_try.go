package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// triedDraft is a draft that is ready to be tried.
type triedDraft struct {
	key     string
	edition *edition
}

func (t *triedDraft) close() {
	if t.edition != nil {
		t.edition.index.Close()
		t.edition = nil
	}
}

// Preview shows what merchants with each cause are told. See [web.Editing].
func (p *editPages) Preview(ctx context.Context, slug string, lang knowledge.Lang) (out []web.Shown, err error) {
	defer recovered("show the article", &err)
	now, err := p.draft.now(ctx)
	if err != nil {
		return nil, err
	}
	checked := p.check(now)
	problem := checked.base.Problem(slug)
	mistaken := slices.ContainsFunc(checked.findings, func(f knowledge.Finding) bool {
		return f.Severity == knowledge.Error && f.File == knowledge.ArticleFile(slug)
	})
	if problem == nil || mistaken {
		return nil, nil
	}
	only, err := onlyOf(now, slug)
	if err != nil {
		return nil, nil // what stands around the article has mistakes
	}
	for i := range problem.Causes {
		c := &problem.Causes[i]
		v, err := newPreviewer(only, c.ID, previewLang{lang: lang})
		if err != nil {
			return nil, nil // the cause cannot be diagnosed yet
		}
		effect, err := v.advice(ctx)
		if err != nil {
			out = append(out, web.Shown{Cause: c.ID, Route: c.Route, Text: err.Error()})
			continue
		}
		shown := v.shown(effect)
		shown.Cause, shown.Route = c.ID, c.Route
		out = append(out, shown)
	}
	return out, nil
}

// shown gives an effect as merchants see it.
func (p *previewer) shown(effect conversation.Effect) web.Shown {
	return shownEffect(p.engine, p.state, effect)
}

// shownEffect gives an effect as merchants see it in a state.
func shownEffect(engine *conversation.Engine, state conversation.State, effect conversation.Effect) web.Shown {
	switch e := effect.(type) {
	case conversation.Message:
		return web.Shown{Text: e.Text, Buttons: buttonRows(e.Answers)}
	case conversation.Question:
		return web.Shown{Text: e.Text, Buttons: buttonRows(e.Answers)}
	case conversation.Recommendation:
		out := web.Shown{Text: e.Text}
		if e.Say != "" {
			out.Buttons = append(out.Buttons, []string{engine.CopyLabel(state)})
		}
		out.Buttons = append(out.Buttons, buttonRows(e.Answers)...)
		var menu []string
		for _, c := range engine.Menu(state) {
			menu = append(menu, c.Label)
		}
		out.Buttons = append(out.Buttons, menu)
		return out
	case conversation.Handoff:
		return web.Shown{Text: e.Text}
	case conversation.Closed:
		return web.Shown{Text: e.Text}
	}
	return web.Shown{}
}

// Try gives what the draft makes of a text. See [web.Editing].
func (p *editPages) Try(ctx context.Context, text string, lang knowledge.Lang) (out web.Trial, err error) {
	defer recovered("try the draft", &err)
	now, err := p.draft.now(ctx)
	if err != nil {
		return out, err
	}
	if f, ok := knowledge.FirstError(p.check(now).findings); ok {
		return web.Trial{Broken: &f}, nil
	}
	err = p.inDraft(ctx, now, func(e *edition) error {
		out, err = e.trial(ctx, text, lang)
		return err
	})
	return out, err
}

// inDraft does something with the draft made ready to be searched, if it has
// no mistakes; what was made ready last is kept.
func (p *editPages) inDraft(ctx context.Context, now drafted, do func(e *edition) error) error {
	if knowledge.Errors(p.check(now).findings) > 0 {
		return nil
	}
	p.trying.Lock()
	defer p.trying.Unlock()
	if p.tried.edition == nil || p.tried.key != now.key {
		e, err := newEdition(ctx, now)
		if err != nil {
			return err
		}
		p.tried.close()
		p.tried = triedDraft{now.key, e}
	}
	return do(p.tried.edition)
}

// trial gives what an edition makes of a merchant's first text.
func (e *edition) trial(ctx context.Context, text string, lang knowledge.Lang) (web.Trial, error) {
	query := e.engine.Query(text)
	hits, err := e.index.Search(ctx, query)
	if err != nil {
		return web.Trial{}, fmt.Errorf("search the draft: %w", err)
	}
	out := web.Trial{Read: query.Text, Coverage: hits.Coverage}
	for _, h := range hits.Problems {
		hit := web.TrialHit{Slug: h.Problem, Score: h.Score, Field: h.Field, Matched: h.Matched}
		if problem := e.base.Problem(h.Problem); problem != nil {
			hit.Title = problem.Title
		}
		out.Hits = append(out.Hits, hit)
	}
	state, effects, err := e.engine.Turn(ctx, e.index, conversation.State{Lang: lang}, conversation.Event{Kind: conversation.EventText, Text: text})
	if err != nil {
		return web.Trial{}, fmt.Errorf("ask the draft: %w", err)
	}
	for _, effect := range effects {
		out.Said = append(out.Said, shownEffect(e.engine, state, effect))
		if r, ok := effect.(conversation.Recommendation); ok {
			out.Reasons = r.Reasons
		}
	}
	out.Belief = web.BeliefOf(e.engine, e.base, state)
	return out, nil
}

// recovered makes a panic over a draft an error: what editors write must not
// end the program.
func recovered(what string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%s: panic: %v", what, r)
	}
}
