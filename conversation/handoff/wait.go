package handoff

import (
	"strings"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// Estimate is what can honestly be said of how long a merchant will wait: who
// works now, or when somebody does again, and the place in the queue. It
// promises no minutes.
type Estimate struct {
	Open  bool      // somebody works now
	Opens time.Time // when somebody works again; zero when that is not known
	Place int       // in the queue, from 1; 0 is not known
}

// Estimate gives what can be said at a time to the one at a place in the
// queue, from 1; 0 is not known.
func (h Hours) Estimate(at time.Time, place int) Estimate {
	e := Estimate{Open: h.Open(at), Place: max(place, 0)}
	if next, ok := h.Next(at); ok && !e.Open {
		e.Opens = next
	}
	return e
}

// Honest words an estimate for a reader, with the hours of the team.
func (r Rules) Honest(to Reader, now time.Time, e Estimate) string {
	var parts []string
	switch {
	case e.Open:
		parts = append(parts, r.words(to, PhraseWaitOpen, nil))
	case e.Opens.IsZero():
		parts = append(parts, r.words(to, PhraseWaitUnknown, nil))
	default:
		parts = append(parts, r.words(to, PhraseWaitClosed, values{"when": r.when(to, now, e.Opens)}))
	}
	switch {
	case e.Place == 1:
		parts = append(parts, r.words(to, PhraseWaitNext, nil))
	case e.Place > 1:
		parts = append(parts, r.words(to, PhraseWaitPlace, values{"place": e.Place}))
	}
	if hours := r.hours(to); hours != "" {
		parts = append(parts, r.words(to, PhraseHours, values{"hours": hours}))
	}
	space := " "
	if to.lang() == knowledge.Chinese {
		space = ""
	}
	return strings.Join(parts, space)
}
