package knowledge

// Kind says how a question is answered.
type Kind string

// The kinds of question.
const (
	KindChoice Kind = "choice" // one of the listed answers
	KindCode   Kind = "code"   // a response code or the words on the screen
)

// CodeQuestion is the one question of [KindCode].
const CodeQuestion = "code"

// NoCode is the answer to [CodeQuestion] that there is no code.
const NoCode = "none"

// Unsure is an answer to every question. It is not listed.
const Unsure = "unsure"

// Question is one entry of the shared question bank.
type Question struct {
	ID   string `yaml:"id" json:"id" jsonschema:"pattern=^[a-z][a-z0-9_]*$"`
	Kind Kind   `yaml:"kind,omitempty" json:"kind,omitempty" jsonschema:"enum=choice,enum=code,description=choice when left out"`
	Text Text   `yaml:"text" json:"text" jsonschema:"description=At most 60 Chinese characters or three lines"`
	// How tells a merchant who is unsure how to find out.
	How    Text   `yaml:"how,omitempty" json:"how,omitzero"`
	Effort Effort `yaml:"effort" json:"effort" jsonschema:"enum=look,enum=read,enum=try,enum=wait"`
	Source Source `yaml:"source" json:"source" jsonschema:"enum=screen,enum=trying,enum=judgment"`
	// Unsure is how often merchants cannot say.
	Unsure  Word     `yaml:"unsure,omitempty" json:"unsure,omitempty" jsonschema:"description=How often merchants cannot say; rarely when left out"`
	Answers []Answer `yaml:"answers,omitempty" json:"answers,omitempty"`
	// ByRoute gives the answers that causes of a route predict in every
	// problem that lists the question.
	ByRoute map[Route]map[string]Word `yaml:"by_route,omitempty" json:"by_route,omitempty"`
	// ByFamily gives the answers that every cause of a family's problems
	// predicts, listed or not: it is for questions that sort the problems.
	ByFamily map[Family]map[string]Word `yaml:"by_family,omitempty" json:"by_family,omitempty"`

	doc  *document
	path []any
}

// Answer is one answer of a question and the words people say it with.
type Answer struct {
	ID    string `yaml:"id" json:"id" jsonschema:"pattern=^[a-z][a-z0-9_]*$"`
	Label Text   `yaml:"label" json:"label" jsonschema:"description=On the button"`
	// Fact is the answer as a statement, for reasons and summaries.
	Fact Text `yaml:"fact" json:"fact"`
	// Background is how often merchants whose problem has nothing to do with
	// the question would answer this; the background law is made of these.
	Background Word `yaml:"background" json:"background"`
	// Cues are read in any text. They are written Simplified and in lower
	// case; "…" is a short gap, "(a|b)" are alternatives, "#" is a number and
	// a leading "!" excludes.
	Cues []string `yaml:"cues,omitempty" json:"cues,omitempty" jsonschema:"description=Phrases that say this answer wherever they stand"`
	// Replies are read only in a reply to this very question.
	Replies []string `yaml:"replies,omitempty" json:"replies,omitempty" jsonschema:"description=Phrases that say this answer in a reply to this question"`
	// Polarity makes a plain yes or no mean this answer.
	Polarity string `yaml:"polarity,omitempty" json:"polarity,omitempty" jsonschema:"enum=yes,enum=no"`
}

// Answer returns the listed answer with that id.
func (q *Question) Answer(id string) (Answer, bool) {
	for _, a := range q.Answers {
		if a.ID == id {
			return a, true
		}
	}
	return Answer{}, false
}
