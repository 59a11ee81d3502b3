package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// events sends a merchant's page what changes, for as long as it is open. The
// id of an event is the number of the last change in it.
func (s *site) events(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet {
		return errMethod
	}
	key := r.PathValue("key")
	reader, full := s.Merchants.join(key)
	if full {
		return errFull
	}
	if reader != nil {
		defer reader.leave()
	}
	out, err := s.stream(w)
	if err != nil {
		return err
	}
	defer out.end()
	if reader == nil {
		return out.send([]byte(goneEvent))
	}
	p := s.pages[knowledge.Lang(r.URL.Query().Get("lang"))]
	if p == nil {
		p = s.page(r)
	}
	s.follow(r, reader, p, out)
	return nil
}

// goneEvent tells a page that its chat is no longer kept, and to ask no more.
const goneEvent = "event: gone\ndata: gone\n\n"

// follow sends what changes until the reader is gone or too slow.
func (s *site) follow(r *http.Request, reader *reader, p *pages, out *stream) {
	after := lastSeen(r)
	if out.send([]byte(": open\n\n")) != nil {
		return
	}
	beat := time.NewTicker(s.beat)
	defer beat.Stop()
	for {
		news, fresh := reader.since(after)
		if news.Version != after {
			after = news.Version
			html, err := p.render("live", news)
			if err != nil {
				s.Log.Error("a live update is broken", "error", err)
				return
			}
			if out.send(event(after, html)) != nil {
				return
			}
		}
		if news.Forgotten {
			_ = out.send([]byte(goneEvent)) // it is the last in any case
			return
		}
		select {
		case <-fresh:
		case <-beat.C:
			if out.send([]byte(": beat\n\n")) != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

// lastSeen gives the last change that a page knows of: the one it came back
// with, or the one it was made with. -1 is none.
func lastSeen(r *http.Request) int64 {
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		id = r.URL.Query().Get("after")
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// event writes HTML as one event.
func event(id int64, html []byte) []byte {
	var b bytes.Buffer
	b.WriteString("id: " + strconv.FormatInt(id, 10) + "\n")
	for line := range bytes.Lines(html) {
		b.WriteString("data: ")
		b.Write(bytes.TrimRight(line, "\r\n"))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// stream begins a live answer.
func (s *site) stream(w http.ResponseWriter) (*stream, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // of a proxy on the way
	out := &stream{w: w, rc: http.NewResponseController(w), time: s.writeTime}
	// The server's time to read a request would end a stream, and the time to
	// write that is set here would end what comes after it on the connection.
	if err := out.rc.SetReadDeadline(time.Time{}); err != nil {
		return nil, fmt.Errorf("read no more of a live page: %w", err)
	}
	return out, nil
}

// stream is the way to a reader.
type stream struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	time time.Duration
}

// end lets the connection be used for other answers.
func (s *stream) end() { _ = s.rc.SetWriteDeadline(time.Time{}) }

// send sends data at once, or fails when the reader does not take it in time.
func (s *stream) send(data []byte) error {
	if err := s.rc.SetWriteDeadline(time.Now().Add(s.time)); err != nil {
		return fmt.Errorf("bound the time of a live update: %w", err)
	}
	if _, err := s.w.Write(data); err != nil {
		return err
	}
	return s.rc.Flush()
}
