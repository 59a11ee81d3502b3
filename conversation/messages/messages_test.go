package messages_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
)

// rooms are those that have texts, with the beginning of their files' names.
var rooms = []struct {
	prefix  string
	phrases []conversation.Phrase
}{
	{"", conversation.AllPhrases()},
	{"desk.", handoff.AllPhrases()},
}

func read(t *testing.T, file string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := yaml.Unmarshal(data, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// Every phrase has a text in every language, and no language has texts that
// nobody says.
func TestKeyParity(t *testing.T) {
	for _, room := range rooms {
		for _, lang := range knowledge.Langs() {
			file := room.prefix + string(lang) + ".yaml"
			texts := read(t, file)
			for _, key := range room.phrases {
				if _, ok := texts[string(key)]; !ok {
					t.Errorf("%s: %q is missing", file, key)
				}
				delete(texts, string(key))
			}
			for key := range texts {
				t.Errorf("%s: nobody says %q", file, key)
			}
		}
	}
}

var place = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// The same places are filled in every language.
func TestPlaceParity(t *testing.T) {
	places := func(v any) []string {
		s, _ := yaml.Marshal(v)
		var out []string
		for _, m := range place.FindAllStringSubmatch(string(s), -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for _, room := range rooms {
		zh, en := read(t, room.prefix+"zh.yaml"), read(t, room.prefix+"en.yaml")
		for key := range zh {
			if !slices.Equal(places(zh[key]), places(en[key])) {
				t.Errorf("%s: places %v in zh, %v in en", key, places(zh[key]), places(en[key]))
			}
		}
	}
}

func TestSay(t *testing.T) {
	c, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		lang   knowledge.Lang
		key    conversation.Phrase
		values conversation.Values
		want   string
	}{
		{knowledge.Chinese, conversation.PhraseRemaining, conversation.Values{"count": 2}, "（大约还有 2 个问题）"},
		{knowledge.English, conversation.PhraseRemaining, conversation.Values{"count": 1}, "(about 1 question to go)"},
		{knowledge.English, conversation.PhraseRemaining, conversation.Values{"count": 2}, "(about 2 questions to go)"},
		{knowledge.English, conversation.PhraseShown, conversation.Values{"text": "<b>&"}, `the screen says "<b>&"`},
	} {
		if got := c.Say(tc.lang, tc.key, tc.values); got != tc.want {
			t.Errorf("%s %s: %q, want %q", tc.lang, tc.key, got, tc.want)
		}
	}
	for _, lang := range knowledge.Langs() {
		for _, key := range slices.Concat(rooms[0].phrases, rooms[1].phrases) {
			var values conversation.Values
			if key == conversation.PhraseRemaining {
				values = conversation.Values{"count": 1}
			}
			if got := c.Say(lang, key, values); got == string(key) || strings.TrimSpace(got) == "" {
				t.Errorf("%s %s: no text", lang, key)
			}
		}
	}
}
