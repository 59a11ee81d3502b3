package main

import (
	"context"
	"errors"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
)

// pageSessions are the sessions of the team's page, shared by all replicas.
type pageSessions struct{ kept *queue.Sessions }

var _ web.Sessions = pageSessions{}

func newPageSessions(q *queue.Queue) pageSessions {
	return pageSessions{q.Sessions(web.TokenLife, web.SessionLife)}
}

// Issue gives a token. See [web.Sessions].
func (s pageSessions) Issue(ctx context.Context, who web.Member) (string, error) {
	return s.kept.Issue(ctx, queue.Guest(who))
}

// Redeem begins a session. See [web.Sessions].
func (s pageSessions) Redeem(ctx context.Context, token string) (string, error) {
	cookie, err := s.kept.Redeem(ctx, token)
	return cookie, asPage(err)
}

// Session gives whose session it is. See [web.Sessions].
func (s pageSessions) Session(ctx context.Context, cookie string) (web.Member, error) {
	who, err := s.kept.Session(ctx, cookie)
	return web.Member(who), asPage(err)
}

// End ends a session. See [web.Sessions].
func (s pageSessions) End(ctx context.Context, cookie string) error { return s.kept.End(ctx, cookie) }

// asPage gives an error of the sessions as the page knows it.
func asPage(err error) error {
	if errors.Is(err, queue.ErrNoSession) {
		return web.ErrNoSession
	}
	return err
}
