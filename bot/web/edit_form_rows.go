package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// items makes the texts of a list, and two empty ones.
func (b *formBuilder) items(v *fieldView) {
	in := *v
	if len(v.Findings) == 0 {
		in.Describe = "" // the help is the group's
	}
	for i, value := range append(slices.Clone(v.Values), "", "") {
		cell, id := v.Field, v.ID+"."+strconv.Itoa(i)
		cell.Kind, cell.Value = forms.Line, value
		v.Rows = append(v.Rows, rowView{ID: id, Cells: []fieldView{b.cell(cell, in, id, v.Label+" "+strconv.Itoa(i+1))}})
	}
}

// table makes the rows of a table, and an empty one. What is found in the line
// of a row is shown below it.
func (b *formBuilder) table(v *fieldView) {
	if len(v.Columns) == 3 {
		b.second(v)
	}
	all, columns := v.Findings, len(v.Columns)
	rows := append(slices.Clone(v.Field.Rows), v.BlankRow())
	for i, row := range rows {
		out, in := rowView{ID: v.ID + ".row" + strconv.Itoa(i)}, *v
		if last := i+1 == len(rows) || rows[i+1].Line != row.Line; last && row.Line > 0 {
			for _, f := range all {
				if f.Line == row.Line {
					out.Findings = append(out.Findings, f)
				}
			}
		}
		in.Bad = row.Line > 0 && slices.ContainsFunc(all, func(f knowledge.Finding) bool {
			return f.Line == row.Line && f.Severity == knowledge.Error
		})
		if len(out.Findings) > 0 {
			in.Describe = out.ID + ".found"
		} else if !in.Bad {
			in.Describe = ""
		}
		for k, cell := range row.Cells {
			label := b.columnLabel(v.Field, k, columns) + " " + strconv.Itoa(i+1)
			out.Cells = append(out.Cells, b.cell(cell, in, elementID(cell.Name)+"."+strconv.Itoa(i), label))
		}
		v.Rows = append(v.Rows, out)
	}
	v.Findings = slices.DeleteFunc(slices.Clone(all), func(f knowledge.Finding) bool {
		return slices.ContainsFunc(rows, func(row forms.Row) bool { return row.Line > 0 && row.Line == f.Line })
	})
	if len(v.Findings) == 0 {
		v.Describe = strings.TrimSpace(strings.TrimSuffix(v.Describe, v.ID+".found"))
	}
	for k := range v.Columns {
		v.Columns[k].Label = b.columnLabel(v.Field, k, columns)
	}
}

// cell makes one text of a table or a list.
func (b *formBuilder) cell(f forms.Field, in fieldView, id, label string) fieldView {
	v := fieldView{Field: f, ID: id, Input: fieldPrefix + f.Name, Label: label, Describe: in.Describe, Bad: in.Bad}
	if f.Kind == forms.Choice {
		v.Options = b.options(f)
	} else {
		v.List = b.list("", f.Completions)
	}
	return v
}

// second lists what may stand in the second cell of a table, for every text of
// the first: the page's script looks there when the first is changed.
func (b *formBuilder) second(v *fieldView) {
	for _, key := range v.Columns[0].Completions {
		if under := v.Under(key); len(under) > 0 {
			b.list(underID(v.Field.Label, key), under)
		}
	}
}

func underID(label, key string) string { return "under." + label + "." + key }

// list gives the id of a list of completions; one that is there already is used
// again.
func (b *formBuilder) list(id string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	held := strings.Join(values, "\x00")
	if id == "" {
		if at, ok := b.listed[held]; ok {
			return at
		}
		id = "list." + strconv.Itoa(len(b.lists))
	} else if slices.ContainsFunc(b.lists, func(l formList) bool { return l.ID == id }) {
		return id
	}
	l := formList{ID: id}
	for _, value := range values {
		l.Options = append(l.Options, option{Value: value})
	}
	b.lists, b.listed[held] = append(b.lists, l), id
	return id
}
