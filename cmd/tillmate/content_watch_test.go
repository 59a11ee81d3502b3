package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// A save is published once it is over, once; what is refused waits for the next
// save, and what could not be published is tried again.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		write := func(name, data string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
				t.Error(err)
			}
		}
		save := func(data string) { write("codes.yaml", data) }
		save("1")
		var mu sync.Mutex
		var published []string
		var answer error
		answers := func(err error) {
			mu.Lock()
			defer mu.Unlock()
			answer, published = err, nil
		}
		w := &watcher{files: os.DirFS(dir), log: slog.New(slog.DiscardHandler), publish: func(_ context.Context, fsys fs.FS) error {
			mu.Lock()
			defer mu.Unlock()
			data, err := fs.ReadFile(fsys, "codes.yaml")
			published = append(published, string(data))
			if err != nil {
				return err
			}
			return answer
		}}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); w.run(ctx) }()
		later := func(d time.Duration) {
			<-time.After(d)
			synctest.Wait()
		}
		expect := func(what string, want ...string) {
			t.Helper()
			mu.Lock()
			defer mu.Unlock()
			if len(published) != len(want) || len(want) > 0 && published[len(want)-1] != want[len(want)-1] {
				t.Errorf("%s: published %q, not %q", what, published, want)
			}
			published = nil
		}
		later(3 * time.Second)
		expect("at the start", "1")
		for _, piece := range []string{"2", "23", "234"} { // an editor writes in pieces
			save(piece)
			later(watchEvery * 4 / 5)
		}
		expect("while it is written")
		later(3 * time.Second)
		expect("after it was saved", "234")
		write(".swp", "x")
		later(3 * time.Second)
		expect("after a file of no use")
		answers(badConfig(errors.New("a mistake")))
		save("bad")
		later(3 * time.Second)
		expect("refused", "bad")
		answers(errNoRedis)
		save("5")
		later(3*watchEvery + watchEvery/2)
		mu.Lock()
		if len(published) < 2 {
			t.Errorf("while Redis is away: %q", published)
		}
		mu.Unlock()
		answers(nil)
		later(3 * time.Second)
		expect("Redis is back", "5")
		stop()
		<-done
	})
}

func TestPublishFolder(t *testing.T) {
	withoutRace(t, "it only computes")
	shelf := &bundle.Memory{}
	for range 2 { // the same content again is no publication
		if err := publishFolder(t.Context(), shelf, base.Files, bundle.Note{By: "watch", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := shelf.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("published %+v, %v", all, err)
	}
	if err := publishFolder(t.Context(), unreachable{}, base.Files, bundle.Note{}); !errors.Is(err, errNoRedis) {
		t.Errorf("without Redis: %v", err)
	}
}

// TestSavedGate publishes what was saved first, and then nothing that makes it
// worse.
func TestSavedGate(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	shelf := &bundle.Memory{}
	live := func() bundle.Publication {
		t.Helper()
		p, _, err := shelf.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	save := func(files fs.FS) error {
		return publishSaved(t.Context(), reindexing{shelf: shelf, source: files, note: bundle.Note{By: "watch", At: aDay}, merchants: 10})
	}
	if err := save(first); err != nil || live().Serial != 1 {
		t.Fatalf("the first: %v, live %+v", err, live())
	}
	if err := save(first); err != nil || live().Serial != 1 {
		t.Fatalf("saved without a change: %v, live %+v", err, live())
	}
	err := save(stolen(t, first))
	if exit, ok := errors.AsType[exitError](err); !ok || exit.code != exitConfig || live().Serial != 1 {
		t.Fatalf("a stolen phrasing: %v, live %+v", err, live())
	}
}
