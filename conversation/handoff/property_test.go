package handoff_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// step runs an event and sees to everything that must hold.
func (w *walk) step(ev handoff.Event) {
	w.at = w.at.Add(time.Duration(rapid.IntRange(0, 4).Draw(w.T, "seconds")) * time.Second)
	if rapid.IntRange(0, 9).Draw(w.T, "long") == 0 {
		w.at = w.at.Add(time.Duration(rapid.IntRange(1, 80).Draw(w.T, "hours")) * time.Hour)
	}
	w.run(ev)
}

func (w *walk) run(ev handoff.Event) {
	ev.At = w.at
	before := w.ticket
	after, effects := step(w, before, ev, w.rules)
	w.ticket = after
	invariants(w, after)
	toasts := 0
	for _, e := range effects {
		if _, ok := e.(handoff.Toast); ok {
			toasts++
		}
		w.see(before, ev, e)
	}
	if want := answered(ev.Kind); (toasts == 1) != want || toasts > 1 {
		w.Fatalf("%d toasts for %s", toasts, ev.Kind)
	}
	w.owners(before, ev)
	w.silence(before, ev, effects)
	w.accepted(before, ev, effects)
}

// see follows an effect.
func (w *walk) see(before handoff.Ticket, ev handoff.Event, e handoff.Effect) {
	ask := func(side *[]handoff.Event, token, sort string) {
		*side = append(*side, handoff.Event{Kind: handoff.Receipt, Token: token, Refs: []handoff.Ref{w.ref(sort)}})
	}
	switch e := e.(type) {
	case handoff.Relay:
		w.relayed(before, ev, e)
		ask(&w.buyer, e.Token, "m")
	case handoff.Tell:
		w.clean(e.Text, "the bot tells the merchant")
	case handoff.TakeBack:
		ask(&w.buyer, e.Token, "")
	case handoff.PostCard:
		ask(&w.team, e.Token, "c")
		w.offered(e.Card.Buttons)
	case handoff.EditCard:
		ask(&w.team, e.Token, "c")
		w.offered(e.View.Buttons)
	case handoff.OpenRoom:
		ask(&w.team, e.Token, "t")
	case handoff.Prompt:
		w.offered(e.Buttons)
	case handoff.Show:
		ask(&w.team, e.Token, "r")
		w.refs = append(w.refs, w.team[len(w.team)-1].Refs...)
		parts := strings.Split(e.Token, ":") // the case, what for, the line, which room
		room := parts[0] + ":" + parts[3]
		if e.Line <= w.last[room] {
			w.Fatalf("line %d is shown after line %d", e.Line, w.last[room])
		}
		w.last[room] = e.Line
		w.stands(e.To.Room, e.Line)
	case handoff.Transcript:
		for _, l := range e.Lines {
			w.stands(e.To.Room, l.N)
		}
	}
}

// stands notes that a line is in a room now.
func (w *walk) stands(room handoff.Ref, line int) {
	if w.rooms[room] == nil {
		w.rooms[room] = map[string]bool{}
	}
	w.rooms[room][fmt.Sprint(w.ticket.Case, ":", line)] = true
}

// whole sees that a room has every line that is kept, but those that the team
// wrote, which stand where they were written.
func (w *walk) whole(room handoff.Ref) {
	for _, l := range w.ticket.Lines {
		if l.From == handoff.FromMerchant && !w.rooms[room][fmt.Sprint(w.ticket.Case, ":", l.N)] {
			w.Fatalf("line %d is not in the room %s: %+v", l.N, room, l)
		}
	}
}

func (w *walk) offered(choices []conversation.Choice) {
	for _, c := range choices {
		if len(c.ID) > 64 {
			w.Fatalf("the button %q is longer than 64 bytes", c.ID)
		}
		if !slices.Contains(w.press, c.ID) {
			w.press = append(w.press, c.ID)
		}
	}
}

// relayed sees to what goes to the merchant: words that the owner wrote while
// owning the case, or let go; never a note; each once.
func (w *walk) relayed(before handoff.Ticket, ev handoff.Event, e handoff.Relay) {
	owner := before.Owner.ID
	if owner == 0 || before.Gone && w.ticket.Gone {
		w.Fatalf("%s sends %q to the merchant: the owner is %d, gone %t", ev.Kind, e.Text, owner, before.Gone)
	}
	said := false
	wasHeld := slices.ContainsFunc(before.Lines, func(l handoff.Line) bool { return l.N == e.Line })
	release := ev.By.ID == owner && (ev.Kind == handoff.SendHeld || strings.HasPrefix(ev.Press, "send_held:"))
	for s, t := range w.texts {
		if !strings.Contains(e.Text, s) {
			continue
		}
		said = true
		line := w.line(e.Line)
		switch {
		case t.note:
			w.Fatalf("%s sends the note %q to the merchant", ev.Kind, s)
		case !strings.Contains(line.Text, s): // the old words of a correction
			if t.sent == 0 {
				w.Fatalf("a correction repeats %q, which was never sent", s)
			}
			continue
		case wasHeld && !release:
			w.Fatalf("%s by %d lets %q go, %d owns the case", ev.Kind, ev.By.ID, s, owner)
		case !wasHeld && t.by != owner:
			w.Fatalf("%s sends %q of %d to the merchant; %d owns the case", ev.Kind, s, t.by, owner)
		}
		t.sent++
		if t.sent > 1 {
			w.Fatalf("%q goes to the merchant %d times", s, t.sent)
		}
	}
	if !said && ev.Kind != handoff.Canned && !strings.Contains(e.Text, "编号") && !strings.Contains(e.Text, "终端") {
		w.Fatalf("%q goes to the merchant and nobody wrote it", e.Text)
	}
}

func (w *walk) line(n int) handoff.Line {
	for _, l := range w.ticket.Lines {
		if l.N == n {
			return l
		}
	}
	w.Fatalf("line %d is not kept", n)
	return handoff.Line{}
}

// clean sees that no words of the team are in a text.
func (w *walk) clean(s, where string) {
	for words := range w.texts {
		if strings.Contains(s, words) {
			w.Fatalf("%s %q", where, s)
		}
	}
}

// owners sees that a case is taken from nobody but by an admin, and given up
// by nobody but its owner, an admin and the end.
func (w *walk) owners(before handoff.Ticket, ev handoff.Event) {
	if before.Owner.ID == w.ticket.Owner.ID {
		return
	}
	if w.ticket.Epoch <= before.Epoch {
		w.Fatalf("%s changes the owner, the epoch stays %d", ev.Kind, before.Epoch)
	}
	byPress := ev.Kind == handoff.Press
	if after := w.ticket.Owner.ID; after != 0 {
		if after != ev.By.ID || ev.By.Role == handoff.Viewer || !byPress && ev.Kind != handoff.Claim && ev.Kind != handoff.Take {
			w.Fatalf("%s by %d makes %d the owner", ev.Kind, ev.By.ID, after)
		}
		if before.Owner.ID != 0 && ev.By.Role != handoff.Admin {
			w.Fatalf("%d takes the case from %d", after, before.Owner.ID)
		}
		return
	}
	if ev.By.ID != 0 && ev.By.ID != before.Owner.ID && ev.By.Role != handoff.Admin {
		w.Fatalf("%s by %d takes the case from %d", ev.Kind, ev.By.ID, before.Owner.ID)
	}
}

// silence sees that a merchant hears nothing of a case that has ended, unless
// it is opened again.
func (w *walk) silence(before handoff.Ticket, ev handoff.Event, effects []handoff.Effect) {
	if before.State != handoff.Closed && before.State != handoff.Returned {
		return
	}
	ended := w.ticket.State == before.State
	for _, e := range effects {
		switch e.(type) {
		case handoff.Tell, handoff.Relay:
			if ended {
				w.Fatalf("%s: the merchant of a case that is %s is told %+v", ev.Kind, before.State, e)
			}
		}
	}
	opens := []handoff.Kind{handoff.Open, handoff.Said, handoff.Answered, handoff.Claim, handoff.Take, handoff.Press, handoff.BotSolved}
	if !ended && !slices.Contains(opens, ev.Kind) {
		w.Fatalf("%s opens a case that is %s", ev.Kind, before.State)
	}
	if !ended && ev.Kind != handoff.Open && ev.At.Sub(before.Ended) > handoff.Reopening && ev.Kind != handoff.BotSolved {
		w.Fatalf("%s opens a case that ended %v ago", ev.Kind, ev.At.Sub(before.Ended))
	}
}

// accepted sees that plain words of the owner go out at once.
func (w *walk) accepted(before handoff.Ticket, ev handoff.Event, effects []handoff.Effect) {
	if ev.Kind != handoff.Wrote || ev.Album != "" || ev.Quote != "" || before.Gone || w.texts[ev.Text] == nil ||
		before.Owner.ID == 0 || before.Owner.ID != ev.By.ID {
		return
	}
	n := 0
	for _, e := range effects {
		if r, ok := e.(handoff.Relay); ok && r.Text == ev.Text {
			n++
		}
	}
	if n != 1 {
		w.Fatalf("words of the owner went to the merchant %d times", n)
	}
}

// settle lets everything come to rest: an agent owns the case, every receipt
// is there, every album is complete.
func (w *walk) settle() {
	w.run(handoff.Event{Kind: handoff.Take, By: people()["lin"]})
	for range 100 {
		switch {
		case len(w.team) > 0:
			ev := w.team[0]
			w.team = w.team[1:]
			w.run(ev)
		case len(w.buyer) > 0:
			ev := w.buyer[0]
			w.buyer = w.buyer[1:]
			w.run(ev)
		case w.ticket.Album != nil:
			w.at = w.ticket.Album.At.Add(handoff.AlbumPause)
			w.run(handoff.Event{Kind: handoff.Timer})
		case w.ticket.Owner.ID != 0 && w.ticket.Card.Ref == "":
			w.at, _ = handoff.Due(w.ticket, w.rules)
			w.run(handoff.Event{Kind: handoff.Timer})
		default:
			return
		}
	}
	w.Fatal("it never comes to rest")
}

// Whatever happens in whatever order: one owner, no words of others, no notes,
// nothing twice, nothing after the end; and in the end the room has every line.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWalk(r)
		w.run(opening("TM-1", map[string]string{"problem": "p", "summary": "s", "name": "n"}))
		for range rapid.IntRange(10, 80).Draw(r, "events") {
			w.step(w.event())
			w.due()
		}
		w.settle()
		if w.ticket.Owner.ID == 0 {
			return // it ended more than a week ago
		}
		if w.ticket.Room.Losses == 0 && w.ticket.Room.Ref != "" {
			w.whole(w.ticket.Room.Ref)
		}
		for _, l := range w.ticket.Lines {
			if !l.Shown && w.ticket.Room.Losses == 0 {
				r.Fatalf("line %d is not in the room: %+v", l.N, w.ticket.Room)
			}
		}
	})
}

// due sees that a timer that is due brings the next one further.
func (w *walk) due() {
	for i := 0; ; i++ {
		due, ok := handoff.Due(w.ticket, w.rules)
		if !ok || due.After(w.at) {
			return
		}
		if i == 20 {
			w.Fatalf("the timer of %v never ends", due)
		}
		w.run(handoff.Event{Kind: handoff.Timer})
		next, ok := handoff.Due(w.ticket, w.rules)
		if ok && !next.After(due) && !next.After(w.at) {
			w.Fatalf("after the timer of %v at %v comes one of %v", due, w.at, next)
		}
	}
}

// A thousand agents press at once: exactly one owns the case, and every one of
// them is told.
func TestAThousandClaims(t *testing.T) {
	rules := team(t)
	open := opening("TM-1", map[string]string{"summary": "s"})
	open.At = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	ticket, _ := handoff.Step(handoff.Ticket{}, open, rules)
	for id := int64(1); id <= 1000; id++ {
		by := handoff.Person{ID: id, Name: "a" + strconv.FormatInt(id, 10), Role: handoff.Agent, Reader: handoff.Reader{Lang: knowledge.English}}
		var effects []handoff.Effect
		ticket, effects = handoff.Step(ticket, handoff.Event{Kind: handoff.Claim, By: by, At: open.At}, rules)
		want := "a1 has it"
		if id == 1 {
			want = "TM-1 is yours"
		}
		i := slices.IndexFunc(effects, func(e handoff.Effect) bool { _, ok := e.(handoff.Toast); return ok })
		if i < 0 || effects[i].(handoff.Toast).Text != want {
			t.Fatalf("agent %d is told %v, not %q", id, effects, want)
		}
		if id > 1 && len(effects) != 1 {
			t.Fatalf("a late claim has effects: %v", effects)
		}
	}
	if ticket.Owner.ID != 1 {
		t.Fatalf("the owner is %d", ticket.Owner.ID)
	}
}
