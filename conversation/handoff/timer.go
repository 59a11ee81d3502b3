package handoff

import (
	"slices"
	"time"
)

// Due gives when the ticket wants a [Timer]; false when it waits for nothing
// but events. After that timer it is later, or false.
func Due(t Ticket, rules Rules) (time.Time, bool) {
	var all []time.Time
	if t.Album != nil {
		all = append(all, t.Album.At.Add(AlbumPause))
	}
	if t.State.withTeam() && t.Card.Ref == "" && !t.Card.Again.IsZero() {
		all = append(all, t.Card.Again)
	}
	if t.State == Confirming {
		all = append(all, t.Asked.Add(rules.Silence))
	}
	for _, d := range t.Clock.reminders(rules.Hours, rules.Targets[t.Priority]) {
		all = append(all, d.at)
	}
	if len(all) == 0 {
		return time.Time{}, false
	}
	return slices.MinFunc(all, time.Time.Compare), true
}

// timer does what has become due; an album is decided on before every event.
func (s *step) timer() {
	t, now := &s.t, s.ev.At
	if t.State.withTeam() && t.Card.Ref == "" && !t.Card.Again.IsZero() && !now.Before(t.Card.Again) {
		s.repost = true
	}
	if t.State == Confirming && !now.Before(t.Asked.Add(s.rules.Silence)) {
		s.log(ActSilent, 0, "")
		s.end(Unconfirmed)
		s.tell(PhraseClosedSilently, nil)
	}
	s.remind()
}

// remind reminds of every target that is near or missed, once each. Where one
// was missed before anybody was reminded, only that is said.
func (s *step) remind() {
	t := &s.t
	var now []Stage
	for _, d := range t.Clock.reminders(s.rules.Hours, s.rules.Targets[t.Priority]) {
		if !d.at.After(s.ev.At) {
			now = append(now, d.stage)
			t.Clock.told(d.stage)
		}
	}
	for _, stage := range now {
		switch stage {
		case FirstSoon:
			if !slices.Contains(now, FirstLate) {
				s.near(stage)
			}
		case ResolveSoon:
			if !slices.Contains(now, ResolveLate) {
				s.near(stage)
			}
		default:
			s.missed(stage)
		}
	}
}

// near reminds the owner, or everybody at the desk.
func (s *step) near(stage Stage) {
	s.log(ActReminded, 0, string(stage))
	key := PhraseFirstSoon
	if stage == ResolveSoon {
		key = PhraseResolveSoon
	}
	var to []Person
	if s.t.Owner.ID != 0 {
		to = []Person{s.t.Owner}
	}
	s.emit(Remind{At: s.t.place(), To: to, Text: s.rules.words(s.room(), key, s.late(stage))})
}

// missed tells the lead of the desk, or the admins.
func (s *step) missed(stage Stage) {
	s.log(ActMissed, 0, string(stage))
	desk := s.rules.desk(s.t.Desk)
	key := PhraseFirstLate
	if stage == ResolveLate {
		key = PhraseResolveLate
	}
	s.emit(Remind{At: s.t.place(), To: s.leads(desk), Late: true, Text: s.rules.words(desk.Reader, key, s.late(stage))})
}

// leads gives who hears of a missed target at a desk, called by their name
// where the case knows it.
func (s *step) leads(desk Desk) []Person {
	ids, called := s.rules.Admins[:min(len(s.rules.Admins), MaxCalled)], PhraseAdmin
	if desk.Lead != 0 {
		ids, called = []int64{desk.Lead}, PhraseLead
	}
	var out []Person
	for _, id := range ids {
		p := Person{ID: id, Name: s.rules.words(desk.Reader, called, nil)}
		for _, known := range []Person{s.t.Last, s.t.Owner} {
			if known.ID == id && known.Name != "" {
				p.Name = known.Name
			}
		}
		out = append(out, p)
	}
	return out
}

// late fills a reminder: the case, its owner, and the time that counts.
func (s *step) late(stage Stage) values {
	first, resolve, _ := s.targets()
	at := first
	if stage == ResolveSoon || stage == ResolveLate {
		at = resolve
	}
	return values{"case": s.t.Case, "at": at}
}
