package conversation_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
)

// A timer before its time, or when nothing waits, changes nothing; one that is
// due brings up what waits and changes nothing of the case. Between two things
// the merchant does there are at most two.
func TestNudges(t *testing.T) {
	nudged := 0
	check(t, func(w *walk) {
		for range rapid.IntRange(0, 8).Draw(w.T, "turns") {
			w.step(w.event())
		}
		late := time.Duration(rapid.SampledFrom([]int{0, 0, 1, 60, 30 * 60, 26 * 3600}).Draw(w.T, "late")) * time.Second
		said := 0
		for {
			due, ok := w.engine.Due(w.state)
			if !ok {
				break
			}
			if w.state.Phase != conversation.Asking && w.state.Phase != conversation.Advised {
				w.Fatalf("a timer in the phase %q", w.state.Phase)
			}
			early := conversation.Event{Kind: conversation.EventTimer, At: due.Add(-time.Nanosecond)}
			if s, effects := w.engine.Step(w.state, early); len(effects) > 0 || encoded(w.T, s) != encoded(w.T, w.state) {
				w.Fatalf("before its time: %+v", effects)
			}
			s, effects := w.engine.Step(w.state, conversation.Event{Kind: conversation.EventTimer, At: due.Add(late)})
			if len(effects) == 0 || s.Turn != w.state.Turn+1 || !s.Heard.Equal(w.state.Heard) ||
				encoded(w.T, s.Case) != encoded(w.T, w.state.Case) || s.Phase != w.state.Phase {
				w.Fatalf("%+v, before %+v, after %+v", effects, w.state, s)
			}
			if said++; said > 2 {
				w.Fatalf("%d reminders", said)
			}
			if next, ok := w.engine.Due(s); ok && !next.After(due.Add(late)) {
				w.Fatalf("reminded at %v and again at %v", due.Add(late), next)
			}
			w.state = s
			nudged++
		}
		if s, effects := w.engine.Step(w.state, conversation.Event{Kind: conversation.EventTimer, At: w.at.Add(time.Hour * 1e5)}); len(effects) > 0 ||
			encoded(w.T, s) != encoded(w.T, w.state) {
			w.Fatalf("a timer that was not due: %+v", effects)
		}
	})
	if nudged == 0 {
		t.Error("nobody was reminded")
	}
}

func TestDue(t *testing.T) {
	d := open(t)
	heard := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		state conversation.State
		after time.Duration // 0: none
	}{
		"new":             {conversation.State{}, 0},
		"idle":            {conversation.State{Heard: heard, Phase: conversation.Idle}, 0},
		"asking":          {conversation.State{Heard: heard, Phase: conversation.Asking}, 15 * time.Minute},
		"reminded":        {conversation.State{Heard: heard, Phase: conversation.Asking, Nudges: 1}, 24 * time.Hour},
		"reminded twice":  {conversation.State{Heard: heard, Phase: conversation.Asking, Nudges: 2}, 0},
		"advised":         {conversation.State{Heard: heard, Phase: conversation.Advised}, 15 * time.Minute},
		"with the team":   {conversation.State{Heard: heard, Phase: conversation.WithTeam}, 0},
		"an old encoding": {conversation.State{Phase: conversation.Asking}, 0},
	} {
		due, ok := d.engine.Due(tc.state)
		if ok != (tc.after > 0) || ok && due != heard.Add(tc.after) {
			t.Errorf("%s: due %v %v", name, due, ok)
		}
	}
}

// A case that waited for more than a week is closed by what comes next.
func TestForgottenCases(t *testing.T) {
	d := open(t)
	begin := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	asking, _, err := d.engine.Turn(t.Context(), d.search, conversation.State{}, conversation.Event{Kind: conversation.EventText, At: begin, Text: "刷卡提示请与银行联系"})
	if err != nil {
		t.Fatal(err)
	}
	handed, _ := d.engine.Step(asking, conversation.Event{Kind: conversation.EventPress, At: begin, Press: conversation.PressHuman})
	for name, tc := range map[string]struct {
		state   conversation.State
		after   time.Duration
		ev      conversation.Event
		phase   conversation.Phase
		history int
	}{
		"in time":         {asking, conversation.CaseIdle, conversation.Event{Kind: conversation.EventPress, Press: "one_card"}, conversation.Asking, 0},
		"press":           {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventPress, Press: "one_card"}, conversation.Idle, 1},
		"text":            {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventText, Text: "谢谢"}, conversation.Idle, 1},
		"photo":           {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventFiles, Files: []conversation.File{{Kind: conversation.Photo, ID: "1"}}}, conversation.Asking, 1},
		"person":          {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventPress, Press: conversation.PressHuman}, conversation.WithTeam, 0},
		"a slow word":     {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventSlow}, conversation.Asking, 0},
		"with the team":   {handed, 10 * conversation.CaseIdle, conversation.Event{Kind: conversation.EventText, Text: "谢谢"}, conversation.WithTeam, 0},
		"a timer":         {asking, conversation.CaseIdle + 1, conversation.Event{Kind: conversation.EventTimer}, conversation.Asking, 0},
		"time is unknown": {asking, 0, conversation.Event{Kind: conversation.EventPress, Press: "one_card"}, conversation.Asking, 0},
	} {
		if tc.after > 0 {
			tc.ev.At = begin.Add(tc.after)
		}
		s, effects := d.engine.Step(tc.state, tc.ev)
		if s.Phase != tc.phase || len(s.History) != tc.history {
			t.Errorf("%s: phase %q, history %+v, %+v", name, s.Phase, s.History, effects)
		}
		if tc.history == 1 && s.History[0].Outcome != "unresolved" {
			t.Errorf("%s: %+v", name, s.History)
		}
	}
}

// The merchant was heard of when the latest event says; what is no doing of the
// merchant's is not heard.
func TestHeard(t *testing.T) {
	d := open(t)
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		ev     conversation.Event
		want   time.Time
		nudges int
	}{
		"press":   {conversation.Event{Kind: conversation.EventPress, At: at.Add(time.Hour), Press: "unsure"}, at.Add(time.Hour), 0},
		"earlier": {conversation.Event{Kind: conversation.EventHelp, At: at.Add(-time.Hour)}, at, 0},
		"no time": {conversation.Event{Kind: conversation.EventStart}, at, 0},
		"slow":    {conversation.Event{Kind: conversation.EventSlow, At: at.Add(time.Hour)}, at, 1},
		"failed":  {conversation.Event{Kind: conversation.EventFailed, At: at.Add(time.Hour)}, at, 1},
		"timer":   {conversation.Event{Kind: conversation.EventTimer, At: at.Add(48 * time.Hour)}, at, 2},
	} {
		s := conversation.State{
			Heard: at, Nudges: 1, Phase: conversation.Asking,
			Case: &conversation.Case{Open: &conversation.Asked{Question: "scope"}, Asked: []conversation.Asked{{Question: "scope"}}},
		}
		next, effects := d.engine.Step(s, tc.ev)
		if !next.Heard.Equal(tc.want) || next.Nudges != tc.nudges || len(effects) == 0 {
			t.Errorf("%s: heard %v, %d reminders, %+v", name, next.Heard, next.Nudges, effects)
		}
	}
}
