package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"
)

// Kind says what a field holds, and so how its values are given.
type Kind string

// The kinds of fields.
const (
	Line   Kind = "line"   // a text of one line
	Long   Kind = "long"   // a text that may have many
	Choice Kind = "choice" // one of Choices, or a text that is none of them
	Lines  Kind = "lines"  // texts in one value, one a line
	Items  Kind = "items"  // texts, a value for each, which can be completed
	Group  Kind = "group"  // Fields
	Groups Kind = "groups" // Fields, each a group of the same fields
	Table  Kind = "table"  // Rows: keys, and what stands under them
)

// shape is what a schema says of one value.
type shape struct {
	kind        Kind // Line for every text and Lines for every list of them
	name        string
	description string
	pattern     string
	choices     []string
	required    bool
	long, bare  bool     // a text of many lines; one that is no string
	fields      []*shape // of a group
	elem        *shape   // of groups
	under       *shape   // of a table: what stands under a key
}

// maxDepth is how deep a schema may be nested.
const maxDepth = 12

// errSchema is a schema of a form that this package does not know.
var errSchema = errors.New("the schema has something a form cannot show")

// shapeOf reads a JSON Schema.
func shapeOf(schema []byte) (*shape, error) {
	var s jsonschema.Schema
	if err := json.Unmarshal(schema, &s); err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	sh, err := (&schemas{s.Definitions}).shape(&s, "", 0)
	if err != nil {
		return nil, err
	}
	if sh.kind != Group {
		return nil, fmt.Errorf("it is no object: %w", errSchema)
	}
	return sh, nil
}

type schemas struct{ defs jsonschema.Definitions }

// resolve follows a reference; what stands beside it counts more.
func (d *schemas) resolve(s *jsonschema.Schema) *jsonschema.Schema {
	for depth := 0; s != nil && s.Ref != ""; depth++ {
		to := d.defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
		if to == nil || depth > maxDepth {
			return nil
		}
		both := *to
		if s.Description != "" {
			both.Description = s.Description
		}
		if s.ContentMediaType != "" {
			both.ContentMediaType = s.ContentMediaType
		}
		s = &both
	}
	return s
}

func (d *schemas) shape(from *jsonschema.Schema, name string, depth int) (*shape, error) {
	s := d.resolve(from)
	if s == nil || depth > maxDepth {
		return nil, fmt.Errorf("%q refers to nothing or to itself: %w", name, errSchema)
	}
	sh := &shape{name: name, description: s.Description, long: strings.HasPrefix(s.ContentMediaType, "text/")}
	switch {
	case s.Type == "object" && s.Properties != nil:
		return sh, d.group(sh, s, depth)
	case s.Type == "object" && s.AdditionalProperties != nil:
		sh.kind = Table
		return sh, d.table(sh, s, depth)
	case s.Type == "array" && s.Items != nil:
		return sh, d.list(sh, s, depth)
	case s.Type == "string":
		sh.kind, sh.pattern = Line, s.Pattern
		for _, c := range s.Enum {
			sh.choices = append(sh.choices, fmt.Sprint(c))
		}
		return sh, nil
	case s.Type == "boolean":
		sh.kind, sh.bare, sh.choices = Line, true, []string{"true", "false"}
		return sh, nil
	}
	return nil, fmt.Errorf("%q is of type %q: %w", name, s.Type, errSchema)
}

func (d *schemas) group(sh *shape, s *jsonschema.Schema, depth int) error {
	sh.kind = Group
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	for name, property := range s.Properties.FromOldest() {
		field, err := d.shape(property, name, depth+1)
		if err != nil {
			return err
		}
		field.required = required[name]
		field.long = field.long || sh.long && field.kind == Line
		sh.fields = append(sh.fields, field)
	}
	return nil
}

func (d *schemas) list(sh *shape, s *jsonschema.Schema, depth int) error {
	elem, err := d.shape(s.Items, sh.name, depth+1)
	if err != nil {
		return err
	}
	switch elem.kind {
	case Line:
		sh.kind, sh.choices, sh.pattern = Lines, elem.choices, elem.pattern
	case Group:
		sh.kind, sh.elem = Groups, elem
	default:
		return fmt.Errorf("%q is a list of %s: %w", sh.name, elem.kind, errSchema)
	}
	return nil
}

// table takes texts, lists of texts, and one such table under keys.
func (d *schemas) table(sh *shape, s *jsonschema.Schema, depth int) error {
	under, err := d.shape(s.AdditionalProperties, sh.name, depth+1)
	if err != nil {
		return err
	}
	if deep := under.kind == Table && under.under.kind != Line; deep || under.kind == Group || under.kind == Groups {
		return fmt.Errorf("%q is a table of %s: %w", sh.name, under.kind, errSchema)
	}
	sh.under = under
	return nil
}

// columns gives the shapes of the cells of a table's row: the keys, then the
// value.
func (sh *shape) columns() []*shape {
	if sh.kind != Table {
		return []*shape{sh}
	}
	return append([]*shape{{kind: Line}}, sh.under.columns()...)
}
