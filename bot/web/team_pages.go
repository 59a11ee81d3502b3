package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/knowledge"
)

// teamRoute is what is done at an address below that of the queue.
type teamRoute struct {
	method, path string
	do           func(w http.ResponseWriter, r *http.Request, who seat) error
}

// teamRoutes routes the requests of the team's page.
func (s *site) teamRoutes(route func(method, path string, h func(w http.ResponseWriter, r *http.Request) error)) {
	for base, demo := range s.Team.bases() {
		for _, x := range append(s.figuresRoutes(), []teamRoute{
			{http.MethodGet, "", s.queue},
			{http.MethodGet, "/c/{case}", s.oneCase},
			{http.MethodGet, "/past", s.past},
			{http.MethodGet, "/events", s.teamEvents},
			{http.MethodPost, "/c/{case}/do", s.act},
			{http.MethodPost, "/language", s.teamLanguage},
		}...) {
			route(x.method, base+x.path, func(w http.ResponseWriter, r *http.Request) error {
				who, err := s.Team.seatOf(r, base, demo, s.page(r).lang)
				if err != nil {
					return err
				}
				who.Figures = s.Team.Figures != nil
				if r.Method == http.MethodPost {
					if err := s.mine(r, who, x.path); err != nil {
						return err
					}
				}
				return x.do(w, r, who)
			})
		}
	}
	if len(s.Team.Demo) == 0 {
		route(http.MethodGet, "/in/{token}", s.invited)
		route(http.MethodPost, "/in", s.signIn)
		route(http.MethodPost, "/out", s.signOut)
	}
}

// mine reads a form, and refuses one that did not stand in a page of ours.
func (s *site) mine(r *http.Request, who seat, act string) error {
	if err := form(r); err != nil {
		return err
	}
	if !who.own(r) {
		s.Team.note(who, strings.Trim(act, "/"), r.PathValue("case"), errToken)
		return errToken
	}
	return nil
}

// teamPage is what a page of the team shows. Without a case only the queue.
type teamPage struct {
	counts
	Rows   queue
	Case   *caseView
	Events string
	Here   string // the address without what the queue shows
}

// queue shows the queue.
func (s *site) queue(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.board(w, r, who, "")
}

// oneCase shows the queue and one case.
func (s *site) oneCase(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.board(w, r, who, r.PathValue("case"))
}

// board shows the page of a case, or with "" that of none.
func (s *site) board(w http.ResponseWriter, r *http.Request, who seat, number string) error {
	t, p := s.Team, s.page(r)
	snap, err := t.board.look(r.Context())
	if err != nil {
		return unstored(err)
	}
	what := readShow(r.URL.Query().Get("show"))
	page := teamPage{counts: t.count(snap, who, what), Rows: t.queueOf(snap, p, who, what), Here: who.Base}
	if number != "" {
		file, err := t.file(r, snap, number)
		if err != nil {
			return err
		}
		view := t.caseOf(file, p, who, snap.at)
		page.Case, page.Here = &view, view.Href
	}
	page.Events = watching{number: number, show: what, lang: p.lang}.address(who.Base, snap.version)
	html, err := p.render("team", page)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// file gives a case that was handed over.
func (t *Team) file(r *http.Request, snap *snapshot, number string) (bot.CaseFile, error) {
	if f, ok := snap.find(number); ok {
		return f, nil
	}
	if len(number) > maxParameter {
		return bot.CaseFile{}, errNoCase
	}
	f, ok, err := t.Cases.Case(r.Context(), number)
	switch {
	case err != nil:
		return bot.CaseFile{}, unstored(err)
	case !ok || f.Ticket == nil:
		return bot.CaseFile{}, errNoCase
	}
	return f, nil
}

// past searches the cases that are not with the team any more.
func (s *site) past(w http.ResponseWriter, r *http.Request, who seat) error {
	q := r.URL.Query()
	words := strings.TrimSpace(bot.Clean(q.Get("q")))
	if utf8.RuneCountInString(words) > maxWords || len(q.Get("after")) > maxParameter {
		return errForm
	}
	p := s.page(r)
	view, err := s.Team.search(r.Context(), p, who, words, q.Get("after"))
	if err != nil {
		return err
	}
	html, err := p.render("past", view)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// act takes in what somebody does with a case.
func (s *site) act(w http.ResponseWriter, r *http.Request, who seat) error {
	number := r.PathValue("case")
	a, err := readAct(r.PostForm)
	if !who.Role.works() {
		err = errRole
	}
	if err == nil {
		err = s.Team.do(r.Context(), who, number, a, string(s.page(r).lang))
	}
	s.Team.note(who, string(a.do), number, err)
	if err != nil {
		return err
	}
	if fromPage(r) {
		write(w, http.StatusOK, nil)
		return nil
	}
	http.Redirect(w, r, who.Base+"/c/"+number+"?show="+string(readShow(r.PostForm.Get("show"))), http.StatusSeeOther)
	return nil
}

// teamLanguage chooses the language of the page.
func (s *site) teamLanguage(w http.ResponseWriter, r *http.Request, who seat) error {
	if err := s.speak(w, r); err != nil {
		return err
	}
	to := who.Base
	if r.PostForm.Get("at") == atFigures && who.Figures {
		to += "/figures"
	}
	if number := r.PostForm.Get("case"); number != "" && len(number) <= maxParameter && strings.Trim(number, numberShape) == "" {
		to += "/c/" + number
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// numberShape is what a case's number may have in an address that is led to.
const numberShape = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"

// speak keeps the language that a form chooses.
func (s *site) speak(w http.ResponseWriter, r *http.Request) error {
	lang := knowledge.Lang(r.PostForm.Get("language"))
	if s.pages[lang] == nil {
		return errForm
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: string(lang), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return nil
}

// watching is what a live page watches.
type watching struct {
	number string
	show   show
	lang   knowledge.Lang
}

// address gives where the live updates are found.
func (x watching) address(base string, after int64) string {
	out := base + "/events?lang=" + string(x.lang) + "&show=" + string(x.show) + "&after=" + strconv.FormatInt(after, 10)
	if x.number != "" {
		out += "&case=" + x.number
	}
	return out
}
