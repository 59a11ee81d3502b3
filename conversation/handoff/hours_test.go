package handoff_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones are there on every machine

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// moment reads a time in the zone of the hours.
func moment(t failer, h handoff.Hours, s string) time.Time {
	t.Helper()
	zone := h.Zone
	if zone == nil {
		zone = time.UTC
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func berlin(t failer) handoff.Hours {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night := []handoff.Span{{From: 0, To: 6 * time.Hour}, {From: 22 * time.Hour, To: 24 * time.Hour}}
	return handoff.Hours{Zone: zone, Week: [7][]handoff.Span{night, night, night, night, night, night, night}}
}

func TestHours(t *testing.T) {
	shop := team(t).Hours // Mon-Fri 9-18, holiday on Fri 11-06, worked Sat 11-07
	always := handoff.Hours{}
	for _, tc := range []struct {
		hours     handoff.Hours
		at        string
		d         time.Duration
		open      bool
		next, end string
	}{
		{shop, "2026-11-02 09:00", time.Hour, true, "2026-11-02 09:00", "2026-11-02 10:00"},
		{shop, "2026-11-02 08:59", time.Hour, false, "2026-11-02 09:00", "2026-11-02 10:00"},
		{shop, "2026-11-02 17:30", time.Hour, true, "2026-11-02 17:30", "2026-11-03 09:30"},
		{shop, "2026-11-02 17:00", time.Hour, true, "2026-11-02 17:00", "2026-11-02 18:00"},
		{shop, "2026-11-02 18:00", time.Hour, false, "2026-11-03 09:00", "2026-11-03 10:00"},
		{shop, "2026-11-05 17:00", 2 * time.Hour, true, "2026-11-05 17:00", "2026-11-07 10:00"},       // over the holiday to the worked Saturday
		{shop, "2026-11-07 18:00", 10 * time.Hour, false, "2026-11-09 09:00", "2026-11-10 10:00"},     // over the Sunday
		{shop, "2026-11-06 12:00", 0, false, "2026-11-07 09:00", "2026-11-06 12:00"},                  // nothing is over at once
		{shop, "2026-11-06 12:00", -time.Hour, false, "2026-11-07 09:00", "2026-11-06 12:00"},         //
		{always, "2026-11-06 12:00", 36 * time.Hour, true, "2026-11-06 12:00", "2026-11-08 00:00"},    //
		{berlin(t), "2026-10-25 01:00", 6 * time.Hour, true, "2026-10-25 01:00", "2026-10-25 06:00"},  // the clock is put back
		{berlin(t), "2026-03-29 01:00", 6 * time.Hour, true, "2026-03-29 01:00", "2026-03-30 00:00"},  // and forward
		{berlin(t), "2026-11-02 12:00", 3 * time.Hour, false, "2026-11-02 22:00", "2026-11-03 01:00"}, // over midnight
	} {
		at := moment(t, tc.hours, tc.at)
		if open := tc.hours.Open(at); open != tc.open {
			t.Errorf("%s: open %t", tc.at, open)
		}
		if next, ok := tc.hours.Next(at); !ok || !next.Equal(moment(t, tc.hours, tc.next)) {
			t.Errorf("%s: next %v %t, want %s", tc.at, next, ok, tc.next)
		}
		end, ok := tc.hours.Add(at, tc.d)
		if !ok || !end.Equal(moment(t, tc.hours, tc.end)) {
			t.Errorf("%s + %v: %v %t, want %s", tc.at, tc.d, end, ok, tc.end)
		}
		if got := tc.hours.Between(at, end); got != max(tc.d, 0) {
			t.Errorf("between %s and %v: %v, want %v", tc.at, end, got, tc.d)
		}
	}
}

// A team that never works again has no next time, and nothing is ever due.
func TestHoursWithoutEnd(t *testing.T) {
	h := handoff.Hours{Week: [7][]handoff.Span{{{From: 0, To: time.Second}}}}
	at := moment(t, h, "2026-11-02 12:00")
	if _, ok := h.Add(at, 1000*time.Hour); ok {
		t.Error("1,000 hours fit into a year of seconds")
	}
	if got := h.Between(at, at.AddDate(3, 0, 0)); got != 57*time.Second {
		t.Errorf("%v of work in the horizon, want 57 Sundays of a second", got)
	}
	if got := h.Between(at, at.Add(-time.Hour)); got != 0 {
		t.Errorf("%v of work before", got)
	}
	closed := handoff.Hours{Week: h.Week, Days: map[string][]handoff.Span{}}
	for day := range 500 {
		closed.Days[at.AddDate(0, 0, day).Format(time.DateOnly)] = nil
	}
	if next, ok := closed.Next(at); ok {
		t.Errorf("a closed team works at %v", next)
	}
	if e := closed.Estimate(at, 0); e.Open || !e.Opens.IsZero() {
		t.Errorf("a closed team says %+v", e)
	}
}

func TestHoursValidate(t *testing.T) {
	for _, spans := range [][]handoff.Span{
		{{From: 9 * time.Hour, To: 9 * time.Hour}},
		{{From: 9 * time.Hour, To: 25 * time.Hour}},
		{{From: -time.Hour, To: time.Hour}},
		{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 11 * time.Hour, To: 14 * time.Hour}},
	} {
		if err := (handoff.Hours{Week: [7][]handoff.Span{spans}}).Validate(); err == nil {
			t.Errorf("%v are no hours of a day", spans)
		}
		if err := (handoff.Hours{Days: map[string][]handoff.Span{"2026-10-01": spans}}).Validate(); err == nil {
			t.Errorf("%v are no hours of a holiday", spans)
		}
	}
	if err := (handoff.Hours{Days: map[string][]handoff.Span{"10-01": nil}}).Validate(); err == nil {
		t.Error("10-01 is no date")
	}
	if err := berlin(t).Validate(); err != nil {
		t.Error(err)
	}
}

// drawHours draws hours by the quarter of an hour.
func drawHours(t *rapid.T) handoff.Hours {
	zone := rapid.SampledFrom([]string{"Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
	h := handoff.Hours{Days: map[string][]handoff.Span{}}
	var err error
	if h.Zone, err = time.LoadLocation(zone); err != nil {
		t.Fatal(err)
	}
	spans := func(label string) []handoff.Span {
		var out []handoff.Span
		last := time.Duration(0)
		for range rapid.IntRange(0, 2).Draw(t, label) {
			from := last + time.Duration(rapid.IntRange(0, 30).Draw(t, "from"))*15*time.Minute
			to := from + time.Duration(rapid.IntRange(1, 30).Draw(t, "to"))*15*time.Minute
			if to > 24*time.Hour {
				break
			}
			out, last = append(out, handoff.Span{From: from, To: to}), to
		}
		return out
	}
	for day := range h.Week {
		h.Week[day] = spans("week")
	}
	for range rapid.IntRange(0, 3).Draw(t, "days") {
		h.Days[time.Date(2026, 10, 20+rapid.IntRange(0, 12).Draw(t, "date"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)] = spans("day")
	}
	if err := h.Validate(); err != nil {
		t.Fatal(err)
	}
	return h
}

// Time of work is what it is when it is counted minute by minute; adding it
// and counting it are one another's reverse; later is never earlier.
func TestHoursCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		at := time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 8*24*60).Draw(t, "at")) * time.Minute)
		minutes := rapid.IntRange(0, 3*24*60).Draw(t, "minutes")
		end := at.Add(time.Duration(minutes) * time.Minute)
		var want time.Duration
		for m := range minutes {
			if h.Open(at.Add(time.Duration(m) * time.Minute)) {
				want += time.Minute
			}
		}
		if got := h.Between(at, end); got != want {
			t.Fatalf("from %v to %v the team works %v, minute by minute %v", at, end, got, want)
		}
		mid := at.Add(time.Duration(rapid.IntRange(0, minutes).Draw(t, "mid")) * time.Minute)
		if sum := h.Between(at, mid) + h.Between(mid, end); sum != want {
			t.Fatalf("in two parts it is %v, in one %v", sum, want)
		}
		d := time.Duration(rapid.IntRange(1, 3000).Draw(t, "d")) * time.Minute
		due, ok := h.Add(at, d)
		if !ok {
			return
		}
		if got := h.Between(at, due); got != d {
			t.Fatalf("%v of work after %v is %v, and between them are %v", d, at, due, got)
		}
		if earlier, _ := h.Add(at, d-time.Minute); d > time.Minute && !earlier.Before(due) {
			t.Fatalf("a minute less of work ends at %v, not before %v", earlier, due)
		}
		if next, ok := h.Next(at); !ok || next.Before(at) || !h.Open(next) || h.Between(at, next) != 0 {
			t.Fatalf("the next time after %v is %v", at, next)
		}
	})
}

func TestHonestWait(t *testing.T) {
	r := team(t)
	zh, tw, en := handoff.Reader{}, handoff.Reader{Traditional: true}, handoff.Reader{Lang: knowledge.English}
	always := handoff.Defaults(r.Phrases)
	for _, tc := range []struct {
		rules handoff.Rules
		to    handoff.Reader
		at    string
		place int
		want  string
	}{
		{r, zh, "2026-11-02 10:00", 0, "现在有同事在班，按先后回复。上班时间：周一至周五 09:00–18:00。"},
		{r, zh, "2026-11-02 10:00", 1, "现在有同事在班，按先后回复。您是下一位。上班时间：周一至周五 09:00–18:00。"},
		{r, tw, "2026-11-02 08:00", 4, "現在是下班時間，今天 09:00 上班後按先後回覆。您排在第 4 位。上班時間：週一至週五 09:00–18:00。"},
		{r, en, "2026-11-02 20:00", 0, "We are closed now; from 09:00 tomorrow on we answer in order. We work Mon–Fri 09:00–18:00."},
		{r, en, "2026-11-07 20:00", 2, "We are closed now; from Mon 09:00 on we answer in order. You are number 2 in the queue. We work Mon–Fri 09:00–18:00."},
		{always, zh, "2026-11-07 20:00", 0, "现在有同事在班，按先后回复。"},
	} {
		at := moment(t, tc.rules.Hours, tc.at)
		if got := tc.rules.Honest(tc.to, at, tc.rules.Hours.Estimate(at, tc.place)); got != tc.want {
			t.Errorf("%s, place %d: %q, want %q", tc.at, tc.place, got, tc.want)
		}
	}
	r.Hours.Week = [7][]handoff.Span{6: {{From: 10 * time.Hour, To: 16 * time.Hour}}, 3: {{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 13*time.Hour + 30*time.Minute, To: 24 * time.Hour}}}
	at := moment(t, r.Hours, "2026-11-19 08:00")
	want := "We are closed now; from Sat 10:00 on we answer in order. We work Wed 09:00–12:00 13:30–24:00, Sat 10:00–16:00."
	if got := r.Honest(en, at, r.Hours.Estimate(at, 0)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
