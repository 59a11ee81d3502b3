package evaluation

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Example is a merchant as people described one: a first text, and in words
// what the merchant would say if asked.
type Example struct {
	ID      string            `json:"id"`
	Text    string            `json:"text"`
	Lang    string            `json:"lang"`
	Problem string            `json:"problem"`
	Latent  map[string]string `json:"latent"`
	Route   knowledge.Route   `json:"route"`
	Accept  []knowledge.Route `json:"accept"`
}

// ReadExamples reads examples as JSON lines.
func ReadExamples(r io.Reader) ([]Example, error) {
	var out []Example
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var e Example
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, e)
	}
	return out, lines.Err()
}

// Right reports whether an outcome's route is one the example accepts.
func (e Example) Right(o Outcome) bool {
	return o.Route == e.Route || slices.Contains(e.Accept, o.Route)
}

// latentOf names what an example knows about each core question. Other
// questions are answered with "unsure": a merchant described by somebody else
// cannot know them.
var latentOf = map[string]string{
	"charged": "money", "scope": "scope", "code": "code_or_text", "method": "tries_method",
	"qr_works": "qr", "other_terminal": "other_terminal", "signal": "signal", "changed": "changed",
	"amount": "amount", "attempts": "tries_method", "since": "since",
}

// ExamplePlayer answers in the example's own words.
type ExamplePlayer struct {
	Example
	// Guesses says whether the merchant picks the problem when it is offered;
	// otherwise every guess is answered with "unsure".
	Guesses bool
}

// First is the example's first text.
func (p ExamplePlayer) First() string { return p.Text }

// Reply answers in words, or presses "unsure".
func (p ExamplePlayer) Reply(q conversation.Question) conversation.Event {
	if q.Question == conversation.QuestionProblem && p.Guesses {
		for _, a := range q.Answers {
			if a.ID == p.Problem {
				return conversation.Event{Kind: conversation.EventPress, Press: a.ID}
			}
		}
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.NoneOfThese}
	}
	words := strings.TrimSpace(p.Latent[latentOf[q.Question]])
	if words == "" {
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressUnsure}
	}
	return conversation.Event{Kind: conversation.EventText, Text: words}
}
