package form

import (
	"errors"
	"fmt"
)

// Reason says why a text has no form.
type Reason string

// The reasons.
const (
	NotYAML  Reason = "not_yaml"  // it is no YAML, or not one document
	NoField  Reason = "no_field"  // a key that the schema does not know
	Twice    Reason = "twice"     // a key that is there already
	Shape    Reason = "shape"     // another kind of value than the schema says
	Anchor   Reason = "anchor"    // an anchor, an alias or a tag
	Control  Reason = "control"   // a character that a form cannot hold
	ManyLine Reason = "many_line" // a line break where a form has one line
	Writing  Reason = "writing"   // a way of writing that is not edited here
	TooMuch  Reason = "too_much"  // it has more fields than a form can show
)

// Unshown is a text that a form cannot show.
type Unshown struct {
	Reason Reason
	// Line is where it stands, from 1; 0 where that is not known.
	Line int
	// What names the key, or tells more; it may be "".
	What string
}

// Error gives the reason, with its line.
func (u *Unshown) Error() string {
	text := fmt.Sprintf("a form cannot show this text: line %d: %s", u.Line, u.Reason)
	if u.What != "" {
		text += ": " + u.What
	}
	return text
}

var (
	// ErrValues are values that no form of the text has.
	ErrValues = errors.New("these are no values of the form")
	// ErrByHand is a place that is written in a way that is not edited here.
	ErrByHand = errors.New("this place is written in a way that needs an editor's hand")
)
