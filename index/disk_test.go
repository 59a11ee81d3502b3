package index

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
// never taken for one.
func TestKilledBuilders(t *testing.T) {
	dir := t.TempDir()
	var whole, leftovers int
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
		whole, leftovers = 0, 0
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := e.Name()
			if strings.HasPrefix(name, buildingPrefix) {
				leftovers++
				continue
			}
			whole++
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
	if leftovers == 0 {
		t.Error("no kill came while something was built")
	}
	t.Logf("%d generations and %d leftovers of 8 kills", whole, leftovers)
}

// Switching through many generations on disk leaves no file open.
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
