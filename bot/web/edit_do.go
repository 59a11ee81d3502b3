package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/knowledge"
)

// save keeps a file in the draft. Who was slower than somebody else sees both
// texts.
func (s *site) save(w http.ResponseWriter, r *http.Request, who seat) error {
	path, err := pathIn(r)
	if err != nil {
		return err
	}
	text, more, err := s.edited(r, path)
	if err != nil {
		return err
	}
	version, err := versionIn(r)
	if err != nil {
		return err
	}
	err = s.Editing.Save(r.Context(), who.Member, path, text, version)
	s.Team.note(who, "edit_save", "", editing(err))
	if errors.Is(err, ErrRaced) {
		page, err := s.fileOf(r, who)
		if err != nil {
			return err
		}
		page.Raced, page.Theirs, page.Text = true, page.Text, text
		page.Lines, page.Findings, page.Preview = linesOf(text, nil), nil, nil
		return s.show(w, r, http.StatusConflict, "edit_file", page)
	}
	if err != nil {
		return editing(err)
	}
	http.Redirect(w, r, s.savedAt(path, text, r.PostForm.Get("view"), more), http.StatusSeeOther)
	return nil
}

// versionIn reads which version of a file was edited.
func versionIn(r *http.Request) (string, error) {
	version := r.PostForm.Get("version")
	if len(version) > maxParameter {
		return "", errForm
	}
	return version, nil
}

// sizeLimit gives how many bytes a file may have.
func sizeLimit(path string) int {
	if knowledge.ArticleOf(path) != "" {
		return maxArticle
	}
	return maxFile
}

// discard goes back to what is published of a file. Of a new article nothing
// is left.
func (s *site) discard(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.change(w, r, who, "edit_discard", s.Editing.Discard)
}

// remove takes an article out of the draft.
func (s *site) remove(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.change(w, r, who, "edit_remove", func(ctx context.Context, path, version string) error {
		return s.Editing.Remove(ctx, who.Member, path, version)
	})
}

// change does something with a whole file, if it is the one that was seen.
func (s *site) change(w http.ResponseWriter, r *http.Request, who seat, act string, do func(ctx context.Context, path, version string) error) error {
	path, err := pathIn(r)
	if err != nil {
		return err
	}
	version, err := versionIn(r)
	if err != nil {
		return err
	}
	err = editing(do(r.Context(), path, version))
	s.Team.note(who, act, "", err)
	if err != nil {
		return err
	}
	http.Redirect(w, r, fileAt(path), http.StatusSeeOther)
	return nil
}

// try shows what the draft makes of a text.
func (s *site) try(w http.ResponseWriter, r *http.Request, who seat) error {
	text := strings.TrimSpace(bot.Clean(r.PostForm.Get("text")))
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return errEmpty
	case n > maxTried:
		return errLong
	}
	trial, err := s.Editing.Try(r.Context(), text, s.page(r).lang)
	if err != nil {
		return editing(err)
	}
	return s.show(w, r, http.StatusOK, "edit_try", tryPage{editPage{who, "try"}, text, &trial})
}

// publish begins to publish the draft.
func (s *site) publish(w http.ResponseWriter, r *http.Request, who seat) error {
	wish := Wish{
		Why:    strings.TrimSpace(bot.Clean(r.PostForm.Get("why"))),
		Accept: r.PostForm["accept"], Dry: r.PostForm.Get("do") != "publish",
	}
	if utf8.RuneCountInString(wish.Why) > maxWhy || len(wish.Accept) > maxAccepted {
		return errForm
	}
	for _, name := range wish.Accept {
		if len(name) > 2*maxParameter || !utf8.ValidString(name) {
			return errForm
		}
	}
	act := "edit_publish"
	if wish.Dry {
		act = "edit_compare"
	}
	err := editing(s.Editing.Publish(r.Context(), who.Member, wish))
	s.Team.note(who, act, "", err)
	if err != nil {
		return err
	}
	http.Redirect(w, r, editBase+"/publish", http.StatusSeeOther)
	return nil
}

// rollback makes an earlier publication live again.
func (s *site) rollback(w http.ResponseWriter, r *http.Request, who seat) error {
	serial, err := strconv.ParseInt(r.PostForm.Get("serial"), 10, 64)
	if err != nil {
		return errForm
	}
	err = editing(s.Editing.Rollback(r.Context(), who.Member, serial))
	s.Team.note(who, "edit_rollback", "", err)
	if err != nil {
		return err
	}
	http.Redirect(w, r, editBase+"/publish", http.StatusSeeOther)
	return nil
}
