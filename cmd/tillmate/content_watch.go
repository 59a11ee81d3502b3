package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// watchEvery is how often a watched folder is looked at. A save is published
// when nothing has changed from one look to the next: editors write in pieces.
const watchEvery = 500 * time.Millisecond

// watcher publishes a folder whenever it was saved.
type watcher struct {
	files   fs.FS
	publish func(ctx context.Context, fsys fs.FS) error
	log     *slog.Logger
}

// run watches until ctx ends. Content that is refused waits for the next save;
// anything else that fails is tried again.
func (w *watcher) run(ctx context.Context) {
	var before, done string
	for ctx.Err() == nil {
		now, err := fingerprint(w.files)
		if err != nil {
			w.log.Warn("the watched folder cannot be read", "error", err)
		} else if now == before && now != done {
			if w.saved(ctx) {
				done = now
			}
		}
		before = now
		wait(ctx, watchEvery)
	}
}

// saved publishes; done is false when it should be tried again as it is.
func (w *watcher) saved(ctx context.Context) (done bool) {
	err := w.publish(ctx, w.files)
	if err == nil || ctx.Err() != nil {
		return true
	}
	exit, ok := errors.AsType[exitError](err)
	refused := ok && exit.code == exitConfig
	w.log.Error("the watched folder is not published", "refused", refused, "error", err)
	return refused
}

// fingerprint tells one state of a folder from another, without reading the
// files.
func fingerprint(fsys fs.FS) (string, error) {
	paths, err := bundle.Files(fsys)
	if err != nil {
		return "", err
	}
	out := ""
	for _, path := range paths {
		info, err := fs.Stat(fsys, path)
		if err != nil {
			return "", err
		}
		out += fmt.Sprintln(path, info.Size(), info.ModTime().UnixNano())
	}
	return out, nil
}

// publishFolder publishes a folder, unless it is live already.
func publishFolder(ctx context.Context, shelf bundle.Shelf, fsys fs.FS, note bundle.Note) error {
	live, _, err := shelf.Live(ctx)
	if err != nil {
		return err
	}
	b, err := bundle.Pack(fsys)
	if err != nil {
		return badConfig(err)
	}
	if b.Name == live.Name {
		return nil
	}
	_, err = publish(ctx, shelf, fsys, note, live.Serial)
	return err
}

// publishSaved publishes the watched folder as it is now, by the same gate as
// every edit. What is published first has nothing to be worse than.
func publishSaved(ctx context.Context, r reindexing) error {
	_, published, err := r.shelf.Live(ctx)
	switch {
	case err != nil:
		return err
	case !published:
		return publishFolder(ctx, r.shelf, r.source, r.note)
	}
	out, err := r.run(ctx)
	if err != nil {
		return err
	}
	switch out.Verdict {
	case isMistaken:
		first, _ := knowledge.FirstError(out.Findings)
		return badConfig(fmt.Errorf("%d mistakes, the first: %s", out.Errors, first))
	case isRefused:
		loss := out.Report.Losses[slices.IndexFunc(out.Report.Losses, func(l evaluation.Loss) bool { return !l.Accepted })]
		return badConfig(fmt.Errorf("it makes something worse, the first: %s (see 'tillmate reindex --dry-run'; what is meant is accepted there)", loss.Name))
	case isOvertaken:
		return bundle.ErrOvertaken
	}
	return nil
}
