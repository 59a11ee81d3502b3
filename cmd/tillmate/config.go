package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/configs"
)

func (a *app) configCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "config",
		Short: "Check and show the configuration",
		Long: "Check and show the configuration: the defaults, then a file, then TILLMATE_* variables, then\n" +
			"flags. The file is ./tillmate.yaml, or the one that --config or TILLMATE_CONFIG names;\n" +
			"'tillmate init' writes one with every setting explained.",
		Example: "  tillmate config check                       find every mistake\n" +
			"  tillmate config check --config other.yaml   in another file\n" +
			"  tillmate config print                       what is in force, secrets hidden",
	}, a.configCheckCommand(), a.configPrintCommand())
}

func (a *app) configCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find every mistake in the configuration, all at once",
		Long: "Find every mistake that 'tillmate serve' would meet in the configuration, each with where it\n" +
			"is, what is wrong and how to mend it. With none, show what is set, and from where.",
		Example: "  tillmate config check\n" +
			"  tillmate config check --config other.yaml\n" +
			"  tillmate config check --json                for programs",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			parsed, mistakes, err := a.checkConfig()
			if err != nil {
				return err
			}
			a.showConfigCheck(parsed, mistakes)
			if len(mistakes) > 0 {
				return exitSilently(exitConfig)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	return cmd
}

// checkConfig reads the configuration as serve does and gives what is wrong
// with it.
func (a *app) checkConfig() (configs.Parsed, configs.Mistakes, error) {
	parsed, err := configs.Parse(configs.Input{Environ: a.environ, Flags: a.flags, Serve: true})
	mistakes := configs.Mistakes{}
	if err != nil && !errors.As(err, &mistakes) {
		return parsed, nil, badConfig(err)
	}
	if _, err := content(parsed.Config); err != nil {
		mistakes = append(mistakes, configs.Mistake{
			From: parsed.From("knowledge"), Setting: "knowledge", What: err.Error(), Mend: "name the folder of a knowledge base",
		})
	}
	return parsed, mistakes, nil
}

func (a *app) showConfigCheck(parsed configs.Parsed, mistakes configs.Mistakes) {
	set := []configs.Setting{}
	for _, s := range parsed.Settings() {
		if !s.From.IsZero() {
			set = append(set, s)
		}
	}
	if a.json {
		writeJSON(a.stdout, map[string]any{"file": parsed.File, "mistakes": mistakes, "set": set})
		return
	}
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			fmt.Fprintln(a.stdout, m)
		}
		if n := len(mistakes); n == 1 {
			fmt.Fprintln(a.stderr, "1 mistake")
		} else {
			fmt.Fprintf(a.stderr, "%d mistakes\n", n)
		}
		return
	}
	w := tabwriter.NewWriter(a.stdout, 2, 4, 2, ' ', 0)
	for _, s := range set {
		fmt.Fprintf(w, "%s\t%v\t%s\n", s.Path, s.Value, s.From)
	}
	_ = w.Flush() // as with every write, nobody is left to tell
	fmt.Fprintln(a.stdout, "ok")
}

func (a *app) configPrintCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "print",
		Short: "Show the configuration that is in force, secrets hidden",
		Long: "Show the configuration that is in force, as a file that can be used again. Comments tell what\n" +
			"comes from a file, a variable or a flag; the rest are defaults. Secrets are left out.",
		Example: "  tillmate config print\n" +
			"  tillmate config print > tillmate.yaml\n" +
			"  tillmate config print --json                for programs",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			parsed, err := configs.Parse(configs.Input{Environ: a.environ, Flags: a.flags})
			if err != nil {
				return badConfig(err)
			}
			if a.json {
				writeJSON(a.stdout, map[string]any{"file": parsed.File, "settings": parsed.Settings()})
				return nil
			}
			file, err := parsed.YAML()
			if err != nil {
				return failed(fmt.Errorf("write the configuration: %w", err))
			}
			_, _ = a.stdout.Write(file)
			return nil
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	return cmd
}
