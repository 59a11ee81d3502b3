package handoff

import "time"

// The limits of a ticket, in one place. What goes beyond them leaves from the
// old end, and the ticket counts what left.
const (
	// MaxLines is the number of messages of a case that are kept, and with
	// them the number that can still be quoted, edited or recalled.
	MaxLines = 200
	// MaxWords is the number of runes of all kept messages together.
	MaxWords = 60_000
	// MaxText is the number of runes of one message that are kept; what is
	// sent on at once is not cut.
	MaxText = 4096
	// MaxWordings is the number of earlier wordings of a message that are kept.
	MaxWordings = 5
	// MaxRefs is the number of messenger's messages that one message may be:
	// an album, or a text in parts.
	MaxRefs = 20
	// MaxHistory is the number of actions that are kept; the first one, the
	// opening, always stays.
	MaxHistory = 300
	// MaxRetired is the number of cards that are remembered as out of use.
	MaxRetired = 8
	// MaxLikely is the number of likely causes offered when a case is closed.
	MaxLikely = 3
	// MaxCanned is the number of canned replies offered at once.
	MaxCanned = 12
	// MaxCalled is the number of admins that one reminder calls: the messenger
	// tells no more than so many.
	MaxCalled = 5
	// MaxRoomName is the greatest length of a room's name, in runes.
	MaxRoomName = 60
	// MaxName is the number of runes of a merchant's or terminal's name.
	MaxName = 64
	// MaxSummary is the number of runes of a summary that are kept.
	MaxSummary = 3000
)

// The times of a ticket that are no matter of taste.
const (
	// Reopening is how long a closed case may be opened again.
	Reopening = 7 * 24 * time.Hour
	// Recallable is how long a message can be taken back from the merchant:
	// the messenger allows no more.
	Recallable = 48 * time.Hour
	// AlbumPause is how long it is waited for the next part of an agent's
	// album: any part may say that all of it is a note.
	AlbumPause = 2 * time.Second
	// AckAgain is how soon a merchant who writes while the case waits in the
	// queue is answered again.
	AckAgain = 30 * time.Minute
	// CardRefused is how long after a refusal the queue card is posted again,
	// and CardSilence how long after a post that nothing was heard of; both
	// double with every try, up to CardSlowest.
	CardRefused = time.Minute
	CardSilence = time.Hour
	CardSlowest = 24 * time.Hour
	// Soon is the share of a target at which the owner is reminded, in per
	// cent.
	Soon = 80
)
