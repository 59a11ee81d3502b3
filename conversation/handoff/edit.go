package handoff

import (
	"slices"

	"github.com/tillmate/tillmate/conversation"
)

// rewrote handles an edit in the room. What was sent is corrected by a new
// message that shows both wordings; a note stays a note.
func (s *step) rewrote() {
	ref, t := first(s.ev.Refs), &s.t
	if a := t.Album; a != nil && slices.Contains(a.Refs, ref) {
		words, note := noteText(s.ev.Text)
		a.Text, a.Note = words, a.Note || note
		return
	}
	l := t.inRoom(ref)
	if l == nil {
		s.notice(ref, PhraseEditUnknown, nil)
		return
	}
	words, note := noteText(s.ev.Text)
	if words == l.Text || l.From == FromMerchant {
		return // only its form changed
	}
	s.log(ActReworded, l.N, "")
	switch {
	case l.From == FromNote:
		t.reword(l, words, s.ev.At)
	case l.From == FromHeld:
		t.reword(l, words, s.ev.At)
		if note {
			l.From = FromNote
			s.react(l.Team, MarkNote)
		}
	case note:
		s.notice(ref, PhraseEditIntoNote, nil)
		s.decide(writing{by: s.ev.By, refs: []Ref{ref}, text: s.ev.Text})
	case l.Sent == Recalled || l.TakeBack:
		t.reword(l, words, s.ev.At)
	default:
		s.notice(ref, PhraseWasNow, values{"old": conversation.Clip(l.Text, shortQuote), "new": conversation.Clip(words, shortQuote)})
		s.decide(writing{by: s.ev.By, refs: []Ref{ref}, text: words, mends: l.N})
	}
}

// reworded handles an edit of the merchant: the room sees both wordings.
func (s *step) reworded() {
	if !s.t.State.withTeam() {
		return
	}
	s.heard()
	l := s.t.atMerchant(first(s.ev.Refs))
	if l == nil || l.From != FromMerchant {
		s.keep() // what was said to the bot, or is kept no more
		return
	}
	if l.Text == s.ev.Text {
		return
	}
	old := l.Text
	s.t.reword(l, s.ev.Text, s.ev.At)
	s.log(ActReworded, l.N, "")
	if l.Shown && s.t.Owner.ID != 0 {
		s.notice(first(l.Team), PhraseMerchantReworded, values{"old": conversation.Clip(old, MaxText), "new": l.Text})
	}
}

// recall takes a message back from the merchant, every wording of it that was
// sent. The owner can, who wrote it can, and an admin.
func (s *step) recall() {
	if !s.acting() {
		return
	}
	l := s.t.line(s.ev.Line)
	if l == nil {
		l = s.t.sentFrom(first(s.ev.Refs))
	}
	switch by := s.ev.By; {
	case l == nil || l.From != FromAgent:
		s.toast(PhraseRecallWhat, nil)
	case by.ID != s.t.Owner.ID && by.ID != l.By && by.Role != Admin:
		s.toast(PhraseRecallWhose, nil)
	case l.Sent == Failed:
		s.toast(PhraseRecallFailed, nil)
	case l.Sent == Recalled || l.TakeBack:
		s.toast(PhraseRecallTwice, nil)
	case s.ev.At.Sub(l.SentAt) > Recallable:
		s.toast(PhraseRecallLate, nil)
	default:
		s.toast(PhraseRecalling, nil)
		for ; l != nil; l = s.t.line(l.Mends) {
			if (l.Sent == Sending || l.Sent == Delivered) && s.ev.At.Sub(l.SentAt) <= Recallable {
				l.TakeBack = true
				s.log(ActRecalled, l.N, "")
				s.takeBack(l)
			}
		}
	}
}

// sentFrom gives the latest line that was sent from a message in the room.
func (t *Ticket) sentFrom(ref Ref) *Line {
	return t.latest(func(l *Line) bool { return l.From == FromAgent && ref != "" && slices.Contains(l.Team, ref) })
}

// takeBack removes a line from the merchant's chat as soon as it is known
// where it is.
func (s *step) takeBack(l *Line) {
	if l.Sent == Delivered && len(l.Merchant) > 0 {
		s.emit(TakeBack{Token: s.token("take_back", l.N), Line: l.N, Refs: l.Merchant})
	}
}
