package web

import (
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// isSlug reports whether an article can be begun with the name here.
func isSlug(s string) bool { return len(s) <= 64 && knowledge.IsSlug(s) }

// fileAt gives the address of the page of a file.
func fileAt(path string) string {
	u := url.URL{Path: editBase + "/f/" + path}
	return u.EscapedPath()
}

// pathIn reads the path that a request names. Which files there are, [Editing]
// knows.
func pathIn(r *http.Request) (string, error) {
	path := r.PathValue("path")
	if len(path) > maxParameter || !fs.ValidPath(path) {
		return "", errNoFile
	}
	return path, nil
}

// rows gives the rows of all files, those of the articles first.
func (f Files) rows() []FileRow {
	out := make([]FileRow, 0, len(f.Articles)+len(f.Others))
	for _, a := range f.Articles {
		out = append(out, a.FileRow)
	}
	return append(out, f.Others...)
}

// folder is the files of one folder that are no articles.
type folder struct {
	Path string // "." is that of all
	Rows []FileRow
	// Marks is set where a file of it is edited, or something is found in it.
	Marks bool
}

// folders gathers files by folder, in order of path.
func folders(rows []FileRow) []folder {
	var out []folder
	for _, x := range rows {
		i := 0
		for i < len(out) && out[i].Path != path.Dir(x.Path) {
			i++
		}
		if i == len(out) {
			out = append(out, folder{Path: path.Dir(x.Path)})
		}
		out[i].Rows = append(out[i].Rows, x)
		out[i].Marks = out[i].Marks || x.Edited || x.Errors+x.Warnings > 0
	}
	slices.SortFunc(out, func(a, b folder) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// listPage is the page that lists the files.
type listPage struct {
	editPage
	Files
	Folders                  []folder
	Edited, Errors, Warnings int
	Known                    bool // what became of the advice
}

// files lists the files.
func (s *site) files(w http.ResponseWriter, r *http.Request, who seat) error {
	files, err := s.Editing.Files(r.Context())
	if err != nil {
		return editing(err)
	}
	page := listPage{editPage: editPage{who, "articles"}, Files: files, Folders: folders(files.Others)}
	for _, x := range files.rows() {
		page.Errors += x.Errors
		page.Warnings += x.Warnings
		if x.Edited {
			page.Edited++
		}
	}
	for _, x := range files.Articles {
		page.Known = page.Known || x.Shown > 0
	}
	return s.show(w, r, http.StatusOK, "edit_files", page)
}

// newArticle leads to the page of an article that is not there yet.
func (s *site) newArticle(w http.ResponseWriter, r *http.Request, _ seat) error {
	slug := strings.TrimSpace(r.URL.Query().Get("slug"))
	if !isSlug(slug) {
		return errSlug
	}
	http.Redirect(w, r, fileAt(knowledge.ArticleFile(slug)), http.StatusSeeOther)
	return nil
}

// filePage is the page of one file.
type filePage struct {
	editPage
	File
	Lines   []fileLine
	Preview []Shown // of an article
	Raced   bool
	Theirs  string // what somebody else saved meanwhile
	Saved   bool
	Begun   bool
	// Added is the line that was just added, from 1, and AddedText what it
	// says; 0 is none.
	Added     int
	AddedText string
	// Mistakes are the errors of the file.
	Mistakes int
	formed
}

// fileLine is one line of the text as the numbers beside it show it.
type fileLine struct {
	Number   int
	Severity knowledge.Severity
}

// file shows one file.
func (s *site) file(w http.ResponseWriter, r *http.Request, who seat) error {
	page, err := s.fileOf(r, who)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	page.Saved, page.Begun = asked.Has("saved"), asked.Has("begun")
	lines := strings.Split(page.Text, "\n")
	if n, err := strconv.Atoi(asked.Get("added")); err == nil && n > 0 && n <= len(lines) {
		page.Added, page.AddedText = n, strings.TrimSpace(lines[n-1])
	}
	if err := s.withForm(r, &page); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "edit_file", page)
}

// fileOf reads the file that a request names.
func (s *site) fileOf(r *http.Request, who seat) (filePage, error) {
	path, err := pathIn(r)
	if err != nil {
		return filePage{}, err
	}
	f, err := s.Editing.File(r.Context(), path)
	if err != nil {
		return filePage{}, editing(err)
	}
	page := filePage{editPage: editPage{who, "articles"}, File: f, Lines: linesOf(f.Text, f.Findings)}
	page.Mistakes = knowledge.Errors(f.Findings)
	if f.Slug != "" && !f.New && page.Mistakes == 0 {
		if page.Preview, err = s.Editing.Preview(r.Context(), f.Slug, s.page(r).lang); err != nil {
			return filePage{}, editing(err)
		}
	}
	return page, nil
}

// linesOf numbers the lines of a text, and marks those with findings.
func linesOf(text string, findings []knowledge.Finding) []fileLine {
	out := make([]fileLine, strings.Count(text, "\n")+1)
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
