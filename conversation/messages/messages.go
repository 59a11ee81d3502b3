// Package messages holds what people read: the fixed texts of the dialogue and
// of the hand-off in every language. It knows their keys and no rule of theirs.
package messages

import (
	"embed"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

//go:embed *.yaml
var files embed.FS

// Catalog gives the texts. It is immutable and safe for concurrent use.
type Catalog struct {
	localizers map[knowledge.Lang]*i18n.Localizer
}

var _ conversation.Phrases = (*Catalog)(nil)

// New reads the embedded texts.
func New() (*Catalog, error) {
	c := &Catalog{localizers: map[knowledge.Lang]*i18n.Localizer{}}
	bundle := i18n.NewBundle(language.Chinese)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, lang := range knowledge.Langs() {
		for _, file := range []string{string(lang) + ".yaml", "desk." + string(lang) + ".yaml"} {
			if _, err := bundle.LoadMessageFileFS(files, file); err != nil {
				return nil, fmt.Errorf("read the texts in %s: %w", lang, err)
			}
		}
		c.localizers[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return c, nil
}

// Say gives one text. A key that has none is shown as itself, so that a
// mistake is seen; the tests see it first.
func (c *Catalog) Say(lang knowledge.Lang, key conversation.Phrase, values conversation.Values) string {
	config := &i18n.LocalizeConfig{MessageID: string(key), TemplateData: map[string]any(values)}
	if n, ok := values["count"]; ok {
		config.PluralCount = n
	}
	text, err := c.localizers[lang].Localize(config)
	if err != nil {
		return string(key)
	}
	return text
}
