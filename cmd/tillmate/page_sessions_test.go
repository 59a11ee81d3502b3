package main

import (
	"errors"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/configs"
)

// TestPageSessions holds what every [web.Sessions] promises, of those in memory
// and of those that replicas share.
func TestPageSessions(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		s := web.NewMemorySessions()
		keepsSessions(t, s, s)
	})
	onRedis(t, func(t *testing.T, redis string) {
		keepsSessions(t, newPageSessions(dialed(t, redis)), newPageSessions(dialed(t, redis)))
	})
}

// keepsSessions holds the promises on two replicas.
func keepsSessions(t *testing.T, s, other web.Sessions) {
	ctx, wang := t.Context(), web.Member{ID: wang, Name: "王芳"}
	issue := func() string {
		t.Helper()
		token, err := s.Issue(ctx, wang)
		if err != nil || len(token) < 20 {
			t.Fatalf("%q, %v", token, err)
		}
		return token
	}
	token := issue()
	cookie, err := other.Redeem(ctx, token)
	if err != nil || cookie == token || len(cookie) < 20 {
		t.Fatalf("%q, %v", cookie, err)
	}
	if who, err := s.Session(ctx, cookie); err != nil || who != wang {
		t.Errorf("%+v, %v", who, err)
	}
	ended, err := s.Redeem(ctx, issue())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := other.End(ctx, ended); err != nil {
			t.Error(err)
		}
	}
	for what, try := range map[string]func() error{
		"a token twice":          func() error { _, err := s.Redeem(ctx, token); return err },
		"a token that was none":  func() error { _, err := s.Redeem(ctx, "x"); return err },
		"nothing":                func() error { _, err := s.Redeem(ctx, ""); return err },
		"a token for a cookie":   func() error { _, err := s.Session(ctx, issue()); return err },
		"a cookie for a token":   func() error { _, err := s.Redeem(ctx, cookie); return err },
		"a cookie that was none": func() error { _, err := s.Session(ctx, "x"); return err },
		"an ended session":       func() error { _, err := s.Session(ctx, ended); return err },
	} {
		if err := try(); !errors.Is(err, web.ErrNoSession) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Redis that is away is another thing than nobody who is signed in.
func TestPageSessionsWithoutRedis(t *testing.T) {
	server := redistest.Start(t)
	s := newPageSessions(dialed(t, server.Addr()))
	server.Kill()
	if _, err := s.Session(t.Context(), "x"); err == nil || errors.Is(err, web.ErrNoSession) {
		t.Errorf("%v", err)
	}
}

// The lists of the settings are the roles of the page.
func TestPageRole(t *testing.T) {
	role := pageRole(configs.Team{Agents: []int64{1, 2, 4}, Admins: []int64{2, 3}, Editors: []int64{3, 4, 5}})
	for user, want := range map[int64]web.Role{
		0: web.RoleNone, 1: web.RoleAgent, 2: web.RoleAdmin, 3: web.RoleAdmin, 4: web.RoleAgentEditor, 5: web.RoleEditor, 6: web.RoleNone,
	} {
		if got := role(user); got != want {
			t.Errorf("the role of %d is %q, not %q", user, got, want)
		}
	}
}

// What a browser sends as a name does not reach the log.
func TestPlain(t *testing.T) {
	for name, want := range map[string]string{"claim": "claim", "c/{case}/do": "c/{case}/do", "1042": "1042", "": "", "王芳": "?", "a b": "?", "x\n": "?"} {
		if got := plain(name); got != want {
			t.Errorf("%q is written as %q", name, got)
		}
	}
}
