package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
)

// insightStore is where the figures and gaps are kept.
type insightStore interface {
	publisher
	Days(ctx context.Context, from, to time.Time) ([]queue.Day, error)
	Gaps(ctx context.Context, since time.Time) ([]conversation.Gap, error)
}

// gapsOptions are the flags of gaps.
type gapsOptions struct {
	since    string
	kind     string
	most     int
	articles bool
	weekly   bool
}

func (a *app) gapsCommand() *cobra.Command {
	o := gapsOptions{since: "7d", most: 20}
	cmd := &cobra.Command{
		Use:   "gaps",
		Short: "Show what the articles lack: what merchants meant and did not get",
		Long: "What was not found, was none of the problems offered, was not helped by the advice, or had to go to a\n" +
			"person, gathered by meaning, the most frequent first: with examples (card data masked), the article that\n" +
			"is nearest, and what to do. --articles shows instead what became of the advice of each article.\n" +
			"The articles are those that are published, or those that --knowledge names.",
		Example: "  tillmate gaps\n  tillmate gaps --since 30d --kind no_hit\n  tillmate gaps --articles --since 30d\n  tillmate gaps --weekly\n" +
			"  tillmate gaps add 1f9d266f --to printer_paper --knowledge ./articles",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now := time.Now()
			since, err := o.from(now)
			if err != nil {
				return err
			}
			return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				if o.weekly {
					return a.showWeekly(ctx, q, now)
				}
				if o.articles {
					return a.showOutcomes(ctx, q, since, now)
				}
				return a.showGaps(ctx, q, o, since)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&a.json, "json", false, "one JSON object a cluster, or a cause")
	flags.StringVar(&o.since, "since", o.since, "look back so far: 7d, 2w, 12h")
	flags.StringVar(&o.kind, "kind", "", "only gaps of this kind: "+strings.Join(gapKinds(), ", "))
	flags.IntVar(&o.most, "most", o.most, "show so many clusters")
	flags.BoolVar(&o.articles, "articles", false, "show what became of the advice instead")
	flags.BoolVar(&o.weekly, "weekly", false, "show the message that the editors get every Monday, of the last seven days")
	cmd.MarkFlagsMutuallyExclusive("articles", "weekly")
	cmd.AddCommand(a.gapsAddCommand())
	return cmd
}

func gapKinds() []string {
	return []string{
		string(conversation.GapNoHit), string(conversation.GapNone),
		string(conversation.GapUnhelpful), string(conversation.GapEscalated),
	}
}

// from checks the flags and gives the time from which on to look.
func (o gapsOptions) from(now time.Time) (time.Time, error) {
	if o.kind != "" && !slices.Contains(gapKinds(), o.kind) {
		return now, usage(fmt.Errorf("--kind %s: write one of %s", o.kind, strings.Join(gapKinds(), ", ")))
	}
	if o.most < 1 {
		return now, usage(fmt.Errorf("--most %d: write 1 or more", o.most))
	}
	back, err := parseAge(o.since)
	if err != nil {
		return now, usage(fmt.Errorf("--since %s: %w", o.since, err))
	}
	return now.Add(-back), nil
}

// parseAge reads an age in days, weeks, or as Go writes durations.
func parseAge(s string) (time.Duration, error) {
	const day = 24 * time.Hour
	for suffix, unit := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if digits, ok := strings.CutSuffix(s, suffix); ok {
			n, err := strconv.Atoi(digits)
			if err != nil || n < 1 || n > 5000 {
				return 0, errors.New("write it as 7d")
			}
			return time.Duration(n) * unit, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, errors.New("write it as 7d, 2w or 12h")
	}
	return d, nil
}

// foundCluster is a cluster with what to do about it.
type foundCluster struct {
	insight.Cluster
	Todo insight.Todo `json:"todo"`
	// At is where the phrasings of the nearest article stand.
	At string `json:"at,omitempty"`
}

// showGaps writes the clusters.
func (a *app) showGaps(ctx context.Context, store insightStore, o gapsOptions, since time.Time) error {
	p, err := a.openInUse(ctx, store)
	if err != nil {
		return err
	}
	defer p.index.Close()
	gaps, err := gapsSince(ctx, store, since, o.kind)
	if err != nil {
		return err
	}
	clusters := insight.NewLexis(p.base).Cluster(gaps)
	for _, c := range clusters[:min(o.most, len(clusters))] {
		f, err := placed(ctx, p, c)
		if err != nil {
			return err
		}
		if a.json {
			writeJSON(a.stdout, f)
		} else {
			f.write(a.stdout, p.base)
		}
	}
	switch {
	case len(clusters) == 0:
		fmt.Fprintln(a.stderr, "There are no gaps.")
	case len(clusters) > o.most:
		fmt.Fprintf(a.stderr, "%d more; --most shows them.\n", len(clusters)-o.most)
	}
	return nil
}

// gapsSince reads the gaps, of one kind or all.
func gapsSince(ctx context.Context, store insightStore, since time.Time, kind string) ([]conversation.Gap, error) {
	gaps, err := store.Gaps(ctx, since)
	if err != nil {
		return nil, failed(err)
	}
	if kind == "" {
		return gaps, nil
	}
	return slices.DeleteFunc(gaps, func(g conversation.Gap) bool { return string(g.Kind) != kind }), nil
}

// placed finds the article that is nearest to a cluster, by the articles as
// they are now where none was found then, and the place of its phrasings.
func placed(ctx context.Context, p *parts, c insight.Cluster) (foundCluster, error) {
	if p.base.Problem(c.Problem) == nil {
		hits, err := p.index.Search(ctx, p.engine.Query(c.Label))
		if err != nil {
			return foundCluster{}, failed(err)
		}
		c.Problem = ""
		if len(hits.Problems) > 0 && hits.Coverage >= insight.GoodCoverage {
			c.Problem = hits.Problems[0].Problem
		}
	}
	f := foundCluster{Cluster: c, Todo: c.Todo()}
	if problem := p.base.Problem(c.Problem); problem != nil {
		f.At = problem.At("say", string(mainLang(c))).String()
	}
	return f, nil
}
