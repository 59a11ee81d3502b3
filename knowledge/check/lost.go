package check

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// lost names the files that could not be read whole. What such a file would
// have defined or needed is unknown, so nothing is said to be missing or
// useless on its account: one mistake is one finding.
type lost map[string]bool

func unread(findings []knowledge.Finding) lost {
	out := lost{}
	for _, f := range findings {
		if f.Rule == "yaml" || f.Rule == "file" || f.Rule == "duplicate-key" {
			out[f.File] = true
		}
	}
	return out
}

// any reports whether a file below a folder, or the file itself, was lost.
func (l lost) any(name string) bool {
	for file := range l {
		if file == name || strings.HasPrefix(file, name+"/") {
			return true
		}
	}
	return false
}

// known drops golden queries' complaints about articles that may be there.
func (l lost) known(findings []knowledge.Finding) []knowledge.Finding {
	if !l.any("problems") {
		return findings
	}
	return slices.DeleteFunc(findings, func(f knowledge.Finding) bool { return f.Rule == "unknown-id" })
}

// problem reports whether the article of that slug was lost.
func (l lost) problem(slug string) bool { return l["problems"] || l["problems/"+slug+".yaml"] }
