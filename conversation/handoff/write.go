package handoff

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// noteMarks begin a note; the second is what a Chinese keyboard writes.
func noteMarks() []string { return []string{"//", "／／", "/／", "／/"} }

// noteText gives the words of a note; ok is false when the text is none.
func noteText(text string) (words string, ok bool) {
	trimmed := strings.TrimLeft(text, " \t\r\n\u3000\u200b\ufeff")
	for _, mark := range noteMarks() {
		if rest, found := strings.CutPrefix(trimmed, mark); found {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// writing is something of the team that is to be sent, noted or held.
type writing struct {
	by    Person
	refs  []Ref
	text  string
	files []conversation.File
	album string
	quote Ref
	note  bool
	mends int // the line that it is a new wording of
}

// wrote handles a message in the room.
func (s *step) wrote() {
	ev := s.ev
	if strings.TrimSpace(ev.Text) == "" && len(ev.Files) == 0 {
		return
	}
	if ev.Album != "" {
		s.gather()
		return
	}
	s.decide(writing{by: ev.By, refs: ev.Refs, text: ev.Text, files: ev.Files, quote: ev.Quote})
}

// decide gives a writing its fate. A note is kept; the owner's words go to the
// merchant; anything else is held.
func (s *step) decide(w writing) {
	words, note := noteText(w.text)
	quoted := s.t.inRoom(w.quote)
	line := Line{
		By: w.by.ID, Name: w.by.Name, At: s.ev.At, Text: w.text, Files: w.files, Album: w.album,
		Team: w.refs, Shown: len(w.refs) > 0, Mends: w.mends,
	}
	if quoted != nil {
		line.Quote = quoted.N
	}
	switch why := s.gate(w, quoted); {
	case note || w.note || quoted != nil && quoted.From == FromNote:
		line.Text, line.From = words, FromNote
		s.log(ActNoted, s.t.add(line).N, "")
		s.react(w.refs, MarkNote)
	case why != "":
		s.hold(line, why)
	default:
		s.relay(line)
	}
}

// gate says why a writing must be held; "" lets it through.
func (s *step) gate(w writing, quoted *Line) conversation.Phrase {
	t := &s.t
	switch {
	case t.State == Closed:
		return PhraseHeldClosed
	case t.Owner.ID == 0:
		return PhraseHeldUnowned
	case w.by.ID == 0:
		return PhraseHeldNobody
	case w.by.ID != t.Owner.ID:
		return PhraseHeldOther
	case w.quote != "" && quoted == nil && w.quote != t.Card.Ref && w.quote != t.Head.Ref:
		return PhraseHeldQuote
	case quoted != nil && quoted.From == FromHeld:
		return PhraseHeldQuote
	case t.Gone:
		return PhraseHeldGone
	}
	return ""
}

// hold keeps a writing back and asks what is to become of it.
func (s *step) hold(line Line, why conversation.Phrase) {
	line.From = FromHeld
	n := s.t.add(line).N
	s.log(ActHeld, n, "")
	s.offer(line.Team, n, why)
}

// offer asks whether a held line is to be sent or kept as a note.
func (s *step) offer(at []Ref, n int, why conversation.Phrase) {
	to := s.ev.By.Reader
	s.emit(Prompt{
		To: s.t.place(), Quote: first(at), Text: s.rules.words(to, why, values{"owner": s.t.Owner.Name}),
		Buttons: s.heldButtons(to, n),
	})
}

// relay sends a line to the merchant. A corrected one is sent as words that
// show the old ones too.
func (s *step) relay(line Line) {
	line.From, line.Sent, line.SentAt, line.SentBy = FromAgent, Sending, s.ev.At, s.t.Owner.ID
	if line.At.IsZero() { // not written in the room
		line.By, line.Name, line.At = s.ev.By.ID, s.ev.By.Name, s.ev.At
	}
	whole := line.Text // what is kept may be cut, what is sent is not
	var l *Line
	if line.N != 0 {
		l = s.t.line(line.N)
		*l = line
	} else {
		l = s.t.add(line)
	}
	e := Relay{Token: s.token("relay", l.N), Line: l.N, Text: whole, Files: l.Files}
	if len(l.Files) > 0 {
		e.Refs = l.Team
	}
	if q := s.t.line(l.Quote); q != nil {
		e.Quote = first(q.Merchant)
	}
	if old := s.t.line(l.Mends); old != nil && old.seen() {
		e.Text = s.rules.words(s.t.Merchant.Reader, PhraseCorrected, values{"new": whole, "old": conversation.Clip(old.Text, shortQuote)})
		e.Refs, e.Files, e.Quote = nil, nil, first(old.Merchant)
	}
	s.emit(e)
	s.log(ActSent, l.N, "")
}

// shortQuote is the number of runes of old words that a correction repeats.
const shortQuote = 200

// react marks an agent's own message.
func (s *step) react(at []Ref, mark Mark) {
	if ref := first(at); ref != "" {
		s.emit(React{Message: ref, Mark: mark})
	}
}

// note keeps words that are a note by their own kind of event.
func (s *step) note() {
	if s.ev.Text == "" && len(s.ev.Files) == 0 {
		s.toast(PhraseNoteHow, nil)
		return
	}
	s.decide(writing{by: s.ev.By, refs: s.ev.Refs, text: s.ev.Text, files: s.ev.Files, note: true})
	s.toast(PhraseNoted, nil)
}

// gather puts the parts of an album together. Any part may say that all of it
// is a note, so nothing is sent before it is complete.
func (s *step) gather() {
	ev := s.ev
	if late := s.t.latest(func(l *Line) bool { return l.Album == ev.Album && l.By == ev.By.ID }); late != nil {
		s.latePart(late)
		return
	}
	if a := s.t.Album; a != nil && (a.ID != ev.Album || a.By.ID != ev.By.ID) {
		s.complete() // somebody else's
	}
	words, note := noteText(ev.Text)
	if s.t.Album == nil {
		s.t.Album = &Album{By: ev.By, ID: ev.Album}
	}
	a := s.t.Album
	a.Refs, a.Files, a.At = append(a.Refs, ev.Refs...), append(a.Files, ev.Files...), ev.At
	a.Note = a.Note || note
	if words != "" {
		a.Text = strings.TrimSpace(a.Text + "\n" + words)
	}
	if ev.Quote != "" {
		a.Quote = ev.Quote
	}
}

// latePart gives a part of an album that came too late the fate of the rest.
func (s *step) latePart(l *Line) {
	ev := s.ev
	if l.From == FromHeld {
		l.Team = cap20(append(l.Team, ev.Refs...))
		l.Files = append(l.Files, ev.Files[:min(len(ev.Files), max(0, MaxRefs-len(l.Files)))]...)
		if words, note := noteText(ev.Text); note {
			l.From, l.Text = FromNote, words
		}
		return
	}
	s.decide(writing{
		by: ev.By, refs: ev.Refs, text: ev.Text, files: ev.Files, album: ev.Album, quote: ev.Quote,
		note: l.From == FromNote,
	})
}

// gathered decides on an album once it is complete: its author has written
// something else, or the pause is over. Other events do not wait for it; the
// owner is who owns the case then.
func (s *step) gathered() {
	a, ev := s.t.Album, s.ev
	if a == nil {
		return
	}
	next := (ev.Kind == Wrote || ev.Kind == Rewrote) && ev.By.ID == a.By.ID
	switch {
	case next && ev.Kind == Wrote && ev.Album == a.ID: // one more part
	case next && slices.Contains(a.Refs, first(ev.Refs)): // another caption
	case next || !ev.At.Before(a.At.Add(AlbumPause)):
		s.complete()
	}
}

// complete decides on the album that is gathered.
func (s *step) complete() {
	a, by := s.t.Album, s.ev.By
	s.t.Album, s.ev.By = nil, a.By
	s.decide(writing{by: a.By, refs: a.Refs, text: a.Text, files: a.Files, album: a.ID, quote: a.Quote, note: a.Note})
	s.ev.By = by
}
