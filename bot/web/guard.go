package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

var (
	errHost     = &refusal{status: http.StatusMisdirectedRequest, text: "problem_host"}
	errCross    = &refusal{status: http.StatusForbidden, text: "problem_cross"}
	errMethod   = &refusal{status: http.StatusMethodNotAllowed, text: "problem_method"}
	errNotFound = &refusal{status: http.StatusNotFound, text: "problem_not_found"}
)

// policy lets a page load and send only what is its own, and run no script
// that stands in it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// policies gives the policy, and who may frame the page as older browsers read
// it. The demo's page shows the team's page in itself.
func (s *site) policies() (content, frame string) {
	if s.desk() != "" {
		return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'", 1), "SAMEORIGIN"
	}
	return policy, "DENY"
}

// guard lets through what comes from our own pages or was typed into the
// address bar, by a name that is ours.
func (s *site) guard(next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errCross) }))
	next = own.Handler(next)
	content, frame := s.policies()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", content)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", frame)
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.ours(r.Host) {
			s.refuse(w, r, errHost)
			return
		}
		most := int64(maxBody)
		if strings.HasPrefix(r.URL.Path, editBase+"/save/") {
			most = maxEdited // a form that holds a file
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a host, with or without port, is one that the page
// answers to. A foreign site can have its own name pointed at this machine,
// but cannot make a browser send another one.
func (s *site) ours(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" || slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback()
}

// refuse answers a request that is not done.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	why := refusalOf(err)
	if why.err != nil {
		s.Log.Error("a request failed", "route", r.Pattern, "error", why.err)
	}
	name := "problem"
	if fromPage(r) {
		name = "refusal"
	}
	p := s.page(r)
	said, err := p.say(why.text, why.values...)
	var html []byte
	if err == nil {
		html, err = p.render(name, struct{ Text string }{said})
	}
	if err != nil {
		s.Log.Error("a page is broken", "route", r.Pattern, "error", err)
		http.Error(w, http.StatusText(why.status), why.status)
		return
	}
	if why.status == http.StatusTooManyRequests || why.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "3")
	}
	write(w, why.status, html)
}

// refusalOf gives why a request is not done; what is no refusal is a mistake
// of ours.
func refusalOf(err error) *refusal {
	if why, ok := errors.AsType[*refusal](err); ok {
		return why
	}
	return &refusal{status: http.StatusInternalServerError, text: "problem_title", err: err}
}

// fromPage reports whether a script of the page asks, which puts the answer
// into the page.
func fromPage(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }
