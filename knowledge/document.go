package knowledge

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// document is one parsed file; it is kept so that findings made on the decoded
// values can name the line they come from.
type document struct {
	file string
	root *yaml.Node
}

// decode parses a file strictly into out. What cannot be decoded is reported
// and left at its zero value; the document is nil when the file is no YAML.
func decode(file string, data []byte, out any) (*document, []Finding) {
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		return nil, loadFindings(file, err)
	}
	doc := &document{file: file, root: &root}
	if err := root.Load(out, yaml.WithKnownFields()); err != nil {
		return doc, loadFindings(file, err)
	}
	return doc, nil
}

func loadFindings(file string, err error) []Finding {
	var many *yaml.LoadErrors
	if errors.As(err, &many) {
		out := make([]Finding, 0, len(many.Errors))
		for _, e := range many.Errors {
			out = append(out, loadFinding(file, e))
		}
		return out
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return []Finding{loadFinding(file, one)}
	}
	return []Finding{{Position: Position{File: file}, Severity: Error, Rule: "yaml", What: err.Error(), Mend: "write it as YAML"}}
}

func loadFinding(file string, e *yaml.LoadError) Finding {
	f := Finding{
		Position: Position{File: file, Line: e.Mark.Line},
		Severity: Error, Rule: "yaml", What: e.Message,
		Mend: "write it as the schema says",
	}
	switch {
	case strings.Contains(e.Message, "not found in type"):
		field, _, _ := strings.Cut(strings.TrimPrefix(e.Message, "field "), " ")
		f.Rule, f.What = "unknown-field", fmt.Sprintf("unknown field %q", field)
		f.Mend = "correct its name or remove it"
	case strings.Contains(e.Message, "already defined"):
		f.Rule, f.Mend = "duplicate-key", "keep one of the two"
	}
	return f
}

// at gives the position of the value at a path of keys (string) and places in
// lists (int); where the path ends early, the nearest parent's.
func (d *document) at(path ...any) Position {
	if d == nil {
		return Position{}
	}
	node := d.root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := node.Line
	for _, step := range path {
		next, l := child(node, step)
		if next == nil {
			break
		}
		node, line = next, l
	}
	return Position{File: d.file, Line: line}
}

// child finds one step below a node and the line its key stands on.
func child(node *yaml.Node, step any) (*yaml.Node, int) {
	switch s := step.(type) {
	case string:
		if node.Kind != yaml.MappingNode {
			return nil, 0
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == s {
				return node.Content[i+1], node.Content[i].Line
			}
		}
	case int:
		if node.Kind == yaml.SequenceNode && s >= 0 && s < len(node.Content) {
			return node.Content[s], node.Content[s].Line
		}
	}
	return nil, 0
}
