package conversation

import "time"

// EventKind says what happened.
type EventKind string

// The kinds of event.
const (
	EventText    EventKind = "text"    // the merchant wrote something
	EventPress   EventKind = "press"   // the merchant pressed a button
	EventEdit    EventKind = "edit"    // the merchant changed an earlier text
	EventRestart EventKind = "restart" // a new merchant begins
)

// Event is one thing that happened in a chat. It carries everything a step may
// not look up for itself: the time and what the search found for the text.
type Event struct {
	Kind  EventKind `json:"kind"`
	At    time.Time `json:"at,omitzero"`
	Text  string    `json:"text,omitempty"`  // of a text or an edit
	Press string    `json:"press,omitempty"` // id of the answer pressed
	Of    int       `json:"of,omitempty"`    // of an edit: which text, from 1
	Hits  Hits      `json:"hits,omitzero"`   // what the search found for Text
}

// The buttons that are no answer to a question.
const (
	PressUnsure    = "unsure"
	PressBack      = "back"
	PressRestart   = "restart"
	PressHuman     = "human"
	PressSolved    = "solved"
	PressNotSolved = "not_solved"
	PressNotTried  = "not_tried"
)
