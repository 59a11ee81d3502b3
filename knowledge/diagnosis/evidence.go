package diagnosis

import "slices"

// Evidence is one thing learnt: [Answered], [Unsure] or [NotFixed]. The values
// can be compared with ==. What the model does not know (an index out of range,
// an unknown group) weighs nothing.
type Evidence interface{ evidence() }

// Answered is an answer to a question, both by index.
type Answered struct{ Question, Answer int }

// Unsure says that somebody could not answer: it weighs nothing and retires the
// question.
type Unsure struct{ Question int }

// NotFixed says that the advice of a group was followed and did not help: a
// factor of 1 - Fix for the causes of the group. Told twice it counts once.
type NotFixed struct{ Cause int }

func (Answered) evidence() {}
func (Unsure) evidence()   {}
func (NotFixed) evidence() {}

// questionOf returns the question that evidence is about, or -1.
func questionOf(e Evidence) int {
	switch e := e.(type) {
	case Answered:
		return e.Question
	case Unsure:
		return e.Question
	}
	return -1
}

// Retract returns the evidence without what was said about a question. The
// argument is left as it is.
func Retract(evidence []Evidence, question int) []Evidence {
	return slices.DeleteFunc(slices.Clone(evidence), func(e Evidence) bool {
		return questionOf(e) == question
	})
}

// Settled returns what counts: of several answers to one question only the
// last, of equal reports only one, in the order they were given.
func Settled(evidence []Evidence) []Evidence {
	var kept []Evidence
	for i, e := range evidence {
		if e == nil {
			continue
		}
		later := slices.ContainsFunc(evidence[i+1:], func(l Evidence) bool {
			q := questionOf(e)
			return l == e || q >= 0 && questionOf(l) == q
		})
		if !later {
			kept = append(kept, e)
		}
	}
	return kept
}

// without returns the evidence less the one at i.
func without(evidence []Evidence, i int) []Evidence {
	return append(slices.Clone(evidence[:i]), evidence[i+1:]...)
}
