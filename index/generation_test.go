package index

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

var paper = conversation.Query{Text: "没纸了"}

func TestNameFollowsContent(t *testing.T) {
	name := func(change func(*knowledge.Base)) string {
		b := small()
		change(b)
		return build(t, b, lower{}, "").Name()
	}
	same := name(func(*knowledge.Base) {})
	if again := name(func(*knowledge.Base) {}); again != same {
		t.Errorf("names %s and %s of one content", same, again)
	}
	if other := name(func(b *knowledge.Base) { b.Problems[0].Say.ZH[0] = "纸呢" }); other == same {
		t.Error("a changed phrasing does not change the name")
	}
	if other := name(func(b *knowledge.Base) { b.Problems[0].Causes[0].Steps.ZH = []string{"换纸"} }); other == same {
		t.Error("a changed step does not change the name")
	}
	if disk := build(t, small(), lower{}, t.TempDir()).Name(); disk != same {
		t.Errorf("the name on disk is %s, in memory %s", disk, same)
	}
}

func TestCloseWaitsForHolders(t *testing.T) {
	g, err := Build(context.Background(), small(), lower{}, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if !g.Acquire() {
		t.Fatal("cannot acquire an open generation")
	}
	if err := errors.Join(g.Close(), g.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Search(context.Background(), paper); err != nil {
		t.Errorf("a held generation does not search after Close: %v", err)
	}
	g.Release()
	<-g.Done()
	if _, err := g.Search(context.Background(), paper); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v after the end, want ErrClosed", err)
	}
	if g.Acquire() {
		t.Error("a freed generation can be acquired")
	}
}

func TestLiveSwapsUnderSearches(t *testing.T) {
	live := &Live{}
	if hits, err := live.Search(context.Background(), paper); err != nil || len(hits.Problems) != 0 {
		t.Errorf("an empty Live answers %+v, %v", hits, err)
	}
	var all []*Generation
	next := func(text string) *Generation {
		b := small()
		b.Problems[0].Say.ZH[1] = text
		g, err := Build(context.Background(), b, lower{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
		return g
	}
	if err := live.Swap(next("一")); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				turn, release := live.Hold()
				first, err1 := turn.Search(context.Background(), paper)
				second, err2 := turn.Search(context.Background(), paper)
				release()
				if err := errors.Join(err1, err2); err != nil || first.Generation != second.Generation {
					t.Errorf("one turn saw %s and %s: %v", first.Generation, second.Generation, err)
					return
				}
			}
		})
	}
	for _, text := range []string{"二", "三", "四", "五", "六"} {
		if err := live.Swap(next(text)); err != nil {
			t.Error(err)
		}
	}
	if last := all[len(all)-1]; live.Name() != last.Name() || live.Swap(last) != nil || !last.Acquire() {
		t.Error("the last generation is not in use")
	} else {
		last.Release()
	}
	close(stop)
	wg.Wait()
	if err := live.Swap(nil); err != nil {
		t.Error(err)
	}
	for _, g := range all {
		<-g.Done()
	}
}

func TestNothingLeaks(t *testing.T) {
	files := func() int {
		open, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(open)
	}
	dir := t.TempDir()
	round := func() {
		for _, d := range []string{"", dir} {
			g, err := Build(context.Background(), small(), lower{}, Options{Dir: d})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := g.Search(context.Background(), paper); err != nil {
				t.Fatal(err)
			}
			if err := g.Close(); err != nil {
				t.Fatal(err)
			}
			<-g.Done()
		}
		cancelled, cancel := context.WithCancel(context.Background())
		_, err := Build(cancelled, synthetic(small(), 20), lower{}, Options{Dir: dir, Progress: func(int, int) { cancel() }})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("a cancelled build gives %v", err)
		}
		if _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("opening nothing gives %v", err)
		}
	}
	round()
	goroutines, handles := runtime.NumGoroutine(), files()
	for range 5 {
		round()
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched() // goroutines that were told to end take a moment
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	if n := files(); n > handles {
		t.Errorf("%d open files, %d before", n, handles)
	}
}

func TestBuildOnDiskIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	g := build(t, small(), lower{}, dir)
	if g.Dir() != filepath.Join(dir, g.Name()) {
		t.Errorf("built in %s", g.Dir())
	}
	ctx, cancel := context.WithCancel(context.Background())
	other := small()
	other.Problems = other.Problems[:2]
	if _, err := Build(ctx, other, lower{}, Options{Dir: dir, Progress: func(int, int) { cancel() }}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled build gives %v", err)
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 1 || names[0].Name() != g.Name() {
		t.Errorf("the directory holds %v", names)
	}
}

func TestDamagedGenerationIsRebuilt(t *testing.T) {
	for _, damage := range []string{manifestFile, filepath.Join(postingsDir, "root.bolt")} {
		dir := t.TempDir()
		g, err := Build(context.Background(), small(), lower{}, Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(g.Dir(), damage), []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(g.Dir()); !errors.Is(err, ErrDamaged) {
			t.Errorf("damaged %s: opening gives %v", damage, err)
		}
		again := build(t, small(), lower{}, dir)
		if hits, err := again.Search(context.Background(), paper); err != nil || len(hits.Problems) == 0 {
			t.Errorf("rebuilt after damaged %s: %+v, %v", damage, hits, err)
		}
	}
}

func TestHeldByAnother(t *testing.T) {
	dir := t.TempDir()
	g, err := Build(context.Background(), small(), lower{}, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	queue := bleve.NewAnalysisQueue(1)
	defer queue.Close()
	writer, err := scorch.NewScorch(scorch.Name, map[string]any{"path": filepath.Join(g.Dir(), postingsDir)}, queue)
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Open(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(g.Dir()); !errors.Is(err, ErrHeld) {
		t.Errorf("opening gives %v, want ErrHeld", err)
	}
	if _, err := Build(context.Background(), small(), lower{}, Options{Dir: dir}); !errors.Is(err, ErrHeld) {
		t.Errorf("building gives %v, want ErrHeld", err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	build(t, small(), lower{}, dir)
	build(t, small(), lower{}, dir) // readers do not shut each other out
}
