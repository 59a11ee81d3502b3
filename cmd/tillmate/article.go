package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
)

// articleCommand helps those who write articles.
func (a *app) articleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "article",
		Short: "Begin an article, and see how merchants fare with it",
		Example: "  tillmate article new payment_speaker --title 收款音箱不播报 --knowledge ./articles\n" +
			"  tillmate article test payment_speaker --knowledge ./articles",
	}
	var title string
	begin := &cobra.Command{
		Use: "new SLUG", Short: "Write the beginning of an article, to be filled in", Args: cobra.ExactArgs(1),
		Long: "Write problems/SLUG.yaml into the folder of the articles, with everything that an article has. What\n" +
			"is still to be written is marked with TODO; 'tillmate check' names every one of them.",
		RunE: func(_ *cobra.Command, args []string) error { return a.newArticle(args[0], title) },
	}
	begin.Flags().StringVar(&title, "title", "", "the title in Chinese")
	merchants := 40
	test := &cobra.Command{
		Use: "test SLUG", Short: "Play simulated merchants with each cause of an article", Args: cobra.ExactArgs(1),
		Long: "Play simulated merchants with each cause of an article: whether its golden queries find it, how many\n" +
			"questions are asked, what it is confused with, which of its questions is never asked and which cause\n" +
			"never reached.",
		ValidArgsFunction: a.completeSlugs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if merchants < 1 {
				return usage(fmt.Errorf("--merchants %d: write 1 or more", merchants))
			}
			return a.testArticle(cmd.Context(), args[0], merchants)
		},
	}
	test.Flags().BoolVar(&a.json, "json", false, "write JSON")
	test.Flags().IntVar(&merchants, "merchants", merchants, "play so many merchants with each cause")
	return group(cmd, begin, test)
}

// completeSlugs completes the slugs of the articles.
func (a *app) completeSlugs(_ *cobra.Command, args []string, begin string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	config, err := a.config()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	files, err := content(config)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return slugsOf(files, begin), cobra.ShellCompDirectiveNoFileComp
}

// newArticle writes the beginning of an article.
func (a *app) newArticle(slug, title string) error {
	if !knowledge.IsSlug(slug) {
		return usage(fmt.Errorf("%q is no slug: write small letters, digits and _, such as payment_speaker", slug))
	}
	config, err := a.config()
	if err != nil {
		return err
	}
	if config.Knowledge == "" {
		return usage(errors.New("name the folder of the articles with --knowledge FOLDER"))
	}
	if _, err := content(config); err != nil {
		return err
	}
	file := filepath.Join(config.Knowledge, "problems", slug+".yaml")
	text := articleTemplate(slug, title)
	// An article that is there is never written over.
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return failed(fmt.Errorf("%s is there already", file))
	}
	if err != nil {
		return failed(fmt.Errorf("write the article: %w", err))
	}
	_, err = io.WriteString(f, text)
	if err := errors.Join(err, f.Close()); err != nil {
		return failed(fmt.Errorf("write the article: %w", err))
	}
	fmt.Fprintln(a.stdout, file)
	fmt.Fprintf(a.stderr, "Fill in what is marked with TODO; 'tillmate check --knowledge %s' names what is missing.\n", config.Knowledge)
	return nil
}

// testArticle plays merchants with an article and says how they fared.
func (a *app) testArticle(ctx context.Context, slug string, merchants int) error {
	p, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer p.index.Close()
	c, err := measurable(p.edition)
	if err != nil {
		return failed(err)
	}
	if p.base.Problem(slug) == nil {
		return failed(noArticle(slug, p.files))
	}
	out, err := evaluation.PlayArticle(ctx, c, slug, merchants, 1)
	if err != nil {
		return failed(err)
	}
	if a.json {
		writeJSON(a.stdout, out)
		return nil
	}
	return failedOr(writeArticle(a.stdout, out))
}

// writeArticle writes how the merchants with an article fared.
func writeArticle(out io.Writer, x evaluation.Article) error {
	w := tabwriter.NewWriter(out, 2, 4, 2, ' ', 0)
	first := 0
	for _, q := range x.Queries {
		if q.Rank == 1 {
			first++
		}
	}
	fmt.Fprintf(w, "%s: %d of %d golden queries find it first (test part: %d of %d)\n", x.Problem, first, len(x.Queries), x.TestFirst, x.TestQueries)
	fmt.Fprintf(w, "%d merchants: %s on the right route, %.2f questions on average\n", x.Merchants, percent(x.Right), x.Questions)
	fmt.Fprintln(w, "\ncause\troute\tright\tquestions\treached\tmostly confused with")
	for _, c := range x.Causes {
		reached := fmt.Sprint(c.Reached)
		if c.Reached == 0 {
			reached = "never"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.1f\t%s\t%s\n", c.Cause, c.Route, percent(c.Right), c.Questions, reached, c.With)
	}
	var never []string
	fmt.Fprintln(w, "\nquestion\tasked")
	for _, q := range x.Asked {
		if q.Times == 0 {
			never = append(never, q.Question)
			continue
		}
		fmt.Fprintf(w, "%s\t%d\n", q.Question, q.Times)
	}
	if len(never) > 0 {
		fmt.Fprintf(w, "\nnever asked: %s\n", strings.Join(never, ", "))
	}
	if len(x.Confused) > 0 {
		fmt.Fprintln(w, "\nmerchants with\tgot\ttimes")
		for _, c := range x.Confused {
			fmt.Fprintf(w, "%s\t%s\t%d\n", c.Cause, c.With, c.Times)
		}
	}
	if first < len(x.Queries) {
		fmt.Fprintln(w, "\nnot found first\trank\tgot")
		for _, q := range x.Queries {
			if q.Rank != 1 {
				rank := fmt.Sprint(q.Rank)
				if q.Rank == 0 {
					rank = "-"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", clip(q.Text, missWidth), rank, q.Got)
			}
		}
	}
	return w.Flush()
}
