package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/check"
)

func (a *app) checkCommand() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find every mistake in the knowledge base, all at once",
		Long: "Find every mistake in the knowledge base, each with its file, its line and how to mend it.\n" +
			"Errors stop the content from being used; warnings deserve a look.",
		Example: "  tillmate check                          the knowledge built in\n" +
			"  tillmate check --knowledge ./articles   a folder\n" +
			"  tillmate check --json                   for programs",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			config, err := a.config()
			if err != nil {
				return err
			}
			fsys, err := content(config)
			if err != nil {
				return err
			}
			findings := check.Run(fsys)
			errors := knowledge.Errors(findings)
			a.showFindings(findings, errors)
			if errors > 0 || strict && len(findings) > 0 {
				return exitSilently(exitFailed)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	cmd.Flags().BoolVar(&strict, "strict", false, "fail on warnings too")
	return cmd
}

func (a *app) showFindings(findings []knowledge.Finding, errors int) {
	if a.json {
		if findings == nil {
			findings = []knowledge.Finding{}
		}
		writeJSON(a.stdout, map[string]any{"errors": errors, "warnings": len(findings) - errors, "findings": findings})
		return
	}
	for _, f := range findings {
		fmt.Fprintln(a.stdout, f)
	}
	fmt.Fprintf(a.stderr, "%d errors, %d warnings\n", errors, len(findings)-errors)
}
