package web

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// office is a team's page over cases that a test sets.
func office(t testing.TB, cases Cases) (*Team, *pages) {
	t.Helper()
	all, err := readPages(mustAssets(t))
	if err != nil {
		t.Fatal(err)
	}
	base := theDialogue(t).base
	return NewTeam(TeamOptions{Cases: cases, Rules: rulesOf(t), Base: func() *knowledge.Base { return base }, Demo: demoSeats(), Log: discard()}), all["en"]
}

// opened is a case of a priority that was opened some time ago.
func opened(number string, p handoff.Priority, now time.Time, ago time.Duration) bot.CaseFile {
	at := now.Add(-ago)
	return bot.CaseFile{Case: number, Ticket: &handoff.Ticket{
		Version: 1, Case: number, State: handoff.Queued, Opened: at, Priority: p, Desk: "support", Clock: handoff.Clock{Since: at},
	}}
}

// TestQueueOrder puts first what hurries most, then what is due next, and what
// does not run last.
func TestQueueOrder(t *testing.T) {
	team, p := office(t, &shelf{})
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	late := opened("late", handoff.Normal, now, 3*time.Hour)
	waiting := opened("waiting", handoff.Normal, now, 4*time.Hour)
	waiting.Ticket.State, waiting.Ticket.Clock = handoff.Waiting, handoff.Clock{Used: time.Hour, Answered: true}
	waiting.Ticket.Owner = handoff.Person{ID: agentID, Name: "王芳"}
	answered := opened("answered", handoff.High, now, time.Hour)
	answered.Ticket.Clock.Answered = true
	s := &snapshot{at: now, open: []bot.CaseFile{
		waiting, opened("fresh", handoff.Normal, now, time.Minute), late, opened("high", handoff.High, now, time.Minute), answered,
		opened("urgent", handoff.Urgent, now, time.Minute),
	}}
	who := seat{Member: Member{ID: agentID}, Base: "/team"}
	var got []string
	for _, r := range team.queueOf(s, p, who, showAll).Rows {
		got = append(got, r.Number)
	}
	if want := []string{"urgent", "high", "answered", "late", "fresh", "waiting"}; !slices.Equal(got, want) {
		t.Errorf("shown %v, want %v", got, want)
	}
	if c := team.count(s, who, showAll); c.All != 6 || c.Unowned != 5 || c.Mine != 1 || c.Late != 1 {
		t.Errorf("counted %+v", c)
	}
	html, err := team.drawnRows(s, p, who, showAll)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"First answer", "1 h 0 min late", "in 9 min", "Solve", "in 7 h 0 min", "Urgent", "waits for the merchant"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the queue does not show %q: %s", want, html)
		}
	}
	if again, _ := team.drawnRows(s, p, who, showAll); &again[0] != &html[0] {
		t.Error("the same rows are rendered twice")
	}
}

// TestQueueBound shows no more than fits, and says so.
func TestQueueBound(t *testing.T) {
	team, p := office(t, &shelf{})
	now := time.Now()
	s := &snapshot{at: now}
	for i := range maxRows + 7 {
		s.open = append(s.open, opened(fmt.Sprint(i), handoff.Normal, now, time.Minute))
	}
	html, err := team.drawnRows(s, p, seat{Base: "/team"}, showAll)
	if err != nil || strings.Count(string(html), "<li") != maxRows || !strings.Contains(string(html), "7 more are not shown") {
		t.Errorf("%d rows, %v", strings.Count(string(html), "<li"), err)
	}
}

// TestDue holds the clocks of a case.
func TestDue(t *testing.T) {
	rules := rulesOf(t)
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		clock handoff.Clock
		want  due
	}{
		{"just begun", handoff.Clock{Since: now}, due{Of: "first", Left: 2 * time.Hour}},
		{"soon", handoff.Clock{Since: now.Add(-100 * time.Minute)}, due{Of: "first", Left: 20 * time.Minute, Soon: true}},
		{"late", handoff.Clock{Since: now.Add(-3 * time.Hour)}, due{Of: "first", Left: time.Hour, Late: true}},
		{"used before", handoff.Clock{Since: now, Used: time.Hour}, due{Of: "first", Left: time.Hour}},
		{"answered", handoff.Clock{Since: now, Answered: true}, due{Of: "resolve", Left: 24 * time.Hour}},
		{"stands", handoff.Clock{Used: time.Hour}, due{Of: "first"}},
	} {
		got := dueOf(&handoff.Ticket{State: handoff.Claimed, Priority: handoff.Normal, Clock: c.clock}, rules, now)
		if got.Of != c.want.Of || got.Left != c.want.Left || got.Late != c.want.Late || got.Soon != c.want.Soon || got.At.IsZero() != (c.name == "stands") {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	ended := handoff.Ticket{State: handoff.Closed, Priority: handoff.Normal, Clock: handoff.Clock{Since: now}}
	if got := dueOf(&ended, rules, now); !got.At.IsZero() {
		t.Errorf("an ended case is due: %+v", got)
	}
}

// TestSpan words durations in both languages.
func TestSpan(t *testing.T) {
	all, err := readTexts()
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[time.Duration][2]string{
		0: {"0 分", "0 min"}, 59 * time.Second: {"0 分", "0 min"}, 5 * time.Minute: {"5 分", "5 min"},
		90 * time.Minute: {"1 小时 30 分", "1 h 30 min"}, 47*time.Hour + 59*time.Minute: {"47 小时 59 分", "47 h 59 min"}, 72 * time.Hour: {"3 天", "3 d"},
	} {
		for i, lang := range knowledge.Langs() {
			if got, err := all[lang].span(d); err != nil || got != want[i] {
				t.Errorf("%v in %s: %q, %v", d, lang, got, err)
			}
		}
	}
}

// TestAlike sees every change of a case that shows.
func TestAlike(t *testing.T) {
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	with := func(how func(f *bot.CaseFile)) bot.CaseFile {
		f := opened("1001", handoff.Normal, now, time.Hour)
		f.Ticket.Lines = []handoff.Line{{N: 1, Text: "a", Sent: handoff.Sending}}
		f.Ticket.History = []handoff.Action{{Act: handoff.ActOpened}}
		how(&f)
		return f
	}
	nothing := with(func(*bot.CaseFile) {})
	if !alike(nothing, with(func(*bot.CaseFile) {})) {
		t.Error("two readings of the same case differ")
	}
	for what, how := range map[string]func(f *bot.CaseFile){
		"the state":     func(f *bot.CaseFile) { f.Ticket.State = handoff.Claimed },
		"the owner":     func(f *bot.CaseFile) { f.Ticket.Owner.ID = 7 },
		"the clock":     func(f *bot.CaseFile) { f.Ticket.Clock.Answered = true },
		"a line's fate": func(f *bot.CaseFile) { f.Ticket.Lines[0].Sent = handoff.Delivered },
		"its words":     func(f *bot.CaseFile) { f.Ticket.Lines[0].Text = "b" },
		"its voice":     func(f *bot.CaseFile) { f.Ticket.Lines[0].From = handoff.FromNote },
		"a line more":   func(f *bot.CaseFile) { f.Ticket.Lines = append(f.Ticket.Lines, handoff.Line{N: 2}) },
		"an action":     func(f *bot.CaseFile) { f.Ticket.History = append(f.Ticket.History, handoff.Action{}) },
		"the choice":    func(f *bot.CaseFile) { f.Ticket.Closing = &handoff.Resolution{Cause: "x"} },
		"a fact":        func(f *bot.CaseFile) { f.Ticket.Facts = []handoff.Known{{Question: "scope"}} },
		"the ticket":    func(f *bot.CaseFile) { f.Ticket = nil },
	} {
		if alike(nothing, with(how)) {
			t.Errorf("%s changes and is not seen", what)
		}
	}
}
