package main

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// publishState is how far publishing from the pages is, or what became of it.
type publishState struct {
	mu          sync.Mutex
	running     bool
	stage       stage
	done, total int
	tried       bool
	key         string // of the draft that was tried
	out         reindexed
	failed      bool
}

// begin takes the one place there is for publishing.
func (s *publishState) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return false
	}
	s.running, s.stage, s.done, s.total = true, stageCheck, 0, 1
	return true
}

// show notes how far it is.
func (s *publishState) show(at stage, done, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stage, s.done, s.total = at, done, total
}

// end notes what became of it.
func (s *publishState) end(key string, out reindexed, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.tried, s.key, s.out, s.failed = false, true, key, out, err != nil
}

// free gives the place up after something that has no report.
func (s *publishState) free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
}

// publishTime is how long publishing may take.
const publishTime = 10 * time.Minute

// Publish begins to publish the draft. See [web.Editing]. It goes on when the
// browser is gone.
func (p *editPages) Publish(ctx context.Context, who web.Member, wish web.Wish) error {
	if !p.publish.begin() {
		return web.ErrBusy
	}
	now, err := p.draft.now(ctx)
	if err != nil {
		p.publish.free()
		return err
	}
	r := reindexing{
		shelf: p.shelf, source: now, dryRun: wish.Dry, merchants: p.merchants, progress: p.publish.show,
		note: bundle.Note{By: p.by(who), At: time.Now().UTC(), Why: wish.Why, Accepted: wish.Accept},
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishTime)
	go func() {
		defer cancel()
		out, err := r.runSafely(ctx)
		if err != nil {
			p.log.Error("publishing from the page failed", "error", err)
		}
		if out.Verdict == isPublished { // then it is no edit any more, also when nobody looks
			if _, err := p.draft.now(ctx); err != nil {
				p.log.Warn("what was published is still in the draft", "error", err)
			}
		}
		p.publish.end(now.key, out, err)
	}()
	return nil
}

// runSafely runs it; a panic over what editors wrote is an error.
func (r reindexing) runSafely(ctx context.Context) (out reindexed, err error) {
	defer recovered("publish the draft", &err)
	return r.run(ctx)
}

// Publishing tells how far publishing is. See [web.Editing].
func (p *editPages) Publishing(ctx context.Context, lang knowledge.Lang) (web.Publishing, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return web.Publishing{}, err
	}
	texts, err := editorTexts(lang)
	if err != nil {
		return web.Publishing{}, err
	}
	s := &p.publish
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.running:
		return web.Publishing{Running: true, Stage: string(s.stage), Done: s.done, Total: s.total}, nil
	case !s.tried:
		return web.Publishing{}, nil
	case s.failed:
		return web.Publishing{Verdict: "failed"}, nil
	}
	out := web.Publishing{
		Verdict: string(s.out.Verdict), Stale: s.key != now.key && s.out.Verdict != isPublished,
		Report: writeReindexed(texts, s.out, func(r evaluation.Report) string { return texts.Write(r, 0) }),
	}
	if s.out.Report != nil && s.out.Verdict != isPublished {
		for _, l := range s.out.Report.Losses {
			out.Losses = append(out.Losses, web.Loss{Name: l.Name, Text: texts.Loss(l), Accepted: l.Accepted})
		}
	}
	return out, nil
}

// Publications lists what was published. See [web.Editing].
func (p *editPages) Publications(ctx context.Context) ([]bundle.Publication, error) {
	list, err := p.shelf.List(ctx)
	if err != nil {
		return nil, away("the list of publications", err)
	}
	return list, nil
}

// Rollback makes a publication live again. See [web.Editing].
func (p *editPages) Rollback(ctx context.Context, who web.Member, serial int64) error {
	if !p.publish.begin() {
		return web.ErrBusy
	}
	defer p.publish.free()
	note := bundle.Note{By: p.by(who), At: time.Now().UTC()}
	_, _, err := rollback(ctx, p.shelf, strconv.FormatInt(serial, 10), note)
	if errors.Is(err, bundle.ErrOvertaken) || errors.Is(err, errNoSuch) || errors.Is(err, errNoEarlier) {
		return web.ErrRaced
	}
	return err
}
