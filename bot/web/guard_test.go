package web

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

// TestHosts refuses names that a foreign site may have pointed at us.
func TestHosts(t *testing.T) {
	town := newTown(t)
	town.site.Hosts = []string{"demo.example"}
	v := town.visit(t)
	for host, ok := range map[string]bool{
		"localhost": true, "LOCALHOST:8080": true, "localhost.": true, "127.0.0.1:80": true, "127.1.2.3": true, "[::1]:8080": true, "::1": true,
		"demo.example": true, "Demo.Example:443": true,
		"evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "evil.example:127.0.0.1": false,
		"192.168.0.1": false, "0.0.0.0": false, "[::]": false, "169.254.169.254": false, "2130706433": false, "0x7f000001": false,
		"x.demo.example": false, "localhost:80:80": false,
	} {
		v.header.Set("Host", host)
		status, _, body := v.get("/m/" + v.key)
		if ok != (status == http.StatusOK) || !ok && (status != http.StatusMisdirectedRequest || strings.Contains(body, v.key)) {
			t.Errorf("%q: %d", host, status)
		}
	}
}

// TestForged refuses what other sites send.
func TestForged(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	before := len(town.taken())
	for _, c := range []struct {
		name, header, value string
		ok                  bool
	}{
		{"another site", "Sec-Fetch-Site", "cross-site", false},
		{"another host of the site", "Sec-Fetch-Site", "same-site", false},
		{"another origin", "Origin", "https://evil.example", false},
		{"another port", "Origin", "http://127.0.0.1:1", false},
		{"no origin", "Origin", "null", false},
		{"our page", "Sec-Fetch-Site", "same-origin", true},
		{"our origin", "Origin", town.url, true},
	} {
		v.header = http.Header{}
		v.header.Set(c.header, c.value)
		for path, form := range map[string]url.Values{
			"/text": {"text": {"x"}}, "/press": {"message": {"1"}, "button": {"human"}}, "/language": {"language": {"en"}},
		} {
			status, _ := v.post(path, form)
			if c.ok != (status == http.StatusSeeOther) || !c.ok && status != http.StatusForbidden {
				t.Errorf("%s from %s: %d", path, c.name, status)
			}
		}
		if !c.ok && len(town.taken()) != before {
			t.Fatalf("%s was taken in", c.name)
		}
	}
}

func TestHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		town             *town
		framing, framers string
	}{
		"the demo":         {newTown(t), "frame-ancestors 'self'; frame-src 'self'", "SAMEORIGIN"}, // only by itself
		"a page of a team": {townWith(t, nil, NewMemorySessions()), "frame-ancestors 'none'", "DENY"},
	} {
		t.Run(name, func(t *testing.T) { checkHeaders(t, c.town.visit(t), c.framing, c.framers) })
	}
}

func checkHeaders(t *testing.T, v *visitor, framing, framers string) {
	for _, path := range []string{"/", "/m/" + v.key, "/assets/app.js", "/nowhere", "/m/nobody"} {
		_, header, _ := v.get(path)
		csp := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", framing, "base-uri 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q has no %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
			t.Errorf("%s: the policy lets too much through: %s", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": framers, "Referrer-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	if _, header, _ := v.get("/m/" + v.key); header.Get("Cache-Control") != "no-store" {
		t.Error("a merchant's page may be kept")
	}
}

// TestAssets holds that a page finds all its files, and none elsewhere.
func TestAssets(t *testing.T) {
	v := newTown(t).visit(t)
	page := v.page()
	found := 0
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"#]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "/") || strings.HasPrefix(m[1], "//") {
			t.Errorf("the page loads %s", m[1])
		}
		if !strings.HasPrefix(m[1], "/assets/") {
			continue
		}
		found++
		status, header, body := v.get(m[1])
		if status != http.StatusOK || body == "" || !strings.Contains(header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %v", m[1], status, header)
		}
		name, _, _ := strings.Cut(m[1], "?")
		if _, header, _ := v.get(name + "?v=old"); header.Get("Cache-Control") != "no-cache" {
			t.Errorf("an old %s may be kept", name)
		}
	}
	if found < 6 {
		t.Errorf("the page loads %d files", found)
	}
	for _, name := range []string{"assets/app.js", "assets/app.css"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`https?:|url\(|@import`).Match(data) {
			t.Errorf("%s reaches outside", name)
		}
	}
}

// TestEscaped writes what would be markup wherever it is shown.
func TestEscaped(t *testing.T) {
	const evil = `</p></article></template><script>alert(1)</script><img src=x onerror=alert(2)><hx-partial hx-target="#log">x</hx-partial><head><title>y</title></head>" onfocus="alert(3) 'a'`
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	live := v.follow("")
	v.text("it says contact the bank " + evil)
	town.until(t, v.key, "the bot answers", func(all changes) bool { return len(all.Belief.Read) > 0 })
	d := bot.Delivery{
		Kind: bot.Show, Chat: town.taken()[0].Chat, Turn: 9, Text: evil + " the end", Bold: 20,
		Buttons: [][]bot.Button{{{ID: evil, Label: evil}, {Label: evil, Copy: evil}}},
	}
	if _, err := town.Send(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if _, err := town.Send(t.Context(), bot.Delivery{Kind: bot.Answer, Chat: d.Chat, Text: evil + " toast"}); err != nil {
		t.Fatal(err)
	}
	shown := live.words("the end")
	if !strings.Contains(shown, "toast") {
		shown += live.words("toast")
	}
	for where, html := range map[string]string{"the page": v.page(), "a live update": shown} {
		if n := strings.Count(html, "alert(1)"); n < 6 {
			t.Errorf("%s shows it only %d times", where, n)
		}
		for _, raw := range []string{"<script>", "<img src=x", "</template>", `<hx-partial hx-target="#log">x`, `" onfocus`, "<title>y"} {
			if strings.Contains(html, raw) {
				t.Errorf("%s has the markup %s", where, raw)
			}
		}
	}
}
