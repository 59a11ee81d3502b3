package knowledge

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a finding stops the content from being used.
type Severity string

// The severities of a finding.
const (
	Error   Severity = "error"   // the content cannot be used as it is
	Warning Severity = "warning" // it can, and it deserves a look
)

// Position is a place in a file of the knowledge base. Line counts from 1; 0
// means the file as a whole.
type Position struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// String gives the position as editors and terminals understand it.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Finding is one thing that is wrong with the content, and how to mend it.
type Finding struct {
	Position
	Severity Severity `json:"severity"`
	// Rule names the check, so that a list can be grouped.
	Rule string `json:"rule"`
	What string `json:"what"`
	Mend string `json:"mend,omitempty"`
}

// String gives the finding on one line.
func (f Finding) String() string {
	s := fmt.Sprintf("%s: %s: %s", f.Position, f.Severity, f.What)
	if f.Mend != "" {
		s += "; " + f.Mend
	}
	return s
}

// SortFindings orders findings by file, line and text.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.What, b.What))
	})
}

// Errors counts the findings that stop the content from being used.
func Errors(fs []Finding) int {
	n := 0
	for _, f := range fs {
		if f.Severity == Error {
			n++
		}
	}
	return n
}

// FirstError gives the first finding that stops the content from being used;
// ok is false when none does.
func FirstError(fs []Finding) (first Finding, ok bool) {
	i := slices.IndexFunc(fs, func(f Finding) bool { return f.Severity == Error })
	if i < 0 {
		return Finding{}, false
	}
	return fs[i], true
}
