package evaluation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/tillmate/tillmate/knowledge"
)

// Report says what a change of the knowledge makes better and worse. Texts of
// the golden queries that are kept for testing stand in it only where one has
// become worse: an editor must see what to mend.
type Report struct {
	Changes []Change  `json:"changes"`
	Before  Documents `json:"before"`
	After   Documents `json:"after"`
	// Canaries is how many titles, first phrasings and screen texts were searched for.
	Canaries int       `json:"canaries"`
	Tune     QueryPart `json:"tune"`
	Test     QueryPart `json:"test"`
	// Better are the queries of the tuning part, and the scripts, that gained.
	Better    []Move      `json:"better"`
	Scripts   ScriptPart  `json:"scripts"`
	Merchants Merchants   `json:"merchants"`
	Safety    SafetyPlays `json:"safety"`
	// Losses are all that has become worse, the accepted ones too.
	Losses []Loss `json:"losses"`
	// Unused are accepted names that no loss has.
	Unused []string `json:"unused,omitempty"`
	// Refused is set when a loss is not accepted.
	Refused bool `json:"refused"`
}

// QueryPart counts the golden queries of one part, those of both contents
// taken together.
type QueryPart struct {
	Queries int `json:"queries"`
	// Before and After count those answered right: the right problem first, or
	// another subject refused.
	Before int `json:"before"`
	After  int `json:"after"`
	Better int `json:"better"`
	Worse  int `json:"worse"`
}

// ScriptPart counts the scripted merchants of both contents.
type ScriptPart struct {
	Scripts int `json:"scripts"`
	Before  int `json:"before"` // on a right route
	After   int `json:"after"`
	Better  int `json:"better"` // on the right route now
	Moved   int `json:"moved"`  // on another route, and not from a wrong to a right one
	// Other are those whose route stayed, with another article or cause.
	Other int `json:"other"`
}

// Merchants compares the simulated merchants, drawn from each content.
type Merchants struct {
	Played int     `json:"played"` // with each content
	Before float64 `json:"before"` // share with the right route
	After  float64 `json:"after"`
	// QuestionsBefore and QuestionsAfter are the mean numbers asked.
	QuestionsBefore float64 `json:"questions_before"`
	QuestionsAfter  float64 `json:"questions_after"`
	// Errors is how many standard errors the share fell; below 0 it rose.
	Errors float64 `json:"standard_errors"`
}

// SafetyPlays counts how the safety rules were tried.
type SafetyPlays struct {
	Dialogues int `json:"dialogues"`
	Advices   int `json:"advices"` // for which a rule held
}

// Move is a query or script that gained.
type Move struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Was  string `json:"was"`
	Is   string `json:"is"`
}

// LossKind says what has become worse.
type LossKind string

// The kinds of loss.
const (
	LossQuery     LossKind = "query"     // a golden query finds its problem later, or not
	LossCanary    LossKind = "canary"    // a title, phrasing or screen text does not find its article
	LossScript    LossKind = "script"    // a scripted merchant has another route
	LossMerchants LossKind = "merchants" // fewer simulated merchants have the right route
	LossArticle   LossKind = "article"   // an article is gone
	LossDocuments LossKind = "documents" // the index does not hold every article
	LossRule      LossKind = "rule"      // a safety rule is gone, or asks for less
	LossAlarm     LossKind = "alarm"     // words set a safety rule off no more
	LossSafety    LossKind = "safety"    // an advice breaks a safety rule
)

// LossKinds lists every kind, in the order in which losses are shown: what
// must not happen at all, then what merchants say, then what only hints at it.
func LossKinds() []LossKind {
	return []LossKind{
		LossDocuments, LossArticle, LossRule, LossSafety, LossAlarm,
		LossQuery, LossScript, LossMerchants, LossCanary,
	}
}

// Loss is one thing that has become worse.
type Loss struct {
	// Name is what the loss is accepted by. It is made of what was lost, not of
	// where that stands, so it stays the same while files are edited.
	Name    string   `json:"name"`
	Kind    LossKind `json:"kind"`
	Problem string   `json:"problem,omitempty"`
	// Text is what a merchant says, or the words that are missing or wrong.
	Text string `json:"text,omitempty"`
	// Was and Is are ranks, routes or numbers, by the kind.
	Was      string `json:"was,omitempty"`
	Is       string `json:"is,omitempty"`
	Accepted bool   `json:"accepted,omitempty"`
}

// short gives a short name for a text: enough digits to tell the texts of one
// problem and language apart.
func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:3])
}

// queryID names a golden query: problem, language and text.
func queryID(q knowledge.GoldenQuery) string {
	return fmt.Sprintf("%s/%s/%s", q.Problem, q.Lang, short(q.Text))
}

// scriptID names a scripted merchant: problem and words.
func scriptID(s Script) string { return s.Problem + "/" + short(s.Text) }
