package handoff

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
)

// line gives the kept line with a number; nil when it is not known.
func (t *Ticket) line(n int) *Line {
	i, ok := slices.BinarySearchFunc(t.Lines, n, func(l Line, n int) int { return l.N - n })
	if !ok {
		return nil
	}
	return &t.Lines[i]
}

// inRoom gives the latest line that a message in the room is; nil when it is
// not known.
func (t *Ticket) inRoom(ref Ref) *Line {
	return t.latest(func(l *Line) bool { return ref != "" && slices.Contains(l.Team, ref) })
}

// atMerchant gives the latest line that a message in the merchant's chat is.
func (t *Ticket) atMerchant(ref Ref) *Line {
	return t.latest(func(l *Line) bool { return ref != "" && slices.Contains(l.Merchant, ref) })
}

func (t *Ticket) latest(is func(*Line) bool) *Line {
	for i := len(t.Lines) - 1; i >= 0; i-- {
		if is(&t.Lines[i]) {
			return &t.Lines[i]
		}
	}
	return nil
}

// add keeps a line and gives it its number. The oldest lines leave when there
// are too many, or too many words; a quote of one that left is not known.
func (t *Ticket) add(l Line) *Line {
	t.LineN++
	l.N, l.Text = t.LineN, conversation.Clip(l.Text, MaxText)
	l.Team, l.Merchant = cap20(l.Team), cap20(l.Merchant)
	t.Lines = append(t.Lines, l)
	t.trim()
	return &t.Lines[len(t.Lines)-1]
}

// reword gives a line a new wording, said at a time, and keeps the old one.
func (t *Ticket) reword(l *Line, text string, at time.Time) {
	l.Reworded = at
	l.Was = append(l.Was, l.Text)
	if n := len(l.Was); n > MaxWordings {
		l.Was = l.Was[n-MaxWordings:]
	}
	l.Text = conversation.Clip(text, MaxText)
	t.trim()
}

// trim lets the oldest lines go, never the last.
func (t *Ticket) trim() {
	words := 0
	for i := range t.Lines {
		words += t.Lines[i].words()
	}
	drop := 0
	for drop < len(t.Lines)-1 && (len(t.Lines)-drop > MaxLines || words > MaxWords) {
		words -= t.Lines[drop].words()
		drop++
	}
	t.Cut += drop
	t.Lines = t.Lines[drop:]
}

// seen reports whether the merchant has the line, or will have.
func (l *Line) seen() bool { return (l.Sent == Sending || l.Sent == Delivered) && !l.TakeBack }

func (l *Line) words() int {
	n := utf8.RuneCountInString(l.Text)
	for _, w := range l.Was {
		n += utf8.RuneCountInString(w)
	}
	return n
}

// cap20 keeps the first messages of many: enough to quote and recall.
func cap20(refs []Ref) []Ref {
	return slices.Clone(refs[:min(len(refs), MaxRefs)])
}

// first gives the first message of several, or "".
func first(refs []Ref) Ref {
	if len(refs) == 0 {
		return ""
	}
	return refs[0]
}
