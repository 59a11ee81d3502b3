package form

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// node is a value of a text, and the bytes where it stands.
type node struct {
	kind  yaml.Kind
	style yaml.Style
	line  int // from 1
	// The value is text[start:end]. Of nothing both are the place behind its
	// key or dash.
	start, end int
	null       bool
	value      string  // of a scalar
	entries    []entry // of a mapping or a sequence
}

// flow reports whether it is written in brackets.
func (n *node) flow() bool { return n.style&yaml.FlowStyle != 0 }

// entry is one key with its value, or one item of a list, from its key or dash
// to the comment behind it.
type entry struct {
	key        *node // nil for an item
	val        *node
	start, end int
}

func (e entry) line() int {
	if e.key != nil {
		return e.key.line
	}
	return e.val.line
}

// parser finds the bytes of the values of a text.
type parser struct {
	text  string
	lines []int // where each begins
	// What offset gave last: the next place is mostly behind it in its line.
	line, column, found int
}

// parse reads a text; the node is nil when it holds nothing.
func parse(text string) (*node, error) {
	p := &parser{text: text, lines: []int{0}}
	for i, c := range text {
		switch c {
		case '\n':
			p.lines = append(p.lines, i+1)
		case '\r', '\u0085', '\u2028', '\u2029', '\ufeff':
			return nil, &Unshown{Control, len(p.lines), ""}
		}
	}
	var root yaml.Node
	switch err := yaml.Load([]byte(text), &root); {
	case err != nil && isBlank(text):
		return nil, nil
	case err != nil:
		line, what := mistakeAt(err)
		return nil, &Unshown{NotYAML, line, what}
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		return nil, &Unshown{NotYAML, 0, ""}
	}
	top := root.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" && top.Value == "" {
		return nil, &Unshown{Writing, top.Line, ""}
	}
	n, err := p.node(top, 0, -1)
	if err == nil && p.skip(n.end) < len(text) {
		err = &Unshown{Writing, p.lineAt(p.skip(n.end)), ""}
	}
	return n, err
}

// isBlank reports whether a text has only comments.
func isBlank(text string) bool {
	for line := range strings.Lines(text) {
		if s := strings.TrimSpace(line); s != "" && s[0] != '#' {
			return false
		}
	}
	return true
}

// offset gives the place of a line and a column, both from 1; the column counts
// characters.
func (p *parser) offset(line, column int) (int, bool) {
	if line < 1 || line > len(p.lines) {
		return 0, false
	}
	from, at := 1, p.lines[line-1]
	if line == p.line && column >= p.column {
		from, at = p.column, p.found
	}
	for range column - from {
		_, size := utf8.DecodeRuneInString(p.text[at:])
		if size == 0 {
			return 0, false
		}
		at += size
	}
	p.line, p.column, p.found = line, column, at
	return at, true
}

func (p *parser) lineAt(offset int) int { return strings.Count(p.text[:offset], "\n") + 1 }

// indentOf gives how far a place is from the beginning of its line, in bytes.
func indentOf(text string, offset int) int {
	return offset - (strings.LastIndexByte(text[:offset], '\n') + 1)
}

// writing refuses a way of writing.
func (p *parser) writing(offset int) error {
	return &Unshown{Writing, p.lineAt(min(offset, len(p.text))), ""}
}

// skip gives the next place that is neither blank nor comment.
func (p *parser) skip(at int) int {
	for at < len(p.text) {
		switch c := p.text[at]; {
		case c == ' ' || c == '\t' || c == '\n':
			at++
		case c == '#' && (at == 0 || strings.IndexByte(" \t\n,", p.text[at-1]) >= 0):
			at = p.lineEnd(at)
		default:
			return at
		}
	}
	return at
}

// lineEnd gives the end of a line, before its break.
func (p *parser) lineEnd(at int) int {
	if i := strings.IndexByte(p.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(p.text)
}

// node finds the bytes of a value. What has no bytes stands at from; indent is
// that of the collection around it.
func (p *parser) node(y *yaml.Node, from, indent int) (*node, error) {
	if y.Kind == yaml.AliasNode || y.Anchor != "" || y.Style&yaml.TaggedStyle != 0 {
		return nil, &Unshown{Anchor, y.Line, ""}
	}
	n := &node{kind: y.Kind, style: y.Style, line: y.Line, value: y.Value, null: y.Tag == "!!null"}
	start, ok := p.offset(y.Line, y.Column)
	if !ok {
		return nil, &Unshown{Writing, y.Line, ""}
	}
	n.start = start
	switch {
	case n.null && y.Value == "":
		n.start, n.end = from, from
		return n, nil
	case y.Kind == yaml.ScalarNode:
		end, ok := p.scalarEnd(n, indent)
		if !ok {
			return nil, p.writing(start)
		}
		n.end = end
		return n, nil
	case y.Kind != yaml.MappingNode && y.Kind != yaml.SequenceNode:
		return nil, p.writing(start)
	}
	if n.flow() {
		return n, p.flowEntries(n, y)
	}
	return n, p.blockEntries(n, y)
}

// pair finds a key, its value, and the colon between them.
func (p *parser) pair(e *entry, key, val *yaml.Node, at, indent int) error {
	if key.Kind != yaml.ScalarNode {
		return p.writing(at)
	}
	var err error
	if e.key, err = p.node(key, at, indent); err != nil {
		return err
	}
	if e.start = e.key.start; e.start != at || e.key.start == e.key.end {
		return p.writing(at) // a question mark, or a key of nothing
	}
	colon := e.key.end
	for colon < len(p.text) && (p.text[colon] == ' ' || p.text[colon] == '\t') {
		colon++
	}
	if colon == len(p.text) || p.text[colon] != ':' {
		return p.writing(e.key.end)
	}
	return p.under(e, val, colon+1, indent)
}

// under finds the value behind a colon or a dash.
func (p *parser) under(e *entry, val *yaml.Node, from, indent int) error {
	var err error
	if e.val, err = p.node(val, from, indent); err != nil {
		return err
	}
	if e.val.start != from && p.skip(from) != e.val.start {
		return p.writing(from)
	}
	e.end = e.val.end
	return nil
}
