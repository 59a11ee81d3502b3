package conversation

import "time"

// GapKind says how the knowledge failed somebody.
type GapKind string

// The kinds of gap.
const (
	GapNoHit     GapKind = "no_hit"    // nothing was found for the words
	GapNone      GapKind = "none"      // none of the problems offered was it
	GapUnhelpful GapKind = "unhelpful" // the advice did not help
	GapEscalated GapKind = "escalated" // a person had to take over, not because of a rule
)

// Gap is one moment at which the knowledge had no good answer. Card data in its
// words is masked.
type Gap struct {
	Kind GapKind   `json:"kind"`
	At   time.Time `json:"at"`
	// Words are the merchant's, at most [MaxText] runes.
	Words string `json:"words,omitempty"`
	// Problem is the best guess, or the problem whose advice did not help; Cause
	// is the advice's.
	Problem string `json:"problem,omitempty"`
	Cause   string `json:"cause,omitempty"`
	// Nearest are the problems found for the words, best first, at most three.
	Nearest []string `json:"nearest,omitempty"`
	// Generation of the knowledge.
	Generation string `json:"generation,omitempty"`
}
