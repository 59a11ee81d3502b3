package check

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// How many phrasings a problem should have for the search to find it.
var fewPhrasings = map[knowledge.Lang]int{knowledge.Chinese: 8, knowledge.English: 4}

// phrasings checks that a phrasing leads to one problem, and that each problem
// has enough of them.
func (c *checker) phrasings() {
	first := map[string]*knowledge.Problem{}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for _, lang := range knowledge.Langs() {
			list := p.Say.In(lang)
			for j, s := range list {
				folded := c.bare(s)
				at := p.At("say", string(lang), j)
				switch other := first[folded]; {
				case folded == "":
				case other == p:
					c.warn(at, "say-double", "remove one", "%q stands here twice", s)
				case other != nil:
					c.fail(at, "say-shared", "keep it where it fits better, or word it more closely", "%q stands in %s too", s, other.Slug)
				default:
					first[folded] = p
				}
			}
			if n := fewPhrasings[lang]; len(list) > 0 && len(list) < n {
				c.warn(p.At("say", string(lang)), "say-few", "add what other merchants would type",
					"%d phrasings in %s are few, at least %d are wanted", len(list), lang, n)
			}
		}
	}
}

// otherSubjects checks that no phrasing of another subject is one of a problem,
// or of two subjects.
func (c *checker) otherSubjects() {
	said := map[string]string{}
	say := func(slug string, lines knowledge.Lines) {
		for _, lang := range knowledge.Langs() {
			for _, s := range lines.In(lang) {
				said[c.bare(s)] = slug
			}
		}
	}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j := range p.Causes {
			say(p.Slug, p.Causes[j].Says)
		}
		say(p.Slug, p.Say)
	}
	first := map[string]string{}
	for i, subject := range c.base.OtherSubjects {
		for _, lang := range knowledge.Langs() {
			for j, s := range subject.Say.In(lang) {
				folded := c.bare(s)
				at := c.base.SubjectsAt("subjects", i, "say", string(lang), j)
				if slug, ok := said[folded]; ok && folded != "" {
					c.fail(at, "subject-shared", "remove it here, or word it more closely", "%q is a phrasing of %s", s, slug)
				} else if other, ok := first[folded]; ok && folded != "" {
					c.warn(at, "subject-double", "remove one", "%q stands in %s already", s, other)
				}
				first[folded] = subject.ID
			}
		}
	}
}

// bare folds a phrasing and drops the marks at its end.
func (c *checker) bare(s string) string { return trim(c.normaliser.Fold(s)) }

func trim(s string) string {
	return strings.Trim(s, " ,.!?;:。，！？；：、~…")
}

// sharedScreens finds screen texts that several problems list: the search can
// not tell these problems apart by them.
func (c *checker) sharedScreens() {
	type place struct {
		slug string
		at   knowledge.Position
	}
	places := map[string][]place{}
	var order []string
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j, s := range p.Screen {
			folded := c.bare(s)
			if len(places[folded]) == 0 {
				order = append(order, folded)
			}
			if !slices.ContainsFunc(places[folded], func(x place) bool { return x.slug == p.Slug }) {
				places[folded] = append(places[folded], place{p.Slug, p.At("screen", j)})
			}
		}
	}
	for _, text := range order {
		if all := places[text]; len(all) > 1 {
			slugs := make([]string, len(all))
			for i, x := range all {
				slugs[i] = x.slug
			}
			c.warn(all[len(all)-1].at, "screen-shared", "keep it where it is shown most, unless a question decides",
				"the screen text %q is listed by %s", text, strings.Join(slugs, ", "))
		}
	}
}

// unclaimedCodes finds codes of the table that lead to no problem.
func (c *checker) unclaimedCodes() {
	if c.lost.any("problems") {
		return
	}
	claimed := map[string]bool{}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for _, code := range p.Codes {
			claimed[code] = true
		}
		for j := range p.Causes {
			for code := range p.Causes[j].Expects[knowledge.CodeQuestion] {
				claimed[code] = true
			}
		}
	}
	for i := range c.base.Codes {
		if x := &c.base.Codes[i]; !claimed[x.Code] {
			c.warn(x.At("code"), "code-unclaimed", "list it in the codes of a problem", "no problem claims the code %s", x.Code)
		}
	}
}
