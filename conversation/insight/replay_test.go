package insight_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/insight"
)

func replayed(t *testing.T, x truth, word string, cases []insight.Case) insight.Replayed {
	t.Helper()
	b := load(t)
	if word != "" {
		b = reworded(b, insight.Lesson{Problem: x.problem, Cause: x.cause, Question: x.question, Answer: x.answer, Better: word})
	}
	r, err := insight.Replay(b, cases)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Words nearer to what the cases say explain them better, words farther away
// worse.
func TestReplay(t *testing.T) {
	x := truth{"contact_bank_message", "issuer_declined", "scope", "one_card", .3, "all_cards"}
	cases := x.cases(200, rand.New(rand.NewPCG(3, 3)))
	written := replayed(t, x, "", cases)
	better, worse := replayed(t, x, "often", cases), replayed(t, x, "always", cases)
	if written.Cases != 200 || written.Right == 0 || written.Surprise <= 0 {
		t.Errorf("as written: %+v", written)
	}
	if better.Worse(written) || better.Surprise >= written.Surprise {
		t.Errorf("nearer: %+v after %+v", better, written)
	}
	if !worse.Worse(written) {
		t.Errorf("farther: %+v after %+v", worse, written)
	}
	if written.Worse(written) {
		t.Error("the same is worse than itself")
	}
}

// The latest are replayed, and those of causes that are gone are left out.
func TestReplayTheLatest(t *testing.T) {
	x := truth{"contact_bank_message", "issuer_declined", "scope", "one_card", 1, ""}
	random := rand.New(rand.NewPCG(1, 1))
	old := x
	old.answer = "all_cards"
	cases := old.cases(3, random)
	for i := range cases {
		cases[i].At = monday.Add(-48 * time.Hour)
	}
	gone := x.cases(1, random)
	gone[0].Cause = "gone"
	latest := x.cases(insight.MaxReplayed, random)
	all := replayed(t, x, "", append(append(cases, gone...), latest...))
	if all.Cases != insight.MaxReplayed || math.Abs(all.Surprise-replayed(t, x, "", latest).Surprise) > 1e-9 {
		t.Errorf("%+v", all)
	}
	if none := replayed(t, x, "", gone); none != (insight.Replayed{}) {
		t.Errorf("of no case: %+v", none)
	}
}
