package web

import (
	"context"
	"encoding/csv"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
)

// ledger has figures, and counts how often it is read.
type ledger struct {
	days    []CountedDay
	records []handoff.Record
	broken  error
	read    int
}

func (l *ledger) Days(context.Context, time.Time, time.Time) ([]CountedDay, error) {
	l.read++
	return l.days, l.broken
}

func (l *ledger) Records(context.Context, time.Time) iter.Seq2[handoff.Record, error] {
	return func(yield func(handoff.Record, error) bool) {
		for _, r := range l.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// busyLedger is a ledger of many cases of the last weeks, of which half of the
// merchants have names that must not be seen.
func busyLedger(now time.Time) *ledger {
	l := &ledger{}
	for i := range 28 {
		at := now.UTC().AddDate(0, 0, -i)
		n := int64(12 + 5*(i%4))
		l.days = append(l.days, CountedDay{Date: at.Format(time.DateOnly), Counts: map[string]int64{
			"opened": n, "asked:scope": n + 4, "asked:code": int64(i % 5), "advised:bank": n / 2, "advised:provider": n / 4, "advised:device": n / 3,
			"advised:none": 1, "no_hit": int64(i % 4), "none_of": int64(i % 3), "shown:contact_bank_message/issuer": n,
			"not_solved:contact_bank_message/issuer": int64(i % 3), "escalated:printer_paper": int64(i % 2),
		}})
		for j := range int(n) {
			r := handoff.Record{Merchant: "secret shop", Terminal: "secret-1", Opened: at, Ended: at, Outcome: handoff.Solved, Solver: handoff.SolvedByBot}
			switch j % 5 {
			case 0:
				r.Solver, r.AnsweredAt, r.FirstAnswer, r.Resolve, r.Rating = handoff.SolvedByAgent, at, 90+30*(i%6), 2400+600*(i%5), 5-j%3
			case 1:
				r.Outcome, r.Solver = "", ""
			}
			l.records = append(l.records, r)
		}
	}
	return l
}

// keeping gives a site whose team has figures.
func keeping(t testing.TB, f Figures) *site {
	t.Helper()
	team, _ := office(t, archive{})
	team.Figures = f
	s, err := newSite(Options{Team: team, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fetched asks a site for something.
func fetched(t testing.TB, s *site, path, language string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Host = "localhost"
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(recorder{w}, r)
	return w
}

// TestFiguresPage shows every chart with its table and file, and no words of
// merchants.
func TestFiguresPage(t *testing.T) {
	s := keeping(t, busyLedger(time.Now()))
	for lang, words := range map[string][]string{
		"en": {"Cases a day", "Who solved them", "contact the bank", "Card&#39;s bank", "on average", "nine in ten"},
		"zh": {"每天工单数", "由谁解决", "发卡行", "平均", "九成"},
	} {
		for _, days := range []string{"", "?days=7", "?days=30", "?days=90"} {
			w := fetched(t, s, "/team/figures"+days, lang)
			html := w.Body.String()
			if w.Code != http.StatusOK || strings.Contains(html, "secret") {
				t.Fatalf("%s: %d, or a merchant is named", days, w.Code)
			}
			for _, want := range words {
				if !strings.Contains(html, want) {
					t.Errorf("%s %s does not say %q", lang, days, want)
				}
			}
			got := pictures(t, html)
			n := len(chartIDs())
			if got["svg"] != n || got["desc"] != n || got["rect"] == 0 || got["polyline"] < 3 || strings.Count(html, "<caption>") != n ||
				got["title"] != n+got["rect"]+got["circle"] {
				t.Errorf("%s %s: the pictures have %v", lang, days, got)
			}
			for _, id := range chartIDs() {
				if !strings.Contains(html, "/team/figures/"+id+".csv?days=") {
					t.Errorf("there is no file of %s", id)
				}
			}
		}
	}
	if w := fetched(t, s, "/team", "en"); !strings.Contains(w.Body.String(), `href="/team/figures"`) {
		t.Error("the queue does not lead to the figures")
	}
	if w := fetched(t, s, "/figures", "en"); w.Header().Get("Location") != "/team/figures" {
		t.Errorf("the short address leads to %q", w.Header().Get("Location"))
	}
}

// TestFiguresFiles gives every table as a file.
func TestFiguresFiles(t *testing.T) {
	s := keeping(t, busyLedger(time.Now()))
	for _, id := range chartIDs() {
		w := fetched(t, s, "/team2/figures/"+id+".csv?days=7", "zh")
		text, marked := strings.CutPrefix(w.Body.String(), byteOrderMark)
		if w.Code != http.StatusOK || !marked || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" ||
			!strings.Contains(w.Header().Get("Content-Disposition"), "tillmate-"+id+"-") {
			t.Fatalf("%s: %d %v", id, w.Code, w.Header())
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) < 3 {
			t.Errorf("%s: %v %v", id, rows, err)
		}
		if id == "cases" && (len(rows) != 8 || !slices.Equal(rows[0], []string{"日期", "工单"}) || rows[1][1] != "12") {
			t.Errorf("the cases are %v", rows)
		}
	}
	for path, want := range map[string]int{
		"/team/figures/cases": 404, "/team/figures/none.csv": 404, "/team/figures/.csv": 404, "/team/figures/cases.csv/x": 404,
		"/team/figures?days=8": 400, "/team/figures?days=07": 400, "/team/figures/cases.csv?days=1e9": 400, "/team3/figures": 404,
	} {
		if w := fetched(t, s, path, "en"); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// TestFiguresNone says plainly that there is nothing, that there are no
// figures, and that they could not be read.
func TestFiguresNone(t *testing.T) {
	w := fetched(t, keeping(t, &ledger{}), "/team/figures", "en")
	if html := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(html, "Nothing was counted in these days") || strings.Contains(html, `class="plot"`) {
		t.Errorf("nothing is shown as %d %s", w.Code, html)
	}
	few := &ledger{records: []handoff.Record{{Opened: time.Now(), Ended: time.Now(), Solver: handoff.SolvedByBot, Outcome: handoff.Solved}}}
	if html := fetched(t, keeping(t, few), "/team/figures", "en").Body.String(); !strings.Contains(html, "Of 1 ended cases the bot solved 1") {
		t.Errorf("one case is shown as %s", html)
	}
	if w := fetched(t, keeping(t, &ledger{broken: errors.New("gone")}), "/team/figures", "en"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("what cannot be read: %d", w.Code)
	}
	without := keeping(t, nil)
	if w := fetched(t, without, "/team/figures", "en"); w.Code != http.StatusNotFound {
		t.Errorf("without figures: %d", w.Code)
	}
	if w := fetched(t, without, "/team", "en"); strings.Contains(w.Body.String(), "/team/figures") {
		t.Error("the queue leads to figures that there are not")
	}
}

// TestFiguresSeats lets in agents, editors and admins, and nobody else.
func TestFiguresSeats(t *testing.T) {
	town := townWith(t, nil, NewMemorySessions())
	town.team.Figures = busyLedger(time.Now())
	s, err := newSite(Options{Team: town.team, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.handler())
	t.Cleanup(server.Close)
	town.url = server.URL
	for id, want := range map[int64]int{agentID: 200, adminID: 200, editorID: 200, 999: 403} {
		m := town.signIn(t, Member{ID: id, Name: "x"})
		for _, path := range []string{"/team/figures", "/team/figures/cases.csv"} {
			if status, _, _ := m.get(path); status != want {
				t.Errorf("%d gets %d for %s, want %d", id, status, path, want)
			}
		}
	}
	for _, path := range []string{"/team/figures", "/team/figures/cases.csv"} {
		if status, _, _ := town.sit(t, teamBase).get(path); status != http.StatusUnauthorized {
			t.Errorf("nobody gets %d for %s", status, path)
		}
	}
	m := town.signIn(t, Member{ID: editorID, Name: "x"})
	status, header, _ := m.send(http.MethodPost, "/team/language", url.Values{"csrf": {m.csrf()}, "language": {"zh"}, "at": {"figures"}})
	if status != http.StatusSeeOther || header.Get("Location") != "/team/figures" {
		t.Errorf("the language leads to %d %q", status, header.Get("Location"))
	}
}

// TestGather keeps figures as long as their reading was work, and reads no
// more cases than there is room for.
func TestGather(t *testing.T) {
	g, now := newGatherer(), time.Now()
	l := &ledger{records: make([]handoff.Record, maxRecords+1)}
	for i := range l.records {
		l.records[i].Opened = now
	}
	s, err := g.sum(t.Context(), l, now, 7)
	if err != nil || !s.Cut || s.Cases.Cases != maxRecords {
		t.Fatalf("%d cases, cut %v, %v", s.Cases.Cases, s.Cut, err)
	}
	for later, want := range map[time.Duration]int{0: 1, time.Hour: 2} {
		g := newGatherer()
		l.read = 0
		for _, at := range []time.Time{now, now.Add(later)} {
			if _, err := g.sum(t.Context(), l, at, 7); err != nil {
				t.Fatal(err)
			}
		}
		if l.read != want {
			t.Errorf("after %v it was read %d times, want %d", later, l.read, want)
		}
	}
	g.busy <- struct{}{}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.sum(gone, l, now, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("who is gone waits: %v", err)
	}
}

// FuzzFigures sends anything to the figures.
func FuzzFigures(f *testing.F) {
	s := keeping(f, busyLedger(time.Now()))
	h := s.handler()
	f.Add("GET", "/team/figures", "days=7")
	f.Add("GET", "/team/figures/cases.csv", "days=90")
	f.Add("POST", "/team2/figures", "days=%00")
	f.Add("GET", "/team/figures/..%2f.csv", "days=7&days=8")
	f.Fuzz(func(t *testing.T, method, path, query string) {
		if !strings.HasSuffix(path, "/events") { // that never ends
			answered(t, h, method, path, query, "")
		}
	})
}

// FuzzFiguresMarkup calls a problem and a day anything: it stays text in the
// page, and makes no formula in the file.
func FuzzFiguresMarkup(f *testing.F) {
	for _, s := range []string{"卡被吞了", "<script>", "</svg></section>", `" onload="x`, "=1+1", "{{.CSRF}}", "</title><script>"} {
		f.Add(s)
	}
	team, p := office(f, archive{})
	show := func(t *testing.T, text string) (string, []chart) {
		s := sumUp(knownDays(), knownRecords(), monday, 3)
		s.Problems = append(s.Problems, insight.Outcome{Problem: text, Shown: 3, NotSolved: 2})
		s.Days[1].Date = text
		page, err := team.figuresPage(p, seat{Base: "/team"}, s, 7)
		if err != nil {
			t.Fatal(err)
		}
		html, err := p.render("figures", page)
		if err != nil {
			t.Fatal(err)
		}
		return string(html), page.Charts
	}
	f.Fuzz(func(t *testing.T, text string) {
		html, charts := show(t, text)
		plain, _ := show(t, "xy")
		for _, mark := range []string{"<", ">", `"`} {
			if got, want := strings.Count(html, mark), strings.Count(plain, mark); got != want {
				t.Errorf("%q adds %d times %s", text, got-want, mark)
			}
		}
		for _, c := range charts {
			for _, row := range c.Table.Rows {
				if cell := harmless(row[0]); cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("%q is a formula", cell)
				}
			}
		}
	})
}
