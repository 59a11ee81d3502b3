package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
)

// closed are cases of one cause, whose merchants all gave one answer.
func closed(n int, answer string) kept {
	var f kept
	for i := range n {
		c := bot.CaseFile{
			Case: fmt.Sprint(1001 + i), Chat: int64(i + 1),
			Record:  handoff.Record{Opened: noon, Ended: noon},
			Answers: []conversation.Answer{{Question: "scope", Answer: answer}, {Question: "method", Answer: "insert"}},
			Learned: &handoff.Learn{Resolution: handoff.Resolution{Problem: "contact_bank_message", Cause: "issuer_declined", Agent: 7}},
		}
		f.cases = append(f.cases, c)
	}
	return f
}

func TestLearned(t *testing.T) {
	s := newSaid()
	if err := s.learnFrom(t.Context(), closed(300, "one_bank"), learnedOptions{}, noon); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"contact_bank_message/issuer_declined", "scope=one_card", "usually", "0.0 of 300.0", "often", "scope=one_bank"} {
		if !strings.Contains(s.out.String(), w) {
			t.Errorf("%q is not in\n%s", w, s.out.String())
		}
	}
	if !strings.Contains(s.err.String(), "300 cases") {
		t.Error(s.err.String())
	}

	s = newSaid()
	s.json = true
	if err := s.learnFrom(t.Context(), closed(3, "one_bank"), learnedOptions{problem: "contact_bank_message"}, noon); err != nil {
		t.Fatal(err)
	}
	var got insight.Lessons
	if err := json.Unmarshal([]byte(s.out.String()), &got); err != nil || got.Cases != 3 || len(got.Lessons) == 0 {
		t.Errorf("%v: %s", err, s.out.String())
	}
	if err := newSaid().learnFrom(t.Context(), kept{}, learnedOptions{problem: "nowhere"}, noon); err == nil {
		t.Error("an article that is not there")
	}
}

// Adopting changes the words that clearly differ, one step each, and nothing
// else in the file; with few cases it changes nothing.
func TestLearnedAdopt(t *testing.T) {
	const file = "problems/contact_bank_message.yaml"
	dir := articles(t)
	before := read(t, dir, file)
	s := newSaid()
	if err := s.learnFrom(t.Context(), closed(4, "one_bank"), learnedOptions{adopt: dir}, noon); err != nil {
		t.Fatal(err)
	}
	if read(t, dir, file) != before || s.out.Len() > 0 {
		t.Errorf("four cases changed %s", s.out.String())
	}
	if err := s.learnFrom(t.Context(), closed(300, "one_bank"), learnedOptions{adopt: dir}, noon); err != nil {
		t.Fatal(err)
	}
	after := read(t, dir, file)
	want := strings.Replace(before, "scope: {one_card: usually, one_bank: rarely}", "scope: {one_card: often, one_bank: sometimes}", 1)
	want = strings.Replace(want, "method: {qr: never, swipe: rarely}", "method: {qr: never, swipe: very_rarely}", 1)
	for _, c := range []string{"merchant_restricted_all", "issuer_maintenance", "stripe_refused"} { // none of the cases were these
		at := strings.Index(want, "id: "+c)
		want = want[:at] + strings.Replace(want[at:], "commonness: occasional", "commonness: rare", 1)
	}
	if after != want {
		t.Errorf("changed:\n%s", s.out.String())
	}
	if !strings.Contains(s.out.String(), "-       scope: {one_card: usually, one_bank: rarely}\n+       scope: {one_card: often, one_bank: sometimes}\n") || !strings.Contains(s.err.String(), "Adopted: ") {
		t.Errorf("%s%s", s.out.String(), s.err.String())
	}
	if _, err := loadFolder(dir); err != nil {
		t.Error(err)
	}
}

func TestLearntCase(t *testing.T) {
	agent := &handoff.Learn{Resolution: handoff.Resolution{Problem: "p", Cause: "c", Agent: 7}}
	merchant := &handoff.Learn{Resolution: handoff.Resolution{Problem: "p", Cause: "c"}, Confirmed: true}
	neither := &handoff.Learn{Resolution: handoff.Resolution{Problem: "p", Cause: "c"}}
	for name, c := range map[string]struct {
		file          bot.CaseFile
		ok, confirmed bool
	}{
		"by an agent":      {bot.CaseFile{Learned: agent}, true, true},
		"by the merchant":  {bot.CaseFile{Learned: merchant}, true, true},
		"unconfirmed":      {bot.CaseFile{Learned: neither}, true, false},
		"solved by advice": {bot.CaseFile{Record: handoff.Record{Solver: handoff.SolvedByBot, Problem: "p", Cause: "c"}}, true, true},
		"nobody said":      {bot.CaseFile{Record: handoff.Record{Problem: "p", Cause: "c"}}, false, false},
		"no cause":         {bot.CaseFile{Learned: &handoff.Learn{Resolution: handoff.Resolution{Problem: "p"}}}, false, false},
	} {
		got, ok := learntCase(c.file)
		if ok != c.ok || ok && (got.Confirmed != c.confirmed || got.Problem != "p") {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}
