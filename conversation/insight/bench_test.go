package insight_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
)

// BenchmarkCluster clusters as many gaps as are kept at most, all with words of
// their own: those of merchants, begun and ended in many ways, and at worst
// all about the same. It should stay below a second.
func BenchmarkCluster(b *testing.B) {
	queries := golden(b)
	begin := []string{"", "你好，", "急！", "请问", "老板，", "今天", "我的机器", "又来了，", "hi, ", "help! ", "店里", "昨天晚上"}
	var end []string
	for i := range 400 {
		end = append(end, fmt.Sprintf("，%c%c", '一'+i*7, '丁'+i*13))
	}
	l := insight.NewLexis(load(b))
	for name, subjects := range map[string]int{"all": len(queries), "one": 1} {
		b.Run(name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var gaps []conversation.Gap
			for i := range insight.MaxGaps {
				q := queries[random.IntN(subjects)]
				gap := one(begin[random.IntN(len(begin))]+q.Text+end[random.IntN(len(end))], i)
				if random.IntN(2) == 0 {
					gap.Nearest = []string{q.Problem}
				}
				gaps = append(gaps, gap)
			}
			b.ReportAllocs()
			for b.Loop() {
				if n := len(l.Cluster(gaps)); n == 0 || n > len(gaps) {
					b.Fatal(n)
				}
			}
		})
	}
}
