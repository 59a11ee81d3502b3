package knowledge

import (
	"fmt"
	"io/fs"
	"slices"
)

// NoProblem is the problem of a golden query about another subject.
const NoProblem = "none"

// The two parts of the golden queries. Only the tuning part may be looked at
// when words or weights are changed; the other one tells what that was worth.
const (
	SetTune = "tune"
	SetTest = "test"
)

// GoldenQuery is a merchant's first text with the problem it is about.
type GoldenQuery struct {
	Text    string `yaml:"text" json:"text"`
	Problem string `yaml:"problem" json:"problem"`
	// Also lists problems that would be just as right.
	Also []string `yaml:"also,omitempty" json:"also,omitempty"`
	Lang string   `yaml:"lang" json:"lang"`
	Set  string   `yaml:"set" json:"set"`
	Note string   `yaml:"note,omitempty" json:"note,omitempty"`

	at Position
}

// At gives where the query stands.
func (q GoldenQuery) At() Position { return q.at }

// Right reports whether a problem is the right answer to the query.
func (q GoldenQuery) Right(problem string) bool {
	return problem == q.Problem || slices.Contains(q.Also, problem)
}

const goldenDir = "golden"

// LoadGolden reads the golden queries beside a base. A base without any gives
// none and no finding.
func LoadGolden(fsys fs.FS, base *Base) ([]GoldenQuery, []Finding) {
	if _, err := fs.Stat(fsys, goldenDir); err != nil {
		return nil, nil
	}
	l := &loader{fsys: fsys, base: base}
	var out []GoldenQuery
	seen := map[string]Position{}
	for _, file := range l.files(goldenDir) {
		var list struct {
			Queries []GoldenQuery `yaml:"queries"`
		}
		doc := l.read(file, &list)
		for i, q := range list.Queries {
			q.at = doc.at("queries", i)
			l.checkGolden(q)
			if !l.double(seen, "query", q.Text, q.at) {
				out = append(out, q)
			}
		}
	}
	SortFindings(l.findings)
	return out, l.findings
}

func (l *loader) checkGolden(q GoldenQuery) {
	for _, slug := range append([]string{q.Problem}, q.Also...) {
		if slug != NoProblem && l.base.Problem(slug) == nil {
			l.fail(q.at, "unknown-id", "name an article or \"none\"", "there is no problem %q", slug)
		}
	}
	if q.Text == "" {
		l.fail(q.at, "empty", "write the query", "the text is missing")
	}
	if q.Set != SetTune && q.Set != SetTest {
		l.fail(q.at, "golden-set", fmt.Sprintf("write %s or %s", SetTune, SetTest), "unknown set %q", q.Set)
	}
}
