package bot

import (
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// UpdateKind says what an update is about.
type UpdateKind string

// The kinds of update.
const (
	// FromMerchant is something that a merchant did in the private chat.
	FromMerchant UpdateKind = "merchant"
	// FromTeam is something that somebody did in a group of the team, or on the
	// team's page. As it is decoded, its Chat is the group, unless a button
	// names the merchant; [Router] finds out whose case it is about.
	FromTeam UpdateKind = "team"
	// Stranger is a group that is not the team's: it is told so once and left.
	Stranger UpdateKind = "stranger"
	// Gone is a merchant who blocked the bot, or deleted the account.
	Gone UpdateKind = "gone"
	// Returned is a merchant who let the bot write again.
	Returned UpdateKind = "returned"
	// Delivered reports that a delivery which asked for it was sent. It comes
	// from the outbox, not from the messenger.
	Delivered UpdateKind = "delivered"
	// Notice is something that the program says in a chat without being asked
	// there: Event.Text. See [Answering] and [Telling].
	Notice UpdateKind = "notice"
	// Broken is an update that could not be decoded; it goes to the dead
	// letters, its chat is told that a person will look.
	Broken UpdateKind = "broken"
)

// Update is one thing that reached us, secrets masked. It is plain data and is
// stored as JSON; fields are only ever added.
type Update struct {
	// ID is the messenger's number of the update, greater than 0 and never
	// used twice; 0 for [Delivered].
	ID   int64      `json:"id,omitempty"`
	Kind UpdateKind `json:"kind"`
	// Chat is whose conversation it belongs to. The updates of one chat are
	// handled in the order of their arrival.
	Chat int64 `json:"chat"`
	// User is who did it; 0 is nobody known.
	User int64     `json:"user,omitempty"`
	At   time.Time `json:"at"`
	// Message is the messenger's id of the message it is about.
	Message int64 `json:"message,omitempty"`
	// Name is how the merchant is called in the messenger, of [FromMerchant]; ""
	// is not known.
	Name string `json:"name,omitempty"`
	// Callback is to be answered when a button was pressed, or "".
	Callback string `json:"callback,omitempty"`
	// Event is what the merchant did, without search hits. Of an edit, Of is
	// left 0: Message tells which text it was.
	Event conversation.Event `json:"event,omitzero"`
	// Case is the case that a pressed button belongs to, or "": a button of the
	// dialogue.
	Case string `json:"case,omitempty"`
	// Reply is the message of the same chat that it answers; 0 is none, and a
	// message that only begins a topic is none.
	Reply int64 `json:"reply,omitempty"`
	// Team is where and what somebody of the team did, of [FromTeam] only.
	Team *TeamAct `json:"team,omitempty"`
	// Receipt answers a delivery, of [Delivered]; and of [Gone] where that was
	// learnt from a delivery that asked for one.
	Receipt *Receipt `json:"receipt,omitempty"`
	// Problem says why an update is [Broken]; no word of a merchant in it.
	Problem string `json:"problem,omitempty"`
}

// TeamAct is what somebody of the team did.
type TeamAct struct {
	// Group is the group it happened in; 0 is the team's page.
	Group int64 `json:"group,omitempty"`
	// Thread is the topic in the group; 0 is the group itself.
	Thread int64 `json:"thread,omitempty"`
	// Name is how the person is called in the group.
	Name string `json:"name,omitempty"`
	// Lang is the language of the person's program, zh, zh-hant or en as far
	// as it is one of them, or "".
	Lang string `json:"lang,omitempty"`
	// Command is the name of a command, without the slash and in small
	// letters; its words are the event's text. "" is none.
	Command string `json:"command,omitempty"`
	// Left is set when the person is no member of the group any more.
	Left bool `json:"left,omitempty"`
	// ToBot is set when it answers a message of the bot.
	ToBot bool `json:"to_bot,omitempty"`
}
