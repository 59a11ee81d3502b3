package insight

import (
	"cmp"
	"strings"

	"github.com/tillmate/tillmate/conversation"
)

// Kind says what is counted.
type Kind string

// The kinds of count, with what the name of their key is. Those with a problem
// may name a cause too.
const (
	Opened    Kind = "opened"     // cases begun; no name
	Ended     Kind = "ended"      // cases ended; how: solved, restarted, unresolved, another, team, other
	Asked     Kind = "asked"      // questions put for the first time; the question
	Advised   Kind = "advised"    // recommendations; the route
	Shown     Kind = "shown"      // recommendations; the problem and its main cause
	Solved    Kind = "solved"     // the merchant said that the advice helped; the problem and cause
	NotSolved Kind = "not_solved" // and that it did not; the problem and cause
	// NotTried counts presses of "not tried yet"; the problem and cause. One
	// who types it is answered, but not told from one who talks.
	NotTried Kind = "not_tried"
	// Escalated counts hand-offs; the problem that sends to a person, else the
	// problem and cause of the advice before. Without either it is not counted.
	Escalated Kind = "escalated"
	Handed    Kind = "handed"  // hand-offs; the reason
	Refused   Kind = "refused" // what began no case; lost (not understood) or aside (small talk, another subject)
	NoHit     Kind = "no_hit"  // descriptions for which nothing good was found; no name
	NoneOf    Kind = "none_of" // guesses that were answered with "none of these"; no name
)

// kinds tells what the name of a kind's key is made of.
func kinds() map[Kind]shape {
	return map[Kind]shape{
		Opened: bare, NoHit: bare, NoneOf: bare,
		Ended: named, Asked: named, Advised: named, Handed: named, Refused: named,
		Shown: caused, Solved: caused, NotSolved: caused, NotTried: caused, Escalated: caused,
	}
}

// shape is what stands behind the kind in a key.
type shape int

const (
	bare   shape = iota // nothing
	named               // a name
	caused              // a problem, and maybe one of its causes
)

// Key names one count. As text it is "kind", "kind:name" or
// "kind:problem/cause". Names are ids of the knowledge or of this package, so
// there are as many as there is knowledge; anything else is counted as
// "other".
type Key struct {
	Kind  Kind
	Name  string // a problem, route, question, reason, or how a case ended
	Cause string
}

// String writes the key.
func (k Key) String() string {
	s := string(k.Kind)
	if k.Name != "" {
		s += ":" + k.Name
	}
	if k.Cause != "" {
		s += "/" + k.Cause
	}
	return s
}

// ParseKey reads a key; ok is false for what this package did not write.
func ParseKey(s string) (k Key, ok bool) {
	kind, name, _ := strings.Cut(s, ":")
	k.Kind = Kind(kind)
	want, known := kinds()[k.Kind]
	if !known {
		return Key{}, false
	}
	k.Name = name
	if want == caused {
		k.Name, k.Cause, _ = strings.Cut(name, "/")
	}
	if k.String() != s || (k.Name == "") != (want == bare) || k != k.clean() {
		return Key{}, false
	}
	return k, true
}

// otherName stands for a name that is no id.
const otherName = "other"

// maxName is the greatest length of a name in a key.
const maxName = 64

// clean replaces what is no id.
func (k Key) clean() Key {
	if k.Name != "" && !isID(k.Name) {
		k.Name = otherName
	}
	if k.Cause != "" && !isID(k.Cause) {
		k.Cause = otherName
	}
	return k
}

func isID(s string) bool {
	return len(s) <= maxName && !strings.ContainsFunc(s, func(c rune) bool {
		return c != '_' && c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
}

// counts are what one turn counts for.
type counts map[string]int64

func (c counts) add(kind Kind, name, cause string) {
	c[Key{kind, name, cause}.clean().String()]++
}

// advice counts something about an advice.
func (c counts) advice(kind Kind, a conversation.Advice) {
	c.add(kind, cmp.Or(a.Problem, otherName), mainCause(a))
}

// mainCause is the cause whose steps an advice shows first.
func mainCause(a conversation.Advice) string {
	if len(a.Causes) == 0 {
		return ""
	}
	return a.Causes[0]
}
