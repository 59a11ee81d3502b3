package evaluation_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// minScripts is the number of scripted merchants every problem has.
const minScripts = 3

// missedScripts lists the scripted merchants that are not served right yet,
// and scriptsRight is the share that must be.
const (
	missedScripts = "testdata/missed.txt"
	scriptsRight  = .97
)

// TestScripts plays every scripted merchant. Those who do not get the right
// route are kept in a list, so that a change shows whom it helps and whom it
// harms; the list is rewritten by -update.
func TestScripts(t *testing.T) {
	var missed strings.Builder
	d := open(t)
	scripts, err := evaluation.LoadScripts(base.Files)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	asked, misses := 0, 0
	for _, s := range scripts {
		count[s.Problem]++
		p := d.base.Problem(s.Problem)
		if p == nil || p.Cause(s.Cause) == nil {
			t.Errorf("%s: there is no cause %s/%s", s.Where, s.Problem, s.Cause)
			continue
		}
		for question := range s.Answers {
			if d.base.Question(question) == nil && question != conversation.QuestionProblem {
				t.Errorf("%s: there is no question %q", s.Where, question)
			}
		}
		o, err := evaluation.Play(t.Context(), d.engine, d.search, s)
		if err != nil {
			t.Errorf("%s: %v", s.Where, err)
			continue
		}
		asked += len(o.Questions)
		if !s.Right(o) {
			misses++
			fmt.Fprintf(&missed, "%s: %s\n\tended in %s %s/%s %s after %v, want %v\n", s.Where, s.Text, o.Route, o.Problem, o.Cause, o.Reason, o.Questions, s.Want)
		}
		if len(o.Questions) > conversation.MaxQuestions {
			t.Errorf("%s: %d questions", s.Where, len(o.Questions))
		}
	}
	for i := range d.base.Problems {
		if slug := d.base.Problems[i].Slug; count[slug] < minScripts {
			t.Errorf("%s: %d scripted merchants, fewer than %d", slug, count[slug], minScripts)
		}
	}
	if share := 1 - float64(misses)/float64(max(1, len(scripts))); share < scriptsRight {
		t.Errorf("%.1f %% right, fewer than %.0f %%:\n%s", 100*share, 100*scriptsRight, missed.String())
	}
	if *update {
		if err := os.WriteFile(missedScripts, []byte(missed.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want, err := os.ReadFile(missedScripts); err != nil || string(want) != missed.String() {
		t.Errorf("%s does not list these (%v); if they are fair, run with -update:\n%s", missedScripts, err, missed.String())
	}
	t.Logf("%d scripted merchants, %.2f questions on average", len(scripts), float64(asked)/float64(max(1, len(scripts))))
}

func TestScriptsWithMistakes(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"no purpose":    {"> hello", "m.txt:1: a script begins"},
		"no text":       {"# a\nwant: bank", "m.txt:1: the script needs"},
		"no route":      {"# a\n> hello", "m.txt:1: the script needs"},
		"unknown route": {"# a\n> hello\nwant: banks", `m.txt:3: there is no route "banks"`},
		"no answer":     {"# a\n> hello\nwant: bank\nscope", `m.txt:4: "scope" is neither`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{evaluation.ScriptsDir + "/m.txt": {Data: []byte(tc.text)}}
			_, err := evaluation.LoadScripts(fsys)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
	fsys := fstest.MapFS{evaluation.ScriptsDir + "/m.txt": {Data: []byte("# a\ncause: c\nwant: bank, human\n> one\n> two\nscope: [one_card]\ncode: 51\n")}}
	scripts, err := evaluation.LoadScripts(fsys)
	if err != nil || len(scripts) != 1 {
		t.Fatalf("%v %v", scripts, err)
	}
	s := scripts[0]
	if s.Text != "one two" || !s.Right(evaluation.Outcome{Route: knowledge.RouteHuman, Reason: "r"}) || s.Right(evaluation.Outcome{Route: knowledge.RouteDevice}) {
		t.Errorf("%+v", s)
	}
	if ev := s.Reply(conversation.Question{Question: "scope"}); ev.Press != "one_card" {
		t.Errorf("%+v", ev)
	}
	if ev := s.Reply(conversation.Question{Question: "code"}); ev.Text != "51" {
		t.Errorf("%+v", ev)
	}
	if ev := s.Reply(conversation.Question{Question: "amount"}); ev.Press != conversation.PressUnsure {
		t.Errorf("%+v", ev)
	}
}
