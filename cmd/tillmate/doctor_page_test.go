package main

import (
	"strings"
	"testing"

	"github.com/tillmate/tillmate/configs"
)

// The doctor says where the page is, and why it would be of no use.
func TestExaminePage(t *testing.T) {
	if found := examinePage(configs.Defaults()); found != nil {
		t.Errorf("without a page: %+v", found)
	}
	group := []configs.Group{{Name: configs.Named("support"), Chat: -1}}
	for _, tc := range []struct {
		page          configs.Page
		team          configs.Team
		note, problem string
	}{
		{configs.Page{Listen: "127.0.0.1:8082"}, configs.Team{Groups: group, Agents: []int64{7}}, "http://127.0.0.1:8082", ""},
		{configs.Page{URL: "https://desk.example.com"}, configs.Team{Groups: group, Admins: []int64{7}}, "another replica", ""},
		{configs.Page{Listen: "127.0.0.1:8082"}, configs.Team{Groups: group}, "8082", "nobody may sign in"},
		{configs.Page{Listen: "127.0.0.1:8082"}, configs.Team{Editors: []int64{7}}, "8082", "no cases"},
	} {
		c := configs.Defaults()
		c.Page, c.Team = tc.page, tc.team
		found := examinePage(c)
		if len(found) != 1 || !strings.Contains(found[0].Note, tc.note) || !strings.Contains(found[0].Problem, tc.problem) || (found[0].Problem == "") != (tc.problem == "") {
			t.Errorf("%+v, %+v: %+v", tc.page, tc.team, found)
		}
	}
}
