package web

import (
	"embed"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/knowledge"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// texts are what the page says in one language, by key.
type texts map[string]string

// readTexts reads what the page says in every language.
func readTexts() (map[knowledge.Lang]texts, error) {
	out := map[knowledge.Lang]texts{}
	for _, lang := range knowledge.Langs() {
		names, err := fs.Glob(textFiles, "texts/*"+string(lang)+".yaml")
		if err != nil {
			return nil, fmt.Errorf("read the page's texts: %w", err)
		}
		out[lang] = texts{}
		for _, name := range names {
			data, err := textFiles.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("read the page's texts: %w", err)
			}
			if err := yaml.Unmarshal(data, out[lang]); err != nil {
				return nil, fmt.Errorf("read the page's texts in %s: %w", name, err)
			}
		}
	}
	return out, nil
}

// say gives a text; what is left open in it is filled in. A key that has none
// is an error, so that no page is shown with it.
func (t texts) say(key string, values ...any) (string, error) {
	text, ok := t[key]
	if !ok {
		return "", fmt.Errorf("the page has no text %q", key)
	}
	if len(values) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, values...), nil
}
