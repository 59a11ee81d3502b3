package handoff

// receipt handles what became of an effect. One that belongs to nothing any
// more is left alone.
func (s *step) receipt() {
	of, n, ok := s.t.purpose(s.ev.Token)
	if !ok {
		return
	}
	switch of {
	case "card":
		s.cardReceipt()
	case "edit":
		s.editReceipt()
	case "head":
		s.headReceipt()
	case "edit_head":
		s.editHeadReceipt()
	case "room":
		s.roomReceipt()
	case "show":
		s.showReceipt(n[0], n[1])
	case "relay":
		s.relayReceipt(n[0])
	case "take_back":
		s.takeBackReceipt(n[0])
	}
}

// relayReceipt tells the agent whether the words arrived.
func (s *step) relayReceipt(n int) {
	l := s.t.line(n)
	if l == nil || l.Sent == NotSent || l.Sent == Recalled {
		return
	}
	if s.ev.Failed != Done {
		if l.Sent == Sending {
			s.failed(l, s.ev.Failed)
		}
		if s.ev.Failed == Blocked {
			s.left()
		}
		return
	}
	if l.Sent == Delivered {
		return // a repeated answer
	}
	l.Sent, l.Merchant = Delivered, cap20(s.ev.Refs)
	s.t.Clock.answered(s.rules.Hours, s.ev.At)
	s.react(l.Team, MarkDelivered)
	if l.TakeBack {
		s.takeBack(l)
	}
}

// failed tells the agent that words did not arrive, and why.
func (s *step) failed(l *Line, why Failure) {
	l.Sent, l.TakeBack = Failed, false
	s.log(ActFailed, l.N, string(why))
	s.react(l.Team, MarkFailed)
	key := PhraseFailed
	if why == Blocked {
		key = PhraseFailedBlocked
	}
	s.notice(first(l.Team), key, nil)
}

// takeBackReceipt tells the agent whether the words are gone.
func (s *step) takeBackReceipt(n int) {
	l := s.t.line(n)
	if l == nil || !l.TakeBack {
		return
	}
	l.TakeBack = false
	if s.ev.Failed != Done && s.ev.Failed != Lost { // lost is gone too
		s.notice(first(l.Team), PhraseRecallNot, nil)
		return
	}
	l.Sent = Recalled
	s.react(l.Team, MarkRecalled)
	if l.Mends == 0 { // once for all wordings
		s.notice(first(l.Team), PhraseRecalled, nil)
	}
}
