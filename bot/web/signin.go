package web

import (
	"errors"
	"net/http"
)

// invited shows the page behind a link of the bot. The link is redeemed by the
// button there: what only looks at links, as messengers do, redeems none.
func (s *site) invited(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	if len(token) > maxParameter {
		return errLink
	}
	html, err := s.page(r).render("invited", struct{ Token string }{token})
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// signIn begins a session.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	t, token := s.Team, r.PostForm.Get("token")
	if token == "" || len(token) > maxParameter {
		return errLink
	}
	cookie, err := t.Sessions.Redeem(r.Context(), token)
	if errors.Is(err, ErrNoSession) {
		t.note(seat{}, actSignIn, "", errLink)
		return errLink
	}
	if err != nil {
		return unstored(err)
	}
	who, err := t.Sessions.Session(r.Context(), cookie)
	if err != nil {
		return unstored(err)
	}
	t.note(seat{Member: who, Role: t.Role(who.ID)}, actSignIn, "", nil)
	http.SetCookie(w, t.cookie(cookie, int(SessionLife.Seconds())))
	http.Redirect(w, r, teamBase, http.StatusSeeOther)
	return nil
}

// signOut ends a session.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	t := s.Team
	who, err := t.seatOf(r, teamBase, nil, "")
	if err != nil {
		return err
	}
	if err := s.mine(r, who, actSignOut); err != nil {
		return err
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return errSignIn
	}
	if err := t.Sessions.End(r.Context(), c.Value); err != nil {
		return unstored(err)
	}
	t.note(who, actSignOut, "", nil)
	http.SetCookie(w, t.cookie("", -1))
	html, err := s.page(r).render("left", nil)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// cookie gives the cookie of a session, or with an age below 0 takes it away.
// No other site can send it, and no script can read it.
func (t *Team) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: t.Secure,
	}
}
