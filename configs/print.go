package configs

import (
	"reflect"
	"time"

	"go.yaml.in/yaml/v4"
)

// Setting is one setting with where it came from.
type Setting struct {
	Path string `json:"setting"`
	// Value is as the file writes it; a secret hides itself.
	Value any    `json:"value"`
	From  Origin `json:"from"`
}

// Settings lists all settings in the order of the file.
func (p Parsed) Settings() []Setting {
	var out []Setting
	for _, s := range settings(&p.Config) {
		value := s.value.Interface()
		switch v := value.(type) {
		case time.Duration:
			value = v.String()
		default:
			if s.value.Kind() == reflect.Slice && s.value.Len() == 0 {
				value = []string{}
			}
		}
		out = append(out, Setting{s.path, value, p.From(s.path)})
	}
	return out
}

// YAML writes the configuration as a file that gives the same one when it is
// read, except for the secrets: they are left without a value. A comment tells
// where a setting came from; those without one have their default.
func (p Parsed) YAML() ([]byte, error) {
	root, err := p.section(reflect.ValueOf(p.Config), "")
	if err != nil {
		return nil, err
	}
	return yaml.Dump(root, yaml.WithLineWidth(-1))
}

func (p Parsed) section(v reflect.Value, path string) (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for i := range v.NumField() {
		name := key(v.Type().Field(i))
		at := join(path, name)
		k := &yaml.Node{Kind: yaml.ScalarNode, Value: name}
		var value *yaml.Node
		var err error
		if isSection(v.Field(i).Type()) {
			value, err = p.section(v.Field(i), at)
		} else {
			value, err = leafNode(v.Field(i))
			value.LineComment = p.comment(at, v.Field(i))
		}
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, k, value)
	}
	return node, nil
}

// comment says where a setting came from, or nothing for a default.
func (p Parsed) comment(path string, v reflect.Value) string {
	from := p.From(path)
	switch {
	case from.IsZero():
		return ""
	case isSecret(v.Type()):
		return "hidden, from " + from.String()
	}
	return "from " + from.String()
}

// leafNode writes a value on one line.
func leafNode(v reflect.Value) (*yaml.Node, error) {
	var node yaml.Node
	value := v.Interface()
	if isSecret(v.Type()) {
		value = nil
	}
	err := node.Dump(value)
	flow(&node)
	return &node, err
}

// flow puts a value and all below it on one line.
func flow(node *yaml.Node) {
	node.Style |= yaml.FlowStyle
	for _, c := range node.Content {
		flow(c)
	}
}
