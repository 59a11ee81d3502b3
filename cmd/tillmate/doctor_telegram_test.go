package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/configs"
)

// examined gives what the doctor finds of Telegram, a line each.
func examined(t *testing.T, api *botapitest.Server, team configs.Team) string {
	t.Helper()
	token, err := configs.Parse(configs.Input{Environ: []string{"TILLMATE_TELEGRAM_TOKEN=" + api.Token, "TILLMATE_TELEGRAM_API=" + api.URL}})
	if err != nil {
		t.Fatal(err)
	}
	config := token.Config
	config.Team = team
	var out strings.Builder
	for _, f := range examineTelegram(t.Context(), config) {
		writeFinding(&out, f)
	}
	return out.String()
}

// The doctor says of every group what the bot lacks there, and how to mend it.
func TestExamineGroups(t *testing.T) {
	api := botapitest.New(botapitest.Options{})
	t.Cleanup(api.Close)
	some := func(r botapitest.Right) *botapitest.Right { return &r }
	const admin = "make it an administrator with Manage topics and Pin messages"
	for name, tt := range map[string]struct {
		group botapitest.GroupOptions
		want  string
	}{
		"well":           {botapitest.GroupOptions{Forum: true}, "ok     group support: with topics, one for each case"},
		"no topics":      {botapitest.GroupOptions{Rights: some(botapitest.PinMessages)}, "ok     group support: without topics: a case runs as replies below its card (switch Topics on in Telegram for one each)"},
		"basic":          {botapitest.GroupOptions{Basic: true, Bot: botapitest.Member}, "warn   group support: the bot is no administrator of $ID: it reads commands and replies only, and does not learn who leaves; make it one with Pin messages"},
		"a member":       {botapitest.GroupOptions{Forum: true, Bot: botapitest.Member}, "warn   group support: the bot is no administrator of $ID: it reads commands and replies only, and does not learn who leaves; make it one with Manage topics and Pin messages"},
		"muted":          {botapitest.GroupOptions{Forum: true, Bot: botapitest.Restricted}, "WRONG  group support: the bot may not write in $ID; " + admin},
		"no topic right": {botapitest.GroupOptions{Forum: true, Rights: some(botapitest.PinMessages)}, "warn   group support: the bot lacks a right in $ID; make it an administrator with Manage topics"},
		"no pin right":   {botapitest.GroupOptions{Forum: true, Rights: some(botapitest.ManageTopics)}, "warn   group support: the bot lacks a right in $ID; make it an administrator with Pin messages"},
		"no right":       {botapitest.GroupOptions{Forum: true, Rights: some(0)}, "warn   group support: the bot lacks a right in $ID; " + admin},
		"out":            {botapitest.GroupOptions{Basic: true, Bot: botapitest.Left}, "WRONG  group support: the bot is no member of $ID; add it and make it an administrator with Pin messages"},
		"left":           {botapitest.GroupOptions{Forum: true, Bot: botapitest.Left}, "WRONG  group support: the bot does not reach $ID (getChat: 403 Forbidden: bot is not a member of the supergroup chat); add it to the group, or mend the id in team.groups"},
		"kicked":         {botapitest.GroupOptions{Forum: true, Bot: botapitest.Kicked}, "WRONG  group support: the bot does not reach $ID (getChat: 403 Forbidden: bot was kicked from the supergroup chat); add it to the group, or mend the id in team.groups"},
	} {
		id := api.NewGroup(tt.group).ID
		out := examined(t, api, configs.Team{Groups: []configs.Group{{Chat: id}}})
		want := strings.ReplaceAll(tt.want, "$ID", fmt.Sprint(id)) + "\n"
		if _, got, _ := strings.Cut(out, "\n"); got != want {
			t.Errorf("%s:\n%snot\n%s", name, got, want)
		}
	}
	if out := examined(t, api, configs.Team{Groups: []configs.Group{{Chat: -5, Desk: "bank"}}}); !strings.Contains(out, "WRONG  group bank: the bot does not reach -5 (getChat: 400 Bad Request: chat not found)") {
		t.Errorf("a group that is not there:\n%s", out)
	}
}

// The doctor says which editors the weekly message cannot reach.
func TestExamineEditors(t *testing.T) {
	api := botapitest.New(botapitest.Options{})
	t.Cleanup(api.Close)
	api.User(7).Start("")
	out := examined(t, api, configs.Team{Editors: []int64{7, 8}})
	if strings.Contains(out, "editor 7") || !strings.Contains(out, "warn   editor 8: the bot cannot write to this editor; let them open its chat and press Start") {
		t.Errorf("found is\n%s", out)
	}
}

// A Telegram that is away is one finding, and not one for every group.
func TestExamineNoTelegram(t *testing.T) {
	api := botapitest.New(botapitest.Options{})
	api.Close()
	out := examined(t, api, configs.Team{Groups: []configs.Group{{Chat: -1}}, Editors: []int64{7}})
	if strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "WRONG  telegram: getMe: ") || strings.Contains(out, api.Token) {
		t.Errorf("found is\n%s", out)
	}
}

// A group out of reach fails the doctor, for programs too.
func TestDoctorFailsWithoutGroup(t *testing.T) {
	w := newWorld(t, "127.0.0.1:1", botapitest.Options{})
	w.team = -5
	var out, errs bytes.Buffer
	if code := run(t.Context(), process{args: []string{"doctor", "--json"}, environ: w.environ(), stdout: &out, stderr: &errs}); code != exitFailed {
		t.Errorf("the exit code is %d: %s", code, &errs)
	}
	for d := json.NewDecoder(&out); d.More(); {
		var f finding
		if err := d.Decode(&f); err != nil {
			t.Fatal(err)
		}
		if f.What == "group support" {
			if !f.Serious || f.Problem == "" {
				t.Errorf("found is %+v", f)
			}
			return
		}
	}
	t.Error("nothing is said of the group")
}
