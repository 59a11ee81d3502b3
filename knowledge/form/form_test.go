package form_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/form"
)

// readArticle makes the form of the example.
func readArticle(t *testing.T) form.Form {
	t.Helper()
	b, _ := knowledge.Load(base.Files)
	f, err := form.Read(schemaOf("problems/a.yaml"), []byte(article), form.OfBase(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRead(t *testing.T) {
	f := readArticle(t)
	for name, want := range map[string]form.Field{
		"slug":              {Kind: form.Line, Label: "slug", Required: true, Value: "a", Line: 2, End: 2},
		"title":             {Kind: form.Group, Label: "title", Required: true, Line: 3, End: 3},
		"title/zh":          {Kind: form.Line, Label: "zh", Value: "甲", Line: 3, End: 3},
		"family":            {Kind: form.Choice, Label: "family", Required: true, Value: "card", Line: 4, End: 4},
		"say/zh":            {Kind: form.Lines, Label: "zh", Value: "一\nno\n三", Line: 6, End: 10},
		"screen":            {Kind: form.Lines, Label: "screen"},
		"codes":             {Kind: form.Items, Label: "codes", Line: 12, End: 12},
		"causes":            {Kind: form.Groups, Label: "causes", Required: true, Line: 15, End: 34},
		"causes/1":          {Kind: form.Group, Label: "1", Line: 26, End: 34},
		"causes/1/title/en": {Kind: form.Line, Label: "en", Value: "Y: y", Line: 29, End: 29},
		"causes/1/fixed":    {Kind: form.Choice, Label: "fixed"},
		"causes/0/expects":  {Kind: form.Table, Label: "expects", Line: 21, End: 22},
		"background/zh":     {Kind: form.Long, Label: "zh", Value: "很多\n话", Line: 37, End: 39},
		"background/en":     {Kind: form.Long, Label: "en"},
	} {
		got, ok := f.Find(name)
		if !ok || got.Name != name || got.Kind != want.Kind || got.Label != want.Label || got.Value != want.Value ||
			got.Required != want.Required || got.Line != want.Line || got.End != want.End {
			t.Errorf("%s is %s %q, required %v, %q in lines %d to %d", name, got.Kind, got.Label, got.Required, got.Value, got.Line, got.End)
		}
	}
	if _, ok := f.Find("causes/7/id"); ok {
		t.Error("a cause that is not there is found")
	}
	slug, _ := f.Find("slug")
	say, _ := f.Find("say")
	route, _ := f.Find("causes/0/route")
	if slug.Pattern == "" || say.Description == "" || !slices.Contains(route.Choices, "provider") {
		t.Errorf("%+v\n%+v\n%+v", slug, say, route)
	}
}

// TestLines leads from a line to the field it is about.
func TestLines(t *testing.T) {
	f := readArticle(t)
	for line, want := range map[int]string{
		1: "", 2: "slug", 3: "title", 6: "say/zh", 9: "say/zh", 14: "expects", 17: "causes/0/id", 18: "causes/0/title",
		22: "causes/0/expects", 24: "causes", 28: "causes/1/title/zh", 33: "causes/1/steps/zh", 39: "background/zh", 99: "",
	} {
		if got := f.At(line); got != want {
			t.Errorf("line %d is of %q, not %q", line, got, want)
		}
	}
	expects, _ := f.Find("causes/0/expects")
	if len(expects.Rows) != 1 || expects.Rows[0].Line != 22 {
		t.Errorf("the rows are %+v", expects.Rows)
	}
}

// TestCompletions offers what the base has.
func TestCompletions(t *testing.T) {
	f := readArticle(t)
	questions, _ := f.Find("questions")
	codes, _ := f.Find("codes")
	expects, _ := f.Find("expects")
	row := expects.Rows[0].Cells
	if !slices.Contains(questions.Completions, "scope") || !slices.Contains(codes.Completions, "05") || !slices.Contains(row[0].Completions, "charged") {
		t.Error("questions or codes are not offered")
	}
	if !slices.Equal(row[1].Completions, []string{"no", "yes"}) && !slices.Equal(row[1].Completions, []string{"yes", "no"}) {
		t.Errorf("answers are %q", row[1].Completions)
	}
	blank := expects.BlankRow().Cells
	if !slices.Contains(blank[1].Completions, "one_card") || blank[2].Kind != form.Choice || len(blank[2].Choices) != 7 || blank[2].Name != "expects/2" {
		t.Errorf("an empty row is %+v", blank)
	}
	causes, _ := f.Find("causes")
	fresh := causes.Blank("2")
	if i := slices.IndexFunc(fresh.Fields, func(f form.Field) bool { return f.Name == "causes/2/expects" }); i < 0 || !slices.Contains(fresh.Fields[i].Columns[0].Completions, "scope") {
		t.Errorf("an empty cause is %+v", fresh)
	}
}

// TestUnshown names what a form cannot show, and the line.
func TestUnshown(t *testing.T) {
	many := "causes: [" + strings.Repeat("{},", 2000) + "{}]"
	for text, want := range map[string]form.Unshown{
		"slug: [":                            {Reason: form.NotYAML, Line: 2},
		"slug: a\nslug: b\n":                 {Reason: form.Twice, Line: 2, What: "slug"},
		"slug: a\nslogan: b\n":               {Reason: form.NoField, Line: 2, What: "slogan"},
		"slug: a\ntitle: b\n":                {Reason: form.Shape, Line: 2},
		"slug: a\nsay:\n  zh: b\n":           {Reason: form.Shape, Line: 3},
		"slug:\n  b: c\n":                    {Reason: form.Shape, Line: 2},
		"- slug: a\n":                        {Reason: form.Shape, Line: 1},
		"slug: &a b\n":                       {Reason: form.Anchor, Line: 1},
		"slug: &a b\nfamily: *a\n":           {Reason: form.Anchor, Line: 1},
		"slug: !!str b\n":                    {Reason: form.Anchor, Line: 1},
		"codes:\n  - a\n  - |\n   b\n   c\n": {Reason: form.ManyLine, Line: 3},
		"slug: \"a\\a\"\n":                   {Reason: form.Control, Line: 1},
		"slug: a\n# \u2028\n":                {Reason: form.Control, Line: 2},
		"\ufeffslug: a\n":                    {Reason: form.Control, Line: 1},
		"slug: a\n? title\n: {zh: b}\n":      {Reason: form.Writing, Line: 2},
		"slug: a\n...\n":                     {Reason: form.Writing, Line: 2},
		"slug: a\n---\nslug: b\n":            {Reason: form.NotYAML, Line: 0},
		many:                                 {Reason: form.TooMuch},
		"expects: {a: {b: often}, a: {}}":    {Reason: form.Twice, Line: 1, What: "a"},
	} {
		_, err := form.Read(schemaOf("problems/a.yaml"), []byte(text), nil)
		var got *form.Unshown
		if !errors.As(err, &got) || got.Reason != want.Reason || got.Line != want.Line && want.Reason != form.NotYAML || want.What != "" && got.What != want.What {
			t.Errorf("%q gives %v", text, err)
		} else if !strings.Contains(got.Error(), string(got.Reason)) {
			t.Errorf("it says %q", got)
		}
	}
}

// TestSchemas refuses what is no schema, or one that no form can show.
func TestSchemas(t *testing.T) {
	for name, schema := range map[string]string{
		"no JSON":         `{`,
		"no object":       `{"type":"string"}`,
		"a number":        `{"type":"object","properties":{"a":{"type":"number"}}}`,
		"lists in a list": `{"type":"object","properties":{"a":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}}`,
		"of itself":       `{"$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}},"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}`,
		"a loop":          `{"$defs":{"A":{"$ref":"#/$defs/A"}},"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}`,
		"of nothing":      `{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}`,
		"a deep table":    `{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string"}}}}}}`,
	} {
		if _, err := form.Read([]byte(schema), nil, nil); err == nil {
			t.Errorf("%s is a schema", name)
		}
		if _, err := form.Apply([]byte(schema), nil, nil); err == nil {
			t.Errorf("%s is a schema", name)
		}
	}
	const flag = `{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"object","additionalProperties":{"type":"string"}}}}`
	got, err := form.Apply([]byte(flag), []byte("# x\n"), map[string][]string{"a": {"true"}, "b/0": {"k", "k"}, "b/1": {"true", "2"}})
	if err != nil || string(got) != "# x\na: true\nb:\n  k: \"true\"\n  k: \"2\"\n" {
		t.Errorf("%q, %v", got, err)
	}
}
