package handoff_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// text is what the walk knows of a text that was written. Every text is
// unlike every other and no part of one.
type text struct {
	by   int64 // 0 is the merchant, or nobody
	note bool
	sent int // how often it went to the merchant as words of its own
}

// walk is a random case, followed from outside: it knows who wrote what, and
// sees every effect.
type walk struct {
	*rapid.T
	rules  handoff.Rules
	ticket handoff.Ticket
	at     time.Time
	n      int
	texts  map[string]*text
	team   []handoff.Event // receipts to come from the team's side, in order
	buyer  []handoff.Event // and from the merchant's
	refs   []handoff.Ref   // messages in the room
	mine   map[handoff.Ref]int64
	own    []handoff.Ref // the merchant's messages
	last   map[string]int
	rooms  map[handoff.Ref]map[string]bool // the lines that stand in each room, of each case
	press  []string                        // buttons that were offered
}

func newWalk(t *rapid.T) *walk {
	return &walk{
		T: t, rules: team(t), texts: map[string]*text{}, mine: map[handoff.Ref]int64{}, last: map[string]int{}, rooms: map[handoff.Ref]map[string]bool{},
		at: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC),
	}
}

func (w *walk) ref(sort string) handoff.Ref {
	w.n++
	return handoff.Ref(fmt.Sprintf("%s%d", sort, w.n))
}

// words gives a text that was never written before.
func (w *walk) words(by int64, note bool) string {
	w.n++
	s := fmt.Sprintf("<%d>", w.n)
	w.texts[s] = &text{by: by, note: note}
	return s
}

// event draws something that may happen.
func (w *walk) event() handoff.Event {
	common := []handoff.Kind{
		handoff.Receipt, handoff.Receipt, handoff.Receipt, handoff.Receipt, handoff.Receipt, handoff.Receipt, handoff.Receipt,
		handoff.Wrote, handoff.Wrote, handoff.Wrote, handoff.Rewrote, handoff.Said, handoff.Said, handoff.Claim, handoff.Recall,
	}
	ev := handoff.Event{Kind: rapid.SampledFrom(slices.Concat(common, handoff.Kinds(), common)).Draw(w.T, "kind")}
	names := []string{"wang", "smith", "lin", "guest", "anon"}
	by := people()[rapid.SampledFrom(names).Draw(w.T, "by")]
	if w.ticket.Owner.ID != 0 && rapid.IntRange(0, 2).Draw(w.T, "owner") > 0 {
		by = w.ticket.Owner
	}
	switch ev.Kind {
	case handoff.Open:
		w.n++
		ev = opening(fmt.Sprintf("TM-%d", w.n), map[string]string{
			"problem": "p", "summary": rapid.SampledFrom([]string{"", "summary"}).Draw(w.T, "summary"),
			"route":  string(rapid.SampledFrom(knowledge.Routes()).Draw(w.T, "route")),
			"safety": rapid.SampledFrom([]string{"", "yes"}).Draw(w.T, "safety"), "name": "n", "terminal": "t", "code": "91",
		})
	case handoff.Said:
		ev.Text, ev.Refs, ev.Quote = w.words(0, false), []handoff.Ref{w.ref("m")}, w.pick(w.own)
		ev.Sense = rapid.SampledFrom([]handoff.Sense{handoff.Words, handoff.Thanks, handoff.Works, handoff.Broken, handoff.Complaint}).Draw(w.T, "sense")
		w.own = append(w.own, ev.Refs...)
	case handoff.Reworded:
		ev.Text, ev.Refs = w.words(0, false), []handoff.Ref{w.pick(w.own)}
	case handoff.Answered:
		ev.Press = rapid.SampledFrom([]string{handoff.PressWorks, handoff.PressBroken, "rate:5", "rate:9", "x"}).Draw(w.T, "press")
	case handoff.Left, handoff.Back, handoff.BotSolved, handoff.Timer:
	case handoff.Receipt:
		return w.receipt()
	default:
		ev.By = by
		w.act(&ev)
	}
	return ev
}

// act draws what somebody of the team does.
func (w *walk) act(ev *handoff.Event) {
	switch ev.Kind {
	case handoff.Press:
		if len(w.press) > 0 {
			ev.Press = rapid.SampledFrom(w.press).Draw(w.T, "press")
		}
		ev.Refs = []handoff.Ref{rapid.SampledFrom([]handoff.Ref{w.ticket.Card.Ref, w.ticket.Head.Ref, "p1"}).Draw(w.T, "on")}
	case handoff.Wrote:
		note := rapid.IntRange(0, 3).Draw(w.T, "note") == 0
		ev.Text = w.words(ev.By.ID, note)
		if note {
			ev.Text = rapid.SampledFrom([]string{"//", " // ", "／／", "　／/"}).Draw(w.T, "mark") + ev.Text
		}
		ev.Refs = []handoff.Ref{w.ref("r")}
		if rapid.IntRange(0, 2).Draw(w.T, "quotes") == 0 {
			ev.Quote = w.pick(append(slices.Clone(w.refs), w.ticket.Card.Ref, "r0"))
		}
		if rapid.IntRange(0, 3).Draw(w.T, "album") == 0 {
			ev.Album = rapid.SampledFrom([]string{"a", "b"}).Draw(w.T, "id")
			ev.Files = []conversation.File{{Kind: conversation.Photo, ID: "f"}}
		}
		w.refs = append(w.refs, ev.Refs...)
		w.mine[ev.Refs[0]] = ev.By.ID
	case handoff.Rewrote: // only who wrote it can
		ref := w.pick(w.refs)
		ev.Refs, ev.By.ID = []handoff.Ref{ref}, w.mine[ref]
		note := rapid.IntRange(0, 2).Draw(w.T, "note") == 0
		ev.Text = w.words(ev.By.ID, note)
		if note {
			ev.Text = "//" + ev.Text
		}
	case handoff.Note:
		if rapid.Bool().Draw(w.T, "words") {
			ev.Text = w.words(ev.By.ID, true)
		}
	case handoff.SendHeld, handoff.NoteHeld:
		ev.Line = rapid.IntRange(0, w.ticket.LineN).Draw(w.T, "line")
	case handoff.Recall:
		ev.Refs = []handoff.Ref{w.pick(w.refs)}
	case handoff.Canned:
		ev.Reply = rapid.SampledFrom([]string{"", "photo", "terminal", "x"}).Draw(w.T, "reply")
	case handoff.Move:
		ev.Desk = rapid.SampledFrom([]string{"", "support", "bank", "device", "x"}).Draw(w.T, "desk")
	case handoff.Fact:
		ev.Question, ev.Answer = "q", "a"
	case handoff.Close:
		if rapid.Bool().Draw(w.T, "all") {
			ev.Problem, ev.Route = "p", knowledge.RouteDevice
		}
	}
}

func (w *walk) pick(refs []handoff.Ref) handoff.Ref {
	return rapid.SampledFrom(append([]handoff.Ref{""}, refs...)).Draw(w.T, "ref")
}

// receipt is the next answer of one of the two sides.
func (w *walk) receipt() handoff.Event {
	side := &w.team
	if len(w.team) == 0 || len(w.buyer) > 0 && rapid.Bool().Draw(w.T, "buyer") {
		side = &w.buyer
	}
	if len(*side) == 0 {
		return handoff.Event{Kind: handoff.Receipt, Token: "TM-0:card:1", Refs: []handoff.Ref{"x"}}
	}
	ev := (*side)[0]
	*side = (*side)[1:]
	if rapid.IntRange(0, 4).Draw(w.T, "fails") == 0 {
		ev.Refs = nil
		ev.Failed = rapid.SampledFrom([]handoff.Failure{handoff.Lost, handoff.Refused, handoff.Blocked}).Draw(w.T, "failure")
	}
	return ev
}
