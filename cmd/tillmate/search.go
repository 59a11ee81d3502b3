package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/conversation"
)

// confident is the coverage from which a hit counts as an answer.
const confident = .45

func (a *app) searchCommand() *cobra.Command {
	limit := 5
	cmd := &cobra.Command{
		Use:   "search TEXT",
		Short: "Show what the search finds for a text, and why",
		Example: "  tillmate search 刷卡提示请与银行联系\n" +
			"  tillmate search --json no signal\n" +
			"  tillmate search --knowledge ./articles 打不出小票",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return usage(fmt.Errorf("--limit %d: write 1 or more", limit))
			}
			p, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer p.index.Close()
			query := p.engine.Query(strings.Join(args, " "))
			query.Limit = limit
			hits, err := p.index.Search(cmd.Context(), query)
			if err != nil {
				return failed(err)
			}
			a.showHits(p, query, hits)
			if len(hits.Problems) == 0 || hits.Coverage < confident {
				return exitSilently(exitUnsure)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	cmd.Flags().IntVar(&limit, "limit", limit, "show so many problems")
	return cmd
}

func (a *app) showHits(p *parts, query conversation.Query, hits conversation.Hits) {
	if a.json {
		if hits.Problems == nil {
			hits.Problems = []conversation.Hit{}
		}
		writeJSON(a.stdout, map[string]any{"query": query.Text, "coverage": hits.Coverage, "generation": hits.Generation, "hits": hits.Problems})
		return
	}
	fmt.Fprintf(a.stdout, "read as   %s\ncoverage  %.2f\n", query.Text, hits.Coverage)
	if len(hits.Problems) == 0 {
		fmt.Fprintln(a.stdout, "nothing found")
	}
	for i, h := range hits.Problems {
		title := ""
		if problem := p.base.Problem(h.Problem); problem != nil {
			title = problem.Title.ZH
		}
		fmt.Fprintf(a.stdout, "%2d. %7.3f  %-24s %s\n             %s: %s\n", i+1, h.Score, h.Problem, title, h.Field, h.Matched)
		causes := slices.SortedFunc(maps.Keys(h.Causes), func(x, y string) int {
			return cmp.Or(cmp.Compare(h.Causes[y], h.Causes[x]), cmp.Compare(x, y))
		})
		for _, cause := range causes {
			fmt.Fprintf(a.stdout, "             cause %s %.2f\n", cause, h.Causes[cause])
		}
	}
}
