package handoff_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

var (
	inChinese     = handoff.Reader{}
	inTraditional = handoff.Reader{Lang: knowledge.Chinese, Traditional: true}
	inEnglish     = handoff.Reader{Lang: knowledge.English}
)

// inWords is a hand-off that is worded for everybody.
func inWords() handoff.Event {
	ev := opening("TM-1", map[string]string{"summary": "原话：jam", "title": "卡纸", "name": "n", "route": "bank"})
	ev.Likely = []handoff.Hypothesis{{Problem: "p", Cause: "c", Route: knowledge.RouteDevice, Title: "纸"}}
	ev.Worded = []handoff.Worded{
		{Reader: inTraditional, Summary: "原話：jam", Title: "卡紙", Causes: []string{"紙"}},
		{Reader: inEnglish, Summary: "words: jam", Title: "Jammed", Causes: []string{"Paper"}},
	}
	return ev
}

// cardOf gives the text of the card that is posted among a desk's.
func cardOf(t *testing.T, effects []handoff.Effect) string {
	t.Helper()
	for _, e := range effects {
		if e, ok := e.(handoff.PostCard); ok {
			return e.Card.Text
		}
	}
	t.Fatal("there is no card")
	return ""
}

// Every desk and agent reads the case in words of their own.
func TestWorded(t *testing.T) {
	w := newWorld(t)
	w.event(inWords())
	for to, want := range map[handoff.Reader]string{
		inChinese: "原话：jam 卡纸 纸", {Lang: knowledge.Chinese}: "原话：jam 卡纸 纸",
		inTraditional: "原話：jam 卡紙 紙", {Traditional: true}: "原話：jam 卡紙 紙",
		inEnglish: "words: jam Jammed Paper", {Lang: knowledge.English, Traditional: true}: "words: jam Jammed Paper",
	} {
		got := w.ticket.For(to)
		if text := got.Summary + " " + got.Title + " " + strings.Join(got.Causes, " "); text != want {
			t.Errorf("%+v reads %q, not %q", to, text, want)
		}
	}
	next, effects := step(t, w.ticket, handoff.Event{Kind: handoff.Move, By: people()["wang"], Desk: "device", At: w.at}, w.rules)
	if card := cardOf(t, effects); !strings.Contains(card, "words: jam") || strings.Contains(card, "原话") {
		t.Errorf("the English desk reads\n%s", card)
	}
	next, effects = step(t, next, handoff.Event{Kind: handoff.Claim, By: people()["smith"], At: w.at}, w.rules)
	for _, e := range effects {
		if e, ok := e.(handoff.OpenRoom); ok && !strings.Contains(e.Name, "Jammed") {
			t.Errorf("the room is called %q", e.Name)
		}
	}
	_, effects = step(t, next, handoff.Event{Kind: handoff.Close, By: people()["smith"], At: w.at}, w.rules)
	for _, e := range effects {
		if e, ok := e.(handoff.Prompt); ok && e.Buttons[0].Label != "Paper" {
			t.Errorf("the causes are %+v", e.Buttons)
		}
	}
}

// What the merchant complains of later stands first for everybody.
func TestWordedAgain(t *testing.T) {
	ticket, _ := handoff.Step(handoff.Ticket{}, inWords(), team(t))
	ticket.State, ticket.Ended = handoff.Closed, time.Time{}.Add(time.Hour)
	ev := handoff.Event{Kind: handoff.Said, Text: "again", Sense: handoff.Complaint, Refs: []handoff.Ref{"m"}, At: ticket.Ended}
	ticket, _ = step(t, ticket, ev, team(t))
	for to, want := range map[handoff.Reader]string{inChinese: "again\n原话：jam", inTraditional: "again\n原話：jam", inEnglish: "again\nwords: jam"} {
		first, _, _ := strings.Cut(ticket.For(to).Summary, "again")
		if got := ticket.For(to).Summary; !strings.HasSuffix(got, want) || first == "" || (to == inEnglish) == strings.ContainsAny(first, "商户再次说又") {
			t.Errorf("%+v reads %q", to, got)
		}
	}
}

// A ticket of before is read as its first desk read it.
func TestWordedBefore(t *testing.T) {
	var ticket handoff.Ticket
	if err := json.Unmarshal([]byte(`{"v":1,"case":"TM-1","state":"closed","ended":"2026-11-02T01:00:00Z","desk":"device","summary":"Why: asked","title":"Jammed","likely":[{"problem":"p","cause":"c","route":"device","title":"Paper"}]}`), &ticket); err != nil {
		t.Fatal(err)
	}
	for _, to := range handoff.Readers() {
		if w := ticket.For(to); w.Summary != "Why: asked" || w.Title != "Jammed" || len(w.Causes) != 1 {
			t.Errorf("%+v reads %+v", to, w)
		}
	}
	rules := team(t)
	ticket, _ = step(t, ticket, handoff.Event{Kind: handoff.Said, Text: "又坏了", Sense: handoff.Complaint, Refs: []handoff.Ref{"m"}, At: ticket.Ended}, rules)
	want := rules.Phrases.Say(knowledge.English, handoff.PhraseCameBack, conversation.Values{"words": "又坏了"}) + "\nWhy: asked"
	if got := ticket.For(inChinese).Summary; got != want {
		t.Errorf("it reads %q, not %q", got, want)
	}
	long := inWords()
	long.Worded[1].Summary = strings.Repeat("x", 2*handoff.MaxSummary)
	if next, _ := step(t, handoff.Ticket{}, long, rules); len([]rune(next.For(inEnglish).Summary)) > handoff.MaxSummary {
		t.Error("a summary is not cut")
	}
}
