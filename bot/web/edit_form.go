package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// fieldPrefix marks the names of a form's fields among the names of the page's
// own.
const fieldPrefix = "f."

// fieldView is a field of a form as the page shows it.
type fieldView struct {
	forms.Field
	ID, Input   string // of the element, and its name
	Label, Help string
	Lang        knowledge.Lang // of what is typed, or ""
	List        string         // the id of the list of completions, or ""
	Options     []option       // of a choice
	Describe    string         // ids of what describes it
	Findings    []knowledge.Finding
	Bad         bool // there is an error at it, or at the group of both languages
	Fields      []fieldView
	Pair        bool // a group of one text in every language
	Rows        []rowView
	Blank       *fieldView // of a list of groups: what a new one looks like
	// Of a group in a list: its title and its route, and whether it is open.
	Title, Code string
	Route       knowledge.Route
	Open        bool
}

// rowView is a row of a table, or one text of a list.
type rowView struct {
	ID       string
	Cells    []fieldView
	Findings []knowledge.Finding
}

// option is one choice.
type option struct{ Value, Label string }

// formList is a list of completions.
type formList struct {
	ID      string
	Options []option
}

// formView is a form as the page shows it.
type formView struct {
	Fields []fieldView
	Lists  []formList
	// At gives the id of the field that a finding is shown at, by its line, and
	// Named the field's label, by that id.
	At    map[int]string
	Named map[string]string
}

// formBuilder makes a form for the page.
type formBuilder struct {
	texts
	lang     knowledge.Lang
	article  bool // the page has words of its own for the fields
	form     forms.Form
	findings map[string][]knowledge.Finding // by field
	more     string                         // the list of groups that gets an empty one
	lists    []formList
	listed   map[string]string // the ids of lists by what they hold
	labels   map[string]string // of fields
}

// newForm makes the form of a file for the page. What is found in the text is
// shown at the fields it stands in; the list of groups named more gets an empty
// one.
func newForm(p *pages, file File, form forms.Form, more string) formView {
	b := &formBuilder{
		texts: p.texts, lang: p.lang, article: file.Slug != "", form: form, more: more,
		findings: map[string][]knowledge.Finding{}, listed: map[string]string{}, labels: map[string]string{},
	}
	out := formView{At: map[int]string{}, Named: map[string]string{}}
	for _, f := range file.Findings {
		if at := form.At(f.Line); at != "" {
			b.findings[at] = append(b.findings[at], f)
			out.At[f.Line] = elementID(at)
		}
	}
	for _, f := range form.Fields {
		out.Fields = append(out.Fields, b.field(f, "", nil))
	}
	for at := range b.findings {
		out.Named[elementID(at)] = b.labels[at]
	}
	out.Lists = b.lists
	return out
}

func elementID(name string) string { return fieldPrefix + name }

// field makes one field. Above are the labels of those it is in; describe is
// what describes the group it is in.
func (b *formBuilder) field(f forms.Field, describe string, above []string) fieldView {
	v := fieldView{Field: f, ID: elementID(f.Name), Input: fieldPrefix + f.Name, Findings: b.findings[f.Name]}
	v.Label, v.Help = b.words(f)
	v.Bad = knowledge.Errors(v.Findings) > 0
	v.Pair = isPair(f)
	if slices.Contains(knowledge.Langs(), knowledge.Lang(f.Label)) {
		v.Lang = knowledge.Lang(f.Label)
	}
	if f.Kind == forms.Lines && v.Lang == "" || v.Pair && f.Fields[0].Kind == forms.Lines {
		if v.Help != "" && !strings.HasSuffix(v.Help, "。") {
			v.Help += " "
		}
		v.Help += b.texts["edit_one_a_line"]
	}
	if v.Help != "" {
		describe += " " + v.ID + ".help"
	}
	if len(v.Findings) > 0 {
		describe += " " + v.ID + ".found"
	}
	v.Describe = strings.TrimSpace(describe)
	above = append(slices.Clip(above), v.Label)
	b.labels[f.Name] = strings.Join(above, " › ")
	switch f.Kind {
	case forms.Group:
		b.group(&v, above)
	case forms.Groups:
		b.groups(&v, above)
	case forms.Table:
		b.table(&v)
	case forms.Items:
		b.items(&v)
	case forms.Choice:
		v.Options = b.options(f)
	default:
		v.List = b.list("", f.Completions)
	}
	return v
}

// isPair reports a group of one text in every language.
func isPair(f forms.Field) bool {
	return f.Kind == forms.Group && len(f.Fields) == len(knowledge.Langs()) && !slices.ContainsFunc(f.Fields, func(f forms.Field) bool {
		return !slices.Contains(knowledge.Langs(), knowledge.Lang(f.Label))
	})
}

// group makes the fields of a group. What is found at a text of two languages
// is said of both, and both look alike.
func (b *formBuilder) group(v *fieldView, above []string) {
	long := slices.ContainsFunc(v.Field.Fields, func(f forms.Field) bool { return f.Kind == forms.Long })
	for _, f := range v.Field.Fields {
		describe := ""
		if v.Pair {
			describe = v.Describe
		}
		if v.Pair && long && f.Kind == forms.Line {
			f.Kind = forms.Long
		}
		field := b.field(f, describe, above)
		field.Bad = field.Bad || v.Pair && v.Bad
		v.Fields = append(v.Fields, field)
	}
}

// groups makes the sections of a list of groups. Those with errors are open.
func (b *formBuilder) groups(v *fieldView, above []string) {
	for i, f := range v.Field.Fields {
		v.Fields = append(v.Fields, b.section(f, v, above, strconv.Itoa(i+1)))
	}
	if b.more == v.Name {
		fresh := b.section(v.Field.Blank(strconv.Itoa(len(v.Fields))), v, above, strconv.Itoa(len(v.Fields)+1))
		fresh.Open = true
		v.Fields = append(v.Fields, fresh)
	}
	blank := b.section(v.Field.Blank(newPlace), v, above, "")
	blank.Open, v.Blank = true, &blank
}

// newPlace stands for the place of a group that is not there yet.
const newPlace = "new"

func (b *formBuilder) section(f forms.Field, list *fieldView, above []string, number string) fieldView {
	if len(above) > 0 {
		above = slices.Concat(above[:len(above)-1], []string{strings.TrimSpace(list.Label + " " + number)})
	}
	v := fieldView{Field: f, ID: elementID(f.Name), Input: list.Input, Findings: b.findings[f.Name], Label: list.Label}
	b.labels[f.Name] = strings.Join(above, " › ")
	b.summary(&v)
	v.Open = len(v.Findings) > 0
	for _, f := range f.Fields {
		field := b.field(f, "", above)
		v.Open = v.Open || field.hasErrors()
		v.Fields = append(v.Fields, field)
	}
	return v
}

// hasErrors reports whether there is an error at a field or in it.
func (v fieldView) hasErrors() bool {
	return v.Bad || slices.ContainsFunc(v.Fields, func(f fieldView) bool {
		return f.hasErrors() || knowledge.Errors(f.Findings) > 0
	})
}

// summary says in a line what a group of a list is: its first text, its title
// in the page's language and its route.
func (b *formBuilder) summary(v *fieldView) {
	for _, f := range v.Field.Fields {
		switch {
		case f.Label == "route" && f.Kind == forms.Choice && knowledge.Route(f.Value).Valid():
			v.Route = knowledge.Route(f.Value)
		case f.Kind == forms.Group && v.Title == "":
			for _, in := range f.Fields {
				if in.Label == string(b.lang) && in.Kind != forms.Lines {
					v.Title = in.Value
				}
			}
		case v.Code == "" && f.Kind != forms.Lines:
			v.Code, _, _ = strings.Cut(f.Value, "\n")
		}
	}
}
