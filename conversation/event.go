package conversation

import "time"

// EventKind says what happened.
type EventKind string

// The kinds of event.
const (
	EventText     EventKind = "text"     // the merchant wrote something; Files may come with it
	EventPress    EventKind = "press"    // the merchant pressed a button
	EventEdit     EventKind = "edit"     // the merchant changed an earlier text
	EventRestart  EventKind = "restart"  // a new merchant begins
	EventFiles    EventKind = "files"    // something that is no text arrived, without words
	EventStart    EventKind = "start"    // the merchant opened the chat, maybe by a terminal's link
	EventHelp     EventKind = "help"     // the merchant asks what can be done here
	EventLanguage EventKind = "language" // the merchant chose a language, or wants to choose
	EventTimer    EventKind = "timer"    // the time that [Engine.Due] gave has come
	EventFailed   EventKind = "failed"   // an earlier event of this chat could not be handled
	EventSlow     EventKind = "slow"     // the merchant sends faster than is read

	EventTaken    EventKind = "taken"    // a person owns the case from now on; nothing is said
	EventReturned EventKind = "returned" // the team hands the case back, with what it knows: Known
	EventEnded    EventKind = "ended"    // the team ended the case; Press says how; nothing is said
)

// Event is one thing that happened in a chat. It carries everything a step may
// not look up for itself: the time and what the search found for the text.
type Event struct {
	Kind  EventKind `json:"kind"`
	At    time.Time `json:"at,omitzero"`
	Text  string    `json:"text,omitempty"`  // of a text or an edit
	Press string    `json:"press,omitempty"` // id of the answer pressed; of an ended case its outcome
	// Shown is the turn that showed the button pressed. 0 is not known: then
	// the button counts as one of the last question or advice.
	Shown int `json:"shown,omitempty"`
	Of    int `json:"of,omitempty"` // of an edit: which text, from 1
	// Files are what came with a text, or alone.
	Files []File `json:"files,omitempty"`
	// Masked is set when something was masked in Text before it came here.
	Masked   bool   `json:"masked,omitempty"`
	Terminal string `json:"terminal,omitempty"` // of a start: the terminal in the link
	// Language is the choice of a language event: zh, zh-Hant, en, auto to
	// follow the merchant's texts, or "" to be shown the choices.
	Language string `json:"language,omitempty"`
	Hits     Hits   `json:"hits,omitzero"` // what the search found for Text
	// Anew are the hits for the texts of the open case, one each, when they were
	// searched for again because problems that had been found are gone.
	Anew []Hits `json:"anew,omitempty"`
	// Known are the facts that the team gives back with a case.
	Known []Answer `json:"known,omitempty"`
}

// FileKind says what a file is to the dialogue.
type FileKind string

// The kinds of file.
const (
	Photo    FileKind = "photo"
	Video    FileKind = "video"
	Voice    FileKind = "voice"
	Document FileKind = "document"
	Sticker  FileKind = "sticker"
	Location FileKind = "location"
	Contact  FileKind = "contact"
	Unknown  FileKind = "unknown" // anything else: a game, a poll, a dice
)

// File is something sent that is no text. It is kept as the messenger's id
// only; its content never comes here.
type File struct {
	Kind FileKind `json:"kind"`
	ID   string   `json:"id,omitempty"`
	// Album is the same for files sent together, which are answered once.
	Album string `json:"album,omitempty"`
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

	// The languages; they are pressed below any message, at any time.
	PressChinese     = "lang_zh"
	PressTraditional = "lang_zh_hant"
	PressEnglish     = "lang_en"
	PressAuto        = "lang_auto"
)
