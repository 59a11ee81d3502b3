package main

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

var (
	textForm    = regexp.MustCompile(`(?s)<textarea id="text"[^>]*>\n(.*?)</textarea>`)
	versionForm = regexp.MustCompile(`name="version" value="(\w+)"`)
	verdictForm = regexp.MustCompile(`data-verdict="(\w+)"`)
)

// signIn opens the link that the bot gives somebody.
func signIn(t *testing.T, w *world, u botapitest.User, address string) *browser {
	t.Helper()
	_, token := linkFor(w, u, "/desk")
	b := newBrowser(t, "http://"+address)
	if status, body := b.post("/in", "token", token); status != http.StatusOK && status != http.StatusForbidden {
		t.Fatalf("signing in: %d %s", status, body)
	}
	return b
}

// TestEditLink lets an editor in by the link of the bot, who changes a file and
// publishes it: the program that runs then answers by it.
func TestEditLink(t *testing.T) {
	withoutRace(t, "it compares a draft")
	const file, was, is = "questions/core.yaml", "只有这一张卡不行，还是", "是不是就这一张卡不行，还是"
	redis := redistest.Start(t).Addr()
	putLive(t, dialed(t, redis).Shelf(), packed(t, smallArticles(t)))
	w := newWorld(t, redis, botapitest.Options{})
	address := freeAddress(t)
	log, stop := w.replicaWith(w.environ("TILLMATE_PAGE_LISTEN="+address,
		fmt.Sprintf("TILLMATE_TEAM_AGENTS=%d", wang), fmt.Sprintf("TILLMATE_TEAM_EDITORS=%d", zhao)))
	before := w.api.User(1001).Named("老王", "", "zh-hans")
	before.Text("提示密码错误")
	w.says(1001, was)

	agent := signIn(t, w, w.api.User(wang).Named("王芳", "", "zh-hans"), address)
	for _, path := range []string{"/edit", "/edit/f/" + file, "/edit/publish", "/edit/gaps"} {
		if status, body := agent.get(path); status != http.StatusForbidden || strings.Contains(body, "<textarea") {
			t.Errorf("%s for who is no editor: %d", path, status)
		}
		if status, _ := newBrowser(t, agent.base).get(path); status != http.StatusUnauthorized {
			t.Errorf("%s for who has not signed in: %d", path, status)
		}
	}
	_, desk := agent.get("/team")
	if status, _ := agent.post("/edit/publish/do", "do", "publish", "csrf", csrfForm.FindStringSubmatch(desk)[1]); status != http.StatusForbidden {
		t.Errorf("who is no editor publishes: %d", status)
	}

	b := signIn(t, w, w.api.User(zhao).Named("小赵", "", "zh-hans"), address)
	if list := b.shows("/edit", `href="/edit/f/problems/wrong_pin.yaml"`); !strings.Contains(list, `href="/edit/f/`+file+`"`) {
		t.Errorf("the list lacks %s", file)
	}
	_, page := b.get("/edit/f/" + file + "?view=yaml")
	found := textForm.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no text is shown: %s", page)
	}
	text := html.UnescapeString(found[1])
	if !strings.Contains(text, was) {
		t.Fatal("the question is not in the file")
	}
	csrf := csrfForm.FindStringSubmatch(page)[1]
	save := []string{"csrf", csrf, "version", versionForm.FindStringSubmatch(page)[1], "text", strings.Replace(text, was, is, 1)}
	if status, body := b.post("/edit/save/"+file, save...); status != http.StatusOK || !strings.Contains(body, is) {
		t.Fatalf("save: %d %s", status, body)
	}
	if status, body := b.post("/edit/publish/do", "csrf", csrf, "do", "publish", "why", "clearer"); status != http.StatusOK {
		t.Fatalf("publish: %d %s", status, body)
	}
	// As many merchants are played as an editor waits for.
	redistest.Eventually(t, 6*patience, func() bool {
		_, page = b.get("/edit/publish/progress")
		return verdictForm.MatchString(page)
	}, func() string { return "publishing does not end: " + page })
	if verdict := verdictForm.FindStringSubmatch(page)[1]; verdict != "published" {
		t.Fatalf("publishing ends with %s: %s", verdict, page)
	}
	// A new merchant is asked the new question, a moment later at most.
	id := int64(2000)
	redistest.Eventually(t, patience, func() bool {
		id++
		w.api.User(id).Named("老李", "", "zh-hans").Text("提示密码错误")
		return strings.Contains(w.says(id, "一张卡").Text, is)
	}, func() string { return "merchants are answered as before" })
	if status, body := b.get("/edit/f/" + file); status != http.StatusOK || strings.Contains(body, "/edit/discard/") {
		t.Errorf("what is published is still an edit: %d", status)
	}
	stop()
	for _, want := range []string{fmt.Sprintf(`"user":%d,"role":"editor","act":"edit_save"`, zhao), `"act":"edit_publish"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if strings.Contains(log.String(), is) {
		t.Error("a text is in the log")
	}
	w.flawless()
}
