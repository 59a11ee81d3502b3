package form

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Form is a text as fields. It is immutable.
type Form struct {
	Fields []Field
}

// Field is one value of a text, or the place of one that is not there.
type Field struct {
	// Name is the path from the top, as causes/0/title/zh; it stays while the
	// text does. Values are given to [Apply] by it.
	Name string
	// Label is the property's name; of a group in a list it is its place.
	Label       string
	Kind        Kind
	Description string // from the schema
	Required    bool
	Pattern     string   // of the whole text; "" for any
	Choices     []string // of a Choice
	Completions []string // what a text may be, among others
	// Value is the text; of Lines one a line.
	Value  string
	Values []string // of Items
	Fields []Field  // of Group and Groups
	// Columns are the cells of a Table's rows, without values.
	Columns []Field
	Rows    []Row
	// Line and End are its first and last line in the text, from 1; 0 where
	// it is not there.
	Line, End int

	shape    *shape
	path     []string
	complete Completions
}

// Row is one row of a table.
type Row struct {
	Cells []Field
	Line  int // 0 where it is not known
}

// Completions gives what a text may be completed with, by its path without
// places in lists, as {"causes", "questions"}. A cell of a table has the path
// of the table and the cells before it in its row. It may give nil.
type Completions func(path []string) []string

// longText is how many characters a text of one line has at most to be shown
// in one.
const longText = 60

// Read makes a form of a text. What a form cannot show gives an [Unshown].
func Read(schema, text []byte, complete Completions) (Form, error) {
	plain, _ := unixEnds(string(text))
	sh, n, v, err := open(schema, plain)
	if err != nil {
		return Form{}, err
	}
	if complete == nil {
		complete = func([]string) []string { return nil }
	}
	r := &reader{plain, complete}
	return Form{r.fields("", nil, sh, n, v)}, nil
}

// reader makes fields of values.
type reader struct {
	text     string
	complete Completions
}

// fields gives those of a group.
func (r *reader) fields(name string, path []string, sh *shape, n *node, v value) (out []Field) {
	for i, field := range sh.fields {
		var e entry
		if n != nil {
			if k := slices.IndexFunc(n.entries, func(e entry) bool { return e.key != nil && e.key.value == field.name }); k >= 0 {
				e = n.entries[k]
			}
		}
		out = append(out, r.field(join(name, field.name), append(slices.Clip(path), field.name), field, e, v.fields[i]))
	}
	return out
}

// field makes one of a value, and of the entry of the text where it stands.
func (r *reader) field(name string, path []string, sh *shape, e entry, v value) Field {
	f := Field{
		Name: name, Label: sh.name, Kind: sh.kind, Description: sh.description, Required: sh.required,
		Pattern: sh.pattern, Choices: sh.choices, shape: sh, path: path, complete: r.complete,
	}
	if e.val != nil {
		f.Line = e.line()
		f.End = f.Line + strings.Count(r.text[e.start:e.end], "\n")
	}
	switch sh.kind {
	case Group:
		f.Fields = r.fields(name, path, sh, e.val, v)
	case Groups:
		for i, one := range v.elems {
			place := strconv.Itoa(i)
			g := r.field(join(name, place), path, sh.elem, e.val.entries[i], one.value)
			g.Label = place
			f.Fields = append(f.Fields, g)
		}
	case Table:
		r.rows(&f, e.val, v.rows)
	case Lines:
		f.Completions = r.complete(path)
		f.Value, f.Values = strings.Join(v.list, "\n"), v.list
		if len(f.Completions) > 0 || len(sh.choices) > 0 {
			f.Kind, f.Value = Items, ""
		} else {
			f.Values = nil
		}
	default:
		f.Completions, f.Value = r.complete(path), v.text
		switch {
		case len(sh.choices) > 0 && !strings.Contains(v.text, "\n"):
			f.Kind = Choice
		case sh.long || utf8.RuneCountInString(v.text) > longText || strings.Contains(v.text, "\n"):
			f.Kind = Long
		}
	}
	return f
}

// rows makes those of a table.
func (r *reader) rows(f *Field, n *node, rows [][]string) {
	empty := f.BlankRow()
	f.Columns = empty.Cells
	lines := map[string][]int{}
	if n != nil {
		for _, e := range n.entries {
			lines[e.key.value] = append(lines[e.key.value], e.line())
		}
	}
	for _, cells := range rows {
		row := Row{Cells: slices.Clone(empty.Cells)}
		for i, cell := range cells {
			row.Cells[i].Value = cell
			row.Cells[i].Completions = r.complete(append(slices.Clip(f.path), cells[:i]...))
		}
		if at := lines[cells[0]]; len(at) > 0 {
			row.Line = at[0]
			if len(at) > 1 {
				lines[cells[0]] = at[1:]
			}
		}
		f.Rows = append(f.Rows, row)
	}
}

// BlankRow gives an empty row of a table.
func (f Field) BlankRow() Row {
	var row Row
	before := slices.Clip(f.path)
	for i, column := range f.shape.columns() {
		cell := Field{
			Name: join(f.Name, strconv.Itoa(i)), Label: column.name, Kind: Line, Description: column.description,
			Pattern: column.pattern, Choices: column.choices, Completions: f.complete(before),
		}
		if len(column.choices) > 0 {
			cell.Kind = Choice
		}
		row.Cells = append(row.Cells, cell)
		before = append(before, "")
	}
	return row
}

// Under gives what the second cell of a table's row may be, by its first.
func (f Field) Under(key string) []string { return f.complete(append(slices.Clip(f.path), key)) }

// Blank gives an empty group for a list of groups. Its place stands in the
// names of its fields; it must be none of the text.
func (f Field) Blank(place string) Field {
	r := &reader{"", f.complete}
	g := r.field(join(f.Name, place), f.path, f.shape.elem, entry{}, blank(f.shape.elem))
	g.Label = place
	return g
}

// Find gives the field of a name, or false.
func (f Form) Find(name string) (Field, bool) {
	fields := f.Fields
	for {
		i := slices.IndexFunc(fields, func(f Field) bool {
			return f.Name == name || strings.HasPrefix(name, f.Name+"/")
		})
		if i < 0 {
			return Field{}, false
		}
		if fields[i].Name == name {
			return fields[i], true
		}
		fields = fields[i].Fields
	}
}

// At gives the name of the field that a line of the text belongs to: the
// innermost that holds the line alone. It is "" for a line of none.
func (f Form) At(line int) string {
	name, fields := "", f.Fields
	for {
		var in []Field
		for _, f := range fields {
			if f.Line > 0 && f.Line <= line && line <= f.End {
				in = append(in, f)
			}
		}
		if len(in) != 1 {
			return name
		}
		name, fields = in[0].Name, in[0].Fields
	}
}
