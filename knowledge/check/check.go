package check

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// Run loads a knowledge base with its golden queries and checks everything
// that could be read. It gives every finding at once, those of loading too,
// in order of file and line.
func Run(fsys fs.FS) []knowledge.Finding {
	base, findings := knowledge.Load(fsys)
	golden, more := knowledge.LoadGolden(fsys, base)
	c := newChecker(base, golden)
	c.lost = unread(append(more, findings...))
	findings = append(findings, c.lost.known(more)...)
	c.check()
	findings = append(findings, c.findings...)
	sortFindings(findings)
	return findings
}

// Base checks a knowledge base that has been loaded, without golden queries.
func Base(b *knowledge.Base) []knowledge.Finding {
	c := newChecker(b, nil)
	c.check()
	sortFindings(c.findings)
	return c.findings
}

func sortFindings(all []knowledge.Finding) {
	slices.SortFunc(all, func(a, b knowledge.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Rule, b.Rule))
	})
}

// checker holds what the checks share: the base, its texts by place, what
// its causes predict, and how texts are folded.
type checker struct {
	base       *knowledge.Base
	golden     []knowledge.GoldenQuery
	lost       lost
	texts      texts
	normaliser *normalise.Normaliser
	laws       map[*knowledge.Cause]map[string]law // by question, where a cause expects anything

	findings []knowledge.Finding
}

func newChecker(b *knowledge.Base, golden []knowledge.GoldenQuery) *checker {
	codes := make([]string, len(b.Codes))
	for i := range b.Codes {
		codes[i] = b.Codes[i].Code
	}
	return &checker{
		base: b, golden: golden, texts: collect(b),
		normaliser: normalise.New(b.Terms, b.Lexicon(), codes), laws: lawsOf(b),
	}
}

// check runs every check, in the order of the package's table.
func (c *checker) check() {
	for _, check := range []func(){
		c.ids, c.required, c.words, c.codeForms, c.routeAdvice,
		c.languages, c.scripts,
		c.unknownIDs, c.sources,
		c.sums, c.undecided, c.sharedCodes, c.idleQuestions, c.idleAnswers,
		c.cues, c.doubleCues,
		c.unclaimedCodes, c.sharedScreens, c.phrasings, c.otherSubjects,
		c.contacts, c.lengths, c.adviceLengths,
		c.banned, c.forbidden, c.secrets, c.promised,
		c.safetyRules, c.safetyProblems,
		c.goldenQueries,
	} {
		check()
	}
}

func (c *checker) fail(at knowledge.Position, rule, mend, format string, args ...any) {
	c.add(knowledge.Error, at, rule, mend, format, args...)
}

func (c *checker) warn(at knowledge.Position, rule, mend, format string, args ...any) {
	c.add(knowledge.Warning, at, rule, mend, format, args...)
}

func (c *checker) add(s knowledge.Severity, at knowledge.Position, rule, mend, format string, args ...any) {
	c.findings = append(c.findings, knowledge.Finding{
		Position: at, Severity: s, Rule: rule, What: fmt.Sprintf(format, args...), Mend: mend,
	})
}
