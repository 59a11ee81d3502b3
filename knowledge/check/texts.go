package check

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// kind says what a text is for.
type kind int

const (
	problemTitle kind = iota
	causeTitle
	answerLabel
	questionText
	step
	tell
	haveReady
	never
	phrasing // what merchants say
	screen   // what terminals show, in no language of ours
	prose    // everything else that people read
	name     // a proper name
	aside    // read by editors only
)

var kindNames = [...]string{
	"the problem's title", "the cause's title", "the label", "the question", "the step",
	"what to say", "the line", "the line", "the phrasing", "the screen text", "the text", "the name", "the text",
}

func (k kind) String() string { return kindNames[k] }

// advice reports whether the text tells a merchant what to do.
func (k kind) advice() bool { return k == step || k == tell }

// paired reports whether each line stands for one line in the other language.
func (k kind) paired() bool { return k == step || k == haveReady || k == never }

// pair is one text in both languages; list is one list in both languages.
type pair struct {
	kind     kind
	text     knowledge.Text
	field    string
	required bool
	at       knowledge.Position
}

type list struct {
	kind     kind
	lines    knowledge.Lines
	field    string
	required bool
	at       knowledge.Position
}

// passage is one text in one language; the language of screen texts is "".
type passage struct {
	kind kind
	lang knowledge.Lang
	text string
	at   knowledge.Position
	// owner and cause tell whose advice it is; nil where it is no article's.
	owner *knowledge.Problem
	cause *knowledge.Cause
}

// texts holds every text of a base with its place.
type texts struct {
	pairs    []pair
	lists    []list
	passages []passage

	at    func(path ...any) knowledge.Position
	owner *knowledge.Problem
	cause *knowledge.Cause
}

func collect(b *knowledge.Base) texts {
	t := texts{}
	for i := range b.Problems {
		t.problem(&b.Problems[i])
	}
	for i := range b.Questions {
		t.question(&b.Questions[i])
	}
	for i := range b.Codes {
		t.code(&b.Codes[i])
	}
	t.at = b.RoutesAt
	for i, r := range b.Routes {
		path := []any{"routes", i}
		t.text(prose, r.Verdict, true, path, "verdict")
		t.text(tell, r.Say, false, path, "say")
		t.lines(haveReady, r.HaveReady, false, path, "have_ready")
		t.lines(never, r.Never, false, path, "never")
	}
	t.at = b.Terms.At
	for i, x := range b.Terms.Brands {
		t.text(name, x.Name, true, []any{"brands", i}, "name")
	}
	t.at = b.SubjectsAt
	for i, s := range b.OtherSubjects {
		t.lines(phrasing, s.Say, true, []any{"subjects", i}, "say")
	}
	t.at = b.Safety.At
	for i, r := range b.Safety.Rules {
		t.lines(step, r.First, false, []any{"rules", i}, "first")
		t.lines(never, r.Never, false, []any{"rules", i}, "never")
	}
	for i, x := range b.Safety.Banned {
		t.text(prose, x.Why, true, []any{"banned", i}, "why")
	}
	return t
}

func (t *texts) problem(p *knowledge.Problem) {
	t.at, t.owner, t.cause = p.At, p, nil
	t.text(problemTitle, p.Title, true, nil, "title")
	t.lines(phrasing, p.Say, true, nil, "say")
	t.screens(p.Screen, "screen")
	t.lines(haveReady, p.HaveReady, false, nil, "have_ready")
	t.lines(never, p.Never, false, nil, "never")
	t.text(prose, p.HumanWhen, false, nil, "human_when")
	t.text(prose, p.Background, false, nil, "background")
	for i := range p.Causes {
		c := &p.Causes[i]
		t.cause = c
		path := []any{"causes", i}
		t.text(causeTitle, c.Title, true, path, "title")
		t.lines(phrasing, c.Says, false, path, "says")
		t.lines(step, c.Steps, c.Route != knowledge.RouteNone, path, "steps")
		t.text(tell, c.Tell, false, path, "tell")
		t.lines(haveReady, c.HaveReady, false, path, "have_ready")
		t.lines(never, c.Never, false, path, "never")
	}
	t.owner, t.cause = nil, nil
}

func (t *texts) question(q *knowledge.Question) {
	t.at = q.At
	t.text(questionText, q.Text, true, nil, "text")
	t.text(prose, q.How, false, nil, "how")
	for i, a := range q.Answers {
		t.text(answerLabel, a.Label, true, []any{"answers", i}, "label")
		t.text(prose, a.Fact, true, []any{"answers", i}, "fact")
	}
}

func (t *texts) code(c *knowledge.Code) {
	t.at = c.At
	t.text(prose, c.Meaning, true, nil, "meaning")
	t.screens(c.Display, "display")
	for i, x := range c.Collisions {
		t.text(prose, x.Meaning, true, []any{"collisions", i}, "meaning")
		t.passage(aside, "", x.Where, []any{"collisions", i, "where"})
	}
}

func (t *texts) text(k kind, x knowledge.Text, required bool, path []any, field string) {
	path = append(slices.Clone(path), field)
	t.pairs = append(t.pairs, pair{k, x, field, required, t.at(path...)})
	for _, lang := range knowledge.Langs() {
		t.passage(k, lang, x.In(lang), append(slices.Clone(path), string(lang)))
	}
}

func (t *texts) lines(k kind, x knowledge.Lines, required bool, path []any, field string) {
	path = append(slices.Clone(path), field)
	t.lists = append(t.lists, list{k, x, field, required, t.at(path...)})
	for _, lang := range knowledge.Langs() {
		for i, line := range x.In(lang) {
			t.passage(k, lang, line, append(slices.Clone(path), string(lang), i))
		}
	}
}

func (t *texts) screens(list []string, field string) {
	for i, s := range list {
		t.passage(screen, "", s, []any{field, i})
	}
}

func (t *texts) passage(k kind, lang knowledge.Lang, text string, path []any) {
	if text == "" {
		return
	}
	t.passages = append(t.passages, passage{
		kind: k, lang: lang, text: text, at: t.at(path...), owner: t.owner, cause: t.cause,
	})
}
