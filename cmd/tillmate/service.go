package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/telegram"
	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// pollLease names the lease of the one replica that asks Telegram for updates.
const pollLease = "poll"

// service is the program as it serves merchants.
type service struct {
	config   configs.Config
	log      *slog.Logger
	queue    *queue.Queue
	telegram *telegram.Client
	intake   *telegram.Intake
	*floor
	content  *editions
	follower *follower
	editors  *editorChat
	links    *pageLinks
	watched  fs.FS // a folder that is published on every save; nil for none
	state    state
	team     *telegram.Team
}

// newService wires the service. It connects to nothing: Redis and Telegram may
// be away when it starts.
func newService(p *parts, q *queue.Queue, log *slog.Logger) (*service, error) {
	c, m := p.config, newMetrics()
	client, err := telegram.New(telegram.Options{
		Token: c.Telegram.Token.Reveal(), BaseURL: c.Telegram.API, PerSecond: float64(c.Telegram.PerSecond), Observer: m,
	})
	if err != nil {
		return nil, badConfig(err)
	}
	desk, err := newDesk(c.Team, q)
	if err != nil {
		return nil, badConfig(err)
	}
	s := &service{
		config: c, log: log, queue: q, telegram: client, floor: &floor{metrics: m, watch: newWatch()},
		content: newEditions(p.edition, c.Timers.Nudges, m),
	}
	s.follower = &follower{shelf: q.Shelf(), editions: s.content, metrics: m, log: log}
	s.team = telegram.NewTeam(groupsOf(c.Team)...)
	s.intake = &telegram.Intake{
		Decoder: &telegram.Decoder{Team: s.team, Self: client.Name, Log: log}, Inbox: &bot.Router{Inbox: q, Directory: q}, Keep: s.shareMoves, Observer: m, Log: log,
	}
	editors, err := newEditors(c.Team.Editors, q.Shelf(), c.Lang, folderOf(c), s.inUse)
	if err != nil {
		return nil, badConfig(err)
	}
	s.editors = newEditorChat(editors, q, log)
	if s.links, err = s.newPageLinks(q); err != nil {
		return nil, failed(err)
	}
	s.worker = &bot.Worker{
		Content: s.content, Desk: desk, Inbox: q, Commands: s.command, Split: telegram.Split, Observer: m, Log: log,
	}
	s.sender = &bot.Sender{Messenger: client, Budget: q, Directory: q, Observer: m, Log: log}
	return s, nil
}

// command answers the commands that are about no case.
func (s *service) command(ctx context.Context, u bot.Update) (reply string, handled bool, err error) {
	if reply, handled = s.links.command(ctx, u); handled {
		return reply, true, nil
	}
	return s.editors.command(ctx, u)
}

// folderOf gives what opens the folder of the articles; nil when none is
// configured.
func folderOf(c configs.Config) func() (fs.FS, error) {
	if c.Knowledge == "" {
		return nil
	}
	return func() (fs.FS, error) { return content(c) }
}

// inUse counts what the content in use holds.
func (s *service) inUse() contentSize {
	e, release := s.content.hold()
	defer release()
	return sizeOf(e)
}

// groupsOf gives the groups of the team.
func groupsOf(team configs.Team) []int64 {
	var out []int64
	for _, g := range team.Groups {
		out = append(out, g.Chat)
	}
	return out
}

// newDesk gives the support desk, nil where the configuration has none.
func newDesk(team configs.Team, cases bot.Cases) (*bot.Desk, error) {
	if len(team.Groups) == 0 {
		return nil, nil
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, err
	}
	desk, err := deskOf(team, phrases)
	desk.Cases = cases
	return &desk, err
}

// run serves until ctx ends, which is no error. It stops in the order in which
// the data flows: first nothing is taken in any more, then what is under way
// is finished and given to other replicas.
func (s *service) run(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	health, err := s.listen(ctx, s.config.HTTP.Listen, s.handler())
	if err != nil {
		return err
	}
	defer health()
	page, err := s.openPage(ctx)
	if err != nil {
		return err
	}

	var group errgroup.Group
	group.Go(func() error {
		return s.queue.Own(working, func(ctx context.Context, p bot.Partition) error {
			err := s.partition(ctx, p)
			if err != nil {
				fail(err)
			}
			return err
		})
	})
	group.Go(func() error {
		err := page(ctx)
		if err != nil {
			fail(err)
		}
		return err
	})
	group.Go(func() error { s.observe(ctx); return nil })
	group.Go(func() error { s.watch.guard(ctx, fail); return nil })
	group.Go(func() error { s.follower.run(ctx); return nil })
	group.Go(func() error { s.publishSaves(ctx); return nil })
	group.Go(func() error { s.introduce(ctx); return nil })
	group.Go(func() error { s.editors.run(ctx); return nil })
	group.Go(func() error { s.weekly(ctx); return nil })
	group.Go(func() error {
		defer stopWorking()
		if err := s.takeIn(ctx); err != nil {
			fail(err)
		}
		<-ctx.Done()
		return nil
	})
	s.log.Info("serving", "intake", s.config.Telegram.Intake, "content", s.follower.status())
	if err := group.Wait(); err != nil {
		return failed(err)
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return failed(cause)
	}
	s.log.Info("stopped")
	return nil
}

// publishSaves publishes the watched folder whenever it is saved, if there is
// one, until ctx ends.
func (s *service) publishSaves(ctx context.Context) {
	if s.watched == nil {
		return
	}
	w := &watcher{files: s.watched, log: s.log, publish: func(ctx context.Context, fsys fs.FS) error {
		note := bundle.Note{By: "watch", At: time.Now(), Why: "saved"}
		return publishSaved(ctx, reindexing{shelf: s.queue.Shelf(), source: fsys, note: note})
	}}
	w.run(ctx)
}

// takeIn takes updates in until ctx ends.
func (s *service) takeIn(ctx context.Context) error {
	s.insist(ctx, time.Second, "read which groups moved", func() error { return s.shareMoves(ctx) })
	if s.config.Telegram.Intake == configs.ByWebhook {
		return s.webhook(ctx)
	}
	poller := &telegram.Poller{Client: s.telegram, Intake: s.intake, Ready: s.roomFor}
	return s.queue.Lead(ctx, pollLease, func(ctx context.Context) error {
		s.metrics.leader.Set(1)
		defer s.metrics.leader.Set(0)
		s.log.Info("this replica polls Telegram")
		return poller.Run(ctx)
	})
}

// webhook lets Telegram bring the updates.
func (s *service) webhook(ctx context.Context) error {
	w := s.config.Telegram.Webhook
	handler, err := telegram.NewWebhook(s.intake, w.Secret.Reveal())
	if err != nil {
		return badConfig(err)
	}
	stop, err := s.listen(ctx, w.Listen, s.whileRoom(handler))
	if err != nil {
		return err
	}
	defer stop()
	hook := telegram.Hook{URL: w.URL, Secret: w.Secret.Reveal(), Connections: w.MaxConnections}
	s.insist(ctx, insistEvery, "tell Telegram the webhook", func() error { return s.telegram.SetWebhook(ctx, hook) })
	<-ctx.Done()
	return nil
}

// introduce tells Telegram what the bot is; nothing depends on it.
func (s *service) introduce(ctx context.Context) {
	s.insist(ctx, insistEvery, "tell Telegram the commands and descriptions", func() error {
		return s.telegram.Introduce(ctx, telegram.Introduction{Groups: groupsOf(s.config.Team), Page: s.config.Page.Base() != ""})
	})
}

// shareMoves keeps what this process knows of groups that have another id now,
// and learns what others know: who takes updates in must know it first, or it
// leaves the team's group.
func (s *service) shareMoves(ctx context.Context) error {
	known, err := s.queue.Moved(ctx)
	if err != nil {
		return err
	}
	for from, to := range known {
		s.team.Move(from, to)
		s.sender.Move(from, to)
	}
	for from, to := range s.team.Moves() {
		if known[from] == to {
			continue
		}
		s.sender.Move(from, to)
		if err := s.queue.NoteMoved(ctx, from, to); err != nil {
			return err
		}
	}
	return nil
}

// insistEvery is how long it is waited between tries of what can wait.
const insistEvery = 30 * time.Second

// insist tries something again and again until it succeeds or ctx ends.
func (s *service) insist(ctx context.Context, every time.Duration, what string, try func() error) {
	for ctx.Err() == nil {
		err := try()
		if err == nil {
			return
		}
		if ctx.Err() == nil {
			s.log.Warn("could not "+what+"; it is tried again", "error", err)
		}
		wait(ctx, every)
	}
}

// wait waits, or returns early when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// listen serves HTTP until it is stopped.
func (s *service) listen(ctx context.Context, address string, handler http.Handler) (stop func(), err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, badConfig(fmt.Errorf("listen on %s: %w", address, err))
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.log.Info("listening", "address", listener.Addr().String())
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("the HTTP server ended", "address", address, "error", err)
		}
	}()
	return func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(late); err != nil {
			s.log.Warn("requests were cut off", "address", address, "error", err)
		}
	}, nil
}
