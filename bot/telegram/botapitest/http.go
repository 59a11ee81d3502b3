package botapitest

import (
	"net/http"
	"strconv"
	"strings"
)

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		panic(http.ErrAbortHandler)
	}
	defer s.work.Done()
	req, err := s.parse(r)
	if err != nil {
		s.refuseUnread(err)
		s.write(w, r, refused(err), Injection{})
		return
	}
	m, known := s.methods[strings.ToLower(req.method)]
	switch {
	case !known:
		err = &apiError{code: http.StatusNotFound, description: "Not Found: method not found"}
		s.refuseUnread(err)
		s.write(w, r, refused(err), Injection{})
	case m.name == "getUpdates":
		a, fault := s.poll(r.Context(), req)
		s.write(w, r, a, fault)
	default:
		a, fault := s.handle(req, m)
		s.write(w, r, a, fault)
	}
}

// refuseUnread counts a request that is no call.
func (s *Server) refuseUnread(err *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	s.records.counts.Refused[err.description]++
}

// write gives an answer, unless a fault keeps it back. An aborted handler cuts
// the connection.
func (s *Server) write(w http.ResponseWriter, r *http.Request, a answer, fault Injection) {
	switch fault.Fault {
	case CutBefore, AnswerLost:
		panic(http.ErrAbortHandler)
	case SlowAnswer:
		waitFor(r.Context(), s.base, fault.Delay)
	}
	if s.base.Err() != nil {
		panic(http.ErrAbortHandler) // the server is closed
	}
	if r.Context().Err() != nil {
		s.unread(a)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	if a.html {
		header.Set("Content-Type", "text/html")
	}
	if a.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(a.retryAfter))
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if fault.Fault == HalfBody {
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	if _, err := w.Write(a.body); err != nil {
		s.unread(a)
	}
}

// unread counts an answer that nobody waited for.
func (s *Server) unread(a answer) {
	if a.status != http.StatusOK {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	s.records.counts.Unread++
}
