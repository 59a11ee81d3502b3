package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestMemorySessions holds what is of those in memory alone: the clock, and
// what is kept. What every [Sessions] promises is held where all kinds are known.
func TestMemorySessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, ctx, wang := NewMemorySessions(), t.Context(), Member{ID: agentID, Name: "王芳"}
		issue := func() string {
			t.Helper()
			token, err := s.Issue(ctx, wang)
			if err != nil || len(token) < 20 {
				t.Fatalf("%q, %v", token, err)
			}
			return token
		}
		cookie, err := s.Redeem(ctx, issue())
		if err != nil {
			t.Fatal(err)
		}
		for key := range s.sessions {
			if strings.Contains(string(key[:]), cookie[:8]) {
				t.Error("the cookie is kept as it is")
			}
		}
		late := issue()
		<-time.After(TokenLife)
		if _, err := s.Redeem(ctx, late); !errors.Is(err, ErrNoSession) {
			t.Errorf("an old token: %v", err)
		}
		<-time.After(SessionLife - TokenLife)
		if _, err := s.Session(ctx, cookie); !errors.Is(err, ErrNoSession) {
			t.Errorf("an old cookie: %v", err)
		}
		if len(s.tokens)+len(s.sessions) > 3 {
			t.Errorf("%d and %d are kept", len(s.tokens), len(s.sessions))
		}
	})
}

// TestSignIn goes in by a link, once, and out again.
func TestSignIn(t *testing.T) {
	town := townWith(t, nil, NewMemorySessions())
	stranger := town.sit(t, teamBase)
	for _, path := range []string{"/team", "/team/past", "/team/c/1001", "/team/events"} {
		if status, _, body := stranger.get(path); status != http.StatusUnauthorized || !strings.Contains(body, "/desk") {
			t.Errorf("%s of nobody: %d", path, status)
		}
	}
	if status, _, _ := stranger.get("/team2"); status != http.StatusNotFound {
		t.Errorf("the demo's seat: %d", status)
	}
	token, _ := town.team.Sessions.Issue(t.Context(), Member{ID: agentID, Name: "王芳"})
	for range 2 { // looking at the link does not use it up
		if status, _, body := stranger.get("/in/" + token); status != http.StatusOK || !strings.Contains(body, "Sign in") {
			t.Fatalf("the link: %d", status)
		}
	}
	status, header, _ := stranger.send(http.MethodPost, "/in", url.Values{"token": {token}})
	cookie := header.Get("Set-Cookie")
	if status != http.StatusSeeOther {
		t.Fatalf("sign in: %d", status)
	}
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q has no %s", cookie, want)
		}
	}
	if e := town.notes.last(); e.Act != actSignIn || e.User != agentID || e.Role != RoleAgent || e.Refused != "" {
		t.Errorf("the audit says %+v", e)
	}
	if status, _, _ := stranger.send(http.MethodPost, "/in", url.Values{"token": {token}}); status != http.StatusForbidden {
		t.Errorf("sign in again: %d", status)
	}
	if e := town.notes.last(); e.Act != actSignIn || e.User != 0 || e.Refused != "problem_link" {
		t.Errorf("the audit says %+v", e)
	}
	wang := town.signIn(t, Member{ID: agentID, Name: "王芳"})
	if page := wang.look(""); !strings.Contains(page, "王芳") || strings.Contains(page, "second agent") {
		t.Error("the page is not the agent's own")
	}
	if status, _, _ := wang.send(http.MethodPost, "/out", url.Values{"csrf": {"x"}}); status != http.StatusForbidden {
		t.Errorf("a forged sign-out: %d", status)
	}
	if status, _, body := wang.send(http.MethodPost, "/out", url.Values{"csrf": {wang.csrf()}}); status != http.StatusOK || !strings.Contains(body, "Signed out") {
		t.Errorf("sign out: %d", status)
	}
	if status, _, _ := wang.get("/team"); status != http.StatusUnauthorized {
		t.Errorf("after signing out: %d", status)
	}
}

// TestRoles holds who may do what.
func TestRoles(t *testing.T) {
	town := townWith(t, nil, NewMemorySessions())
	_, number := town.handOver(t, "")
	editor := town.signIn(t, Member{ID: editorID, Name: "编辑"})
	page := editor.look("/c/" + number)
	for _, do := range doings() {
		if strings.Contains(page, `value="`+string(do)) {
			t.Errorf("an editor is offered %s", do)
		}
		editor.refused(number, http.StatusForbidden, "may not", string(do), "text", "x", "cause", "0", "route", "bank")
		if do == doMove || do == doCanned || do == doSendHeld || do == doNoteHeld {
			editor.refused(number, http.StatusForbidden, "may not", string(do)+":1")
		}
	}
	if e := town.notes.last(); e.Refused != "problem_role" || e.User != editorID || e.Case != number {
		t.Errorf("the audit says %+v", e)
	}
	wang, smith := town.signIn(t, Member{ID: agentID, Name: "王芳"}), town.signIn(t, Member{ID: otherID, Name: "Smith"})
	wang.do(number, "claim")
	if e := town.notes.last(); e.Act != "claim" || e.Refused != "" || e.User != agentID || e.Case != number || e.At.IsZero() {
		t.Errorf("the audit says %+v", e)
	}
	for do, more := range map[string][]string{
		"claim": nil, "release": nil, "wait": nil, "resume": nil, "hand_back": nil, "spam": nil, "desk:bank": nil, "reply:photo": nil,
		"write": {"text", "x"}, "fact": {"fact", "scope=one_card"}, "close": {"cause", "0", "route", "bank"},
	} {
		smith.refused(number, http.StatusConflict, "王芳 has it already", do, more...)
	}
	smith.refused(number, http.StatusForbidden, "Only admins", "take")
	smith.do(number, "note", "text", "look at the slip")
	town.become(t, number, "the note is there", func(k *handoff.Ticket) bool { return len(k.Lines) == 1 && k.Lines[0].From == handoff.FromNote })
	nobody := town.signIn(t, Member{ID: 999, Name: "was here once"})
	if status, _, _ := nobody.get("/team"); status != http.StatusForbidden {
		t.Errorf("who has no role any more: %d", status)
	}
}

// TestForgedAct refuses what did not stand in a page of the one who asks.
func TestForgedAct(t *testing.T) {
	town := townWith(t, nil, NewMemorySessions())
	_, number := town.handOver(t, "")
	wang, smith := town.signIn(t, Member{ID: agentID, Name: "王芳"}), town.signIn(t, Member{ID: otherID, Name: "Smith"})
	before := len(town.taken())
	for what, token := range map[string]string{"none": "", "another one's": smith.csrf(), "a guess": strings.Repeat("0", 32)} {
		form := url.Values{"do": {"claim"}, "csrf": {token}}
		if status, _, _ := wang.send(http.MethodPost, "/team/c/"+number+"/do", form); status != http.StatusForbidden {
			t.Errorf("with the token %s: %d", what, status)
		}
		if status, _, _ := wang.send(http.MethodPost, "/team/language", url.Values{"language": {"zh"}, "csrf": {token}}); status != http.StatusForbidden {
			t.Errorf("the language with the token %s: %d", what, status)
		}
	}
	own := url.Values{"do": {"claim"}, "csrf": {wang.csrf()}}
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		wang.header.Set(name, value)
		if status, _, _ := wang.send(http.MethodPost, "/team/c/"+number+"/do", own); status != http.StatusForbidden {
			t.Errorf("%s %s: %d", name, value, status)
		}
		wang.header.Del(name)
	}
	if n := len(town.taken()); n != before {
		t.Errorf("%d were taken in", n-before)
	}
	if status, _, _ := wang.send(http.MethodPost, "/team/c/"+number+"/do", own); status != http.StatusSeeOther {
		t.Errorf("the own one: %d", status)
	}
}
