package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
)

// previewer shows what merchants with one cause are told. Its knowledge holds
// that article and that cause alone, so that nothing else can be advised.
type previewer struct {
	base   *knowledge.Base
	engine *conversation.Engine
	ref    casebook.Ref
	state  conversation.State
}

// onlyArticle hides all articles but one.
type onlyArticle struct {
	fs.FS
	slug string
}

// ReadDir lists a folder.
func (o onlyArticle) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil || path.Base(name) != "problems" {
		return entries, err
	}
	var out []fs.DirEntry
	for _, e := range entries {
		if e.Name() == o.slug+".yaml" {
			out = append(out, e)
		}
	}
	return out, nil
}

// onlyOf loads the knowledge with one article alone.
func onlyOf(files fs.FS, slug string) (*knowledge.Base, error) {
	base, findings := knowledge.Load(onlyArticle{files, slug})
	if f, ok := knowledge.FirstError(findings); ok {
		return nil, badConfig(fmt.Errorf("the article cannot be shown yet: %s (run 'tillmate check' for all)", f))
	}
	if base.Problem(slug) == nil {
		return nil, failed(noArticle(slug, files))
	}
	return base, nil
}

// newPreviewer prepares the preview of one cause of the only article that the
// knowledge holds.
func newPreviewer(only *knowledge.Base, cause string, lang previewLang) (*previewer, error) {
	base := *only
	base.Problems = slices.Clone(only.Problems)
	p := &base.Problems[0]
	c := p.Cause(cause)
	if c == nil {
		return nil, failed(fmt.Errorf("%s has no cause %q", p.Slug, cause))
	}
	p.Causes = []knowledge.Cause{*c}
	phrases, err := messages.New()
	if err != nil {
		return nil, failed(err)
	}
	engine, err := conversation.New(&base, phrases)
	if err != nil {
		return nil, badConfig(fmt.Errorf("%w (run 'tillmate check' for all mistakes)", err))
	}
	return &previewer{
		base: &base, engine: engine, ref: casebook.Ref{Problem: p, Cause: &p.Causes[0]},
		state: conversation.State{Lang: lang.lang, LangFixed: true, Traditional: lang.traditional, ScriptFixed: true},
	}, nil
}

// found finds the article for every text.
type found string

// Search gives the article.
func (f found) Search(context.Context, conversation.Query) (conversation.Hits, error) {
	return conversation.Hits{Coverage: 1, Problems: []conversation.Hit{{Problem: string(f), Score: 1}}}, nil
}

// advice plays a merchant with the cause, who gives the likeliest answers, and
// gives what ends the case: a recommendation, or the hand-off to a person.
func (p *previewer) advice(ctx context.Context) (conversation.Effect, error) {
	ev := conversation.Event{Kind: conversation.EventText, Text: p.ref.Problem.Title.In(p.state.Lang)}
	for range 2 * conversation.MaxQuestions {
		next, effects, err := p.engine.Turn(ctx, found(p.ref.Problem.Slug), p.state, ev)
		if err != nil {
			return nil, err
		}
		p.state, ev = next, conversation.Event{}
		for _, e := range effects {
			switch e := e.(type) {
			case conversation.Question:
				ev = conversation.Event{Kind: conversation.EventPress, Press: p.answer(e)}
			case conversation.Recommendation, conversation.Handoff:
				return e, nil
			}
		}
		if ev.Kind == "" {
			break
		}
	}
	return nil, errors.New("the dialogue advises nothing for this cause")
}

// answer is the button that most merchants with the cause press.
func (p *previewer) answer(q conversation.Question) string {
	if q.Question == conversation.QuestionProblem {
		return p.ref.Problem.Slug
	}
	best, top := conversation.PressUnsure, 0.
	expected := casebook.Expected(p.base, p.ref.Problem, p.ref.Cause, p.base.Question(q.Question))
	for _, c := range q.Answers {
		if expected[c.ID] > top {
			best, top = c.ID, expected[c.ID]
		}
	}
	return best
}
