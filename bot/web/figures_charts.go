package web

import (
	"cmp"
	"math"
	"slices"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// chart is one chart with its table.
type chart struct {
	ID, Title string
	Lead      string   // what it comes to, in words
	Note      string   // what has to be known of it, or ""
	Plot      *plot    // nil when there is nothing to draw
	Legend    []series // where there is more than one
	Table     table
	CSV       string // where the table is found as a file
}

// chartIDs name the charts, in their order.
func chartIDs() []string {
	return []string{"cases", "solved", "routes", "questions", "first", "resolve", "ratings", "gaps", "problems"}
}

// charting makes charts in a language. The first text that is missing is kept.
type charting struct {
	*pages
	sum   sums
	dates []string
	err   error
}

// charts gives the charts of the figures.
func (t *Team) charts(p *pages, s sums) ([]chart, error) {
	c := &charting{pages: p, sum: s}
	for i := range s.Days {
		c.dates = append(c.dates, s.Days[i].Date)
	}
	all := []chart{
		c.cases(), c.solved(), c.routes(), c.questions(),
		c.times(func(f handoff.Figures) handoff.Times { return f.FirstAnswer }),
		c.times(func(f handoff.Figures) handoff.Times { return f.Resolve }),
		c.ratings(), c.gaps(), c.problems(func(slug string) string { return t.problem(p, slug, slug) }),
	}
	for i, id := range chartIDs() {
		all[i].ID, all[i].Title = id, c.text("fig_"+id)
	}
	return all, c.err
}

// text gives a text filled in.
func (c *charting) text(key string, values ...any) string {
	s, err := c.say(key, values...)
	c.err = cmp.Or(c.err, err)
	return s
}

// heads gives the heads of columns.
func (c *charting) heads(columns ...string) []string {
	var out []string
	for _, k := range columns {
		out = append(out, c.text("fig_col_"+k))
	}
	return out
}

// daily gives a table with a row a day, the newest first.
func (c *charting) daily(columns []string, cells func(d *daySums) []string) table {
	t := table{Head: c.heads(append([]string{"day"}, columns...)...)}
	for i := len(c.sum.Days) - 1; i >= 0; i-- {
		d := &c.sum.Days[i]
		t.Rows = append(t.Rows, append([]string{d.Date}, cells(d)...))
	}
	return t
}

// values gives a value a day.
func (c *charting) values(class, column string, of func(d *daySums) float64) series {
	s := series{Class: class, Name: c.text("fig_col_" + column)}
	for i := range c.sum.Days {
		s.Values = append(s.Values, of(&c.sum.Days[i]))
	}
	return s
}

// questions charts how many were put for each case.
func (c *charting) questions() chart {
	out := chart{Lead: c.text("fig_questions_none")}
	if c.sum.Opened > 0 {
		out.Lead = c.text("fig_questions_lead", number(perCase(&c.sum.daySums)), whole(c.sum.Asked), whole(c.sum.Opened))
		out.Plot = lined(c.dates, c.values("s1", "per_case", perCase))
	}
	out.Table = c.daily([]string{"questions", "cases", "per_case"}, func(d *daySums) []string {
		return []string{whole(d.Asked), whole(d.Opened), known(perCase(d))}
	})
	return out
}

// times charts how long something took.
func (c *charting) times(of func(f handoff.Figures) handoff.Times) chart {
	all := of(c.sum.Cases)
	out := chart{Lead: c.text("fig_times_none"), Note: c.text("fig_times_note")}
	switch {
	case all.N >= enough:
		out.Lead = c.text("fig_times_lead", number(minutes(all.Median)), number(minutes(all.P90)), whole(all.N))
	case all.N > 0:
		out.Lead = c.text("fig_times_few", number(minutes(all.Median)), whole(all.N))
	}
	out.Table = c.daily([]string{"cases", "median", "p90"}, func(d *daySums) []string {
		t := of(d.Cases)
		return []string{whole(t.N), known(median(t)), known(tail(t))}
	})
	if all.N > 0 {
		out.Legend = []series{
			c.values("s1", "median", func(d *daySums) float64 { return median(of(d.Cases)) }),
			c.values("s2", "p90", func(d *daySums) float64 { return tail(of(d.Cases)) }),
		}
		if !slices.ContainsFunc(out.Legend[1].Values, func(v float64) bool { return !math.IsNaN(v) }) {
			out.Legend = out.Legend[:1]
		}
		out.Plot = lined(c.dates, out.Legend...)
	}
	return out
}
