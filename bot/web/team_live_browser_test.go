package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestBrowserTeamKeyboard works on a case without a mouse. Wherever the focus
// is, it can be seen.
func TestBrowserTeamKeyboard(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	v, number := town.handOver(t, "it says contact the bank")
	_, _ = town.handOver(t, "")
	b := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	b.open(town.url + "/team")
	b.wait(`document.querySelectorAll(".item").length === 2`)
	focused := func(selector string) {
		t.Helper()
		b.wait(fmt.Sprintf(`document.activeElement.matches(%q)`, selector))
		if !eval[bool](b, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
			t.Errorf("the focus cannot be seen on %s", selector)
		}
	}
	b.keys("?")
	b.wait(`document.getElementById("keys").open`)
	b.accessible("the keys")
	b.shoot("keys")
	b.keys(kb.Escape)
	b.wait(`!document.getElementById("keys").open`)
	b.keys("j")
	focused(".item")
	b.keys("j")
	b.keys("k")
	b.keys(kb.Enter)
	b.wait(`location.pathname === "/team/c/` + number + `" && document.readyState === "complete"`)
	b.keys("c")
	focused("#reply") // the button that was pressed is gone
	b.keys("claims are not typed: c n x")
	b.keys(kb.Enter, chromedp.ModifierCtrl)
	town.says(t, v.key, "claims are not typed: c n x")
	b.keys(kb.Escape)
	b.keys("n")
	focused("#note")
	b.keys("only for us")
	b.keys(kb.Enter, chromedp.ModifierCtrl)
	b.shows(".from-note", "only for us")
	b.keys(kb.Escape)
	b.keys("w")
	b.wait(`document.getElementById("do-resume") && !document.querySelector(".htmx-request")`)
	b.keys("w")
	b.wait(`document.getElementById("do-wait") && !document.querySelector(".htmx-request")`)
	b.keys("x")
	focused("#closing input")
	b.keys(kb.ArrowDown)
	for range 3 {
		b.keys(kb.Tab)
		if eval[bool](b, `document.activeElement.matches("button[name=route]")`) {
			break
		}
	}
	focused("button[name=route]")
	b.keys(kb.Enter)
	k := town.state(t, number, handoff.Confirming)
	if k.Result.Cause != k.Likely[1].Cause {
		t.Errorf("closed as %+v", k.Result)
	}
	b.keys("3")
	b.wait(`location.search === "?show=mine" && document.readyState === "complete"`)
	b.keys("/")
	b.wait(`location.pathname === "/team/past" && document.readyState === "complete"`)
	b.keys("/")
	focused("#q")
}

// TestBrowserTeamMarkup types markup on both sides: it is text everywhere.
func TestBrowserTeamMarkup(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	const evil = `it says contact the bank <img src=x onerror="document.title='broken'"><script>document.title='broken'</script></p></article><hx-partial hx-target="body">gone</hx-partial>`
	v, number := town.handOver(t, evil)
	b := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	b.open(town.url + "/team/c/" + number)
	b.act("claim")
	b.fill("note", evil)
	b.fill("reply", evil)
	b.shows(".from-agent", "gone</hx-partial>")
	v.text(evil + "!")
	b.shows("#talk", "gone</hx-partial>!")
	if n := eval[int](b, `document.querySelectorAll("#case img, #case script, #rows img").length`); n != 0 {
		t.Errorf("it became %d elements", n)
	}
	if got := eval[string](b, `document.querySelector(".from-note .said").textContent`); got != evil {
		t.Errorf("shown: %s", got)
	}
	b.open(town.url + "/team/c/" + number)
	if got := eval[string](b, "document.title"); !strings.Contains(got, "Support desk") {
		t.Errorf("the title is %q", got)
	}
	merchant := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	merchant.open(town.url + "/m/" + v.key)
	if got := eval[string](merchant, `[...document.querySelectorAll(".theirs .said")].at(-1).textContent`); got != evil {
		t.Errorf("the merchant is shown: %s", got)
	}
}

// TestBrowserTeamResume loses the connection while cases come: nothing is
// missed, and what one writes stays.
func TestBrowserTeamResume(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	v, number := town.handOver(t, "it says contact the bank")
	b := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	b.open(town.url + "/team/c/" + number)
	b.act("claim")
	b.wait(`document.getElementById("reply")`)
	eval[bool](b, `document.getElementById("reply").focus(), true`)
	b.keys("a draft")
	b.click("#history > summary")
	b.click("#before > summary")
	b.wait(`document.getElementById("history").open && !document.getElementById("before").open`)
	for i := range 4 {
		town.server.CloseClientConnections()
		if err := town.write(t.Context(), v.key, fmt.Sprintf("word %d", i), false); err != nil {
			t.Fatal(err)
		}
		_, _ = town.handOver(t, "")
		b.shows("#talk", fmt.Sprintf("word %d", i))
	}
	b.wait(`document.querySelectorAll(".item").length === 5`)
	if got := eval[string](b, `[...document.querySelectorAll(".from-merchant .said")].map(e => e.textContent.slice(5)).join(" ")`); got != "0 1 2 3" {
		t.Errorf("shown: %s", got)
	}
	if got := eval[string](b, `document.getElementById("reply").value`); got != "a draft" {
		t.Errorf("what was written is now %q", got)
	}
	if !eval[bool](b, `document.getElementById("history").open && !document.getElementById("before").open`) {
		t.Error("what was opened and shut is not as it was left")
	}
	for _, w := range b.wrong() { // that the connection was lost is said on the console
		if !strings.Contains(w, "net::ERR") && !strings.Contains(w, "sse:error") {
			t.Errorf("in the browser: %s", w)
		}
	}
}

// TestBrowserDemo shows the merchant's chat and the team's page in one window.
func TestBrowserDemo(t *testing.T) {
	t.Parallel()
	chromium := newBrowser(t)
	for _, l := range []struct {
		look
		says string
	}{
		{look{width: 1280, height: 860, language: "zh-CN"}, "刷卡提示请与银行联系，别的卡都能刷"},
		{look{width: 1800, height: 1000, language: "en"}, "it says contact the bank, other cards work fine"},
	} {
		town := newTown(t)
		b := tab(t, chromium, l.look)
		b.open(town.url)
		b.wait(`document.querySelector(".theirs")`)
		const desk = `document.querySelector(".desk iframe").contentDocument`
		b.write(l.says)
		b.wait(`document.querySelector("#log .buttons button:enabled")`)
		b.write("/human")
		b.wait(desk + `?.querySelector(".item")`)
		b.wait(`document.querySelector(".desk iframe").checkVisibility()`)
		eval[bool](b, desk+`.querySelector(".item").click(), true`)
		b.wait(desk + `?.getElementById("do-claim") && ` + desk + `.readyState === "complete"`)
		b.shoot(fmt.Sprintf("%d queue", l.width))
		eval[bool](b, desk+`.getElementById("do-claim").click(), true`)
		b.wait(desk + `?.getElementById("reply")`)
		b.fits()
		b.accessible("the demo")
		b.shoot(fmt.Sprintf("%d claimed", l.width))
	}
}
