package form

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// splice writes a collection with other entries, in its own style. Those that
// stay next to each other keep what stands between them.
func (w *writer) splice(n *node, slots []slot) string {
	switch {
	case len(slots) == 0 && n.kind == yaml.MappingNode:
		return "{}"
	case len(slots) == 0:
		return "[]"
	case n.flow():
		return w.spliceFlow(n, slots)
	}
	pad := strings.Repeat(" ", indentOf(w.text, n.start))
	var b strings.Builder
	last := -1 // the entry of the text that was written last
	for i, s := range slots {
		var between string
		if s.from >= 0 {
			between = w.between(n, last, s.from)
			last = s.from
		}
		if i > 0 {
			b.WriteString("\n" + between + pad)
		} else if between = strings.TrimLeft(between, " \n"); between != "" {
			b.WriteString(between + pad)
		}
		b.WriteString(s.text)
	}
	if rest := strings.TrimRight(w.between(n, last, len(n.entries)), " \n"); rest != "" {
		b.WriteString("\n" + rest)
	}
	return b.String()
}

// between gives the lines that stand between two entries of a collection, but
// for the entries that stood between them.
func (w *writer) between(n *node, a, b int) string {
	var out string
	for i := max(a, 0); i < b && i+1 < len(n.entries); i++ {
		gap := w.text[n.entries[i].end:n.entries[i+1].start]
		lines := gap[1 : strings.LastIndexByte(gap, '\n')+1] // it begins with the end of a line
		if out == "" || strings.TrimSpace(lines) != "" {
			out += lines
		}
	}
	return out
}

func (w *writer) spliceFlow(n *node, slots []slot) string {
	open, shut := w.text[n.start:n.start+1], w.text[n.start+1:n.end]
	if len(n.entries) > 0 {
		open, shut = w.text[n.start:n.entries[0].start], w.text[n.entries[len(n.entries)-1].end:n.end]
	}
	out, last := open, -2 // the entry of the text just before
	for i, s := range slots {
		switch {
		case i > 0 && s.from >= 0 && s.from == last+1:
			out += w.text[n.entries[last].end:n.entries[s.from].start]
		case i > 0:
			out += ", "
		}
		out += s.text
		last = s.from
		if s.from < 0 {
			last = -2
		}
	}
	return out + shut
}
