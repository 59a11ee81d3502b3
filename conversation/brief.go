package conversation

import "github.com/tillmate/tillmate/knowledge"

// Brief is what the team is told of a case, in one reader's language. It is
// made of the facts and never of a free guess; card data is masked.
type Brief struct {
	Summary string          // as [Handoff] has it
	Problem string          // the likeliest, or ""
	Title   string          // of the problem
	Code    string          // the response code or screen text that was said, or ""
	Route   knowledge.Route // the likeliest route besides human, or ""
	Safety  bool            // a safety rule handed it over
	Likely  []Likely        // the likeliest causes, best first
}

// Likely is a likely cause.
type Likely struct {
	Problem string
	Cause   string
	Route   knowledge.Route
	Title   string  // of the cause
	P       float64 // in [0, 1]
}

// Sense is what a text comes to for a case that a person has in hand.
type Sense string

// The senses; what is not sure is [SenseWords].
const (
	SenseWords     Sense = ""
	SenseThanks    Sense = "thanks"    // thanks, a greeting, a farewell: asks for nothing
	SenseWorks     Sense = "works"     // it is solved
	SenseBroken    Sense = "broken"    // it is not solved
	SenseComplaint Sense = "complaint" // something is wrong with a terminal or a payment
)
