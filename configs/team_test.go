package configs_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// The hours as the desk reckons with them.
func TestWorking(t *testing.T) {
	if h, err := (configs.Hours{}).Working(); err != nil || !reflect.DeepEqual(h, handoff.Hours{}) {
		t.Errorf("nothing set is %+v, %v", h, err)
	}
	h, err := configs.Hours{
		Timezone: "Asia/Shanghai", Monday: "9:00-12:00, 13:30-24:00", Tuesday: "09:00-18:00", Sunday: "closed",
		Holidays: []string{"2026-11-03", "2026-11-07 10:00-11:00"},
	}.Working()
	if err == nil {
		err = h.Validate()
	}
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-11-02 08:59": false, "2026-11-02 09:00": true, "2026-11-02 12:30": false, "2026-11-02 23:59": true,
		"2026-11-10 17:59": true, "2026-11-10 18:00": false, // a Tuesday
		"2026-11-03 10:00": false,                           // a holiday
		"2026-11-07 10:30": true, "2026-11-14 10:30": false, // a Saturday that is worked, and one that is not
		"2026-11-08 10:30": false,
	} {
		when, err := time.ParseInLocation("2006-01-02 15:04", at, h.Zone)
		if err != nil || h.Open(when) != want {
			t.Errorf("at %s: %v, %v", at, h.Open(when), err)
		}
	}
	for _, bad := range []configs.Hours{{Timezone: "x"}, {Monday: "x"}, {Holidays: []string{"x"}}} {
		if _, err := bad.Working(); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// The ids and routes of desks.
func TestDesks(t *testing.T) {
	for _, tc := range []struct {
		group configs.Group
		id    string
		route knowledge.Route
	}{
		{configs.Group{}, "support", ""},
		{configs.Group{Desk: "bank"}, "bank", knowledge.RouteBank},
		{configs.Group{Desk: "human"}, "human", knowledge.RouteHuman},
		{configs.Group{Desk: "night"}, "night", ""},
		{configs.Group{Desk: "hardware", Route: knowledge.RouteDevice}, "hardware", knowledge.RouteDevice},
	} {
		if id, route := tc.group.DeskID(), tc.group.DeskRoute(); id != tc.id || route != tc.route {
			t.Errorf("%+v is the desk %q of the route %q", tc.group, id, route)
		}
	}
}

// Replies may stand in a file of their own, with lines of their own.
func TestRepliesFile(t *testing.T) {
	folder(t)
	write(t, "replies.yaml", "# ours\n- id: photo\n  zh: 请拍一张小票发给我。\n  en: Please send a photo of the slip, with the date on it.\n"+
		"- {id: case, title: {zh: 编号, en: Number}, zh: '编号 {case}', en: 'Case {case}'}\n")
	write(t, configs.DefaultFile, "team:\n  canned: replies.yaml\n")
	for _, environ := range [][]string{nil, {"TILLMATE_TEAM_CANNED=replies.yaml"}} {
		p, err := configs.Parse(configs.Input{Environ: environ})
		if err != nil || len(p.Team.Canned) != 2 {
			t.Fatalf("got %+v, %v", p.Team.Canned, err)
		}
		want := handoff.Reply{
			ID:    "photo",
			Title: knowledge.Text{ZH: "请拍一张小票发给我。", EN: "Please send a photo…"},
			Text:  knowledge.Text{ZH: "请拍一张小票发给我。", EN: "Please send a photo of the slip, with the date on it."},
		}
		if got := p.Team.Canned[0].Canned(); got != want {
			t.Errorf("the reply is %+v", got)
		}
		if got := p.Team.Canned[1].Canned(); got.Title != (knowledge.Text{ZH: "编号", EN: "Number"}) || got.Validate() != nil {
			t.Errorf("the reply is %+v", got)
		}
		from := "tillmate.yaml:2"
		if environ != nil {
			from = "TILLMATE_TEAM_CANNED"
		}
		if p.From("team.canned").String() != from || p.From("team.canned[1].id").String() != "replies.yaml:5" {
			t.Errorf("from %s and %s", p.From("team.canned"), p.From("team.canned[1].id"))
		}
	}
	for text, want := range map[string]string{
		"- id: a\n  zh: x\n  em: y\n": `replies.yaml:3: unknown key "em" in team.canned[0]; did you mean "en"?`,
		"id: a\n":                     "replies.yaml:1: team.canned cannot be read; write a list of replies",
		"- [\n":                       "replies.yaml:2: team.canned is no YAML: ",
		"- {id: a, zh: x, en: '{x}'}": `replies.yaml:1: team.canned[0].en "{x}" is not filled in`,
	} {
		write(t, "replies.yaml", text)
		if _, err := configs.Parse(configs.Input{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got the error %v", text, err)
		}
	}
	write(t, "replies.yaml", "# none yet\n")
	if p, err := configs.Parse(configs.Input{}); err != nil || len(p.Team.Canned) != 0 {
		t.Errorf("got %+v, %v", p.Team.Canned, err)
	}
}
