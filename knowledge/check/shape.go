package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

var (
	idForm     = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	codeForm   = regexp.MustCompile(`^[0-9A-Z]{2}$`)
	sourceForm = regexp.MustCompile(`^[A-Z][0-9]{1,3}[a-z]?$`)
)

// ids checks the form of every id, and that the ids inside one thing differ.
func (c *checker) ids() {
	id := func(at knowledge.Position, what, id string, seen map[string]bool) {
		if !idForm.MatchString(id) {
			c.fail(at, "id-form", "write lower-case letters, digits and _, a letter first", "%s has the id %q", what, id)
		}
		if seen[id] {
			c.fail(at, "duplicate", "give it an id of its own", "%s %q is already defined here", what, id)
		}
		if seen != nil {
			seen[id] = true
		}
	}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		id(p.At("slug"), "the problem", p.Slug, nil)
		seen := map[string]bool{}
		for j := range p.Causes {
			id(p.At("causes", j, "id"), "the cause", p.Causes[j].ID, seen)
		}
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		id(q.At("id"), "the question", q.ID, nil)
		seen := map[string]bool{knowledge.Unsure: true}
		for j, a := range q.Answers {
			id(q.At("answers", j, "id"), "the answer", a.ID, seen)
		}
	}
	rules := map[string]bool{}
	for i, r := range c.base.Safety.Rules {
		id(c.base.Safety.At("rules", i, "id"), "the rule", r.ID, rules)
	}
	for i, in := range c.base.Intents {
		id(c.base.IntentsAt("intents", i, "id"), "the intent", in.ID, nil)
	}
	for i, s := range c.base.OtherSubjects {
		id(c.base.SubjectsAt("subjects", i, "id"), "the subject", s.ID, nil)
	}
	brands := map[string]bool{}
	for i, b := range c.base.Terms.Brands {
		id(c.base.Terms.At("brands", i, "id"), "the brand", b.ID, brands)
	}
}

// required checks that what must be there is there.
func (c *checker) required() {
	for _, p := range c.texts.pairs {
		if p.required && p.text.IsZero() {
			c.fail(p.at, "required", "write it in zh and en", "%s is missing", p.field)
		}
	}
	for _, l := range c.texts.lists {
		if l.required && l.lines.IsZero() {
			c.fail(l.at, "required", "write it in zh and en", "%s is missing", l.field)
		}
	}
	for i := range c.base.Problems {
		if p := &c.base.Problems[i]; len(p.Causes) == 0 && !c.lost[p.At().File] {
			c.fail(p.At("causes"), "required", "describe at least one cause", "the problem has no cause")
		}
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		if q.Kind == knowledge.KindChoice && len(q.Answers) < 2 && !c.lost[q.At().File] {
			c.fail(q.At("answers"), "required", "list at least two answers", "the question has %d answers", len(q.Answers))
		}
	}
	for i, r := range c.base.Terms.Rewrites {
		if r.To == "" || len(r.From) == 0 {
			c.fail(c.base.Terms.At("rewrites", i), "required", "write to and from", "the rewrite has nothing to replace, or nothing to replace it by")
		}
	}
	for i, ph := range c.base.Safety.Phones {
		if len(digits(ph.Number)) < 3 || ph.Whose == "" || ph.Verified == "" {
			c.fail(c.base.Safety.At("phones", i), "required", "write number, whose it is, and when and where it was verified", "the number is not verified")
		}
	}
	for i, x := range c.base.Safety.Banned {
		if len(x.Words) == 0 || slices.Contains(x.Words, "") {
			c.fail(c.base.Safety.At("banned", i, "words"), "required", "list the words", "nothing is banned")
		}
	}
}

// codeForms checks that codes are two characters.
func (c *checker) codeForms() {
	for i := range c.base.Codes {
		if code := &c.base.Codes[i]; !codeForm.MatchString(code.Code) {
			c.fail(code.At("code"), "code-form", "write two digits or capital letters, in quotes", "%q is no response code", code.Code)
		}
	}
}

// routeAdvice checks that every route has its common advice.
func (c *checker) routeAdvice() {
	if c.lost["routes.yaml"] {
		return
	}
	for _, r := range knowledge.Routes() {
		if !slices.ContainsFunc(c.base.Routes, func(a knowledge.RouteAdvice) bool { return a.Route == r }) {
			c.fail(c.base.RoutesAt("routes"), "route-advice", "add what holds for every advice of the route", "the route %q is missing", r)
		}
	}
}

// sources checks the form of what articles and codes refer to.
func (c *checker) sources() {
	check := func(list []string, at func(...any) knowledge.Position) {
		for i, s := range list {
			if !sourceForm.MatchString(s) {
				c.fail(at("sources", i), "source-form", "write a letter and a number, as S12", "%q is no source", s)
			}
		}
	}
	for i := range c.base.Problems {
		check(c.base.Problems[i].Sources, c.base.Problems[i].At)
	}
	for i := range c.base.Codes {
		check(c.base.Codes[i].Sources, c.base.Codes[i].At)
	}
}

// oneOf words a list for people: a, b or c.
func oneOf[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return fmt.Sprintf("%s or %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}
