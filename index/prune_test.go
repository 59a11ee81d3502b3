package index

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// variant gives a base that no other number has.
func variant(n int) *knowledge.Base {
	b := small()
	b.Problems[0].Say.ZH[1] = fmt.Sprintf("小票打不出来%d", n)
	return b
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	all, err := List(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		out = append(out, s.Name)
	}
	return out
}

func prune(t *testing.T, dir string, keep ...string) []string {
	t.Helper()
	removed, err := Prune(dir, keep, time.Now().Add(2*fresh))
	if err != nil {
		t.Fatal(err)
	}
	return removed
}

func inside(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestListAndPrune(t *testing.T) {
	dir := t.TempDir()
	if got := names(t, filepath.Join(dir, "none")); got != nil {
		t.Errorf("a missing directory has %v", got)
	}
	if got := prune(t, filepath.Join(dir, "none")); got != nil {
		t.Errorf("from a missing directory %v were removed", got)
	}
	var built []string
	for n := range 4 {
		g := build(t, variant(n), lower{}, dir)
		built = append(built, g.Name())
		age(t, g.Dir(), time.Duration(10-n)*time.Minute)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "somebody-elses"), 0o700); err != nil {
		t.Fatal(err)
	}
	all, err := List(dir)
	if err != nil || len(all) != 4 || all[0].Bytes < 1000 || all[0].Built.IsZero() {
		t.Fatalf("listed %+v, %v", all, err)
	}
	slices.Reverse(built)
	if got := names(t, dir); !slices.Equal(got, built) {
		t.Errorf("listed %v, not %v", got, built)
	}
	removed := prune(t, dir, built[0], built[2])
	slices.Sort(removed)
	if want := []string{min(built[1], built[3]), max(built[1], built[3])}; !slices.Equal(removed, want) {
		t.Errorf("removed %v, not %v", removed, want)
	}
	want := []string{built[0], built[2], "notes.txt", "somebody-elses"}
	slices.Sort(want)
	if got := inside(t, dir); !slices.Equal(got, want) {
		t.Errorf("there are %v, not %v", got, want)
	}
}

// A generation that is removed while somebody has it open is searched to its
// end, and can be built again.
func TestPruneHarmsNoReader(t *testing.T) {
	dir := t.TempDir()
	g := build(t, small(), lower{}, dir)
	if got, err := Prune(dir, nil, time.Now()); err != nil || got != nil {
		t.Errorf("what was built a moment ago is removed: %v, %v", got, err)
	}
	if got := prune(t, dir); !slices.Equal(got, []string{g.Name()}) {
		t.Fatalf("removed %v", got)
	}
	for range 100 {
		if hits, err := g.Search(t.Context(), paper); err != nil || len(hits.Problems) == 0 {
			t.Fatalf("a removed generation finds %+v, %v", hits, err)
		}
	}
	again := build(t, small(), lower{}, dir)
	if hits, err := again.Search(t.Context(), paper); err != nil || len(hits.Problems) == 0 {
		t.Errorf("built again it finds %+v, %v", hits, err)
	}
}

// Who opens a generation while it is removed gets a whole one all the same.
func TestPruneAgainstBuilders(t *testing.T) {
	dir := t.TempDir()
	for range 8 {
		for n := range 3 {
			g, err := Build(t.Context(), variant(n), lower{}, Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			_ = g.Close()
			age(t, g.Dir(), time.Hour)
		}
		var group sync.WaitGroup
		group.Go(func() {
			if removed, err := Prune(dir, nil, time.Now()); err != nil {
				t.Errorf("removed %v: %v", removed, err)
			}
		})
		for range 2 {
			group.Go(func() {
				for n := range 3 {
					g, err := Build(t.Context(), variant(n), lower{}, Options{Dir: dir})
					if err != nil {
						t.Error(err)
						continue
					}
					if hits, err := g.Search(t.Context(), paper); err != nil || len(hits.Problems) == 0 {
						t.Errorf("found %+v, %v", hits, err)
					}
					_ = g.Close()
				}
			})
		}
		group.Wait()
	}
}

// age makes a directory look as if it had been written some time ago.
func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	at := time.Now().Add(-by)
	if err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, at, at))
	}); err != nil {
		t.Fatal(err)
	}
}

// builderOf makes the test's binary build one generation after the other in a
// directory, until it is killed.
const builderOf = "INDEX_TEST_BUILD_IN"

func TestHelperBuilder(t *testing.T) {
	dir := os.Getenv(builderOf)
	if dir == "" {
		t.Skip("is run by TestKilledBuilders")
	}
	for n := 0; ; n++ {
		g, err := Build(context.Background(), variant(n), lower{}, Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(os.Stdout, "built", g.Name())
		_ = g.Close()
	}
}

// A builder that is killed leaves whole generations, and leftovers that are
// left alone for an hour, for it may be alive, and removed after that.
func TestKilledBuilders(t *testing.T) {
	dir := t.TempDir()
	leftovers := 0
	for kill := range 8 {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestHelperBuilder$")
		cmd.Env = append(os.Environ(), builderOf+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "built") {
				break
			}
		}
		<-time.After(time.Duration(kill) * 3 * time.Millisecond) // another point of the build each time
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		cancel()
		for _, name := range names(t, dir) {
			g, err := Open(filepath.Join(dir, name))
			if err != nil {
				t.Errorf("after kill %d: %v", kill, err)
				continue
			}
			if hits, err := g.Search(t.Context(), paper); err != nil || len(hits.Problems) == 0 {
				t.Errorf("after kill %d %s finds %+v, %v", kill, name, hits, err)
			}
			_ = g.Close()
		}
	}
	kept := names(t, dir)
	prune(t, dir, kept...)
	for _, name := range inside(t, dir) {
		if strings.HasPrefix(name, buildingPrefix) {
			leftovers++
		}
	}
	if removed, err := Prune(dir, kept, time.Now().Add(abandonedAfter+time.Minute)); err != nil || len(removed) > 0 {
		t.Errorf("removed %v, %v", removed, err)
	}
	if got := inside(t, dir); len(got) != len(kept) {
		t.Errorf("there are %v, beside %v", got, kept)
	}
	if leftovers == 0 {
		t.Error("no kill came while something was built")
	}
	t.Logf("%d generations and %d leftovers of 8 kills", len(kept), leftovers)
}

// What was being removed when a process died is gone with the next call.
func TestPruneGoesOnWithRemoving(t *testing.T) {
	dir := t.TempDir()
	half := filepath.Join(dir, removedPrefix+"1", "0123456789abcdef", postingsDir)
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	prune(t, dir)
	if got := inside(t, dir); len(got) > 0 {
		t.Errorf("there are %v", got)
	}
}

// Switching through many generations on disk, pruning after each, leaves the
// last one, and no file open.
func TestSwitchesOnDisk(t *testing.T) {
	dir, live := t.TempDir(), &Live{}
	files := func() int {
		open, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(open)
	}
	before, stop := files(), make(chan struct{})
	var searching sync.WaitGroup
	for range 4 {
		searching.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if hits, err := live.Search(context.Background(), paper); err != nil || live.Name() != "" && hits.Generation != "" && len(hits.Problems) == 0 {
					t.Errorf("found %+v, %v", hits, err)
					return
				}
			}
		})
	}
	var all []*Generation
	for n := range 15 {
		g, err := Build(context.Background(), variant(n), lower{}, Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
		if err := live.Swap(g); err != nil {
			t.Error(err)
		}
		prune(t, dir, g.Name())
		if got := names(t, dir); !slices.Equal(got, []string{g.Name()}) {
			t.Errorf("there are %v", got)
		}
	}
	close(stop)
	searching.Wait()
	if err := live.Swap(nil); err != nil {
		t.Error(err)
	}
	for _, g := range all {
		<-g.Done()
	}
	if after := files(); after > before {
		t.Errorf("%d open files, %d before", after, before)
	}
}
