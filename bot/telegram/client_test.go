package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/bot"
)

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no token":        {},
		"a line end":      {Token: testToken + "\n"},
		"no colon":        {Token: "7000000001AAFake"},
		"a path":          {Token: "7000000001:AA/Fake"},
		"no scheme":       {Token: testToken, BaseURL: "api.telegram.org"},
		"another scheme":  {Token: testToken, BaseURL: "ftp://api.telegram.org"},
		"a broken scheme": {Token: testToken, BaseURL: "http://" + testToken + "\x7f"},
	} {
		_, err := New(o)
		if err == nil {
			t.Errorf("%s: taken", name)
		} else if strings.Contains(err.Error(), "AA") {
			t.Errorf("%s: the error cites the token: %v", name, err)
		}
	}
}

func TestMe(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/root/bot"+testToken+"/getMe" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		fmt.Fprint(w, `{"ok":true,"result":{"id":7000000001,"is_bot":true,"first_name":"T","username":"till_bot"}}`)
	}))
	defer s.Close()
	counted := newCounter()
	c := build(t, Options{Token: testToken, BaseURL: s.URL + "/root/", Observer: counted})
	me, err := c.Me(t.Context())
	if err != nil || me != (Self{ID: 7000000001, Name: "till_bot"}) {
		t.Errorf("%+v, %v", me, err)
	}
	if counted.calls["getMe ok"] != 1 {
		t.Error(counted.calls)
	}
}

// TestConnectionsAreReused holds that answers are read to their end.
func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "getMe") {
			fmt.Fprint(w, `{"ok":true,"result":{}}`+strings.Repeat(" ", 8<<10)+"\n")
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"ok":false,"error_code":400,"description":"Bad Request"}`+strings.Repeat("\n", 8<<10))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := dial(t, s)
	for range 20 {
		if _, err := c.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.DeleteWebhook(t.Context()); err == nil {
			t.Fatal("taken")
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestNoAnswer holds what comes of answers that are none of the Bot API.
func TestNoAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		status         int
		body, contains string
	}{
		"a gateway":            {502, "<html>Bad Gateway</html>", "HTTP status 502"},
		"a proxy":              {404, "<html>Not Found</html>", "HTTP status 404"},
		"a proxy of JSON":      {401, `{"message":"no"}`, "HTTP status 401"},
		"a redirection":        {302, "", "HTTP status 302"},
		"half an answer":       {200, `{"ok":true,"result":{"mess`, "HTTP status 200"},
		"too much":             {200, `{"ok":true,"result":"` + strings.Repeat("a", maxAnswer) + `"}`, "more than 1048576 bytes"},
		"no documented result": {200, `{"ok":true,"result":4111111111111111}`, "not as documented"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, func(*http.Request) (*http.Response, error) { return answers(tc.status, tc.body) })
			_, err := c.Me(t.Context())
			if err == nil || !strings.Contains(err.Error(), tc.contains) || strings.Contains(err.Error(), "4111") {
				t.Fatal(err)
			}
			if e := bot.Decide(decide(bot.Delivery{Kind: bot.Show, Chat: 1}, err)); e.Decision != bot.TryAgain {
				t.Errorf("decided to %s", e.Decision)
			}
		})
	}
}

// TestEndlessAnswer holds that no more is read than may come.
func TestEndlessAnswer(t *testing.T) {
	body := &letters{}
	c := newClient(t, func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(io.LimitReader(body, 1<<30))}, nil
	})
	if _, err := c.Me(t.Context()); err == nil || body.read > 2*maxAnswer {
		t.Errorf("%d bytes were read, %v", body.read, err)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/elsewhere") {
			t.Error("followed")
		}
		http.Redirect(w, r, s.URL+"/elsewhere"+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	if _, err := dial(t, s).Me(t.Context()); err == nil {
		t.Error("no error")
	}
}

// TestCallEnds holds that a call ends by itself, and with its context.
func TestCallEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counted := newCounter()
		c := build(t, Options{Token: testToken, Observer: counted, Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		start := time.Now()
		if _, err := c.Me(t.Context()); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != callTime {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start = time.Now()
		if _, err := c.Me(ctx); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if counted.calls["getMe timeout"] != 1 || counted.calls["getMe canceled"] != 1 {
			t.Error(counted.calls)
		}
	})
}

// TestNoTokenInErrors makes every call fail in every way there is, and looks
// for the token in the whole chain of errors.
func TestNoTokenInErrors(t *testing.T) {
	quiet := log.New(io.Discard, "", 0)
	closed := httptest.NewServer(nil)
	closed.Close()
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"ok":true,"description":"`+r.URL.Path) // and no more
	}))
	defer cut.Close()
	cut.Config.ErrorLog = quiet
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"Bad Request: wrong URL %s"}`, r.URL.Path)
	}))
	defer echo.Close()
	untrusted := httptest.NewUnstartedServer(nil)
	untrusted.Config.ErrorLog = quiet
	untrusted.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	untrusted.StartTLS()
	defer untrusted.Close()
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer hang.Close()
	cites := transportFunc(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("proxy: %w", fmt.Errorf("cannot reach %s", r.URL))
	})
	nameless := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "telegram.invalid", IsNotFound: true}
	}}
	clients := map[string]Options{
		"refused": {BaseURL: closed.URL}, "no name": {BaseURL: "http://telegram.invalid", Transport: nameless}, "cut": {BaseURL: cut.URL},
		"echo": {BaseURL: echo.URL}, "TLS": {BaseURL: untrusted.URL}, "no TLS": {BaseURL: strings.Replace(echo.URL, "http", "https", 1)},
		"timeout": {BaseURL: hang.URL}, "transport": {Transport: cites}, "port": {BaseURL: "http://127.0.0.1:99999"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"refused", "no name", "cut", "echo", "TLS", "no TLS", "timeout", "transport", "port"}).Draw(rt, "fault")
		o := clients[name]
		o.Token = rapid.StringMatching(`[1-9][0-9]{0,10}:[A-Za-z0-9_-]{3,40}`).Draw(rt, "token")
		c, err := New(o)
		if err != nil {
			rt.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if name == "timeout" {
			ctx, cancel = context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
		}
		_, secret, _ := strings.Cut(o.Token, ":")
		for _, err := range everyCall(ctx, c) {
			if err == nil {
				rt.Fatalf("%s: no error", name)
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, ":"+secret) {
					rt.Fatalf("%s: %s", name, text)
				}
			}
		}
	})
}

func everyCall(ctx context.Context, c *Client) []error {
	_, me := c.Me(ctx)
	_, sent := c.Send(ctx, bot.Delivery{Kind: bot.Show, Chat: 1, Text: "hi"})
	_, info := c.Webhook(ctx)
	return []error{me, sent, info, c.DeleteWebhook(ctx), c.SetWebhook(ctx, Hook{URL: "https://x", Secret: "s"})}
}
