package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// doing is an act on a case, as a form names it. Its names are those of the
// buttons of the cards; some go on with a value after a colon.
type doing string

// The acts.
const (
	doClaim    doing = "claim"
	doRelease  doing = "release"
	doTake     doing = "take"
	doWait     doing = "wait"
	doResume   doing = "resume"
	doHandBack doing = "hand_back"
	doSpam     doing = "spam"
	doClose    doing = "close"     // cause, route
	doMove     doing = "desk"      // :desk
	doCanned   doing = "reply"     // :reply
	doSendHeld doing = "send_held" // :line
	doNoteHeld doing = "note_held" // :line
	doWrite    doing = "write"     // text
	doNote     doing = "note"      // text
	doFact     doing = "fact"      // fact: question=answer
)

// doings lists every act.
func doings() []doing {
	return []doing{
		doClaim, doRelease, doTake, doWait, doResume, doHandBack, doSpam, doClose, doMove, doCanned, doSendHeld, doNoteHeld,
		doWrite, doNote, doFact,
	}
}

// act is what somebody asks for.
type act struct {
	do          doing
	value       string
	cause       int // of the likely causes, from 1; 0 is another one
	route, text string
	fact        string
}

// readAct reads a form.
func readAct(form url.Values) (act, error) {
	name, value, _ := strings.Cut(form.Get("do"), ":")
	a := act{do: doing(name), value: value}
	if !slices.Contains(doings(), a.do) || len(value) > maxParameter {
		return a, errForm
	}
	switch a.do {
	case doMove, doCanned:
		if value == "" {
			return a, errForm
		}
	case doSendHeld, doNoteHeld:
		if n, err := strconv.Atoi(value); err != nil || n < 1 {
			return a, errForm
		}
	case doClose:
		n, err := strconv.Atoi(form.Get("cause"))
		if err != nil || n < 0 || n > handoff.MaxLikely {
			return a, errForm
		}
		a.cause, a.route = n, form.Get("route")
	case doFact:
		if a.fact = form.Get("fact"); a.fact == "" || len(a.fact) > maxParameter {
			return a, errForm
		}
	case doWrite, doNote:
		a.text = strings.TrimSpace(bot.Clean(form.Get("text")))
		switch {
		case a.text == "":
			return a, errEmpty
		case utf8.RuneCountInString(a.text) > maxText:
			return a, errLong
		case a.do == doWrite && slashed(a.text):
			return a, errSlash
		}
	}
	return a, nil
}

// updates gives what goes into the inbox, in order.
func (a act) updates(s seat, file bot.CaseFile, lang string, now time.Time) []bot.Update {
	u := bot.Update{
		Kind: bot.FromTeam, Chat: file.Chat, User: s.ID, At: now, Case: file.Case,
		Team: &bot.TeamAct{Name: s.Name, Lang: lang},
	}
	press := func(id string) bot.Update {
		p := u
		p.Event = conversation.Event{Kind: conversation.EventPress, At: now, Press: id}
		return p
	}
	switch a.do {
	case doWrite, doNote:
		text, kinds := redact.Mask(a.text)
		u.Event = conversation.Event{Kind: conversation.EventText, At: now, Text: text, Masked: len(kinds) > 0}
		if a.do == doNote {
			u.Team.Command = string(doNote)
		}
		return []bot.Update{u}
	case doFact:
		u.Event = conversation.Event{Kind: conversation.EventText, At: now, Text: a.fact}
		u.Team.Command = string(doFact)
		return []bot.Update{u}
	case doClose: // the two taps of the card
		return []bot.Update{press(string(doClose)), press("cause:" + strconv.Itoa(a.cause)), press("route:" + a.route)}
	case doMove, doCanned, doSendHeld, doNoteHeld:
		return []bot.Update{press(string(a.do) + ":" + a.value)}
	}
	return []bot.Update{press(string(a.do))}
}

// The refusals of an act on a case.
var (
	errNoCase = &refusal{status: http.StatusNotFound, text: "problem_no_case"}
	errState  = &refusal{status: http.StatusConflict, text: "problem_state"}
	errClaim  = &refusal{status: http.StatusConflict, text: "problem_claim"}
	errAdmins = &refusal{status: http.StatusForbidden, text: "problem_admins"}
	errSlash  = &refusal{status: http.StatusBadRequest, text: "problem_slash"}
	errAway   = &refusal{status: http.StatusConflict, text: "problem_away"}
)

// slashed reports a text that would be read as a command.
func slashed(text string) bool {
	r, n := utf8.DecodeRuneInString(text)
	next, _ := utf8.DecodeRuneInString(text[n:])
	slash := func(r rune) bool { return r == '/' || r == '／' }
	return slash(r) && !slash(next)
}

// owned is a case that somebody else has.
func owned(name string) error {
	return &refusal{status: http.StatusConflict, text: "problem_owned", values: []any{name}}
}

// powers say what somebody may do with a case, so that only such buttons are
// shown. The ticket decides again when it is done.
type powers struct {
	ticket *handoff.Ticket
	who    seat
	rules  handoff.Rules
	base   *knowledge.Base
	now    time.Time
}

// withTeam reports whether the case is with the team.
func (p powers) withTeam() bool { return !p.ticket.BotAnswers() }

// worked reports whether somebody works on it, and may still.
func (p powers) worked() bool {
	return p.ticket.State == handoff.Claimed || p.ticket.State == handoff.Waiting
}

// Mine reports whether the one who asks owns the case.
func (p powers) Mine() bool { return p.ticket.Owner.ID != 0 && p.ticket.Owner.ID == p.who.ID }

// May reports whether an act is allowed now.
func (p powers) May(do string) bool { return p.forbids(doing(do)) == nil }

// forbids says why an act is not allowed; nil lets it through.
func (p powers) forbids(do doing) error {
	t := p.ticket
	if !p.who.Role.works() {
		return errRole
	}
	switch do {
	case doNote, doNoteHeld:
		return nil
	case doClaim:
		ended := t.State == handoff.Closed || t.State == handoff.Returned
		switch {
		case t.Owner.ID != 0 && !p.Mine():
			return owned(t.Owner.Name)
		case p.Mine(), t.State == handoff.None, ended && p.now.Sub(t.Ended) > handoff.Reopening:
			return errState
		}
		return nil
	case doTake:
		switch {
		case p.who.Role != RoleAdmin:
			return errAdmins
		case t.Owner.ID == 0 || p.Mine():
			return errState
		}
		return nil
	case doMove, doSpam, doRelease:
		return p.ruling(do)
	}
	return p.owners(do)
}

// ruling is for what the owner or an admin decides, and any agent while nobody
// owns the case.
func (p powers) ruling(do doing) error {
	t := p.ticket
	switch {
	case !p.withTeam():
		return errState
	case t.Owner.ID != 0 && !p.Mine() && p.who.Role != RoleAdmin:
		return owned(t.Owner.Name)
	case do == doRelease && t.Owner.ID == 0,
		do == doMove && (t.State == handoff.Confirming || len(p.rules.Desks) < 2):
		return errState
	}
	return nil
}

// owners is for what only the owner does.
func (p powers) owners(do doing) error {
	t := p.ticket
	switch {
	case t.Owner.ID != 0 && !p.Mine():
		return owned(t.Owner.Name)
	case t.Owner.ID == 0:
		return errClaim
	}
	ok := p.withTeam()
	switch do {
	case doWait:
		ok = t.State == handoff.Claimed
	case doResume:
		ok = t.State == handoff.Waiting || t.State == handoff.Confirming
	case doHandBack, doClose:
		ok = p.worked()
	case doWrite, doCanned, doSendHeld:
		if t.Gone {
			return errAway
		}
	}
	if !ok {
		return errState
	}
	return nil
}

// valid says what is wrong with the values of an act; nil is nothing.
func (p powers) valid(a act) error {
	ok := true
	switch a.do {
	case doMove:
		ok = a.value != p.ticket.Desk && slices.ContainsFunc(p.rules.Desks, func(d handoff.Desk) bool { return d.ID == a.value })
	case doCanned:
		i := slices.IndexFunc(p.rules.Canned, func(r handoff.Reply) bool { return r.ID == a.value })
		ok = i >= 0
		if ok {
			_, missing := p.rules.Canned[i].Fill(*p.ticket)
			ok = len(missing) == 0
		}
	case doSendHeld, doNoteHeld:
		n, _ := strconv.Atoi(a.value) // it was read as a number before
		ok = slices.ContainsFunc(p.ticket.Lines, func(l handoff.Line) bool { return l.N == n && l.From == handoff.FromHeld })
	case doFact:
		ok = knownFact(p.base, a.fact)
	case doClose:
		ok = a.cause <= len(p.ticket.Likely) && knownRoute(a.route)
	}
	if !ok {
		return errState
	}
	return nil
}

// knownRoute reports whether a form names a route.
func knownRoute(r string) bool { return knowledge.Route(r).Valid() }
