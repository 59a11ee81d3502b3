package evaluation_test

import (
	"context"
	"fmt"
	"os"
	"strings"
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

// TestExamples plays forty described merchants, who answer in words from what
// they know and are unsure of everything else. They pick the right problem
// when it is offered, or are unsure of that too: both must do.
func TestExamples(t *testing.T) {
	d := open(t)
	file, err := os.Open("testdata/examples.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	examples, err := evaluation.ReadExamples(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, guesses := range []bool{true, false} {
		t.Run(fmt.Sprintf("guesses=%v", guesses), func(t *testing.T) {
			right, asked := 0, 0
			for _, e := range examples {
				o, err := evaluation.Play(t.Context(), d.engine, d.search, evaluation.ExamplePlayer{Example: e, Guesses: guesses})
				if err != nil {
					t.Errorf("%s: %v", e.ID, err)
					continue
				}
				asked += len(o.Questions)
				mark := "ok  "
				if e.Right(o) {
					right++
				} else {
					mark = "MISS"
				}
				t.Logf("%s %s %q: %s %s/%s %s, want %s %s; asked %s", mark, e.ID, e.Text, o.Route, o.Problem, o.Cause, o.Reason,
					e.Route, e.Problem, strings.Join(o.Questions, " "))
				if len(o.Questions) > conversation.MaxQuestions {
					t.Errorf("%s: %d questions", e.ID, len(o.Questions))
				}
				if e.Route == knowledge.RouteHuman && !e.Right(o) {
					t.Errorf("%s: a case for a person went to %s", e.ID, o.Route)
				}
			}
			mean := float64(asked) / float64(len(examples))
			t.Logf("right %d of %d, %.2f questions on average", right, len(examples), mean)
			if right < 38 {
				t.Errorf("right %d of %d, fewer than 38", right, len(examples))
			}
			if mean > 2.3 {
				t.Errorf("%.2f questions on average, more than 2.3", mean)
			}
		})
	}
}
