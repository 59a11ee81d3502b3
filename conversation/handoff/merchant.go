package handoff

import (
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// said handles a message of the merchant. Where the bot answers it is none of
// the ticket's business, unless it is a complaint about a case just closed.
func (s *step) said() {
	s.heard()
	if strings.TrimSpace(s.ev.Text) == "" && len(s.ev.Files) == 0 {
		return // only the language may have changed
	}
	t, ev := &s.t, s.ev
	polite := ev.Sense == Thanks || ev.gesture()
	switch t.State {
	case Closed:
		complains := (ev.Sense == Complaint || ev.Sense == Broken) && !ev.gesture()
		if !complains || t.Fresh(ev.At) {
			return
		}
		s.keep()
		s.cameBack()
		s.reopen(ActReopened)
	case New, Queued:
		s.keep()
		if ev.At.Sub(t.Acked) >= AckAgain {
			t.Acked = ev.At
			s.tell(PhraseKept, values{"case": t.Case, "wait": s.honest()})
		}
	case Claimed:
		s.keep()
	case Waiting:
		s.keep()
		if !polite {
			s.to(Claimed)
		}
	case Confirming:
		s.keep()
		switch {
		case polite:
		case ev.Sense == Works:
			s.confirmed()
		case ev.Sense == Broken || ev.Sense == Complaint:
			s.denied(ActDenied, PhraseNotWorking)
		default: // words that a person must read
			s.denied(ActResumed, PhraseNotPressed)
		}
	}
}

// gesture reports a sticker: it says nothing about a terminal.
func (ev Event) gesture() bool {
	if ev.Text != "" || len(ev.Files) == 0 {
		return false
	}
	for _, f := range ev.Files {
		if f.Kind != conversation.Sticker {
			return false
		}
	}
	return true
}

// keep notes what the merchant said; it goes into the room when there is one
// and somebody owns the case.
func (s *step) keep() {
	line := Line{From: FromMerchant, At: s.ev.At, Text: s.ev.Text, Files: s.ev.Files, Merchant: s.ev.Refs}
	if q := s.t.atMerchant(s.ev.Quote); q != nil {
		line.Quote = q.N
	}
	s.t.add(line)
}

// answered handles the press of a merchant's button.
func (s *step) answered() {
	s.heard()
	t := &s.t
	rate, isRate := strings.CutPrefix(s.ev.Press, pressRate)
	switch {
	case s.ev.Press == PressWorks && t.State == Confirming:
		s.confirmed()
		s.answer(PhraseThankYou)
	case s.ev.Press == PressBroken && t.State == Confirming:
		s.denied(ActDenied, PhraseNotWorking)
		s.answer(PhraseSorry)
	case s.ev.Press == PressBroken && t.State == Closed && !t.Fresh(s.ev.At):
		s.reopen(ActDenied)
		s.answer(PhraseSorry)
	case isRate && t.Rateable && !t.Fresh(s.ev.At):
		s.rate(rate)
	default:
		s.answer(PhraseStaleButton)
	}
}

// answer gives the merchant's press its toast.
func (s *step) answer(key conversation.Phrase) {
	s.emit(Toast{Text: s.rules.words(s.t.Merchant.Reader, key, nil)})
}

// confirmed ends a case that the merchant says is solved, and asks for a
// rating.
func (s *step) confirmed() {
	s.log(ActConfirmed, 0, "")
	s.end(Solved)
	var stars []conversation.Choice
	for n := 1; n <= 5; n++ {
		stars = append(stars, conversation.Choice{ID: numbered(pressRate, n), Label: strconv.Itoa(n) + " ⭐"})
	}
	s.t.Rateable = true
	s.tell(PhraseRate, nil, stars...)
}

// denied brings a case back that may not work yet: to its owner, or into the
// queue.
func (s *step) denied(act Act, why conversation.Phrase) {
	s.log(act, 0, "")
	s.t.Result = Resolution{}
	if s.t.Owner.ID == 0 {
		s.to(s.t.inQueue())
		s.t.Acked = s.ev.At
		s.tell(PhraseAdded, values{"case": s.t.Case, "wait": s.honest()})
		return
	}
	s.to(Claimed)
	s.notice("", why, nil)
	s.tell(PhraseGoesOn, nil)
}

// rate keeps a rating, once.
func (s *step) rate(value string) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 5 {
		s.answer(PhraseStaleButton)
		return
	}
	s.t.Rating, s.t.Rateable = n, false
	s.log(ActRated, 0, value)
	s.answer(PhraseRated)
}

// left notes a merchant who cannot be written to. What is on its way did not
// arrive; the agents are told.
func (s *step) left() {
	if s.t.Gone {
		return
	}
	s.t.Gone = true
	s.log(ActLeft, 0, "")
	for i := range s.t.Lines {
		if l := &s.t.Lines[i]; l.Sent == Sending {
			s.failed(l, Blocked)
		}
	}
	if s.t.State.withTeam() {
		s.notice("", PhraseMerchantGone, nil)
	}
}

// back notes a merchant who is there again.
func (s *step) back() {
	if !s.t.Gone {
		return
	}
	s.t.Gone = false
	s.log(ActBack, 0, "")
	if s.t.State.withTeam() {
		s.notice("", PhraseMerchantBack, nil)
	}
}

// botSolved ends a case that the bot went on with.
func (s *step) botSolved() {
	if s.t.State != Returned {
		return
	}
	s.log(ActBotSolved, 0, "")
	s.to(Closed)
	s.t.Outcome, s.t.Ended = ByBot, s.ev.At
}
