package handoff

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// finish puts into the room what it lacks and makes the cards show what is
// now. It comes last: what the merchant reads goes before what the team reads.
func (s *step) finish() {
	s.furnish()
	t := &s.t
	switch {
	case t.State == None:
	case s.repost:
		view := s.queueCard()
		t.Card = Card{Ref: "", Token: s.token("card", s.next()), Look: view.look(), Tries: t.Card.Tries + 1}
		t.Card.Again = s.ev.At.Add(backoff(CardSilence, t.Card.Tries))
		s.emit(PostCard{Token: t.Card.Token, To: Place{Desk: t.Desk}, Card: view})
	case t.Card.Ref != "":
		s.edit(&t.Card, "edit", s.queueCard())
	}
	if t.Head.Ref != "" && t.Room.Ref != "" {
		s.edit(&t.Head, "edit_head", s.headCard())
	}
	if t.State != s.was && t.Room.Open && t.Room.Ref != "" {
		s.emit(MarkRoom{Room: t.Room.Ref, State: t.State})
	}
}

// edit changes a card that shows what was.
func (s *step) edit(c *Card, of string, view View) {
	if look := view.look(); look != c.Look {
		c.Look = look
		s.emit(EditCard{Token: s.token(of, s.next()), Card: c.Ref, View: view})
	}
}

// backoff doubles with every try.
func backoff(base time.Duration, tries int) time.Duration {
	for range tries - 1 {
		if base *= 2; base >= CardSlowest {
			return CardSlowest
		}
	}
	return base
}

// posted notes that the card is at its desk: the hand-off is done.
func (s *step) posted(card Ref) {
	if s.t.Card.Ref != card {
		s.retire(s.t.Card.Ref, PhraseCardDouble, nil)
	}
	s.t.Card.Ref, s.t.Card.Token, s.t.Card.Tries, s.t.Card.Again = card, "", 0, time.Time{}
	s.log(ActPosted, 0, s.t.Desk)
	if s.t.State == New {
		s.to(Queued)
	}
}

// retire takes a card out of use, and says on it why.
func (s *step) retire(card Ref, key conversation.Phrase, v values) {
	if card == "" {
		return
	}
	s.t.Retired = append(s.t.Retired, card)
	if n := len(s.t.Retired); n > MaxRetired {
		s.t.Retired = slices.Delete(s.t.Retired, 0, n-MaxRetired)
	}
	text := s.t.Case + " · " + s.rules.words(s.rules.desk(s.t.Desk).Reader, key, v)
	s.emit(RetireCard{Card: card, Text: text})
}

// cardReceipt handles what became of a card's post.
func (s *step) cardReceipt() {
	t, c, ref := &s.t, &s.t.Card, first(s.ev.Refs)
	switch {
	case s.ev.Failed == Done && ref == "": // nothing that could be found again
	case s.ev.Failed == Done && s.ev.Token == c.Token:
		s.posted(ref)
	case s.ev.Failed == Done && ref != c.Ref && !slices.Contains(t.Retired, ref):
		s.retire(ref, PhraseCardDouble, nil) // an answer that was thought lost
	case s.ev.Failed == Done || s.ev.Token != c.Token:
	default:
		s.log(ActCardFailed, 0, string(s.ev.Failed))
		c.Token, c.Again = "", s.ev.At.Add(backoff(CardRefused, c.Tries))
		if desk := s.rules.fallback(); t.Desk != desk && t.State == New {
			s.log(ActMoved, 0, desk)
			t.Desk, c.Tries, s.repost = desk, 0, true
		}
	}
}

// editReceipt posts a card anew that was deleted.
func (s *step) editReceipt() {
	if s.ev.Failed == Lost && s.t.Card.Ref != "" && s.t.State.withTeam() {
		s.t.Card, s.repost = Card{}, true
	}
}

// queueCard is the card among those of the desk. Where there is no topic the
// case is worked on below it, and it has the buttons of the room too.
func (s *step) queueCard() View {
	to := s.rules.desk(s.t.Desk).Reader
	return View{Text: s.card(to, s.t.Room.Thread), Buttons: s.cardButtons(to, s.t.Room.Thread)}
}

// headCard is the card at the head of the room.
func (s *step) headCard() View {
	to := s.room()
	text := s.card(to, true)
	if s.t.Owner.ID != 0 { // else nothing goes from here to the merchant
		text += "\n\n" + s.rules.words(to, PhraseRoomHint, nil)
	}
	return View{Text: text, Buttons: s.cardButtons(to, true)}
}

// card words the case for those who read its card. It changes with the state
// and not with every message; where the case is not worked on, only with who
// owns it.
func (s *step) card(to Reader, work bool) string {
	t, say := &s.t, func(key conversation.Phrase, v values) string { return s.rules.words(to, key, v) }
	lines := []string{fmt.Sprintf("%s · %s · %s", t.Case, say(priorityPhrase(t.Priority), nil), s.stateName(to, work))}
	if first, resolve, ok := s.targets(); ok && (work || t.Owner.ID == 0) {
		key := PhraseDueFirst
		if t.State == Claimed {
			key = PhraseDue
		}
		lines = append(lines, say(key, values{"first": first, "resolve": resolve}))
	}
	summary := t.For(to).Summary
	who := t.Merchant.Name
	if t.Merchant.Terminal != "" && !strings.Contains(summary, t.Merchant.Terminal) {
		who = strings.TrimSpace(who + " " + say(PhraseTerminal, values{"terminal": t.Merchant.Terminal}))
	}
	if who != "" {
		lines = append(lines, say(PhraseWho, values{"merchant": who}))
	}
	if t.Gone && t.State.withTeam() {
		lines = append(lines, say(PhraseMerchantGone, nil))
	}
	if t.Reopens > 0 {
		lines = append(lines, say(PhraseReopens, values{"n": t.Reopens}))
	}
	if t.Owner.ID == 0 && t.Last.ID != 0 {
		lines = append(lines, say(PhraseLastOwner, values{"owner": t.Last.Name}))
	}
	if summary != "" {
		lines = append(lines, summary)
	}
	return strings.Join(lines, "\n")
}

// targets words the times by which a running case is to be answered and
// solved.
func (s *step) targets() (first, resolve string, ok bool) {
	h, target := s.rules.Hours, s.rules.Targets[s.t.Priority]
	a, okFirst := s.t.Clock.at(h, target.First)
	b, okResolve := s.t.Clock.at(h, target.Resolve)
	return a.In(h.zone()).Format("01-02 15:04"), b.In(h.zone()).Format("01-02 15:04"), okFirst && okResolve
}

// stateName words the state of the case.
func (s *step) stateName(to Reader, work bool) string {
	t := &s.t
	v := values{"owner": t.Owner.Name}
	switch {
	case t.State == Claimed, t.Owner.ID != 0 && !work:
		return s.rules.words(to, PhraseStateClaimed, v)
	case t.State == Waiting:
		return s.rules.words(to, PhraseStateWaiting, v)
	case t.State == Confirming:
		return s.rules.words(to, PhraseStateConfirming, nil)
	case t.State == Closed:
		return s.rules.words(to, PhraseStateClosed, values{"outcome": s.rules.words(to, outcomePhrase(t.Outcome), nil)})
	case t.State == Returned:
		return s.rules.words(to, PhraseStateReturned, nil)
	}
	return s.rules.words(to, PhraseStateQueued, nil) // a new card looks as it will in the queue
}

// cardButtons are the buttons of a card; work adds those of the room.
func (s *step) cardButtons(to Reader, work bool) []conversation.Choice {
	b := func(id string, key conversation.Phrase) conversation.Choice { return s.rules.button(to, id, key) }
	dialogue := b(pressDialogue, PhraseBtnDialogue)
	switch state := s.t.State; {
	case state == New || state == Queued || state == Confirming && s.t.Owner.ID == 0:
		return []conversation.Choice{b(pressClaim, PhraseBtnClaim), dialogue, b(pressMove, PhraseBtnMove), b(pressSpam, PhraseBtnSpam)}
	case state == Closed:
		return []conversation.Choice{b(pressClaim, PhraseBtnReopen), dialogue}
	case state == Returned:
		return []conversation.Choice{b(pressClaim, PhraseBtnTakeBack), dialogue}
	case !work:
		return []conversation.Choice{dialogue, b(pressTake, PhraseBtnTake)}
	}
	canned, note := b(pressCanned, PhraseBtnCanned), b(pressNote, PhraseBtnNote)
	release, spam := b(pressRelease, PhraseBtnRelease), b(pressSpam, PhraseBtnSpam)
	out := []conversation.Choice{b(pressResume, PhraseBtnResume), canned, note, release, spam}
	if s.t.State != Confirming {
		wait := b(pressWait, PhraseBtnWait)
		if s.t.State == Waiting {
			wait = out[0]
		}
		out = []conversation.Choice{
			b(pressClose, PhraseBtnClose), wait, canned, note,
			b(pressHandBack, PhraseBtnHandBack), b(pressMove, PhraseBtnMove), release, spam,
		}
	}
	if s.t.Room.Thread { // the card is the only place to ask for them
		out = append(out, dialogue, b(pressTake, PhraseBtnTake))
	}
	return out
}

// look stands for what a view shows.
func (v View) look() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q", v)
	return fmt.Sprintf("%016x", h.Sum64())
}
