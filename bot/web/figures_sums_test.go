package web

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
)

// monday is the first day of the figures of the tests.
var monday = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)

// knownDays are three days, the last of them without anything.
func knownDays() []CountedDay {
	return []CountedDay{
		{Date: "2026-05-03", Counts: map[string]int64{"opened": 1000, "advised:bank": 1000}}, // before
		{Date: "2026-05-04", Counts: map[string]int64{
			"opened": 10, "asked:scope": 7, "asked:code": 8, "advised:bank": 6, "advised:device": 2, "no_hit": 3, "none_of": 1,
			"shown:printer_paper/empty": 6, "not_solved:printer_paper/empty": 2, "solved:printer_paper/empty": 1, "nonsense:=1": 7,
		}},
		{Date: "2026-05-05", Counts: map[string]int64{"opened": 4, "asked:code": 6, "advised:bank": 2, "escalated:printer_paper": 3, "escalated:card_stuck": 1}},
	}
}

// knownRecords are cases of the first two days, and of one before.
func knownRecords() []handoff.Record {
	at := func(day, hour int) time.Time { return monday.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour) }
	return []handoff.Record{
		{Opened: at(1, 23), State: handoff.Queued},
		{Opened: at(1, 0), AnsweredAt: at(1, 1), Ended: at(1, 2), FirstAnswer: 600, Resolve: 3600, Outcome: handoff.Solved, Solver: handoff.SolvedByAgent, Rating: 4},
		{Opened: at(0, 9), AnsweredAt: at(0, 10), Ended: at(0, 10), FirstAnswer: 120, Resolve: 1200, Outcome: handoff.Unconfirmed, Solver: handoff.SolvedByAgent, Rating: 1},
		{Opened: at(0, 8), Ended: at(0, 9), Outcome: handoff.MarkedSpam},
		{Opened: at(0, 7), Ended: at(0, 8), State: handoff.Closed},
		{Opened: at(0, 6), Ended: at(0, 7), Outcome: handoff.Solved, Solver: handoff.SolvedByBot},
		{Opened: at(0, 5), Ended: at(0, 7), Outcome: handoff.Solved, Solver: handoff.SolvedByBot},
		{Opened: at(-1, 23), Ended: at(0, 7), Outcome: handoff.Solved, Solver: handoff.SolvedByBot},
	}
}

// TestSumUp makes known figures of known cases.
func TestSumUp(t *testing.T) {
	s := sumUp(knownDays(), knownRecords(), monday, 3)
	var dates []string
	for _, d := range s.Days {
		dates = append(dates, d.Date)
	}
	if !slices.Equal(dates, []string{"2026-05-04", "2026-05-05", "2026-05-06"}) {
		t.Errorf("the days are %v", dates)
	}
	type figures struct {
		opened, asked, noHit, noneOf, notSolved, escalated int64
		cases, bot, team, unsolved, open, first            int
	}
	of := func(d daySums) figures {
		return figures{
			d.Opened, d.Asked, d.Gaps[insight.NoHit], d.Gaps[insight.NoneOf], d.Gaps[insight.NotSolved], d.Gaps[insight.Escalated],
			d.Cases.Cases, d.Bot, d.Team, d.Unsolved, d.Open, d.Cases.FirstAnswer.Median,
		}
	}
	for i, want := range []figures{{10, 15, 3, 1, 2, 0, 5, 2, 1, 1, 0, 120}, {4, 6, 0, 0, 0, 4, 2, 0, 1, 0, 1, 600}, {}} {
		if got := of(s.Days[i]); got != want {
			t.Errorf("day %d: %+v, want %+v", i, got, want)
		}
	}
	if got, want := of(s.daySums), (figures{14, 21, 3, 1, 2, 4, 7, 2, 2, 1, 1, 120}); got != want {
		t.Errorf("all: %+v, want %+v", got, want)
	}
	if want := map[string]int64{"bank": 8, "device": 2}; !maps.Equal(s.Routes, want) {
		t.Errorf("the routes are %v", s.Routes)
	}
	if len(s.Problems) != 2 || s.Problems[0] != (insight.Outcome{Problem: "printer_paper", Shown: 6, Solved: 1, NotSolved: 2, Escalated: 3}) {
		t.Errorf("the problems are %+v", s.Problems)
	}
	if f := s.Cases; f.Ratings != [5]int{1, 0, 0, 1, 0} || f.Rating != 2.5 || f.Resolve.P90 != 3600 || s.empty() {
		t.Errorf("the cases are %+v", f)
	}
	none := sumUp(knownDays()[:1], knownRecords()[7:], monday, 7)
	if !none.empty() || len(none.Days) != 7 {
		t.Errorf("nothing is %+v", none)
	}
}

// TestFigureWords shows a percentage only of enough cases.
func TestFigureWords(t *testing.T) {
	for _, c := range []struct {
		part, of int
		want     string
	}{{0, 0, ""}, {19, 19, ""}, {0, 20, "0%"}, {5, 20, "25%"}, {1, 3000, "0%"}, {2, 30, "7%"}, {20, 20, "100%"}} {
		if got := shareOf(c.part, c.of); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.part, c.of, got, c.want)
		}
	}
	if got := known(tail(handoff.Times{N: enough - 1, P90: 60})); got != "" {
		t.Errorf("nine in ten of too few are %q", got)
	}
	if got := known(tail(handoff.Times{N: enough, P90: 90})); got != "1.5" {
		t.Errorf("nine in ten are %q", got)
	}
	if got := known(median(handoff.Times{})) + known(perCase(&daySums{Asked: 3})); got != "" {
		t.Errorf("of nothing there is %q", got)
	}
}

// TestTableCSV writes what Excel reads as it is meant.
func TestTableCSV(t *testing.T) {
	data, err := table{Head: []string{"日期", "n"}, Rows: [][]string{
		{"=cmd|' /C calc'!A0", "1"}, {"+1", "-2"}, {"@SUM(A1)", "\t=1"}, {"＝1", "\r"}, {"a,\"b\"\nc", ""}, {"2026-05-04", "25%"},
	}}.csv()
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeff日期,n\r\n'=cmd|' /C calc'!A0,1\r\n'+1,'-2\r\n'@SUM(A1),'\t=1\r\n'＝1,\"'\r\"\r\n\"a,\"\"b\"\"\r\nc\",\r\n2026-05-04,25%\r\n"
	if got := string(data); strings.ReplaceAll(got, "\r", "") != strings.ReplaceAll(want, "\r", "") {
		t.Errorf("written:\n%q, want\n%q", got, want)
	}
}
