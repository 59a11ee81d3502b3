package web

import (
	"fmt"
	"strings"
	"testing"
)

// TestBrowserEdit breaks an article, mends it, looks at it as merchants do,
// tries a text and adds the words of a gap.
func TestBrowserEdit(t *testing.T) {
	t.Parallel()
	town, w := writers(t, demoSeats(), nil)
	chromium := newBrowser(t)
	for _, c := range []struct {
		name         string
		look         look
		slug, phrase string
	}{
		{"en", look{width: 1360, height: 900, language: "en"}, "printer_paper", "no paper in the printer"},
		{"zh", look{width: 1360, height: 900, language: "zh-CN", dark: true}, "power_battery", "机器充不进电"},
		{"zh phone", look{width: 360, height: 740, language: "zh-CN"}, "printer_paper", "打印机没纸了"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := tab(t, chromium, c.look)
			seen := func(where string) {
				t.Helper()
				b.fits()
				b.accessible(where)
				b.shoot(where)
			}
			b.open(town.url + "/edit")
			seen("1 list")
			b.click(`a[href="#others"]`)
			b.wait(`document.getElementById("others").getBoundingClientRect().top < innerHeight / 2`)
			b.shoot("1b others")
			b.click(fmt.Sprintf(`a[href="/edit/f/problems/%s.yaml"]`, c.slug))
			b.wait(`document.getElementById("preview")`)
			b.click(`.views a[href$="view=yaml"]`)
			b.wait(`document.getElementById("text") && document.getElementById("preview")`)
			seen("2 article")
			// A route that there is none of.
			line := eval[int](b, `(() => { const t = document.getElementById("text"), i = t.value.indexOf("route: ") + 7;
				t.focus(); t.setSelectionRange(i, i); return t.value.slice(0, i).split("\n").length; })()`)
			b.keys("xx")
			b.wait(`!document.getElementById("unsaved").hidden`)
			b.click("#save .primary")
			b.wait(fmt.Sprintf(`document.querySelector('#findings .error [data-line="%d"]')`, line))
			if !eval[bool](b, fmt.Sprintf(`document.querySelectorAll("#numbers span")[%d].className === "error" && !document.getElementById("preview")`, line-1)) {
				t.Error("the line is not marked, or there is a preview")
			}
			b.click(`#findings [data-line]`)
			b.wait(`document.activeElement.id === "text"`)
			if got := eval[string](b, `(t => t.value.slice(t.selectionStart, t.selectionEnd))(document.getElementById("text"))`); !strings.Contains(got, "route: xx") {
				t.Errorf("the finding leads to %q", got)
			}
			seen("3 broken")
			eval[bool](b, `(t => { const i = t.value.indexOf("route: xx") + 9; t.setSelectionRange(i - 2, i); return true; })(document.getElementById("text"))`)
			b.keys("\b")
			b.click("#save .primary")
			b.wait(`document.getElementById("preview") && !document.querySelector("#findings .error")`)
			seen("4 mended")
			eval[bool](b, `document.getElementById("try").focus(), true`)
			b.keys(c.phrase + "\r")
			b.wait(`document.querySelector(".hits a")`)
			if !eval[bool](b, fmt.Sprintf(`[...document.querySelectorAll(".hits a")].some(a => a.pathname === "/edit/f/problems/%s.yaml")`, c.slug)) {
				t.Error("the article is not found")
			}
			seen("5 tried")
			b.open(town.url + "/edit/gaps")
			seen("6 gaps")
			b.click("#gap-aa .gap-form button")
			b.wait(`document.querySelector("[data-added]")`)
			if !eval[bool](b, `(() => { const t = document.getElementById("text"), n = Number(document.querySelector("[data-added]").dataset.line);
				return location.pathname === "/edit/f/problems/printer_paper.yaml" && t.value.split("\n")[n - 1].includes("收款音箱不播报"); })()`) {
				t.Error("the article does not show what was added")
			}
			seen("6b added")
			b.open(town.url + "/edit/f/questions/core.yaml?view=yaml")
			b.wait(`document.querySelectorAll("#numbers span").length > 20`)
			seen("6c questions")
			w.become(Publishing{})
			b.open(town.url + "/edit/publish")
			seen("7 publish")
			b.click(`button[value=compare]`)
			b.wait(`document.querySelector("progress")`)
			seen("8 comparing")
			w.become(Publishing{Verdict: "refused", Report: "a report\nof lines", Losses: []Loss{{Name: "query:printer_paper/zh/1a2b3c", Text: "“打印机没纸了”：原来第 1，现在第 3"}}})
			b.wait(`document.querySelector("[name=accept]")`)
			seen("9 refused")
			if wrong := b.wrong(); len(wrong) > 0 {
				t.Errorf("in the browser: %s", strings.Join(wrong, "\n"))
			}
		})
	}
}
