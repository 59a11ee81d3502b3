package main

import (
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation/evaluation"
)

func TestReportTable(t *testing.T) {
	r := report{
		Tune:       evaluation.Ranking{Queries: 7, Recall1: .5, Misses: []evaluation.Miss{{Text: "没纸", Want: "a", Got: "b", Rank: 2}}},
		Clean:      evaluation.Simulation{Merchants: 20, Right: .95, Problems: []evaluation.Tally{{Problem: "paper", Merchants: 3}}},
		Strategies: []evaluation.StrategyResult{{Name: "ask nothing"}},
	}
	for details, want := range map[bool][]string{
		false: {"golden queries  n", "tune            7  50.0 %", "clean        20  95.0 %", "ask nothing  0 "},
		true:  {"missed (tune)", "没纸", "paper"},
	} {
		var out strings.Builder
		if err := r.write(&out, details); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q is not in\n%s", w, out.String())
			}
		}
		if !details && strings.Contains(out.String(), "missed") {
			t.Error("details without being asked")
		}
	}
}
