package main

import (
	_ "embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/form"
)

//go:embed article.yaml.txt
var articleText string

// articleTemplate gives a new article. What is to be written is left empty, so
// that the check names it; a title that is given is no TODO any more, and
// phrasings that are given are the first ones.
func articleTemplate(slug, title string, say ...string) string {
	text := strings.ReplaceAll(articleText, "SLUG", slug)
	if title != "" {
		text = strings.Replace(text, `zh: "" # TODO: 标题，商户看到的，最多 20 个字`, fmt.Sprintf("zh: %q", title), 1)
	}
	for _, lang := range knowledge.Langs() {
		var items strings.Builder
		for _, words := range say {
			if langOf(words) == lang {
				items.WriteString("    - " + form.Scalar(words) + "\n")
			}
		}
		// The first list of the language is that of the phrasings.
		empty := "\n  " + string(lang) + ": [] #"
		if before, after, ok := strings.Cut(text, empty); ok && items.Len() > 0 {
			todo, rest, _ := strings.Cut(after, "\n")
			text = before + "\n  " + string(lang) + ": #" + todo + "\n" + items.String() + rest
		}
	}
	return text
}

// slugsOf lists the articles whose slugs begin so.
func slugsOf(files fs.FS, begin string) []string {
	found, err := fs.Glob(files, "problems/*.yaml")
	if err != nil {
		return nil // the pattern is a good one
	}
	var out []string
	for _, file := range found {
		if slug := strings.TrimSuffix(path.Base(file), ".yaml"); strings.HasPrefix(slug, begin) {
			out = append(out, slug)
		}
	}
	return out
}

// noArticle says that there is no such article, and names those that begin as
// it does.
func noArticle(slug string, files fs.FS) error {
	word, _, _ := strings.Cut(slug, "_")
	if near := slugsOf(files, word[:min(len(word), 4)]); len(near) > 0 {
		return fmt.Errorf("there is no article %q; there are %s", slug, strings.Join(near, ", "))
	}
	return fmt.Errorf("there is no article %q", slug)
}
