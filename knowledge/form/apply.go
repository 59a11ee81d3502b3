package form

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Apply writes the values of a form, by the names of its fields, into the text
// that the form was made of, and nothing else: every byte that belongs to no
// changed value stays. A field without a value in values stays as it is; an
// empty value removes a key that the schema does not require. The errors are
// [Unshown], [ErrValues] and [ErrByHand]; the text is then as it was.
func Apply(schema, text []byte, values map[string][]string) ([]byte, error) {
	plain, ends := unixEnds(string(text))
	sh, n, was, err := open(schema, plain)
	if err != nil {
		return nil, err
	}
	form := sent{values, map[string]bool{}, map[string]bool{}}
	want, err := form.wanted(sh, "", was)
	if err == nil {
		err = form.all()
	}
	if err != nil {
		return nil, err
	}
	if was.equal(want) {
		return text, nil
	}
	out := (&writer{plain}).document(sh, n, was, want)
	if err := reads(sh, out, want); err != nil {
		return nil, err
	}
	if ends != "" {
		out = strings.ReplaceAll(out, "\n", ends)
	}
	return []byte(out), nil
}

// open reads a text by a schema.
func open(schema []byte, text string) (sh *shape, n *node, v value, err error) {
	if sh, err = shapeOf(schema); err != nil {
		return nil, nil, v, err
	}
	if n, err = parse(text); err != nil {
		return nil, nil, v, err
	}
	if size(sh, n) > maxFields {
		return nil, nil, v, &Unshown{TooMuch, 0, ""}
	}
	v, err = present(sh, n)
	return sh, n, v, err
}

// unixEnds gives a text with plain line ends, and the ends it had if every line
// had others.
func unixEnds(text string) (plain, ends string) {
	if n := strings.Count(text, "\r\n"); n > 0 && n == strings.Count(text, "\n") {
		return strings.ReplaceAll(text, "\r\n", "\n"), "\r\n"
	}
	return text, ""
}

// reads makes sure that a text says what is wanted.
func reads(sh *shape, text string, want value) error {
	n, err := parse(text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrByHand, err)
	}
	got, err := present(sh, n)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrByHand, err)
	}
	if !said(got).equal(said(want)) {
		return ErrByHand
	}
	return nil
}

// said gives a value without its places in a text, and its rows in one order.
func said(v value) value {
	v.fields, v.elems, v.rows = slices.Clone(v.fields), slices.Clone(v.elems), slices.Clone(v.rows)
	for i := range v.fields {
		v.fields[i] = said(v.fields[i])
	}
	for i := range v.elems {
		v.elems[i] = elem{0, said(v.elems[i].value)}
	}
	slices.SortStableFunc(v.rows, slices.Compare)
	return v
}

// writer rewrites the values of a text that changed.
type writer struct{ text string }

func (w *writer) document(sh *shape, n *node, was, want value) string {
	if n == nil || len(n.entries) == 0 {
		head, rest := w.text, ""
		if n != nil {
			head, rest = w.text[:n.start], w.text[n.end:]
		}
		if head != "" && !strings.HasSuffix(head, "\n") {
			head += "\n"
		}
		return head + strings.Join(blockEntries(sh, want, 0), "\n") + strings.TrimPrefix(rest, "\n") + "\n"
	}
	return w.text[:n.start] + w.value(sh, n, was, want, place{}) + w.text[n.end:]
}

// place is where a value stands.
type place struct {
	indent  int  // of its key or dash
	flow    bool // inside brackets
	oneLine bool // it must stay on its line
}

// entry writes an entry whose value changed.
func (w *writer) entry(sh *shape, e entry, was, want value, at place) string {
	if was.equal(want) {
		return w.text[e.start:e.end]
	}
	head := e.start
	switch {
	case e.key == nil && !at.flow:
		head++ // the dash
	case e.key != nil:
		head = e.key.end + strings.IndexByte(w.text[e.key.end:], ':') + 1
	}
	between, tail := w.text[head:e.val.start], w.text[e.val.end:e.end]
	_, below, _ := strings.Cut(tail, "\n")
	at.oneLine = below != ""
	if hollow := e.val.kind != yaml.ScalarNode && len(e.val.entries) == 0; e.val.null || hollow && !at.flow {
		fresh := render(sh, want, at.indent, at.flow)
		if e.key == nil && !at.flow && sh.kind == Group {
			fresh = " " + element(sh, want, at.indent)
		}
		return w.text[e.start:head] + behind(fresh, tail)
	}
	fresh := w.value(sh, e.val, was, want, at)
	if strings.Contains(between, "\n") && (strings.IndexByte("|{[", fresh[0]) >= 0) {
		between = " "
	}
	if e.val.kind == yaml.ScalarNode {
		return w.text[e.start:head] + behind(between+fresh, tail)
	}
	return w.text[e.start:head] + between + fresh + tail
}

// behind puts the comment of an entry at the end of its first line.
func behind(fresh, tail string) string {
	first, rest, more := strings.Cut(fresh, "\n")
	same, below, deeper := strings.Cut(tail, "\n")
	out := first + same
	if more {
		out += "\n" + rest
	}
	if deeper {
		out += "\n" + below
	}
	return out
}

// value writes a value that changed.
func (w *writer) value(sh *shape, n *node, was, want value, at place) string {
	if n.kind == yaml.ScalarNode {
		header := "|"
		if n.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && strings.HasPrefix(strings.TrimLeft(w.text[n.start+1:n.end], "123456789"), "-") {
			header = "|-"
		}
		return text(sh, want.text, header, at.indent+2, at.flow || at.oneLine)
	}
	inner := place{indent: at.indent, flow: at.flow || n.flow()}
	if !inner.flow {
		inner.indent = indentOf(w.text, n.start)
	}
	var slots []slot
	switch sh.kind {
	case Lines:
		slots = w.list(sh, n, want, inner)
	case Group:
		slots = w.group(sh, n, was, want, inner)
	case Groups:
		slots = w.groups(sh, n, was, want, inner)
	case Table:
		slots = w.table(sh, n, was, want, inner)
	}
	return w.splice(n, slots)
}
