package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

// TestBrowserLive shows what happens in one window in the other, and goes on
// without a gap when the connection was lost.
func TestBrowserLive(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	l := look{width: 900, height: 800, language: "en"}
	a, b, other := tab(t, chromium, l), tab(t, chromium, l), tab(t, chromium, l)
	a.open(town.url)
	a.said("Hello")
	b.open(eval[string](a, "location.href"))
	other.open(town.url)
	other.said("Hello")
	a.write("no receipt comes out")
	b.wait(`document.querySelector("#log").innerText.includes("no receipt comes out")`)
	a.answered(2)
	b.answered(2)
	if eval[bool](other, `document.body.innerText.includes("no receipt comes out")`) {
		t.Error("another merchant sees it")
	}
	chat := town.taken()[0].Chat
	for i := range 5 {
		town.server.CloseClientConnections()
		for j := range 5 {
			d := bot.Delivery{Kind: bot.Show, Chat: chat, Turn: 50 + i, Text: fmt.Sprintf("number %d", 5*i+j)}
			if _, err := town.Send(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		a.said(fmt.Sprintf("number %d", 5*i+4))
	}
	b.said("number 24")
	for _, x := range []*browser{a, b} {
		got := eval[string](x, `[...document.querySelectorAll(".theirs .said")].map(e => e.textContent).filter(s => s.startsWith("number")).map(s => s.slice(7)).join(" ")`)
		if want := "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24"; got != want {
			t.Errorf("shown: %s", got)
		}
		x.wait(`document.getElementById("offline").hidden`)
	}
	for _, x := range []*browser{a, b, other} { // that the connection was lost is said on the console
		for _, w := range x.wrong() {
			if !strings.Contains(w, "net::ERR") && !strings.Contains(w, "sse:error") {
				t.Errorf("in the browser: %s", w)
			}
		}
	}
	town.mu.Lock()
	town.forget(town.byID[chat])
	town.mu.Unlock()
	a.wait(`!document.getElementById("gone").hidden`)
	a.shoot("gone")
	a.accessible("when the chat is gone")
}

// TestBrowserMarkup types markup and scripts: they are text, and nothing runs.
func TestBrowserMarkup(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	b := tab(t, chromium, look{width: 1280, height: 860, language: "en"})
	b.open(town.url)
	b.said("Hello")
	const evil = `it says contact the bank <img src=x onerror="document.title='broken'"><script>document.title='broken'</script></p></article><hx-partial hx-target="body">gone</hx-partial>`
	b.write(evil)
	b.answered(2)
	for _, where := range []string{`[...document.querySelectorAll(".mine .said")].at(-1)`, `document.querySelector(".reading blockquote")`} {
		if got := eval[string](b, where+".textContent"); got != evil {
			t.Errorf("shown: %s", got)
		}
	}
	if n := eval[int](b, `document.querySelectorAll("#log img, #log script, #believed img, #believed script").length`); n != 0 {
		t.Errorf("it became %d elements", n)
	}
	b.open(eval[string](b, "location.href"))
	if got := eval[string](b, "document.title"); got != "tillmate demo" {
		t.Errorf("the title is %q", got)
	}
	if got := eval[string](b, `[...document.querySelectorAll(".mine .said")].at(-1).textContent`); got != evil {
		t.Errorf("shown after loading again: %s", got)
	}
}

// TestBrowserRefused shows why something was not taken in, and keeps what was
// typed.
func TestBrowserRefused(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	b := tab(t, chromium, look{width: 360, height: 740, language: "en"})
	b.open(town.url)
	b.said("Hello")
	b.click("#send")
	b.wait(`document.getElementById("refusal").innerText.includes("write something")`)
	b.shoot("empty")
	b.accessible("with a refusal")
	_ = b.wrong() // a refused request is said on the console
	b.write("no receipt comes out")
	b.wait(`document.getElementById("refusal").innerText === ""`)
	b.answered(2)
	b.click(".attach")
	b.wait(`document.querySelector(".photo")`)
	b.answered(eval[int](b, newest) - 1)
	b.write("my card is 4111 1111 1111 1111")
	b.wait(`document.querySelector(".mine .note")`)
	b.shoot("removed")
	b.fits()
	b.accessible("with a photo and a note")
}
