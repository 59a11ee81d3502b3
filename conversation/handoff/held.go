package handoff

import "github.com/tillmate/tillmate/conversation"

// heldButtons are the two choices for a held line.
func (s *step) heldButtons(to Reader, n int) []conversation.Choice {
	return []conversation.Choice{
		s.rules.button(to, numbered(pressSendHeld, n), PhraseBtnSend),
		s.rules.button(to, numbered(pressNoteHeld, n), PhraseBtnKeep),
	}
}

// held gives the held line that is meant; nil and a word to who asks when it
// was decided already, or is kept no more.
func (s *step) held() *Line {
	l := s.t.line(s.ev.Line)
	if l == nil || l.From != FromHeld {
		s.toast(PhraseHeldDecided, nil)
		return nil
	}
	return l
}

// sendHeld sends a held line. Only the owner can: whoever wrote it, it is then
// the owner who says it.
func (s *step) sendHeld() {
	if !s.owning() {
		return
	}
	l := s.held()
	switch {
	case l == nil:
	case s.t.Gone:
		s.toast(PhraseGone, nil)
	default:
		line := *l
		s.relay(line)
		s.log(ActSentHeld, line.N, "")
		s.settle(s.rules.words(s.room(), PhraseHeldSent, values{"name": s.ev.By.Name}))
		s.toast(PhraseHeldSent, values{"name": s.ev.By.Name})
	}
}

// noteHeld keeps a held line as a note; any agent can.
func (s *step) noteHeld() {
	if !s.acting() {
		return
	}
	l := s.held()
	if l == nil {
		return
	}
	l.From = FromNote
	s.log(ActNoted, l.N, "")
	s.react(l.Team, MarkNote)
	s.settle(s.rules.words(s.room(), PhraseHeldNoted, values{"name": s.ev.By.Name}))
	s.toast(PhraseNoted, nil)
}
