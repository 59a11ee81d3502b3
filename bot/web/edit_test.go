package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// writers starts a town in which articles are edited, with the demo's seats or
// with sessions.
func writers(t testing.TB, seats []Seat, sessions Sessions) (*town, *writing) {
	t.Helper()
	town, w := townWith(t, seats, sessions), newWriting(t)
	site, err := newSite(Options{Merchants: town.Merchants, Team: town.team, Editing: w, Log: discard()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site.handler())
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	town.site, town.server, town.url = site, server, server.URL
	return town, w
}

// form gives a form of the editors' page with the seat's token.
func (m *member) form(town *town, pairs ...string) url.Values {
	out := url.Values{"csrf": {csrf(town.team.secret, editBase)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// TestEditors breaks an article and mends it with plain forms.
func TestEditors(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	if page := m.look(""); !strings.Contains(page, "/edit/a/printer_paper") || !strings.Contains(page, "advised in 30 days: 1") {
		t.Error("the list does not show the articles")
	}
	good, _ := w.read("printer_paper")
	broken := strings.Replace(string(good), "route: device", "route: nowhere", 1)
	before, _, _ := strings.Cut(broken, "nowhere")
	line := strings.Count(before, "\n") + 1
	save := func(text, version string) (int, http.Header, string) {
		return m.send(http.MethodPost, "/edit/a/printer_paper/save", m.form(town, "text", strings.ReplaceAll(text, "\n", "\r\n"), "version", version))
	}
	if status, header, body := save(broken, versionOf(good)); status != http.StatusSeeOther || header.Get("Location") != "/edit/a/printer_paper?saved" {
		t.Fatalf("save: %d %s", status, body)
	}
	page := m.look("/a/printer_paper")
	for _, want := range []string{`data-line="` + itoa(int64(line)) + `"`, `<span class="error">` + itoa(int64(line)) + `</span>`, "shown here once the mistakes are mended", "Saved last by Demo editor"} {
		if !strings.Contains(page, want) {
			t.Errorf("the broken article does not show %q", want)
		}
	}
	if status, _, body := m.send(http.MethodPost, "/edit/try/text", m.form(town, "text", "no paper")); status != http.StatusOK || !strings.Contains(body, "cannot be tried") {
		t.Errorf("a broken draft is tried: %d", status)
	}
	// Somebody who had opened it before is told, and sees both texts.
	status, _, body := save("mine: <b>\n", versionOf(good))
	if status != http.StatusConflict || !strings.Contains(body, "mine: &lt;b&gt;") || !strings.Contains(body, "route: nowhere") || !strings.Contains(body, versionOf([]byte(broken))) {
		t.Errorf("a lost race: %d %s", status, body)
	}
	if text, _ := w.read("printer_paper"); string(text) != broken {
		t.Error("the slower one has written over the faster one")
	}
	if status, _, body := save(string(good), versionOf([]byte(broken))); status != http.StatusSeeOther {
		t.Fatalf("mend: %d %s", status, body)
	}
	if page := m.look("/a/printer_paper"); !strings.Contains(page, `id="preview"`) || strings.Contains(page, `class="error"`) {
		t.Error("the mended article has no preview, or mistakes")
	}
	if _, _, body := m.send(http.MethodPost, "/edit/try/text", m.form(town, "text", "打印机没纸了")); !strings.Contains(body, "/edit/a/printer_paper") || !strings.Contains(body, "Most likely causes") {
		t.Errorf("a text is tried: %s", body)
	}
	if _, _, body := m.send(http.MethodPost, "/edit/a/printer_paper/discard", m.form(town, "version", "old")); !strings.Contains(body, "Somebody has just changed it") {
		t.Errorf("an old page discards: %s", body)
	}
	if status, header, _ := m.get("/edit/new?slug=payment_speaker"); status != http.StatusSeeOther || header.Get("Location") != "/edit/a/payment_speaker" {
		t.Errorf("a new article: %d", status)
	}
	if page := m.look("/a/payment_speaker"); !strings.Contains(page, "no such article yet") {
		t.Error("a new article is not begun")
	}
	if note := town.notes.last(); note.Act != "edit_discard" || note.User != 3 || note.Refused != "problem_overtaken" {
		t.Errorf("the audit was told %+v", note)
	}
}

// TestPublishing goes through what the page of publishing shows.
func TestPublishing(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	if page := m.look("/publish"); !strings.Contains(page, "nothing to publish") || !strings.Contains(page, "&lt;b&gt;wang") || strings.Contains(page, "<i>why") {
		t.Errorf("the page of publishing: %s", page)
	}
	w.edited["printer_paper"] = Member{ID: 3}
	do := func(pairs ...string) (int, string) {
		status, _, body := m.send(http.MethodPost, "/edit/publish/do", m.form(town, pairs...))
		return status, body
	}
	if status, body := do("do", "compare"); status != http.StatusSeeOther {
		t.Fatalf("compare: %d %s", status, body)
	}
	if page := m.look("/publish"); !strings.Contains(page, "data-running") || !strings.Contains(page, "Comparing with what is live") || strings.Contains(page, `value="publish"`) {
		t.Error("it is not shown how far it is")
	}
	if status, body := do("do", "publish"); status != http.StatusConflict || !strings.Contains(body, "wait until it is done") {
		t.Errorf("twice at once: %d", status)
	}
	w.become(Publishing{Verdict: "refused", Report: "<u>all</u>", Losses: []Loss{{Name: "query:a/zh/123456", Text: "<s>worse</s>"}, {Name: "canary:b", Text: "x", Accepted: true}}})
	page := m.look("/publish")
	for _, want := range []string{`name="accept" value="query:a/zh/123456"><span>&lt;s&gt;worse`, `value="canary:b" checked`, "&lt;u&gt;all", "something got worse"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not show %q", want)
		}
	}
	if status, _ := do("do", "publish", "why", "because", "accept", "query:a/zh/123456", "accept", "canary:b"); status != http.StatusSeeOther {
		t.Errorf("publish: %d", status)
	}
	if x := w.wishes[1]; x.Dry || x.Why != "because" || !slices.Equal(x.Accept, []string{"query:a/zh/123456", "canary:b"}) {
		t.Errorf("it was wished %+v", x)
	}
	if !w.wishes[0].Dry {
		t.Error("a comparison was to publish")
	}
	for _, c := range []struct {
		serial string
		want   int
	}{{"1", http.StatusSeeOther}, {"2", http.StatusConflict}, {"x", http.StatusBadRequest}} {
		if status, _, _ := m.send(http.MethodPost, "/edit/rollback", m.form(town, "serial", c.serial)); status != c.want {
			t.Errorf("back to %s: %d", c.serial, status)
		}
	}
	if page := m.look("/gaps"); !strings.Contains(page, "收款音箱不播报") || !strings.Contains(page, "&lt;b&gt;音箱") || !strings.Contains(page, `href="/edit/a/printer_paper"`) {
		t.Error("the gaps are not shown")
	}
}

// TestEditRefused holds who may not, and what is not taken.
func TestEditRefused(t *testing.T) {
	town, _ := writers(t, nil, NewMemorySessions())
	pages := []string{"", "/a/printer_paper", "/new?slug=x", "/try", "/publish", "/publish/progress", "/gaps"}
	doors := []string{"/a/printer_paper/save", "/a/printer_paper/discard", "/try/text", "/publish/do", "/rollback", "/language"}
	stranger, agent := town.sit(t, editBase), town.signIn(t, Member{ID: agentID, Name: "王芳"})
	for m, want := range map[*member]int{stranger: http.StatusUnauthorized, agent: http.StatusForbidden} {
		for _, p := range pages {
			if status, _, _ := m.get(editBase + p); status != want {
				t.Errorf("%s: %d, want %d", p, status, want)
			}
		}
		for _, p := range doors {
			if status, _, _ := m.send(http.MethodPost, editBase+p, url.Values{}); status != want {
				t.Errorf("%s: %d, want %d", p, status, want)
			}
		}
	}
	for _, who := range []Member{{ID: editorID, Name: "编"}, {ID: adminID, Name: "管"}} {
		m := town.signIn(t, who)
		for _, p := range []string{"", "/a/printer_paper", "/try", "/publish", "/gaps"} {
			if status, _, body := m.get(editBase + p); status != http.StatusOK {
				t.Errorf("%s: %d %s", p, status, body)
			}
		}
		for _, p := range doors {
			if status, _, body := m.send(http.MethodPost, editBase+p, url.Values{"csrf": {"x"}}); status != http.StatusForbidden {
				t.Errorf("%s without a token: %d %s", p, status, body)
			}
		}
	}
}

// TestEditLimits holds what is too long or no text, and a store that fails.
func TestEditLimits(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	good, _ := w.read("printer_paper")
	for what, c := range map[string]struct {
		path string
		form url.Values
		want int
	}{
		"an article of the greatest size": {"/a/printer_paper/save", m.form(town, "version", versionOf(good), "text", "#"+strings.Repeat("文", maxArticle/3)), http.StatusSeeOther},
		"an article that is too long":     {"/a/printer_paper/save", m.form(town, "text", strings.Repeat("a", maxArticle+1)), http.StatusRequestEntityTooLarge},
		"a form that is too long":         {"/a/printer_paper/save", m.form(town, "text", strings.Repeat("文", maxArticle)), http.StatusRequestEntityTooLarge},
		"a zero byte":                     {"/a/printer_paper/save", m.form(town, "text", "a\x00"), http.StatusBadRequest},
		"no UTF-8":                        {"/a/printer_paper/save", m.form(town, "text", "\xff"), http.StatusBadRequest},
		"no slug":                         {"/a/Printer/save", m.form(town, "text", "a"), http.StatusNotFound},
		"a path":                          {"/a/..%2Fcodes/save", m.form(town, "text", "a"), http.StatusNotFound},
		"nothing to try":                  {"/try/text", m.form(town, "text", " "), http.StatusBadRequest},
		"much to try":                     {"/try/text", m.form(town, "text", strings.Repeat("a", maxTried+1)), http.StatusRequestEntityTooLarge},
		"a long reason":                   {"/publish/do", m.form(town, "why", strings.Repeat("a", maxWhy+1)), http.StatusBadRequest},
		"a long name":                     {"/publish/do", m.form(town, "accept", strings.Repeat("a", 300)), http.StatusBadRequest},
	} {
		if status, _, body := m.send(http.MethodPost, editBase+c.path, c.form); status != c.want {
			t.Errorf("%s: %d, want %d: %s", what, status, c.want, body)
		}
	}
	w.broken = errors.New("the shelf is away")
	for _, p := range []string{"", "/a/printer_paper", "/publish", "/publish/progress", "/gaps"} {
		if status, _, body := m.get(editBase + p); status != http.StatusServiceUnavailable || strings.Contains(body, "shelf") {
			t.Errorf("%s: %d %s", p, status, body)
		}
	}
}
