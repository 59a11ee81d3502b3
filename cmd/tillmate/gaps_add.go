package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// gapsAddOptions are the flags of gaps add.
type gapsAddOptions struct {
	to, text, since string
}

func (a *app) gapsAddCommand() *cobra.Command {
	o := gapsAddOptions{since: "30d"}
	cmd := &cobra.Command{
		Use:   "add CLUSTER --to SLUG",
		Short: "Add the words of a cluster to the phrasings of an article",
		Long: "The words are added at the end of the article's phrasings, in the folder of the articles; all else in\n" +
			"the file stays as it is. What an article has already is refused. Then publish with 'tillmate reindex'.",
		Example: "  tillmate gaps add 1f9d266f --to printer_paper --knowledge ./articles\n" +
			"  tillmate gaps add 1f9d266f --to printer_paper --text 小票卡在里面出不来",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			back, err := parseAge(o.since)
			if err != nil {
				return usage(fmt.Errorf("--since %s: %w", o.since, err))
			}
			folder, err := a.folder()
			if err != nil {
				return err
			}
			if o.text != "" {
				return a.addPhrasing(folder, o.to, o.text)
			}
			return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				return a.addCluster(ctx, q, folder, args[0], o.to, time.Now().Add(-back))
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the `SLUG` of the article")
	flags.StringVar(&o.text, "text", "", "add these words instead of the cluster's own")
	flags.StringVar(&o.since, "since", o.since, "look for the cluster so far back")
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag is the line above
	}
	return cmd
}

// folder gives the folder of the articles: what is built in cannot be edited.
func (a *app) folder() (string, error) {
	config, err := a.config()
	if err != nil {
		return "", err
	}
	if config.Knowledge == "" {
		return "", usage(errors.New("name the folder of the articles with --knowledge"))
	}
	return config.Knowledge, nil
}

// addCluster adds the most typical words of a cluster.
func (a *app) addCluster(ctx context.Context, store insightStore, folder, id, slug string, since time.Time) error {
	base, err := loadFolder(folder)
	if err != nil {
		return err
	}
	gaps, err := gapsSince(ctx, store, since, "")
	if err != nil {
		return err
	}
	bases := []*knowledge.Base{base}
	published, ok, err := publishedFiles(ctx, store.Shelf())
	if err != nil {
		return exitOf(err)
	}
	if ok {
		served, err := loadBase(published)
		if err != nil {
			return err
		}
		bases = append(bases, served)
	}
	// What gaps shows was gathered by what is published, or by the folder.
	for _, base := range bases {
		for _, c := range insight.NewLexis(base).Cluster(gaps) {
			if c.ID == id {
				return a.addPhrasing(folder, slug, c.Label)
			}
		}
	}
	return failed(fmt.Errorf("there is no cluster %s now: 'tillmate gaps' lists them", id))
}

// loadFolder loads the articles of a folder.
func loadFolder(folder string) (*knowledge.Base, error) {
	files, err := folderFiles(folder)
	if err != nil {
		return nil, err
	}
	return loadBase(files)
}

// loadBase loads the articles of some content, if it has no mistakes.
func loadBase(files fs.FS) (*knowledge.Base, error) {
	base, findings := knowledge.Load(files)
	if f, ok := knowledge.FirstError(findings); ok {
		return nil, badConfig(fmt.Errorf("%s (run 'tillmate check' for all mistakes)", f))
	}
	return base, nil
}

// addPhrasing adds words to the phrasings of an article and shows the change.
func (a *app) addPhrasing(folder, slug, text string) error {
	base, err := loadFolder(folder)
	if err != nil {
		return err
	}
	problem := base.Problem(slug)
	if problem == nil {
		return usage(fmt.Errorf("there is no article %q in %s", slug, folder))
	}
	known, err := sayingsOf(base)
	if err != nil {
		return badConfig(err)
	}
	edit, err := openEdit(folder, problem.At().File)
	if err != nil {
		return err
	}
	after, err := edit.say(known, text)
	if unfit, ok := errors.AsType[*unfitError](err); ok && unfit.why != web.UnfitSaid {
		return failed(fmt.Errorf("%w: give the words that matter with --text", err))
	}
	if err == nil {
		err = edit.write(after)
	}
	if err != nil {
		return failed(err)
	}
	edit.writeDiff(a.stdout)
	fmt.Fprintf(a.stderr, "Publish it with: tillmate reindex %s\n", folder)
	return nil
}

// langOf tells the language of words.
func langOf(text string) knowledge.Lang {
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		return knowledge.Chinese
	}
	return knowledge.English
}

// within joins a folder with a file of it.
func within(folder, file string) (string, error) {
	if !fs.ValidPath(file) {
		return "", fmt.Errorf("%q is no file of the articles", file)
	}
	return filepath.Join(folder, filepath.FromSlash(file)), nil
}
