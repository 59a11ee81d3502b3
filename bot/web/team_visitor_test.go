package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// member is somebody of the team with a browser without scripts.
type member struct {
	*visitor
	base string
}

// sit opens the team's page at one of the demo's seats.
func (w *town) sit(t *testing.T, base string) *member {
	t.Helper()
	return &member{base: base, visitor: &visitor{t: t, url: w.url, header: http.Header{}, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}}
}

// signIn signs somebody in by a link.
func (w *town) signIn(t *testing.T, who Member) *member {
	t.Helper()
	m := w.sit(t, teamBase)
	token, err := w.team.Sessions.Issue(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	status, header, body := m.send(http.MethodPost, "/in", url.Values{"token": {token}})
	if status != http.StatusSeeOther || header.Get("Location") != teamBase {
		t.Fatalf("sign in: %d %s", status, body)
	}
	cookie, _, _ := strings.Cut(header.Get("Set-Cookie"), ";")
	m.header.Set("Cookie", cookie)
	return m
}

// look gives a page, which must be there.
func (m *member) look(path string) string {
	m.t.Helper()
	status, _, body := m.get(m.base + path)
	if status != http.StatusOK {
		m.t.Fatalf("%s: %d %s", path, status, body)
	}
	return body
}

var csrfShape = regexp.MustCompile(`name="csrf" value="(\w+)"`)

// csrf gives the token of the forms.
func (m *member) csrf() string {
	m.t.Helper()
	found := csrfShape.FindStringSubmatch(m.look(""))
	if found == nil {
		m.t.Fatal("the page has no token")
	}
	return found[1]
}

// try asks for something with a case; more are names and values of the form.
func (m *member) try(number, do string, more ...string) (status int, body string) {
	m.t.Helper()
	form := url.Values{"csrf": {m.csrf()}, "do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	status, _, body = m.send(http.MethodPost, m.base+"/c/"+number+"/do", form)
	return status, body
}

// do does something with a case, which must be taken in.
func (m *member) do(number, do string, more ...string) {
	m.t.Helper()
	if status, body := m.try(number, do, more...); status != http.StatusSeeOther {
		m.t.Fatalf("%s: %d %s", do, status, body)
	}
}

// refused holds that something is not taken in, and why.
func (m *member) refused(number string, status int, says, do string, more ...string) {
	m.t.Helper()
	if got, body := m.try(number, do, more...); got != status || !strings.Contains(body, says) {
		m.t.Errorf("%s of %s: %d, want %d and %q: %s", do, number, got, status, says, body)
	}
}

// become waits until a case is as it should be.
func (w *town) become(t *testing.T, number, what string, holds func(k *handoff.Ticket) bool) *handoff.Ticket {
	t.Helper()
	var k *handoff.Ticket
	eventually(t, what, func() bool {
		f, ok, err := w.Case(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || f.Ticket == nil {
			return false
		}
		k = f.Ticket
		return holds(k)
	})
	return k
}

// state waits until a case is in a state.
func (w *town) state(t *testing.T, number string, s handoff.State) *handoff.Ticket {
	t.Helper()
	return w.become(t, number, "the case is "+string(s), func(k *handoff.Ticket) bool { return k.State == s })
}

// handOver lets a merchant ask for a person, and gives the case.
func (w *town) handOver(t *testing.T, words string) (v *visitor, number string) {
	t.Helper()
	v = w.visit(t)
	w.says(t, v.key, "Hello")
	known := w.numbers(t)
	if words != "" {
		v.text(words)
		w.until(t, v.key, "the bot answers", func(all changes) bool { return len(all.Belief.Read) > 0 })
	}
	v.text("/human")
	eventually(t, "the case is there", func() bool {
		for n := range w.numbers(t) {
			if !known[n] {
				number = n
			}
		}
		return number != ""
	})
	w.state(t, number, handoff.Queued)
	return v, number
}

// numbers gives the cases that there are.
func (w *town) numbers(t *testing.T) map[string]bool {
	t.Helper()
	all, err := w.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range all {
		out[f.Case] = true
	}
	return out
}

// shown gives what a merchant sees.
func (w *town) shown(key string) []bubble {
	all, _ := w.since(key, -1)
	return all.New
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
