package handoff_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// The record of a case that was answered late, waited for, closed, opened
// again and closed: only time of work counts, and none while it is waited.
func TestRecord(t *testing.T) {
	w := newWorld(t)
	play := func(lines ...string) {
		for _, line := range lines {
			w.input(line)
		}
	}
	play("on 2026-11-02 17:00", `open TM-1 name=老王面馆 terminal=12345678 route=bank problem=guess summary="s"`)
	if r := handoff.RecordOf(w.ticket); r.State != handoff.Queued || r.Problem != "guess" || r.Solver != "" || r.Resolve != 0 || !r.AnsweredAt.IsZero() {
		t.Errorf("an open case: %+v", r)
	}
	play("on 2026-11-03 09:30", "wang claim", "wang writes 您好", "wang wait", "on 2026-11-04 10:00", "merchant says 好",
		"on 2026-11-04 11:00", "wang close problem=p cause=c article=p route=provider", "on 2026-11-04 12:00", "merchant presses works", "merchant presses rate:4",
		"on 2026-11-05 09:00", "merchant says 又坏了 sense=complaint", "after 30m", "smith claim", "smith writes hi",
		"smith close problem=p cause=d article=q route=device", "after 25h")
	got := handoff.RecordOf(w.ticket)
	want := handoff.Record{
		Case: "TM-1", Desk: "bank", Agent: 102, Name: "Smith", Merchant: "老王面馆", Terminal: "12345678",
		State: handoff.Closed, Priority: handoff.Normal, Reason: "asked_for_person", Outcome: handoff.Unconfirmed,
		Problem: "p", Cause: "d", Route: "device", Article: "q",
		Opened: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), AnsweredAt: time.Date(2026, 11, 3, 1, 30, 0, 0, time.UTC),
		Ended:       time.Date(2026, 11, 6, 1, 30, 0, 0, time.UTC),
		FirstAnswer: 90 * 60, Resolve: (90 + 60 + 30) * 60, Reopens: 1, Rating: 4, Solver: handoff.SolvedByAgent,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the record is\n%+v, not\n%+v", got, want)
	}
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var back handoff.Record
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(got, back) {
		t.Errorf("read back it is %+v, %v", back, err)
	}
}

func TestSummarise(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	closed := func(desk string, agent int64, first, resolve, reopens, rating int) handoff.Record {
		return handoff.Record{
			Desk: desk, Agent: agent, Name: "n", State: handoff.Closed, Outcome: handoff.Solved, Solver: handoff.SolvedByAgent,
			AnsweredAt: at, Ended: at, FirstAnswer: first, Resolve: resolve, Reopens: reopens, Rating: rating,
		}
	}
	records := []handoff.Record{
		closed("b", 2, 10, 100, 0, 5), closed("b", 2, 20, 200, 1, 4), closed("a", 1, 30, 300, 0, 0), closed("a", 2, 40, 1000, 0, 1),
		{Desk: "a", State: handoff.Queued},
		{Desk: "a", Agent: 1, State: handoff.Claimed, AnsweredAt: at, FirstAnswer: 50, Reopens: 1},
		{Desk: "b", State: handoff.Closed, Outcome: handoff.MarkedSpam, Ended: at},
		{Solver: handoff.SolvedByBot, State: handoff.Closed},
		{Solver: handoff.SolvedByBot, State: handoff.Closed},
		{State: handoff.Closed, Ended: at}, // with the bot, and not solved
		{Desk: "a", State: handoff.Returned, Ended: at},
		{Desk: "b", Agent: 1, State: handoff.Closed, Outcome: handoff.ByBot, Solver: handoff.SolvedByBot, Ended: at},
	}
	s := handoff.Summarise(records)
	want := handoff.Figures{
		Cases: 12, Open: 2, Spam: 1,
		FirstAnswer: handoff.Times{N: 5, Median: 30, P90: 50}, Resolve: handoff.Times{N: 4, Median: 200, P90: 1000},
		ReopenShare: 2. / 8, BotShare: 3. / 7, AgentShare: 4. / 7,
		Ratings: [5]int{1, 0, 0, 1, 1}, Rating: 10. / 3,
	}
	if !reflect.DeepEqual(s.All, want) {
		t.Errorf("all: %+v, want %+v", s.All, want)
	}
	if len(s.Desks) != 2 || s.Desks[0].ID != "a" || s.Desks[0].Cases != 5 || s.Desks[0].Open != 2 || s.Desks[1].ID != "b" || s.Desks[1].FirstAnswer.P90 != 20 || s.Desks[1].BotShare != 1./3 {
		t.Errorf("desks: %+v", s.Desks)
	}
	if len(s.Agents) != 2 || s.Agents[0].ID != "1" || s.Agents[0].Name != "n" && s.Agents[0].Name != "" || s.Agents[1].Cases != 3 || s.Agents[1].Rating != 10./3 {
		t.Errorf("agents: %+v", s.Agents)
	}
	if got := handoff.Summarise(nil); !reflect.DeepEqual(got, handoff.Stats{}) {
		t.Errorf("of nothing: %+v", got)
	}
	// One more case of a kind changes no order: the figures do not depend on it.
	last := records[0]
	copy(records, records[1:])
	records[len(records)-1] = last
	if again := handoff.Summarise(records); !reflect.DeepEqual(again.All, s.All) {
		t.Errorf("in another order: %+v", again.All)
	}
}
