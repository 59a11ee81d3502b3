package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// TestWithoutScript plays a case with plain forms: the page needs no script.
func TestWithoutScript(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	hello := town.says(t, v.key, "Hello")
	if !slices.Contains(buttonsOf(hello), conversation.PressHuman) {
		t.Errorf("the greeting has the buttons %v", buttonsOf(hello))
	}
	v.text("it says contact the bank")
	asked := town.says(t, v.key, "this card")
	status, body := v.post("/press", url.Values{"message": {strconv.FormatInt(asked.ID, 10)}, "button": {"one_card"}})
	if status != http.StatusSeeOther {
		t.Fatalf("press: %d %s", status, body)
	}
	town.until(t, v.key, "the next question", func(all changes) bool {
		return all.New[len(all.New)-1].ID > asked.ID && len(all.Belief.Facts) == 1
	})
	page := v.page()
	for _, want := range []string{"it says contact the bank", `class="chosen" name="button" value="one_card"`, "only this one fails", "route bank"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
}

func TestEveryTabIsAMerchant(t *testing.T) {
	town := newTown(t)
	a, b := town.visit(t), town.visit(t)
	if a.key == b.key {
		t.Fatal("two tabs are one merchant")
	}
	a.text("no receipt comes out")
	town.until(t, a.key, "the bot answers", func(all changes) bool { return len(all.Belief.Causes) > 0 })
	if page := b.page(); strings.Contains(page, "no receipt comes") {
		t.Error("a merchant sees what another one wrote")
	}
	chats := map[int64]bool{}
	ids := map[int64]bool{}
	for _, u := range town.taken() {
		chats[u.Chat], ids[u.ID] = true, true
		if u.Chat <= 0 || u.Chat != u.User || u.Kind != bot.FromMerchant || u.At.IsZero() || u.ID <= 0 {
			t.Errorf("put %+v", u)
		}
	}
	if len(chats) != 2 || len(ids) != 3 {
		t.Errorf("%d chats and %d updates", len(chats), len(ids))
	}
}

// TestEnter holds that only what opens a tab makes a merchant.
func TestEnter(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	before := len(town.taken())
	if status, _, _ := v.send(http.MethodHead, "/", nil); status != http.StatusOK {
		t.Errorf("HEAD: %d", status)
	}
	for _, dest := range []string{"iframe", "image", "empty"} {
		v.header.Set("Sec-Fetch-Dest", dest)
		if status, _, _ := v.get("/"); status != http.StatusForbidden {
			t.Errorf("as %s: %d", dest, status)
		}
	}
	if n := len(town.taken()); n != before {
		t.Errorf("%d merchants more", n-before)
	}
	v.header.Set("Sec-Fetch-Dest", "document")
	v.header.Set("Accept-Language", "zh-TW,zh;q=0.9,en;q=0.5")
	status, header, _ := v.get("/?start=T-0815")
	if status != http.StatusSeeOther {
		t.Fatalf("as a document: %d", status)
	}
	key := strings.TrimPrefix(header.Get("Location"), "/m/")
	town.says(t, key, "終端 T-0815") // Traditional, and the terminal noted
	last := town.taken()[before]
	if last.Event.Kind != conversation.EventStart || last.Event.Language != "zh-Hant" || last.Event.Terminal != "T-0815" {
		t.Errorf("put %+v", last.Event)
	}
}

func TestMethods(t *testing.T) {
	v := newTown(t).visit(t)
	for path, allowed := range map[string]string{
		"/": "GET", "/m/" + v.key: "GET", "/m/" + v.key + "/events": "GET", "/assets/app.css": "GET",
		"/m/" + v.key + "/text": "POST", "/m/" + v.key + "/press": "POST", "/m/" + v.key + "/language": "POST",
	} {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
			if method == allowed {
				continue
			}
			status, header, _ := v.send(method, path, nil)
			if status != http.StatusMethodNotAllowed || header.Get("Allow") != allowed {
				t.Errorf("%s %s: %d, Allow %q", method, path, status, header.Get("Allow"))
			}
		}
	}
	if status, _, _ := v.send(http.MethodHead, "/m/"+v.key+"/events", nil); status != http.StatusMethodNotAllowed {
		t.Errorf("HEAD of the live updates: %d", status)
	}
}

func TestMissing(t *testing.T) {
	v := newTown(t).visit(t)
	for _, path := range []string{
		"/m/", "/m/nobody", "/m/NOBODY0123456789", "/team3", "/team/c/1001", "/in/x", "/assets/", "/assets/NOTICE", "/assets/..%2Fsite.go", "/assets/%2e%2e/site.go", "/favicon.ico", "/m/" + v.key + "/more",
	} {
		if status, _, body := v.get(path); status != http.StatusNotFound || !strings.Contains(body, "</html>") {
			t.Errorf("%s: %d", path, status)
		}
	}
	v.key = "nobody"
	for path, form := range map[string]url.Values{"/text": {"text": {"a"}}, "/press": {"message": {"1"}, "button": {"a"}}} {
		if status, body := v.post(path, form); status != http.StatusNotFound || !strings.Contains(body, "no longer kept") {
			t.Errorf("%s of nobody: %d %s", path, status, body)
		}
	}
}

// TestRefusals holds what is not taken in, and that the reason is said to a
// page with and without script.
func TestRefusals(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	before := len(town.taken())
	for _, c := range []struct {
		name, path string
		form       url.Values
		status     int
		says       string
	}{
		{"nothing", "/text", url.Values{}, 400, "write something"},
		{"blanks", "/text", url.Values{"text": {" \n\u200e\x00 "}}, 400, "write something"},
		{"too long", "/text", url.Values{"text": {strings.Repeat("长", maxText+1)}}, 413, "too long"},
		{"far too long", "/text", url.Values{"text": {strings.Repeat("a", 2*maxBody)}}, 413, "too long"},
		{"no such button", "/press", url.Values{"message": {"1"}, "button": {"solved"}}, 409, "no longer there"},
		{"no such message", "/press", url.Values{"message": {"99"}, "button": {"human"}}, 409, "no longer there"},
		{"no number", "/press", url.Values{"message": {"x"}, "button": {"human"}}, 400, "cannot be read"},
		{"a long button", "/press", url.Values{"message": {"1"}, "button": {strings.Repeat("a", 200)}}, 400, "cannot be read"},
		{"another language", "/language", url.Values{"language": {"fr"}}, 400, "cannot be read"},
	} {
		v.header.Del("HX-Request")
		status, body := v.post(c.path, c.form)
		if status != c.status || !strings.Contains(body, c.says) || !strings.Contains(body, "</html>") {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
		v.header.Set("HX-Request", "true")
		status, body = v.post(c.path, c.form)
		if status != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "<html") {
			t.Errorf("%s, by the script: %d %s", c.name, status, body)
		}
	}
	if n := len(town.taken()) - before; n > 0 {
		t.Errorf("%d of them were taken in", n)
	}
}

func TestTooFast(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	refused := 0
	for range 3 * burst {
		status, header, _ := v.send(http.MethodPost, "/m/"+v.key+"/text", url.Values{"text": {"a"}})
		switch status {
		case http.StatusSeeOther:
		case http.StatusTooManyRequests:
			if refused++; header.Get("Retry-After") == "" {
				t.Error("it is not said when to come back")
			}
		default:
			t.Fatalf("%d", status)
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

// TestStoreAway loses nothing silently when the inbox cannot be written.
func TestStoreAway(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	hello := town.says(t, v.key, "Hello")
	town.lock.Lock()
	town.broken = errors.New("away")
	town.lock.Unlock()
	if status, _ := v.post("/text", url.Values{"text": {"no receipt"}}); status != http.StatusServiceUnavailable {
		t.Errorf("write: %d", status)
	}
	press := url.Values{"message": {strconv.FormatInt(hello.ID, 10)}, "button": {conversation.PressHuman}}
	if status, _ := v.post("/press", press); status != http.StatusServiceUnavailable {
		t.Errorf("press: %d", status)
	}
	if status, _, _ := v.get("/"); status != http.StatusServiceUnavailable {
		t.Errorf("enter: %d", status)
	}
	all, _ := town.since(v.key, -1)
	if all.Typing || len(all.New[0].Pressed) > 0 || all.New[1].Note != notSent {
		t.Errorf("the chat shows %+v", all)
	}
	town.lock.Lock()
	town.broken = nil
	town.lock.Unlock()
	if status, _ := v.post("/press", press); status != http.StatusSeeOther {
		t.Errorf("press again: %d", status)
	}
}

func TestLanguage(t *testing.T) {
	town := newTown(t)
	v := town.visit(t)
	town.says(t, v.key, "Hello")
	choose := func(lang string) (status int, header http.Header) {
		status, header, _ = v.send(http.MethodPost, "/m/"+v.key+"/language", url.Values{"language": {lang}})
		return status, header
	}
	status, header := choose("zh")
	cookie := header.Get("Set-Cookie")
	if status != http.StatusSeeOther || header.Get("Location") != "/" {
		t.Errorf("who has not begun is not greeted anew: %d to %s", status, header.Get("Location"))
	}
	for _, want := range []string{languageCookie + "=zh;", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q has no %s", cookie, want)
		}
	}
	v.header.Set("Cookie", languageCookie+"=zh")
	if page := v.page(); !strings.Contains(page, `lang="zh-CN"`) || !strings.Contains(page, "机器人怎么想") {
		t.Error("the page is not in Chinese")
	}
	v.text("no receipt comes out")
	town.until(t, v.key, "the bot answers", func(all changes) bool { return len(all.Belief.Causes) > 0 })
	if status, header = choose("zh"); status != http.StatusSeeOther || header.Get("Location") != "/m/"+v.key {
		t.Errorf("%d to %s", status, header.Get("Location"))
	}
	town.until(t, v.key, "the bot speaks Chinese", func(all changes) bool {
		return strings.Contains(all.New[len(all.New)-1].Text, "？")
	})
}
