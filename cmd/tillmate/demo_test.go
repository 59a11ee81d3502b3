package main

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
)

// demoPage is the demo as a browser without scripts sees it.
type demoPage struct {
	t    *testing.T
	base string
}

// get gives a page, and the address it was found at.
func (d demoPage) get(path string) (body, address string) {
	d.t.Helper()
	return d.read(http.Get(d.base + path))
}

// post sends a form.
func (d demoPage) post(path string, form url.Values) string {
	d.t.Helper()
	body, _ := d.read(http.PostForm(d.base+path, form))
	return body
}

func (d demoPage) read(resp *http.Response, err error) (body, address string) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		d.t.Fatalf("%s: %s, %v", resp.Request.URL, resp.Status, err)
	}
	return string(data), resp.Request.URL.Path
}

// until gets a page again and again until it holds words.
func (d demoPage) until(path, words string) string {
	d.t.Helper()
	late := time.After(20 * time.Second)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		body, _ := d.get(path)
		if strings.Contains(body, words) {
			return body
		}
		select {
		case <-look.C:
		case <-late:
			d.t.Fatalf("%s never shows %q: %s", path, words, body)
		}
	}
}

// TestDemo starts the demo as anybody does, and brings a case from a
// merchant's first word to the end at the support desk.
func TestDemo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, process{args: []string{"demo", "--listen", "127.0.0.1:0"}, stdout: io.Discard, stderr: in})
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line)
	if err != nil || address == "" {
		t.Fatalf("the demo says %q, %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	d := demoPage{t: t, base: address}

	d.until("/figures", "Nothing was counted in these days")
	_, merchant := d.get("/")
	d.post(merchant+"/text", url.Values{"text": {"it says contact the bank"}})
	d.post(merchant+"/text", url.Values{"text": {"/human"}})
	queue := d.until("/team", "/team/c/")
	number := regexp.MustCompile(`/team/c/(\d+)`).FindStringSubmatch(queue)[1]
	csrf := regexp.MustCompile(`name="csrf" value="(\w+)"`).FindStringSubmatch(queue)[1]
	do := func(form url.Values) {
		t.Helper()
		form.Set("csrf", csrf)
		d.post("/team/c/"+number+"/do", form)
	}
	do(url.Values{"do": {"claim"}})
	d.until("/team2/c/"+number, "Demo agent has this case")
	do(url.Values{"do": {"note"}, "text": {"only for us"}})
	do(url.Values{"do": {"write"}, "text": {"please show me the slip"}})
	d.until(merchant, "please show me the slip")
	d.post(merchant+"/text", url.Values{"text": {"here it is"}})
	d.until("/team/c/"+number, "here it is")
	do(url.Values{"do": {"close"}, "cause": {"1"}, "route": {"bank"}})
	page := d.until(merchant, `value="works"`)
	if strings.Contains(page, "only for us") {
		t.Error("the merchant is shown a note")
	}
	message := regexp.MustCompile(`name="message" value="(\d+)"`).FindAllStringSubmatch(page, -1)
	d.post(merchant+"/press", url.Values{"message": {message[len(message)-1][1]}, "button": {"works"}})
	d.until("/team/past?q="+number, "the merchant says it works")
	d.until("/figures", "Of 1 ended cases the bot solved 0, the team 1; not solved: 0.")
	if body, _ := d.get("/team/figures/cases.csv?days=7"); !strings.Contains(body, time.Now().UTC().Format(time.DateOnly)+",1\r\n") {
		t.Errorf("the cases of today are %q", body)
	}
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("the demo ends with %d", code)
	}
}
