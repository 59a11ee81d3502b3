package form

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// shortFlow is how many characters go into brackets at most where a value is
// written anew; a longer one gets lines of its own.
const shortFlow = 72

// render writes a new value. Its first line stands behind a key or dash, with
// a blank before it where it has words; indent is that of the key.
func render(sh *shape, v value, indent int, flow bool) string {
	if flow {
		return " " + brackets(sh, v)
	}
	switch sh.kind {
	case Lines, Table:
		if short := brackets(sh, v); v.empty() || sh.kind == Lines && utf8.RuneCountInString(short) <= shortFlow {
			return " " + short
		}
	case Group:
		leaves := !slices.ContainsFunc(sh.fields, func(f *shape) bool { return f.kind != Line })
		manyLines := slices.ContainsFunc(v.fields, func(f value) bool { return strings.Contains(f.text, "\n") })
		if short := brackets(sh, v); v.empty() || leaves && !manyLines && utf8.RuneCountInString(short) <= shortFlow {
			return " " + short
		}
	case Groups:
		if len(v.elems) == 0 {
			return " []"
		}
	default:
		return " " + text(sh, v.text, "|", indent+2, false)
	}
	pad := "\n" + strings.Repeat(" ", indent+2)
	return pad + strings.Join(blockEntries(sh, v, indent+2), pad)
}

// blockEntries writes the entries of a new collection, for lines that are in by
// indent.
func blockEntries(sh *shape, v value, indent int) (out []string) {
	switch sh.kind {
	case Lines:
		for _, item := range v.list {
			out = append(out, "- "+scalar(item, false))
		}
	case Group:
		for i, field := range sh.fields {
			if !v.fields[i].empty() {
				out = append(out, scalar(field.name, false)+":"+render(field, v.fields[i], indent, false))
			}
		}
	case Groups:
		for _, e := range v.elems {
			out = append(out, "- "+element(sh.elem, e.value, indent))
		}
	case Table:
		for _, k := range sh.keyed(v.rows) {
			out = append(out, scalar(k.key, false)+": "+row(sh.under, k.value, indent))
		}
	}
	return out
}

// element writes a group behind the dash that is in by indent.
func element(sh *shape, v value, indent int) string {
	if v.empty() {
		return "{}"
	}
	return strings.Join(blockEntries(sh, v, indent+2), "\n"+strings.Repeat(" ", indent+2))
}

// text writes a text; one of many lines as a literal where that can be.
func text(sh *shape, s, header string, indent int, flow bool) string {
	if sh.bare && slices.Contains(sh.choices, s) {
		return s
	}
	if !flow {
		if out, ok := literal(header, s, indent); ok {
			return out
		}
	}
	return scalar(s, flow)
}

// brackets writes a value on one line.
func brackets(sh *shape, v value) string {
	var in []string
	switch sh.kind {
	case Lines:
		for _, item := range v.list {
			in = append(in, scalar(item, true))
		}
		return "[" + strings.Join(in, ", ") + "]"
	case Group:
		for i, field := range sh.fields {
			if !v.fields[i].empty() {
				in = append(in, scalar(field.name, true)+": "+brackets(field, v.fields[i]))
			}
		}
	case Groups:
		for _, e := range v.elems {
			in = append(in, brackets(sh.elem, e.value))
		}
		return "[" + strings.Join(in, ", ") + "]"
	case Table:
		for _, k := range sh.keyed(v.rows) {
			in = append(in, scalar(k.key, true)+": "+brackets(sh.under, k.value))
		}
	default:
		return text(sh, v.text, "", 0, true)
	}
	return "{" + strings.Join(in, ", ") + "}"
}

// row writes what stands under a key of a table.
func row(sh *shape, v value, indent int) string {
	if sh.kind == Line {
		return text(sh, v.text, "|", indent+2, false)
	}
	return brackets(sh, v)
}
