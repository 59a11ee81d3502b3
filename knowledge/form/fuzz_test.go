package form_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge/form"
)

// odd are ways of writing that the house does not have.
const odd = `# top
slug:   "a"   # said so
title: {zh: 甲, "en" : 'it''s'
  , } # brackets
say:
    zh:
    - one
    # about two
    -   two words
        of two lines
    - "three \
       lines" # three

    en: [ a b , "c]", 'd' # last
    ]
screen:
- >-
  folded
  text
codes: [
  "01", # first
  "02",
]
questions: []
expects:
  q: {a: usually, b: never}
  r:
    c: often # c
    # d
  s: {}
causes:
-
  id: x
  # title of x
  title:
    en: X
  route: "bank"

  steps: {}

  # y
- {id: y, title: {zh: z}, route: none}
human_when:
background:
  zh: |2-
      two
    lines

  en: >
    folded

    twice
# end
`

// FuzzForm makes a form of any text and changes any field: nothing else is
// changed by that.
func FuzzForm(f *testing.F) {
	for i, s := range []string{"", "no", "a: b", "two\nlines", "[", "#"} {
		f.Add(odd, i*7, s)
		f.Add("slug: a\ncauses:\n  - id: x\n    expects:\n      q: {a: b}\n", i*5, s)
	}
	f.Add("", 0, "x")
	f.Add("# only\n", 0, "x")
	f.Add("---\nslug: &a b\n", 0, "x")
	f.Add("{slug: a, title: {zh: b}}", 1, "c")
	f.Add("slug: a\r\nsay:\r\n  zh: [b]\r\n", 3, "c\nd")
	f.Add("causes: [{id: a}, {id: b}]", 9, "c, d")
	schema := schemaOf("problems/x.yaml")
	f.Fuzz(func(t *testing.T, text string, which int, with string) {
		if len(text) > 4<<10 {
			return
		}
		with = strings.ReplaceAll(with, "\r", "\n")
		before, err := form.Read(schema, []byte(text), nil)
		if err != nil {
			if unshown := (*form.Unshown)(nil); !errors.As(err, &unshown) {
				t.Fatal(err)
			}
			if got, err := form.Apply(schema, []byte(text), map[string][]string{"slug": {with}}); err == nil {
				t.Fatalf("a text without a form becomes %q", got)
			}
			return
		}
		sent := values(before.Fields)
		if got, err := form.Apply(schema, []byte(text), sent); err != nil || string(got) != text {
			t.Fatalf("sent back unchanged it is %q, %v", got, err)
		}
		names := namesOf(before.Fields)
		name := names[max(which, -which, 0)%len(names)]
		one := map[string][]string{name: {with}}
		got, err := form.Apply(schema, []byte(text), one)
		switch {
		case errors.Is(err, form.ErrByHand), errors.Is(err, form.ErrValues) && !sendable(with):
			return
		case err != nil:
			t.Fatalf("%s: %v", name, err)
		}
		after, err := form.Read(schema, got, nil)
		if err != nil {
			t.Fatalf("%q: %v", got, err)
		}
		sent[name] = one[name]
		want, is := meant(before.Fields, sent), meant(after.Fields, values(after.Fields))
		for name := range want {
			if !slices.Equal(want[name], is[name]) {
				t.Fatalf("%s is %q, not %q, in\n%s", name, is[name], want[name], got)
			}
		}
	})
}

// namesOf gives the names of all fields that hold a text.
func namesOf(fields []form.Field) (out []string) {
	for _, f := range fields {
		switch f.Kind {
		case form.Group, form.Groups:
			out = append(out, namesOf(f.Fields)...)
		case form.Table:
		default:
			out = append(out, f.Name)
		}
	}
	return out
}
