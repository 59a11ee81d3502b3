package conversation

import (
	"strings"
	"time"
)

// The limits of a conversation, in one place.
const (
	// MaxQuestions is the number of questions a case may ask; then it is
	// decided with what is known, or a person takes over.
	MaxQuestions = 6
	// MaxText is the number of runes of one text that are read and kept; what
	// lies beyond adds nothing to a description of a fault.
	MaxText = 2000
	// MaxTexts is the number of texts of a case that are kept.
	MaxTexts = 40
	// MaxHits is the number of search hits kept with a text.
	MaxHits = 8
	// MaxAdvice is the number of recommendations that may fail before a person
	// takes over.
	MaxAdvice = 2
	// MaxLost is the number of texts in a row that may be not understood
	// before a person is offered.
	MaxLost = 2
	// MaxHistory is the number of past cases kept with a conversation.
	MaxHistory = 10
	// MaxFiles is the number of files of a case that are kept, and MaxFileID
	// the greatest length of the id of one, in bytes.
	MaxFiles  = 30
	MaxFileID = 256
	// MaxTerminal is the greatest length of a terminal's name, as in a link.
	MaxTerminal = 64
	// MaxSummary is the greatest length of a hand-off's summary, in UTF-16
	// units: messengers count in these.
	MaxSummary = 3000
	// MaxTranscript is the greatest length of [Engine.Transcript], in UTF-16
	// units.
	MaxTranscript = 3000
)

// The times of a conversation.
const (
	// NudgeFirst and NudgeSecond are how long after the merchant was last heard
	// of an open question or advice is brought up again.
	NudgeFirst  = 15 * time.Minute
	NudgeSecond = 24 * time.Hour
	// CaseIdle is how long a merchant may be silent before what comes next
	// begins a new case.
	CaseIdle = 7 * 24 * time.Hour
	// BurstPause is how soon after a file another one belongs to the same
	// burst, which is answered once.
	BurstPause = 20 * time.Second
)

// Clip cuts a text to a number of runes. What is no UTF-8 is replaced, so that
// the text is the same once it was written and read back.
func Clip(s string, runes int) string {
	if len(s) > runes {
		n := 0
		for i := range s {
			if n == runes {
				s = s[:i]
				break
			}
			n++
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
