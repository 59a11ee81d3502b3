package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/handoff"
)

func (c *casesOptions) listCommand() *cobra.Command {
	var most int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List cases, the newest first",
		Example: "  tillmate cases list\n" +
			"  tillmate cases list --open --desk bank\n" +
			"  tillmate cases list --since 7d --state closed --limit 0\n" +
			"  tillmate cases list --json                       one case a line",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if most < 0 {
				return usage(errors.New("--limit is a number of cases; 0 is no limit"))
			}
			now := c.now()
			f, err := c.filter(now)
			if err != nil {
				return err
			}
			return c.onCases(cmd.Context(), func(ctx context.Context, q *queue.Queue) error { return c.list(ctx, q, f, most, now) })
		},
	}
	c.filterFlags(cmd, "")
	cmd.Flags().IntVar(&most, "limit", 50, "at most so many; 0 is no limit")
	return cmd
}

// list writes the cases that a filter chooses.
func (c *casesOptions) list(ctx context.Context, q *queue.Queue, f queue.CaseFilter, most int, now time.Time) error {
	w := tabwriter.NewWriter(c.stdout, 0, 4, 2, ' ', 0)
	listed, more := 0, false
	for file, err := range q.All(ctx, f) {
		if err != nil {
			return err
		}
		if more = most > 0 && listed == most; more {
			break
		}
		if listed++; c.json {
			writeJSON(c.stdout, file)
			continue
		}
		if listed == 1 {
			fmt.Fprintln(w, "CASE\tSTATE\tPRIORITY\tDESK\tAGE\tANSWERED\tPROBLEM\tAGENT\tMERCHANT")
		}
		writeCase(w, file, now)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if listed == 0 {
		fmt.Fprintln(c.stderr, "There are no such cases.")
	}
	if more {
		fmt.Fprintf(c.stderr, "There are more than %d: --limit 0 lists them all.\n", most)
	}
	return nil
}

func writeCase(w io.Writer, file bot.CaseFile, now time.Time) {
	r := file.Record
	answered := "-"
	if !r.AnsweredAt.IsZero() {
		answered = span(time.Duration(r.FirstAnswer) * time.Second)
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", file.Case, stateOf(r), dash(string(r.Priority)), dash(r.Desk),
		span(now.Sub(r.Opened)), answered, dash(r.Problem), dash(agentOf(r)), dash(strings.TrimSpace(clean(r.Merchant)+" "+clean(r.Terminal))))
}

// stateOf says where a case stands; one that was never handed over is the
// bot's.
func stateOf(r handoff.Record) string {
	if r.State == handoff.None {
		return "bot"
	}
	return string(r.State)
}

// agentOf names the agent of a case.
func agentOf(r handoff.Record) string {
	switch {
	case r.Agent == 0:
		return ""
	case r.Name == "":
		return strconv.FormatInt(r.Agent, 10)
	}
	return fmt.Sprintf("%s (%d)", clean(r.Name), r.Agent)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// clean takes from foreign words what a terminal would obey.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, s)
}

// span writes a time in its greatest two units at most.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(max(d, 0)/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d/time.Minute))
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d/time.Hour), int(d%time.Hour/time.Minute))
	}
	return fmt.Sprintf("%dd%02dh", int(d/(24*time.Hour)), int(d%(24*time.Hour)/time.Hour))
}
