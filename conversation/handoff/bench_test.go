package handoff_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// BenchmarkStep is one message of the merchant into a claimed case, small and
// as large as it can be, and the writing and reading of its ticket.
func BenchmarkStep(b *testing.B) {
	for _, lines := range []int{5, handoff.MaxLines} {
		w := newWorld(b)
		w.input(`open TM-1 name=老王面馆 summary="商户要求人工"`)
		w.input("wang claim")
		for range lines {
			w.input("merchant says 刷卡显示请与银行联系，换了一张卡也不行")
		}
		said := handoff.Event{Kind: handoff.Said, At: w.at, Refs: []handoff.Ref{"m"}, Text: "还在吗"}
		b.Run(fmt.Sprintf("step/%d", lines), func(b *testing.B) {
			for b.Loop() {
				handoff.Step(w.ticket, said, w.rules)
			}
		})
		b.Run(fmt.Sprintf("store/%d", lines), func(b *testing.B) {
			size := 0
			for b.Loop() {
				data, err := json.Marshal(w.ticket)
				if err != nil {
					b.Fatal(err)
				}
				var t handoff.Ticket
				if err := json.Unmarshal(data, &t); err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
