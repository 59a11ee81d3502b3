package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestReadAct holds what a form may ask for.
func TestReadAct(t *testing.T) {
	for form, want := range map[string]error{
		"do=claim": nil, "do=desk:bank": nil, "do=reply:photo": nil, "do=send_held:3": nil, "do=close&cause=1&route=bank": nil,
		"do=write&text=hello": nil, "do=note&text=//x": nil, "do=write&text=//x": nil, "do=note&text=/x": nil, "do=fact&fact=scope%3Done_card": nil,
		"": errForm, "do=": errForm, "do=dance": errForm, "do=desk": errForm, "do=desk:": errForm, "do=reply:": errForm,
		"do=send_held:x": errForm, "do=send_held:0": errForm, "do=close": errForm, "do=close&cause=9&route=bank": errForm,
		"do=close&cause=-1": errForm, "do=write": errEmpty, "do=fact": errForm, "do=note&text=+%0A": errEmpty, "do=write&text=/claim": errSlash,
		"do=write&text=%EF%BC%8F%E6%8E%A5": errSlash, "do=write&text=" + strings.Repeat("a", maxText+1): errLong,
		"do=desk:" + strings.Repeat("a", maxParameter+1): errForm,
	} {
		values, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readAct(values); err != want { //nolint:errorlint // these are the refusals themselves
			t.Errorf("%.40q: %v, want %v", form, err, want)
		}
	}
}

// TestUpdates holds what goes into the inbox: every act is said as a button of
// the case, or as words of the one who acts.
func TestUpdates(t *testing.T) {
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	file := bot.CaseFile{Case: "1001", Chat: 7}
	who := seat{Member: Member{ID: agentID, Name: "王芳"}, Role: RoleAgent}
	for do, want := range map[*act][]string{
		{do: doClaim}: {"claim"}, {do: doMove, value: "bank"}: {"desk:bank"}, {do: doCanned, value: "photo"}: {"reply:photo"},
		{do: doSendHeld, value: "3"}: {"send_held:3"}, {do: doClose, cause: 2, route: "bank"}: {"close", "cause:2", "route:bank"},
	} {
		got := do.updates(who, file, "zh", now)
		if len(got) != len(want) {
			t.Fatalf("%+v: %+v", do, got)
		}
		for i, u := range got {
			if u.Kind != bot.FromTeam || u.Chat != 7 || u.User != agentID || u.Case != "1001" || u.Team.Group != 0 || u.Team.Name != "王芳" ||
				u.Event.Kind != conversation.EventPress || u.Event.Press != want[i] || !u.At.Equal(now) || u.Callback != "" {
				t.Errorf("%+v: %+v", do, u)
			}
		}
	}
	for do, command := range map[doing]string{doWrite: "", doNote: "note"} {
		u := act{do: do, text: "card 4111111111111111"}.updates(who, file, "en", now)[0]
		if u.Event.Kind != conversation.EventText || u.Team.Command != command || strings.Contains(u.Event.Text, "411111111111") || !u.Event.Masked {
			t.Errorf("%s: %+v", do, u)
		}
	}
}

// TestNumbering gives every number once, and goes on elsewhere when a
// neighbourhood is used up.
func TestNumbering(t *testing.T) {
	var g numbering
	seen, places := map[int64]bool{}, map[int64]bool{}
	for range neighbours {
		first, err := g.take(3)
		if err != nil {
			t.Fatal(err)
		}
		for n := first; n < first+3; n++ {
			if seen[n] || n <= lowest*neighbours || n >= highest*neighbours || n>>16 != first>>16 {
				t.Fatalf("the number %d", n)
			}
			seen[n] = true
		}
		places[first>>16] = true
	}
	if len(places) < 3 || len(places) > 5 {
		t.Errorf("%d neighbourhoods", len(places))
	}
}

// TestPowersAsTheTicket plays every act in every state of a case: what the
// page offers, the ticket does; so nobody is offered what is then refused.
func TestPowersAsTheTicket(t *testing.T) {
	rules := rulesOf(t)
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	people := map[string]seat{
		"owner": {Member: Member{ID: agentID, Name: "王芳"}, Role: RoleAgent},
		"other": {Member: Member{ID: otherID, Name: "Smith"}, Role: RoleAgent},
		"admin": {Member: Member{ID: adminID, Name: "林姐"}, Role: RoleAdmin},
		"guest": {Member: Member{ID: editorID, Name: "编辑"}, Role: RoleEditor},
	}
	presses := map[doing]string{doMove: "desk:bank", doCanned: "reply:photo"}
	offered := 0
	for name, ticket := range ticketsOf(t, rules, now) {
		for who, s := range people {
			p := powers{ticket: &ticket, who: s, rules: rules, now: now}
			for _, do := range []doing{doClaim, doRelease, doTake, doWait, doResume, doHandBack, doSpam, doMove, doCanned, doClose} {
				press := presses[do]
				if press == "" {
					press = string(do)
				}
				by := handoff.Person{ID: s.ID, Name: s.Name, Role: s.Role.Desk()}
				after, _ := handoff.Step(ticket, handoff.Event{Kind: handoff.Press, At: now, By: by, Case: ticket.Case, Press: press}, rules)
				done := len(after.History) > len(ticket.History) || after.Closing != nil && ticket.Closing == nil
				if do == doTake && ticket.Owner.ID == 0 {
					continue // the ticket takes it for a claim, which is offered
				}
				if may := p.May(string(do)); may != done {
					t.Errorf("%s: %s is offered %s: %v, but the ticket does it: %v", name, who, do, may, done)
				} else if may {
					offered++
				}
			}
		}
	}
	if offered < 30 {
		t.Errorf("only %d acts were offered", offered)
	}
}

// ticketsOf gives a case in every state.
func ticketsOf(t *testing.T, rules handoff.Rules, now time.Time) map[string]handoff.Ticket {
	t.Helper()
	wang := handoff.Person{ID: agentID, Name: "王芳", Role: handoff.Agent}
	do := func(k handoff.Ticket, evs ...handoff.Event) handoff.Ticket {
		for _, ev := range evs {
			ev.At = now
			k, _ = handoff.Step(k, ev, rules)
		}
		return k
	}
	press := func(id string) handoff.Event { return handoff.Event{Kind: handoff.Press, By: wang, Press: id} }
	fresh := do(handoff.Ticket{}, handoff.Event{Kind: handoff.Open, Case: "1001"})
	queued := do(fresh, handoff.Event{Kind: handoff.Receipt, Token: fresh.Card.Token, Refs: []handoff.Ref{"c1"}})
	claimed := do(queued, press("claim"))
	confirming := do(claimed, press("close"), press("cause:0"), press("route:bank"))
	old := do(queued, press("spam"))
	old.Ended = now.Add(-handoff.Reopening - time.Hour)
	out := map[string]handoff.Ticket{
		"new": fresh, "queued": queued, "claimed": claimed, "waiting": do(claimed, press("wait")), "confirming": confirming,
		"closed": do(confirming, handoff.Event{Kind: handoff.Answered, Press: handoff.PressWorks}), "returned": do(claimed, press("hand_back")),
		"spam": do(queued, press("spam")), "old": old, "gone": do(claimed, handoff.Event{Kind: handoff.Left}),
		"confirming, nobody's": do(confirming, press("release")),
	}
	for name, want := range map[string]handoff.State{
		"new": handoff.New, "queued": handoff.Queued, "claimed": handoff.Claimed, "waiting": handoff.Waiting,
		"confirming": handoff.Confirming, "closed": handoff.Closed, "returned": handoff.Returned, "old": handoff.Closed,
	} {
		if out[name].State != want {
			t.Fatalf("%s is %s", name, out[name].State)
		}
	}
	return out
}

// TestActRefused holds what is refused whatever the case.
func TestActRefused(t *testing.T) {
	town := newTown(t)
	agent := town.sit(t, "/team")
	agent.refused("9999", http.StatusNotFound, "no such case", "claim")
	agent.refused(strings.Repeat("9", 300), http.StatusNotFound, "no such case", "claim")
	_, number := town.handOver(t, "")
	agent.refused(number, http.StatusBadRequest, "cannot be read", "dance")
	agent.do(number, "claim")
	agent.refused(number, http.StatusBadRequest, "taken for a command", "write", "text", "/etc/hosts")
	agent.refused(number, http.StatusConflict, "not possible", "close", "cause", "3", "route", "bank")
	agent.refused(number, http.StatusConflict, "not possible", "close", "cause", "0", "route", "moon")
	agent.refused(number, http.StatusConflict, "not possible", "fact", "fact", "scope=moon")
	agent.refused(number, http.StatusConflict, "not possible", "fact", "fact", "nonsense")
	refused := 0
	for range 2 * teamBurst {
		if status, _ := agent.try(number, "note", "text", "x"); status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("nothing is too fast")
	}
}
