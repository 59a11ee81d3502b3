package telegram

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

const testSecret = "s3cret_-"

func newWebhook(t testing.TB, i bot.Inbox) *Webhook {
	t.Helper()
	h, err := NewWebhook(newIntake(i), testSecret)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// request is one from Telegram.
func hookRequest(body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/telegram", body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(secretHeader, testSecret)
	return r
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestWebhookSecret(t *testing.T) {
	for _, secret := range []string{"", "a b", "é", strings.Repeat("a", 257)} {
		if _, err := NewWebhook(newIntake(newInbox()), secret); err == nil {
			t.Errorf("%q is taken", secret)
		}
	}
}

// TestWebhookRefuses holds what is refused, and that nothing is read then.
func TestWebhookRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"no secret":      {func(r *http.Request) { r.Header.Del(secretHeader) }, 401},
		"another secret": {func(r *http.Request) { r.Header.Set(secretHeader, testSecret+"x") }, 401},
		"another method": {func(r *http.Request) { r.Method = http.MethodPut }, 405},
		"a form":         {func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400},
		"no type":        {func(r *http.Request) { r.Header.Del("Content-Type") }, 400},
		"too large":      {func(r *http.Request) { r.ContentLength = maxUpdate + 1 }, 413},
	} {
		t.Run(name, func(t *testing.T) {
			i := newInbox()
			r := hookRequest(unread{t})
			tc.change(r)
			w := httptest.NewRecorder()
			newWebhook(t, i).ServeHTTP(w, r)
			if w.Code != tc.want || len(i.puts) != 0 {
				t.Errorf("%d, %d stored", w.Code, len(i.puts))
			}
		})
	}
}

func TestWebhookStores(t *testing.T) {
	for name, tc := range map[string]struct {
		body string
		fail error
		want int
		kind bot.UpdateKind // "" is none
	}{
		"a text":           {textUpdate(7, "hi"), nil, 200, bot.FromMerchant},
		"a broken update":  {`{"update_id":7,"message":{"chat":{"id":1001},"text":5}}`, nil, 200, bot.Broken},
		"for nobody":       {`{"update_id":7,"poll":{}}`, nil, 200, ""},
		"the store away":   {textUpdate(7, "hi"), errors.New("away"), 503, bot.FromMerchant},
		"no number":        {`{"message":{}}`, nil, 400, ""},
		"no JSON":          {`{"update_id":7`, nil, 400, ""},
		"nothing":          {``, nil, 400, ""},
		"several":          {textUpdate(7, "hi") + textUpdate(8, "hi"), nil, 400, ""},
		"more than it may": {textUpdate(7, strings.Repeat("a", maxUpdate)), nil, 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			i := newInbox()
			i.fail = func(int) error { return tc.fail }
			r := hookRequest(strings.NewReader(tc.body))
			r.ContentLength = -1
			w := httptest.NewRecorder()
			newWebhook(t, i).ServeHTTP(w, r)
			if w.Code != tc.want {
				t.Errorf("answered %d", w.Code)
			}
			if (tc.kind != "") != (len(i.puts) == 1) || tc.kind != "" && i.puts[0][0].Kind != tc.kind {
				t.Errorf("stored %+v", i.puts)
			}
		})
	}
}

// TestWebhookOverHTTP holds that the handler works in a server, where a body
// may end early.
func TestWebhookOverHTTP(t *testing.T) {
	i := newInbox()
	s := httptest.NewServer(newWebhook(t, i))
	defer s.Close()
	for want, body := range map[int]io.Reader{
		200: strings.NewReader(textUpdate(7, "hi")),
		413: io.MultiReader(strings.NewReader(`{"update_id":8,"x":"`), io.LimitReader(&letters{}, 2*maxUpdate)),
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		r.Header.Set(secretHeader, testSecret)
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("answered %d, want %d", resp.StatusCode, want)
		}
	}
	if len(i.puts) != 1 {
		t.Errorf("stored %+v", i.puts)
	}
}

func TestSetWebhook(t *testing.T) {
	var told string
	c := newClient(t, func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		told = methodOf(r) + " " + string(body)
		return answers(200, `{"ok":true,"result":true}`)
	})
	want := `setWebhook {"url":"https://bot.example/t","secret_token":"` + testSecret + `","max_connections":20,` +
		`"allowed_updates":["message","edited_message","channel_post","callback_query","my_chat_member","chat_member"]}`
	if err := c.SetWebhook(t.Context(), Hook{URL: "https://bot.example/t", Secret: testSecret, Connections: 20}); err != nil || told != want {
		t.Errorf("%s, %v", told, err)
	}
	for _, h := range []Hook{{URL: "https://x"}, {URL: "https://x", Secret: "a", Connections: 101}} {
		told = ""
		if err := c.SetWebhook(t.Context(), h); err == nil || told != "" {
			t.Errorf("%+v: %v, %s", h, err, told)
		}
	}
}

// FuzzWebhook holds that whatever comes is answered, and is answered with 200
// only if it was stored or is for nobody.
func FuzzWebhook(f *testing.F) {
	for _, c := range decodeCases(f) {
		f.Add([]byte(c.Raw))
	}
	f.Add([]byte(`{"update_id":9223372036854775808}`))
	f.Add([]byte("\x00\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		i := newInbox()
		w := httptest.NewRecorder()
		newWebhook(t, i).ServeHTTP(w, hookRequest(strings.NewReader(string(body))))
		e := open(body)
		_, reason := newDecoder().Decode(body, noon)
		switch stored := len(i.puts) == 1; {
		case w.Code == 200 && e.ID > 0 && stored == (reason == ""):
		case w.Code == 400 && e.ID == 0 && !stored:
		default:
			t.Fatalf("answered %d, stored %v, number %d, %q", w.Code, stored, e.ID, reason)
		}
	})
}
