package conversation_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what is said now")

// dialogue is the engine over the shipped knowledge, with its search.
type dialogue struct {
	engine *conversation.Engine
	search *index.Generation
	base   *knowledge.Base
}

// shipped builds the dialogue once for all tests: it never changes.
var shipped = sync.OnceValues(func() (dialogue, error) {
	loaded, findings := knowledge.Load(base.Files)
	if n := knowledge.Errors(findings); n > 0 {
		return dialogue{}, fmt.Errorf("%d mistakes in the knowledge base, the first: %s", n, findings[0])
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
	return dialogue{engine, search, loaded}, err
})

func open(t testing.TB) dialogue {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTranscripts plays the conversations in testdata/transcripts. Lines that
// begin with ">" are the merchant's texts, "*" presses a button, "~ N" edits
// the N-th text; "#" says what the transcript is for. Everything else is what
// tillmate answers, and is rewritten by -update. The state is written and read
// back between any two turns.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 40 {
		t.Errorf("%d transcripts, fewer than forty", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(data))
			if got == string(data) {
				return
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s is not what is said now; look at the difference and, if it is right, run:\n\tgo test ./conversation -run TestTranscripts -update\n%s",
				file, firstDifference(string(data), got))
		})
	}
}

// play runs the inputs of a transcript and writes it anew.
func play(t *testing.T, transcript string) string {
	d := open(t)
	var out strings.Builder
	var state conversation.State
	inputs := 0
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			fmt.Fprintln(&out, line)
			continue
		}
		ev, ok := event(t, line)
		if !ok {
			continue
		}
		inputs++
		ev.At = time.Date(2026, 11, 1, 9, inputs, 0, 0, time.UTC)
		next, effects, err := d.engine.Turn(t.Context(), d.search, state, ev)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if state, err = evaluation.Reload(next); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "\n%s\n", line)
		for _, e := range effects {
			out.WriteString(written(e))
		}
	}
	if inputs == 0 {
		t.Error("the transcript has no input")
	}
	return out.String()
}

// event reads an input line; ok is false for any other line.
func event(t *testing.T, line string) (ev conversation.Event, ok bool) {
	mark, rest, _ := strings.Cut(line, " ")
	switch mark {
	case ">":
		return conversation.Event{Kind: conversation.EventText, Text: rest}, true
	case "*":
		return conversation.Event{Kind: conversation.EventPress, Press: rest}, true
	case "~":
		number, text, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("%q: after ~ comes the number of a text", line)
		}
		return conversation.Event{Kind: conversation.EventEdit, Of: n, Text: text}, true
	}
	return ev, false
}

// written shows one effect, every line of it indented.
func written(e conversation.Effect) string {
	var s strings.Builder
	switch e := e.(type) {
	case conversation.Message:
		fmt.Fprintf(&s, "message\n%s", e.Text)
	case conversation.Question:
		fmt.Fprintf(&s, "question %s (%d to go)\n%s", e.Question, e.Remaining, e.Text)
		for _, a := range e.Answers {
			fmt.Fprintf(&s, "\n[%s] %s", a.ID, a.Label)
		}
	case conversation.Recommendation:
		fmt.Fprintf(&s, "recommendation %s: %s/%s\n%s", e.Route, e.Problem, e.Cause, e.Text)
		for _, a := range e.Answers {
			fmt.Fprintf(&s, "\n[%s] %s", a.ID, a.Label)
		}
	case conversation.Handoff:
		fmt.Fprintf(&s, "handoff %s\n%s\n--- for the team\n%s", e.Reason, e.Text, e.Summary)
	case conversation.Closed:
		fmt.Fprintf(&s, "closed %s\n%s", e.Route, e.Text)
	}
	return "    " + strings.ReplaceAll(s.String(), "\n", "\n    ") + "\n"
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d:\n\twas: %s\n\tnow: %s", i+1, a, b)
		}
	}
	return ""
}
