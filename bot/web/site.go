package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"github.com/tillmate/tillmate/knowledge"
)

// Options say what is served, and to whom.
type Options struct {
	// Merchants are the chats of the demo; nil is none.
	Merchants *Merchants
	// Team is the support team's page; nil is none.
	Team *Team
	// Editing is the work on the content; nil is none. It needs a Team, whose
	// sessions and roles let editors in.
	Editing Editing
	// Hosts are the names that the page answers to beside the loopback ones,
	// without port. A page that is reachable from elsewhere needs its name
	// here; without, a foreign site whose name is pointed at this machine
	// could read it.
	Hosts []string
	Log   *slog.Logger
}

// site serves the page.
type site struct {
	Options
	pages     map[knowledge.Lang]*pages
	schemas   map[string][]byte // of the files that editors work on
	assets    *assets
	writeTime time.Duration
	beat      time.Duration
}

// New gives the handler of the whole page. The error says that something
// embedded is broken.
func New(o Options) (http.Handler, error) {
	s, err := newSite(o)
	if err != nil {
		return nil, err
	}
	return s.handler(), nil
}

func newSite(o Options) (*site, error) {
	files, err := readAssets()
	if err != nil {
		return nil, err
	}
	all, err := readPages(files)
	if err != nil {
		return nil, err
	}
	schemas, err := knowledge.Schemas()
	if err != nil {
		return nil, fmt.Errorf("read the schemas: %w", err)
	}
	return &site{Options: o, pages: all, schemas: schemas, assets: files, writeTime: writeTime, beat: beat}, nil
}

// handler routes the requests.
func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	route := func(method, path string, h func(w http.ResponseWriter, r *http.Request) error) {
		mux.HandleFunc(method+" "+path, func(w http.ResponseWriter, r *http.Request) {
			if err := h(w, r); err != nil {
				s.refuse(w, r, err)
			}
		})
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", method)
			s.refuse(w, r, errMethod)
		})
	}
	if s.Merchants != nil {
		route(http.MethodGet, "/{$}", s.enter)
		route(http.MethodGet, "/m/{key}", s.merchant)
		route(http.MethodGet, "/m/{key}/events", s.events)
		route(http.MethodPost, "/m/{key}/text", s.text)
		route(http.MethodPost, "/m/{key}/press", s.press)
		route(http.MethodPost, "/m/{key}/language", s.language)
	} else {
		mux.Handle("GET /{$}", http.RedirectHandler(teamBase, http.StatusSeeOther))
	}
	if s.Team != nil {
		s.teamRoutes(route)
		if s.Team.Figures != nil {
			mux.Handle("GET /figures", http.RedirectHandler(teamBase+"/figures", http.StatusSeeOther))
		}
		if s.Editing != nil {
			s.editRoutes(route)
		}
	}
	route(http.MethodGet, "/assets/{name}", s.asset)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errNotFound) })
	return s.guard(mux)
}

// desk gives the address of the team's page that stands beside a merchant's
// chat, or "".
func (s *site) desk() string {
	if s.Team == nil || len(s.Team.Demo) == 0 {
		return ""
	}
	return teamBase
}

// Serve serves a handler until ctx ends. Live pages are cut off then, and come
// back by themselves when the program does.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(late)
	})
	err := server.Serve(l)
	if stop() || !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// languageCookie keeps the language that was chosen for the page.
const languageCookie = "tillmate_language"

// spoken are the languages that a browser may ask for; the first is taken when
// it asks for another.
var spoken = language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese, language.TraditionalChinese})

// languageOf gives the page's language for a request, and the one in which the
// bot greets: zh, zh-Hant or en.
func (s *site) languageOf(r *http.Request) (page knowledge.Lang, greeting string) {
	if c, err := r.Cookie(languageCookie); err == nil && s.pages[knowledge.Lang(c.Value)] != nil {
		return knowledge.Lang(c.Value), c.Value
	}
	asked, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // none, if it is broken
	_, i, _ := spoken.Match(asked...)
	switch i {
	case 1:
		return knowledge.Chinese, string(knowledge.Chinese)
	case 2:
		return knowledge.Chinese, "zh-Hant"
	}
	return knowledge.English, string(knowledge.English)
}

// page gives the pages in the language of a request.
func (s *site) page(r *http.Request) *pages {
	lang, _ := s.languageOf(r)
	return s.pages[lang]
}

// write sends a page that was rendered.
func write(w http.ResponseWriter, status int, html []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(html)))
	w.WriteHeader(status)
	_, _ = w.Write(html) // the browser is gone: nobody is left to tell
}
