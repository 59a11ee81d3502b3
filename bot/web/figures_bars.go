package web

import "github.com/tillmate/tillmate/knowledge"

// maxProblems is the number of problems that are drawn; the table has all.
const maxProblems = 8

// cases charts how many were opened.
func (c *charting) cases() chart {
	out := chart{Lead: c.text("fig_cases_lead", whole(c.sum.Opened))}
	out.Table = c.daily([]string{"cases"}, func(d *daySums) []string { return []string{whole(d.Opened)} })
	if c.sum.Opened > 0 {
		out.Plot = stacked(c.dates, c.values("s1", "cases", func(d *daySums) float64 { return float64(d.Opened) }))
	}
	return out
}

// solved charts who solved the cases that ended.
func (c *charting) solved() chart {
	s := c.sum
	out := chart{
		Lead: c.text("fig_solved_lead", whole(s.over()), whole(s.Bot), whole(s.Team), whole(s.Unsolved)),
		Note: c.text("fig_solved_note"),
	}
	if bot := shareOf(s.Bot, s.over()); bot != "" {
		out.Lead = c.text("fig_solved_lead", whole(s.over()), bot, shareOf(s.Team, s.over()), shareOf(s.Unsolved, s.over()))
	}
	out.Table = c.daily([]string{"bot", "team", "unsolved", "open", "bot_share"}, func(d *daySums) []string {
		return []string{whole(d.Bot), whole(d.Team), whole(d.Unsolved), whole(d.Open), shareOf(d.Bot, d.over())}
	})
	if s.over() > 0 {
		out.Legend = []series{
			c.values("s1", "bot", func(d *daySums) float64 { return float64(d.Bot) }),
			c.values("s2", "team", func(d *daySums) float64 { return float64(d.Team) }),
			c.values("s3", "unsolved", func(d *daySums) float64 { return float64(d.Unsolved) }),
		}
		out.Plot = stacked(c.dates, out.Legend...)
	}
	return out
}

// routes charts to whom merchants were sent.
func (c *charting) routes() chart {
	var sum int64
	for _, n := range c.sum.Routes {
		sum += n
	}
	out := chart{Lead: c.text("fig_routes_lead", whole(sum)), Table: table{Head: c.heads("route", "advice", "share")}}
	var rows []bared
	for _, route := range knowledge.Routes() {
		n := c.sum.Routes[string(route)]
		name := c.text("route_" + string(route))
		out.Table.Rows = append(out.Table.Rows, []string{name, whole(n), shareOf(n, sum)})
		rows = append(rows, bared{Name: name, Class: "to-" + string(route), Value: float64(n)})
	}
	if sum > 0 {
		out.Plot = rowed(rows)
	}
	return out
}

// ratings charts what merchants gave the team's help.
func (c *charting) ratings() chart {
	f := c.sum.Cases
	n := 0
	for _, of := range f.Ratings {
		n += of
	}
	out := chart{Lead: c.text("fig_ratings_none"), Table: table{Head: c.heads("rating", "cases", "share")}}
	var rows []bared
	for i := len(f.Ratings) - 1; i >= 0; i-- {
		name := c.text("fig_stars", whole(i+1))
		out.Table.Rows = append(out.Table.Rows, []string{name, whole(f.Ratings[i]), shareOf(f.Ratings[i], n)})
		rows = append(rows, bared{Name: name, Class: "s1", Value: float64(f.Ratings[i])})
	}
	if n > 0 {
		out.Lead = c.text("fig_ratings_lead", number(f.Rating), whole(n))
		out.Plot = rowed(rows)
	}
	return out
}

// gaps charts how often the bot had no good answer.
func (c *charting) gaps() chart {
	var out chart
	var sum int64
	var columns []string
	for i, k := range misses() {
		sum += c.sum.Gaps[k]
		columns = append(columns, string(k))
		out.Legend = append(out.Legend, c.values("s"+whole(i+1), string(k), func(d *daySums) float64 { return float64(d.Gaps[k]) }))
	}
	out.Lead = c.text("fig_gaps_lead", whole(sum))
	out.Table = c.daily(columns, func(d *daySums) (cells []string) {
		for _, k := range misses() {
			cells = append(cells, whole(d.Gaps[k]))
		}
		return cells
	})
	if sum > 0 {
		out.Plot = stacked(c.dates, out.Legend...)
	}
	return out
}

// problems charts whose advice did not help.
func (c *charting) problems(title func(slug string) string) chart {
	out := chart{Lead: c.text("fig_problems_lead"), Table: table{
		Head: c.heads("problem", "slug", "shown", "solved", "not_solved", "escalated"),
	}}
	var rows []bared
	for _, o := range c.sum.Problems {
		name := title(o.Problem)
		out.Table.Rows = append(out.Table.Rows, []string{name, o.Problem, whole(o.Shown), whole(o.Solved), whole(o.NotSolved), whole(o.Escalated)})
		if failed := max(o.NotSolved, o.Escalated); failed > 0 && len(rows) < maxProblems {
			rows = append(rows, bared{Name: name, Class: "s2", Value: float64(failed)})
		}
	}
	if len(rows) > 0 {
		out.Plot = rowed(rows)
	}
	return out
}
