package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
)

func (a *app) demoCommand() *cobra.Command {
	var address string
	var open bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See it work in a browser; needs nothing else",
		Long: "demo serves a page with a merchant's chat and, beside it, what the bot believes and why it asks,\n" +
			"the support team's page (/team), where cases that the bot hands over are worked on, and the editors'\n" +
			"(/edit), where the articles are written, tried and published.\n" +
			"Every tab is another merchant. Everything is in memory and gone when it ends.",
		Example: "  tillmate demo\n  tillmate demo --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return usage(fmt.Errorf("--listen %s: write host:port, such as 127.0.0.1:8080", address))
			}
			if ip := net.ParseIP(host); !open && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
				return usage(errors.New("the demo has no log-in: it listens on this machine only, unless --anyone is given"))
			}
			return a.demo(cmd.Context(), address, open)
		},
	}
	cmd.Flags().StringVar(&address, "listen", "127.0.0.1:8080", "where to serve the page")
	cmd.Flags().BoolVar(&open, "anyone", false, "let others than this machine reach it")
	return cmd
}

// demoHint says where the page is, and what to do there.
const demoHint = `Open http://%s in a browser. Three things to try:
  刷卡显示请与银行联系          asks which cards fail, and how they were read
  error 91, was he charged?     looks the money up before anything is tried again
  人工                          hands the case to a person: claim and answer it at the support desk beside the chat
Every tab is another merchant. The articles are edited at /edit. Interrupt to stop; nothing is kept.
`

// explainer tells the page what the bot believes of a stored chat.
type explainer struct {
	content *editions
	queue   *queue.Queue
}

// Explain reads the chat as it is stored.
func (e explainer) Explain(ctx context.Context, chat int64) (web.Belief, error) {
	record, err := e.queue.Chat(ctx, chat)
	if err != nil {
		return web.Belief{}, err
	}
	state, err := bot.StateOf(record.Data)
	if err != nil {
		return web.Belief{}, fmt.Errorf("chat %d: %w", chat, err)
	}
	now, release := e.content.hold()
	defer release()
	return web.BeliefOf(now.engine, now.base, state), nil
}

// demo serves the page until ctx ends. It is the program that serves Telegram,
// with the page in Telegram's place and Redis in memory.
func (a *app) demo(ctx context.Context, address string, anyone bool) error {
	p, err := a.open(ctx)
	if err != nil {
		return err
	}
	m := newMetrics()
	content := newEditions(p.edition, true, m)
	defer content.close()
	quiet := p.config.Log
	quiet.Level = "warn" // who tries it out reads the page
	log := newLog(a.stderr, quiet)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return failed(fmt.Errorf("listen on %s: %w; take another with --listen", address, err))
	}
	server, stop, err := embed(ctx)
	if err != nil {
		return err
	}
	defer stop()
	q, err := dial(p.config, server, log)
	if err != nil {
		return err
	}
	defer q.Close()
	merchants := web.NewMerchants(q, explainer{content, q}, log)
	desk, err := demoDesk(q)
	if err != nil {
		return err
	}
	team := demoTeam(content, q, desk, log)
	f := demoFloor(content, m, q, desk, merchants, log)
	edits, follow, err := demoEditing(ctx, p.edition, content, m, q, log)
	if err != nil {
		return err
	}
	defer edits.close()
	options := web.Options{Merchants: merchants, Team: team, Editing: edits, Log: log}
	if anyone {
		if host, _, err := net.SplitHostPort(address); err == nil {
			options.Hosts = append(options.Hosts, host)
		}
	}
	page, err := web.New(options)
	if err != nil {
		return failed(err)
	}
	fmt.Fprintf(a.stderr, demoHint, listener.Addr())
	var group errgroup.Group
	ctx, end := context.WithCancel(ctx)
	defer end()
	group.Go(func() error { defer end(); return web.Serve(ctx, listener, page) })
	group.Go(func() error { defer end(); return team.Run(ctx) })
	group.Go(func() error { defer end(); return q.Own(ctx, f.partition) })
	group.Go(func() error { defer end(); follow.run(ctx); return nil })
	return failedOr(group.Wait())
}

// demoFloor works on the chats of the page.
func demoFloor(content *editions, m *metrics, q *queue.Queue, desk *bot.Desk, merchants *web.Merchants, log *slog.Logger) *floor {
	return &floor{
		metrics: m, watch: newWatch(),
		worker: &bot.Worker{
			Content: content, Desk: desk, Inbox: q, Observer: m, Log: log,
			Split: func(text string) []string { return []string{text} }, // a page takes any length
		},
		sender: &bot.Sender{Messenger: merchants, Budget: merchants, Pace: bot.Pace{PerSecond: 100, Burst: 100}, Observer: m, Log: log},
	}
}
