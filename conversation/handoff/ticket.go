package handoff

import (
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// TicketVersion is the version of the encoding of [Ticket]. A reader accepts
// every version up to its own; fields are only ever added.
const TicketVersion = 1

// State says where a case stands.
type State string

// The states of a ticket.
const (
	None       State = ""           // there was no hand-off yet
	New        State = "new"        // handed over, the card has not reached the desk yet
	Queued     State = "queued"     // the desk has the card, nobody owns the case
	Claimed    State = "claimed"    // an agent owns it
	Waiting    State = "waiting"    // an agent owns it and waits for the merchant
	Confirming State = "confirming" // the merchant was asked whether it works
	Closed     State = "closed"     // ended; opened again for a new complaint within [Reopening]
	Returned   State = "returned"   // handed back to the bot
)

// States lists every state, in the order of the table.
func States() []State {
	return []State{None, New, Queued, Claimed, Waiting, Confirming, Closed, Returned}
}

// worked reports whether an agent works on it: the clock runs or is stopped
// for the merchant.
func (s State) worked() bool { return s == Claimed || s == Waiting }

// withTeam reports whether the bot is silent.
func (s State) withTeam() bool {
	return s == New || s == Queued || s.worked() || s == Confirming
}

// Waits reports whether the case stands in the queue: nobody owns it, and the
// merchant is answered by nobody.
func (s State) Waits() bool { return s == New || s == Queued }

// running reports whether the clock of the case runs.
func (s State) running() bool { return s == New || s == Queued || s == Claimed }

// Outcome says how a case ended; "" is not yet.
type Outcome string

// The outcomes.
const (
	Solved      Outcome = "solved"      // the merchant said so
	Unconfirmed Outcome = "unconfirmed" // an agent closed it, the merchant said nothing
	MarkedSpam  Outcome = "spam"
	ByBot       Outcome = "bot" // handed back, and solved there
)

// Ticket is one escalated case. It is plain data: encode it with encoding/json
// and read it back at any time. The zero value is a merchant without a case.
type Ticket struct {
	Version int    `json:"v,omitempty"`
	Case    string `json:"case,omitempty"` // the number people call it by
	State   State  `json:"state,omitempty"`
	// Epoch grows with every change of who answers the merchant.
	Epoch int `json:"epoch,omitempty"`
	Seq   int `json:"seq,omitempty"` // tokens given out

	Opened  time.Time       `json:"opened,omitzero"`
	Reason  string          `json:"reason,omitempty"`
	Route   knowledge.Route `json:"route,omitempty"`
	Problem string          `json:"problem,omitempty"`
	Title   string          `json:"title,omitempty"`
	Code    string          `json:"code,omitempty"`
	// Summary, Title and the titles of Likely are as the desk reads that got
	// the case first; Worded is the same for all others. See [Ticket.For].
	Summary  string       `json:"summary,omitempty"`
	Likely   []Hypothesis `json:"likely,omitempty"`
	Worded   []Worded     `json:"worded,omitempty"`
	Merchant Merchant     `json:"merchant,omitzero"`
	Gone     bool         `json:"gone,omitempty"` // the merchant cannot be written to

	Desk     string   `json:"desk,omitempty"`
	Priority Priority `json:"priority,omitempty"`
	Owner    Person   `json:"owner,omitzero"`
	Last     Person   `json:"last,omitzero"` // who owned it last
	Card     Card     `json:"card,omitzero"` // in the queue
	Head     Card     `json:"head,omitzero"` // at the head of the room
	Retired  []Ref    `json:"retired,omitempty"`
	Room     Room     `json:"room,omitzero"`
	Rooms    []Topic  `json:"rooms,omitempty"` // of this merchant, one a desk

	Lines []Line `json:"lines,omitempty"`
	LineN int    `json:"line_n,omitempty"` // lines so far
	Cut   int    `json:"cut,omitempty"`    // lines that are kept no more
	// Before is the last line that was said before the case was claimed.
	Before int       `json:"before,omitempty"`
	Album  *Album    `json:"album,omitempty"` // an agent's, not complete yet
	Facts  []Known   `json:"facts,omitempty"`
	Acked  time.Time `json:"acked,omitzero"` // when a waiting merchant was last answered

	Asked   time.Time   `json:"asked,omitzero"` // when the merchant was asked whether it works
	Clock   Clock       `json:"clock,omitzero"`
	Closing *Resolution `json:"closing,omitempty"` // an agent is about to say what it was
	Result  Resolution  `json:"result,omitzero"`
	Outcome Outcome     `json:"outcome,omitempty"`
	Ended   time.Time   `json:"ended,omitzero"` // when it was closed or handed back
	Reopens int         `json:"reopens,omitempty"`
	// Rateable is set while a rating is asked for; Rating is 1 to 5, 0 is none.
	Rateable bool `json:"rateable,omitempty"`
	Rating   int  `json:"rating,omitempty"`

	History   []Action `json:"history,omitempty"`
	Forgotten int      `json:"forgotten,omitempty"` // actions that are kept no more
}

// Card is a card that was posted, or is being posted.
type Card struct {
	Ref   Ref    `json:"ref,omitempty"`
	Token string `json:"token,omitempty"` // of the post that is not answered yet
	// Look stands for what the card shows.
	Look string `json:"look,omitempty"`
	// Tries counts the posts since one succeeded; Again is when the next one
	// is due if nothing is heard.
	Tries int       `json:"tries,omitempty"`
	Again time.Time `json:"again,omitzero"`
}

// Room is where a claimed case is worked on.
type Room struct {
	Desk  string `json:"desk,omitempty"`
	Token string `json:"token,omitempty"` // it was asked for and is not made yet
	Reuse Ref    `json:"reuse,omitempty"` // the earlier one that was asked for
	Ref   Ref    `json:"ref,omitempty"`   // the topic
	// Thread is set where it is a thread under the card, because no topic
	// could be made.
	Thread bool `json:"thread,omitempty"`
	Open   bool `json:"open,omitempty"`
	// Furnished is set once the head and the transcript were put into it.
	Furnished bool `json:"furnished,omitempty"`
	// Nth tells the rooms of a case apart, from 1; Losses counts those that
	// were deleted since the claim.
	Nth    int `json:"nth,omitempty"`
	Losses int `json:"losses,omitempty"`
}

// Known is an answer that an agent knows.
type Known struct {
	Question string `json:"q"`
	Answer   string `json:"a"`
	By       int64  `json:"by"`
}

// Topic is a room that can be opened again.
type Topic struct {
	Desk string `json:"desk"`
	Ref  Ref    `json:"ref"`
	// Upto is the last line of the case that it had when it was left, at Left;
	// what is later was said elsewhere. Talk is set once it has what was said
	// to the bot.
	Upto int       `json:"upto,omitempty"`
	Left time.Time `json:"left,omitzero"`
	Talk bool      `json:"talk,omitempty"`
}

// Voice says whose a line is.
type Voice string

// The voices.
const (
	FromMerchant Voice = "merchant"
	FromAgent    Voice = "agent" // sent to the merchant
	FromNote     Voice = "note"  // never sent
	FromHeld     Voice = "held"  // not sent until the owner says so
)

// Delivery says what became of a line on its way to the merchant.
type Delivery string

// The deliveries.
const (
	NotSent   Delivery = ""
	Sending   Delivery = "sending"
	Delivered Delivery = "delivered"
	Failed    Delivery = "failed"
	Recalled  Delivery = "recalled"
)

// Line is one message of the case.
type Line struct {
	N    int       `json:"n"`
	From Voice     `json:"from"`
	By   int64     `json:"by,omitempty"` // who of the team wrote it
	Name string    `json:"name,omitempty"`
	At   time.Time `json:"at"`
	Text string    `json:"text,omitempty"`
	Was  []string  `json:"was,omitempty"` // earlier wordings, oldest first
	// Reworded is when it got its wording, where that is not the first.
	Reworded time.Time `json:"reworded,omitzero"`
	// Files are kept as the messenger's ids.
	Files []conversation.File `json:"files,omitempty"`
	Album string              `json:"album,omitempty"`
	// Team and Merchant are the messages that it is on either side.
	Team     []Ref `json:"team,omitempty"`
	Merchant []Ref `json:"merchant,omitempty"`
	Quote    int   `json:"quote,omitempty"` // the line that it replies to
	// Mends is the line that it is a new wording of.
	Mends int `json:"mends,omitempty"`

	Sent   Delivery  `json:"sent,omitempty"`
	SentAt time.Time `json:"sent_at,omitzero"`
	SentBy int64     `json:"sent_by,omitempty"` // the owner who sent it
	// TakeBack is set while it is to be taken back from the merchant.
	TakeBack bool `json:"take_back,omitempty"`
	// Shown is set once it is in the room, or on its way there.
	Shown bool `json:"shown,omitempty"`
}

// Album gathers the parts of what an agent sends as one.
type Album struct {
	By    Person              `json:"by"`
	ID    string              `json:"id"`
	Refs  []Ref               `json:"refs"`
	Text  string              `json:"text,omitempty"`
	Note  bool                `json:"note,omitempty"`
	Files []conversation.File `json:"files,omitempty"`
	Quote Ref                 `json:"quote,omitempty"`
	At    time.Time           `json:"at"` // of the last part
}

// BotAnswers reports whether the bot may speak to the merchant now. It is the
// last thing to ask before every word of the bot, reminders included.
func (t Ticket) BotAnswers() bool { return !t.State.withTeam() }

// Fresh reports whether an [Open] at that time begins a new case, which needs
// a number, and does not go to the one that is there.
func (t Ticket) Fresh(at time.Time) bool {
	switch t.State {
	case None:
		return true
	case Closed:
		return t.Outcome == MarkedSpam || !t.reopens(at)
	case Returned:
		return !t.reopens(at)
	}
	return false
}

// reopens reports whether an ended case is young enough to be opened again.
func (t Ticket) reopens(at time.Time) bool { return at.Sub(t.Ended) <= Reopening }

// clone copies the ticket deeply enough that a step never changes its
// argument. The refs of lines, their files and wordings are only ever
// appended to after being cut to their length.
func (t Ticket) clone() Ticket {
	t.Likely = slices.Clone(t.Likely)
	t.Worded = slices.Clone(t.Worded)
	t.Retired = slices.Clone(t.Retired)
	t.Rooms = slices.Clone(t.Rooms)
	t.Lines = slices.Clone(t.Lines)
	for i := range t.Lines {
		l := &t.Lines[i]
		l.Was, l.Files = slices.Clip(l.Was), slices.Clip(l.Files)
		l.Team, l.Merchant = slices.Clip(l.Team), slices.Clip(l.Merchant)
	}
	t.Facts = slices.Clone(t.Facts)
	t.History = slices.Clone(t.History)
	if t.Album != nil {
		a := *t.Album
		a.Refs, a.Files = slices.Clip(a.Refs), slices.Clip(a.Files)
		t.Album = &a
	}
	if t.Closing != nil {
		c := *t.Closing
		t.Closing = &c
	}
	return t
}
