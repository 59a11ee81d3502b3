package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/user"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// reindexOptions are the flags of reindex.
type reindexOptions struct {
	dryRun, list, rollback bool
	accept                 []string
	why, by                string
	merchants              int
}

func (a *app) reindexCommand() *cobra.Command {
	var o reindexOptions
	cmd := &cobra.Command{
		Use:   "reindex [DIR]",
		Short: "Check changed articles, compare them with those in use, and publish them",
		Long: "reindex checks everything, builds the content beside the one in use, and measures both: every golden\n" +
			"query, scripted and simulated merchants, the safety rules. It shows what changed and what got better and\n" +
			"worse, and publishes only what makes nothing worse; a loss that is meant is accepted by its name. Every\n" +
			"replica then switches within seconds. Earlier publications are kept, to go back to.",
		Example: "  tillmate reindex ./articles --dry-run        see what would change\n" +
			"  tillmate reindex ./articles --why '91 explained'\n" +
			"  tillmate reindex ./articles --accept query:wrong_pin/zh/3f9a1c\n" +
			"  tillmate reindex --list\n" +
			"  tillmate reindex --rollback                  back to the content before\n" +
			"  tillmate reindex --rollback 12               back to that of publication 12",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			arg := ""
			if len(args) == 1 {
				arg = args[0]
			}
			if o.list && (o.rollback || arg != "") || o.rollback && o.dryRun {
				return usage(errors.New("--list, --rollback and publishing exclude each other"))
			}
			return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				return a.reindexOn(ctx, q.Shelf(), o, arg)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&a.json, "json", false, "write JSON")
	flags.BoolVar(&o.dryRun, "dry-run", false, "compare only, publish nothing")
	flags.BoolVar(&o.list, "list", false, "list what was published, the latest first")
	flags.BoolVar(&o.rollback, "rollback", false, "publish an earlier content again: the one before, or that of the serial or name given")
	flags.StringArrayVar(&o.accept, "accept", nil, "accept the loss with this `NAME`; may be given again")
	flags.StringVar(&o.why, "why", "", "say why, for those who read the list")
	flags.StringVar(&o.by, "by", "", "who publishes (default: your login name)")
	flags.IntVar(&o.merchants, "merchants", evaluation.DefaultMerchants, "play so many simulated merchants with each content")
	flags.StringVar(&a.flags.Lang, "lang", "", "the language of the report: zh or en (default: that of the configuration, else zh)")
	return cmd
}

// reindexOn runs reindex on a shelf.
func (a *app) reindexOn(ctx context.Context, shelf bundle.Shelf, o reindexOptions, arg string) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	texts, err := editorTexts(config.Lang)
	if err != nil {
		return failed(err)
	}
	note := bundle.Note{By: o.by, At: time.Now().UTC(), Why: o.why, Accepted: o.accept}
	if note.By == "" {
		note.By = loginName()
	}
	switch {
	case o.list:
		return a.listPublications(ctx, shelf)
	case o.rollback:
		return a.rollback(ctx, shelf, texts, arg, note)
	case o.merchants < 1:
		return usage(fmt.Errorf("--merchants %d: write 1 or more", o.merchants))
	}
	if arg != "" {
		config.Knowledge = arg
	}
	if config.Knowledge == "" {
		return usage(errors.New("name the folder of the articles: tillmate reindex DIR"))
	}
	source, err := content(config)
	if err != nil {
		return err
	}
	return a.tryToPublish(ctx, reindexing{shelf: shelf, source: source, note: note, dryRun: o.dryRun, merchants: o.merchants}, texts)
}

// tryToPublish tries to publish and says what became of it.
func (a *app) tryToPublish(ctx context.Context, r reindexing, texts evaluation.Texts) error {
	bar := newProgressBar(a.stderr, a.environ)
	r.progress = bar.show
	out, err := r.run(ctx)
	bar.clear()
	if err != nil {
		return exitOf(err)
	}
	if a.json {
		writeJSON(a.stdout, out)
	} else {
		fmt.Fprintln(a.stdout, writeReindexed(texts, out, func(r evaluation.Report) string { return texts.Write(r, 0) }))
	}
	switch out.Verdict {
	case isRefused, isMistaken, isOvertaken:
		return exitSilently(exitFailed)
	}
	return nil
}

func (a *app) rollback(ctx context.Context, shelf bundle.Shelf, texts evaluation.Texts, which string, note bundle.Note) error {
	now, of, err := rollback(ctx, shelf, which, note)
	if errors.Is(err, bundle.ErrOvertaken) {
		by, err := whoPublished(ctx, shelf)
		if err != nil {
			return exitOf(err)
		}
		return failed(errors.New(writeOvertaken(texts, by)))
	}
	text, rest := writeRollback(texts, now, of, which, err)
	switch {
	case rest != nil:
		return exitOf(rest)
	case err != nil:
		return failed(errors.New(text))
	case a.json:
		writeJSON(a.stdout, map[string]any{"published": now, "of": of})
	default:
		fmt.Fprintln(a.stdout, text)
	}
	return nil
}

func (a *app) listPublications(ctx context.Context, shelf bundle.Shelf) error {
	list, err := shelf.List(ctx)
	if err != nil {
		return exitOf(away("the list of publications", err))
	}
	if a.json {
		for _, p := range list {
			writeJSON(a.stdout, p)
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(a.stderr, "Nothing was published yet.")
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SERIAL\tCONTENT\tAT\tBY\tACCEPTED\tWHY")
	for i, p := range list {
		mark, why := "", p.Why
		if i == 0 {
			mark = " (live)"
		}
		if p.Rollback {
			why = "rollback " + why
		}
		fmt.Fprintf(w, "%d%s\t%s\t%s\t%s\t%d\t%s\n", p.Serial, mark, p.Name, when(p.At), p.By, len(p.Accepted), why)
	}
	return failedOr(w.Flush())
}

// exitOf gives the exit code of an error of publishing.
func exitOf(err error) error {
	if exit, ok := errors.AsType[exitError](err); ok {
		return exit
	}
	if errors.Is(err, errAway) && !errors.Is(err, bundle.ErrUnknown) {
		return exitError{exitAway, err}
	}
	var path *fs.PathError
	if errors.As(err, &path) || errors.Is(err, bundle.ErrTooLarge) {
		return badConfig(err)
	}
	return failed(err)
}

// editorTexts gives what editors read, in the configured language.
func editorTexts(lang knowledge.Lang) (evaluation.Texts, error) {
	if lang == "" {
		lang = knowledge.Chinese
	}
	return evaluation.NewTexts(lang)
}

// loginName is who the system says somebody is.
func loginName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}
