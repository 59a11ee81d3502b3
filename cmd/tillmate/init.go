package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/configs"
)

// starter is a file that init writes.
type starter struct {
	name, text string
	mode       fs.FileMode
}

func (a *app) initCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Begin a configuration for serving merchants",
		Long: "Write two files into a folder, the present one if none is named: tillmate.yaml with every\n" +
			"setting explained and switched off, and .env for the secrets. It asks nothing, and leaves files\n" +
			"alone that are there already.",
		Example: "  tillmate init\n" +
			"  tillmate init /etc/tillmate\n" +
			"  tillmate init --force                 replace what is there\n" +
			"  tillmate init --json                  for programs",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) > 0 {
				folder = args[0]
			}
			written, err := begin(folder, force)
			if err != nil {
				return failed(err)
			}
			a.showBegun(folder, written)
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace files that are there already")
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	return cmd
}

// begin writes the files and gives their paths. When it may not replace one
// that is there, it writes none.
func begin(folder string, force bool) ([]string, error) {
	files := []starter{
		{configs.DefaultFile, configs.ExampleFile(), 0o644},
		{".env", configs.ExampleEnv(), 0o600}, // for secrets: the owner's alone
	}
	var paths, there []string
	for _, f := range files {
		path := filepath.Join(folder, f.name)
		paths = append(paths, path)
		if _, err := os.Lstat(path); err == nil {
			there = append(there, path)
		}
	}
	if len(there) > 0 && !force {
		return nil, fmt.Errorf("%s: there already, and nothing was written; --force replaces what is there", strings.Join(there, ", "))
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	for i, f := range files {
		if err := create(paths[i], f, force); err != nil {
			return nil, fmt.Errorf("write a file: %w", err)
		}
	}
	return paths, nil
}

// create writes a file that is new, or replaces one that was there together
// with its mode.
func create(path string, f starter, force bool) error {
	if force {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
	if err != nil {
		return err
	}
	_, err = file.WriteString(f.text)
	return errors.Join(err, file.Close())
}

func (a *app) showBegun(folder string, written []string) {
	if a.json {
		writeJSON(a.stdout, map[string]any{"written": written})
		return
	}
	for _, path := range written {
		fmt.Fprintln(a.stdout, path)
	}
	fmt.Fprint(a.stderr, "\nNext:\n")
	if folder != "." {
		fmt.Fprintf(a.stderr, "  cd %s\n", folder)
	}
	fmt.Fprint(a.stderr, "  put the bot's token from @BotFather into .env\n"+
		"  set -a; . ./.env; set +a        give the secrets to this shell\n"+
		"  name the team's groups and agents in tillmate.yaml, so that cases reach somebody\n"+
		"  tillmate config check           find mistakes\n"+
		"  tillmate serve                  needs Redis: redis.addresses in tillmate.yaml\n")
}
