package conversation

import "github.com/tillmate/tillmate/knowledge"

// Effect is something to be shown to the merchant or done for the case. It is
// one of [Message], [Question], [Recommendation], [Handoff] and [Closed]; each
// writes itself as one JSON object with its type.
type Effect interface{ effect() }

// EffectType names an effect in JSON.
type EffectType string

// The types of effect.
const (
	TypeMessage        EffectType = "message"
	TypeQuestion       EffectType = "question"
	TypeRecommendation EffectType = "recommendation"
	TypeHandoff        EffectType = "handoff"
	TypeClosed         EffectType = "closed"
)

// Message is a text that asks for nothing, or offers something beside the case.
type Message struct {
	Type    EffectType `json:"type"`
	Text    string     `json:"text"`
	Answers []Choice   `json:"answers,omitempty"`
}

// Choice is one button.
type Choice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Question asks the merchant one thing. Typed text always answers it too.
type Question struct {
	Type     EffectType `json:"type"`
	Question string     `json:"question"`
	Text     string     `json:"text"`
	// Answers are the buttons in order; "unsure" is always the last of them
	// unless the question is a guess between problems.
	Answers []Choice `json:"answers"`
	// Remaining estimates how many questions are still to come, this one
	// included; at least 1.
	Remaining int `json:"remaining"`
}

// Recommendation tells the merchant what to do.
type Recommendation struct {
	Type    EffectType      `json:"type"`
	Route   knowledge.Route `json:"route"`
	Problem string          `json:"problem"`
	Cause   string          `json:"cause"`
	// Confidence is the probability of the route, in [0, 1].
	Confidence float64   `json:"confidence"`
	Reasons    []string  `json:"reasons"`
	Steps      []string  `json:"steps"`
	Say        string    `json:"say,omitempty"`
	HaveReady  []string  `json:"have_ready,omitempty"`
	Never      []string  `json:"never,omitempty"`
	Text       string    `json:"text"`
	RunnerUp   *RunnerUp `json:"runner_up,omitempty"`
	// Answers are the buttons below: solved, not yet, not tried.
	Answers []Choice `json:"answers"`
}

// RunnerUp is the second most probable route.
type RunnerUp struct {
	Route      knowledge.Route `json:"route"`
	Confidence float64         `json:"confidence"`
}

// Handoff gives the case to the human team.
type Handoff struct {
	Type   EffectType      `json:"type"`
	Route  knowledge.Route `json:"route"`
	Reason string          `json:"reason"`
	// Summary is for the team: everything known, card data masked.
	Summary string `json:"summary"`
	// Problem is the best guess, or "".
	Problem string `json:"problem,omitempty"`
	// Steps are what the merchant does while a person takes over.
	Steps []string `json:"steps,omitempty"`
	Never []string `json:"never,omitempty"`
	// Text is what the merchant reads.
	Text string `json:"text"`
}

// Closed ends the case with nothing to be done.
type Closed struct {
	Type  EffectType      `json:"type"`
	Route knowledge.Route `json:"route"`
	Text  string          `json:"text"`
}

func (Message) effect()        {}
func (Question) effect()       {}
func (Recommendation) effect() {}
func (Handoff) effect()        {}
func (Closed) effect()         {}
