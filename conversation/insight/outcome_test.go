package insight_test

import (
	"reflect"
	"testing"

	"github.com/tillmate/tillmate/conversation/insight"
)

func TestKeys(t *testing.T) {
	for text, want := range map[string]insight.Key{
		"opened":                     {Kind: insight.Opened},
		"asked:scope":                {Kind: insight.Asked, Name: "scope"},
		"handed:fraud_suspect":       {Kind: insight.Handed, Name: "fraud_suspect"},
		"shown:printer_paper/jam":    {Kind: insight.Shown, Name: "printer_paper", Cause: "jam"},
		"escalated:printer_paper":    {Kind: insight.Escalated, Name: "printer_paper"},
		"advised:bank":               {Kind: insight.Advised, Name: "bank"},
		"not_solved:printer_paper/x": {Kind: insight.NotSolved, Name: "printer_paper", Cause: "x"},
	} {
		if got, ok := insight.ParseKey(text); !ok || got != want || got.String() != text {
			t.Errorf("%s reads as %+v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "opened:x", "asked", "asked:", "asked:a/b", "shown", "shown:", "shown:a/", "shown:/b", "strange", "team:x", "asked:名字", "shown:a/b/c"} {
		if got, ok := insight.ParseKey(text); ok {
			t.Errorf("%q reads as %+v", text, got)
		}
	}
}

func TestOutcomes(t *testing.T) {
	counts := map[string]int64{
		"shown:a/x": 10, "solved:a/x": 7, "not_solved:a/x": 1,
		"shown:a/y": 4, "not_solved:a/y": 3, "escalated:a/y": 4, "not_tried:a/y": 1,
		"shown:b/x": 50, "solved:b/x": 20, "escalated:c": 2,
		"opened": 70, "advised:bank": 64, "team:claimed": 3,
	}
	want := []insight.Outcome{
		{Problem: "a", Cause: "y", Shown: 4, NotSolved: 3, NotTried: 1, Escalated: 4},
		{Problem: "c", Escalated: 2},
		{Problem: "a", Cause: "x", Shown: 10, Solved: 7, NotSolved: 1},
		{Problem: "b", Cause: "x", Shown: 50, Solved: 20},
	}
	got := insight.Outcomes(counts)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	problems := []insight.Outcome{
		{Problem: "a", Shown: 14, Solved: 7, NotSolved: 4, NotTried: 1, Escalated: 4},
		{Problem: "c", Escalated: 2},
		{Problem: "b", Shown: 50, Solved: 20},
	}
	if got := insight.ByProblem(got); !reflect.DeepEqual(got, problems) {
		t.Errorf("%+v", got)
	}
	if n := insight.Sum(counts, insight.Shown); n != 64 {
		t.Errorf("%d shown", n)
	}
}
