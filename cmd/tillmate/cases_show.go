package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation/handoff"
)

func (c *casesOptions) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show CASE",
		Short:   "Show everything that is kept of a case; it holds a merchant's words, card data masked",
		Example: "  tillmate cases show 1042\n  tillmate cases show 1042 --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.onCases(cmd.Context(), func(ctx context.Context, q *queue.Queue) error { return c.show(ctx, q, args[0]) })
		},
	}
}

// show writes one case.
func (c *casesOptions) show(ctx context.Context, q *queue.Queue, number string) error {
	file, ok, err := q.Case(ctx, strings.TrimPrefix(number, "#"))
	if err != nil {
		return err
	}
	if !ok {
		return failed(fmt.Errorf("there is no case %q: 'tillmate cases list' lists them", number))
	}
	if c.json {
		writeJSON(c.stdout, file)
		return nil
	}
	v := caseView{w: c.stdout, file: file, now: c.now()}
	v.facts()
	if t := file.Ticket; t != nil {
		v.section("What the team was told", t.Summary)
	}
	v.section("Before", file.Before)
	v.lines()
	v.history()
	return nil
}

// caseView writes a case for people.
type caseView struct {
	w    io.Writer
	file bot.CaseFile
	now  time.Time // in the zone of all times
}

func (v caseView) time(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(v.now.Location()).Format("2006-01-02 15:04:05")
}

// facts writes what is known about the case, one a line.
func (v caseView) facts() {
	r := v.file.Record
	w := tabwriter.NewWriter(v.w, 0, 4, 2, ' ', 0)
	row := func(name, value string) {
		if value = strings.TrimSpace(value); value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	row("Case", v.file.Case)
	row("State", strings.Join(some(stateOf(r), string(r.Priority), string(r.Outcome)), ", "))
	row("Desk", r.Desk)
	row("Agent", agentOf(r))
	row("Merchant", strings.Join(some(clean(r.Merchant), clean(r.Terminal), fmt.Sprintf("chat %d", v.file.Chat)), ", "))
	row("Problem", strings.Join(some(r.Problem, r.Cause, string(r.Route)), " / "))
	row("Article", r.Article)
	row("Reason", r.Reason)
	row("Opened", v.time(r.Opened)+", "+span(v.now.Sub(r.Opened))+" ago")
	if !r.AnsweredAt.IsZero() {
		row("Answered", v.time(r.AnsweredAt)+", after "+span(time.Duration(r.FirstAnswer)*time.Second)+" of work")
	}
	if !r.Ended.IsZero() {
		row("Ended", v.time(r.Ended)+", after "+span(time.Duration(r.Resolve)*time.Second)+" of work")
	}
	row("Solved by", string(r.Solver))
	if r.Reopens > 0 {
		row("Opened again", strconv.Itoa(r.Reopens))
	}
	if r.Rating > 0 {
		row("Rating", fmt.Sprintf("%d of 5", r.Rating))
	}
	for _, a := range v.file.Answers {
		row("Known", a.Question+" = "+clean(a.Answer))
	}
	if l := v.file.Learned; l != nil {
		row("It was", strings.Join(some(l.Problem, l.Cause, string(l.Route)), " / "))
	}
	_ = w.Flush() // as with every write, nobody is left to tell
}

// some gives the texts that are not empty.
func some(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// section writes a text of several lines below a title.
func (v caseView) section(title, text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	fmt.Fprintf(v.w, "\n%s:\n", title)
	v.words(text)
}

// words writes foreign words, one line of theirs a line.
func (v caseView) words(text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintln(v.w, "  "+clean(strings.TrimRight(line, "\r\n")))
	}
}

// lines writes what was said with the team.
func (v caseView) lines() {
	t := v.file.Ticket
	if t == nil || len(t.Lines) == 0 {
		return
	}
	fmt.Fprintln(v.w, "\nMessages:")
	if t.Cut > 0 {
		fmt.Fprintf(v.w, "  (%d earlier ones are not kept)\n", t.Cut)
	}
	for _, l := range t.Lines {
		fmt.Fprintf(v.w, "  %d  %s  %s\n", l.N, v.time(l.At), v.speaker(l))
		for _, was := range l.Was {
			v.words("  was: " + was)
		}
		if l.Text != "" {
			v.words("  " + strings.ReplaceAll(l.Text, "\n", "\n  "))
		}
		for _, f := range l.Files {
			fmt.Fprintf(v.w, "    [%s]\n", f.Kind)
		}
	}
}

// speaker says whose a line is and what became of it.
func (v caseView) speaker(l handoff.Line) string {
	if l.From == handoff.FromMerchant {
		return "merchant"
	}
	who := v.who(l.By)
	switch {
	case l.From == handoff.FromNote:
		return who + ", a note"
	case l.From == handoff.FromHeld:
		return who + ", not sent"
	case l.SentBy != 0 && l.SentBy != l.By:
		who += ", sent by " + v.who(l.SentBy)
	}
	return strings.Join(some(who, string(l.Sent)), ", ")
}

// who names somebody of the team as far as the case tells.
func (v caseView) who(id int64) string {
	if id == 0 {
		return ""
	}
	t := v.file.Ticket
	name := ""
	for _, p := range []handoff.Person{t.Owner, t.Last} {
		if p.ID == id {
			name = p.Name
		}
	}
	for _, l := range t.Lines {
		if l.By == id && l.Name != "" {
			name = l.Name
		}
	}
	return agentOf(handoff.Record{Agent: id, Name: name})
}

// history writes who did what.
func (v caseView) history() {
	t := v.file.Ticket
	if t == nil || len(t.History) == 0 {
		return
	}
	fmt.Fprintln(v.w, "\nHistory:")
	w := tabwriter.NewWriter(v.w, 0, 4, 2, ' ', 0)
	for i, h := range t.History {
		if i == 1 && t.Forgotten > 0 {
			fmt.Fprintf(w, "  (%d are not kept)\n", t.Forgotten)
		}
		what := clean(h.What)
		if h.Line > 0 {
			what = strings.Join(some("message "+strconv.Itoa(h.Line), what), ": ")
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", v.time(h.At), h.Act, what, v.who(h.By))
	}
	_ = w.Flush()
}
