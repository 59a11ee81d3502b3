package handoff_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
)

var catalog = sync.OnceValues(messages.New)

// team gives the rules of the tests: three desks in Shanghai that work on
// weekdays, with a holiday and a Saturday that is worked.
func team(t interface{ Fatal(...any) }) handoff.Rules {
	phrases, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	r := handoff.Defaults(phrases)
	day := []handoff.Span{{From: 9 * time.Hour, To: 18 * time.Hour}}
	r.Hours = handoff.Hours{
		Zone: time.FixedZone("Shanghai", 8*60*60),
		Week: [7][]handoff.Span{nil, day, day, day, day, day, nil},
		Days: map[string][]handoff.Span{"2026-11-06": nil, "2026-11-07": day},
	}
	r.Desks = []handoff.Desk{
		{ID: "support", Name: knowledge.Text{ZH: "客服组", EN: "Support"}, Lead: 900},
		{ID: "bank", Name: knowledge.Text{ZH: "银行组", EN: "Bank desk"}, Route: knowledge.RouteBank, Lead: 901},
		{ID: "device", Name: knowledge.Text{ZH: "设备组", EN: "Device desk"}, Route: knowledge.RouteDevice, Reader: handoff.Reader{Lang: knowledge.English}},
	}
	r.Canned = []handoff.Reply{
		{ID: "photo", Title: knowledge.Text{ZH: "要照片", EN: "Ask for a photo"}, Text: knowledge.Text{
			ZH: "{merchant}，请拍一下屏幕发过来（编号 {case}）。", EN: "{merchant}, please send a photo of the screen (case {case}).",
		}},
		{ID: "terminal", Title: knowledge.Text{ZH: "问代码", EN: "About the code"}, Text: knowledge.Text{
			ZH: "终端 {terminal} 显示 {code}，请先别再刷。", EN: "Terminal {terminal} shows {code}: please do not run the card again.",
		}},
	}
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	return r
}

// people of the tests.
func people() map[string]handoff.Person {
	return map[string]handoff.Person{
		"wang":  {ID: 101, Name: "王芳", Role: handoff.Agent},
		"smith": {ID: 102, Name: "Smith", Role: handoff.Agent, Reader: handoff.Reader{Lang: knowledge.English}},
		"lin":   {ID: 103, Name: "林姐", Role: handoff.Admin, Reader: handoff.Reader{Traditional: true}},
		"guest": {ID: 104, Name: "小赵"},
		"anon":  {},
	}
}

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// reload writes a ticket and reads it back.
func reload(t failer, ticket handoff.Ticket) handoff.Ticket {
	t.Helper()
	data, err := json.Marshal(ticket)
	if err != nil {
		t.Fatal(err)
	}
	var out handoff.Ticket
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// step runs one event on the ticket as it was written and read back, and sees
// to what holds for every step: it changes nothing it was given, gives the
// same every time, and the ticket is the same after being written and read.
func step(t failer, ticket handoff.Ticket, ev handoff.Event, rules handoff.Rules) (handoff.Ticket, []handoff.Effect) {
	t.Helper()
	before := reload(t, ticket)
	next, effects := handoff.Step(ticket, ev, rules)
	if !reflect.DeepEqual(before, reload(t, ticket)) {
		t.Fatalf("%s changed the ticket that it was given", ev.Kind)
	}
	again, effectsAgain := handoff.Step(before, ev, rules)
	if !reflect.DeepEqual(effects, effectsAgain) {
		t.Fatalf("%s gives other effects the second time:\n%+v\n%+v", ev.Kind, effects, effectsAgain)
	}
	written, err := json.Marshal(next)
	if err != nil {
		t.Fatal(err)
	}
	writtenAgain, _ := json.Marshal(again)
	if string(written) != string(writtenAgain) {
		t.Fatalf("%s gives another ticket the second time:\n%s\n%s", ev.Kind, written, writtenAgain)
	}
	return reload(t, next), effects
}

// world is what stands around a ticket: it gives messages their names, answers
// tokens and lets the time pass.
type world struct {
	failer
	rules  handoff.Rules
	ticket handoff.Ticket
	at     time.Time
	named  map[string]int
	// failing holds, by what a token is for, how its next receipts end; "mute"
	// is a receipt that never comes.
	failing map[string][]string
	waiting []handoff.Event // receipts that are still to come
	late    bool            // receipts wait until they are let come
	out     strings.Builder
}

func newWorld(t testing.TB) *world {
	return &world{
		failer: t, rules: team(t), named: map[string]int{}, failing: map[string][]string{},
		at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.FixedZone("Shanghai", 8*60*60)),
	}
}

// ref names one more thing of a sort.
func (w *world) ref(sort string) handoff.Ref {
	w.named[sort]++
	return handoff.Ref(fmt.Sprintf("%s%d", sort, w.named[sort]))
}

// event steps the ticket and lets the receipts come.
func (w *world) event(ev handoff.Event) {
	w.Helper()
	ev.At = w.at
	var effects []handoff.Effect
	was := w.ticket.State
	w.ticket, effects = step(w, w.ticket, ev, w.rules)
	for _, e := range effects {
		w.write(e)
	}
	if was != w.ticket.State {
		fmt.Fprintf(&w.out, "    (%s → %s)\n", orNone(was), orNone(w.ticket.State))
	}
	if !w.late {
		w.receipts()
	}
}

// receipts lets what is still to come come.
func (w *world) receipts() {
	for i := 0; len(w.waiting) > 0; i++ {
		if i == 1000 {
			w.Fatal("the receipts never end")
		}
		ev := w.waiting[0]
		w.waiting = w.waiting[1:]
		late := w.late
		w.late = true // one after the other
		w.event(ev)
		w.late = late
	}
}

// pass lets time pass; timers fire on the way.
func (w *world) pass(until time.Time) {
	w.Helper()
	for range 100 {
		due, ok := handoff.Due(w.ticket, w.rules)
		if !ok || due.After(until) {
			w.at = until
			return
		}
		if due.After(w.at) {
			w.at = due
		}
		fmt.Fprintf(&w.out, "    %s\n", w.at.In(w.rules.Hours.Zone).Format("(Mon 01-02 15:04:05)"))
		w.event(handoff.Event{Kind: handoff.Timer})
	}
	w.Fatal("the timers never end")
}

// asked notes that a token is to be answered, with the messages it became.
func (w *world) asked(token string, refs ...handoff.Ref) string {
	of := strings.Split(token, ":")[1]
	ev := handoff.Event{Kind: handoff.Receipt, Token: token, Refs: refs}
	how := ""
	if f := w.failing[of]; len(f) > 0 {
		how, w.failing[of] = f[0], f[1:]
		ev.Refs, ev.Failed = nil, handoff.Failure(how)
	}
	if how != "mute" {
		w.waiting = append(w.waiting, ev)
	}
	if how != "" {
		return " (" + how + ")"
	}
	return ""
}

// write shows an effect and takes it to the world.
func (w *world) write(e handoff.Effect) {
	say := func(format string, args ...any) {
		for i, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
			if i > 0 {
				line = "    " + line
			}
			fmt.Fprintln(&w.out, strings.TrimRight("    "+line, " "))
		}
	}
	switch e := e.(type) {
	case handoff.Tell:
		say("merchant ← bot: %s%s", e.Text, buttons(e.Buttons))
	case handoff.Relay:
		ref := w.ref("m")
		say("merchant ← %s: %s%s%s%s", ref, e.Text, of(" files of", e.Refs), of(" quote", []handoff.Ref{e.Quote}), w.asked(e.Token, ref))
	case handoff.TakeBack:
		say("merchant: %s removed%s", e.Refs, w.asked(e.Token))
	case handoff.Toast:
		say("toast: %s", e.Text)
	case handoff.PostCard:
		ref := w.ref("c")
		say("card %s %s%s:\n%s%s", ref, at(e.To), w.asked(e.Token, ref), e.Card.Text, buttons(e.Card.Buttons))
	case handoff.EditCard:
		heading, _, _ := strings.Cut(e.View.Text, "\n")
		say("card %s now%s: %s%s", e.Card, w.asked(e.Token, e.Card), heading, buttons(e.View.Buttons))
	case handoff.RetireCard:
		say("card %s out of use: %s", e.Card, e.Text)
	case handoff.OpenRoom:
		ref := e.Reuse
		if ref == "" {
			ref = w.ref("t")
		}
		say("room %s wanted at %s%s%s: %s", ref, e.Desk, of(" again", []handoff.Ref{e.Reuse}), w.asked(e.Token, ref), e.Name)
	case handoff.MarkRoom:
		say("room %s is %s", e.Room, e.State)
	case handoff.CloseRoom:
		say("room %s closed", e.Room)
	case handoff.Show:
		ref := w.ref("r")
		say("%s ← %s: %s：%s%s%s%s", at(e.To), ref, e.Label, e.Text, of(" files of", e.Refs), of(" quote", []handoff.Ref{e.Quote}), w.asked(e.Token, ref))
	case handoff.Transcript:
		more := ""
		if e.More {
			more = ", the dialogue is there"
		}
		say("%s ← transcript%s:\n%s", at(e.To), more, e.Text)
	case handoff.Notice:
		say("%s ← notice%s: %s", at(e.To), of(" on", []handoff.Ref{e.Quote}), e.Text)
	case handoff.Prompt:
		ref := e.Over
		if ref == "" {
			ref = w.ref("p")
		}
		say("%s ← prompt %s%s: %s%s", at(e.To), ref, of(" on", []handoff.Ref{e.Quote}), e.Text, buttons(e.Buttons))
	case handoff.React:
		say("%s marked %s", e.Message, e.Mark)
	case handoff.Remind:
		say("%s ← reminder for%s, late %t: %s", at(e.At), called(e.To), e.Late, e.Text)
	case handoff.Learn:
		say("learn: %s %s/%s %s, article %q, agent %d, confirmed %t", e.Case, e.Problem, e.Cause, e.Route, e.Article, e.Agent, e.Confirmed)
	case handoff.GiveBack:
		say("back to the bot with %+v", e.Facts)
	default:
		w.Fatalf("%T is no known effect", e)
	}
}

// called names who is to hear of something.
func called(to []handoff.Person) string {
	out := ""
	for _, p := range to {
		out += fmt.Sprintf(" %d %s", p.ID, p.Name)
	}
	return out
}

func at(p handoff.Place) string {
	switch {
	case p.Room != "":
		return "room " + string(p.Room)
	case p.Under != "":
		return "thread " + string(p.Under)
	}
	return "desk " + p.Desk
}

func of(what string, refs []handoff.Ref) string {
	if len(refs) == 0 || refs[0] == "" {
		return ""
	}
	return fmt.Sprintf("%s %s", what, refs)
}

func buttons(choices []conversation.Choice) string {
	var s strings.Builder
	for _, c := range choices {
		fmt.Fprintf(&s, "\n[%s] %s", c.ID, c.Label)
	}
	return s.String()
}

func orNone(s handoff.State) handoff.State {
	if s == handoff.None {
		return "none"
	}
	return s
}
