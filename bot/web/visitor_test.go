package web

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// visitor is a browser without scripts.
type visitor struct {
	t      *testing.T
	url    string
	client *http.Client
	key    string
	header http.Header
}

// visit opens the page as a new merchant who is greeted in English.
func (w *town) visit(t *testing.T) *visitor {
	t.Helper()
	v := &visitor{t: t, url: w.url, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, header: http.Header{}}
	v.key = v.enter()
	return v
}

// enter opens the page and gives the merchant's key.
func (v *visitor) enter() string {
	v.t.Helper()
	status, header, _ := v.get("/")
	key, ok := strings.CutPrefix(header.Get("Location"), "/m/")
	if status != http.StatusSeeOther || !ok || len(key) < 20 {
		v.t.Fatalf("open the page: %d to %q", status, header.Get("Location"))
	}
	return key
}

func (v *visitor) get(path string) (status int, header http.Header, body string) {
	v.t.Helper()
	return v.send(http.MethodGet, path, nil)
}

// post sends a form of the merchant's page.
func (v *visitor) post(path string, form url.Values) (status int, body string) {
	v.t.Helper()
	status, _, body = v.send(http.MethodPost, "/m/"+v.key+path, form)
	return status, body
}

func (v *visitor) text(text string) {
	v.t.Helper()
	if status, body := v.post("/text", url.Values{"text": {text}}); status != http.StatusSeeOther {
		v.t.Fatalf("write: %d %s", status, body)
	}
}

func (v *visitor) send(method, path string, form url.Values) (status int, header http.Header, body string) {
	v.t.Helper()
	req, err := http.NewRequest(method, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	for k, values := range v.header {
		req.Header[k] = values
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if host := v.header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(data)
}

// page gives the merchant's page.
func (v *visitor) page() string {
	v.t.Helper()
	status, _, body := v.get("/m/" + v.key)
	if status != http.StatusOK {
		v.t.Fatalf("the page: %d %s", status, body)
	}
	return body
}

// until waits until a chat is as it should be. It is woken by what changes
// there.
func (w *town) until(t *testing.T, key string, what string, holds func(all changes) bool) changes {
	t.Helper()
	r, _ := w.join(key)
	if r == nil {
		t.Fatalf("there is no chat %q", key)
	}
	defer r.leave()
	late := time.After(patience)
	for {
		all, fresh := r.since(-1)
		if holds(all) {
			return all
		}
		select {
		case <-fresh:
		case <-late:
			t.Fatalf("it never came to this: %s; the chat is %+v", what, all)
		}
	}
}

// says waits until the bot's last message holds words.
func (w *town) says(t *testing.T, key, words string) bubble {
	t.Helper()
	all := w.until(t, key, "the bot says "+words, func(all changes) bool {
		n := len(all.New)
		return n > 0 && !all.New[n-1].Mine && strings.Contains(all.New[n-1].Text, words)
	})
	return all.New[len(all.New)-1]
}

// eventually waits for what no change of a chat tells.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	late := time.After(patience)
	for look := time.NewTicker(5 * time.Millisecond); !holds(); {
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

// reading follows a merchant's live updates.
type reading struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
	// last is the id of the last event.
	last string
}

// follow opens the live updates; after is the event seen last, or "".
func (v *visitor) follow(after string) *reading {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url+"/m/"+v.key+"/events?lang=en&after=0", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	resp, err := v.client.Do(req) //nolint:bodyclose // close does
	if err != nil {
		v.t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, "text/event-stream") {
		v.t.Fatalf("live updates: %d %s", resp.StatusCode, got)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 16<<20)
	r := &reading{t: v.t, lines: lines, last: after, close: func() { cancel(); resp.Body.Close() }}
	v.t.Cleanup(r.close)
	return r
}

// next gives the next event; ok is false when there are no more.
func (r *reading) next() (name, data string, ok bool) {
	var b strings.Builder
	for r.lines.Scan() {
		line := r.lines.Text()
		switch {
		case line == "" && b.Len() > 0:
			return name, b.String(), true
		case strings.HasPrefix(line, "id: "):
			r.last = line[4:]
		case strings.HasPrefix(line, "event: "):
			name = line[7:]
		case strings.HasPrefix(line, "data: "):
			b.WriteString(line[6:] + "\n")
		}
	}
	return "", "", false
}

// words reads events until one holds words, and gives everything read.
func (r *reading) words(words string) string {
	r.t.Helper()
	var all strings.Builder
	for {
		_, data, ok := r.next()
		all.WriteString(data)
		if strings.Contains(data, words) {
			return all.String()
		}
		if !ok {
			r.t.Fatalf("the live updates ended before %q: %s", words, all.String())
		}
	}
}

// bubbleIDs gives the messages in some HTML, in order.
func bubbleIDs(html string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`<article [^>]*id="(m\d+)"`).FindAllStringSubmatch(html, -1) {
		out = append(out, m[1])
	}
	return out
}

// buttonsOf lists the buttons below a message.
func buttonsOf(b bubble) []string {
	var out []string
	for _, row := range b.Buttons {
		for _, button := range row {
			out = append(out, button.ID)
		}
	}
	return out
}

var _ bot.Inbox = (*store)(nil)
