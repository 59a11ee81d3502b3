package web

import (
	"context"
	"net/url"
	"strings"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// pastView is the page of the cases that are not with the team any more.
type pastView struct {
	counts
	Here  string // the address of the queue
	Words string
	Rows  []row
	// Next leads on; "" at the end.
	Next string
	// Looked is the number of cases that were looked at, where the search
	// stopped before the end.
	Looked int
}

// search finds past cases: by number, merchant, terminal, problem, agent, or
// words of the summary. Every word has to be found.
func (t *Team) search(ctx context.Context, p *pages, who seat, words, after string) (pastView, error) {
	snap, err := t.board.look(ctx)
	if err != nil {
		return pastView{}, unstored(err)
	}
	v := pastView{counts: t.count(snap, who, ""), Here: who.Base, Words: words}
	wanted := strings.Fields(strings.ToLower(words))
	looked := 0
	for len(v.Rows) < maxPast && looked < maxSearched {
		files, next, err := t.Cases.List(ctx, after, maxPast)
		if err != nil {
			return pastView{}, unstored(err)
		}
		for _, f := range files {
			looked++
			if f.Ticket == nil || !f.Ticket.BotAnswers() || !t.matches(p, f, wanted) {
				continue
			}
			v.Rows = append(v.Rows, t.rowOf(f, p, who.Base, snap.at))
		}
		if after = next; next == "" {
			return v, nil
		}
	}
	v.Looked = looked
	v.Next = who.Base + "/past?" + url.Values{"q": {words}, "after": {after}}.Encode()
	return v, nil
}

// matches reports whether every word is found in what a case is known by.
func (t *Team) matches(p *pages, f bot.CaseFile, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	k := f.Ticket
	r, shown := handoff.RecordOf(*k), k.For(handoff.Reader{Lang: p.lang})
	all := []string{f.Case, r.Merchant, r.Terminal, r.Name, r.Problem, k.Title, t.problem(p, r.Problem, ""), k.Code, k.Summary, shown.Summary}
	text := strings.ToLower(strings.Join(all, "\n"))
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
