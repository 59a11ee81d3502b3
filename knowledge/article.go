package knowledge

import (
	"path"
	"strings"
)

// IsSlug reports whether an article can have the name: a small letter, then
// small letters, digits and underscores.
func IsSlug(s string) bool {
	return s != "" && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// ArticleFile gives the path of an article inside a knowledge base.
func ArticleFile(slug string) string { return path.Join(problemsDir, slug+".yaml") }

// ArticleOf gives the slug of the article that a path is of; "" is a path that
// can be no article's.
func ArticleOf(file string) string {
	slug, ok := strings.CutSuffix(path.Base(file), ".yaml")
	if !ok || path.Dir(file) != problemsDir || !IsSlug(slug) {
		return ""
	}
	return slug
}
