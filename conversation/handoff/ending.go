package handoff

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// wait stops the clock until the merchant answers.
func (s *step) wait() {
	switch {
	case !s.owning():
	case s.t.State == Waiting:
		s.toast(PhraseWaitingAlready, nil)
	case s.t.State == Confirming:
		s.toast(PhraseAskedAlready, nil)
	default:
		s.to(Waiting)
		s.log(ActWaiting, 0, "")
		s.toast(PhraseWaiting, nil)
	}
}

// resume lets the clock run again, also when it is not solved after all.
func (s *step) resume() {
	switch {
	case !s.owning():
	case s.t.State == Claimed:
		s.toast(PhraseNotWaiting, nil)
	default:
		s.t.Result = Resolution{}
		s.to(Claimed)
		s.log(ActResumed, 0, "")
		s.toast(PhraseResumed, nil)
	}
}

// fact notes an answer that the agent knows; the bot gets it with the case.
func (s *step) fact() {
	if !s.owning() {
		return
	}
	f := Known{Question: s.ev.Question, Answer: s.ev.Answer, By: s.ev.By.ID}
	s.t.Facts = slices.DeleteFunc(s.t.Facts, func(o Known) bool { return o.Question == f.Question })
	s.t.Facts = append(s.t.Facts, f)
	s.log(ActFact, 0, f.Question+"="+f.Answer)
	s.toast(PhraseFactSet, nil)
}

// move gives the case to another desk: a card there, and the one here says
// where it went. The clock goes on, the owner is gone.
func (s *step) move() {
	if !s.ruling() {
		return
	}
	t := &s.t
	switch {
	case s.ev.Desk == "":
		var choices []conversation.Choice
		for _, d := range s.rules.Desks {
			if d.ID != t.Desk {
				choices = append(choices, conversation.Choice{ID: pressDesk + d.ID, Label: s.rules.deskName(s.ev.By.Reader, d.ID)})
			}
		}
		if len(choices) == 0 {
			s.toast(PhraseOneDesk, nil)
			return
		}
		s.ask(PhraseWhichDesk, choices)
		s.toast(PhraseChoose, nil)
	case s.ev.Desk == t.Desk:
		s.toast(PhraseSameDesk, nil)
	case !s.rules.has(s.ev.Desk):
		s.toast(PhraseNoSuchDesk, nil)
	case t.State == Confirming:
		s.toast(PhraseAskedAlready, nil)
	default:
		s.settle(s.rules.words(s.room(), PhraseMoved, values{"desk": s.rules.deskName(s.room(), s.ev.Desk)}))
		s.moveTo(s.ev.Desk)
	}
}

func (s *step) moveTo(desk string) {
	t := &s.t
	s.retire(t.Card.Ref, PhraseCardMoved, values{"desk": s.rules.deskName(s.rules.desk(t.Desk).Reader, desk)})
	s.retire(t.Head.Ref, PhraseCardMoved, values{"desk": s.rules.deskName(s.room(), desk)})
	s.shutRoom()
	if t.Owner.ID != 0 {
		s.own(Person{})
	}
	t.Card, t.Head, t.Closing, t.Desk, s.repost = Card{}, Card{}, nil, desk, true
	s.log(ActMoved, 0, desk)
	s.to(New)
	s.tell(PhraseMovedMerchant, values{"desk": s.rules.deskName(t.Merchant.Reader, desk)})
	s.toast(PhraseMoved, values{"desk": s.rules.deskName(s.ev.By.Reader, desk)})
}

// handBack lets the bot go on, from the facts that the agents set.
func (s *step) handBack() {
	switch {
	case !s.owning():
	case s.t.State == Confirming:
		s.toast(PhraseAskedAlready, nil)
	default:
		var facts []conversation.Answer
		for _, f := range s.t.Facts {
			facts = append(facts, conversation.Answer{Question: f.Question, Answer: f.Answer, Origin: conversation.Agent})
		}
		s.log(ActReturned, 0, "")
		s.notice("", PhraseEndMarker, values{"name": s.ev.By.Name})
		s.tell(PhraseBotGoesOn, nil)
		s.own(Person{})
		s.to(Returned)
		s.t.Ended, s.t.Facts = s.ev.At, nil
		s.shutRoom()
		s.emit(GiveBack{Facts: facts})
		s.toast(PhraseHandedBack, nil)
	}
}

// spam closes the case without a word to the merchant, who would only take it
// for an invitation. Whoever was taken for spam by mistake is answered by the
// bot, and gets a case of its own when handed over again; and for a week the
// card opens this one again.
func (s *step) spam() {
	if !s.ruling() {
		return
	}
	s.log(ActSpam, 0, "")
	s.end(MarkedSpam)
	s.toast(PhraseSpamDone, nil)
}

// end closes the case.
func (s *step) end(how Outcome) {
	if s.t.Owner.ID != 0 {
		s.own(Person{})
	}
	s.to(Closed)
	s.t.Outcome, s.t.Ended, s.t.Closing = how, s.ev.At, nil
	s.shutRoom()
	if s.t.Result.Route != "" && how != MarkedSpam {
		s.emit(Learn{Case: s.t.Case, Resolution: s.t.Result, Confirmed: how == Solved})
	}
}

// close asks what it was, in two taps: the cause, whose article helped, and
// the route. With everything known the merchant is asked whether it works.
func (s *step) close() {
	if !s.owning() {
		return
	}
	t, ev := &s.t, s.ev
	if t.State == Confirming {
		s.toast(PhraseAskedAlready, nil)
		return
	}
	picked, other := s.cause()
	switch {
	case picked != nil:
		t.Closing = picked
	case ev.Problem != "" || ev.Article != "" || other:
		t.Closing = &Resolution{Problem: ev.Problem, Cause: ev.Cause, Article: ev.Article}
		if other {
			t.Closing.Problem = t.Problem
		}
	case ev.Route == "" || t.Closing == nil:
		t.Closing = &Resolution{}
		s.ask(PhraseWhichCause, s.causes())
		s.toast(PhraseChoose, nil)
		return
	}
	if !ev.Route.Valid() {
		s.ask(PhraseWhichRoute, s.routes())
		s.toast(PhraseChoose, nil)
		return
	}
	t.Result = *t.Closing
	t.Result.Route, t.Result.Agent, t.Closing = ev.Route, ev.By.ID, nil
	what := strings.TrimSpace(string(ev.Route) + " " + t.Result.Problem + "/" + t.Result.Cause)
	s.log(ActClosed, 0, strings.TrimSuffix(what, "/"))
	said := PhraseClosing
	if t.Gone {
		said = PhraseClosedGone
	}
	s.settle(s.rules.words(ev.By.Reader, said, nil))
	s.toast(said, nil)
	if t.Gone { // there is nobody to ask
		s.end(Unconfirmed)
		return
	}
	s.to(Confirming)
	t.Asked = ev.At
	to := t.Merchant.Reader
	s.tell(PhraseConfirm, nil, s.rules.button(to, PressWorks, PhraseBtnWorks), s.rules.button(to, PressBroken, PhraseBtnBroken))
}

// causes are the choices of the first tap.
func (s *step) causes() []conversation.Choice {
	var out []conversation.Choice
	for i, title := range s.t.For(s.ev.By.Reader).Causes {
		out = append(out, conversation.Choice{ID: numbered(pressCause, i+1), Label: title})
	}
	return append(out, s.rules.button(s.ev.By.Reader, numbered(pressCause, 0), PhraseBtnOtherCause))
}

// cause reads the press of the first tap: one of the likely causes, or another
// one.
func (s *step) cause() (picked *Resolution, other bool) {
	for i, h := range s.t.Likely {
		if s.ev.Press == numbered(pressCause, i+1) {
			return &Resolution{Problem: h.Problem, Cause: h.Cause, Article: h.Problem}, false
		}
	}
	return nil, s.ev.Press == numbered(pressCause, 0)
}

// routes are the choices of the second tap, the likely one first.
func (s *step) routes() []conversation.Choice {
	likely := s.t.Route
	for _, h := range s.t.Likely {
		if h.Problem == s.t.Closing.Problem && h.Cause == s.t.Closing.Cause {
			likely = h.Route
		}
	}
	order := knowledge.Routes()
	if i := slices.Index(order, likely); i > 0 {
		order = slices.Insert(slices.Delete(order, i, i+1), 0, likely)
	}
	var out []conversation.Choice
	for _, r := range order {
		out = append(out, s.rules.button(s.ev.By.Reader, pressRoute+string(r), routePhrase(r)))
	}
	return out
}
