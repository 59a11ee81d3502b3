package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// caseView is one case as somebody sees it.
type caseView struct {
	powers
	row
	seat
	Desks   []choice
	Summary string
	Facts   []Fact
	Askable []askable
	Likely  []cause
	Chosen  int // of the likely causes, from 1
	Result  *result
	History []past
	Cut     int // actions that are kept no more

	Before    string // what was said to the bot
	Forgotten int    // lines that are kept no more
	Lines     []line
	Canned    []reply
}

// choice is something that can be chosen.
type choice struct{ ID, Name string }

// cause is a likely cause.
type cause struct {
	N       int
	Problem string
	Title   string
	Route   knowledge.Route
}

// result is what a case was.
type result struct {
	Problem, Cause string
	Route          knowledge.Route
	Article        string
}

// past is one action of the history.
type past struct {
	At   time.Time
	Who  string
	What string
	More string
}

// line is one message of the case.
type line struct {
	handoff.Line
	At     time.Time
	Quoted string // the words that it replies to
	Again  bool   // it is a new wording of another one
}

// reply is a canned reply, filled for this case.
type reply struct {
	ID, Title, Text string
	Missing         []string // what has to be known first
}

// caseOf gives a case as somebody sees it.
func (t *Team) caseOf(f bot.CaseFile, p *pages, who seat, now time.Time) caseView {
	k := f.Ticket
	v := caseView{
		powers: powers{ticket: k, who: who, rules: t.Rules, base: t.Base(), now: now},
		row:    t.rowOf(f, p, who.Base, now), seat: who, Summary: k.For(handoff.Reader{Lang: p.lang}).Summary, Before: f.Before, Forgotten: k.Cut, Cut: k.Forgotten,
		Facts: t.factsOf(f), Likely: t.likely(p, k), Lines: t.lines(k), History: t.history(p, k),
		Result: t.resultOf(p, k), Canned: t.replies(p, k), Chosen: min(1, len(k.Likely)),
	}
	for _, d := range t.Rules.Desks {
		if d.ID != k.Desk {
			v.Desks = append(v.Desks, choice{d.ID, d.Name.In(p.lang)})
		}
	}
	if v.May(string(doFact)) {
		v.Askable = askables(t.Base(), p.lang)
	}
	if c := k.Closing; c != nil && c.Cause != "" {
		v.Chosen = 1 + slices.IndexFunc(k.Likely, func(h handoff.Hypothesis) bool { return h.Problem == c.Problem && h.Cause == c.Cause })
	}
	return v
}

// likely names the likely causes.
func (t *Team) likely(p *pages, k *handoff.Ticket) []cause {
	var out []cause
	for i, h := range k.Likely {
		title := h.Title
		if named := (namer{t.Base()}).cause(conversation.Hypothesis{Problem: h.Problem, Cause: h.Cause}); named.Route != "" {
			title = named.Title.In(p.lang)
		}
		out = append(out, cause{N: i + 1, Problem: t.problem(p, h.Problem, ""), Title: title, Route: h.Route})
	}
	return out
}

// resultOf says what it was, once somebody said so.
func (t *Team) resultOf(p *pages, k *handoff.Ticket) *result {
	r := k.Result
	if r.Route == "" {
		return nil
	}
	out := &result{Route: r.Route, Problem: t.problem(p, r.Problem, "")}
	if r.Cause != "" {
		out.Cause = (namer{t.Base()}).cause(conversation.Hypothesis{Problem: r.Problem, Cause: r.Cause}).Title.In(p.lang)
	}
	if r.Article != "" {
		out.Article = t.problem(p, r.Article, "")
	}
	return out
}

// lines gives the dialogue since the hand-off.
func (t *Team) lines(k *handoff.Ticket) []line {
	out := make([]line, 0, len(k.Lines))
	for _, l := range k.Lines {
		x := line{Line: l, At: l.At.In(zone(t.Rules)), Again: l.Mends != 0}
		if i := slices.IndexFunc(k.Lines, func(o handoff.Line) bool { return o.N == l.Quote && l.Quote != 0 }); i >= 0 {
			x.Quoted = k.Lines[i].Text
		}
		out = append(out, x)
	}
	return out
}

// replies fills the canned replies.
func (t *Team) replies(p *pages, k *handoff.Ticket) []reply {
	var out []reply
	for _, r := range t.Rules.Canned {
		text, missing := r.Fill(*k)
		out = append(out, reply{ID: r.ID, Title: r.Title.In(p.lang), Text: text, Missing: missing})
	}
	return out
}

// history words what was done, the latest first.
func (t *Team) history(p *pages, k *handoff.Ticket) []past {
	names := map[int64]string{k.Owner.ID: k.Owner.Name, k.Last.ID: k.Last.Name}
	for _, l := range k.Lines {
		names[l.By] = l.Name
	}
	names[0] = ""
	var out []past
	for _, a := range slices.Backward(k.History) {
		what, ok := p.texts["act_"+string(a.Act)]
		if !ok { // of a newer program
			what = string(a.Act)
		}
		who, known := names[a.By]
		if !known {
			who = strconv.FormatInt(a.By, 10)
		}
		out = append(out, past{At: a.At.In(zone(t.Rules)), Who: who, What: what, More: t.more(p, a)})
	}
	return out
}

// more words what an action is about, where there is more to say than the
// action itself.
func (t *Team) more(p *pages, a handoff.Action) string {
	switch a.Act {
	case handoff.ActMoved, handoff.ActPosted:
		return t.deskName(p, a.What)
	case handoff.ActOpened, handoff.ActAdded, handoff.ActReopened, handoff.ActCalled:
		return t.reason(p, a.What)
	case handoff.ActRated, handoff.ActFact:
		return a.What
	case handoff.ActReminded, handoff.ActMissed:
		return p.texts["stage_"+a.What]
	}
	return ""
}
