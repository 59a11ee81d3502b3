package handoff

// claim gives the case to whoever is first.
func (s *step) claim() {
	if !s.acting() {
		return
	}
	t := &s.t
	switch {
	case t.Owner.ID == s.ev.By.ID:
		s.toast(PhraseYoursAlready, nil)
	case t.Owner.ID != 0:
		s.toast(PhraseOwned, values{"owner": t.Owner.Name})
	case (t.State == Closed || t.State == Returned) && !t.reopens(s.ev.At):
		s.toast(PhraseTooOld, nil)
	default:
		s.seize(ActClaimed)
	}
}

// take lets an admin have any case.
func (s *step) take() {
	switch {
	case !s.acting():
	case s.ev.By.Role != Admin:
		s.toast(PhraseAdminsOnly, nil)
	case s.t.Owner.ID == 0 || s.t.Owner.ID == s.ev.By.ID:
		s.claim()
	default:
		s.notice("", PhraseTaken, values{"owner": s.ev.By.Name})
		s.seize(ActTaken)
	}
}

// seize makes the person the owner, whatever state the case is in.
func (s *step) seize(how Act) {
	t := &s.t
	waited := t.Owner.ID == 0 && t.State != Confirming
	if t.State == Closed || t.State == Returned {
		if t.State == Closed {
			t.Reopens++
			s.log(ActReopened, 0, "")
		}
		s.again()
	}
	if waited {
		t.Before = t.LineN
	}
	s.own(s.ev.By)
	s.log(how, 0, "")
	if waited {
		s.to(Claimed)
		s.tell(PhraseClaimed, nil)
	}
	s.wantRoom()
	s.toast(PhraseYours, values{"case": t.Case})
}

// release puts the case back into the queue.
func (s *step) release() {
	switch {
	case !s.acting():
	case s.t.Owner.ID == 0:
		s.refuse()
	case s.ruling():
		s.drop(ActReleased)
		s.toast(PhraseReleased, nil)
	}
}

// quit takes the case from an owner who is no member of the team any more.
func (s *step) quit() {
	if s.t.Owner.ID == 0 || s.t.Owner.ID != s.ev.By.ID {
		return
	}
	name := s.t.Owner.Name
	s.drop(ActQuit)
	s.notice("", PhraseQuit, values{"owner": name})
}

// drop leaves the case without an owner. A merchant who was asked whether it
// works may still answer.
func (s *step) drop(why Act) {
	s.own(Person{})
	s.log(why, 0, "")
	if s.t.State.worked() {
		s.to(s.t.inQueue())
	}
}

// inQueue is the state of a case that waits for an owner: [New] until its card
// is at the desk.
func (t *Ticket) inQueue() State {
	if t.Card.Ref == "" {
		return New
	}
	return Queued
}
