package check

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// The words that have no list of their own in the knowledge package.
var (
	commonnesses  = []knowledge.Commonness{knowledge.Common, knowledge.Occasional, knowledge.Rare}
	efforts       = []knowledge.Effort{knowledge.Look, knowledge.Read, knowledge.Try, knowledge.Wait}
	answerSources = []knowledge.Source{knowledge.FromScreen, knowledge.FromTrying, knowledge.FromJudgment}
	kinds         = []knowledge.Kind{knowledge.KindChoice, knowledge.KindCode}
	retries       = []knowledge.Retry{"no", "once", "later", "after_fix", "n/a"}
	confidences   = []knowledge.Confidence{"high", "medium", "low"}
	polarities    = []string{"yes", "no"}
	rewriteKinds  = []string{"obfuscation", "regional", "typo", "variant", "mood"}
	brandKinds    = []string{"bank", "scheme", "wallet", "provider", "maker"}
)

// words checks that every field with a fixed vocabulary keeps to it.
func (c *checker) words() {
	for i := range c.base.Problems {
		c.problemWords(&c.base.Problems[i])
	}
	for i := range c.base.Questions {
		c.questionWords(&c.base.Questions[i])
	}
	for i := range c.base.Codes {
		x := &c.base.Codes[i]
		word(c, x.At("route"), "route", x.Route, knowledge.Routes(), true)
		word(c, x.At("fallback"), "fallback", x.Fallback, knowledge.Routes(), false)
		word(c, x.At("retry"), "retry", x.Retry, retries, true)
		word(c, x.At("confidence"), "confidence", x.Confidence, confidences, true)
		for j, y := range x.Collisions {
			word(c, x.At("collisions", j, "route"), "route", y.Route, knowledge.Routes(), false)
		}
	}
	for i, r := range c.base.Routes {
		word(c, c.base.RoutesAt("routes", i, "route"), "route", r.Route, knowledge.Routes(), true)
	}
	for i, r := range c.base.Terms.Rewrites {
		word(c, c.base.Terms.At("rewrites", i, "kind"), "kind", r.Kind, rewriteKinds, true)
	}
	for i, b := range c.base.Terms.Brands {
		word(c, c.base.Terms.At("brands", i, "kind"), "kind", b.Kind, brandKinds, true)
	}
}

func (c *checker) problemWords(p *knowledge.Problem) {
	word(c, p.At("family"), "family", p.Family, knowledge.Families(), true)
	c.expectWords(p.Expects, p.At, "expects")
	for j := range p.Causes {
		x := &p.Causes[j]
		word(c, p.At("causes", j, "route"), "route", x.Route, knowledge.Routes(), true)
		word(c, p.At("causes", j, "commonness"), "commonness", x.Commonness, commonnesses, true)
		word(c, p.At("causes", j, "fixed"), "fixed", x.Fixed, knowledge.Words(), false)
		word(c, p.At("causes", j, "effort"), "effort", x.Effort, efforts, false)
		c.expectWords(x.Expects, p.At, "causes", j, "expects")
	}
}

func (c *checker) expectWords(e knowledge.Expects, at func(...any) knowledge.Position, path ...any) {
	for q, answers := range e {
		for a, w := range answers {
			word(c, at(append(slices.Clone(path), q, a)...), "likelihood", w, knowledge.Words(), true)
		}
	}
}

func (c *checker) questionWords(q *knowledge.Question) {
	word(c, q.At("kind"), "kind", q.Kind, kinds, true)
	word(c, q.At("effort"), "effort", q.Effort, efforts, true)
	word(c, q.At("source"), "source", q.Source, answerSources, true)
	word(c, q.At("unsure"), "unsure", q.Unsure, knowledge.Words(), false)
	for j, a := range q.Answers {
		word(c, q.At("answers", j, "background"), "background", a.Background, knowledge.Words(), true)
		word(c, q.At("answers", j, "polarity"), "polarity", a.Polarity, polarities, false)
	}
	for r, answers := range q.ByRoute {
		word(c, q.At("by_route", string(r)), "route", r, knowledge.Routes(), true)
		for a, w := range answers {
			word(c, q.At("by_route", string(r), a), "likelihood", w, knowledge.Words(), true)
		}
	}
	for f, answers := range q.ByFamily {
		word(c, q.At("by_family", string(f)), "family", f, knowledge.Families(), true)
		for a, w := range answers {
			word(c, q.At("by_family", string(f), a), "likelihood", w, knowledge.Words(), true)
		}
	}
}

// word checks one value against its vocabulary. In a file that was not read
// whole, a missing value is not held against it.
func word[T ~string](c *checker, at knowledge.Position, what string, value T, known []T, required bool) {
	switch {
	case slices.Contains(known, value):
	case value == "" && (!required || c.lost[at.File]):
	case value == "":
		c.fail(at, "required", "write "+oneOf(known), "%s is missing", what)
	default:
		c.fail(at, "unknown-word", "write "+oneOf(known), "unknown %s %q", what, value)
	}
}
