package web

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"
)

// TestBrowserFigures looks at the figures on a screen and on a phone.
func TestBrowserFigures(t *testing.T) {
	t.Parallel()
	chromium := newBrowser(t)
	for _, c := range []struct {
		name    string
		figures *ledger
		look    look
	}{
		{"en", busyLedger(time.Now()), look{width: 1360, height: 900, language: "en"}},
		{"zh dark", busyLedger(time.Now()), look{width: 1360, height: 900, language: "zh-CN", dark: true}},
		{"zh phone", busyLedger(time.Now()), look{width: 360, height: 740, language: "zh-CN"}},
		{"en phone", busyLedger(time.Now()), look{width: 360, height: 740, language: "en"}},
		{"none", &ledger{}, look{width: 360, height: 740, language: "en"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(keeping(t, c.figures).handler())
			t.Cleanup(server.Close)
			b := tab(t, chromium, c.look)
			b.open(server.URL + "/team")
			b.fits()
			b.shoot("0 queue")
			b.click(`a[href="/team/figures"]`)
			b.wait(`location.pathname === "/team/figures" && document.readyState === "complete"`)
			b.fits()
			b.accessible("the figures")
			b.shoot("1")
			if c.figures.days == nil {
				b.wait(`document.querySelector(".nothing").checkVisibility()`)
				return
			}
			small := eval[string](b, `[...document.querySelectorAll(".plot text")].map(e => e.getBoundingClientRect().height).filter(h => h < 12).join()`)
			if small != "" {
				t.Errorf("words in the charts are too small: %s", small)
			}
			for i, at := range []string{"routes", "first", "gaps"} {
				eval[bool](b, fmt.Sprintf(`document.getElementById(%q).scrollIntoView(), true`, at))
				b.shoot(fmt.Sprintf("%d %s", i+2, at))
			}
			b.click(`nav.tabs a[href$="=90"]`)
			b.wait(`location.search === "?days=90" && document.readyState === "complete"`)
			b.click("#cases ~ details > summary")
			eval[bool](b, `document.querySelectorAll("details.as-table").forEach(e => e.open = true), true`)
			b.wait(`document.querySelectorAll("table").length === 9 && document.querySelector("table").checkVisibility()`)
			b.accessible("the tables")
			eval[bool](b, `document.getElementById("solved").scrollIntoView(), true`)
			b.shoot("5 tables")
		})
	}
}
