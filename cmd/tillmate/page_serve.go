package main

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
)

// pageRole gives what people may do on the team's page.
func pageRole(team configs.Team) func(user int64) web.Role {
	return func(user int64) web.Role {
		agent, editor := slices.Contains(team.Agents, user), slices.Contains(team.Editors, user)
		switch {
		case user == 0:
			return web.RoleNone
		case slices.Contains(team.Admins, user):
			return web.RoleAdmin
		case agent && editor:
			return web.RoleAgentEditor
		case agent:
			return web.RoleAgent
		case editor:
			return web.RoleEditor
		}
		return web.RoleNone
	}
}

// newPageLinks gives what answers /desk.
func (s *service) newPageLinks(q *queue.Queue) (*pageLinks, error) {
	phrases, err := messages.New()
	if err != nil {
		return nil, err
	}
	return &pageLinks{
		base: s.config.Page.Base(), sessions: newPageSessions(q), role: pageRole(s.config.Team), phrases: phrases,
		lang: s.config.Lang, chat: q.Chat, log: s.log,
	}, nil
}

// openPage listens for the team's page, if there is one. serve serves it until
// its ctx ends.
func (s *service) openPage(ctx context.Context) (serve func(ctx context.Context) error, err error) {
	page := s.config.Page
	if page.Listen == "" {
		return func(context.Context) error { return nil }, nil
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, failed(err)
	}
	rules, err := rulesOf(s.config.Team, phrases)
	if err != nil {
		return nil, badConfig(err)
	}
	team := web.NewTeam(web.TeamOptions{
		Cases: pageCases{s.queue}, Figures: pageFigures{s.queue}, Inbox: s.queue, Rules: rules, Base: s.baseInUse, Sessions: newPageSessions(s.queue),
		Role: pageRole(s.config.Team), Secure: page.Secure(), Audit: audit(s.log), Log: s.log,
	})
	edits := newEditPages(s.queue.Shelf(), s.queue.Drafts(), func() (fs.FS, error) { return content(s.config) }, s.queue, byNumber, s.log)
	handler, err := web.New(web.Options{Team: team, Editing: edits, Hosts: []string{page.Host()}, Log: s.log})
	if err != nil {
		return nil, failed(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", page.Listen)
	if err != nil {
		return nil, badConfig(fmt.Errorf("page.listen: listen on %s: %w", page.Listen, err))
	}
	s.log.Info("the page is served", "address", listener.Addr().String())
	return func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return web.Serve(ctx, listener, handler) })
		group.Go(func() error { return team.Run(ctx) })
		err := group.Wait()
		edits.close()
		if err != nil {
			return fmt.Errorf("serve the page: %w", err)
		}
		return nil
	}, nil
}

// baseInUse gives the knowledge in use. It stays good when other content is
// published: only the index of an edition is closed.
func (s *service) baseInUse() *knowledge.Base {
	e, release := s.content.hold()
	defer release()
	return e.base
}
