package handoff

import (
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Effect is something to be shown or done, in the order in which the step
// gives them. One with a token asks for a [Receipt] that carries it, however
// it ends; repeating an effect whose answer was lost is allowed.
type Effect interface{ effect() }

// Place is where the team reads something.
type Place struct {
	Desk string
	// Room is the topic, or "". Without one it goes under the card Under; and
	// without both among the cards of the desk.
	Room  Ref
	Under Ref
}

// Tell says something to the merchant in the bot's own words.
type Tell struct {
	Text    string
	Buttons []conversation.Choice
}

// Relay sends the words of an agent to the merchant, without a name. Where
// there are files, Refs are the messages to copy them from; Text is then their
// caption. The words of a message in the room are never copied: they may have
// been changed, into a note, since it was decided to send them.
type Relay struct {
	Token string
	Line  int
	Refs  []Ref
	Text  string
	Files []conversation.File
	Quote Ref // the merchant's side of what is replied to
}

// TakeBack removes messages from the merchant's chat.
type TakeBack struct {
	Token string
	Line  int
	Refs  []Ref
}

// Toast answers who pressed or commanded. There is exactly one for every
// press; an event that was no press gets it as a reply.
type Toast struct{ Text string }

// PostCard posts the card of the case: among the cards of a desk, or, pinned,
// at the head of a room.
type PostCard struct {
	Token string
	To    Place
	Card  View
}

// EditCard makes a card show what is now.
type EditCard struct {
	Token string
	Card  Ref
	View  View
}

// RetireCard makes a card that is out of use say so and takes its buttons.
type RetireCard struct {
	Card Ref
	Text string
}

// View is how a card looks. The first line of its text is its heading.
type View struct {
	Text    string
	Buttons []conversation.Choice
}

// OpenRoom makes a room for the case at a desk, or opens an earlier one of
// this merchant again. Its receipt names the room; [Lost] says that the
// earlier one is not there any more.
type OpenRoom struct {
	Token string
	Desk  string
	Name  string
	Reuse Ref
}

// MarkRoom shows the state of the case at its room.
type MarkRoom struct {
	Room  Ref
	State State
}

// CloseRoom closes a topic and shows the state at it; it may be opened again.
type CloseRoom struct {
	Room  Ref
	State State
}

// Show puts a message of the case into the room: mostly the merchant's. Label
// says whose it is. Refs are the messages to copy files from; Text is then
// their caption, card data masked, which the copied one may not be.
type Show struct {
	Token string
	To    Place
	Line  int
	Label string
	Text  string
	Refs  []Ref
	Files []conversation.File
	Quote Ref // the team's side of what is replied to
}

// Transcript puts what was said so far into one message; files are copied
// below. Whoever shows it puts the dialogue with the bot before it.
type Transcript struct {
	To    Place
	Text  string // "" when nothing was said since the hand-off
	Lines []Line
	// More is set where the dialogue with the bot stands there already.
	More bool
}

// Notice tells the team something. With a quote it goes where that message is.
type Notice struct {
	To    Place
	Quote Ref
	Text  string
}

// Prompt asks somebody of the team to choose. Over, where it is not "", is the
// message that it takes the place of; without buttons it only says what was
// chosen. With a quote it goes where that message is.
type Prompt struct {
	To      Place
	Over    Ref
	Quote   Ref
	Text    string
	Buttons []conversation.Choice
}

// Mark is a reaction on an agent's own message.
type Mark string

// The marks.
const (
	MarkDelivered Mark = "delivered"
	MarkFailed    Mark = "failed"
	MarkNote      Mark = "note"
	MarkRecalled  Mark = "recalled"
)

// React sets the mark of a message in the room; an earlier mark goes.
type React struct {
	Message Ref
	Mark    Mark
}

// Remind tells somebody that a target is near or missed. To are the owner, or
// the desk's lead, or the admins, with what they are called; none is everybody
// at the desk.
type Remind struct {
	At   Place
	To   []Person
	Late bool // missed
	Text string
}

// Learn says what a case really was. Of several with one case the last counts.
type Learn struct {
	Case string
	Resolution
	// Confirmed is set when the merchant said that it works.
	Confirmed bool
}

// GiveBack lets the bot go on with the case, from the answers that the agents
// know; their turn is the one in which the bot takes them.
type GiveBack struct{ Facts []conversation.Answer }

// Resolution says what it was and what helped.
type Resolution struct {
	Problem string          `json:"problem,omitempty"`
	Cause   string          `json:"cause,omitempty"`
	Route   knowledge.Route `json:"route,omitempty"`
	Article string          `json:"article,omitempty"`
	Agent   int64           `json:"agent,omitempty"`
}

func (Tell) effect()       {}
func (Relay) effect()      {}
func (TakeBack) effect()   {}
func (Toast) effect()      {}
func (PostCard) effect()   {}
func (EditCard) effect()   {}
func (RetireCard) effect() {}
func (OpenRoom) effect()   {}
func (MarkRoom) effect()   {}
func (CloseRoom) effect()  {}
func (Show) effect()       {}
func (Transcript) effect() {}
func (Notice) effect()     {}
func (Prompt) effect()     {}
func (React) effect()      {}
func (Remind) effect()     {}
func (Learn) effect()      {}
func (GiveBack) effect()   {}
