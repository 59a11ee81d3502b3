package main

import (
	"context"
	"io/fs"
	"log/slog"
	"time"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// demoEditing gives the editors' pages of the demo, and what puts into use what
// is published there: in memory, and gone with the program. What the demo
// begins with is its first publication, so that there is one to go back to.
func demoEditing(ctx context.Context, first *edition, content *editions, m *metrics, q *queue.Queue, log *slog.Logger) (*editPages, *follower, error) {
	shelf := &bundle.Memory{}
	b, err := bundle.Pack(first.files)
	if err != nil {
		return nil, nil, badConfig(err)
	}
	live, err := shelf.Publish(ctx, b, bundle.Note{By: "tillmate demo", At: time.Now()}, 0)
	if err != nil {
		return nil, nil, failed(err)
	}
	files := func() (fs.FS, error) { return first.files, nil }
	// The bundle is the one in use: there is nothing to build.
	follow := &follower{shelf: shelf, editions: content, metrics: m, log: log, judged: live}
	return newEditPages(shelf, &bundle.MemoryDrafts{}, files, q, byName, log), follow, nil
}
