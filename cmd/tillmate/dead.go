package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
)

// deadCommand looks after what could not be handled.
func (a *app) deadCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dead",
		Short: "Look at messages that could not be handled, and try them again",
		Long: "An update that ends in a bug and a delivery that Telegram refuses for good are put aside, so that\n" +
			"the rest goes on. Here they are listed, shown, tried again, or dropped.",
		Example: "  tillmate dead list\n  tillmate dead show ID\n  tillmate dead replay ID\n  tillmate dead replay --all\n  tillmate dead drop ID",
	}
	cmd.PersistentFlags().BoolVar(&a.json, "json", false, "one JSON object a letter")
	var all bool
	replay := &cobra.Command{
		Use: "replay [ID]", Short: "Put a letter back where it came from", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) == 1) {
				return usage(errors.New("give the ID of a letter, or --all"))
			}
			return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error { return a.replay(ctx, q, args) })
		},
	}
	replay.Flags().BoolVar(&all, "all", false, "all of them")
	return group(cmd,
		&cobra.Command{
			Use: "list", Short: "List the letters, the oldest first", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.withQueue(cmd.Context(), a.listDead) },
		},
		&cobra.Command{
			Use: "show ID", Short: "Show a letter whole; it may hold a merchant's words, secrets masked", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
					letter, err := q.Letter(ctx, args[0])
					if err != nil {
						return failed(err)
					}
					writeJSON(a.stdout, letter)
					return nil
				})
			},
		},
		replay,
		&cobra.Command{
			Use: "drop ID", Short: "Remove a letter for good", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.withQueue(cmd.Context(), func(ctx context.Context, q *queue.Queue) error {
					return failedOr(q.Drop(ctx, args[0]))
				})
			},
		},
	)
}

// withQueue runs something on the configured Redis.
func (a *app) withQueue(ctx context.Context, do func(context.Context, *queue.Queue) error) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	log := newLog(io.Discard, config.Log)
	server, _, err := a.server(ctx, config, false, log)
	if err != nil {
		return err
	}
	q, err := dial(config, server, log)
	if err != nil {
		return err
	}
	defer q.Close()
	return do(ctx, q)
}

func (a *app) listDead(ctx context.Context, q *queue.Queue) error {
	letters, err := q.Dead(ctx)
	if err != nil {
		return failed(err)
	}
	if a.json {
		for _, l := range letters {
			writeJSON(a.stdout, l)
		}
		return nil
	}
	if len(letters) == 0 {
		fmt.Fprintln(a.stderr, "There are no dead letters.")
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSINCE\tWHAT\tCHAT\tREASON")
	for _, l := range letters {
		what, chat := describe(l)
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", l.ID, l.At.Local().Format("2006-01-02 15:04:05"), what, chat, l.Reason)
	}
	return failedOr(w.Flush())
}

// describe says what a letter is about, without words of people.
func describe(l bot.Dead) (what string, chat int64) {
	switch {
	case l.Update != nil:
		return fmt.Sprintf("update %d (%s %s)", l.Update.ID, l.Update.Kind, l.Update.Event.Kind), l.Update.Chat
	case l.Delivery != nil:
		return "delivery (" + string(l.Delivery.Kind) + ")", l.Delivery.Chat
	}
	return "unreadable", 0
}

// replay tries one letter, or all that are there now, again.
func (a *app) replay(ctx context.Context, q *queue.Queue, ids []string) error {
	if len(ids) == 0 {
		letters, err := q.Dead(ctx)
		if err != nil {
			return failed(err)
		}
		for _, l := range letters {
			ids = append(ids, l.ID)
		}
	}
	for _, id := range ids {
		if err := q.Replay(ctx, id); err != nil {
			return failed(fmt.Errorf("replay %s: %w", id, err))
		}
	}
	fmt.Fprintf(a.stderr, "Put back: %d.\n", len(ids))
	return nil
}
