package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/telegram"
	"github.com/tillmate/tillmate/configs"
)

func (a *app) serveCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve merchants on Telegram",
		Long: "serve takes merchants' messages from Telegram, keeps every conversation in Redis and answers.\n" +
			"Run as many as you like on the same Redis: they share the work. Interrupt it to stop cleanly.",
		Example: "  tillmate init && tillmate serve\n" +
			"  TILLMATE_TELEGRAM_TOKEN_FILE=token.txt tillmate serve\n" +
			"  tillmate serve --watch ./articles  publish the articles of a folder on every save\n" +
			"  tillmate serve --embedded          try it without Redis; all is lost on exit",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.embedded, "embedded", false, "keep everything in memory instead of Redis: for trying only, all is lost on exit")
	cmd.Flags().StringVar(&o.watch, "watch", "", "publish the knowledge base in this folder whenever it is saved")
	return cmd
}

// serveOptions are the flags of serve.
type serveOptions struct {
	embedded bool
	watch    string // a folder, or ""
}

// serve serves until ctx ends.
func (a *app) serve(ctx context.Context, o serveOptions) error {
	config, err := a.configFor(true)
	if err != nil {
		return err
	}
	log := newLog(a.stderr, config.Log)
	watched, err := o.folder()
	if err != nil {
		return err
	}
	server, stop, err := a.server(ctx, config, o.embedded, log)
	if err != nil {
		return err
	}
	defer stop()
	q, err := dial(config, server, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := q.Close(); err != nil {
			log.Warn("the connections to Redis were not closed", "error", err)
		}
	}()
	parts, err := firstParts(ctx, config, q.Shelf(), log)
	if err != nil {
		return err
	}
	s, err := newService(parts, q, log)
	if err != nil {
		parts.index.Close()
		return err
	}
	defer s.content.close()
	s.watched = watched
	return s.run(ctx)
}

// folder opens the folder to watch; nil when there is none.
func (o serveOptions) folder() (fs.FS, error) {
	if o.watch == "" {
		return nil, nil
	}
	info, err := os.Stat(o.watch)
	if err != nil {
		return nil, usage(fmt.Errorf("--watch: %w", err))
	}
	if !info.IsDir() {
		return nil, usage(fmt.Errorf("--watch %s: it is no folder", o.watch))
	}
	return os.DirFS(o.watch), nil
}

// server gives the Redis to serve on.
func (a *app) server(ctx context.Context, config configs.Config, embedded bool, log *slog.Logger) (server queue.Server, stop func(), err error) {
	if embedded {
		log.Warn("embedded: conversations, waiting messages, timers and dead letters are in memory only; " +
			"every one of them is lost when this program ends")
		return embed(ctx)
	}
	c := config.Redis
	server = queue.Server{
		Mode: queue.Mode(c.Mode), Addresses: c.Addresses, Master: c.Master,
		Username: c.Username, Password: c.Password.Reveal(), DB: c.DB, Wait: c.Wait,
	}
	if c.TLS {
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return server, func() {}, nil
}

// dial gives the queue on a Redis.
func dial(config configs.Config, server queue.Server, log *slog.Logger) (*queue.Queue, error) {
	l := config.Limits
	q, err := queue.Dial(queue.Options{
		Server: server, Expiry: days(l.StateDays), CaseLife: days(l.CaseDays), Budget: queue.Budget{Events: l.UserEvents, Window: l.UserWindow}, Log: log,
	})
	if err != nil {
		return nil, badConfig(err)
	}
	return q, nil
}

// newLog gives the log: JSON for machines, colours for people. No line holds
// words of a merchant; tokens are hidden whoever logs them.
func newLog(w io.Writer, c configs.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo // the configuration was checked
	}
	format := c.Format
	if format == configs.LogAuto {
		format = configs.LogJSON
		if isTerminal(w) {
			format = configs.LogText
		}
	}
	if format == configs.LogText {
		return slog.New(tint.NewTextHandler(w, &tint.Options{
			Level: level, ReplaceAttr: telegram.RedactAttr, TimeFormat: "15:04:05.000", NoColor: !isTerminal(w),
		}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: telegram.RedactAttr}))
}

// isTerminal reports whether somebody looks at a writer.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
