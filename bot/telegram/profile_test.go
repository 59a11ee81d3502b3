package telegram

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
)

// TestProfileTexts holds that every language says the same, within what
// Telegram takes.
func TestProfileTexts(t *testing.T) {
	all, err := profiles()
	if err != nil || len(all) != len(knowledge.Langs()) {
		t.Fatalf("%d languages, %v", len(all), err)
	}
	within := func(what, text string, max int) {
		if n := utf8.RuneCountInString(text); n < 1 || n > max || strings.TrimSpace(text) != text {
			t.Errorf("%s has %d characters: %q", what, n, text)
		}
	}
	for _, l := range knowledge.Langs() {
		p := all[string(l)]
		within("description", p.Description, 512)
		within("short description", p.Short, 120)
		commands := p.commands()
		if len(p.Commands) != len(commands) {
			t.Errorf("%s: commands %v", l, p.Commands)
		}
		for _, c := range commands {
			within(c.Command, c.Description, 256)
			for _, slash := range []string{"/", "／"} {
				if _, ok := command(slash + c.Command); !ok {
					t.Errorf("%s%s is not understood", slash, c.Command)
				}
			}
		}
		for i, c := range p.team(true) {
			within(c.Command, c.Description, 256)
			if name, _, _, ok := order("/" + c.Command); !ok || name != c.Command || p.Team[i].Name != all[defaultLang].Team[i].Name {
				t.Errorf("%s: /%s is not understood, or in another place", l, c.Command)
			}
		}
		if len(p.Team) != len(all[defaultLang].Team) {
			t.Errorf("%s: %d commands of the team", l, len(p.Team))
		}
	}
}

// profileAPI is the part of the Bot API that keeps a bot's profile.
type profileAPI struct {
	kept map[string]json.RawMessage
	sets int
	fail string // a method that fails
}

func (a *profileAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var params map[string]json.RawMessage
	if err := json.Unmarshal(raw, &params); err != nil {
		return nil, err
	}
	method := methodOf(r)
	if method == a.fail {
		return answers(200, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9000"}`)
	}
	key := method[3:] + " " + string(params["language_code"]) + " " + string(params["scope"])
	field := map[string]string{"MyCommands": "commands", "MyDescription": "description", "MyShortDescription": "short_description"}[method[3:]]
	if method[:3] == "set" {
		a.sets++
		a.kept[key] = params[field]
		return answers(200, `{"ok":true,"result":true}`)
	}
	kept := a.kept[key]
	if field == "commands" {
		if kept == nil {
			kept = json.RawMessage("[]")
		}
		return answers(200, fmt.Sprintf(`{"ok":true,"result":%s}`, kept))
	}
	if kept == nil {
		kept = json.RawMessage(`""`)
	}
	return answers(200, fmt.Sprintf(`{"ok":true,"result":{%q:%s}}`, field, kept))
}

func TestIntroduce(t *testing.T) {
	api := &profileAPI{kept: map[string]json.RawMessage{}, fail: "setMyDescription"}
	c := newClient(t, api.RoundTrip)
	if err := c.Introduce(t.Context(), Introduction{}); err == nil || strings.Count(err.Error(), "429") != 3 {
		t.Errorf("with one method failing: %v", err)
	}
	if api.sets != 6 {
		t.Errorf("%d texts were set beside the failing ones", api.sets)
	}
	api.fail = ""
	for range 2 { // the second time nothing is left to do
		if err := c.Introduce(t.Context(), Introduction{}); err != nil {
			t.Error(err)
		}
		if api.sets != 9 || len(api.kept) != 9 {
			t.Errorf("%d texts were set, %d are kept", api.sets, len(api.kept))
		}
	}
	const private = ` {"type":"all_private_chats"}`
	if string(api.kept[`MyCommands ""`+private]) != string(api.kept[`MyCommands "zh"`+private]) {
		t.Error("other languages do not see the default")
	}
}
