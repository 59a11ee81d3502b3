package handoff_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// The table is in English, whoever acts.
func english(name string) handoff.Person {
	p := people()[name]
	p.Reader = handoff.Reader{Lang: knowledge.English}
	return p
}

// inState gives a world whose ticket is in a state: owned by wang where a
// person owns it, with a message of the merchant (own1), words of
// wang (sent1), a note (note1) and a held message of smith (held1, line 4)
// where they can be; r1 is the merchant's message in the room.
func inState(t *testing.T, state handoff.State) *world {
	w := newWorld(t)
	for i := range w.rules.Desks {
		w.rules.Desks[i].Reader = handoff.Reader{Lang: knowledge.English}
	}
	wang := english("wang")
	do := func(ev handoff.Event) {
		w.at = w.at.Add(time.Minute)
		w.event(ev)
	}
	wrote := func(by handoff.Person, ref handoff.Ref, text string) {
		do(handoff.Event{Kind: handoff.Wrote, By: by, Refs: []handoff.Ref{ref}, Text: text})
	}
	if state == handoff.None {
		return w
	}
	if state == handoff.New {
		w.failing["card"] = []string{"mute"}
	}
	open := opening("TM-1", map[string]string{"problem": "contact_bank_message", "lang": "en", "name": "Noodles", "terminal": "12345678"})
	open.Summary = "summary"
	do(open)
	if state == handoff.New || state == handoff.Queued {
		return w
	}
	do(handoff.Event{Kind: handoff.Claim, By: wang})
	do(handoff.Event{Kind: handoff.Said, Text: "m", Refs: []handoff.Ref{"own1"}})
	wrote(wang, "sent1", "w")
	wrote(wang, "note1", "// n")
	wrote(english("smith"), "held1", "s")
	switch state {
	case handoff.Waiting:
		do(handoff.Event{Kind: handoff.Wait, By: wang})
	case handoff.Confirming, handoff.Closed:
		do(handoff.Event{Kind: handoff.Close, By: wang, Problem: "p", Cause: "c", Article: "p", Route: knowledge.RouteBank})
		if state == handoff.Closed {
			do(handoff.Event{Kind: handoff.Answered, Press: handoff.PressWorks})
		}
	case handoff.Returned:
		do(handoff.Event{Kind: handoff.HandBack, By: wang})
	}
	if w.ticket.State != state {
		t.Fatalf("the ticket is %s, not %s", w.ticket.State, state)
	}
	return w
}

type row struct {
	name string
	ev   handoff.Event
}

// rows are the events of the table: every kind, and what makes a difference
// within a kind.
func rows() []row {
	wang, smith, lin, guest, anon := english("wang"), english("smith"), english("lin"), english("guest"), english("anon")
	refs := func(r ...handoff.Ref) []handoff.Ref { return r }
	open := opening("TM-2", map[string]string{"reason": "fraud_suspect", "safety": "yes", "summary": "more"})
	said := func(sense handoff.Sense) handoff.Event {
		return handoff.Event{Kind: handoff.Said, Text: "words", Refs: refs("m9"), Sense: sense}
	}
	wrote := func(by handoff.Person, text string, quote handoff.Ref) handoff.Event {
		return handoff.Event{Kind: handoff.Wrote, By: by, Refs: refs("r9"), Text: text, Quote: quote}
	}
	as := func(kind handoff.Kind, by handoff.Person) handoff.Event { return handoff.Event{Kind: kind, By: by} }
	with := func(ev handoff.Event, set func(*handoff.Event)) handoff.Event {
		set(&ev)
		return ev
	}
	press := func(id string, on handoff.Ref) handoff.Event {
		return handoff.Event{Kind: handoff.Press, By: smith, Press: id, Refs: refs(on)}
	}
	receipt := func(token string, ref handoff.Ref, failed handoff.Failure) handoff.Event {
		return handoff.Event{Kind: handoff.Receipt, Token: token, Refs: refs(ref), Failed: failed}
	}
	return []row{
		{"the case is handed over (again), by a safety rule", open},
		{"merchant: words", said(handoff.Words)},
		{"merchant: a complaint", said(handoff.Complaint)},
		{"merchant: it works", said(handoff.Works)},
		{"merchant: it does not work", said(handoff.Broken)},
		{"merchant: thanks", said(handoff.Thanks)},
		{"merchant: a sticker", handoff.Event{Kind: handoff.Said, Refs: refs("m9"), Files: []conversation.File{{Kind: conversation.Sticker}}}},
		{"merchant edits a message", handoff.Event{Kind: handoff.Reworded, Refs: refs("own1"), Text: "other words"}},
		{"merchant edits a message that is not known", handoff.Event{Kind: handoff.Reworded, Refs: refs("m8"), Text: "other words"}},
		{"merchant presses: it works", handoff.Event{Kind: handoff.Answered, Press: handoff.PressWorks}},
		{"merchant presses: not yet", handoff.Event{Kind: handoff.Answered, Press: handoff.PressBroken}},
		{"merchant presses: 4 of 5", handoff.Event{Kind: handoff.Answered, Press: "rate:4"}},
		{"merchant presses a button of another case", handoff.Event{Kind: handoff.Answered, Press: handoff.PressWorks, Case: "TM-0"}},
		{"merchant blocks the bot", handoff.Event{Kind: handoff.Left}},
		{"merchant is back", handoff.Event{Kind: handoff.Back}},
		{"the bot solved it", handoff.Event{Kind: handoff.BotSolved}},

		{"press of a button that is not known", press("dance", "c1")},
		{"press: claim on a card that is a double", press("claim", "c7")},
		{"press: claim on another case's card", with(press("claim", "c1"), func(e *handoff.Event) { e.Case = "TM-0" })},
		{"claim by the owner", as(handoff.Claim, wang)},
		{"claim by another agent", as(handoff.Claim, smith)},
		{"claim by a viewer", as(handoff.Claim, guest)},
		{"claim by an anonymous admin", as(handoff.Claim, anon)},
		{"release by the owner", as(handoff.Release, wang)},
		{"release by another agent", as(handoff.Release, smith)},
		{"take by an admin", as(handoff.Take, lin)},
		{"take by another agent", as(handoff.Take, smith)},
		{"the owner is no member any more", as(handoff.Quit, wang)},
		{"another is no member any more", as(handoff.Quit, smith)},

		{"words of the owner", wrote(wang, "words", "")},
		{"words of the owner, replying to the merchant", wrote(wang, "words", "r1")},
		{"words of the owner, replying to a note", wrote(wang, "words", "note1")},
		{"words of the owner, replying to what is not known", wrote(wang, "words", "r8")},
		{"words of another agent", wrote(smith, "words", "")},
		{"words of an anonymous admin", wrote(anon, "words", "")},
		{"// words of the owner", wrote(wang, "// words", "")},
		{"// words of a viewer", wrote(guest, "／／ words", "")},
		{"part of an album of the owner", with(wrote(wang, "words", ""), func(e *handoff.Event) { e.Album = "a" })},
		{"the owner edits what was sent", handoff.Event{Kind: handoff.Rewrote, By: wang, Refs: refs("sent1"), Text: "other words"}},
		{"the owner edits a note, without //", handoff.Event{Kind: handoff.Rewrote, By: wang, Refs: refs("note1"), Text: "other words"}},
		{"another agent edits a held message", handoff.Event{Kind: handoff.Rewrote, By: smith, Refs: refs("held1"), Text: "other words"}},
		{"edit of a message that is not known", handoff.Event{Kind: handoff.Rewrote, By: wang, Refs: refs("r8"), Text: "other words"}},
		{"note", with(as(handoff.Note, smith), func(e *handoff.Event) { e.Text = "words" })},
		{"note without words", as(handoff.Note, smith)},
		{"held message: send, by the owner", with(as(handoff.SendHeld, wang), func(e *handoff.Event) { e.Line = 4 })},
		{"held message: send, by its author", with(as(handoff.SendHeld, smith), func(e *handoff.Event) { e.Line = 4 })},
		{"held message: note, by its author", with(as(handoff.NoteHeld, smith), func(e *handoff.Event) { e.Line = 4 })},
		{"recall of what was sent, by the owner", with(as(handoff.Recall, wang), func(e *handoff.Event) { e.Refs = refs("sent1") })},
		{"recall by another agent", with(as(handoff.Recall, smith), func(e *handoff.Event) { e.Refs = refs("sent1") })},
		{"canned reply, by the owner", with(as(handoff.Canned, wang), func(e *handoff.Event) { e.Reply = "photo" })},
		{"canned reply: which?", as(handoff.Canned, wang)},
		{"canned reply, by another agent", with(as(handoff.Canned, smith), func(e *handoff.Event) { e.Reply = "photo" })},
		{"fact, by the owner", with(as(handoff.Fact, wang), func(e *handoff.Event) { e.Question, e.Answer = "q", "a" })},

		{"wait, by the owner", as(handoff.Wait, wang)},
		{"wait, by another agent", as(handoff.Wait, smith)},
		{"resume, by the owner", as(handoff.Resume, wang)},
		{"move, by the owner", with(as(handoff.Move, wang), func(e *handoff.Event) { e.Desk = "device" })},
		{"move, by another agent", with(as(handoff.Move, smith), func(e *handoff.Event) { e.Desk = "device" })},
		{"move: where to?", as(handoff.Move, wang)},
		{"move to where it is", with(as(handoff.Move, wang), func(e *handoff.Event) { e.Desk = "support" })},
		{"back to the bot, by the owner", as(handoff.HandBack, wang)},
		{"back to the bot, by another agent", as(handoff.HandBack, smith)},
		{"spam, by the owner", as(handoff.Spam, wang)},
		{"spam, by another agent", as(handoff.Spam, smith)},
		{"close: what was it?", as(handoff.Close, wang)},
		{"close, by the owner", with(as(handoff.Close, wang), func(e *handoff.Event) { e.Problem, e.Route = "p", knowledge.RouteBank })},
		{"close, by another agent", as(handoff.Close, smith)},
		{"second tap of a close that was not begun", handoff.Event{Kind: handoff.Press, By: wang, Press: "route:bank", Refs: refs("p9")}},
		{"dialogue, by a viewer", as(handoff.Dialogue, guest)},

		{"receipt: the card is there", receipt("TM-1:card:1", "c1", handoff.Done)},
		{"receipt: a second card is there", receipt("TM-1:card:0", "c8", handoff.Done)},
		{"receipt: the card was refused", receipt("TM-1:card:1", "", handoff.Refused)},
		{"receipt: the card to be edited is gone", receipt("TM-1:edit:1", "", handoff.Lost)},
		{"receipt: a message did not find the room", receipt("TM-1:show:1:1", "", handoff.Lost)},
		{"receipt: words were delivered", receipt("TM-1:relay:2", "m7", handoff.Done)},
		{"receipt of another case", receipt("TM-0:card:1", "c1", handoff.Done)},
		{"timer, when nothing is due", handoff.Event{Kind: handoff.Timer}},
		{"timer, a day later", handoff.Event{Kind: handoff.Timer}},
	}
}

// TestTable says what every event does in every state. What it says is
// testdata/table.txt.
func TestTable(t *testing.T) {
	var out strings.Builder
	out.WriteString("What every event does in every state: the state after it, and its effects.\n" +
		"\"as it was\" means that nothing happens. wang owns the case where somebody does.\n" +
		"Written by: go test ./conversation/handoff -run TestTable -update\n")
	kinds, worlds := map[handoff.Kind]bool{}, map[handoff.State]*world{}
	for _, state := range handoff.States() {
		worlds[state] = inState(t, state)
	}
	for _, r := range rows() {
		kinds[r.ev.Kind] = true
		fmt.Fprintf(&out, "\n%s\n", r.name)
		for _, state := range handoff.States() {
			w := worlds[state]
			before := w.ticket // a step leaves it as it is
			ev := r.ev
			ev.At = w.at.Add(time.Minute)
			if strings.Contains(r.name, "a day later") {
				ev.At = w.at.Add(24 * time.Hour)
			}
			after, effects := step(t, before, ev, w.rules)
			invariants(t, after)
			line := string(orNone(after.State))
			if len(effects) == 0 && after.State == before.State && !changed(t, before, after) {
				line = "as it was"
			}
			for _, e := range effects {
				line += " · " + inShort(e)
			}
			fmt.Fprintf(&out, "  %-10s → %s\n", orNone(state), line)
			toasts := slices.DeleteFunc(slices.Clone(effects), func(e handoff.Effect) bool { _, ok := e.(handoff.Toast); return !ok })
			if want := answered(ev.Kind); len(toasts) > 1 || (len(toasts) == 1) != want {
				t.Errorf("%s in %s: %d toasts", r.name, state, len(toasts))
			}
		}
	}
	for _, k := range handoff.Kinds() {
		if !kinds[k] {
			t.Errorf("the table has no row for %s", k)
		}
	}
	data, err := os.ReadFile("testdata/table.txt")
	if err != nil && !*update {
		t.Fatal(err)
	}
	compare(t, "testdata/table.txt", string(data), out.String())
}

// answered reports whether somebody waits for a word: whoever pressed or
// commanded.
func answered(k handoff.Kind) bool {
	return !slices.Contains([]handoff.Kind{
		handoff.Open, handoff.Said, handoff.Reworded, handoff.Left, handoff.Back, handoff.BotSolved,
		handoff.Quit, handoff.Wrote, handoff.Rewrote, handoff.Receipt, handoff.Timer,
	}, k)
}

// changed reports whether anything of the ticket changed.
func changed(t failer, before, after handoff.Ticket) bool {
	return fmt.Sprintf("%+v", reload(t, before)) != fmt.Sprintf("%+v", reload(t, after))
}

// inShort names an effect; what people are told is quoted.
func inShort(e handoff.Effect) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", e), "handoff.")
	text := ""
	switch e := e.(type) {
	case handoff.Tell:
		text = e.Text
	case handoff.Relay:
		text = e.Text
	case handoff.Toast:
		text = e.Text
	case handoff.Notice:
		text = e.Text
	case handoff.Prompt:
		text = e.Text
	case handoff.Remind:
		text = e.Text
	case handoff.React:
		return name + " " + string(e.Mark)
	default:
		return name
	}
	return fmt.Sprintf("%s %q", name, text)
}

// invariants see to what holds for every ticket.
func invariants(t failer, k handoff.Ticket) {
	t.Helper()
	owned := k.Owner.ID != 0
	switch k.State {
	case handoff.Claimed, handoff.Waiting:
		if !owned {
			t.Fatalf("%s without an owner", k.State)
		}
	case handoff.Confirming: // the owner may have left meanwhile
	default:
		if owned {
			t.Fatalf("%s with the owner %d", k.State, k.Owner.ID)
		}
	}
	running := k.State == handoff.New || k.State == handoff.Queued || k.State == handoff.Claimed
	if running != !k.Clock.Since.IsZero() {
		t.Fatalf("%s with a clock since %v", k.State, k.Clock.Since)
	}
	if k.BotAnswers() == (running || k.State == handoff.Waiting || k.State == handoff.Confirming) {
		t.Fatalf("%s: the bot answers %t", k.State, k.BotAnswers())
	}
	if (k.Outcome != "") != (k.State == handoff.Closed) {
		t.Fatalf("%s with the outcome %q", k.State, k.Outcome)
	}
	if (!k.Ended.IsZero()) != (k.State == handoff.Closed || k.State == handoff.Returned) {
		t.Fatalf("%s ended at %v", k.State, k.Ended)
	}
	if len(k.Lines) > handoff.MaxLines || len(k.History) > handoff.MaxHistory || k.Reopens < 0 {
		t.Fatalf("%d lines, %d actions", len(k.Lines), len(k.History))
	}
	for i, l := range k.Lines {
		if i > 0 && l.N <= k.Lines[i-1].N {
			t.Fatalf("line %d after line %d", l.N, k.Lines[i-1].N)
		}
	}
}
