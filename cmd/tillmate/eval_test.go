package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation/evaluation"
)

func TestReportTable(t *testing.T) {
	r := report{
		Tune: evaluation.Ranking{
			Queries: 7, Recall1: .5, Misses: []evaluation.Miss{{Text: "没纸" + strings.Repeat("了", 90), Want: "a", Got: "b", Rank: 2}},
			Problems: []evaluation.Found{{Problem: "paper", Queries: 4, First: 2, Five: 3}},
		},
		Test: evaluation.Ranking{Problems: []evaluation.Found{{Problem: "paper", Queries: 1, First: 1, Five: 1}, {Problem: "pin", Queries: 2}}},
		Clean: evaluation.Simulation{Merchants: 20, Right: .95, Problems: []evaluation.Tally{
			{Problem: "paper", Merchants: 3, Right: 2. / 3, Article: 1, Questions: 1.5, With: "terminal_not_registered:bank"},
		}},
		Scripted:   evaluation.Simulation{Merchants: 5, Right: .8, Questions: 2.25, Problems: []evaluation.Tally{{Problem: "paper", Merchants: 3, Right: 2. / 3}}},
		Strategies: []evaluation.StrategyResult{{Name: "ask nothing"}},
	}
	for details, want := range map[bool][]string{
		false: {"golden queries  n", "tune            7  50.0 %", "clean        20  95.0 %", "scripted     5   80.0 %", "2.25", "ask nothing  0 "},
		true: {
			"missed (tune)", "没纸了了", "了…  a", "problem  golden  rank 1  in 5  scripts  drawn  route  article  asked  confused with",
			"paper    5       3       4     2/3      3      67 %   100 %    1.5    terminal_not_registered\n", "pin      2       0       0              0                      0.0    \n",
		},
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
		for line := range strings.Lines(out.String()) {
			if width := utf8.RuneCountInString(line); width > 120 {
				t.Errorf("a line of %d characters: %s", width, line)
			}
		}
		if !details && strings.Contains(out.String(), "missed") {
			t.Error("details without being asked")
		}
	}
}
