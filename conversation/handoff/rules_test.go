package handoff_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// Every mistake in the rules is named at once.
func TestRulesValidate(t *testing.T) {
	r := handoff.Rules{
		Hours:   handoff.Hours{Week: [7][]handoff.Span{{{From: time.Hour}}}},
		Targets: map[handoff.Priority]handoff.Target{handoff.Urgent: {First: time.Hour, Resolve: time.Minute}},
		Desks:   []handoff.Desk{{ID: "a", Name: knowledge.Text{ZH: "甲", EN: "A"}}, {ID: "a"}},
		Triage:  []handoff.Triage{{Desk: "b"}, {Priority: "soon"}},
		Canned: []handoff.Reply{
			{ID: "hello: x", Title: knowledge.Text{ZH: "好", EN: "hi"}, Text: knowledge.Text{ZH: "{merchant}{shop}", EN: "{}"}},
			{ID: "two", Title: knowledge.Text{ZH: "二"}, Text: knowledge.Text{ZH: "二", EN: "two"}},
			{ID: "two", Title: knowledge.Text{ZH: "二", EN: "two"}, Text: knowledge.Text{ZH: "二 { }", EN: "} two {"}},
		},
	}
	err := r.Validate()
	if err == nil {
		t.Fatal("no mistake was found")
	}
	for _, want := range []string{
		"no phrases", "hours: Sunday", "targets of urgent", "targets of high", "desk 2: an id and a name", `desk "a" is there twice`,
		`no desk "b"`, `no priority "soon"`, "the id must not", "{shop} is no place", "{} is no place", "title and text are needed in en",
		`reply "two" is there twice`, "{ } is no place", "silence 0s",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said in:\n%v", want, err)
		}
	}
	if err := (handoff.Rules{}).Validate(); !strings.Contains(err.Error(), "there is no desk") {
		t.Error(err)
	}
	phrases, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	if err := handoff.Defaults(phrases).Validate(); err != nil {
		t.Errorf("the defaults are wrong: %v", err)
	}
}

// Where a case goes, and how much it hurries.
func TestTriage(t *testing.T) {
	r := team(t)
	r.Triage = append([]handoff.Triage{
		{Problem: "paper", Desk: "device"},
		{Reason: conversation.ReasonAsked, Route: knowledge.RouteProvider, Desk: "bank", Priority: handoff.High},
	}, r.Triage...)
	for _, tc := range []struct {
		options  map[string]string
		desk     string
		priority handoff.Priority
	}{
		{map[string]string{}, "support", handoff.Normal},
		{map[string]string{"route": "bank"}, "bank", handoff.Normal},
		{map[string]string{"route": "none"}, "support", handoff.Normal},
		{map[string]string{"route": "provider"}, "bank", handoff.High},
		{map[string]string{"route": "provider", "reason": "why"}, "support", handoff.Normal},
		{map[string]string{"route": "bank", "problem": "paper"}, "device", handoff.Normal},
		{map[string]string{"reason": "fraud_suspect", "safety": "yes"}, "support", handoff.Urgent},
		{map[string]string{"reason": conversation.ReasonNotSolved, "route": "device"}, "device", handoff.High},
		{map[string]string{"reason": conversation.ReasonFailed}, "support", handoff.High},
	} {
		ev := opening("TM-1", tc.options)
		ev.At = moment(t, r.Hours, "2026-11-02 09:00")
		ticket, _ := handoff.Step(handoff.Ticket{}, ev, r)
		if ticket.Desk != tc.desk || ticket.Priority != tc.priority {
			t.Errorf("%v goes to %s, %s", tc.options, ticket.Desk, ticket.Priority)
		}
	}
}

func TestFill(t *testing.T) {
	reply := handoff.Reply{Text: knowledge.Text{ZH: "{merchant}您好，终端 {terminal} 的代码 {code}{code}，编号 {case}。", EN: "{case} {{code}}"}}
	ticket := handoff.Ticket{Case: "TM-1", Code: "91", Merchant: handoff.Merchant{Name: "{code}", Terminal: "1"}}
	if text, missing := reply.Fill(ticket); text != "{code}您好，终端 1 的代码 9191，编号 TM-1。" || missing != nil {
		t.Errorf("%q, missing %v", text, missing)
	}
	ticket.Merchant = handoff.Merchant{Name: "王记", Reader: handoff.Reader{Lang: knowledge.Chinese, Traditional: true}}
	ticket.Code = ""
	text, missing := reply.Fill(ticket)
	if !strings.HasPrefix(text, "王记您好，終端") || !reflect.DeepEqual(missing, []string{"{terminal}", "{code}"}) {
		t.Errorf("%q, missing %v", text, missing)
	}
	ticket.Merchant.Reader = handoff.Reader{Lang: knowledge.English}
	if text, _ := reply.Fill(ticket); text != "TM-1 {}" {
		t.Errorf("%q", text)
	}
}
