package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// caught is an inbox that keeps what was put into it last.
type caught struct{ updates []bot.Update }

func (c *caught) Put(_ context.Context, updates []bot.Update) error {
	c.updates = updates
	return nil
}

// FuzzTeam sends anything to any handler of the team's page. What is taken in
// is about the case that was named, and of the one who sits there.
func FuzzTeam(f *testing.F) {
	now := time.Now()
	mine := opened("1001", handoff.Normal, now, time.Minute)
	mine.Chat, mine.Ticket.State, mine.Ticket.Owner = 7, handoff.Claimed, handoff.Person{ID: agentID, Name: "王芳"}
	cases := archive{files: []bot.CaseFile{mine}}
	team, _ := office(f, one{cases})
	in := &caught{}
	team.Inbox = in
	site, err := newSite(Options{Team: team, Log: discard()})
	if err != nil {
		f.Fatal(err)
	}
	h := site.handler()
	token := csrf(team.secret, teamBase)
	f.Add("GET", "/team", "show=mine", "")
	f.Add("GET", "/team/c/1001", "show=%00", "")
	f.Add("GET", "/team/past", "q=a&after=9", "")
	f.Add("POST", "/team/c/1001/do", "", "csrf=TOKEN&do=write&text=hello")
	f.Add("POST", "/team/c/1001/do", "", "csrf=TOKEN&do=note&text=%3Cb%3E4111111111111111")
	f.Add("POST", "/team/c/1001/do", "", "csrf=TOKEN&do=close&cause=0&route=bank")
	f.Add("POST", "/team/c/1001/do", "", "csrf=TOKEN&do=desk%3Abank")
	f.Add("POST", "/team/c/1002/do", "", "csrf=TOKEN&do=claim")
	f.Add("POST", "/team/language", "", "csrf=TOKEN&language=zh&case=1001")
	f.Add("POST", "/team2/c/1001/do", "", "csrf=TOKEN&do=wait")
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		if strings.HasSuffix(path, "/events") {
			return // never ends
		}
		in.updates = nil
		clearLimits(team)
		w, ok := answered(t, h, method, path, query, strings.ReplaceAll(body, "TOKEN", token))
		if !ok {
			return
		}
		if to := w.Header().Get("Location"); to != "" && path != "/" && w.Code == http.StatusSeeOther && !strings.HasPrefix(to, "/team") {
			t.Errorf("%s %s leads to %s", method, path, to)
		}
		for _, u := range in.updates {
			if u.Kind != bot.FromTeam || u.Chat != 7 || u.Case != "1001" || u.User != agentID && u.User != adminID || u.Team.Group != 0 || u.ID <= 0 {
				t.Errorf("%s %s puts %+v", method, path, u)
			}
		}
	})
}

// answered sends a form, and sees that the answer is one that pages give. ok is
// false for what the server lets no request through with.
func answered(t *testing.T, h http.Handler, method, path, query, body string) (rec *httptest.ResponseRecorder, ok bool) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost/", strings.NewReader(body))
	if err != nil || path == "" || path[0] != '/' {
		return nil, false
	}
	r.URL, r.Host = &url.URL{Scheme: "http", Host: "localhost", Path: path, RawQuery: query}, "localhost"
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	rec = httptest.NewRecorder()
	h.ServeHTTP(recorder{rec}, r)
	if !slices.Contains(statuses, rec.Code) {
		t.Errorf("%s %s?%s: %d", method, path, query, rec.Code)
	}
	return rec, true
}

// clearLimits lets everybody be fast again.
func clearLimits(t *Team) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limits = map[int64]*rate.Limiter{}
}

// one gives the first of its cases by its number.
type one struct{ archive }

func (o one) Case(_ context.Context, number string) (bot.CaseFile, bool, error) {
	return o.files[0], number == o.files[0].Case, nil
}

func (o one) List(context.Context, string, int) ([]bot.CaseFile, string, error) {
	return o.files, "", nil
}

// FuzzCaseMarkup puts any words into every place of a case: they stay text.
func FuzzCaseMarkup(f *testing.F) {
	for _, s := range []string{"请拍一下小票", "<script>", "</article></template><hx-partial hx-target='#rows'>", "{{.CSRF}}", `" onfocus="x`, "a\u2028data: b\n\nid: 7"} {
		f.Add(s)
	}
	team, p := office(f, &shelf{})
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	show := func(t *testing.T, text string) string {
		k := &handoff.Ticket{
			Version: 1, Case: "1001", State: handoff.Claimed, Opened: now, Priority: handoff.Urgent, Desk: text, Reason: text, Title: text,
			Problem: text, Code: text, Summary: text, Likely: []handoff.Hypothesis{{Problem: text, Cause: text, Route: "bank", Title: text}},
			Merchant: handoff.Merchant{Name: text, Terminal: text}, Owner: handoff.Person{ID: agentID, Name: text},
			Last: handoff.Person{ID: agentID, Name: text}, Clock: handoff.Clock{Since: now},
			Result:  handoff.Resolution{Route: "bank", Problem: text, Cause: text, Article: text},
			Facts:   []handoff.Known{{Question: text, Answer: text}},
			History: []handoff.Action{{At: now, By: agentID, Act: handoff.ActMoved, What: text}, {At: now, Act: handoff.Act("x" + text)}},
			Lines: []handoff.Line{
				{N: 1, From: handoff.FromMerchant, At: now, Text: text, Was: []string{text}},
				{N: 2, From: handoff.FromAgent, Name: text, At: now, Text: text, Quote: 1, Sent: handoff.Failed},
				{N: 3, From: handoff.FromNote, Name: text, At: now, Text: text},
				{N: 4, From: handoff.FromHeld, Name: text, At: now, Text: text},
			},
		}
		file := bot.CaseFile{Case: k.Case, Ticket: k, Before: text, Answers: []conversation.Answer{{Question: text, Answer: text, Origin: conversation.Typed}}}
		s := &snapshot{version: team.of + 1, at: now, open: []bot.CaseFile{file}}
		who := seat{Member: Member{ID: agentID, Name: text}, Role: RoleAdmin, Base: "/team"}
		parts, err := team.parts(s, p, who, watching{number: "1001", show: showAll, lang: "en"}, &seen{})
		if err != nil {
			t.Fatal(err)
		}
		html, err := p.render("parts", parts)
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text = bot.Clean(text); strings.TrimSpace(text) == "" {
			return
		}
		html, plain := show(t, text), show(t, "xy")
		for _, mark := range []string{"<", ">", `"`} {
			if got, want := strings.Count(html, mark), strings.Count(plain, mark); got != want {
				t.Errorf("%q adds %d times %s", text, got-want, mark)
			}
		}
		for line := range strings.Lines(strings.TrimSuffix(string(event(7, []byte(html))), "\n")) {
			if !strings.HasPrefix(line, "data: ") && line != "id: 7\n" {
				t.Errorf("%q breaks out of its event: %q", text, line)
			}
		}
	})
}
