package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

var (
	quoted  = regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`")
	keyLike = regexp.MustCompile(`^[A-Za-z][A-Za-z_.-]{0,39}$`)
)

// file takes the settings of a YAML file. Keys that are not known are
// mistakes. A key with no value counts as not set.
func (p *parser) file(name string, data []byte) {
	root, line, err := parseYAML(data)
	if err != nil {
		p.failAt(Origin{name, line}, "", "this is no YAML: "+err.Error(), "mend it here or in the line before")
		return
	}
	if root != nil {
		r := fileReader{p, name}
		r.section(root, "", reflect.ValueOf(&p.Config).Elem())
	}
}

// parseYAML gives the root of the only document, nil for none, or what is
// wrong in which line, without words of the file: they may be secret.
func parseYAML(data []byte) (root *yaml.Node, line int, err error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, 0, err
	}
	var doc, more yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, 0, nil
	case err != nil:
		return nil, lineOf(err), errors.New(message(err))
	}
	if err := loader.Load(&more); !errors.Is(err, io.EOF) {
		return nil, max(more.Line, lineOf(err)), errors.New("a second document begins")
	}
	return doc.Content[0], 0, nil
}

func lineOf(err error) int {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		return e.Mark.Line
	}
	return 0
}

// message gives the error of the library without what it quotes.
func message(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		text = e.Message
	}
	return quoted.ReplaceAllString(text, "…")
}

// fileReader walks the nodes of a file along the fields of the configuration.
type fileReader struct {
	*parser
	name string
}

func (r fileReader) at(node *yaml.Node) Origin { return Origin{r.name, node.Line} }

// section reads a mapping into a struct.
func (r fileReader) section(node *yaml.Node, path string, into reflect.Value) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		r.failAt(r.at(node), path, "holds no settings", "write them one a line, as name: value")
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		k, v := node.Content[i], node.Content[i+1]
		field := fieldByKey(into, k)
		switch {
		case !field.IsValid():
			r.unknown(k, path, keys(into.Type()))
		case seen[k.Value] > 0:
			r.failAt(r.at(k), join(path, k.Value), fmt.Sprintf("is set already in line %d", seen[k.Value]), "keep one of the two")
		default:
			seen[k.Value] = k.Line
			r.value(k, v, join(path, k.Value), field)
		}
	}
}

// value reads what stands behind a key.
func (r fileReader) value(k, v *yaml.Node, path string, into reflect.Value) {
	switch {
	case v.Kind == yaml.AliasNode:
		r.failAt(r.at(v), path, "refers to another place", "write the value here")
	case isNull(v):
	case isSection(into.Type()):
		r.section(v, path, into)
	case into.Type() == repliesType && v.Kind == yaml.ScalarNode:
		r.replies(path, r.at(k), v.Value, into)
	case into.Kind() == reflect.Slice && isSection(into.Type().Elem()):
		r.list(k, v, path, into)
	default:
		r.leaf(k, v, path, into)
	}
}

// leaf reads a value that has no settings below it.
func (r fileReader) leaf(k, v *yaml.Node, path string, into reflect.Value) {
	value := reflect.New(into.Type())
	if err := v.Load(value.Interface()); err != nil {
		r.failAt(r.at(k), path, "cannot be read", "write "+wanted(into.Type()))
		return
	}
	into.Set(value.Elem())
	r.set(path, r.at(k))
	if v.Kind == yaml.SequenceNode {
		r.items(v, path)
	}
}

// list reads a list of sections.
func (r fileReader) list(k, v *yaml.Node, path string, into reflect.Value) {
	if v.Kind != yaml.SequenceNode {
		r.failAt(r.at(k), path, "cannot be read", "write "+wanted(into.Type()))
		return
	}
	items := reflect.MakeSlice(into.Type(), len(v.Content), len(v.Content))
	r.set(path, r.at(k))
	r.items(v, path)
	for i, item := range v.Content {
		r.section(item, index(path, i), items.Index(i))
	}
	into.Set(items)
}

// items notes where the items of a list stand.
func (r fileReader) items(v *yaml.Node, path string) {
	for i, item := range v.Content {
		r.set(index(path, i), r.at(item))
	}
}

func index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

func fieldByKey(v reflect.Value, k *yaml.Node) reflect.Value {
	if k.Kind == yaml.ScalarNode {
		for i := range v.NumField() {
			if key(v.Type().Field(i)) == k.Value {
				return v.Field(i)
			}
		}
	}
	return reflect.Value{}
}

// unknown reports a key with the one that was probably meant. What does not
// look like a key is not shown: it may be a secret in the wrong place.
func (r fileReader) unknown(k *yaml.Node, path string, known []string) {
	if !keyLike.MatchString(k.Value) {
		r.failAt(r.at(k), "", "this is no key", "write name: value, with a space after the colon")
		return
	}
	mend := "known here: " + strings.Join(known, ", ")
	if near := nearest(k.Value, known); near != "" {
		mend = fmt.Sprintf("did you mean %q?", near)
	} else if other := elsewhere(k.Value); other != "" {
		mend = "it belongs to " + other
	}
	what := fmt.Sprintf("unknown key %q", k.Value)
	if path != "" {
		what += " in " + path
	}
	r.failAt(r.at(k), "", what, mend)
}
