package handoff_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// A case that never ends stays small: the oldest lines and actions leave, and
// it is said how many.
func TestLimits(t *testing.T) {
	w := newWorld(t)
	w.input(`open TM-1 summary="s"`)
	w.input("wang claim")
	wang := people()["wang"]
	const n = 700
	for i := range n {
		ref := handoff.Ref(fmt.Sprintf("x%d", i))
		text := strings.Repeat("字", 50) + string(ref)
		ev := handoff.Event{Kind: handoff.Said, At: w.at, Refs: []handoff.Ref{ref}, Text: text}
		if i%2 == 0 {
			ev = handoff.Event{Kind: handoff.Wrote, At: w.at, By: wang, Refs: []handoff.Ref{ref}, Text: text}
		}
		w.ticket, _ = handoff.Step(w.ticket, ev, w.rules)
	}
	k := w.ticket
	if len(k.Lines) != handoff.MaxLines || k.Cut != n-handoff.MaxLines || k.LineN != n || k.Lines[0].N != n-handoff.MaxLines+1 {
		t.Errorf("%d lines from %d, %d were cut", len(k.Lines), k.Lines[0].N, k.Cut)
	}
	if len(k.History) != handoff.MaxHistory || k.Forgotten == 0 || k.History[0].Act != handoff.ActOpened {
		t.Errorf("%d actions from %+v, %d forgotten", len(k.History), k.History[0], k.Forgotten)
	}
	// A quote of a message that is kept no more may be one of a note.
	k, effects := handoff.Step(k, handoff.Event{Kind: handoff.Wrote, At: w.at, By: wang, Refs: []handoff.Ref{"y"}, Text: "t", Quote: "x1"}, w.rules)
	if _, held := effects[0].(handoff.Prompt); !held || k.Lines[len(k.Lines)-1].From != handoff.FromHeld {
		t.Errorf("a reply to what is not known: %+v", effects)
	}
	// An edit of it is not sent, and a receipt for it does no harm.
	k, effects = handoff.Step(k, handoff.Event{Kind: handoff.Rewrote, At: w.at, By: wang, Refs: []handoff.Ref{"x0"}, Text: "t"}, w.rules)
	if _, told := effects[0].(handoff.Notice); !told || len(effects) != 1 {
		t.Errorf("an edit of what is not known: %+v", effects)
	}
	_, effects = handoff.Step(k, handoff.Event{Kind: handoff.Receipt, At: w.at, Token: "TM-1:relay:1", Refs: []handoff.Ref{"m"}}, w.rules)
	if len(effects) != 0 {
		t.Errorf("a receipt for what is not known: %+v", effects)
	}
	step(t, k, handoff.Event{Kind: handoff.Claim, At: w.at, By: wang}, w.rules) // a full ticket stays as it was, too
	step(t, k, handoff.Event{Kind: handoff.Wait, At: w.at, By: wang}, w.rules)
	data, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(data))
}

// Long words are sent whole and kept cut; all of them together are bounded.
func TestWords(t *testing.T) {
	w := newWorld(t)
	w.input(`open TM-1 summary="s"`)
	w.input("wang claim")
	long := strings.Repeat("字", 2*handoff.MaxText)
	for i := range 30 {
		ref := handoff.Ref(fmt.Sprintf("x%d", i))
		var effects []handoff.Effect
		w.ticket, effects = handoff.Step(w.ticket, handoff.Event{Kind: handoff.Wrote, At: w.at, By: people()["wang"], Refs: []handoff.Ref{ref}, Text: long}, w.rules)
		if got := effects[0].(handoff.Relay).Text; got != long {
			t.Fatalf("%d of %d bytes are sent", len(got), len(long))
		}
		for j := range 8 {
			w.ticket, _ = handoff.Step(w.ticket, handoff.Event{Kind: handoff.Said, At: w.at, Refs: []handoff.Ref{"m"}, Text: fmt.Sprint(j)}, w.rules)
			w.ticket, _ = handoff.Step(w.ticket, handoff.Event{Kind: handoff.Reworded, At: w.at, Refs: []handoff.Ref{"m"}, Text: fmt.Sprint(j, "!")}, w.rules)
		}
	}
	words := 0
	for _, l := range w.ticket.Lines {
		words += utf8.RuneCountInString(l.Text)
		if len(l.Was) > handoff.MaxWordings {
			t.Errorf("%d wordings", len(l.Was))
		}
	}
	if words > handoff.MaxWords || w.ticket.Cut == 0 {
		t.Errorf("%d runes are kept, %d lines were cut", words, w.ticket.Cut)
	}
}

// A case opened in the year 1, or long ago, is handled as fast as any other.
func TestLongAgo(t *testing.T) {
	w := newWorld(t)
	ev := opening("TM-1", map[string]string{"summary": "s"})
	ev.At = time.Time{}.Add(time.Hour)
	k, _ := handoff.Step(handoff.Ticket{}, ev, w.rules)
	began := time.Now()
	for range 100 {
		k, _ = handoff.Step(k, handoff.Event{Kind: handoff.Timer, At: w.at}, w.rules)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("100 timers took %v", took)
	}
}
