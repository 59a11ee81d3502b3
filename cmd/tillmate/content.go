package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// edition is one version of the content, ready to serve. It is immutable.
// Closing its index gives up the owner's hold on it; who holds the index may
// use all of the edition.
type edition struct {
	// published is the publication it was built from; its serial number is 0
	// for content that lies beside the program or in it.
	published bundle.Publication
	files     fs.FS // of the knowledge base
	base      *knowledge.Base
	engine    *conversation.Engine
	index     *index.Generation
}

// newEdition loads the knowledge, builds the dialogue and indexes the articles
// in memory. The caller closes the index.
func newEdition(ctx context.Context, fsys fs.FS) (*edition, error) {
	loaded, findings := knowledge.Load(fsys)
	if f, ok := knowledge.FirstError(findings); ok {
		return nil, badConfig(fmt.Errorf("the knowledge base has %d mistakes, the first: %s (run 'tillmate check' for all)",
			knowledge.Errors(findings), f))
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, failed(err)
	}
	engine, err := conversation.New(loaded, phrases)
	if err != nil {
		return nil, badConfig(fmt.Errorf("%w (run 'tillmate check' for all mistakes)", err))
	}
	generation, err := index.Build(ctx, loaded, engine, index.Options{})
	if err != nil {
		return nil, failed(fmt.Errorf("index the knowledge base: %w", err))
	}
	return &edition{files: fsys, base: loaded, engine: engine, index: generation}, nil
}

// unpack builds and tries the edition of a bundle. Whatever is wrong with the
// bundle is an error, a panic too: it would end every replica, at each start
// again. The caller closes the index.
func unpack(ctx context.Context, b bundle.Bundle) (e *edition, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, err = nil, &panicked{fmt.Sprintf("build the content of %s: panic: %v", b.Name, r), string(debug.Stack())}
		}
	}()
	files, err := bundle.Open(b)
	if err != nil {
		return nil, err
	}
	e, err = newEdition(ctx, files)
	if err != nil {
		return nil, err
	}
	if err := e.try(ctx); err != nil {
		e.index.Close()
		return nil, err
	}
	return e, nil
}

// panicked is content that this program cannot build because of a mistake of
// its own.
type panicked struct{ reason, stack string }

func (p *panicked) Error() string { return p.reason }

// stackOf gives where a panic was, or "".
func stackOf(err error) string {
	if p, ok := errors.AsType[*panicked](err); ok {
		return p.stack
	}
	return ""
}

// mostTried is the number of problems whose titles are searched for before an
// edition is served: all of a base of a usual size.
const mostTried = 200

// try searches for the problems' own titles: an index that does not find those
// is not served.
func (e *edition) try(ctx context.Context) error {
	if len(e.base.Problems) == 0 {
		return badConfig(fmt.Errorf("the knowledge base has no problems"))
	}
	every := 1 + (len(e.base.Problems)-1)/mostTried
	for i := 0; i < len(e.base.Problems); i += every {
		p := &e.base.Problems[i]
		for _, lang := range knowledge.Langs() {
			title := p.Title.In(lang)
			hits, err := e.index.Search(ctx, e.engine.Query(title))
			if err != nil {
				return failed(fmt.Errorf("try the index: %w", err))
			}
			if title != "" && !hasProblem(hits, p.Slug) {
				return badConfig(fmt.Errorf("the title of %s does not find it: %s", p.Slug, title))
			}
		}
	}
	return nil
}

func hasProblem(hits conversation.Hits, slug string) bool {
	for _, h := range hits.Problems {
		if h.Problem == slug {
			return true
		}
	}
	return false
}
