package evaluation_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

type dialogue struct {
	engine *conversation.Engine
	search *index.Generation
	base   *knowledge.Base
	golden []knowledge.GoldenQuery
}

// shipped builds the dialogue over the shipped knowledge, once.
var shipped = sync.OnceValues(func() (dialogue, error) {
	loaded, findings := knowledge.Load(base.Files)
	golden, more := knowledge.LoadGolden(base.Files, loaded)
	if findings = append(findings, more...); knowledge.Errors(findings) > 0 {
		return dialogue{}, fmt.Errorf("the knowledge base: %s", findings[0])
	}
	phrases, err := messages.New()
	if err != nil {
		return dialogue{}, err
	}
	engine, err := conversation.New(loaded, phrases)
	if err != nil {
		return dialogue{}, err
	}
	search, err := index.Build(context.Background(), loaded, engine, index.Options{})
	return dialogue{engine, search, loaded, golden}, err
})

func open(t testing.TB) dialogue {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestExamples plays described merchants, who answer in words from what they
// know and are unsure of everything else. They pick the right problem when it
// is offered, or are unsure of that too: both must do. The other sets were
// written by people who had not read the articles; the last has more of those
// who say everything at once, or next to nothing.
func TestExamples(t *testing.T) {
	for _, set := range []struct {
		file      string
		right     int // at least so many
		questions float64
		missed    int // cases for a person that may go elsewhere
	}{
		{"examples.jsonl", 39, 2.3, 0},
		{"described.jsonl", 168, 2.3, 1},
		{"fresh.jsonl", 208, 2.8, 4},
	} {
		for _, guesses := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s guesses=%v", set.file, guesses), func(t *testing.T) {
				right, mean, missed := playExamples(t, set.file, guesses)
				if right < set.right {
					t.Errorf("right %d, fewer than %d", right, set.right)
				}
				if mean > set.questions {
					t.Errorf("%.2f questions on average, more than %.1f", mean, set.questions)
				}
				if missed > set.missed {
					t.Errorf("%d cases for a person went elsewhere, more than %d", missed, set.missed)
				}
			})
		}
	}
}

// playExamples plays a set and logs every miss.
func playExamples(t *testing.T, name string, guesses bool) (right int, mean float64, missed int) {
	d := open(t)
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	examples, err := evaluation.ReadExamples(file)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, e := range examples {
		o, err := evaluation.Play(t.Context(), d.engine, d.search, evaluation.ExamplePlayer{Example: e, Guesses: guesses})
		if err != nil {
			t.Errorf("%s: %v", e.ID, err)
			continue
		}
		asked += len(o.Questions)
		if len(o.Questions) > conversation.MaxQuestions {
			t.Errorf("%s: %d questions", e.ID, len(o.Questions))
		}
		if e.Right(o) {
			right++
			continue
		}
		if e.Route == knowledge.RouteHuman {
			missed++
		}
		t.Logf("missed %s %q: %s %s/%s %s, want %s %s; asked %v", e.ID, e.Text, o.Route, o.Problem, o.Cause, o.Reason, e.Route, e.Problem, o.Questions)
	}
	mean = float64(asked) / float64(len(examples))
	t.Logf("right %d of %d, %.2f questions on average", right, len(examples), mean)
	return right, mean, missed
}
