package bot

import (
	"context"
	"errors"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// Partitions is the number of parts that the chats are divided into. It is
// fixed for ever: another number would break the order of what is under way.
const Partitions = 16

// Inbox takes updates in.
//
// Put stores updates durably, each once however often it is put, in the order
// given. After an error some of them may be stored: put them all again. It is
// safe for concurrent use.
type Inbox interface {
	Put(ctx context.Context, updates []Update) error
}

// ErrFenced is returned for every write to a [Partition] that has another
// owner by now. What was to be written was not written.
var ErrFenced = errors.New("the partition has another owner")

// ErrConflict is returned for turns whose chat changed since it was loaded.
var ErrConflict = errors.New("the chat changed since it was loaded")

// Partition is one part of the chats, owned until its context ends. Its
// methods may be called by one worker and one sender at the same time.
type Partition interface {
	// Number is in [0, Partitions).
	Number() int
	// Next waits at most for a second for updates that were not handled, and
	// returns the oldest max of them, in order: every time the same ones,
	// until a commit has handled them. It returns none when there are none.
	Next(ctx context.Context, max int) ([]Entry, error)
	// Load returns the records of chats, in the order asked for; a chat that
	// was never stored has version 0 and no data.
	Load(ctx context.Context, chats []int64) ([]Record, error)
	// Due returns the chats whose timer is due at a time, at most max.
	Due(ctx context.Context, at time.Time, max int) ([]int64, error)
	// Commit stores each turn in one step: the record, the deliveries, the
	// timer, and that its entries are handled. Turns whose entries were
	// handled already are left alone. The error is [ErrFenced] or
	// [ErrConflict] (some other turns may be stored then), or the store's.
	Commit(ctx context.Context, turns []Turn) error
	// Outgoing returns the oldest deliveries after an id ("" for all) that
	// are not settled, in order, at most max; it does not wait.
	Outgoing(ctx context.Context, after string, max int) ([]Outgoing, error)
	// Settle removes a delivery that was made or given up. In the same step
	// it puts the update that reports it, if there is one, and the dead
	// letter, if there is one.
	Settle(ctx context.Context, id string, report *Update, dead *Dead) error
	// Owned reports whether the lease still has time to run, without asking
	// the store: a send may begin.
	Owned() bool
}

// Entry is an update in the inbox.
type Entry struct {
	ID     string // of the entry; ids of a partition are in order
	Update Update
	// Broken is set when the entry cannot be decoded: why.
	Broken string
	// Tries counts the owners that took it up and did not commit it before
	// they were gone.
	Tries int
}

// Record is what is stored of a chat.
type Record struct {
	Chat    int64
	Version int64 // grows by one with every commit; 0 is never stored
	Data    []byte
}

// Turn is what a commit stores of one chat.
type Turn struct {
	// Record is the new data with the version that was loaded.
	Record Record
	// Entries are the entries it handles, in order; none for a timer.
	Entries    []string
	Deliveries []Delivery
	// Due is when the chat's timer fires; zero removes it.
	Due time.Time
	// Dead are the entries among Entries that could not be handled.
	Dead []Dead
	// Cases are the cases that this turn changed, each as it is now.
	Cases []CaseFile
	// Counts are added to the counts of the day, in UTC, of the commit.
	Counts map[string]int64
	// Gaps are what the knowledge had no good answer to.
	Gaps []conversation.Gap
}

// CaseFile is one case as it is kept beside the chats, for those who look at
// cases: the team, the figures, the learning. It is plain data and is stored
// as JSON; fields are only ever added.
type CaseFile struct {
	// Case is its number, or for a case that was never handed over the chat in
	// base 36, a hyphen, and the time it was opened in seconds in base 36.
	Case   string         `json:"case"`
	Chat   int64          `json:"chat"`
	Record handoff.Record `json:"record"`
	// Answers are the facts that were known when it ended, for the learning.
	Answers []conversation.Answer `json:"answers,omitempty"`
	// Learned says what it really was, once somebody said so.
	Learned *handoff.Learn `json:"learned,omitempty"`
	// Before is the dialogue with the bot, in words, card data masked.
	Before string `json:"before,omitempty"`
	// Ticket is nil for a case that was never handed over.
	Ticket *handoff.Ticket `json:"ticket,omitempty"`
}

// Outgoing is a delivery in the outbox.
type Outgoing struct {
	ID       string
	Delivery Delivery
	At       time.Time // when it was committed
}

// Dead is an update or a delivery that was given up, kept to be looked at and
// replayed.
type Dead struct {
	// ID is given by the store when it is listed.
	ID string `json:"id,omitempty"`
	// Entry is the inbox entry, of an update.
	Entry    string    `json:"entry,omitempty"`
	Update   *Update   `json:"update,omitempty"`
	Delivery *Delivery `json:"delivery,omitempty"`
	// Reason has no words of people in it.
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}
