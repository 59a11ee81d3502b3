package index

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// hugeVariable, when set, lets the benchmark of switching go on to 100,000
// problems: minutes, and gigabytes.
const hugeVariable = "INDEX_BENCH_HUGE"

// BenchmarkSwitch builds a generation beside the one in use and swaps it in,
// while a merchant's text is searched for every two milliseconds. Run it with
// -benchtime 1x. It reports, beside the time of a whole switch:
//
//	build-ms, swap-us     the building, and the moment of the switch
//	heap-MB               what one generation takes
//	built-MB              what building it allocates in all
//	quiet-p50-us, -p99    a search while nothing is built
//	during-p50-us, -p99   a search during the building
func BenchmarkSwitch(b *testing.B) {
	problems := []int{61, 1_000, 10_000}
	if os.Getenv(hugeVariable) != "" {
		problems = append(problems, 100_000)
	}
	for _, where := range []string{"memory", "disk"} {
		for _, n := range problems {
			b.Run(fmt.Sprintf("%s/%d", where, n), func(b *testing.B) {
				base, folder := real(b)
				dir := ""
				if where == "disk" {
					dir = b.TempDir()
				}
				for b.Loop() {
					switchOnce(b, synthetic(base, n), folder, dir)
				}
			})
		}
	}
}

func switchOnce(b *testing.B, base *knowledge.Base, folder Folder, dir string) {
	b.Helper()
	live := &Live{}
	empty := heap()
	swap(b, live, base, folder, dir)
	one := heap() - empty
	quiet := searches(b, live, after(time.Second))

	base.Problems[0].Say.ZH = append(slices.Clone(base.Problems[0].Say.ZH), "换了一版")
	var before, built runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	var next *Generation
	start := time.Now()
	go func() {
		defer close(done)
		var err error
		if next, err = Build(context.Background(), base, folder, Options{Dir: dir}); err != nil {
			b.Error(err)
		}
	}()
	during := searches(b, live, done)
	took := time.Since(start)
	runtime.ReadMemStats(&built)
	start = time.Now()
	if err := live.Swap(next); err != nil {
		b.Fatal(err)
	}
	swapped := time.Since(start)
	if err := live.Swap(nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(took.Milliseconds()), "build-ms")
	b.ReportMetric(float64(swapped.Nanoseconds())/1000, "swap-us")
	b.ReportMetric(float64(one)/1e6, "heap-MB")
	b.ReportMetric(float64(built.TotalAlloc-before.TotalAlloc)/1e6, "built-MB")
	for name, all := range map[string][]time.Duration{"quiet": quiet, "during": during} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds()), name+"-p50-us")
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), name+"-p99-us")
	}
}

func swap(b *testing.B, live *Live, base *knowledge.Base, folder Folder, dir string) {
	b.Helper()
	g, err := Build(context.Background(), base, folder, Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	if err := live.Swap(g); err != nil {
		b.Fatal(err)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func after(d time.Duration) <-chan struct{} {
	done := make(chan struct{})
	time.AfterFunc(d, func() { close(done) })
	return done
}

// searches measures searches, one every two milliseconds, until done.
func searches(b *testing.B, live *Live, done <-chan struct{}) []time.Duration {
	b.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	var all []time.Duration
	for {
		start := time.Now()
		if _, err := live.Search(context.Background(), conversation.Query{Text: "刷卡一直提示请与银行联系怎么办"}); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(start))
		select {
		case <-done:
			return all
		case <-tick.C:
		}
	}
}
