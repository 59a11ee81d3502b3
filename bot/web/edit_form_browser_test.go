package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
)

// TestBrowserForm breaks a field of an article in the form, mends it where the
// finding stands, and adds a cause; the text then differs in that cause alone.
func TestBrowserForm(t *testing.T) {
	t.Parallel()
	town, w := writers(t, demoSeats(), nil)
	chromium := newBrowser(t)
	const slug = "printer_paper"
	for _, c := range []struct {
		name   string
		look   look
		others []string // files that are only looked at
	}{
		{"en", look{width: 1280, height: 900, language: "en"}, []string{knowledge.ArticleFile("contact_bank_message"), "codes.yaml"}},
		{"zh phone", look{width: 360, height: 740, language: "zh-CN", dark: true}, []string{"questions/topic.yaml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := tab(t, chromium, c.look)
			seen := func(where string) {
				t.Helper()
				b.fits()
				b.accessible(where)
				b.shoot(where)
			}
			put := func(name, value string) { // types into a field
				t.Helper()
				eval[bool](b, fmt.Sprintf(`(e => { e.focus(); e.select?.(); return true; })(document.getElementsByName(%q)[0])`, name))
				b.keys(value)
			}
			choose := func(name, value string) {
				t.Helper()
				eval[bool](b, fmt.Sprintf(`(e => { e.focus(); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); return true; })([...document.getElementsByName(%q)].at(-1))`, value, name))
			}
			before, _, _ := w.read(knowledge.ArticleFile(slug))
			b.open(town.url + fileAt(knowledge.ArticleFile(slug)))
			b.wait(`document.querySelector("form[data-form]") && !document.querySelector("button[data-label]").textContent.includes("保存")`)
			seen("1 form")

			// A question that there is none of: the finding stands at its row.
			b.open(town.url + fileAt(knowledge.ArticleFile(slug)) + "#f.causes/0/expects")
			b.wait(`document.activeElement.name === "f.causes/0/expects/0"`)
			b.shoot("2 cause")
			question := eval[string](b, `document.activeElement.value`)
			put("f.causes/0/expects/0", "no_such_question")
			b.wait(`!document.getElementById("unsaved").hidden`)
			b.click("#save .primary")
			b.wait(`document.querySelector("#findings .error a") && document.readyState === "complete"`)
			b.click("#findings .error a")
			b.wait(`document.activeElement?.getAttribute("aria-invalid") === "true" && document.activeElement.name === "f.causes/0/expects/0"`)
			if !eval[bool](b, `document.activeElement.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id)?.textContent.includes("no_such_question"))`) {
				t.Error("the field is not described by what was found")
			}
			seen("3 found")
			eval[bool](b, `[...document.querySelectorAll("details.section")].forEach(d => { d.open = true; }), true`)
			seen("4 all open")
			was := strings.SplitAfter(string(before), "\n")
			put("f.causes/0/expects/0", question)
			b.click("#save .primary")
			b.wait(`document.querySelector("[role=status].good") && !document.querySelector("#findings .error")`)
			if text, _, _ := w.read(knowledge.ArticleFile(slug)); string(text) != string(before) {
				gone, come := differences(was, strings.SplitAfter(string(text), "\n"))
				t.Fatalf("the mended article is not what it was: %q, %q", gone, come)
			}

			// A cause more, with what completes it.
			b.open(town.url + fileAt(knowledge.ArticleFile(slug)))
			b.wait(`!document.querySelector("[role=status]")`)
			n := eval[int](b, `document.querySelectorAll("[data-list=causes] > .section").length`)
			b.click("[data-list=causes] > .acts [data-more]")
			cause := fmt.Sprintf("f.causes/%d/", n)
			b.wait(fmt.Sprintf(`document.activeElement.name === %q`, cause+"id"))
			put(cause+"id", "paper_wet")
			put(cause+"title/zh", "纸受潮了")
			put(cause+"title/en", "The paper is damp")
			choose(cause+"route", "device")
			choose(cause+"commonness", "rare")
			put(cause+"steps/zh", "换一卷干的纸。")
			put(cause+"steps/en", "Put in a dry roll.")
			put(cause+"expects/0", "paper_new_roll")
			eval[bool](b, fmt.Sprintf(`document.getElementsByName(%q)[0].focus(), true`, cause+"expects/1"))
			b.wait(`[...document.activeElement.list?.options ?? []].map(o => o.value).join(" ").includes("prints same")`)
			if !eval[bool](b, fmt.Sprintf(`[...document.getElementsByName(%q)[0].list.options].some(o => o.value === "paper_new_roll")`, cause+"expects/0")) {
				t.Error("questions are not offered")
			}
			put(cause+"expects/1", "prints")
			choose(cause+"expects/2", "") // the row below came by itself
			eval[bool](b, fmt.Sprintf(`(e => { e.value = "always"; return true; })(document.getElementsByName(%q)[0])`, cause+"expects/2"))
			b.shoot("5 cause")
			b.accessible("5 cause")
			b.click("#save .primary")
			b.wait(`document.querySelector("[role=status]") && document.readyState === "complete"`)
			after, _, _ := w.read(knowledge.ArticleFile(slug))
			gone, come := differences(was, strings.SplitAfter(string(after), "\n"))
			want := "  - id: paper_wet\n    title: {zh: 纸受潮了, en: The paper is damp}\n    route: device\n    commonness: rare\n    expects:\n" +
				"      paper_new_roll: {prints: always}\n    steps:\n      zh: [换一卷干的纸。]\n      en: [Put in a dry roll.]\n"
			if len(gone) > 0 || strings.Join(come, "") != want {
				t.Errorf("gone is %q, come\n%s", gone, strings.Join(come, ""))
			}
			b.click(`.views a[href$="view=yaml"]`)
			b.wait(`document.getElementById("text")?.value.includes("id: paper_wet")`)
			seen("6 yaml")

			// And away again.
			b.click(`.views a:not([href$="view=yaml"])`)
			b.wait(`document.querySelector("form[data-form]") && document.readyState === "complete"`)
			eval[bool](b, fmt.Sprintf(`location.hash = %q, true`, "f.causes/"+fmt.Sprint(n)))
			b.wait(fmt.Sprintf(`document.getElementById("f.causes/%d")?.open`, n))
			b.click(fmt.Sprintf(`[id="f.causes/%d"] [data-remove]`, n))
			b.click("#save .primary")
			b.wait(`document.querySelector("[role=status]") && document.readyState === "complete"`)
			if text, _, _ := w.read(knowledge.ArticleFile(slug)); string(text) != string(before) {
				t.Errorf("without the cause the article is not what it was")
			}

			// What a browser sends of a form that nobody changed changes nothing.
			for _, path := range c.others {
				before, _, _ := w.read(path)
				b.open(town.url + fileAt(path))
				b.wait(`document.querySelector("form[data-form]")`)
				eval[bool](b, `(d => { d.previousElementSibling?.scrollIntoView(); d.open = true; return true; })([...document.querySelectorAll("form > fieldset > details.section")].at(-1))`)
				seen("7 " + strings.ReplaceAll(path, "/", " "))
				b.click("#save .primary")
				b.wait(`document.querySelector("[role=status]") && document.readyState === "complete"`)
				if after, _, _ := w.read(path); string(after) != string(before) {
					gone, come := differences(strings.SplitAfter(string(before), "\n"), strings.SplitAfter(string(after), "\n"))
					t.Errorf("%s is changed: %q, %q", path, gone, come)
				}
			}
			if wrong := b.wrong(); len(wrong) > 0 {
				t.Errorf("in the browser: %s", strings.Join(wrong, "\n"))
			}
		})
	}
}

// differences gives the lines that are not in the other list, from each.
func differences(a, b []string) (gone, come []string) {
	rest := map[string]int{}
	for _, line := range b {
		rest[line]++
	}
	for _, line := range a {
		if rest[line]--; rest[line] < 0 {
			gone = append(gone, line)
		}
	}
	rest = map[string]int{}
	for _, line := range a {
		rest[line]++
	}
	for _, line := range b {
		if rest[line]--; rest[line] < 0 {
			come = append(come, line)
		}
	}
	return gone, come
}
