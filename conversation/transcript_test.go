package conversation_test

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
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
var shipped = sync.OnceValues(func() (dialogue, error) { return built(base.Files) })

// built is the dialogue over some files.
func built(files fs.FS) (dialogue, error) {
	loaded, findings := knowledge.Load(files)
	if n := knowledge.Errors(findings); n > 0 {
		return dialogue{}, fmt.Errorf("%d mistakes, the first: %s", n, findings[0])
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
}

func open(t testing.TB) dialogue {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTranscripts plays the conversations in testdata/transcripts. "#" says
// what a transcript is for, and an input is a line that begins with
//
//	> TEXT               the merchant writes
//	> [photo a1] TEXT    and sends files with it, each a kind and perhaps an album
//	> [masked] TEXT      in which something was masked before; "~ N [masked] TEXT" too
//	* ID                 presses a button, and "* ID @N" one that turn N showed
//	~ N TEXT             changes the N-th text
//	+ KIND ALBUM, KIND   sends files without words
//	/start TERMINAL LANG /help /lang CODE /new /failed /slow
//	= 15m                time passes, and the timer fires if it is due by then
//
// Everything else is what tillmate answers, and is rewritten by -update. A
// minute passes before an input, five seconds before files. The state is
// written and read back between any two turns.
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
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	inputs := 0
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			fmt.Fprintln(&out, line)
			continue
		}
		ev, passes, ok := event(t, line)
		if !ok {
			continue
		}
		inputs++
		at = at.Add(passes)
		ev.At = at
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

// event reads an input line, and how much time passes before it; ok is false
// for any other line.
func event(t *testing.T, line string) (ev conversation.Event, passes time.Duration, ok bool) {
	mark, rest, _ := strings.Cut(line, " ")
	passes = time.Minute
	switch mark {
	case ">":
		ev = conversation.Event{Kind: conversation.EventText, Text: rest}
		ev.Text, ev.Masked = strings.CutPrefix(rest, "[masked] ")
		if with, text, ok := strings.Cut(ev.Text, "] "); ok && strings.HasPrefix(with, "[") {
			ev.Text, ev.Files = text, files(with[1:])
		}
	case "*":
		id, shown, _ := strings.Cut(rest, " @")
		ev = conversation.Event{Kind: conversation.EventPress, Press: id, Shown: number(t, line, shown)}
	case "~":
		n, text, _ := strings.Cut(rest, " ")
		ev = conversation.Event{Kind: conversation.EventEdit, Of: number(t, line, n)}
		ev.Text, ev.Masked = strings.CutPrefix(text, "[masked] ")
	case "+":
		ev, passes = conversation.Event{Kind: conversation.EventFiles, Files: files(rest)}, 5*time.Second
	case "=":
		var err error
		if passes, err = time.ParseDuration(rest); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		ev = conversation.Event{Kind: conversation.EventTimer}
	case "/start":
		terminal, lang, _ := strings.Cut(rest, " ")
		ev = conversation.Event{Kind: conversation.EventStart, Terminal: terminal, Language: lang}
	case "/lang":
		ev = conversation.Event{Kind: conversation.EventLanguage, Language: rest}
	case "/help", "/failed", "/slow":
		ev = conversation.Event{Kind: conversation.EventKind(mark[1:])}
	case "/new":
		ev = conversation.Event{Kind: conversation.EventRestart}
	default:
		return ev, 0, false
	}
	return ev, passes, true
}

// number reads a number of an input line; none is 0.
func number(t *testing.T, line, s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%q: %q is no number", line, s)
	}
	return n
}

// files reads the files of an input line.
func files(list string) []conversation.File {
	var out []conversation.File
	for f := range strings.SplitSeq(list, ", ") {
		kind, album, _ := strings.Cut(f, " ")
		out = append(out, conversation.File{Kind: conversation.FileKind(kind), ID: "file-" + kind, Album: album})
	}
	return out
}

// written shows one effect, every line of it indented.
func written(e conversation.Effect) string {
	var s strings.Builder
	switch e := e.(type) {
	case conversation.Message:
		fmt.Fprintf(&s, "message\n%s", e.Text)
		for _, a := range e.Answers {
			fmt.Fprintf(&s, "\n[%s] %s", a.ID, a.Label)
		}
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
