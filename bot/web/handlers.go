package web

import (
	"errors"
	"net/http"
	"strconv"
)

// maxParameter is the greatest length of a short field of a form, in bytes.
const maxParameter = 128

// enter makes a new merchant: every tab that opens the page is one. What only
// loads the address into another page is none.
func (s *site) enter(w http.ResponseWriter, r *http.Request) error {
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" {
		return errCross
	}
	if r.Method == http.MethodHead {
		return nil
	}
	_, greeting := s.languageOf(r)
	key, err := s.Merchants.open(r.Context(), greeting, r.URL.Query().Get("start"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/m/"+key, http.StatusSeeOther)
	return nil
}

// merchantPage is what the merchant's page shows.
type merchantPage struct {
	changes
	Key, Events string
	// Desk is the address of the team's page beside it, or "".
	Desk string
}

// merchant shows a merchant's page.
func (s *site) merchant(w http.ResponseWriter, r *http.Request) error {
	key := r.PathValue("key")
	all, ok := s.Merchants.since(key, -1)
	if !ok {
		return errGone
	}
	p := s.page(r)
	html, err := p.render("merchant", merchantPage{
		changes: all, Key: key, Desk: s.desk(),
		Events: "/m/" + key + "/events?lang=" + string(p.lang) + "&after=" + strconv.FormatInt(all.Version, 10),
	})
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// text takes in what a merchant wrote.
func (s *site) text(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	key := r.PathValue("key")
	if err := s.Merchants.write(r.Context(), key, r.PostForm.Get("text"), r.PostForm.Has("photo")); err != nil {
		return err
	}
	done(w, r, key)
	return nil
}

// press takes in that a button was pressed.
func (s *site) press(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	message, err := strconv.ParseInt(r.PostForm.Get("message"), 10, 64)
	button := r.PostForm.Get("button")
	if err != nil || len(button) > maxParameter {
		return errForm
	}
	key := r.PathValue("key")
	if err := s.Merchants.press(r.Context(), key, message, button); err != nil {
		return err
	}
	done(w, r, key)
	return nil
}

// language chooses the language of the page and of the bot. A merchant who has
// not begun is greeted anew in it.
func (s *site) language(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	if err := s.speak(w, r); err != nil {
		return err
	}
	key := r.PathValue("key")
	begun, ok := s.Merchants.begun(key)
	if !ok || !begun {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	if err := s.Merchants.speak(r.Context(), key, r.PostForm.Get("language")); err != nil {
		return err
	}
	http.Redirect(w, r, "/m/"+key, http.StatusSeeOther)
	return nil
}

// asset serves a file of the page.
func (s *site) asset(w http.ResponseWriter, r *http.Request) error {
	if !s.assets.serve(w, r) {
		return errNotFound
	}
	return nil
}

// form reads the form of a request.
func form(r *http.Request) error {
	err := r.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errLong
	}
	if err != nil {
		return errForm
	}
	return nil
}

// done answers a form that was taken in. The page's script needs no more: what
// happened comes as a live update. Without the script the page is shown again.
func done(w http.ResponseWriter, r *http.Request, key string) {
	if fromPage(r) {
		write(w, http.StatusOK, nil)
		return
	}
	http.Redirect(w, r, "/m/"+key, http.StatusSeeOther)
}
