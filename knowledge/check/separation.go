package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// undecided checks that every two causes of a problem that lead to different
// routes can be told apart by a question. Two common causes with one route and
// different steps should be, too.
func (c *checker) undecided() {
	if c.lost.any("questions") {
		return
	}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j := range p.Causes {
			for k := range j {
				x, y := &p.Causes[k], &p.Causes[j]
				at := p.At("causes", j, "id")
				switch {
				case x.Route != y.Route && !c.separated(x, y, ""):
					c.fail(at, "undecided", "give both clearly different expects for one question",
						"no question tells %s (%s) from %s (%s)", y.ID, y.Route, x.ID, x.Route)
				case x.Route == y.Route && bothCommon(x, y) && !sameSteps(x, y) && !c.separated(x, y, ""):
					c.warn(at, "alike", "give both different expects for one question, or make one cause of them",
						"no question tells %s from %s, and their steps differ", y.ID, x.ID)
				}
			}
		}
	}
}

func bothCommon(x, y *knowledge.Cause) bool {
	return x.Commonness == knowledge.Common && y.Commonness == knowledge.Common
}

func sameSteps(x, y *knowledge.Cause) bool { return slices.Equal(x.Steps.ZH, y.Steps.ZH) }

// sharedCodes checks that where several problems claim a code, a question
// other than that for the code tells those of their causes apart that lead to
// different routes.
func (c *checker) sharedCodes() {
	if c.lost.any("questions") {
		return
	}
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j := range i {
			other := &c.base.Problems[j]
			shared := common(p.Codes, other.Codes)
			if len(shared) == 0 {
				continue
			}
			if pairs := c.undecidedBetween(p, other); len(pairs) > 0 {
				at := p.At("codes", slices.Index(p.Codes, shared[0]))
				more := ""
				if len(pairs) > 3 {
					more = fmt.Sprintf(" and %d more", len(pairs)-3)
					pairs = pairs[:3]
				}
				c.fail(at, "code-undecided", "give them clearly different expects for one question, or leave the code to one problem",
					"code %s is claimed by %s too, and no question tells %s%s", strings.Join(shared, ", "), other.Slug, strings.Join(pairs, ", "), more)
			}
		}
	}
}

func (c *checker) undecidedBetween(p, other *knowledge.Problem) []string {
	var out []string
	for k := range p.Causes {
		for l := range other.Causes {
			x, y := &p.Causes[k], &other.Causes[l]
			if x.Route != y.Route && !c.separated(x, y, knowledge.CodeQuestion) {
				out = append(out, fmt.Sprintf("%s (%s) from %s/%s (%s)", x.ID, x.Route, other.Slug, y.ID, y.Route))
			}
		}
	}
	return out
}

// common lists what is in both lists, in the order of the first.
func common(x, y []string) []string {
	var out []string
	for _, s := range x {
		if slices.Contains(y, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
