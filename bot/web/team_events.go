package web

import (
	"hash/maphash"
	"net/http"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// part is a piece of the page that is kept up to date as a whole.
type part struct {
	ID   string // of the element
	HTML []byte
}

// teamEvents sends a page of the team what changes, for as long as it is open.
// A page is sent what it shows as it is now, not what happened to it: who was
// away, or too slow, misses nothing.
func (s *site) teamEvents(w http.ResponseWriter, r *http.Request, who seat) error {
	if r.Method != http.MethodGet {
		return errMethod
	}
	q := r.URL.Query()
	x := watching{number: q.Get("case"), show: readShow(q.Get("show")), lang: knowledge.Lang(q.Get("lang"))}
	if len(x.number) > maxParameter {
		return errForm
	}
	p := s.pages[x.lang]
	if p == nil {
		p = s.page(r)
	}
	if !s.Team.board.join(x.number) {
		return errFull
	}
	defer s.Team.board.leave(x.number)
	out, err := s.stream(w)
	if err != nil {
		return err
	}
	defer out.end()
	s.watch(r, who, x, p, out)
	return nil
}

// watch sends what changes until the reader is gone, too slow, or not allowed
// any more.
func (s *site) watch(r *http.Request, who seat, x watching, p *pages, out *stream) {
	if out.send([]byte(": open\n\n")) != nil {
		return
	}
	has := seen{seed: maphash.MakeSeed(), parts: map[string]uint64{}}
	after := lastSeen(r)
	beat := time.NewTicker(s.beat)
	defer beat.Stop()
	for {
		now, fresh := s.Team.board.current()
		parts, err := s.Team.parts(now, p, who, x, &has)
		if err != nil {
			s.Log.Error("a live update is broken", "error", err)
			return
		}
		news := has.news(parts)
		if now.version != after && len(news) > 0 {
			after = now.version
			html, err := p.render("parts", news)
			if err != nil {
				s.Log.Error("a live update is broken", "error", err)
				return
			}
			if out.send(event(after, html)) != nil {
				return
			}
		}
		select {
		case <-fresh:
		case <-beat.C:
			if !s.still(r, who) || out.send([]byte(": beat\n\n")) != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

// still reports whether who watches may watch on: sessions end.
func (s *site) still(r *http.Request, who seat) bool {
	if who.Demo {
		return true
	}
	now, err := s.Team.seatOf(r, who.Base, nil, "")
	return err == nil && now.ID == who.ID && now.Role == who.Role
}

// seen is what a reader has of every part.
type seen struct {
	seed   maphash.Seed
	parts  map[string]uint64
	ticket *handoff.Ticket // of the case that is shown
}

// news gives the parts that the reader has not, and notes that it has them.
func (s *seen) news(parts []part) []part {
	var out []part
	for _, x := range parts {
		sum := maphash.Bytes(s.seed, x.HTML)
		if had, ok := s.parts[x.ID]; ok && had == sum {
			continue
		}
		s.parts[x.ID] = sum
		out = append(out, x)
	}
	return out
}

// parts gives what a page shows, without the case if the reader has it as it
// is.
func (t *Team) parts(now *snapshot, p *pages, who seat, x watching, has *seen) ([]part, error) {
	rows, err := t.drawnRows(now, p, who, x.show)
	if err != nil {
		return nil, err
	}
	here := teamPage{counts: t.count(now, who, x.show), Here: who.Base}
	file, ok := now.find(x.number)
	if ok {
		here.Here = t.href(who.Base, file.Case)
	}
	tabs, err := p.render("tabs", here)
	if err != nil {
		return nil, err
	}
	out := []part{{"rows", rows}, {"tabs", tabs}}
	if !ok || file.Ticket == nil || file.Ticket == has.ticket {
		return out, nil
	}
	view := t.caseOf(file, p, who, now.at)
	for _, name := range []string{"case_head", "case_know", "case_talk", "case_write"} {
		html, err := p.render(name, view)
		if err != nil {
			return nil, err
		}
		out = append(out, part{name, html})
	}
	has.ticket = file.Ticket
	return out, nil
}
