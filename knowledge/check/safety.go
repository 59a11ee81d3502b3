package check

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// safetyRules checks that every rule can act, and that a case it gives to a
// person has words for it.
func (c *checker) safetyRules() {
	for i, r := range c.base.Safety.Rules {
		at := func(path ...any) knowledge.Position {
			return c.base.Safety.At(append([]any{"rules", i}, path...)...)
		}
		if len(r.Facts)+len(r.Codes)+len(r.Problems)+len(r.Cues) == 0 {
			c.fail(at("id"), "safety-rule", "add facts, codes, problems or cues", "the rule %s has no condition", r.ID)
		}
		if r.Ask == "" && r.Route == "" && r.First.IsZero() && r.Never.IsZero() && len(r.Forbid) == 0 {
			c.fail(at("id"), "safety-rule", "add ask, route, first, never or forbid", "the rule %s does nothing", r.ID)
		}
		if r.Why == "" {
			c.fail(at("why"), "required", "say what goes wrong without the rule", "why is missing")
		}
		if r.Route != "" && r.Route != knowledge.RouteHuman {
			c.fail(at("route"), "safety-rule", "write human, or leave it out", "the rule %s sends cases to %q", r.ID, r.Route)
		}
		if p := c.base.Problem(r.Problem); p != nil && r.Route == knowledge.RouteHuman && !hasHuman(p) {
			c.fail(at("problem"), "safety-human", "give the problem a cause with the route human", "the rule sends to a person, but %s has no cause for one", r.Problem)
		}
		if r.Problem != "" && r.Route == "" {
			c.fail(at("problem"), "safety-rule", "add route: human", "the rule %s names a problem but no route", r.ID)
		}
	}
}

// safetyProblems checks that dangers can reach a person.
func (c *checker) safetyProblems() {
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		if p.Family == "safety" && len(p.Causes) > 0 && !hasHuman(p) {
			c.fail(p.At("family"), "safety-human", "give it a cause with the route human", "the problem is of the family safety, but no cause leads to a person")
		}
	}
}

func hasHuman(p *knowledge.Problem) bool {
	return slices.ContainsFunc(p.Causes, func(c knowledge.Cause) bool { return c.Route == knowledge.RouteHuman })
}
