package handoff

import (
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// open gives the case to the team: a new one, the same one again, or more of
// the one that is there.
func (s *step) open() {
	switch {
	case s.t.Fresh(s.ev.At):
		s.begin()
	case s.t.State == Closed:
		s.learn()
		s.reopen(ActReopened)
	case s.t.State == Returned:
		s.learn()
		s.requeue(ActCalled)
	default:
		s.more()
	}
}

// begin opens a new case. The rooms of the merchant's earlier one stay known.
func (s *step) begin() {
	ev, old := s.ev, s.t
	s.t = Ticket{
		Version: TicketVersion, Case: ev.Case, Opened: ev.At, Epoch: old.Epoch,
		Reason: ev.Reason, Rooms: old.Rooms,
	}
	s.t.unknown(true)
	s.learn()
	s.t.Desk, s.t.Priority = s.rules.triage(ev)
	s.log(ActOpened, 0, ev.Reason)
	s.to(New)
	s.repost = true
	s.t.Acked = ev.At
	s.tell(PhraseOpened, values{"case": s.t.Case, "wait": s.honest()})
}

// learn takes over what the hand-off says of the case. The priority of one
// that is there can only rise.
func (s *step) learn() {
	ev, t := s.ev, &s.t
	if _, p := s.rules.triage(ev); p.above(t.Priority) {
		t.Priority = p
	}
	if ev.Summary != "" || t.Summary == "" {
		t.worded(ev)
		t.Closing = nil // its choices are no longer the ones that were offered
	}
	if ev.Code != "" {
		t.Code = ev.Code
	}
	if ev.Route != "" {
		t.Route = ev.Route
	}
	if ev.Merchant.Name != "" {
		t.Merchant.Name = oneLine(ev.Merchant.Name)
	}
	if ev.Merchant.Terminal != "" {
		t.Merchant.Terminal = oneLine(ev.Merchant.Terminal)
	}
	s.heard()
}

// oneLine makes a name fit for the line of a card.
func oneLine(name string) string {
	return conversation.Clip(strings.Join(strings.Fields(name), " "), MaxName)
}

// heard notes that the merchant is there, and in which language.
func (s *step) heard() {
	s.back()
	if s.ev.Merchant.Lang != "" {
		s.t.Merchant.Reader = s.ev.Merchant.Reader
	}
}

// more adds a second hand-off to the open case.
func (s *step) more() {
	s.learn()
	s.log(ActAdded, 0, s.ev.Reason)
	switch s.t.State {
	case Waiting:
		s.to(Claimed)
	case Confirming:
		s.denied(ActDenied, PhraseAskedAgain)
		return
	}
	s.t.Acked = s.ev.At
	if s.t.Owner.ID != 0 {
		s.notice("", PhraseAskedAgain, nil)
		s.tell(PhraseAddedOwned, values{"case": s.t.Case})
		return
	}
	s.tell(PhraseAdded, values{"case": s.t.Case, "wait": s.honest()})
}

// reopen opens a closed case again for the queue.
func (s *step) reopen(why Act) {
	s.t.Reopens++
	s.requeue(why)
}

// requeue puts an ended case into the queue again, with a card of its own.
func (s *step) requeue(why Act) {
	s.again()
	s.log(why, 0, s.ev.Reason)
	s.retire(s.t.Card.Ref, PhraseCardReopened, nil)
	s.retire(s.t.Head.Ref, PhraseCardReopened, nil)
	s.t.Card, s.t.Head, s.repost = Card{}, Card{}, true
	s.to(New)
	s.t.Acked = s.ev.At
	s.tell(PhraseReopened, values{"case": s.t.Case, "wait": s.honest()})
}

// again clears what an ended case ended with.
func (s *step) again() {
	s.t.Clock.again()
	s.t.unknown(false)
	s.t.Outcome, s.t.Result, s.t.Ended, s.t.Rateable = "", Resolution{}, time.Time{}, false
}

// honest words how long it will take.
func (s *step) honest() string {
	e := s.rules.Hours.Estimate(s.ev.At, s.ev.Place)
	return s.rules.Honest(s.t.Merchant.Reader, s.ev.At, e)
}
