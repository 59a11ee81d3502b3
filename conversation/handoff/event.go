package handoff

import (
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Kind says what happened.
type Kind string

// What the merchant or the bot does.
const (
	// Open gives the case to the team: Case (the number of a new case), Route,
	// Reason, Safety, Problem, Title, Code, Summary, Likely, Worded, Place, Merchant.
	Open Kind = "open"
	// Said is a message of the merchant: Refs, Text, Files, Quote, Sense,
	// Merchant (its language, where it changed; that may be all).
	Said Kind = "said"
	// Reworded is an edit of the merchant's message Refs: Text.
	Reworded Kind = "reworded"
	// Answered is the press of a merchant's button: Press.
	Answered Kind = "answered"
	// Left is the merchant who blocked the bot or is gone, Back one who is
	// there again.
	Left Kind = "left"
	Back Kind = "back"
	// BotSolved is a case that was handed back and ended well with the bot.
	BotSolved Kind = "bot_solved"
)

// What somebody of the team does; By says who. Press may stand for any of
// these that a button is for.
const (
	Press    Kind = "press"     // a button of a card or a prompt: Press, Refs (the message that has it)
	Claim    Kind = "claim"     // to own the case
	Release  Kind = "release"   // back into the queue
	Take     Kind = "take"      // an admin takes the case over
	Quit     Kind = "quit"      // By is no member of the team any more
	Wrote    Kind = "wrote"     // a message in the room: Refs, Text, Files, Album, Quote
	Rewrote  Kind = "rewrote"   // an edit of the message Refs: Text
	Note     Kind = "note"      // a note that is not written as //: Text, Files, Refs; without words, how to write one is told
	SendHeld Kind = "send_held" // Line
	NoteHeld Kind = "note_held" // Line
	Recall   Kind = "recall"    // Line, or the message in the room by Refs
	Canned   Kind = "canned"    // Reply; "" asks which
	Fact     Kind = "fact"      // Question, Answer: for the bot, when it goes on
	Wait     Kind = "wait"      // for the merchant
	Resume   Kind = "resume"    // no longer
	Move     Kind = "move"      // to Desk; "" asks where to
	HandBack Kind = "hand_back" // to the bot
	Spam     Kind = "spam"
	Close    Kind = "close"    // Problem, Cause, Route, Article; what is missing is asked
	Dialogue Kind = "dialogue" // show what was said
)

// What the world answers.
const (
	Receipt Kind = "receipt" // what became of an effect: Token, Refs or Failed
	Timer   Kind = "timer"   // the time that [Due] gave has come
)

// Kinds lists every kind of event, in the order of the table.
func Kinds() []Kind {
	return []Kind{
		Open, Said, Reworded, Answered, Left, Back, BotSolved,
		Press, Claim, Release, Take, Quit, Wrote, Rewrote, Note, SendHeld, NoteHeld, Recall, Canned, Fact,
		Wait, Resume, Move, HandBack, Spam, Close, Dialogue,
		Receipt, Timer,
	}
}

// Ref names a message, a card or a room of the messenger. It is opaque here;
// "" is none.
type Ref string

// Sense is what a merchant's words come to, as the reading of them says. What
// it is not sure of is the zero value: words for a person to read.
type Sense string

// The senses that make a difference to a ticket.
const (
	Words     Sense = ""
	Thanks    Sense = "thanks"    // thanks, a greeting, a farewell: asks for nothing
	Works     Sense = "works"     // it is solved
	Broken    Sense = "broken"    // it is not solved
	Complaint Sense = "complaint" // something is wrong with a terminal or a payment
)

// Failure says why an effect with a token was given up.
type Failure string

// The failures.
const (
	Done    Failure = ""
	Lost    Failure = "lost"    // the room, card or message is not there any more
	Blocked Failure = "blocked" // the merchant lets the bot write nothing
	Refused Failure = "refused" // anything else that no repetition would mend
)

// Event is one thing that happened to a ticket. It carries everything a step
// may not look up for itself. Kind says which fields count. Texts are UTF-8,
// with card data masked.
type Event struct {
	Kind Kind      `json:"kind"`
	At   time.Time `json:"at"`
	By   Person    `json:"by,omitzero"`
	// Case is the number a new case gets, of [Open]. Of anything else it is
	// the case that a button or card belongs to, or "": what belongs to
	// another case is refused.
	Case     string   `json:"case,omitempty"`
	Merchant Merchant `json:"merchant,omitzero"`

	Refs  []Ref               `json:"refs,omitempty"` // the messages it is about, in their order
	Text  string              `json:"text,omitempty"`
	Files []conversation.File `json:"files,omitempty"`
	Album string              `json:"album,omitempty"` // the same for messages sent as one
	// Quote is the message it replies to, on the side where it was written.
	// The message that only begins a topic is no quote.
	Quote Ref    `json:"quote,omitempty"`
	Sense Sense  `json:"sense,omitempty"`
	Press string `json:"press,omitempty"` // the id of the [conversation.Choice]

	// Route is the likeliest route of an opened case besides "human", or ""; of
	// a closed one the route that it really was.
	Route   knowledge.Route `json:"route,omitempty"`
	Reason  string          `json:"reason,omitempty"` // why it is handed over, as [conversation.Handoff] says
	Safety  bool            `json:"safety,omitempty"` // a safety rule handed it over
	Problem string          `json:"problem,omitempty"`
	Cause   string          `json:"cause,omitempty"`
	Article string          `json:"article,omitempty"` // the one that helped; "" is none
	Title   string          `json:"title,omitempty"`   // of the problem, for a room's name
	Code    string          `json:"code,omitempty"`    // the response code, if there is one
	Summary string          `json:"summary,omitempty"` // in the desk's language, card data masked
	Likely  []Hypothesis    `json:"likely,omitempty"`  // the likeliest causes, best first
	Worded  []Worded        `json:"worded,omitempty"`  // the same for all other readers
	Place   int             `json:"place,omitempty"`   // in the queue, from 1; 0 is not known

	Desk     string `json:"desk,omitempty"`
	Line     int    `json:"line,omitempty"`
	Reply    string `json:"reply,omitempty"`
	Question string `json:"question,omitempty"`
	Answer   string `json:"answer,omitempty"`

	Token  string  `json:"token,omitempty"`
	Failed Failure `json:"failed,omitempty"`
}

// Hypothesis is a likely cause.
type Hypothesis struct {
	Problem string          `json:"problem"`
	Cause   string          `json:"cause"`
	Route   knowledge.Route `json:"route"`
	Title   string          `json:"title"` // of the cause, in the desk's language
}
