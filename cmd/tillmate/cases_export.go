package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/handoff"
)

func (c *casesOptions) exportCommand() *cobra.Command {
	format := "csv"
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Export cases for other programs, the newest first",
		Long: "Export what a list of cases is made of: no message and no dialogue. CSV is that of RFC 4180, with a\n" +
			"header; a cell that a spreadsheet would take for a formula begins with '. Times are RFC 3339,\n" +
			"durations are seconds of working time.",
		Example: "  tillmate cases export --since 30d > cases.csv\n" +
			"  tillmate cases export --format jsonl --desk bank\n" +
			"  tillmate cases export --since 2026-10-01 --until 2026-11-01 --utc",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.json {
				format = "jsonl"
			}
			now := c.now()
			f, err := c.filter(now)
			if err != nil {
				return err
			}
			export, ok := map[string]func(io.Writer, *time.Location) recordWriter{"csv": newCSV, "jsonl": newJSONL}[format]
			if !ok {
				return usage(fmt.Errorf("--format %q: write csv or jsonl", format))
			}
			return c.onCases(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
				return exportCases(ctx, q, f, export(c.stdout, now.Location()))
			})
		},
	}
	c.filterFlags(cmd, "")
	cmd.Flags().StringVar(&format, "format", format, "csv or jsonl")
	return cmd
}

// recordWriter writes records one after the other; end writes what it held
// back.
type recordWriter struct {
	write func(handoff.Record) error
	end   func() error
}

func exportCases(ctx context.Context, q *queue.Queue, f queue.CaseFilter, to recordWriter) error {
	for file, err := range q.All(ctx, f) {
		if err != nil {
			return err
		}
		if err := to.write(file.Record); err != nil {
			return failed(fmt.Errorf("write the export: %w", err))
		}
	}
	if err := to.end(); err != nil {
		return failed(fmt.Errorf("write the export: %w", err))
	}
	return nil
}

func newJSONL(w io.Writer, zone *time.Location) recordWriter {
	return recordWriter{
		write: func(r handoff.Record) error {
			for _, at := range []*time.Time{&r.Opened, &r.AnsweredAt, &r.Ended} {
				if !at.IsZero() {
					*at = at.In(zone)
				}
			}
			writeJSON(w, r)
			return nil
		},
		end: func() error { return nil },
	}
}

// csvHeader names the columns, as the fields of the JSON are named.
var csvHeader = []string{
	"case", "desk", "agent", "name", "merchant", "terminal", "state", "priority", "reason", "outcome",
	"problem", "cause", "route", "article", "opened", "answered_at", "ended",
	"first_answer_seconds", "resolve_seconds", "reopens", "rating", "solver",
}

func newCSV(out io.Writer, zone *time.Location) recordWriter {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	begun := false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		return w.Write(csvHeader)
	}
	return recordWriter{
		write: func(r handoff.Record) error {
			if err := begin(); err != nil {
				return err
			}
			return w.Write(csvRow(r, zone))
		},
		end: func() error {
			if err := begin(); err != nil {
				return err
			}
			w.Flush()
			return w.Error()
		},
	}
}

// csvRow gives the cells of a record. A duration that is not there yet is "".
func csvRow(r handoff.Record, zone *time.Location) []string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(time.RFC3339)
	}
	number := func(n int, known bool) string {
		if !known {
			return ""
		}
		return strconv.Itoa(n)
	}
	agent := ""
	if r.Agent != 0 {
		agent = strconv.FormatInt(r.Agent, 10)
	}
	return []string{
		r.Case, r.Desk, agent, cell(r.Name), cell(r.Merchant), cell(r.Terminal), string(r.State), string(r.Priority), r.Reason, string(r.Outcome),
		r.Problem, r.Cause, string(r.Route), r.Article, at(r.Opened), at(r.AnsweredAt), at(r.Ended),
		number(r.FirstAnswer, !r.AnsweredAt.IsZero()), number(r.Resolve, !r.Ended.IsZero()), strconv.Itoa(r.Reopens), number(r.Rating, r.Rating > 0), string(r.Solver),
	}
}

// cell keeps a spreadsheet from taking foreign words for a formula.
func cell(words string) string {
	words = clean(words)
	if words != "" && strings.IndexByte("=+-@", words[0]) >= 0 {
		return "'" + words
	}
	return words
}
