package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/check"
)

// measurable gives an edition as it is measured, with its golden queries and
// scripted merchants.
func measurable(e *edition) (*evaluation.Content, error) {
	golden, findings := knowledge.LoadGolden(e.files, e.base)
	if knowledge.Errors(findings) > 0 {
		return nil, fmt.Errorf("read the golden queries: %s", findings[0])
	}
	scripts, err := evaluation.LoadScripts(e.files)
	if err != nil {
		return nil, err
	}
	c := &evaluation.Content{Base: e.base, Engine: e.engine, Searcher: e.index, Golden: golden, Scripts: scripts}
	c.Documents.Problems, c.Documents.Phrasings = e.index.Size()
	return c, nil
}

// checkAll finds every mistake in content, those of the scripted merchants too.
func checkAll(files fs.FS) []knowledge.Finding {
	findings := check.Run(files)
	if _, err := evaluation.LoadScripts(files); err != nil {
		findings = append(findings, knowledge.Finding{
			Position: knowledge.Position{File: evaluation.ScriptsDir}, Severity: knowledge.Error, Rule: "script",
			What: err.Error(), Mend: "write it as the other scripted merchants are",
		})
	}
	return findings
}

// fewFindings writes at most n findings, the errors first.
func fewFindings(findings []knowledge.Finding, n int) string {
	var out []string
	for _, severity := range []knowledge.Severity{knowledge.Error, knowledge.Warning} {
		for _, f := range findings {
			if f.Severity == severity && len(out) < n {
				out = append(out, f.String())
			}
		}
	}
	return strings.Join(out, "\n")
}

// errAway is that the shelf could not be reached: a dependency is down.
var errAway = errors.New("the published content cannot be reached")

// away wraps an error of the shelf.
func away(what string, err error) error { return fmt.Errorf("%w: %s: %w", errAway, what, err) }
