package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// browser is somebody who opens the page of a replica, without scripts.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, base, &http.Client{Jar: jar}}
}

// get opens a page.
func (b *browser) get(path string) (status int, body string) {
	b.t.Helper()
	answer, err := b.client.Get(b.base + path)
	return b.read(answer, err)
}

// post sends a form.
func (b *browser) post(path string, names ...string) (status int, body string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(names); i += 2 {
		form.Set(names[i], names[i+1])
	}
	answer, err := b.client.PostForm(b.base+path, form)
	return b.read(answer, err)
}

func (b *browser) read(answer *http.Response, err error) (status int, body string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// shows waits until a page holds words.
func (b *browser) shows(path, words string) (body string) {
	b.t.Helper()
	redistest.Eventually(b.t, patience, func() bool {
		_, body = b.get(path)
		return strings.Contains(body, words)
	}, func() string { return fmt.Sprintf("%s never shows %q: %s", path, words, body) })
	return body
}

var (
	linkForm = regexp.MustCompile(`http://127\.0\.0\.1:\d+(/in/([A-Z0-9]+))`)
	csrfForm = regexp.MustCompile(`name="csrf" value="(\w+)"`)
	caseForm = regexp.MustCompile(`/team/c/(\d+)`)
)

// linkFor lets somebody ask for a link in the private chat.
func linkFor(w *world, u botapitest.User, command string) (path, token string) {
	w.t.Helper()
	before := len(w.api.FromBot(u.Chat()))
	u.Text(command)
	var found []string
	redistest.Eventually(w.t, patience, func() bool {
		for _, m := range w.api.FromBot(u.Chat())[before:] {
			found = linkForm.FindStringSubmatch(m.Text)
		}
		return found != nil
	}, func() string { return command + " gives no link" })
	return found[1], found[2]
}

// TestDeskLink lets an agent in by the link of the bot, who works on a case
// there, on a replica whose settings then lose the agent.
func TestDeskLink(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, redis string) {
		w := newWorld(t, redis, botapitest.Options{})
		address := freeAddress(t)
		settings := func(agents string) []string {
			return w.environ("TILLMATE_PAGE_LISTEN="+address, "TILLMATE_TEAM_AGENTS="+agents, fmt.Sprintf("TILLMATE_TEAM_EDITORS=%d", zhao))
		}
		log, stop := w.replicaWith(settings(fmt.Sprintf("%d,%d", wang, smith)))
		merchant := w.api.User(1001).Named("老王", "", "zh-hans")
		merchant.Start("")
		w.says(1001, "机器人")
		merchant.Text("人工")
		w.says(desk, "人工")

		agent := w.api.User(wang).Named("王芳", "", "zh-hans")
		path, token := linkFor(w, agent, "/desk")
		b := newBrowser(t, "http://"+address)
		if status, _ := b.get("/team"); status != http.StatusUnauthorized {
			t.Errorf("the queue is shown to nobody: %d", status)
		}
		for range 2 { // what looks at links redeems none
			if status, body := b.get(path); status != http.StatusOK || !strings.Contains(body, token) {
				t.Fatalf("the link: %d %s", status, body)
			}
		}
		if status, body := b.post("/in", "token", token); status != http.StatusOK || !strings.Contains(body, "王芳") {
			t.Fatalf("signing in: %d %s", status, body)
		}
		thief := newBrowser(t, b.base)
		if status, _ := thief.post("/in", "token", token); status != http.StatusForbidden {
			t.Errorf("the link a second time: %d", status)
		}
		if status, _ := thief.get("/team"); status != http.StatusUnauthorized {
			t.Errorf("who came second is shown the queue: %d", status)
		}

		queue := b.shows("/team", "/team/c/")
		number := caseForm.FindStringSubmatch(queue)[1]
		do, csrf := "/team/c/"+number+"/do", csrfForm.FindStringSubmatch(queue)[1]
		for _, forged := range []string{"", strings.Repeat("0", len(csrf))} {
			if status, _ := b.post(do, "do", "claim", "csrf", forged); status != http.StatusForbidden {
				t.Errorf("a forged claim: %d", status)
			}
		}
		if status, body := b.post(do, "do", "claim", "csrf", csrf); status != http.StatusOK {
			t.Fatalf("claim: %d %s", status, body)
		}
		w.says(1001, "同事已接手")
		b.post(do, "do", "write", "text", "请拍一下小票", "csrf", csrf)
		w.says(1001, "请拍一下小票")

		stop()
		for _, want := range []string{`"act":"sign_in"`, `"act":"claim","case":"` + number + `"`, `"refused":"problem_token"`, fmt.Sprintf(`"user":%d,"role":"agent"`, wang)} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %s:\n%s", want, log)
			}
		}
		for what, secret := range map[string]string{"the token": token, "a link": "/in/", "words": "请拍一下小票"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("%s is in the log", what)
			}
		}

		// The session is kept by Redis; the role is that of the settings now.
		_, stop = w.replicaWith(settings(fmt.Sprint(smith)))
		defer stop()
		redistest.Eventually(t, patience, func() bool {
			answer, err := http.Get("http://" + address + "/team")
			if err != nil {
				return false
			}
			return answer.Body.Close() == nil
		}, func() string { return "the page does not come back" })
		if status, _ := b.get("/team"); status != http.StatusForbidden {
			t.Errorf("who is no agent any more: %d", status)
		}
		if status, _ := b.post(do, "do", "release", "csrf", csrf); status != http.StatusForbidden {
			t.Errorf("an act of who is no agent any more: %d", status)
		}
		agent.Text("/desk")
		w.says(wang, fmt.Sprint(wang))
		w.flawless()
	})
}

// TestDeskWhere holds who is answered to /desk with what, and where.
func TestDeskWhere(t *testing.T) {
	w := newWorld(t, redistest.Start(t).Addr(), botapitest.Options{})
	group := w.api.NewGroup(botapitest.GroupOptions{Title: "own", Forum: true})
	w.team = group.ID
	_, stop := w.replicaWith(w.environ("TILLMATE_PAGE_LISTEN="+freeAddress(t),
		fmt.Sprintf("TILLMATE_TEAM_AGENTS=%d,%d", wang, smith), fmt.Sprintf("TILLMATE_TEAM_ADMINS=%d", lin), fmt.Sprintf("TILLMATE_TEAM_EDITORS=%d", zhao)))
	defer stop()
	for id, command := range map[int64]string{wang: "/desk", lin: "/工作台", zhao: "／page", smith: "／desk"} {
		linkFor(w, w.api.User(id), command)
	}
	stranger := w.api.User(1001)
	stranger.Text("/desk")
	if m := w.says(1001, "1001"); linkForm.MatchString(m.Text) {
		t.Errorf("a stranger is given a link: %s", m.Text)
	}
	redistest.Eventually(t, patience, func() bool {
		return slices.ContainsFunc(w.api.GroupCommands(group.ID, "zh"), func(c botapitest.Command) bool { return c.Command == "desk" })
	}, func() string { return "/desk is not in the group's menu" })
	english := w.api.User(wang).Named("Fang", "", "en")
	group.Set(english, botapitest.Member)
	english.In(group).Text("/desk")
	w.says(group.ID, "write me /desk in our private chat")
	for _, m := range w.api.Messages(group.ID) {
		if linkForm.MatchString(m.Text) {
			t.Error("a link is in the group")
		}
	}
	w.flawless()
}

// TestDeskWithoutPage leaves /desk to the dialogue where there is no page.
func TestDeskWithoutPage(t *testing.T) {
	w := newWorld(t, redistest.Start(t).Addr(), botapitest.Options{})
	_, stop := w.replicaWith(w.environ(fmt.Sprintf("TILLMATE_TEAM_AGENTS=%d", wang)))
	defer stop()
	agent := w.api.User(wang)
	agent.Text("/desk")
	m := w.says(wang, "")
	if linkForm.MatchString(m.Text) || strings.Contains(m.Text, "team.agents") {
		t.Errorf("/desk is answered with %s", m.Text)
	}
}
