package conversation

import (
	"context"
	"fmt"
	"slices"
)

// The knowledge may be replaced between two turns of a case. What was said
// stays; what the new knowledge does not have says nothing any more.

// searchAgain gives the hits for the texts of the open case, one each, when
// problems that were found for them are gone: others may be there in their
// place. It gives none otherwise. The error is the search's.
func (e *Engine) searchAgain(ctx context.Context, searcher Searcher, s State) ([]Hits, error) {
	if s.Case == nil || !slices.ContainsFunc(s.Case.Texts, e.outdated) {
		return nil, nil
	}
	anew := make([]Hits, len(s.Case.Texts))
	for i, text := range s.Case.Texts {
		if text.Reply {
			continue
		}
		var err error
		if anew[i], err = searcher.Search(ctx, e.Query(text.Text)); err != nil {
			return nil, fmt.Errorf("search for an earlier text again: %w", err)
		}
	}
	return anew, nil
}

// outdated reports whether a problem that was found for a text is gone.
func (e *Engine) outdated(text Text) bool {
	return slices.ContainsFunc(text.Hits, func(h Hit) bool { return e.base.Problem(h.Problem) == nil })
}

// renew puts the hits that were searched for again in the place of the old.
func (t *turn) renew() {
	c := t.s.Case
	if c == nil || len(t.ev.Anew) != len(c.Texts) {
		return
	}
	for i := range c.Texts {
		if text := &c.Texts[i]; !text.Reply {
			text.Coverage, text.Hits = t.ev.Anew[i].Coverage, t.ev.Anew[i].Problems[:min(len(t.ev.Anew[i].Problems), MaxHits)]
		}
	}
}

// vanished reports whether a question cannot be asked any more: it is gone, or
// all the problems that it offered are.
func (t *turn) vanished(open *Asked) bool {
	if open.Question != QuestionProblem {
		return t.base.Question(open.Question) == nil
	}
	return !slices.ContainsFunc(open.Options, func(slug string) bool { return t.base.Problem(slug) != nil })
}

// drop takes the open question back, as if it had not been asked.
func (t *turn) drop() {
	c := t.s.Case
	c.Open = nil
	c.Asked = c.Asked[:len(c.Asked)-1]
}
