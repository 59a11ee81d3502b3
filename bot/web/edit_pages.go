package web

import (
	"net/http"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// demoEditor is the seat of the demo's editor.
func demoEditor() *Seat {
	return &Seat{ID: 3, Name: knowledge.Text{ZH: "演示编辑", EN: "Demo editor"}, Role: RoleEditor}
}

// editRoutes routes the requests of the editors' pages.
func (s *site) editRoutes(route func(method, path string, h func(w http.ResponseWriter, r *http.Request) error)) {
	var demo *Seat
	if len(s.Team.Demo) > 0 {
		demo = demoEditor()
	}
	for _, x := range []teamRoute{
		{http.MethodGet, "", s.files},
		{http.MethodGet, "/f/{path...}", s.file},
		{http.MethodGet, "/new", s.newArticle},
		{http.MethodGet, "/try", s.trying},
		{http.MethodGet, "/publish", s.publishing},
		{http.MethodGet, "/publish/progress", s.progress},
		{http.MethodGet, "/gaps", s.gaps},
		{http.MethodPost, "/save/{path...}", s.save},
		{http.MethodPost, "/discard/{path...}", s.discard},
		{http.MethodPost, "/remove/{path...}", s.remove},
		{http.MethodPost, "/try/text", s.try},
		{http.MethodPost, "/publish/do", s.publish},
		{http.MethodPost, "/rollback", s.rollback},
		{http.MethodPost, "/gaps/add", s.addPhrasing},
		{http.MethodPost, "/gaps/write", s.beginArticle},
		{http.MethodPost, "/language", s.teamLanguage},
	} {
		route(x.method, editBase+x.path, func(w http.ResponseWriter, r *http.Request) error {
			who, err := s.Team.seatOf(r, editBase, demo, s.page(r).lang)
			if err != nil {
				return err
			}
			if !who.Role.Edits() {
				return errEditors
			}
			if r.Method == http.MethodPost {
				if err := s.mine(r, who, "edit"+strings.TrimSuffix(x.path, "/{path...}")); err != nil {
					return err
				}
				if !s.Team.allow(who.ID) {
					return errFast
				}
			}
			return x.do(w, r, who)
		})
	}
}

// editPage is what every page of the editors shows.
type editPage struct {
	seat
	Tab string // articles, try, publish or gaps
}

// show renders a page of the editors and sends it.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	html, err := s.page(r).render(name, data)
	if err != nil {
		return err
	}
	write(w, status, html)
	return nil
}

// tryPage is the page on which a text is tried.
type tryPage struct {
	editPage
	Text  string
	Trial *Trial
}

// trying shows the page on which a text is tried.
func (s *site) trying(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.show(w, r, http.StatusOK, "edit_try", tryPage{editPage: editPage{who, "try"}})
}

// publishPage is the page on which the draft is published.
type publishPage struct {
	editPage
	Publishing
	Edited []string // paths
	Log    []bundle.Publication
}

// publishing shows the page on which the draft is published.
func (s *site) publishing(w http.ResponseWriter, r *http.Request, who seat) error {
	page := publishPage{editPage: editPage{who, "publish"}}
	files, err := s.Editing.Files(r.Context())
	if err != nil {
		return editing(err)
	}
	for _, x := range files.rows() {
		if x.Edited {
			page.Edited = append(page.Edited, x.Path)
		}
	}
	if page.Log, err = s.Editing.Publications(r.Context()); err != nil {
		return editing(err)
	}
	if page.Publishing, err = s.Editing.Publishing(r.Context(), s.page(r).lang); err != nil {
		return editing(err)
	}
	return s.show(w, r, http.StatusOK, "edit_publish", page)
}

// progress shows how far publishing is, to be put into the page.
func (s *site) progress(w http.ResponseWriter, r *http.Request, _ seat) error {
	now, err := s.Editing.Publishing(r.Context(), s.page(r).lang)
	if err != nil {
		return editing(err)
	}
	return s.show(w, r, http.StatusOK, "edit_progress", now)
}
