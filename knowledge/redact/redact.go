package redact

import (
	"cmp"
	"slices"
	"strings"
)

// Kind is a kind of secret.
type Kind string

// The kinds of secret that are masked.
const (
	Card   Kind = "card"   // 13 to 19 digits; the last four stay
	CVV    Kind = "cvv"    // security code on the back
	PIN    Kind = "pin"    // PIN or password
	OTP    Kind = "otp"    // one-time code
	Track  Kind = "track"  // magnetic stripe data
	ID     Kind = "id"     // resident id number
	Expiry Kind = "expiry" // a card's expiry date
	Token  Kind = "token"  // token of a Telegram bot
)

// span is a secret in the original text, in bytes.
type span struct {
	start, end int
	kind       Kind
	last       string // a card's last four digits
}

// Mask replaces the secrets in a text, each by its kind in brackets that reads
// alike in every language: "[card ••••1234]", "[cvv]". The rest of the text is
// returned byte by byte as it was. kinds lists what was found, each once, in
// the order of the text. Masking a masked text changes nothing.
func Mask(s string) (masked string, kinds []Kind) {
	if !worthReading(s) {
		return s, nil
	}
	spans := find(s)
	if len(spans) == 0 {
		return s, nil
	}
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(s[at:sp.start])
		b.WriteString(sp.label())
		at = sp.end
		if !slices.Contains(kinds, sp.kind) {
			kinds = append(kinds, sp.kind)
		}
	}
	b.WriteString(s[at:])
	return b.String(), kinds
}

func (sp span) label() string {
	if sp.kind == Card {
		return "[card ••••" + sp.last + "]"
	}
	return "[" + string(sp.kind) + "]"
}

// worthReading reports whether s has a digit of any script: there is no secret
// without one.
func worthReading(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return digitValue(r) >= 0 })
}

// find returns the secrets in the order of the text; they do not overlap.
func find(s string) []span {
	v := newView(s)
	var spans []span
	add := func(more []span) {
		for _, sp := range more {
			clear := !slices.ContainsFunc(spans, func(o span) bool { return sp.start < o.end && o.start < sp.end })
			if clear {
				spans = append(spans, sp)
			}
		}
	}
	// The surest first: what one finder has taken, the next leaves.
	add(v.matches(tokenShape, Token))
	add(v.matches(trackShape, Track))
	add(v.cards())
	for _, k := range keyed {
		add(v.keyed(k))
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	return spans
}
