package form

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// value is what stands, or shall stand, in a field.
type value struct {
	text   string
	list   []string
	fields []value // in the order of the shape's
	elems  []elem
	rows   [][]string
}

// elem is one of a list of groups.
type elem struct {
	from int // its place in the text; -1 for a new one
	value
}

// empty reports whether nothing is in it.
func (v value) empty() bool {
	return v.text == "" && len(v.list) == 0 && len(v.elems) == 0 && len(v.rows) == 0 &&
		!slices.ContainsFunc(v.fields, func(f value) bool { return !f.empty() })
}

// equal reports whether two values are the same, with their places.
func (v value) equal(w value) bool {
	return v.text == w.text && slices.Equal(v.list, w.list) &&
		slices.EqualFunc(v.fields, w.fields, value.equal) &&
		slices.EqualFunc(v.elems, w.elems, func(a, b elem) bool { return a.from == b.from && a.equal(b.value) }) &&
		slices.EqualFunc(v.rows, w.rows, slices.Equal)
}

// maxFields is how many fields a form has at most.
const maxFields = 20_000

// size counts the fields that a form has of a node; a nil one is not there.
func size(sh *shape, n *node) int {
	if n == nil {
		n = &node{}
	}
	out := 1
	switch sh.kind {
	case Group:
		for _, field := range sh.fields {
			i := slices.IndexFunc(n.entries, func(e entry) bool { return e.key != nil && e.key.value == field.name })
			if i < 0 {
				out += size(field, nil)
			} else {
				out += size(field, n.entries[i].val)
			}
		}
	case Groups:
		for _, e := range n.entries {
			out += size(sh.elem, e.val)
		}
	case Table:
		for _, e := range n.entries {
			out += size(sh.under, e.val)
		}
	case Lines:
		out += len(n.entries)
	}
	return out
}

// blank gives the empty value of a shape.
func blank(sh *shape) value {
	var v value
	for _, field := range sh.fields {
		v.fields = append(v.fields, blank(field))
	}
	return v
}

// present reads the value that stands at a node; a nil one holds nothing.
func present(sh *shape, n *node) (value, error) {
	v := blank(sh)
	if n == nil || n.null {
		return v, nil
	}
	var err error
	switch sh.kind {
	case Lines:
		v.list, err = presentList(n)
	case Group:
		err = presentGroup(sh, n, v.fields)
	case Groups:
		if n.kind != yaml.SequenceNode {
			return v, &Unshown{Shape, n.line, sh.name}
		}
		for i, e := range n.entries {
			one, err := present(sh.elem, e.val)
			if err != nil {
				return v, err
			}
			v.elems = append(v.elems, elem{i, one})
		}
	case Table:
		v.rows, err = presentRows(sh, n)
	default:
		v.text, err = presentText(n)
	}
	return v, err
}

func presentText(n *node) (string, error) {
	if n.kind != yaml.ScalarNode {
		return "", &Unshown{Shape, n.line, ""}
	}
	if n.null {
		return "", nil
	}
	if strings.ContainsFunc(n.value, isControl) {
		return "", &Unshown{Control, n.line, ""}
	}
	return strings.TrimSpace(n.value), nil
}

// isControl reports a character that does not come back from a form as it was.
func isControl(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }

// presentLine reads a text that must be of one line.
func presentLine(n *node) (string, error) {
	text, err := presentText(n)
	if err == nil && strings.Contains(text, "\n") {
		err = &Unshown{ManyLine, n.line, ""}
	}
	return text, err
}

// presentList reads a list of texts; those with nothing in them are left out.
func presentList(n *node) (list []string, err error) {
	if n.kind != yaml.SequenceNode {
		return nil, &Unshown{Shape, n.line, ""}
	}
	for _, e := range n.entries {
		text, err := presentLine(e.val)
		if err != nil {
			return nil, err
		}
		if text != "" {
			list = append(list, text)
		}
	}
	return list, nil
}

func presentGroup(sh *shape, n *node, into []value) error {
	if n.kind != yaml.MappingNode {
		return &Unshown{Shape, n.line, sh.name}
	}
	if err := once(n); err != nil {
		return err
	}
	for _, e := range n.entries {
		i := slices.IndexFunc(sh.fields, func(f *shape) bool { return f.name == e.key.value })
		if i < 0 {
			return &Unshown{NoField, e.key.line, e.key.value}
		}
		var err error
		if into[i], err = present(sh.fields[i], e.val); err != nil {
			return err
		}
	}
	return nil
}

// once refuses a mapping that has a key twice.
func once(n *node) error {
	seen := map[string]bool{}
	for _, e := range n.entries {
		if seen[e.key.value] {
			return &Unshown{Twice, e.key.line, e.key.value}
		}
		seen[e.key.value] = true
	}
	return nil
}

// presentRows reads a table: a key, what is under it, and so on.
func presentRows(sh *shape, n *node) (rows [][]string, err error) {
	if n.kind != yaml.MappingNode {
		return nil, &Unshown{Shape, n.line, sh.name}
	}
	if sh.under.kind != Line { // the rows of one key stand together
		if err := once(n); err != nil {
			return nil, err
		}
	}
	for _, e := range n.entries {
		key, err := presentLine(e.key)
		if err != nil {
			return nil, err
		}
		v, err := present(sh.under, e.val)
		if err != nil {
			return nil, err
		}
		if strings.Contains(v.text, "\n") {
			return nil, &Unshown{ManyLine, e.val.line, key}
		}
		for _, row := range sh.under.rows(v) {
			if row = append([]string{key}, row...); !isEmptyRow(row) {
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

// rows gives what stands under a key as the rest of rows, of nothing as one.
func (sh *shape) rows(v value) (out [][]string) {
	out = v.rows
	for _, text := range v.list {
		out = append(out, []string{text})
	}
	if len(out) == 0 {
		out = [][]string{make([]string, len(sh.columns()))}
		out[0][0] = v.text
	}
	return out
}

// keyed is what stands under one key of a table.
type keyed struct {
	key string
	value
}

// keyed brings the rows of a table under their keys. Where there is one value a
// key, a key that is there twice stays so.
func (sh *shape) keyed(rows [][]string) (out []keyed) {
	places := map[string]int{}
	for _, row := range rows {
		i, ok := places[row[0]]
		if !ok || sh.under.kind == Line {
			i = len(out)
			places[row[0]] = i
			out = append(out, keyed{key: row[0]})
		}
		switch {
		case sh.under.kind == Line:
			out[i].text = row[1]
		case isEmptyRow(row[1:]):
		case sh.under.kind == Table:
			out[i].rows = append(out[i].rows, row[1:])
		default:
			out[i].list = append(out[i].list, row[1])
		}
	}
	return out
}

func isEmptyRow(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return cell != "" })
}

// mistakeAt gives the line of a mistake that no YAML can have, and what it is.
func mistakeAt(err error) (line int, what string) {
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		return many.Errors[0].Mark.Line, many.Errors[0].Message
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return one.Mark.Line, one.Message
	}
	return 0, err.Error()
}
