package configs

import (
	"encoding/json"
	"errors"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/knowledge"
)

// Label is a short text that people read: one for all languages, or one in
// Chinese and one in English.
type Label struct{ ZH, EN string }

// Named gives a label with one text for all languages.
func Named(text string) Label { return Label{ZH: text, EN: text} }

// IsZero reports whether there is no text.
func (l Label) IsZero() bool { return l == Label{} }

// String gives the text in Chinese.
func (l Label) String() string { return l.ZH }

// Text gives the label as the rooms know it.
func (l Label) Text() knowledge.Text { return knowledge.Text(l) }

// value is the label as a file writes it.
func (l Label) value() any {
	if l.ZH == l.EN {
		return l.ZH
	}
	return l.Text()
}

// MarshalJSON writes one text, or two by their language.
func (l Label) MarshalJSON() ([]byte, error) { return json.Marshal(l.value()) }

// MarshalYAML writes one text, or two by their language.
func (l Label) MarshalYAML() (any, error) { return l.value(), nil }

// UnmarshalYAML reads one text, or two by their language.
func (l *Label) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		var text string
		if err := node.Load(&text); err != nil {
			return err
		}
		*l = Named(text)
		return nil
	}
	var texts map[string]string
	if err := node.Load(&texts); err != nil {
		return err
	}
	l.ZH, l.EN = texts["zh"], texts["en"]
	if len(texts) != 2 || l.ZH == "" || l.EN == "" {
		return errors.New("a text in each of zh and en is needed, and nothing else")
	}
	return nil
}
