package evaluation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// Coverage writes, as a Markdown page, what the knowledge base covers: every
// problem with its causes and how it is found and measured, every response
// code with its problems, and every item of the founding articles with its
// home.
func Coverage(base *knowledge.Base, golden []knowledge.GoldenQuery, foundings []Founding) string {
	c := coverage{base: base, queries: map[string]sets{}}
	for _, q := range golden {
		n := c.queries[q.Problem]
		if q.Set == knowledge.SetTest {
			n.test++
		} else {
			n.tune++
		}
		c.queries[q.Problem] = n
	}
	c.line("# What tillmate knows\n")
	c.line("Generated from `knowledge/base` by `make docs`; do not edit it. Commonness is judgement, not a statistic.\n")
	c.totals()
	c.overview()
	c.problems()
	c.codes()
	c.foundings(foundings)
	return c.String()
}

// sets counts golden queries by their part.
type sets struct{ tune, test int }

type coverage struct {
	strings.Builder
	base    *knowledge.Base
	queries map[string]sets
}

func (c *coverage) line(format string, args ...any) {
	fmt.Fprintf(&c.Builder, format, args...)
	c.WriteByte('\n')
}

// row writes one row of a table; cells keep to one line.
func (c *coverage) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.NewReplacer("|", `\|`, "\n", " ").Replace(cell)
	}
	c.line("| %s |", strings.Join(cells, " | "))
}

// table begins a table.
func (c *coverage) table(heads ...string) {
	c.row(heads...)
	c.line("|%s", strings.Repeat("---|", len(heads)))
}

func (c *coverage) totals() {
	routes := map[knowledge.Route]int{}
	causes, zh, en := 0, 0, 0
	var all sets
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		zh, en = zh+len(p.Say.ZH), en+len(p.Say.EN)
		causes += len(p.Causes)
		for j := range p.Causes {
			routes[p.Causes[j].Route]++
		}
	}
	for _, n := range c.queries {
		all.tune, all.test = all.tune+n.tune, all.test+n.test
	}
	byRoute := make([]string, 0, len(routes))
	for _, r := range knowledge.Routes() {
		byRoute = append(byRoute, fmt.Sprintf("%s %d", r, routes[r]))
	}
	other := c.queries[knowledge.NoProblem]
	c.table("what", "how many")
	c.row("problems", fmt.Sprint(len(c.base.Problems)))
	c.row("causes", fmt.Sprintf("%d: %s", causes, strings.Join(byRoute, ", ")))
	c.row("questions", fmt.Sprint(len(c.base.Questions)))
	c.row("response codes", fmt.Sprint(len(c.base.Codes)))
	c.row("phrasings", fmt.Sprintf("%d Chinese, %d English", zh, en))
	c.row("golden queries", fmt.Sprintf("%d to tune by, %d to test by; %d and %d of them about other subjects",
		all.tune, all.test, other.tune, other.test))
	c.row("other subjects", c.others())
	c.row("safety rules", fmt.Sprint(len(c.base.Safety.Rules)))
	c.line("")
}

// others counts the subjects that are told from problems.
func (c *coverage) others() string {
	zh, en := 0, 0
	for _, s := range c.base.OtherSubjects {
		zh, en = zh+len(s.Say.ZH), en+len(s.Say.EN)
	}
	return fmt.Sprintf("%d, to be told from problems by %d Chinese and %d English phrasings", len(c.base.OtherSubjects), zh, en)
}

func (c *coverage) overview() {
	c.line("## Problems\n")
	c.table("problem", "title", "family", "codes", "routes", "causes", "phrasings zh / en", "golden tune / test")
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		n := c.queries[p.Slug]
		c.row(link(p.Slug), p.Title.ZH+" · "+p.Title.EN, string(p.Family), strings.Join(p.Codes, " "), routesOf(p),
			fmt.Sprint(len(p.Causes)), fmt.Sprintf("%d / %d", len(p.Say.ZH), len(p.Say.EN)), fmt.Sprintf("%d / %d", n.tune, n.test))
	}
	c.line("")
}

func link(slug string) string { return fmt.Sprintf("[%s](#%s)", slug, slug) }

// routesOf lists the routes a problem may end in, in the order of the routes.
func routesOf(p *knowledge.Problem) string {
	var out []string
	for _, r := range knowledge.Routes() {
		if leadsTo(p, r) {
			out = append(out, string(r))
		}
	}
	return strings.Join(out, " ")
}

func (c *coverage) problems() {
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		c.line("### %s\n", p.Slug)
		c.line("%s · %s\n", p.Title.ZH, p.Title.EN)
		c.line("Questions: %s\n", strings.Join(c.questionsOf(p), ", "))
		c.table("cause", "route", "commonness", "title")
		for j := range p.Causes {
			cause := &p.Causes[j]
			c.row(cause.ID, string(cause.Route), string(cause.Commonness), cause.Title.ZH+" · "+cause.Title.EN)
		}
		c.line("")
	}
}

// questionsOf lists the questions that bear on a problem, in the order of the
// bank: those it lists and those whose answers its causes predict.
func (c *coverage) questionsOf(p *knowledge.Problem) []string {
	var out []string
	for i := range c.base.Questions {
		id := c.base.Questions[i].ID
		bears := p.Asks(id) || len(p.Expects[id]) > 0
		for j := range p.Causes {
			bears = bears || len(p.Causes[j].Expects[id]) > 0
		}
		if bears {
			out = append(out, id)
		}
	}
	return out
}

func (c *coverage) codes() {
	c.line("## Response codes\n")
	c.line("A problem in brackets does not list the code, but one of its causes expects it.\n")
	c.table("code", "meaning", "route", "confidence", "problems")
	for i := range c.base.Codes {
		code := &c.base.Codes[i]
		var listed, expected []string
		for j := range c.base.Problems {
			switch p := &c.base.Problems[j]; {
			case slices.Contains(p.Codes, code.Code):
				listed = append(listed, link(p.Slug))
			case expects(p, code.Code):
				expected = append(expected, "("+link(p.Slug)+")")
			}
		}
		where := strings.Join(append(listed, expected...), ", ")
		if where == "" {
			where = "none"
		}
		c.row(code.Code, code.Meaning.ZH+" · "+code.Meaning.EN, string(code.Route), string(code.Confidence), where)
	}
	c.line("")
}

// expects reports whether a cause of the problem names the code.
func expects(p *knowledge.Problem, code string) bool {
	_, ok := p.Expects[knowledge.CodeQuestion][code]
	for i := range p.Causes {
		_, named := p.Causes[i].Expects[knowledge.CodeQuestion][code]
		ok = ok || named
	}
	return ok
}

func (c *coverage) foundings(foundings []Founding) {
	c.line("## The founding articles\n")
	c.line("Every item of the two articles the knowledge base was founded on, and where it is at home.")
	for _, f := range foundings {
		c.line("\n### %s · %s\n", f.Title.ZH, f.Title.EN)
		c.table("item", "home", "also")
		for _, i := range f.Items {
			homes := make([]string, len(i.Homes))
			for j, h := range i.Homes {
				routes := make([]string, len(h.Routes))
				for k, r := range h.Routes {
					routes[k] = string(r)
				}
				homes[j] = fmt.Sprintf("%s (%s)", link(h.Problem), strings.Join(routes, ", "))
			}
			c.row(i.Item.ZH+" · "+i.Item.EN, strings.Join(homes, ", "), also(i))
		}
	}
}

// also says what carries an item beside the articles.
func also(i Item) string {
	var out []string
	if len(i.Questions) > 0 {
		out = append(out, "questions "+strings.Join(i.Questions, ", "))
	}
	if len(i.Safety) > 0 {
		out = append(out, "safety rules "+strings.Join(i.Safety, ", "))
	}
	if i.Note != "" {
		out = append(out, i.Note)
	}
	return strings.Join(out, "; ")
}
