package main

import (
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation/insight"
)

// A word is not adopted when the latest cases say otherwise.
func TestLearnedAdoptIsReplayed(t *testing.T) {
	const file = "problems/contact_bank_message.yaml"
	dir := articles(t)
	before := read(t, dir, file)
	rarer := []insight.Lesson{{
		Problem: "contact_bank_message", Cause: "issuer_declined", Question: "scope", Answer: "one_card",
		From: insight.FromCause, Word: "usually", Better: "often",
	}}
	known := func(answer string) (out []insight.Case) {
		for _, f := range closed(500, answer).cases {
			c, _ := learntCase(f)
			out = append(out, c)
		}
		return out
	}
	s := newSaid()
	err := s.adopt(dir, rarer, known("one_card"))
	if err == nil || !strings.Contains(err.Error(), "Replayed 500 cases") {
		t.Errorf("%v\n%s", err, s.err.String())
	}
	if read(t, dir, file) != before || s.out.Len() > 0 {
		t.Errorf("changed:\n%s", s.out.String())
	}
	if err := s.adopt(dir, rarer, known("one_bank")); err != nil {
		t.Error(err)
	}
	if read(t, dir, file) == before {
		t.Error("not changed by cases that say so")
	}
}
