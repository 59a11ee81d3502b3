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
	if page := m.look(""); !strings.Contains(page, "/edit/f/problems/printer_paper.yaml") || !strings.Contains(page, "advised in 30 days: 1") {
		t.Error("the list does not show the articles")
	}
	good, _, _ := w.read("problems/printer_paper.yaml")
	broken := strings.Replace(string(good), "route: device", "route: nowhere", 1)
	before, _, _ := strings.Cut(broken, "nowhere")
	line := strings.Count(before, "\n") + 1
	save := func(text, version string) (int, http.Header, string) {
		return m.send(http.MethodPost, "/edit/save/problems/printer_paper.yaml", m.form(town, "text", strings.ReplaceAll(text, "\n", "\r\n"), "version", version))
	}
	if status, header, body := save(broken, versionOf(good)); status != http.StatusSeeOther || header.Get("Location") != "/edit/f/problems/printer_paper.yaml?saved" {
		t.Fatalf("save: %d %s", status, body)
	}
	page := m.look("/f/problems/printer_paper.yaml?view=yaml")
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
	if text, _, _ := w.read("problems/printer_paper.yaml"); string(text) != broken {
		t.Error("the slower one has written over the faster one")
	}
	if status, _, body := save(string(good), versionOf([]byte(broken))); status != http.StatusSeeOther {
		t.Fatalf("mend: %d %s", status, body)
	}
	if page := m.look("/f/problems/printer_paper.yaml"); !strings.Contains(page, `id="preview"`) || strings.Contains(page, `class="error"`) {
		t.Error("the mended article has no preview, or mistakes")
	}
	if _, _, body := m.send(http.MethodPost, "/edit/try/text", m.form(town, "text", "打印机没纸了")); !strings.Contains(body, "/edit/f/problems/printer_paper.yaml") || !strings.Contains(body, "Most likely causes") {
		t.Errorf("a text is tried: %s", body)
	}
	if _, _, body := m.send(http.MethodPost, "/edit/discard/problems/printer_paper.yaml", m.form(town, "version", "old")); !strings.Contains(body, "Somebody has just changed it") {
		t.Errorf("an old page discards: %s", body)
	}
	if status, header, _ := m.get("/edit/new?slug=payment_speaker"); status != http.StatusSeeOther || header.Get("Location") != "/edit/f/problems/payment_speaker.yaml" {
		t.Errorf("a new article: %d", status)
	}
	if page := m.look("/f/problems/payment_speaker.yaml"); !strings.Contains(page, "no such article yet") {
		t.Error("a new article is not begun")
	}
	if note := town.notes.last(); note.Act != "edit_discard" || note.User != 3 || note.Refused != "problem_overtaken" {
		t.Errorf("the audit was told %+v", note)
	}
}

// TestEditFiles works on a file that is no article.
func TestEditFiles(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	list := m.look("")
	for _, name := range []string{"codes.yaml", "terms.yaml", "intents.yaml", "other_subjects.yaml", "routes.yaml", "safety.yaml", "questions/core.yaml", "golden/queries-a.yaml", "golden/merchants/pin_locked.txt"} {
		if !strings.Contains(list, `href="/edit/f/`+name+`"`) {
			t.Errorf("the list lacks %s", name)
		}
		if page := m.look("/f/" + name); !strings.Contains(page, `action="/edit/save/`+name+`"`) || strings.Contains(page, "What merchants see") {
			t.Errorf("%s has a preview, or is not to be saved", name)
		}
	}
	const name = "questions/core.yaml"
	good, _, _ := w.read(name)
	broken := append([]byte("nonsense: 1\n"), good...)
	status, header, body := m.send(http.MethodPost, "/edit/save/"+name, m.form(town, "text", string(broken), "version", versionOf(good)))
	if status != http.StatusSeeOther || header.Get("Location") != "/edit/f/"+name+"?saved" {
		t.Fatalf("save: %d %s", status, body)
	}
	if page := m.look("/f/" + name); !strings.Contains(page, `data-line="1"`) {
		t.Error("the mistake is not shown")
	}
	if page := m.look("/f/problems/printer_paper.yaml"); !strings.Contains(page, `<a href="/edit/f/`+name+`"><code>`+name+`</code></a> errors: `) {
		t.Error("the article does not lead to the mistake elsewhere")
	}
	if page := m.look("/publish"); !strings.Contains(page, `<a href="/edit/f/`+name+`"><code>`+name+`</code></a>`) {
		t.Error("the page of publishing does not name the file")
	}
	for _, name := range []string{"schema/problem.schema.json", "problems/no.txt", "problems/deeper/a.yaml", "golden/merchants/new.txt", "../codes.yaml", "problems/%2e%2e/codes.yaml", ""} {
		if status, _, _ := m.get("/edit/f/" + name); status == http.StatusOK {
			t.Errorf("%q is a file", name)
		}
	}
	if status, _, body := m.get("/edit/new?slug=A"); status != http.StatusBadRequest || !strings.Contains(body, "small letters") {
		t.Errorf("a name that is none: %d", status)
	}
}

// TestEditRemove removes an article and puts it back.
func TestEditRemove(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	const name = "problems/printer_paper.yaml"
	good, _, _ := w.read(name)
	send := func(door, name string, version []byte) int {
		status, _, _ := m.send(http.MethodPost, "/edit/"+door+"/"+name, m.form(town, "version", versionOf(version)))
		return status
	}
	if !strings.Contains(m.look("/f/"+name), `action="/edit/remove/`+name) || strings.Contains(m.look("/f/codes.yaml"), "/edit/remove/") {
		t.Error("it is not an article that can be removed")
	}
	if status := send("remove", name, nil); status != http.StatusConflict {
		t.Errorf("an old page removes: %d", status)
	}
	if status := send("remove", "codes.yaml", nil); status != http.StatusNotFound {
		t.Errorf("what is no article is removed: %d", status)
	}
	if status := send("remove", name, good); status != http.StatusSeeOther {
		t.Fatalf("remove: %d", status)
	}
	if page := m.look("/f/" + name); !strings.Contains(page, "removed from the draft") || strings.Contains(page, "<textarea") {
		t.Error("the page of a removed article does not say so")
	}
	if !strings.Contains(m.look(""), `<span class="tag error">removed</span>`) || !strings.Contains(m.look("/publish"), `/edit/f/`+name) {
		t.Error("the lists do not say so")
	}
	begun, _, _ := w.read(name)
	if status := send("discard", name, begun); status != http.StatusSeeOther {
		t.Fatalf("put back: %d", status)
	}
	if page := m.look("/f/" + name); !strings.Contains(page, "<textarea") || strings.Contains(page, "removed from the draft") {
		t.Error("it is not put back")
	}
}

// TestPublishing goes through what the page of publishing shows.
func TestPublishing(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	if page := m.look("/publish"); !strings.Contains(page, "nothing to publish") || !strings.Contains(page, "&lt;b&gt;wang") || strings.Contains(page, "<i>why") {
		t.Errorf("the page of publishing: %s", page)
	}
	w.edited["problems/printer_paper.yaml"] = Member{ID: 3}
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
	if page := m.look("/gaps"); !strings.Contains(page, "收款音箱不播报") || !strings.Contains(page, "&lt;b&gt;音箱") || !strings.Contains(page, `href="/edit/f/problems/printer_paper.yaml"`) {
		t.Error("the gaps are not shown")
	}
}

// TestEditRefused holds who may not, and what is not taken.
func TestEditRefused(t *testing.T) {
	town, _ := writers(t, nil, NewMemorySessions())
	pages := []string{"", "/f/problems/printer_paper.yaml", "/f/codes.yaml", "/new?slug=x", "/try", "/publish", "/publish/progress", "/gaps"}
	doors := []string{"/save/problems/printer_paper.yaml", "/discard/problems/printer_paper.yaml", "/remove/problems/printer_paper.yaml", "/try/text", "/publish/do", "/rollback", "/gaps/add", "/gaps/write", "/language"}
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
		for _, p := range []string{"", "/f/problems/printer_paper.yaml", "/try", "/publish", "/gaps"} {
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
	good, _, _ := w.read("problems/printer_paper.yaml")
	codes, _, _ := w.read("codes.yaml")
	for what, c := range map[string]struct {
		path string
		form url.Values
		want int
	}{
		"an article of the greatest size": {"/save/problems/printer_paper.yaml", m.form(town, "version", versionOf(good), "text", "#"+strings.Repeat("文", maxArticle/3)), http.StatusSeeOther},
		"an article that is too long":     {"/save/problems/printer_paper.yaml", m.form(town, "text", strings.Repeat("a", maxArticle+1)), http.StatusRequestEntityTooLarge},
		"a form that is too long":         {"/save/problems/printer_paper.yaml", m.form(town, "text", strings.Repeat("文", maxEdited/9+1)), http.StatusRequestEntityTooLarge},
		"a zero byte":                     {"/save/problems/printer_paper.yaml", m.form(town, "text", "a\x00"), http.StatusBadRequest},
		"no UTF-8":                        {"/save/problems/printer_paper.yaml", m.form(town, "text", "\xff"), http.StatusBadRequest},
		"no slug":                         {"/save/problems/Printer.yaml", m.form(town, "text", "a"), http.StatusNotFound},
		"another file that is longer":     {"/save/codes.yaml", m.form(town, "version", versionOf(codes), "text", "#"+strings.Repeat("文", maxFile/3)), http.StatusSeeOther},
		"a file that is too long":         {"/save/codes.yaml", m.form(town, "text", strings.Repeat("a", maxFile+1)), http.StatusRequestEntityTooLarge},
		"a schema":                        {"/save/schema/problem.schema.json", m.form(town, "text", "a"), http.StatusNotFound},
		"a file beside the content":       {"/save/tillmate.yaml", m.form(town, "text", "a"), http.StatusNotFound},
		"a long path":                     {"/save/problems/" + strings.Repeat("a", 200) + ".yaml", m.form(town, "text", "a"), http.StatusNotFound},
		"a path":                          {"/save/problems/..%2Fcodes.yaml", m.form(town, "text", "a"), http.StatusNotFound},
		"nothing to try":                  {"/try/text", m.form(town, "text", " "), http.StatusBadRequest},
		"much to try":                     {"/try/text", m.form(town, "text", strings.Repeat("a", maxTried+1)), http.StatusRequestEntityTooLarge},
		"a long reason":                   {"/publish/do", m.form(town, "why", strings.Repeat("a", maxWhy+1)), http.StatusBadRequest},
		"no words":                        {"/gaps/add", m.form(town, "slug", "printer_paper"), http.StatusBadRequest},
		"many words":                      {"/gaps/write", m.form(town, append([]string{"slug", "a"}, slices.Repeat([]string{"words", "a"}, maxGapWords+1)...)...), http.StatusBadRequest},
		"a story of a gap":                {"/gaps/add", m.form(town, "slug", "printer_paper", "words", strings.Repeat("a", maxTried+1)), http.StatusRequestEntityTooLarge},
		"words to no article":             {"/gaps/add", m.form(town, "slug", "nowhere", "words", "a"), http.StatusNotFound},
		"words to no slug":                {"/gaps/add", m.form(town, "slug", "../codes", "words", "a"), http.StatusBadRequest},
		"a long name":                     {"/publish/do", m.form(town, "accept", strings.Repeat("a", 300)), http.StatusBadRequest},
	} {
		if status, _, body := m.send(http.MethodPost, editBase+c.path, c.form); status != c.want {
			t.Errorf("%s: %d, want %d: %s", what, status, c.want, body)
		}
	}
	w.broken = errors.New("the shelf is away")
	for _, p := range []string{"", "/f/problems/printer_paper.yaml", "/publish", "/publish/progress", "/gaps"} {
		if status, _, body := m.get(editBase + p); status != http.StatusServiceUnavailable || strings.Contains(body, "shelf") {
			t.Errorf("%s: %d %s", p, status, body)
		}
	}
}
