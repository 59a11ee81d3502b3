package telegram

import "time"

// What Telegram takes. A call beyond these is refused.
const (
	maxText      = 4096 // UTF-16 units of a message
	maxCaption   = 1024 // UTF-16 units of a caption
	maxTopic     = 128  // characters of a topic's name
	maxMessages  = 100  // messages of one call
	maxCallback  = 64   // bytes of a button's data
	maxCopy      = 256  // characters that a button copies
	maxToast     = 200  // characters of the answer to a press
	maxBatch     = 100  // updates of one getUpdates
	maxPollWait  = 50 * time.Second
	maxHooks     = 100 // connections of a webhook
	maxSecret    = 256 // characters of a webhook's secret
	maxStartLink = 64  // characters of what follows ?start= in a link
)

// What we take.
const (
	// maxLabel is the number of UTF-16 units of a button that are shown; no
	// telephone shows more.
	maxLabel = 64
	// maxName is the number of UTF-16 units of somebody's name that are kept.
	maxName = 64
	// maxWords is the number of bytes of a text that are read. Telegram's
	// longest text has 12 KiB.
	maxWords = 16 << 10
	// cutTail is left out at the end of a longer text: a card number that is
	// cut in two is no card number to the masks.
	cutTail = 1 << 10
	// maxID is the number of bytes of Telegram's own ids of files, albums and
	// presses.
	maxID = 256
	// maxUpdate is the number of bytes of an update from a webhook.
	maxUpdate = 1 << 20
	// maxAnswer and maxPoll are the numbers of bytes of an answer to a call,
	// and to getUpdates.
	maxAnswer = 1 << 20
	maxPoll   = 64 << 20
	// maxReason is the number of runes of Telegram's description of an error
	// that are kept.
	maxReason = 200
)

// How long things take.
const (
	// DefaultPerSecond is the number of calls a second that Telegram bears
	// from one bot (core.telegram.org/bots/faq). Several replicas share it.
	DefaultPerSecond = 30
	// DefaultPollWait is how long getUpdates waits for an update.
	DefaultPollWait = 30 * time.Second
	// callTime is how long a call may take when its context says nothing.
	callTime = 15 * time.Second
	// dialTime is how long it may take to reach Telegram, and again to agree
	// on TLS.
	dialTime = 10 * time.Second
	// storeTime is how long the inbox may take to store what a webhook
	// brought; Telegram gives up after 60 s and comes again.
	storeTime = 10 * time.Second
	// topicPause is the time between two topics made in one group: Telegram
	// refuses faster ones for long.
	topicPause = 5 * time.Second
	// floodWait is the pause after "too many requests" that says no time.
	floodWait = 5 * time.Second
	// pauseMin and pauseMax bound the pauses between polls that failed. They
	// are short, because an inbox is back within seconds; Telegram itself
	// delays what it refuses for a conflict.
	pauseMin = 100 * time.Millisecond
	pauseMax = 3 * time.Second
	// idle is the number of connections that are kept open.
	idle = 32
)
