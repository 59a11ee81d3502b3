package web

import "time"

// The limits of the page, in one place. Together they bound the memory: a
// chat's texts to maxKept bytes, all of them to maxChats times that. A reader
// costs no memory beyond its connection.
const (
	// maxChats is the number of chats that are kept; beyond, the one that was
	// used least recently and is not looked at is forgotten.
	maxChats = 200
	// maxBubbles and maxKept are the number of messages of a chat that are
	// kept, and of the bytes of their texts; the oldest go first.
	maxBubbles = 150
	maxKept    = 128 << 10
	// maxReaders is the number of live pages at the same time.
	maxReaders = 500
	// maxText is the number of characters of a text that is taken, as with
	// Telegram, and maxBody of the bytes of a form that holds one.
	maxText = 4096
	maxBody = 64 << 10
	// perSecond and burst are how fast a merchant may write and press.
	perSecond = 4
	burst     = 20
)

// The times of the page.
const (
	// putTime is how long it may take to store an update.
	putTime = 5 * time.Second
	// writeTime is how long a reader may take to accept what it is sent.
	writeTime = 10 * time.Second
	// beat is how often a reader that has nothing to read is sent a sign of
	// life, which finds those that are gone.
	beat = 20 * time.Second
	// typingTime is how long the bot seems to type when it says nothing.
	typingTime = 10 * time.Second
)

// The limits and times of the team's page.
const (
	// teamPerSecond and teamBurst are how fast a member may act.
	teamPerSecond = 5
	teamBurst     = 30
	// maxRows is the number of cases of the queue that are shown at once.
	maxRows = 100
	// maxPast is the number of past cases on a page, and maxSearched of those
	// that are looked at for it.
	maxPast     = 25
	maxSearched = 1000
	// maxWords is the number of characters of a search.
	maxWords = 64
	// maxDrawn is the number of views of the queue that are kept ready.
	maxDrawn = 256

	// lookEvery is how often the cases are looked at while somebody watches,
	// lookOften how often for hurryTime after somebody acted. A look that
	// takes long is followed by a pause lookShare times as long.
	lookEvery = 300 * time.Millisecond
	lookOften = 40 * time.Millisecond
	hurryTime = time.Second
	lookShare = 3
	lookTime  = 5 * time.Second
	// claimTime is how long it is waited to see who has got a case.
	claimTime = 2 * time.Second
)
