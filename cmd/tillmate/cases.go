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
	"github.com/tillmate/tillmate/conversation/handoff"
)

// casesCommand looks at the cases of merchants.
func (a *app) casesCommand() *cobra.Command {
	c := &casesOptions{app: a}
	cmd := &cobra.Command{
		Use:   "cases",
		Short: "Look at the cases: list, show, export, figures",
		Long: "A case is one problem of a merchant, from the first words to the end, with the bot alone or with\n" +
			"the team. Card data in it is masked. Times are this machine's, unless --utc is given.",
		Example: "  tillmate cases list --open                       what is with the team now\n" +
			"  tillmate cases list --since 7d --agent 2001\n" +
			"  tillmate cases show 1042                         everything that is kept of a case\n" +
			"  tillmate cases export --since 2026-11-01 > cases.csv\n" +
			"  tillmate cases stats --by agent --since 30d",
	}
	cmd.PersistentFlags().BoolVar(&a.json, "json", false, "write JSON")
	cmd.PersistentFlags().BoolVar(&c.utc, "utc", false, "times in UTC")
	return group(cmd, c.listCommand(), c.showCommand(), c.exportCommand(), c.statsCommand())
}

// casesOptions are the flags of the commands.
type casesOptions struct {
	*app
	utc          bool
	since, until string
	open         bool
	desk, state  string
	agent        int64
}

// filterFlags adds the flags that choose cases.
func (c *casesOptions) filterFlags(cmd *cobra.Command, since string) {
	f := cmd.Flags()
	f.StringVar(&c.since, "since", since, "opened since: 12h, 7d, or a date such as 2026-11-01")
	f.StringVar(&c.until, "until", "", "opened before: 12h, 7d, or a date")
	f.BoolVar(&c.open, "open", false, "with the team now")
	f.StringVar(&c.desk, "desk", "", "of this desk, by its id")
	f.Int64Var(&c.agent, "agent", 0, "of this agent, by the numeric user id")
	f.StringVar(&c.state, "state", "", "in this state: "+strings.Join(stateNames(), ", "))
}

func stateNames() []string {
	var names []string
	for _, s := range handoff.States() {
		if s != handoff.None {
			names = append(names, string(s))
		}
	}
	return names
}

// filter gives what the flags choose.
func (c *casesOptions) filter(now time.Time) (queue.CaseFilter, error) {
	f := queue.CaseFilter{Open: c.open, Desk: c.desk, Agent: c.agent, State: handoff.State(c.state)}
	if c.state != "" && !slices.Contains(stateNames(), c.state) {
		return f, usage(fmt.Errorf("--state %q: there is no such state; they are %s", c.state, strings.Join(stateNames(), ", ")))
	}
	var err error
	if f.Since, err = moment(c.since, now); err != nil {
		return f, usage(fmt.Errorf("--since %w", err))
	}
	if f.Until, err = moment(c.until, now); err != nil {
		return f, usage(fmt.Errorf("--until %w", err))
	}
	return f, nil
}

// now gives the time in the zone that times are shown in.
func (c *casesOptions) now() time.Time {
	if c.utc {
		return time.Now().UTC()
	}
	return time.Now()
}

// moment reads a time: so long ago, or a date, which begins where now is; ""
// is none.
func moment(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, now.Location()); err == nil {
		return at, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n <= 36_500 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("%q: write a time such as 12h or 7d, or a date such as %s", text, now.Format(time.DateOnly))
}

// onCases runs something on the cases of the configured Redis. That Redis is
// away has an exit code of its own.
func (a *app) onCases(ctx context.Context, do func(context.Context, *queue.Queue) error) error {
	return a.withQueue(ctx, func(ctx context.Context, q *queue.Queue) error {
		err := do(ctx, q)
		if _, decided := errors.AsType[exitError](err); err == nil || decided {
			return err
		}
		if q.Ping(ctx) != nil {
			return exitError{exitAway, err}
		}
		return failed(err)
	})
}
