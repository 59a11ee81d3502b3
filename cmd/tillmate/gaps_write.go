package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// Widths of what is shown of merchants' words, in characters.
const (
	labelWidth   = 70
	exampleWidth = 66
)

// mainLang is the language of a cluster's label.
func mainLang(c insight.Cluster) knowledge.Lang { return langOf(c.Label) }

// write shows a cluster with what to do about it.
func (f foundCluster) write(w io.Writer, base *knowledge.Base) {
	fmt.Fprintf(w, "%4d × %s\n", f.Count, insight.Brief(f.Label, labelWidth))
	for _, x := range f.Examples {
		fmt.Fprintf(w, "       · %s\n", insight.Brief(x, exampleWidth))
	}
	var kinds []string
	for _, k := range gapKinds() {
		if n := f.Kinds[conversation.GapKind(k)]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%s %d", insight.Name(conversation.GapKind(k), knowledge.English), n))
		}
	}
	fmt.Fprintf(w, "       %s   %s   %s – %s", f.ID, strings.Join(kinds, ", "), f.First.Format("01-02"), f.Last.Format("01-02"))
	if len(f.Terms) > 0 {
		fmt.Fprintf(w, "   shared: %s", strings.Join(f.Terms, ", "))
	}
	fmt.Fprintln(w)
	if p := base.Problem(f.Problem); p != nil {
		fmt.Fprintf(w, "       nearest: %s  %s\n", p.Slug, p.Title.In(mainLang(f.Cluster)))
	}
	switch f.Todo {
	case insight.WriteArticle:
		fmt.Fprintln(w, "       → write an article: tillmate article new SLUG")
	case insight.MendArticle:
		fmt.Fprintf(w, "       → mend the article: %s\n", base.Problem(f.Problem).At("causes"))
	case insight.AddPhrasing:
		fmt.Fprintf(w, "       → add this phrasing: %s, or tillmate gaps add %s --to %s --knowledge DIR\n", f.At, f.ID, f.Problem)
	}
	fmt.Fprintln(w)
}

// shownOutcome is what became of an advice over a week and a month.
type shownOutcome struct {
	Since    time.Time         `json:"since"`
	Problem  string            `json:"problem"`
	Total    insight.Outcome   `json:"total"`
	ByCause  []insight.Outcome `json:"causes"`
	LastWeek insight.Outcome   `json:"last_week"`
}

// showOutcomes writes what became of the advice of every article, the most
// failures first, with the last seven days beside it.
func (a *app) showOutcomes(ctx context.Context, store insightStore, since, now time.Time) error {
	days, err := store.Days(ctx, since, now)
	if err != nil {
		return failed(err)
	}
	all, week := map[string]int64{}, map[string]int64{}
	weekAgo := now.AddDate(0, 0, -6).UTC().Format(time.DateOnly) // today and six before
	for _, d := range days {
		for k, n := range d.Counts {
			all[k] += n
			if d.Date >= weekAgo {
				week[k] += n
			}
		}
	}
	causes, lately := insight.Outcomes(all), map[string]insight.Outcome{}
	for _, o := range insight.ByProblem(insight.Outcomes(week)) {
		lately[o.Problem] = o
	}
	var rows []shownOutcome
	for _, o := range insight.ByProblem(causes) {
		row := shownOutcome{Since: since, Problem: o.Problem, Total: o, LastWeek: lately[o.Problem]}
		row.LastWeek.Problem = o.Problem
		for _, c := range causes {
			if c.Problem == o.Problem {
				row.ByCause = append(row.ByCause, c)
			}
		}
		rows = append(rows, row)
	}
	if a.json {
		for _, r := range rows {
			writeJSON(a.stdout, r)
		}
		return nil
	}
	if len(rows) == 0 {
		fmt.Fprintln(a.stderr, "No advice was given.")
		return nil
	}
	return failedOr(writeOutcomes(a.stdout, rows))
}

func writeOutcomes(out io.Writer, rows []shownOutcome) error {
	w := tabwriter.NewWriter(out, 2, 4, 2, ' ', 0)
	fmt.Fprintln(w, "problem\tshown\tsolved\tnot solved\tnot tried\tto a person\tlast 7 days: shown\tsolved\tnot solved")
	line := func(name string, o insight.Outcome, more string) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%s\n", name, o.Shown, o.Solved, o.NotSolved, o.NotTried, o.Escalated, more)
	}
	for _, r := range rows {
		line(r.Problem, r.Total, fmt.Sprintf("%d\t%d\t%d", r.LastWeek.Shown, r.LastWeek.Solved, r.LastWeek.NotSolved))
		for _, c := range r.ByCause {
			if c.Cause != "" {
				line("  "+c.Cause, c, "\t\t")
			}
		}
	}
	return w.Flush()
}
