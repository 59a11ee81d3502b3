package diagnosis

import "sync"

// The two routes with a meaning of their own; all others are only names.
const (
	RouteHuman = "human" // a person takes over; the abstaining decision has this route too
	RouteNone  = "none"  // nothing is to be done
)

// Cause is one thing that may be wrong.
type Cause struct {
	ID        string  // unique
	Group     string  // causes with the same advice share it; empty is the ID. A group has one route
	Route     string  // who can mend it
	Prior     float64 // commonness, relative to the other causes, above 0
	WrongLoss float64 // loss of another route when this is true; 0 is Losses.WrongRoute
	Fix       float64 // P(the steps of its group mend it), 0 to below 1
	Effort    float64 // what those steps cost; 0 is 1
}

// Question is something that can be asked or read off, with answers that
// exclude each other.
type Question struct {
	ID         string
	Answers    []string  // at least two
	Background []float64 // law over Answers of a cause that says nothing, sums to 1; nil is uniform
	Cost       float64   // of asking, in the unit of the losses
	Error      float64   // share of answers that are wrong, 0 to below 1
	Unsure     float64   // share of people who cannot say, 0 to 1
	Ask        bool      // false: evidence only, never asked
	Links      []Link    // what is special about some causes, one link a cause
}

// Link is what one cause predicts about one question. Answers it does not list
// share what is left in the proportions of the background law; if nothing
// unlisted is left, the listed ones are scaled to sum to 1.
type Link struct {
	Cause  int
	Listed []AnswerP // sums to at most 1
}

// AnswerP is P(answer | cause), 0 to 1, before wrong answers are allowed for.
type AnswerP struct {
	Answer int
	P      float64
}

// Losses is the loss matrix, with the two numbers that scale the others. The
// zero value stands for the defaults named here.
type Losses struct {
	WrongRoute float64 // default loss of a wrong route; 0 is 20
	Person     float64 // loss of asking a person, whatever is true; 0 is 12

	// WrongGroup is, by route, the loss of the right route with another group's
	// advice, such as bank 2, provider 3, device 8. Absent is 0.
	WrongGroup map[string]float64

	// NoneOfThese is, by route, the loss of advice on that route when no cause
	// of the model is true. Absent is 0 for the routes human and none, and
	// WrongRoute for all others. Where "nothing is to be done" is harmful advice
	// for a problem the model does not know, set it: with 0 such a group beats
	// asking a person as soon as none of these is likely.
	NoneOfThese map[string]float64

	Lambda      float64 // share of WrongRoute that one nat about the route is worth; 0 is .02, below 0 is nothing
	Temperature float64 // divides the scores; above 1 the posterior is less sure of itself; 0 is 1
}

// DefaultLosses returns the losses a payment terminal's merchant was judged to
// have.
func DefaultLosses() Losses {
	return Losses{
		WrongRoute:  20,
		Person:      12,
		WrongGroup:  map[string]float64{"bank": 2, "provider": 3, "device": 8},
		Lambda:      .02,
		Temperature: 1,
	}
}

// Model is a compiled set of causes, questions and losses. It never changes
// after [New] and is safe for concurrent use.
type Model struct {
	causes    []Cause
	source    []Question
	questions []question
	losses    Losses

	logPrior []float64 // by cause, normalised
	routeOf  []int32   // by cause
	groupOf  []int32   // by cause
	loss     []float64 // by cause: of a wrong route

	groups     []string
	groupRoute []int32 // by group
	routes     []string
	members    [][]int32 // by route: its groups
	wrongGroup []float64 // by route
	noneLoss   []float64 // by route

	causeIndex, groupIndex, routeIndex, questionIndex map[string]int

	scratch sync.Pool
}

// Causes returns the number of causes; their indexes are 0 to one less.
func (m *Model) Causes() int { return len(m.causes) }

// Questions returns the number of questions; their indexes are 0 to one less.
func (m *Model) Questions() int { return len(m.questions) }

// Cause returns the cause with the index.
func (m *Model) Cause(i int) Cause { return m.causes[i] }

// Question returns the question with the index. Its slices belong to the model
// and must not be changed.
func (m *Model) Question(i int) Question { return m.source[i] }

// Losses returns the losses with the defaults filled in. Its maps belong to the
// model and must not be changed.
func (m *Model) Losses() Losses { return m.losses }

// CauseIndex finds a cause by its ID.
func (m *Model) CauseIndex(id string) (int, bool) {
	i, ok := m.causeIndex[id]
	return i, ok
}

// QuestionIndex finds a question by its ID.
func (m *Model) QuestionIndex(id string) (int, bool) {
	i, ok := m.questionIndex[id]
	return i, ok
}

// Likelihood returns L = (1-e)·P(answer | cause) + e/k, where e is the question's
// error rate and k its number of answers. The cause may be [NoneOfThese].
func (m *Model) Likelihood(cause, question, answer int) float64 {
	q := &m.questions[question]
	for i := range q.links {
		if int(q.links[i].cause) == cause {
			return q.likelihood(i, answer)
		}
	}
	return q.base[answer]
}
