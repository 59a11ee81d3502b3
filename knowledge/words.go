package knowledge

// Word says how often a merchant with a certain cause gives a certain answer:
// "of 100 merchants with this cause, so many would answer this". Seven words
// lose at most two points of accuracy against exact numbers, and an editor can
// agree on them.
type Word string

// The seven words, from most to least often.
const (
	Always     Word = "always"
	Usually    Word = "usually"
	Often      Word = "often"
	Sometimes  Word = "sometimes"
	Rarely     Word = "rarely"
	VeryRarely Word = "very_rarely"
	Never      Word = "never"
)

// Words lists the seven words, most often first.
func Words() []Word {
	return []Word{Always, Usually, Often, Sometimes, Rarely, VeryRarely, Never}
}

// Probability gives the share the word stands for, in (0, 1); ok is false for
// any other word.
func (w Word) Probability() (p float64, ok bool) {
	switch w {
	case Always:
		return .98, true
	case Usually:
		return .85, true
	case Often:
		return .6, true
	case Sometimes:
		return .3, true
	case Rarely:
		return .1, true
	case VeryRarely:
		return .02, true
	case Never:
		return .002, true
	}
	return 0, false
}

// Commonness says how often a cause is behind its problem. It is expert
// judgement, not a statistic.
type Commonness string

// The three degrees of commonness.
const (
	Common     Commonness = "common"
	Occasional Commonness = "occasional"
	Rare       Commonness = "rare"
)

// Weight gives the relative prior weight of the degree; ok is false for any
// other word.
func (c Commonness) Weight() (w float64, ok bool) {
	switch c {
	case Common:
		return 1, true
	case Occasional:
		return .3, true
	case Rare:
		return .1, true
	}
	return 0, false
}

// Effort is what a question or a step costs the merchant.
type Effort string

// The four efforts, from least to most.
const (
	Look Effort = "look" // look at the screen or press a key
	Read Effort = "read" // read out or type something
	Try  Effort = "try"  // try something, swipe another card
	Wait Effort = "wait" // wait, or ask somebody
)

// Cost gives the effort in the unit of the losses of a wrong advice (a wrong
// route costs 20); ok is false for any other word.
func (e Effort) Cost() (cost float64, ok bool) {
	switch e {
	case Look:
		return 1, true
	case Read:
		return 2, true
	case Try:
		return 4, true
	case Wait:
		return 8, true
	}
	return 0, false
}

// Source says where an answer comes from, and so how often it is wrong.
type Source string

// The three sources of an answer.
const (
	FromScreen   Source = "screen"   // read off the screen or slip
	FromTrying   Source = "trying"   // seen by trying it
	FromJudgment Source = "judgment" // judged or remembered
)

// ErrorRate gives the share of answers that are wrong, in (0, 1); ok is false
// for any other word.
func (s Source) ErrorRate() (e float64, ok bool) {
	switch s {
	case FromScreen:
		return .005, true
	case FromTrying:
		return .02, true
	case FromJudgment:
		return .05, true
	}
	return 0, false
}
