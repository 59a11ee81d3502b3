package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// press presses a button of the case that is shown.
func (b *browser) act(do string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`button[name=do][value=%q]`, do))
}

// fill types into a box and sends it with Ctrl and Enter.
func (b *browser) fill(box, text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.getElementById(%q)`, box))
	eval[bool](b, fmt.Sprintf(`document.getElementById(%q).focus(), true`, box))
	b.keys(text)
	b.keys(kb.Enter, chromedp.ModifierCtrl)
	b.wait(fmt.Sprintf(`document.getElementById(%q).value === ""`, box))
}

// shows waits until an element holds words.
func (b *browser) shows(selector, words string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, selector, words))
}

// TestBrowserTeam plays a whole case in four windows: the merchant's, an
// agent's, another one's, and a phone's.
func TestBrowserTeam(t *testing.T) {
	t.Parallel()
	town, chromium := newTown(t), newBrowser(t)
	for _, c := range []struct {
		name                                                         string
		look                                                         look
		hello, words, reply, note, unowned, others, delivered, thank string
	}{
		{"en", look{width: 1360, height: 900, language: "en"}, "Hello", "it says contact the bank", "please show me the slip", "smells like the issuer", "Unowned", "Demo agent", "delivered", "How was our help"},
		{"zh", look{width: 1360, height: 900, language: "zh-CN", dark: true}, "您好", "刷卡显示请联系发卡行", "请拍一下小票", "像是发卡行的问题", "待接手", "演示客服", "已送达", "打几分"},
		{"zh phone", look{width: 360, height: 740, language: "zh-CN"}, "您好", "刷卡显示请联系发卡行", "请拍一下小票", "像是发卡行的问题", "待接手", "演示客服", "已送达", "打几分"},
	} {
		t.Run(c.name, func(t *testing.T) {
			merchant, agent, other := tab(t, chromium, c.look), tab(t, chromium, c.look), tab(t, chromium, c.look)
			agent.open(town.url + "/team")
			other.open(town.url + "/team2")
			agent.fits()
			agent.accessible("an empty queue")
			agent.shoot("1 empty")
			merchant.open(town.url)
			merchant.said(c.hello)
			merchant.write(c.words)
			merchant.asked(2)
			merchant.write("/human")
			agent.wait(`document.querySelector(".item")`)
			agent.wait(`document.title.startsWith("(1)")`)
			agent.shows(".item .state", c.unowned)
			agent.fits()
			agent.accessible("the queue")
			agent.shoot("2 queue")
			agent.click(".item")
			agent.wait(`document.getElementById("do-claim")`)
			number := eval[string](agent, `location.pathname.split("/").at(-1)`)
			agent.fits()
			agent.accessible("an unowned case")
			agent.shoot("3 unowned")
			other.open(town.url + "/team2/c/" + number)
			other.wait(`document.getElementById("do-claim")`)

			start := time.Now()
			agent.act("claim")
			other.shows("#case_head .state", c.others)
			took := time.Since(start)
			t.Logf("the claim was seen in the other window after %v", took)
			if took > time.Second {
				t.Errorf("the claim was seen only after %v", took)
			}
			other.wait(`!document.getElementById("do-claim")`)
			agent.fill("reply", c.reply)
			merchant.said(c.reply)
			agent.fill("note", c.note)
			agent.shows(".from-note", c.note)
			agent.shows(".from-agent", c.delivered)
			other.shows("#talk", c.note)
			merchant.write("<b>4111 1111 1111 1111</b>")
			agent.shows("#talk", "<b>")
			agent.fits()
			other.accessible("a case of somebody else")
			agent.accessible("an own case")
			agent.shoot("4 claimed")
			if eval[bool](merchant, fmt.Sprintf(`document.body.innerText.includes(%q)`, c.note)) {
				t.Error("the merchant sees the note")
			}
			agent.click("#closing > summary")
			agent.wait(`document.getElementById("closing").open`)
			agent.accessible("closing")
			agent.fits()
			eval[bool](agent, `document.getElementById("closing").scrollIntoView({block: "center"}), true`)
			agent.shoot("5 closing")
			agent.click(`button[name=route][value=bank]`)
			merchant.wait(`document.querySelector("#log button[value=works]")`)
			merchant.shoot("6 merchant")
			merchant.click(`#log button[value=works]`)
			merchant.said(c.thank)
			town.state(t, number, handoff.Closed)
			agent.wait(`!document.querySelector(".item")`)
			agent.shoot("7 closed")
			agent.accessible("a closed case")
			agent.open(town.url + "/team/past?q=" + number)
			agent.wait(`document.querySelector(".item")`)
			agent.fits()
			agent.accessible("the past")
			agent.shoot("8 past")
			for _, b := range []*browser{merchant, agent, other} {
				if w := b.wrong(); len(w) > 0 {
					t.Errorf("in the browser: %s", strings.Join(w, "\n"))
				}
			}
		})
	}
}
