package web

import (
	"slices"
	"strconv"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// formKeys lists the texts of the form that no template names in full: every
// field and every choice of an article has one.
func formKeys() []string {
	out := []string{"edit_lang_zh", "edit_lang_en", "edit_column_key", "edit_column_value", "edit_unshown", "edit_one_a_line"}
	for _, r := range []forms.Reason{forms.NotYAML, forms.NoField, forms.Twice, forms.Shape, forms.Anchor, forms.Control, forms.ManyLine, forms.Writing, forms.TooMuch} {
		out = append(out, "edit_unshown_"+string(r))
	}
	for table, columns := range map[string]int{"expects": 3, "facts": 2, "by_route": 3, "by_family": 3} {
		for i := range columns {
			out = append(out, "edit_column_"+table+"_"+strconv.Itoa(i))
		}
	}
	var walk func(fields []forms.Field)
	walk = func(fields []forms.Field) {
		for _, f := range fields {
			if !slices.Contains(knowledge.Langs(), knowledge.Lang(f.Label)) {
				out = append(out, "edit_of_"+fieldKey(f.Name), "edit_of_"+fieldKey(f.Name)+"_help")
			}
			for _, c := range f.Choices {
				out = append(out, "edit_value_"+c)
			}
			switch f.Kind {
			case forms.Group:
				walk(f.Fields)
			case forms.Groups:
				walk(f.Blank(newPlace).Fields)
			case forms.Table:
				walk(f.Columns[2:])
			}
		}
	}
	walk(blankArticle().Fields)
	slices.Sort(out)
	return slices.Compact(out)
}

// blankArticle gives the form of an article with nothing in it.
func blankArticle() forms.Form {
	schemas, err := knowledge.Schemas()
	if err != nil {
		panic(err)
	}
	f, err := forms.Read(schemas[knowledge.SchemaOf(knowledge.ArticleFile("a"))], nil, nil)
	if err != nil {
		panic(err)
	}
	return f
}

// TestFieldKeys leaves the places out of names.
func TestFieldKeys(t *testing.T) {
	for name, want := range map[string]string{"say": "say", "causes/3/expects/2": "causes_expects", "causes/new/title/zh": "causes_title_zh"} {
		if got := fieldKey(name); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}
