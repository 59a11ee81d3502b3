package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/configs"
)

// process is what the program was started with; tests start it the same way.
type process struct {
	args    []string
	environ []string
	stdin   io.Reader
	stdout  io.Writer // data
	stderr  io.Writer // talk, progress and errors
}

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // failed, or findings
	exitUsage  = 2 // the command line is wrong
	exitConfig = 3 // the configuration or the content is wrong
	exitAway   = 4 // Redis is away
	exitUnsure = 5 // no confident answer
)

// exitError is an error that decides the exit code. With no text of its own,
// everything was said already.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }

func failed(err error) error      { return exitError{exitFailed, err} }
func usage(err error) error       { return exitError{exitUsage, err} }
func badConfig(err error) error   { return exitError{exitConfig, err} }
func exitSilently(code int) error { return exitError{code, nil} }

// app is what every command shares.
type app struct {
	process
	flags configs.Flags
	json  bool
}

// run runs the program and gives its exit code.
func run(ctx context.Context, p process) int {
	a := &app{process: p}
	root := a.root()
	root.SetArgs(p.args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	var exit exitError
	if !errors.As(err, &exit) {
		exit = exitError{exitUsage, err} // cobra's own errors are about the command line
	}
	if exit.err != nil {
		a.complain(exit, cmd.CommandPath())
	}
	return exit.code
}

// errorJSON is an error as programs read it.
type errorJSON struct {
	Type  string `json:"type"`
	Error string `json:"error"`
}

// complain says what went wrong: for programs as JSON, for people as a line.
func (a *app) complain(exit exitError, command string) {
	if a.json || wantsJSON(a.args) {
		writeJSON(a.stdout, errorJSON{"error", exit.Error()})
		return
	}
	fmt.Fprintf(a.stderr, "tillmate: %s\n", strings.TrimSpace(exit.Error()))
	if exit.code == exitUsage {
		fmt.Fprintf(a.stderr, "Run '%s --help' for what it can do.\n", command)
	}
}

// wantsJSON reports whether a command line asks for JSON. It is for command
// lines that cannot be parsed: the flag may stand behind the mistake.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		switch arg {
		case "--":
			return false
		case "--json", "--json=true":
			return true
		}
	}
	return false
}

// writeJSON writes one value as one line. A write that fails means that nobody
// reads any more; there is nobody left to tell.
func writeJSON(w io.Writer, v any) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v)
}

// root builds the command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tillmate",
		Short: "Help for shopkeepers whose card terminal misbehaves",
		Long: "tillmate finds what is wrong with a card terminal, asks the few questions that change\n" +
			"the advice, and says who can mend it: the bank, the provider, the merchant, or a person.",
		Example: "  tillmate chat                      talk to it here\n" +
			"  tillmate search 刷卡提示联系银行     see what the search finds\n" +
			"  tillmate check                     look for mistakes in the knowledge\n" +
			"  tillmate init                      begin a configuration for serving merchants",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().StringVar(&a.flags.Config, "config", "", "read the configuration from this file (default: ./tillmate.yaml if there is one)")
	root.PersistentFlags().StringVar(&a.flags.Knowledge, "knowledge", "", "read the knowledge base from this folder (default: the one built in)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(a.chatCommand(), a.searchCommand(), a.checkCommand(), a.evalCommand(), a.reindexCommand(), a.articleCommand(), a.previewCommand(),
		a.configCommand(), a.initCommand(), a.serveCommand(), a.doctorCommand(), a.demoCommand(), a.deadCommand(), a.casesCommand(), a.healthCommand(),
		a.gapsCommand(), a.learnedCommand(), a.versionCommand())
	return root
}

// config reads the configuration behind the command's flags.
func (a *app) config() (configs.Config, error) { return a.configFor(false) }

// configFor reads the configuration; to serve merchants more must be set.
func (a *app) configFor(serve bool) (configs.Config, error) {
	parsed, err := configs.Parse(configs.Input{Environ: a.environ, Flags: a.flags, Serve: serve})
	if err != nil {
		return parsed.Config, badConfig(err)
	}
	return parsed.Config, nil
}
