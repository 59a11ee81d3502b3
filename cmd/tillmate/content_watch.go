package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

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

// publishSaved publishes the watched folder as it is now.
func (s *service) publishSaved(ctx context.Context, fsys fs.FS) error {
	return publishFolder(ctx, s.queue.Shelf(), fsys, bundle.Note{By: "watch", At: time.Now(), Why: "saved"})
}
