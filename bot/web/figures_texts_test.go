package web

// figureKeys lists the texts of the figures that no template names in full.
func figureKeys() []string {
	out := []string{"fig_stars"}
	for _, id := range chartIDs() {
		out = append(out, "fig_"+id)
	}
	for _, lead := range []string{
		"cases_lead", "solved_lead", "solved_note", "routes_lead", "questions_lead", "questions_none",
		"times_lead", "times_few", "times_none", "times_note", "ratings_lead", "ratings_none", "gaps_lead", "problems_lead",
	} {
		out = append(out, "fig_"+lead)
	}
	for _, column := range []string{
		"day", "cases", "bot", "team", "unsolved", "open", "bot_share", "route", "advice", "share", "questions", "per_case",
		"median", "p90", "rating", "no_hit", "none_of", "not_solved", "escalated", "problem", "slug", "shown", "solved",
	} {
		out = append(out, "fig_col_"+column)
	}
	return out
}
