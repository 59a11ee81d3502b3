package handoff

import (
	"slices"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// maxLosses is how often a room that was deleted is made anew for one claim:
// first another topic, then threads under new cards.
const maxLosses = 4

// place is where the team reads about the case: in its room, or below its
// card.
func (t *Ticket) place() Place {
	if t.Room.Desk == t.Desk && t.Room.Ref != "" {
		return Place{Desk: t.Desk, Room: t.Room.Ref}
	}
	return Place{Desk: t.Desk, Under: t.Card.Ref}
}

// ready reports whether the room can be written in.
func (t *Ticket) ready() bool {
	return t.Room.Open && t.Room.Desk == t.Desk && (t.Room.Ref != "" || t.Room.Thread && t.Card.Ref != "")
}

// wantRoom asks for a room for the claimed case: the merchant's earlier one at
// this desk where there is one. One that is open, or on its way, stays.
func (s *step) wantRoom() {
	r := &s.t.Room
	r.Losses = 0
	if r.Desk == s.t.Desk && (r.Open || r.Token != "") {
		return
	}
	s.makeRoom(s.t.topic(s.t.Desk))
}

// makeRoom asks for a room, or for an earlier one to be opened again.
func (s *step) makeRoom(reuse Ref) {
	r := &s.t.Room
	if reuse != "" {
		if reuse == r.Ref && r.Furnished { // it was written in after it was closed, too
			s.t.fill(reuse)
		}
		s.retire(s.t.Head.Ref, PhraseCardReopened, nil) // a new one will stand below it
	}
	*r = Room{Desk: s.t.Desk, Token: s.token("room", s.next()), Reuse: reuse, Nth: r.Nth + 1, Losses: r.Losses}
	s.t.Head = Card{}
	name := strings.Join(strings.Fields(s.t.Case+" "+s.t.Merchant.Name+" "+s.t.For(s.rules.desk(s.t.Desk).Reader).Title), " ")
	s.emit(OpenRoom{Token: r.Token, Desk: r.Desk, Name: conversation.Clip(name, MaxRoomName), Reuse: reuse})
}

// topic is the merchant's earlier room at a desk, or "".
func (t *Ticket) topic(desk string) Ref {
	for _, k := range t.Rooms {
		if k.Desk == desk {
			return k.Ref
		}
	}
	return ""
}

// kept is what is known of a room; nil when it is none that can be opened
// again.
func (t *Ticket) kept(ref Ref) *Topic {
	for i := range t.Rooms {
		if k := &t.Rooms[i]; ref != "" && k.Ref == ref {
			return k
		}
	}
	return nil
}

// fill notes which lines a room has: all up to the first that is not shown yet,
// and will be somewhere else.
func (t *Ticket) fill(room Ref) {
	k := t.kept(room)
	if k == nil {
		return
	}
	k.Upto = t.LineN
	if i := slices.IndexFunc(t.Lines, func(l Line) bool { return !l.Shown }); i >= 0 {
		k.Upto = t.Lines[i].N - 1
	}
}

// lacks reports whether a shown line, or its wording, is not in the room.
func (k *Topic) lacks(l *Line) bool {
	return l.N > k.Upto || !l.Reworded.IsZero() && !l.Reworded.Before(k.Left)
}

// unknown lets no room have what is said to the bot from now on, nor with lines
// any line of the case, which is a new one.
func (t *Ticket) unknown(lines bool) {
	for i := range t.Rooms {
		k := &t.Rooms[i]
		k.Talk = false
		if lines {
			k.Upto, k.Left = 0, time.Time{}
		}
	}
}

// remember keeps the merchant's room at a desk; "" forgets it.
func (t *Ticket) remember(desk string, ref Ref) {
	if k := t.kept(ref); k != nil && k.Desk == desk {
		return
	}
	t.Rooms = slices.DeleteFunc(t.Rooms, func(k Topic) bool { return k.Desk == desk })
	if ref != "" {
		t.Rooms = append(t.Rooms, Topic{Desk: desk, Ref: ref})
	}
}

// roomReceipt handles what became of the wish for a room. Without a topic the
// case is worked on in a thread under its card.
func (s *step) roomReceipt() {
	r, ref := &s.t.Room, first(s.ev.Refs)
	if s.ev.Token != r.Token || r.Token == "" {
		if s.ev.Failed == Done && ref != "" && ref != r.Ref {
			s.emit(CloseRoom{Room: ref, State: s.t.State}) // the case went elsewhere meanwhile
		}
		return
	}
	r.Token = ""
	switch {
	case s.ev.Failed == Done && ref != "":
		r.Ref = ref
		s.t.remember(r.Desk, ref)
		s.log(ActRoom, 0, "topic")
		if !s.t.State.withTeam() || r.Desk != s.t.Desk {
			s.emit(CloseRoom{Room: ref, State: s.t.State})
			return
		}
	case s.ev.Failed == Lost && r.Reuse != "":
		s.t.remember(r.Desk, "")
		if s.t.State.withTeam() && r.Desk == s.t.Desk {
			s.makeRoom("")
		}
		return
	default:
		r.Thread = true
		s.log(ActRoom, 0, "thread")
	}
	r.Open = s.t.State.withTeam() && r.Desk == s.t.Desk
}

// roomLost handles a room that was deleted: it is made anew once, then the
// case goes on in a thread under its card. It is false when it is given up.
func (s *step) roomLost() bool {
	r := &s.t.Room
	s.log(ActRoomLost, 0, "")
	r.Losses++
	switch {
	case !s.t.State.withTeam(): // the next claim will see to it
		s.t.remember(r.Desk, "")
		*r = Room{Nth: r.Nth + 1}
	case r.Losses > maxLosses:
		return false
	case r.Thread: // the card was deleted
		r.Nth++
		s.t.Card, s.repost = Card{}, true
	case r.Losses == 1:
		s.t.remember(r.Desk, "")
		s.makeRoom("")
	default:
		s.t.remember(r.Desk, "")
		s.t.Head = Card{}
		*r = Room{Desk: r.Desk, Thread: true, Open: true, Nth: r.Nth + 1, Losses: r.Losses}
	}
	return true
}

// shutRoom closes the room of a case that is worked on no more, or elsewhere.
func (s *step) shutRoom() {
	r := &s.t.Room
	if r.Open && r.Ref != "" {
		s.t.fill(r.Ref)
		if k := s.t.kept(r.Ref); k != nil {
			k.Left = s.ev.At
		}
		s.emit(CloseRoom{Room: r.Ref, State: s.t.State})
	}
	r.Open = false
}

// furnish puts into the room what it lacks: first the card and what was said
// before the claim, then every message that came after it, in order. What the
// merchant says while nobody owns the case waits for the next owner.
func (s *step) furnish() {
	t := &s.t
	if !t.ready() {
		return
	}
	if !t.Room.Furnished {
		t.Room.Furnished = true
		if !t.Room.Thread {
			s.postHead()
		}
		s.emit(s.soFar())
		for i := range t.Lines {
			t.Lines[i].Shown = t.Lines[i].Shown || t.Lines[i].N <= t.Before
		}
	}
	if t.Owner.ID == 0 {
		return
	}
	for i := range t.Lines {
		if l := &t.Lines[i]; !l.Shown {
			l.Shown = true
			s.show(l)
		}
	}
}

// soFar gives what was said before the claim. Where an earlier room is opened
// again, what was shown there is still there.
func (s *step) soFar() Transcript {
	t := &s.t
	k := t.kept(t.Room.Ref)
	if k == nil {
		k = &Topic{} // a thread under a new card
	}
	tr := s.transcript(t.place(), k.Upto, func(l *Line) bool { return l.Shown && k.lacks(l) || !l.Shown && l.N <= t.Before })
	tr.More, k.Talk = k.Talk, true
	return tr
}

// postHead posts the card at the head of the room.
func (s *step) postHead() {
	view := s.headCard()
	s.t.Head = Card{Token: s.token("head", s.next()), Look: view.look()}
	s.emit(PostCard{Token: s.t.Head.Token, To: s.t.place(), Card: view})
}

// headReceipt handles what became of the card at the head of the room.
func (s *step) headReceipt() {
	if s.ev.Token != s.t.Head.Token {
		return
	}
	s.t.Head.Token = ""
	switch s.ev.Failed {
	case Done:
		s.t.Head.Ref = first(s.ev.Refs)
	case Lost:
		s.roomLost()
	}
}

// editHeadReceipt posts the head of the room anew if it was deleted; if the
// room was deleted with it, that post will say so.
func (s *step) editHeadReceipt() {
	if s.ev.Failed == Lost && s.t.Head.Ref != "" && s.t.ready() && s.t.Room.Ref != "" {
		s.postHead()
	}
}

// transcript gives lines as one message, to who has the first ones up to a
// number.
func (s *step) transcript(to Place, has int, which func(*Line) bool) Transcript {
	tr := Transcript{To: to}
	var words []string
	if n := s.t.Cut - has; n > 0 {
		words = append(words, s.rules.words(s.room(), PhraseCut, values{"n": n}))
	}
	for i := range s.t.Lines {
		if l := &s.t.Lines[i]; which(l) {
			words = append(words, s.written(l))
			tr.Lines = append(tr.Lines, *l)
		}
	}
	tr.Text = strings.Join(words, "\n")
	return tr
}

// written gives a line as it stands in a transcript, every wording of it.
func (s *step) written(l *Line) string {
	text := strings.Join(append(slices.Clone(l.Was), l.Text), s.rules.words(s.room(), PhraseArrow, nil))
	if n := len(l.Files); n > 0 {
		text = strings.TrimSpace(text + " " + s.rules.words(s.room(), PhraseFiles, values{"n": n}))
	}
	return l.At.In(s.rules.Hours.zone()).Format("15:04") + " " + s.label(l) + s.rules.words(s.room(), PhraseColon, nil) + text
}

// label says whose a line is.
func (s *step) label(l *Line) string {
	to := s.room()
	switch l.From {
	case FromAgent:
		return s.rules.words(to, PhraseLabelAgent, values{"name": l.Name})
	case FromNote:
		return s.rules.words(to, PhraseLabelNote, values{"name": l.Name})
	case FromHeld:
		return s.rules.words(to, PhraseLabelHeld, values{"name": l.Name})
	}
	if s.t.Merchant.Name != "" {
		return s.t.Merchant.Name
	}
	return s.rules.words(to, PhraseLabelMerchant, nil)
}

// show puts a line into the room.
func (s *step) show(l *Line) {
	e := Show{Token: s.token("show", l.N, s.t.Room.Nth), To: s.t.place(), Line: l.N, Label: s.label(l), Text: l.Text, Files: l.Files}
	if len(l.Files) > 0 {
		e.Refs = l.Merchant
	}
	if q := s.t.line(l.Quote); q != nil {
		e.Quote = first(q.Team)
	}
	s.emit(e)
}

// showReceipt handles what became of a line on its way into the room. One that
// went into a room that is gone goes into the next one.
func (s *step) showReceipt(n, nth int) {
	l := s.t.line(n)
	if l == nil {
		return
	}
	switch s.ev.Failed {
	case Done:
		if nth == s.t.Room.Nth {
			l.Team = cap20(s.ev.Refs)
		}
	case Lost:
		if nth != s.t.Room.Nth || s.roomLost() {
			l.Shown = false
		}
	default:
		s.notice("", PhraseUnshown, values{"from": s.label(l)})
	}
}

// dialogue shows what was said to whoever asks, beside the card.
func (s *step) dialogue() {
	if s.ev.By.ID == 0 {
		s.toast(PhraseNobody, nil)
		return
	}
	s.emit(s.transcript(Place{Desk: s.t.Desk, Under: s.t.Card.Ref}, 0, func(*Line) bool { return true }))
	s.toast(PhraseDialogueShown, nil)
}
