package handoff

import (
	"slices"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// Act names an action in the history.
type Act string

// The actions.
const (
	ActOpened     Act = "opened"
	ActAdded      Act = "added"       // the merchant asked for a person again
	ActReopened   Act = "reopened"    // after it was closed
	ActCalled     Act = "called_back" // the bot gave it to the team again
	ActPosted     Act = "posted"      // the card is there: the hand-off is done
	ActCardFailed Act = "card_failed" // What: why
	ActClaimed    Act = "claimed"
	ActReleased   Act = "released"
	ActTaken      Act = "taken"
	ActQuit       Act = "quit"
	ActRoom       Act = "room" // What: topic or thread
	ActRoomLost   Act = "room_lost"
	ActSent       Act = "sent"        // Line
	ActSentHeld   Act = "sent_held"   // Line
	ActHeld       Act = "held"        // Line
	ActNoted      Act = "noted"       // Line
	ActReworded   Act = "reworded"    // Line
	ActFailed     Act = "failed"      // Line; What: why
	ActRecalled   Act = "recalled"    // Line
	ActFact       Act = "fact"        // What: question=answer
	ActWaiting    Act = "waiting"     //
	ActResumed    Act = "resumed"     //
	ActMoved      Act = "moved"       // What: the desk
	ActReturned   Act = "handed_back" //
	ActSpam       Act = "spam"        //
	ActClosed     Act = "closed"      // What: route problem/cause
	ActConfirmed  Act = "confirmed"   // the merchant said that it works
	ActDenied     Act = "denied"      // the merchant said that it does not
	ActSilent     Act = "silent"      // the merchant said nothing
	ActRated      Act = "rated"       // What: 1 to 5
	ActBotSolved  Act = "bot_solved"  //
	ActLeft       Act = "left"        // the merchant is gone
	ActBack       Act = "back"        // the merchant is there again
	ActReminded   Act = "reminded"    // What: which target
	ActMissed     Act = "missed"      // What: which target
)

// Action is one entry of the history. It holds no words of people: those stand
// once, in the lines.
type Action struct {
	At   time.Time `json:"at"`
	By   int64     `json:"by,omitempty"` // numeric user id; 0 is the merchant, the bot or the clock
	Act  Act       `json:"act"`
	Line int       `json:"line,omitempty"`
	What string    `json:"what,omitempty"`
}

// log adds an action of whoever did the event.
func (s *step) log(act Act, line int, what string) {
	s.t.History = append(s.t.History, Action{At: s.ev.At, By: s.ev.By.ID, Act: act, Line: line, What: conversation.Clip(what, 200)})
	if len(s.t.History) > MaxHistory {
		s.t.History = slices.Delete(s.t.History, 1, 2)
		s.t.Forgotten++
	}
}
