package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// secret is in every note and in everything that people write who never own
// the case: the merchant must not see it.
const secret = "[never]"

// script reads events from arbitrary bytes: of a line, the first byte says
// what happens, the second by whom, the third how much later, the rest is the
// text, or whatever a kind has most use for.
func script(data []byte) []handoff.Event {
	names := []string{"wang", "smith", "lin", "guest", "anon"}
	var out []handoff.Event
	for line := range strings.SplitSeq(string(data), "\n") {
		var head [3]byte
		line = line[copy(head[:], line):]
		kind := handoff.Kinds()[int(head[0])%len(handoff.Kinds())]
		name := names[int(head[1])%len(names)]
		word, rest, _ := strings.Cut(line, " ")
		ev := handoff.Event{
			Kind: kind, Text: line, Refs: []handoff.Ref{handoff.Ref(word)}, Press: line, Token: "TM-1:" + line, Reply: line, Desk: line,
			Problem: word, Cause: rest, Route: knowledge.Route(word), Line: int(head[2]), Question: word, Answer: rest,
		}
		switch kind {
		case handoff.Open:
			ev.Case, ev.Summary = "TM-1", rest
			ev.Likely = []handoff.Hypothesis{{Problem: word, Cause: rest, Route: knowledge.Route(rest)}}
		case handoff.Receipt:
			ev.Failed = handoff.Failure(rest)
			ev.Refs = []handoff.Ref{handoff.Ref(word), handoff.Ref(rest)}
		case handoff.Said, handoff.Reworded, handoff.Answered, handoff.Left, handoff.Back, handoff.BotSolved, handoff.Timer:
			ev.Sense = handoff.Sense(word)
		default:
			ev.By = people()[name]
			if name == "guest" || name == "anon" {
				ev.Text = secret + line
			}
			if kind == handoff.Wrote || kind == handoff.Rewrote {
				if head[2]&1 != 0 {
					ev.Text = "//" + secret + line
				}
				if head[2]&2 != 0 {
					ev.Album = "a" + rest
				}
				if head[2]&4 != 0 {
					ev.Quote = handoff.Ref(rest)
				}
			}
			if kind == handoff.Note {
				ev.Text = secret + line
			}
		}
		if head[2]&8 != 0 {
			ev.Files = []conversation.File{{Kind: conversation.Photo, ID: word}}
		}
		ev.At = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC).Add(time.Duration(head[2]) * time.Minute)
		if out = append(out, ev); len(out) == 40 {
			break
		}
	}
	return out
}

// FuzzStep runs arbitrary events. Nothing panics, the ticket is the same after
// being written and read, it stays consistent, and no note and no words of a
// viewer or of nobody reach the merchant, unless the owner lets a viewer's go.
func FuzzStep(f *testing.F) {
	index := func(k handoff.Kind) string { return string(rune(slices.Index(handoff.Kinds(), k))) }
	at := func(k handoff.Kind, who, later byte, rest string) string {
		return index(k) + string(rune(who)) + string(rune(later)) + rest
	}
	for _, lines := range [][]string{
		{at(handoff.Open, 0, 0, "p summary"), at(handoff.Receipt, 0, 0, "card:1 "), at(handoff.Claim, 0, 1, ""), at(handoff.Wrote, 0, 2, "r1 hello"), at(handoff.Wrote, 0, 3, "r2 note"), at(handoff.Wrote, 0, 4, "r3 r2"), at(handoff.Rewrote, 0, 4, "r2 changed")},
		{at(handoff.Open, 0, 0, "p summary"), at(handoff.Claim, 0, 1, ""), at(handoff.Wrote, 3, 2, "r1 guest"), at(handoff.Press, 0, 0, "note_held:1"), at(handoff.Wrote, 0, 10, "r2 a"), at(handoff.Wrote, 0, 11, "r3 a"), at(handoff.Timer, 0, 99, "")},
		{at(handoff.Open, 0, 0, "p summary"), at(handoff.Claim, 0, 1, ""), at(handoff.Press, 0, 0, "close"), at(handoff.Press, 0, 0, "cause:1"), at(handoff.Press, 0, 0, "route:bank"), at(handoff.Answered, 0, 0, "works"), at(handoff.Answered, 0, 0, "rate:3"), at(handoff.Said, 0, 0, "complaint")},
		{at(handoff.Open, 0, 0, "p summary"), at(handoff.Claim, 0, 1, ""), at(handoff.Receipt, 0, 0, "room:2 lost"), at(handoff.Said, 0, 0, "m1"), at(handoff.Receipt, 0, 0, "show:1:1 lost"), at(handoff.HandBack, 0, 0, ""), at(handoff.Open, 0, 0, "p again")},
		{"", "\x00", at(handoff.Open, 0, 255, "\xff\xfe"), at(handoff.Wrote, 0, 0, "\xff"), at(handoff.Move, 0, 0, "bank"), at(handoff.Spam, 1, 0, "")},
	} {
		f.Add([]byte(strings.Join(lines, "\n")))
	}
	rules := team(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var ticket handoff.Ticket
		for _, ev := range script([]byte(strings.ToValidUTF8(string(data), "?"))) {
			next, effects := step(t, ticket, ev, rules)
			invariants(t, next)
			letGo := ev.Kind == handoff.SendHeld || strings.HasPrefix(ev.Press, "send_held:")
			for _, e := range effects {
				text := ""
				switch e := e.(type) {
				case handoff.Tell:
					text = e.Text
				case handoff.Relay:
					if text = e.Text; letGo || len(e.Refs) > 0 && len(e.Files) == 0 {
						text = ""
					}
				}
				if strings.Contains(text, secret) && !corrects(next, e) {
					t.Fatalf("%+v brings to the merchant %+v", ev, e)
				}
			}
			ticket = next
		}
	})
}

// corrects reports whether a relay mends a line that was let go before.
func corrects(k handoff.Ticket, e handoff.Effect) bool {
	r, ok := e.(handoff.Relay)
	return ok && slices.ContainsFunc(k.Lines, func(l handoff.Line) bool { return l.N == r.Line && l.Mends != 0 && !strings.Contains(l.Text, secret) })
}
