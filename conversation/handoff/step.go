package handoff

import (
	"strconv"
	"strings"
)

// Step handles one event: it gives the new ticket and what is to be done, in
// order. The ticket passed in is not changed. The same ticket, event and rules
// give the same result.
func Step(t Ticket, ev Event, rules Rules) (Ticket, []Effect) {
	s := &step{t: t.clone(), ev: ev, rules: rules, was: t.State}
	s.ev.At = ev.At.UTC().Round(0) // the same after it was written and read back
	if s.t.State != None || ev.Kind == Open {
		s.t.Version = TicketVersion
	}
	s.gathered()
	s.handle()
	s.finish()
	return s.t, s.effects
}

// step is the work on one event.
type step struct {
	t       Ticket
	ev      Event
	rules   Rules
	effects []Effect
	was     State // before the event
	over    Ref   // the prompt whose button was pressed; a card is none
	repost  bool  // the queue card is to be posted anew
}

// handle does what the event asks for.
func (s *step) handle() {
	if s.foreign() || s.ev.Kind == Press && !s.unpress() {
		return
	}
	switch s.ev.Kind {
	case Open:
		s.open()
	case Said:
		s.said()
	case Reworded:
		s.reworded()
	case Answered:
		s.answered()
	case Left:
		s.left()
	case Back:
		s.back()
	case BotSolved:
		s.botSolved()
	case Receipt:
		s.receipt()
	case Timer:
		s.timer()
	default:
		s.team()
	}
}

// team does what somebody of the team asks for.
func (s *step) team() {
	switch s.ev.Kind {
	case Claim:
		s.claim()
	case Release:
		s.release()
	case Take:
		s.take()
	case Quit:
		s.quit()
	case Wrote:
		s.wrote()
	case Rewrote:
		s.rewrote()
	case Note:
		s.note()
	case SendHeld:
		s.sendHeld()
	case NoteHeld:
		s.noteHeld()
	case Recall:
		s.recall()
	case Canned:
		s.canned()
	case Fact:
		s.fact()
	case Wait:
		s.wait()
	case Resume:
		s.resume()
	case Move:
		s.move()
	case HandBack:
		s.handBack()
	case Spam:
		s.spam()
	case Close:
		s.close()
	case Dialogue:
		s.dialogue()
	}
}

// foreign refuses what belongs to another case, or to none.
func (s *step) foreign() bool {
	switch {
	case s.ev.Kind == Open:
		return false
	case s.t.State != None && (s.ev.Case == "" || s.ev.Case == s.t.Case):
		return false
	case s.ev.Kind.answered():
		s.emit(Toast{Text: s.rules.words(s.reader(), PhraseOtherCase, nil)})
	}
	return true
}

// reader is who gets the toast.
func (s *step) reader() Reader {
	if s.ev.Kind == Answered {
		return s.t.Merchant.Reader
	}
	return s.ev.By.Reader
}

// answered reports whether an event of the kind gets a toast, always one.
func (k Kind) answered() bool {
	switch k {
	case Open, Said, Reworded, Left, Back, BotSolved, Quit, Wrote, Rewrote, Receipt, Timer:
		return false
	}
	return true
}

// to goes to another state; the clock goes with it.
func (s *step) to(next State) {
	switch was := s.t.State; {
	case was.running() && !next.running():
		s.t.Clock.stop(s.rules.Hours, s.ev.At)
	case !was.running() && next.running():
		s.t.Clock.start(s.ev.At)
	}
	s.t.State = next
}

// own gives the case to somebody, or with the zero value to nobody.
func (s *step) own(p Person) {
	s.t.Epoch++
	s.t.Owner, s.t.Closing = p, nil
	if p.ID != 0 {
		s.t.Last = p
	}
}

// acting reports whether the person may act on cases; if not, says so.
func (s *step) acting() bool {
	switch {
	case s.ev.By.ID == 0:
		s.toast(PhraseNobody, nil)
	case s.ev.By.Role == Viewer:
		s.toast(PhraseViewer, nil)
	default:
		return true
	}
	return false
}

// owning reports whether the person owns the case; if not, says who does.
func (s *step) owning() bool {
	if !s.acting() {
		return false
	}
	if s.t.Owner.ID == s.ev.By.ID {
		return true
	}
	s.refuse()
	return false
}

// ruling reports whether the person may decide on the case: the owner or an
// admin, and any agent while it waits for an owner. If not, says who may.
func (s *step) ruling() bool {
	if !s.acting() {
		return false
	}
	switch owner := s.t.Owner.ID; {
	case owner == s.ev.By.ID, s.t.State.withTeam() && (owner == 0 || s.ev.By.Role == Admin):
		return true
	}
	s.refuse()
	return false
}

// refuse says why the person may not do it.
func (s *step) refuse() {
	switch {
	case s.t.Owner.ID != 0:
		s.toast(PhraseOwned, values{"owner": s.t.Owner.Name})
	case s.t.State == Closed:
		s.toast(PhraseIsClosed, nil)
	case s.t.State == Returned:
		s.toast(PhraseIsReturned, nil)
	default:
		s.toast(PhraseClaimFirst, nil)
	}
}

// token names an effect of this case for its receipt.
func (s *step) token(of string, numbers ...int) string {
	token := s.t.Case + ":" + of
	for _, n := range numbers {
		token += ":" + strconv.Itoa(n)
	}
	return token
}

// next gives the next number for a token.
func (s *step) next() int {
	s.t.Seq++
	return s.t.Seq
}

// purpose reads a token of this case: what it is for, and its numbers, 0 where
// there is none. ok is false for any other token.
func (t *Ticket) purpose(token string) (of string, numbers [2]int, ok bool) {
	rest, ok := strings.CutPrefix(token, t.Case+":")
	parts := strings.Split(rest, ":")
	for i, p := range parts[1:min(len(parts), 3)] {
		numbers[i], _ = strconv.Atoi(p) // 0 is no line
	}
	return parts[0], numbers, ok
}
