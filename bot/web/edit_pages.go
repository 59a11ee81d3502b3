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
	for _, x := range []struct {
		method, path string
		do           func(w http.ResponseWriter, r *http.Request, who seat) error
	}{
		{http.MethodGet, "", s.articles},
		{http.MethodGet, "/a/{slug}", s.article},
		{http.MethodGet, "/new", s.newArticle},
		{http.MethodGet, "/try", s.trying},
		{http.MethodGet, "/publish", s.publishing},
		{http.MethodGet, "/publish/progress", s.progress},
		{http.MethodGet, "/gaps", s.gaps},
		{http.MethodPost, "/a/{slug}/save", s.save},
		{http.MethodPost, "/a/{slug}/discard", s.discard},
		{http.MethodPost, "/try/text", s.try},
		{http.MethodPost, "/publish/do", s.publish},
		{http.MethodPost, "/rollback", s.rollback},
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
				if err := s.mine(r, who, "edit"+x.path); err != nil {
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

// articles lists the articles.
func (s *site) articles(w http.ResponseWriter, r *http.Request, who seat) error {
	rows, err := s.Editing.Articles(r.Context())
	if err != nil {
		return editing(err)
	}
	page := struct {
		editPage
		Rows             []ArticleRow
		Edited           int
		Errors, Warnings int
		Known            bool // what became of the advice
	}{editPage: editPage{who, "articles"}, Rows: rows}
	for _, x := range rows {
		page.Errors += x.Errors
		page.Warnings += x.Warnings
		page.Known = page.Known || x.Shown > 0
		if x.Edited {
			page.Edited++
		}
	}
	return s.show(w, r, http.StatusOK, "edit_articles", page)
}

// newArticle leads to the page of an article that is not there yet.
func (s *site) newArticle(w http.ResponseWriter, r *http.Request, _ seat) error {
	slug := strings.TrimSpace(r.URL.Query().Get("slug"))
	if !isSlug(slug) {
		return errNoArticle
	}
	http.Redirect(w, r, editBase+"/a/"+slug, http.StatusSeeOther)
	return nil
}

// isSlug reports whether an article can have the name.
func isSlug(s string) bool {
	return s != "" && len(s) <= 64 && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// articlePage is the page of one article.
type articlePage struct {
	editPage
	Article
	Lines   []articleLine
	Preview []Shown
	Raced   bool
	Theirs  string // what somebody else saved meanwhile
	Saved   bool
	// Mistakes are the errors of the article.
	Mistakes int
}

// articleLine is one line of the text as the numbers beside it show it.
type articleLine struct {
	Number   int
	Severity knowledge.Severity
}

// article shows one article.
func (s *site) article(w http.ResponseWriter, r *http.Request, who seat) error {
	page, err := s.articleOf(r, who)
	if err != nil {
		return err
	}
	page.Saved = r.URL.Query().Has("saved")
	return s.show(w, r, http.StatusOK, "edit_article", page)
}

// articleOf reads the article that a request names.
func (s *site) articleOf(r *http.Request, who seat) (articlePage, error) {
	slug := r.PathValue("slug")
	if !isSlug(slug) {
		return articlePage{}, errNoArticle
	}
	a, err := s.Editing.Article(r.Context(), slug)
	if err != nil {
		return articlePage{}, editing(err)
	}
	page := articlePage{editPage: editPage{who, "articles"}, Article: a, Lines: linesOf(a.Text, a.Findings)}
	page.Mistakes = knowledge.Errors(a.Findings)
	if !a.New && page.Mistakes == 0 {
		if page.Preview, err = s.Editing.Preview(r.Context(), slug, s.page(r).lang); err != nil {
			return articlePage{}, editing(err)
		}
	}
	return page, nil
}

// linesOf numbers the lines of a text, and marks those with findings.
func linesOf(text string, findings []knowledge.Finding) []articleLine {
	out := make([]articleLine, strings.Count(text, "\n")+1)
	for i := range out {
		out[i].Number = i + 1
	}
	for _, f := range findings {
		if f.Line > 0 && f.Line <= len(out) && out[f.Line-1].Severity != knowledge.Error {
			out[f.Line-1].Severity = f.Severity
		}
	}
	return out
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
	Edited []string
	Log    []bundle.Publication
}

// publishing shows the page on which the draft is published.
func (s *site) publishing(w http.ResponseWriter, r *http.Request, who seat) error {
	page := publishPage{editPage: editPage{who, "publish"}}
	rows, err := s.Editing.Articles(r.Context())
	if err != nil {
		return editing(err)
	}
	for _, x := range rows {
		if x.Edited {
			page.Edited = append(page.Edited, x.Slug)
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

// gaps shows what merchants meant and did not get.
func (s *site) gaps(w http.ResponseWriter, r *http.Request, who seat) error {
	gaps, err := s.Editing.Gaps(r.Context())
	if err != nil {
		return editing(err)
	}
	return s.show(w, r, http.StatusOK, "edit_gaps", struct {
		editPage
		Gaps []Gap
	}{editPage{who, "gaps"}, gaps})
}
