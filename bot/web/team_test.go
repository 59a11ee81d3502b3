package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestWholeCase works on a case with plain forms, from the hand-off to the
// merchant's word that it works.
func TestWholeCase(t *testing.T) {
	town := newTown(t)
	v, number := town.handOver(t, "it says contact the bank")
	agent, lead := town.sit(t, "/team"), town.sit(t, "/team2")
	page := agent.look("")
	for _, want := range []string{number, "Unowned", "asked for a person", "(1) unowned · 0 mine", "First answer"} {
		if !strings.Contains(page, want) {
			t.Errorf("the queue does not show %q", want)
		}
	}
	page = agent.look("/c/" + number)
	for _, want := range []string{"it says contact the bank", "Claim the case to reply", `value="claim"`, "handed over", "Most likely causes"} {
		if !strings.Contains(page, want) {
			t.Errorf("the case does not show %q: %s", want, page)
		}
	}
	agent.refused(number, http.StatusConflict, "claim it first", "write", "text", "too early")
	agent.do(number, "claim")
	town.says(t, v.key, "colleague")
	lead.refused(number, http.StatusConflict, "Demo agent has it already", "claim")
	lead.refused(number, http.StatusConflict, "Demo agent has it already", "write", "text", "not mine")

	agent.do(number, "write", "text", "please show me the slip")
	town.says(t, v.key, "please show me the slip")
	agent.do(number, "note", "text", "smells like the issuer")
	town.become(t, number, "the note is there", func(k *handoff.Ticket) bool { return len(k.Lines) == 2 && k.Lines[0].Sent == handoff.Delivered })
	v.text("here it is")
	town.become(t, number, "the merchant's words are there", func(k *handoff.Ticket) bool { return len(k.Lines) == 3 })
	page = lead.look("/c/" + number)
	for _, want := range []string{"please show me the slip", "delivered", "internal note · never sent", "smells like the issuer", "here it is", "Demo agent has this case", "The merchant waits"} {
		if !strings.Contains(page, want) {
			t.Errorf("the case does not show %q", want)
		}
	}
	agent.do(number, "wait")
	town.state(t, number, handoff.Waiting)
	agent.do(number, "resume")
	town.state(t, number, handoff.Claimed)
	agent.do(number, "close", "cause", "1", "route", "bank")
	town.state(t, number, handoff.Confirming)
	asked := town.says(t, v.key, "Does it work now")
	if status, body := v.post("/press", map[string][]string{"message": {itoa(asked.ID)}, "button": {handoff.PressWorks}}); status != http.StatusSeeOther {
		t.Fatalf("the merchant confirms: %d %s", status, body)
	}
	k := town.state(t, number, handoff.Closed)
	if k.Outcome != handoff.Solved || k.Result.Route != "bank" || k.Result.Cause == "" || k.Result.Article != k.Result.Problem {
		t.Errorf("closed as %+v", k.Result)
	}
	for _, b := range town.shown(v.key) {
		if strings.Contains(b.Text, "smells") {
			t.Errorf("the merchant was shown the note: %s", b.Text)
		}
	}
	if page := agent.look("/past"); !strings.Contains(page, number) || !strings.Contains(page, "says it works") {
		t.Error("it is not among the past cases")
	}
	if page := agent.look(""); strings.Contains(page, "id=\"q"+number) {
		t.Error("it is still in the queue")
	}
}

// TestOtherEndings plays what else can become of a case.
func TestOtherEndings(t *testing.T) {
	town := newTown(t)
	agent, lead := town.sit(t, "/team"), town.sit(t, "/team2")
	_, number := town.handOver(t, "")
	agent.do(number, "desk:bank")
	k := town.become(t, number, "it is moved", func(k *handoff.Ticket) bool { return k.Desk == "bank" && k.State == handoff.Queued })
	if k.Owner.ID != 0 {
		t.Errorf("moved to %+v", k.Owner)
	}
	agent.refused(number, http.StatusConflict, "not possible", "desk:bank")
	agent.refused(number, http.StatusConflict, "not possible", "desk:nowhere")
	agent.do(number, "claim")
	agent.refused(number, http.StatusForbidden, "Only admins", "take")
	lead.do(number, "take")
	town.become(t, number, "the lead has it", func(k *handoff.Ticket) bool { return k.Owner.ID == adminID })
	agent.refused(number, http.StatusConflict, "Demo lead has it", "release")
	lead.do(number, "reply:photo")
	town.become(t, number, "the reply is sent", func(k *handoff.Ticket) bool {
		return len(k.Lines) == 1 && k.Lines[0].Text == "Please send a photo of the screen (case "+number+")."
	})
	lead.refused(number, http.StatusConflict, "not possible", "reply:code") // the terminal is not known
	lead.refused(number, http.StatusConflict, "not possible", "reply:none")
	lead.do(number, "release")
	town.become(t, number, "nobody has it", func(k *handoff.Ticket) bool { return k.Owner.ID == 0 })
	agent.do(number, "claim")
	agent.do(number, "fact", "fact", "scope=one_card")
	town.become(t, number, "the fact is known", func(k *handoff.Ticket) bool { return len(k.Facts) == 1 && k.Facts[0].Answer == "one_card" })
	if page := agent.look("/c/" + number); !strings.Contains(page, "only this one fails") || !strings.Contains(page, "from the team") {
		t.Error("the fact is not shown")
	}
	agent.do(number, "hand_back")
	town.state(t, number, handoff.Returned)
	agent.refused(number, http.StatusConflict, "claim it first", "hand_back")
	agent.do(number, "claim") // taken back from the bot
	town.state(t, number, handoff.Claimed)
	agent.do(number, "spam")
	k = town.state(t, number, handoff.Closed)
	if k.Outcome != handoff.MarkedSpam {
		t.Errorf("ended as %s", k.Outcome)
	}
	agent.refused(number, http.StatusConflict, "not possible", "spam")
}

// TestClaimRace lets two claim at once: one has the case, the other is told
// who.
func TestClaimRace(t *testing.T) {
	town := newTown(t)
	_, number := town.handOver(t, "")
	type answer struct {
		status int
		body   string
	}
	answers := make(chan answer, 2)
	for _, base := range []string{"/team", "/team2"} {
		m := town.sit(t, base)
		form := map[string][]string{"csrf": {m.csrf()}, "do": {"claim"}}
		go func() {
			status, _, body := m.send(http.MethodPost, base+"/c/"+number+"/do", form)
			answers <- answer{status, body}
		}()
	}
	a, b := <-answers, <-answers
	if a.status != http.StatusSeeOther {
		a, b = b, a
	}
	k := town.state(t, number, handoff.Claimed)
	if a.status != http.StatusSeeOther || b.status != http.StatusConflict || !strings.Contains(b.body, k.Owner.Name+" has it already") {
		t.Errorf("%d and %d: %s", a.status, b.status, b.body)
	}
}

// TestHeld sends words that were written while nobody owned the case.
func TestHeld(t *testing.T) {
	town := newTown(t)
	agent := town.sit(t, "/team")
	v, number := town.handOver(t, "")
	file, _, _ := town.Case(t.Context(), number)
	for _, text := range []string{"held one", "held two"} {
		a := act{do: doWrite, text: text} // as from a group, where anybody writes
		if err := town.team.put(t.Context(), a.updates(seat{Member: Member{ID: otherID, Name: "Smith"}}, file, "en", file.Record.Opened)); err != nil {
			t.Fatal(err)
		}
	}
	town.become(t, number, "two are held", func(k *handoff.Ticket) bool { return len(k.Lines) == 2 })
	if page := agent.look("/c/" + number); !strings.Contains(page, "held one") || strings.Contains(page, `value="send_held:1"`) || !strings.Contains(page, `value="note_held:1"`) {
		t.Error("what is held is not shown as it is")
	}
	agent.do(number, "claim")
	agent.do(number, "note_held:1")
	agent.do(number, "send_held:2")
	town.says(t, v.key, "held two")
	agent.refused(number, http.StatusConflict, "not possible", "send_held:1")
	agent.refused(number, http.StatusConflict, "not possible", "note_held:9")
	for _, b := range town.shown(v.key) {
		if strings.Contains(b.Text, "held one") {
			t.Error("a note was sent")
		}
	}
}

// TestFilters shows what is asked for.
func TestFilters(t *testing.T) {
	town := newTown(t)
	agent := town.sit(t, "/team")
	_, a := town.handOver(t, "")
	_, b := town.handOver(t, "")
	_, c := town.handOver(t, "")
	agent.do(c, "claim")
	in := func(html string) []string {
		var out []string
		for _, n := range []string{a, b, c} {
			if strings.Contains(html, `id="q`+n+`"`) {
				out = append(out, n)
			}
		}
		slices.SortFunc(out, func(x, y string) int { return strings.Index(html, `id="q`+x+`"`) - strings.Index(html, `id="q`+y+`"`) })
		return out
	}
	all := []string{a, b, c}
	for show, want := range map[string][]string{"": all, "?show=mine": {c}, "?show=nonsense": all} {
		if got := in(agent.look(show)); !slices.Equal(got, want) {
			t.Errorf("%q shows %v, want %v", show, got, want)
		}
	}
	if got := in(agent.look("?show=unowned")); !slices.Equal(got, []string{a, b}) {
		t.Errorf("unowned shows %v", got)
	}
	if !strings.Contains(agent.look(""), "(2) unowned · 1 mine") {
		t.Error("the title does not count")
	}
}
