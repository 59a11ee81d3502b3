package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// newest is the number of the newest message on the page.
const newest = `Number(document.querySelector(".bubble:last-child")?.id.slice(1) ?? 0)`

// phase reports what the panel says of the case.
func (b *browser) phase(is string) bool {
	b.t.Helper()
	return eval[bool](b, fmt.Sprintf(`document.querySelector("[data-phase]").dataset.phase === %q`, is))
}

// answered waits until the bot has said something after a message, and types
// no more.
func (b *browser) answered(after int) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`%s > %d && document.getElementById("typing").hidden &&
		document.querySelector(".bubble:last-child").matches(".theirs")`, newest, after))
}

// asked waits until the bot has asked, or advised, after a message.
func (b *browser) asked(after int) {
	b.t.Helper()
	b.answered(after)
	b.wait(`document.querySelector(".bubble:last-child button")`)
}

// advise answers what is asked with "not sure" until there is advice.
func (b *browser) advise() {
	b.t.Helper()
	for range conversationMost {
		if b.phase("advised") {
			return
		}
		last := eval[int](b, newest)
		b.click(`#log button[value="unsure"]`)
		b.asked(last)
	}
	b.wait(`document.querySelector("[data-phase=advised]")`)
}

// conversationMost is more questions than a case may ask.
const conversationMost = 8

// fits holds that nothing stands out of the page to the side.
func (b *browser) fits() {
	b.t.Helper()
	if wide := eval[string](b, `[...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getClientRects().length &&
		!e.closest(".hidden, .skip") && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80)).join("\n")`); wide != "" {
		b.t.Errorf("wider than the page:\n%s", wide)
	}
}

// TestBrowserCase plays a merchant's whole case as people do.
func TestBrowserCase(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	for _, c := range []struct {
		name                              string
		look                              look
		hello, chip, answer, more, solved string
	}{
		{"zh", look{width: 1280, height: 860, language: "zh-CN"}, "您好", "刷卡显示请联系发卡行", "one_card", "代码51", "祝生意兴隆"},
		{"zh phone", look{width: 360, height: 740, language: "zh-CN", dark: true}, "您好", "刷卡显示请联系发卡行", "one_card", "代码51", "祝生意兴隆"},
		{"en", look{width: 1280, height: 860, language: "en", dark: true, still: true}, "Hello", "It says contact the bank", "one_card", "code 51", "good luck"},
		{"en phone", look{width: 360, height: 740, language: "en"}, "Hello", "It says contact the bank", "one_card", "code 51", "good luck"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := tab(t, chromium, c.look)
			b.open(town.url)
			b.said(c.hello)
			b.fits()
			b.accessible("at the start")
			b.shoot("1 start")
			b.click(fmt.Sprintf(`.chips button[value=%q]`, c.chip))
			b.asked(2)
			b.shoot("2 asked")
			b.click(fmt.Sprintf(`#log button[value=%q]`, c.answer))
			b.asked(3)
			b.wait(`document.querySelector("#log button.chosen:disabled")`)
			last := eval[int](b, newest)
			b.write(c.more)
			b.asked(last)
			b.advise()
			b.fits()
			b.accessible("with advice")
			b.shoot("3 advised")
			eval[bool](b, `document.getElementById("belief").scrollIntoView(), true`)
			b.shoot("4 belief")
			b.click("#log button.copy")
			b.wait(`document.getElementById("toast").textContent !== ""`)
			last = eval[int](b, newest)
			b.click(`#log button[value="solved"]`)
			b.answered(last)
			b.said(c.solved)
			b.shoot("5 solved")
			b.wait(`!document.querySelector(".causes")`) // nothing is open any more
		})
	}
}

// TestBrowserKeyboard plays a case without a mouse. Wherever the focus is, it
// can be seen.
func TestBrowserKeyboard(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	b := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	b.open(town.url)
	b.said("Hello")
	seen := func() {
		t.Helper()
		if !eval[bool](b, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
			t.Errorf("the focus cannot be seen: %s", eval[string](b, `document.activeElement.outerHTML.slice(0, 120)`))
		}
	}
	walk := func(to, key string, with ...chromedp.Modifier) {
		t.Helper()
		for range 40 {
			if eval[bool](b, fmt.Sprintf(`document.activeElement.matches(%q)`, to)) {
				return
			}
			b.keys(key, with...)
			seen()
		}
		t.Fatalf("%s cannot be reached with the keyboard", to)
	}
	walk("#text", kb.Tab) // it has the focus at first
	b.keys("it says contact the bank" + kb.Enter)
	b.asked(2)
	walk(`#log button[value="one_card"]`, kb.Tab, chromedp.ModifierShift)
	b.keys(kb.Enter)
	b.asked(3)
	b.wait(`document.activeElement.matches(".bubble")`) // the new question, not the top of the page
	b.keys(kb.Tab)
	if !eval[bool](b, `document.activeElement.matches(".bubble:last-child button")`) {
		t.Errorf("after a press the next button is not the new question's: %s", eval[string](b, `document.activeElement.outerHTML`))
	}
	seen()
	walk(`#text`, kb.Tab)
	b.keys("first line")
	b.keys(kb.Enter, chromedp.ModifierShift)
	b.keys("code 51" + kb.Enter)
	b.asked(4)
	if !eval[bool](b, `[...document.querySelectorAll(".mine .said")].at(-1).textContent === "first line\ncode 51"`) {
		t.Error("Shift+Enter is no new line")
	}
	eval[bool](b, `document.activeElement.blur(), document.body.focus(), scrollTo(0, 0), true`)
	b.open(eval[string](b, "location.href"))
	walk("a.skip", kb.Tab, chromedp.ModifierShift)
	b.shoot("skip")
	b.keys(kb.Enter)
	walk("#text", kb.Tab)
	walk(`button[lang="zh-CN"]`, kb.Tab, chromedp.ModifierShift)
	b.keys(kb.Enter)
	b.wait(`document.documentElement?.lang === "zh-CN"`)
	b.wait(`[...document.querySelectorAll(".theirs .said")].at(-1)?.lang === "zh"`)
}
