package check

import (
	"strings"

	"github.com/tillmate/tillmate/knowledge/wording"

	"github.com/tillmate/tillmate/knowledge"
)

// goldenQueries checks that the golden queries measure something: that they
// are not copied from the articles, and that every problem has some. A query
// with a typing error is none of the copies, it measures the mending.
func (c *checker) goldenQueries() {
	if len(c.golden) == 0 {
		return
	}
	said := map[string]string{}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for _, lang := range knowledge.Langs() {
			for _, s := range p.Say.In(lang) {
				said[trim(wording.Plain(s))] = p.Slug
			}
		}
	}
	for _, s := range c.base.OtherSubjects {
		for _, lang := range knowledge.Langs() {
			for _, x := range s.Say.In(lang) {
				said[trim(wording.Plain(x))] = s.ID
			}
		}
	}
	count := map[string]map[knowledge.Lang]int{}
	for _, q := range c.golden {
		if slug, ok := said[trim(wording.Plain(q.Text))]; ok && q.Text != "" {
			c.warn(q.At(), "golden-echo", "word it as a merchant would who has not read the article", "%q is a phrasing of %s, so it measures nothing", q.Text, slug)
		}
		if count[q.Problem] == nil {
			count[q.Problem] = map[knowledge.Lang]int{}
		}
		count[q.Problem][golden(q)]++
	}
	if c.lost.any("golden") {
		return
	}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for _, lang := range knowledge.Langs() {
			if n := count[p.Slug][lang]; n < fewPhrasings[lang] {
				c.warn(p.At("slug"), "golden-few", "add queries", "%d golden queries in %s are few, at least %d are wanted", n, lang, fewPhrasings[lang])
			}
		}
	}
}

// golden gives the language a query is counted for: Traditional is Chinese,
// a mixture is neither.
func golden(q knowledge.GoldenQuery) knowledge.Lang {
	lang, _, _ := strings.Cut(q.Lang, "-")
	return knowledge.Lang(lang)
}
