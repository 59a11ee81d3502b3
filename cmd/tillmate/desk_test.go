package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
)

// A team that has set nothing has the rules that a desk has by itself.
func TestDeskDefaults(t *testing.T) {
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := deskOf(configs.Defaults().Team, phrases)
	if want := handoff.Defaults(phrases); err != nil || !reflect.DeepEqual(d.Rules, want) {
		t.Errorf("the rules are %+v, %v\nnot %+v", d.Rules, err, want)
	}
	if len(d.Groups) != 0 || d.Role(7) != handoff.Viewer {
		t.Errorf("groups %v, the role of 7 is %q", d.Groups, d.Role(7))
	}
}

// teamOf reads the team of a configuration file.
func teamOf(t testing.TB, file string) configs.Team {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tillmate.yaml")
	if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := configs.Parse(configs.Input{Flags: configs.Flags{Config: name}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Team
}

func TestDesk(t *testing.T) {
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := deskOf(teamOf(t, `
team:
  groups:
    - {name: {zh: 银行组, en: Bank desk}, chat: -2, desk: bank, lead: 9, language: zh-hant}
    - {name: support, chat: -1, language: en}
    - {name: hardware, chat: -3, desk: hw, route: device}
  agents: [7, 8]
  admins: [8, 9]
  hours: {timezone: Asia/Shanghai, monday: 09:00-18:00}
  targets: {normal: {first: 1h}}
  silence: 48h
  canned: [{id: hi, zh: 您好, en: Hello}]
`), phrases)
	if err != nil {
		t.Fatal(err)
	}
	desks := []handoff.Desk{
		{ID: "support", Name: knowledge.Text{ZH: "support", EN: "support"}, Reader: handoff.Reader{Lang: knowledge.English}},
		{
			ID: "bank", Name: knowledge.Text{ZH: "银行组", EN: "Bank desk"}, Route: knowledge.RouteBank, Lead: 9,
			Reader: handoff.Reader{Lang: knowledge.Chinese, Traditional: true},
		},
		{ID: "hw", Name: knowledge.Text{ZH: "hardware", EN: "hardware"}, Route: knowledge.RouteDevice, Reader: handoff.Reader{Lang: knowledge.Chinese}},
	}
	if !reflect.DeepEqual(d.Rules.Desks, desks) {
		t.Errorf("the desks are %+v", d.Rules.Desks)
	}
	if want := map[string]int64{"support": -1, "bank": -2, "hw": -3}; !reflect.DeepEqual(d.Groups, want) {
		t.Errorf("the groups are %v", d.Groups)
	}
	for user, want := range map[int64]handoff.Role{7: handoff.Agent, 8: handoff.Admin, 9: handoff.Admin, 10: handoff.Viewer, 0: handoff.Viewer} {
		if got := d.Role(user); got != want {
			t.Errorf("the role of %d is %q", user, got)
		}
	}
	r := d.Rules
	monday := time.Date(2026, 11, 2, 10, 0, 0, 0, r.Hours.Zone)
	if !r.Hours.Open(monday) || r.Hours.Open(monday.Add(12*time.Hour)) || r.Targets[handoff.Normal].First != time.Hour ||
		r.Targets[handoff.Normal].Resolve != 24*time.Hour || r.Silence != 48*time.Hour || len(r.Canned) != 1 {
		t.Errorf("the rules are %+v", r)
	}
}

// Every configuration that is valid makes rules that are.
func TestEveryValidTeamHasADesk(t *testing.T) {
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "tillmate.yaml")
	valid := 0
	rapid.Check(t, func(rt *rapid.T) {
		times := rapid.SampledFrom([]string{"", "closed", "09:00-18:00", "0:00-24:00", "09:00-12:00 12:00-13:00", "18:00-09:00", "9"})
		desk := rapid.SampledFrom([]string{"", "bank", "device", "human", "night", "support", "none", "Ü", "route"})
		route := rapid.SampledFrom([]string{"", "", "bank", "device", "none"})
		file := "team:\n  groups:\n"
		for i := range rapid.IntRange(1, 4).Draw(rt, "groups") {
			file += fmt.Sprintf("  - {name: g%d, chat: %d, desk: %q, route: %q}\n", i, -i-1, desk.Draw(rt, "desk"), route.Draw(rt, "route"))
		}
		file += fmt.Sprintf("  hours: {timezone: UTC, monday: %q, sunday: %q, holidays: ['2026-10-01 %s']}\n",
			times.Draw(rt, "monday"), times.Draw(rt, "sunday"), times.Draw(rt, "holiday"))
		file += fmt.Sprintf("  targets: {high: {first: %dm, resolve: %dm}}\n  silence: %dh\n",
			rapid.IntRange(0, 90).Draw(rt, "first"), rapid.IntRange(0, 90).Draw(rt, "resolve"), rapid.IntRange(0, 3).Draw(rt, "silence"))
		text := rapid.SampledFrom([]string{"", " ", "x", "{case} x", "{shop}", "\\n", "{{case}}"})
		file += fmt.Sprintf("  canned: [{id: %q, zh: %q, en: %q}]\n",
			rapid.SampledFrom([]string{"", "a", "a b", "a:b"}).Draw(rt, "id"), text.Draw(rt, "zh"), text.Draw(rt, "en"))
		if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
			rt.Fatal(err)
		}
		p, err := configs.Parse(configs.Input{Flags: configs.Flags{Config: name}})
		if err != nil {
			return
		}
		valid++
		if _, err := deskOf(p.Team, phrases); err != nil {
			rt.Fatalf("%v\n%s", err, file)
		}
	})
	t.Logf("%d were valid", valid)
}
