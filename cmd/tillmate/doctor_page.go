package main

import "github.com/tillmate/tillmate/configs"

// examinePage looks at the team's page, as far as the configuration tells.
func examinePage(c configs.Config) []finding {
	base := c.Page.Base()
	if base == "" {
		return nil
	}
	f := finding{What: "page", Note: "the links of /desk begin with " + base}
	switch t := c.Team; {
	case len(t.Agents)+len(t.Admins)+len(t.Editors) == 0:
		f.Problem = "nobody may sign in; set team.agents, team.admins or team.editors"
	case len(t.Groups) == 0:
		f.Problem = "it shows no cases: none is handed over without a group in team.groups"
	case c.Page.Listen == "":
		f.Note += "; another replica serves the page, for page.listen is not set here"
	}
	return []finding{f}
}
