package web

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// show says which cases of the queue are shown.
type show string

// The choices. What is closed stands on a page of its own.
const (
	showAll     show = "all"
	showUnowned show = "unowned"
	showMine    show = "mine"
)

// readShow reads a choice; anything else is all.
func readShow(s string) show {
	switch show(s) {
	case showMine, showUnowned:
		return show(s)
	}
	return showAll
}

// row is one case of the queue, or of the past.
type row struct {
	Number, Href string
	Show         show // that its address keeps, or ""
	Priority     handoff.Priority
	State        handoff.State
	Owner, Desk  string
	Merchant     string
	Terminal     string
	Title        string
	Reason       string
	Opened       time.Time
	Due          due
	// Asks is set when the merchant spoke last and waits for an answer.
	Asks bool
	// Gone is set when the merchant cannot be written to.
	Gone bool

	Outcome handoff.Outcome
	Ended   time.Time
	Rating  int
}

// counts are the numbers of the queue, as somebody sees it.
type counts struct {
	seat
	Show               show
	All, Unowned, Mine int
	Late               int
}

// queue is the part of the page that lists cases.
type queue struct {
	Rows []row
	More int // that are not shown
}

// drawnKey names a view of the queue that many share.
type drawnKey struct {
	lang knowledge.Lang
	base string
	show show
	user int64 // of showMine only
}

// count gives the numbers of the queue.
func (t *Team) count(s *snapshot, who seat, what show) counts {
	c := counts{seat: who, Show: what}
	for _, f := range s.open {
		c.All++
		switch f.Ticket.Owner.ID {
		case 0:
			c.Unowned++
		case who.ID:
			c.Mine++
		}
		if dueOf(f.Ticket, t.Rules, s.at).Late {
			c.Late++
		}
	}
	return c
}

// queueOf gives the cases that are shown: those that hurry most first, and of
// those the one that is due next.
func (t *Team) queueOf(s *snapshot, p *pages, who seat, what show) queue {
	var q queue
	for _, f := range s.open {
		owner := f.Ticket.Owner.ID
		if what == showMine && owner != who.ID || what == showUnowned && owner != 0 {
			continue
		}
		r := t.rowOf(f, p, who.Base, s.at)
		r.Show = what
		q.Rows = append(q.Rows, r)
	}
	order := handoff.Priorities()
	slices.SortStableFunc(q.Rows, func(a, b row) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Priority), slices.Index(order, b.Priority)),
			a.Due.before(b.Due), a.Opened.Compare(b.Opened),
		)
	})
	q.More = max(0, len(q.Rows)-maxRows)
	q.Rows = q.Rows[:len(q.Rows)-q.More]
	return q
}

// rowOf gives the row of a case.
func (t *Team) rowOf(f bot.CaseFile, p *pages, base string, now time.Time) row {
	k := f.Ticket
	r := row{
		Number: f.Case, Href: t.href(base, f.Case), Priority: k.Priority, State: k.State,
		Owner: k.Owner.Name, Desk: t.deskName(p, k.Desk), Merchant: k.Merchant.Name, Terminal: k.Merchant.Terminal,
		Title: t.problem(p, k.Problem, k.Title), Reason: t.reason(p, k.Reason), Opened: k.Opened.In(zone(t.Rules)),
		Due: dueOf(k, t.Rules, now), Gone: k.Gone, Outcome: k.Outcome, Rating: k.Rating,
		Asks: asks(k),
	}
	if k.Owner.ID == 0 {
		r.Owner = ""
	}
	if !k.Ended.IsZero() {
		r.Ended = k.Ended.In(zone(t.Rules))
	}
	return r
}

// href gives the address of a case.
func (*Team) href(base, number string) string { return base + "/c/" + url.PathEscape(number) }

// asks reports whether the merchant spoke last to somebody who works on it.
func asks(t *handoff.Ticket) bool {
	for i := len(t.Lines) - 1; i >= 0 && t.State == handoff.Claimed; i-- {
		switch t.Lines[i].From {
		case handoff.FromMerchant:
			return true
		case handoff.FromAgent:
			return false
		}
	}
	return false
}

// deskName gives the name of a desk; one that is configured no more has its id.
func (t *Team) deskName(p *pages, id string) string {
	for _, d := range t.Rules.Desks {
		if d.ID == id {
			return d.Name.In(p.lang)
		}
	}
	return id
}

// problem names a problem: as the knowledge does now, or as it did then.
func (t *Team) problem(p *pages, slug, title string) string {
	if found := t.Base().Problem(slug); found != nil {
		return found.Title.In(p.lang)
	}
	return cmp.Or(title, slug)
}

// reason words why a case was handed over: one of the known reasons, or the
// problem that called for it.
func (t *Team) reason(p *pages, reason string) string {
	if text, ok := p.texts["reason_"+reason]; ok {
		return text
	}
	return t.problem(p, reason, reason)
}

// drawnRows gives the rows of the queue as HTML. Who sees the same shares them.
func (t *Team) drawnRows(s *snapshot, p *pages, who seat, what show) ([]byte, error) {
	key := drawnKey{lang: p.lang, base: who.Base, show: what}
	if what == showMine {
		key.user = who.ID
	}
	t.mu.Lock()
	if t.of != s.version || len(t.drawn) >= maxDrawn {
		clear(t.drawn)
		t.of = s.version
	}
	html, ok := t.drawn[key]
	t.mu.Unlock()
	if ok {
		return html, nil
	}
	html, err := p.render("rows", t.queueOf(s, p, who, what))
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == s.version {
		t.drawn[key] = html
	}
	return html, nil
}
