package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// fuzzed is a site with one merchant, whose key is KEY in what is sent.
func fuzzed(f *testing.F) (m *Merchants, c *chat, send func(r *http.Request) *httptest.ResponseRecorder) {
	m, c = alone(f, &quiet{})
	site, err := newSite(Options{Merchants: m, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		f.Fatal(err)
	}
	m.join(c.key) // it is looked at, and so never forgotten
	h := site.handler()
	return m, c, func(r *http.Request) *httptest.ResponseRecorder {
		c.limit.SetLimit(1e9)
		w := httptest.NewRecorder()
		h.ServeHTTP(recorder{w}, r)
		return w
	}
}

// recorder is a way to a reader who takes everything at once.
type recorder struct{ *httptest.ResponseRecorder }

func (recorder) SetReadDeadline(time.Time) error  { return nil }
func (recorder) SetWriteDeadline(time.Time) error { return nil }

// statuses are the answers there are.
var statuses = []int{200, 303, 301, 307, 400, 403, 404, 405, 409, 413, 421, 429, 503}

// FuzzRequest sends anything to any handler.
func FuzzRequest(f *testing.F) {
	m, c, send := fuzzed(f)
	if _, err := m.Send(f.Context(), bot.Delivery{Kind: bot.Show, Chat: c.id, Text: "a", Buttons: [][]bot.Button{{{ID: "a", Label: "A"}}}}); err != nil {
		f.Fatal(err)
	}
	f.Add("GET", "/", "start=T1", "", "localhost", "zh-TW", "", "", "")
	f.Add("GET", "/m/KEY", "", "", "127.0.0.1:1", "en", "tillmate_language=zh", "", "")
	f.Add("POST", "/m/KEY/text", "", "text=%2Fstart+x&photo=1", "localhost", "", "", "true", "same-origin")
	f.Add("POST", "/m/KEY/press", "", "message=1&button=a", "[::1]", "fr;q=2,,", "tillmate_language=", "", "none")
	f.Add("POST", "/m/KEY/language", "", "language=en", "localhost", "", "x=y; ;", "", "cross-site")
	f.Add("GET", "/m/nobody/events", "after=1&lang=zh", "", "localhost", "", "", "", "")
	f.Add("GET", "/assets/app.css", "v=%zz;a", "", "evil", "", "", "", "")
	f.Fuzz(func(t *testing.T, method, path, query, body, host, language, cookie, script, site string) {
		path = strings.ReplaceAll(path, "KEY", c.key)
		if strings.HasSuffix(path, "/events") && strings.Contains(path, c.key) {
			return // never ends; FuzzResume has it
		}
		u := &url.URL{Scheme: "http", Host: "localhost", Path: path, RawQuery: query}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost/", strings.NewReader(body))
		if err != nil || path == "" || path[0] != '/' {
			return // the server lets no such request through
		}
		r.URL, r.Host, r.RemoteAddr = u, host, "127.0.0.1:1"
		r.Header = http.Header{
			"Content-Type": {"application/x-www-form-urlencoded"}, "Accept-Language": {language}, "Cookie": {cookie},
			"Hx-Request": {script}, "Sec-Fetch-Site": {site},
		}
		w := send(r)
		if !slices.Contains(statuses, w.Code) || w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s %s: %d", method, path, w.Code)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, ":") && !strings.HasPrefix(to, "/") {
			t.Errorf("%s %s leads to %s", method, path, to)
		}
	})
}

// FuzzText writes anything and looks at the pages that show it: it stays
// text, and what was masked is nowhere.
func FuzzText(f *testing.F) {
	m, c, send := fuzzed(f)
	all, err := readPages(mustAssets(f))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"刷卡显示请联系发卡行", "<script>", "</article></template><hx-partial hx-target='#log'>", "{{.Key}}", "4111111111111111", "\x00\xff", "/lang zh", "a\u2028data: b\n\nid: 7",
	} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, photo bool) {
		form := url.Values{"text": {text}}
		if photo {
			form.Set("photo", "1")
		}
		before, _ := m.since(c.key, -1)
		r := httptest.NewRequest(http.MethodPost, "http://localhost/m/"+c.key+"/text", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if w := send(r); !slices.Contains([]int{303, 400, 413}, w.Code) {
			t.Fatalf("%q: %d", text, w.Code)
		}
		news, _ := m.since(c.key, before.Version)
		for _, b := range news.New {
			checkMarkup(t, all["zh"], b.Text)
		}
		checkMarkup(t, all["en"], text)
	})
}

// checkMarkup shows a text everywhere it may be shown: it is no markup there,
// and does not end the event that brings it.
func checkMarkup(t *testing.T, p *pages, text string) {
	t.Helper()
	if text == "" {
		return
	}
	show := func(text string) string {
		b := bubble{
			ID: 1, Key: "k", Text: text, Bold: 1, Photo: true,
			Buttons: [][]bot.Button{{{ID: text, Label: text}, {Label: text, Copy: text}, {ID: "was pressed", Label: text}}}, Pressed: []string{"was pressed"},
		}
		html, err := p.render("live", changes{
			New: []bubble{b}, Changed: []bubble{b}, Toast: text, Typed: true,
			Belief: &Belief{
				Phase: "asking", Open: &Candidate{ID: "q", Text: same(text), Net: 1}, Candidates: []Candidate{{ID: "q", Text: same(text)}},
				Causes: []Cause{{Title: same(text), Problem: same(text), Route: "bank"}}, Facts: []Fact{{Answer: same(text), Origin: "read"}},
				Read: []Reading{{Text: text, Screens: []string{text}}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	html, plain := show(text), show("xy")
	for _, mark := range []string{"<", ">", `"`} {
		if got, want := strings.Count(html, mark), strings.Count(plain, mark); got != want {
			t.Errorf("%q adds %d times %s", text, got-want, mark)
		}
	}
	sent := string(event(7, []byte(html)))
	for line := range strings.Lines(strings.TrimSuffix(sent, "\n")) {
		if !strings.HasPrefix(line, "data: ") && line != "id: 7\n" {
			t.Errorf("%q breaks out of its event: %q", text, line)
		}
	}
}

// FuzzResume comes back with any last event.
func FuzzResume(f *testing.F) {
	_, c, _ := fuzzed(f)
	for _, s := range []string{"", "0", "-1", "7", "99999999999999999999", "1\n", "x"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, id, after string) {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/?"+url.Values{"after": {after}}.Encode(), nil)
		r.Header.Set("Last-Event-ID", id)
		n := lastSeen(r)
		if n < -1 {
			t.Errorf("%q, %q: %d", id, after, n)
		}
		if news, _ := c.since(n, c.used); news.Version != c.version {
			t.Errorf("after %d: %+v", n, news)
		}
	})
}
