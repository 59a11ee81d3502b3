package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// caseStore is where closed cases are kept.
type caseStore interface {
	publisher
	All(ctx context.Context, f queue.CaseFilter) iter.Seq2[bot.CaseFile, error]
}

// learnedOptions are the flags of learned.
type learnedOptions struct {
	problem, adopt string
	all            bool
}

func (a *app) learnedCommand() *cobra.Command {
	var o learnedOptions
	cmd := &cobra.Command{
		Use:   "learned",
		Short: "Show what closed cases say of the words in the articles",
		Long: "Beside every word of an article, how often a cause is behind its problem and how often its merchants\n" +
			"give an answer, stands what closed cases say: those that the merchant confirmed or that an agent closed\n" +
			"with the cause. A word counts as much as 20 cases (10 for a commonness), so few cases change nothing.\n" +
			"The articles are those that are published, or those that --knowledge names.\n" +
			"Nothing is adopted by itself: --adopt writes the words that clearly differ into a folder, one step each,\n" +
			"to be looked at and published with 'tillmate reindex' like every edit. Nothing is written when the\n" +
			"latest 500 cases, replayed, are explained worse.",
		Example: "  tillmate learned\n  tillmate learned --problem contact_bank_message\n  tillmate learned --adopt ./articles",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.adopt != "" && a.flags.Knowledge != "" && o.adopt != a.flags.Knowledge {
				return usage(errors.New("--adopt and --knowledge name different folders"))
			}
			return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				return a.learnFrom(ctx, q, o, time.Now())
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&a.json, "json", false, "write JSON")
	flags.StringVar(&o.problem, "problem", "", "only this problem, with every word that cases tell of")
	flags.BoolVar(&o.all, "all", false, "every word that cases tell of, not only those that differ")
	flags.StringVar(&o.adopt, "adopt", "", "write the words that clearly differ into the articles of this `DIR`")
	return cmd
}

// learnFrom sets cases beside the words, and adopts what is asked for.
func (a *app) learnFrom(ctx context.Context, store caseStore, o learnedOptions, now time.Time) error {
	base, err := a.words(ctx, store, o)
	if err != nil {
		return err
	}
	if o.problem != "" && base.Problem(o.problem) == nil {
		return usage(fmt.Errorf("there is no article %q", o.problem))
	}
	cases, err := learntCases(ctx, store)
	if err != nil {
		return err
	}
	lessons, err := insight.Learn(base, cases, now)
	if err != nil {
		return badConfig(err)
	}
	hidden := len(lessons.Lessons)
	lessons.Lessons = slices.DeleteFunc(lessons.Lessons, func(l insight.Lesson) bool {
		other := o.problem != "" && l.Problem != o.problem
		return other || !l.Differs && o.problem == "" && !o.all
	})
	hidden -= len(lessons.Lessons)
	if o.adopt != "" {
		return a.adopt(o.adopt, lessons.Lessons, cases)
	}
	if a.json {
		if lessons.Lessons == nil {
			lessons.Lessons = []insight.Lesson{}
		}
		writeJSON(a.stdout, lessons)
		return nil
	}
	if err := writeLessons(a.stdout, lessons.Lessons); err != nil {
		return failed(err)
	}
	fmt.Fprintf(a.stderr, "%d cases; %d of causes that are not in the articles. %d words are not shown (--all, --problem SLUG).\n",
		lessons.Cases, lessons.Unknown, hidden)
	return nil
}

// words loads the articles whose words are looked at: those of the folder that
// is to be changed, else those that merchants are served.
func (a *app) words(ctx context.Context, store caseStore, o learnedOptions) (*knowledge.Base, error) {
	if o.adopt != "" {
		return loadFolder(o.adopt)
	}
	_, files, err := a.filesInUse(ctx, store)
	if err != nil {
		return nil, err
	}
	return loadBase(files)
}

// learntCases reads the closed cases of which it is known what they were.
func learntCases(ctx context.Context, store caseStore) ([]insight.Case, error) {
	var out []insight.Case
	for f, err := range store.All(ctx, queue.CaseFilter{Whole: true}) {
		if err != nil {
			return nil, failed(err)
		}
		if c, ok := learntCase(f); ok {
			out = append(out, c)
		}
	}
	return out, nil
}

// learntCase reads what a case teaches: what an agent or the merchant said of
// it, or that the bot's advice solved it.
func learntCase(f bot.CaseFile) (c insight.Case, ok bool) {
	r := f.Record
	c = insight.Case{Answers: f.Answers, Merchant: strconv.FormatInt(f.Chat, 36), At: r.Ended}
	if c.At.IsZero() {
		c.At = r.Opened
	}
	switch {
	case f.Learned != nil:
		c.Problem, c.Cause = f.Learned.Problem, f.Learned.Cause
		c.Confirmed = f.Learned.Confirmed || f.Learned.Agent != 0
	case r.Solver == handoff.SolvedByBot:
		c.Problem, c.Cause, c.Confirmed = r.Problem, r.Cause, true
	}
	return c, c.Problem != "" && c.Cause != ""
}

// writeLessons shows what cases say of the words.
func writeLessons(out io.Writer, lessons []insight.Lesson) error {
	if len(lessons) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 2, 4, 2, ' ', 0)
	fmt.Fprintln(w, "cause\tof\tword\tas written\tcases\tas learnt\twithin (90 %)\tbetter")
	for _, l := range lessons {
		of := "commonness"
		if l.Question != "" {
			of = l.Question + "=" + l.Answer
		}
		better := cmp.Or(l.Better, "-")
		if l.From != insight.FromCause && l.Better != "" {
			better += " (stands with the " + string(l.From) + ")"
		}
		mark := ""
		if l.Differs {
			mark = " *"
		}
		fmt.Fprintf(w, "%s/%s\t%s\t%s\t%s\t%.1f of %.1f\t%s%s\t%s - %s\t%s\n", l.Problem, l.Cause, of, l.Word, percent(l.Authored),
			l.Hits, l.Cases, percent(l.Mean), mark, percent(l.Low), percent(l.High), better)
	}
	return w.Flush()
}
