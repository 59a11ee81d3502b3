package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/handoff"
)

func (c *casesOptions) statsCommand() *cobra.Command {
	by := "team"
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Figures: what was solved by whom, how soon, how well",
		Long: "Figures over cases, of all and by team, agent, day or problem. SOLVED BY BOT is the bot's share of\n" +
			"the solved ones. Times are of working hours, waiting for the merchant left out: half of the cases\n" +
			"did not take longer than the first, nine in ten not longer than the second.",
		Example: "  tillmate cases stats\n" +
			"  tillmate cases stats --by agent --since 7d\n" +
			"  tillmate cases stats --by problem --since 2026-10-01 --until 2026-11-01\n" +
			"  tillmate cases stats --by day --json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now := c.now()
			f, err := c.filter(now)
			if err != nil {
				return err
			}
			figures, ok := statsBy(now.Location())[by]
			if !ok {
				return usage(fmt.Errorf("--by %q: write team, agent, day or problem", by))
			}
			return c.onCases(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				var records []handoff.Record
				for file, err := range q.All(ctx, f) {
					if err != nil {
						return err
					}
					records = append(records, file.Record)
				}
				slices.Reverse(records) // an agent is called as in the newest
				s := caseStats{Since: f.Since, By: by, All: handoff.Summarise(records).All, Rows: figures(records)}
				if c.json {
					writeJSON(c.stdout, s)
					return nil
				}
				return s.write(c.stdout)
			})
		},
	}
	c.filterFlags(cmd, "30d")
	cmd.Flags().StringVar(&by, "by", by, "team, agent, day or problem")
	return cmd
}

// caseStats are the figures of a command.
type caseStats struct {
	Since time.Time         `json:"since,omitzero"`
	By    string            `json:"by"`
	All   handoff.Figures   `json:"all"`
	Rows  []handoff.Figures `json:"rows"`
}

// statsBy gives the ways to divide cases, which come oldest first.
func statsBy(zone *time.Location) map[string]func([]handoff.Record) []handoff.Figures {
	return map[string]func([]handoff.Record) []handoff.Figures{
		"team":  func(records []handoff.Record) []handoff.Figures { return handoff.Summarise(records).Desks },
		"agent": func(records []handoff.Record) []handoff.Figures { return handoff.Summarise(records).Agents },
		"day": func(records []handoff.Record) []handoff.Figures {
			return divided(records, func(r handoff.Record) string { return r.Opened.In(zone).Format(time.DateOnly) })
		},
		"problem": func(records []handoff.Record) []handoff.Figures {
			rows := divided(records, func(r handoff.Record) string { return dash(r.Problem) })
			slices.SortStableFunc(rows, func(a, b handoff.Figures) int { return b.Cases - a.Cases })
			return rows
		},
	}
}

// divided gives the figures of cases by what of gives, in its order.
func divided(records []handoff.Record, of func(handoff.Record) string) []handoff.Figures {
	parts := map[string][]handoff.Record{}
	for _, r := range records {
		parts[of(r)] = append(parts[of(r)], r)
	}
	var rows []handoff.Figures
	for _, id := range slices.Sorted(maps.Keys(parts)) {
		row := handoff.Summarise(parts[id]).All
		row.ID = id
		rows = append(rows, row)
	}
	return rows
}

func (s caseStats) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	title := map[string]string{"team": "DESK", "agent": "AGENT", "day": "DAY", "problem": "PROBLEM"}[s.By]
	fmt.Fprintf(w, "%s\tCASES\tOPEN\tSOLVED BY BOT\tFIRST ANSWER\tRESOLVED\tREOPENED\tRATING\n", title)
	all := s.All
	all.ID = "all"
	for _, f := range append([]handoff.Figures{all}, s.Rows...) {
		mean, solved, reopened := rating(f), "-", "-"
		if f.Name != "" {
			mean += "\t" + clean(f.Name)
		}
		if f.BotShare+f.AgentShare > 0 {
			solved, reopened = percent(f.BotShare), percent(f.ReopenShare)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n", f.ID, f.Cases, f.Open, solved,
			quantiles(f.FirstAnswer), quantiles(f.Resolve), reopened, mean)
	}
	return w.Flush()
}

// quantiles writes the median and what nine in ten do not exceed.
func quantiles(t handoff.Times) string {
	if t.N == 0 {
		return "-"
	}
	return span(time.Duration(t.Median)*time.Second) + " / " + span(time.Duration(t.P90)*time.Second)
}

// rating writes the mean of the ratings, and how many there are.
func rating(f handoff.Figures) string {
	n := 0
	for _, of := range f.Ratings {
		n += of
	}
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f (%d)", f.Rating, n)
}
