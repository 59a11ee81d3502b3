package main

import (
	"context"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tillmate/tillmate/configs"
)

// misspelt are variables that a script may set though there are none.
var misspelt = []string{"TILLMATE_KNOWLEGDE", "TILLMATE_LANG"}

// TestScripts runs the command lines in testdata/script. The command
//
//	tillmate [args] [< file]
//
// runs the program in this process, as main does; with "!" before it the exit
// code must not be 0, and "code N" checks it afterwards.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tillmate": tillmateCmd,
			"code": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 || args[0] != ts.Getenv("code") {
					ts.Fatalf("the exit code is %s", ts.Getenv("code"))
				}
			},
		},
	})
}

func tillmateCmd(ts *testscript.TestScript, neg bool, args []string) {
	p := process{stdin: strings.NewReader(""), stdout: ts.Stdout(), stderr: ts.Stderr()}
	if n := len(args); n >= 2 && args[n-2] == "<" {
		p.stdin = strings.NewReader(ts.ReadFile(args[n-1]))
		args = args[:n-2]
	}
	p.args = args
	// A folder is named from the script's own one, which is not this process's.
	for i, arg := range p.args {
		if i > 0 && p.args[i-1] == "--knowledge" {
			p.args[i] = ts.MkAbs(arg)
		}
	}
	for _, name := range append(configs.Variables(), misspelt...) {
		if v := ts.Getenv(name); v != "" {
			p.environ = append(p.environ, name+"="+v)
		}
	}
	code := run(context.Background(), p)
	ts.Setenv("code", strconv.Itoa(code))
	if neg == (code == exitOK) {
		ts.Fatalf("tillmate gave the exit code %d", code)
	}
}

// got is what one run of the program gave.
type got struct {
	code           int
	stdout, stderr string
}

// start runs the program in this process.
func start(t testing.TB, stdin string, args ...string) got {
	t.Helper()
	var stdout, stderr strings.Builder
	code := run(t.Context(), process{args: args, stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr})
	return got{code, stdout.String(), stderr.String()}
}

// An interrupt ends a talk that waits for its next line.
func TestInterrupt(t *testing.T) {
	for _, args := range [][]string{{"chat"}, {"chat", "--json"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				stdin, typed := io.Pipe()
				defer typed.Close()
				done := make(chan int)
				go func() {
					done <- run(ctx, process{args: args, stdin: stdin, stdout: io.Discard, stderr: io.Discard})
				}()
				synctest.Wait() // it waits for input now
				interrupt()
				if code := <-done; code != exitOK {
					t.Errorf("exit code %d", code)
				}
			})
		})
	}
}

// A reader that fails is an error, not the end of the talk.
func TestUnreadableInput(t *testing.T) {
	for _, args := range [][]string{{"chat"}, {"chat", "--json"}} {
		var stderr strings.Builder
		var stdout strings.Builder
		code := run(t.Context(), process{args: args, stdin: failing{}, stdout: &stdout, stderr: &stderr})
		if all := stdout.String() + stderr.String(); code != exitFailed || !strings.Contains(all, os.ErrDeadlineExceeded.Error()) {
			t.Errorf("%v: exit code %d, %s", args, code, all)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

// BenchmarkStart measures what happens before the first word: load, compile,
// index. It should stay below a second.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		p := process{args: []string{"chat"}, stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}
		if code := run(b.Context(), p); code != exitOK {
			b.Fatalf("exit code %d", code)
		}
	}
}
