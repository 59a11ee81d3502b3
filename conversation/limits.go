package conversation

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
)
