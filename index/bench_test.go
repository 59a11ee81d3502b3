package index

import (
	"context"
	"fmt"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// sizes are the numbers of problems the benchmarks run with; 0 is the
// repository's own base. The last takes minutes; one size alone is chosen as in
// -bench 'Search/memory/^0$'.
var sizes = []int{0, 61, 1_000, 10_000}

func sized(b *testing.B, problems int) (*knowledge.Base, Folder) {
	base, folder := real(b)
	if problems > 0 {
		base = synthetic(base, problems)
	}
	return base, folder
}

func BenchmarkBuild(b *testing.B) {
	for _, where := range []string{"memory", "disk"} {
		for _, n := range sizes {
			b.Run(fmt.Sprintf("%s/%d", where, n), func(b *testing.B) {
				base, folder := sized(b, n)
				phrasings := 0
				b.ReportAllocs()
				for b.Loop() {
					o := Options{}
					if where == "disk" {
						o.Dir = b.TempDir()
					}
					g, err := Build(context.Background(), base, folder, o)
					if err != nil {
						b.Fatal(err)
					}
					_, phrasings = g.Size()
					if err := g.Close(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(phrasings), "phrasings")
			})
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			base, folder := sized(b, n)
			dir := build(b, base, folder, b.TempDir()).Dir()
			for b.Loop() {
				g, err := Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				if err := g.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch(outer *testing.B) {
	queries := map[string]string{
		"short":   "刷不了卡",
		"usual":   "刷卡一直提示请与银行联系怎么办",
		"english": "the terminal says contact your bank for every card",
		"long": "我们店里这台机器今天早上开始刷什么卡都不行，插卡说读卡失败，换了好几个客人的卡都一样，" +
			"重启了两次也没有用，扫码倒是可以收，钱到账也正常，屏幕上有时候跳出来请与银行联系，客人都等急了，" +
			"昨天晚上结完账以后就没动过，打客服电话一直占线，请问这个到底是机器坏了还是卡的问题，要不要寄回去修，急",
	}
	for _, where := range []string{"memory", "disk"} {
		for _, n := range sizes {
			var g *Generation // built when a benchmark of its size is wanted
			for _, name := range []string{"short", "usual", "english", "long"} {
				outer.Run(fmt.Sprintf("%s/%d/%s", where, n, name), func(b *testing.B) {
					if g == nil {
						base, folder := sized(b, n)
						dir := ""
						if where == "disk" {
							dir = outer.TempDir()
						}
						g = build(outer, base, folder, dir)
					}
					b.ReportAllocs()
					for b.Loop() {
						if _, err := g.Search(context.Background(), conversation.Query{Text: queries[name]}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
