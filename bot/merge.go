package bot

import (
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
)

// step is what is handled as one event of a chat: mostly one update, or
// several that the merchant sent in one breath.
type step struct {
	entries []string
	updates []Update
	broken  string
	tries   int
	event   conversation.Event
	parts   []said
}

// steps puts the entries of one chat together: words and files that waited in
// line are read as one, so that nobody is asked about the first half of a
// sentence.
func steps(entries []Entry) []step {
	var out []step
	for _, e := range entries {
		s := step{
			entries: []string{e.ID}, updates: []Update{e.Update}, broken: e.Broken, tries: e.Tries,
			event: e.Update.Event,
		}
		s.event.At = e.Update.At
		if said := e.Update.Event.Text; s.event.Kind == conversation.EventText {
			s.parts = partsOf(e.Update.Message, said)
		}
		if n := len(out); n > 0 && out[n-1].takes(s) {
			out[n-1].add(s)
			continue
		}
		out = append(out, s)
	}
	return out
}

func partsOf(message int64, text string) []said {
	if message == 0 {
		return nil
	}
	return []said{{Message: message, Part: text}}
}

// takes reports whether the next step belongs to the same breath.
func (s step) takes(next step) bool {
	mine, yours := s.updates[0], next.updates[0]
	return s.broken == "" && next.broken == "" && s.tries == 0 && next.tries == 0 &&
		mine.Kind == FromMerchant && yours.Kind == FromMerchant && mine.User == yours.User &&
		spoken(s.event.Kind) && spoken(next.event.Kind) && !slashed(mine) && !slashed(yours) &&
		utf8.RuneCountInString(s.event.Text)+utf8.RuneCountInString(next.event.Text) < conversation.MaxText
}

// spoken reports words and files: what a burst is made of.
func spoken(kind conversation.EventKind) bool {
	return kind == conversation.EventText || kind == conversation.EventFiles
}

// slashed reports what may be a command: it is read by itself.
func slashed(u Update) bool {
	_, ok := CutSlash(u.Event.Text)
	return ok
}

// add appends the next step.
func (s *step) add(next step) {
	s.entries = append(s.entries, next.entries...)
	s.updates = append(s.updates, next.updates...)
	s.parts = append(s.parts, next.parts...)
	if next.event.Kind == conversation.EventText {
		s.event.Kind = conversation.EventText
	}
	s.event.At = next.event.At
	s.event.Text = join(s.event.Text, next.event.Text)
	s.event.Files = append(s.event.Files, next.event.Files...)
	s.event.Masked = s.event.Masked || next.event.Masked
}
