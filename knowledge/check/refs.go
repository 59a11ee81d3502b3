package check

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// unknownIDs checks that everything that is named exists.
func (c *checker) unknownIDs() {
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j, q := range p.Questions {
			c.knowsQuestion(p.At("questions", j), q)
		}
		for j, code := range p.Codes {
			c.knowsCode(p.At("codes", j), code)
		}
		c.expectIDs(p.Expects, p.At, "expects")
		for j := range p.Causes {
			c.expectIDs(p.Causes[j].Expects, p.At, "causes", j, "expects")
		}
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		for r, answers := range q.ByRoute {
			for a := range answers {
				c.knowsAnswer(q.At("by_route", string(r), a), q, a)
			}
		}
		for f, answers := range q.ByFamily {
			for a := range answers {
				c.knowsAnswer(q.At("by_family", string(f), a), q, a)
			}
		}
	}
	for i, r := range c.base.Safety.Rules {
		c.safetyIDs(r, func(path ...any) knowledge.Position {
			return c.base.Safety.At(append([]any{"rules", i}, path...)...)
		})
	}
}

func (c *checker) expectIDs(e knowledge.Expects, at func(...any) knowledge.Position, path ...any) {
	for id, answers := range e {
		place := func(more ...any) knowledge.Position {
			return at(append(append(slices.Clone(path), id), more...)...)
		}
		if !c.knowsQuestion(place(), id) {
			continue
		}
		for a := range answers {
			c.knowsAnswer(place(a), c.base.Question(id), a)
		}
	}
}

func (c *checker) safetyIDs(r knowledge.SafetyRule, at func(...any) knowledge.Position) {
	for id, answers := range r.Facts {
		if !c.knowsQuestion(at("facts", id), id) {
			continue
		}
		for j, a := range answers {
			if a != knowledge.Unsure {
				c.knowsAnswer(at("facts", id, j), c.base.Question(id), a)
			}
		}
	}
	for j, code := range r.Codes {
		c.knowsCode(at("codes", j), code)
	}
	for j, slug := range r.Problems {
		c.knowsProblem(at("problems", j), slug)
	}
	if r.Problem != "" {
		c.knowsProblem(at("problem"), r.Problem)
	}
	if r.Ask != "" {
		c.knowsQuestion(at("ask"), r.Ask)
	}
}

func (c *checker) knowsProblem(at knowledge.Position, slug string) {
	if c.base.Problem(slug) == nil && !c.lost.problem(slug) {
		c.fail(at, "unknown-id", "name an article", "there is no problem %q", slug)
	}
}

// knowsQuestion reports whether a question can be looked up.
func (c *checker) knowsQuestion(at knowledge.Position, id string) bool {
	known := c.base.Question(id) != nil
	if !known && !c.lost.any("questions") {
		c.fail(at, "unknown-id", "correct the id or add the question", "there is no question %q", id)
	}
	return known
}

func (c *checker) knowsCode(at knowledge.Position, code string) {
	if c.base.Code(code) == nil && !c.lost["codes.yaml"] {
		c.fail(at, "unknown-id", "correct it or add it to the table of codes", "there is no code %q", code)
	}
}

func (c *checker) knowsAnswer(at knowledge.Position, q *knowledge.Question, id string) {
	if q.Kind == knowledge.KindCode {
		if id != knowledge.NoCode {
			c.knowsCode(at, id)
		}
		return
	}
	if _, ok := q.Answer(id); !ok && !c.lost[q.At().File] {
		ids := make([]string, len(q.Answers))
		for i, a := range q.Answers {
			ids[i] = a.ID
		}
		c.fail(at, "unknown-id", "write "+oneOf(ids), "the question %q has no answer %q", q.ID, id)
	}
}
