package main

import (
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// chatEditors are editors in chats, with a folder that may be changed.
func chatEditors(t *testing.T, shelf bundle.Shelf, lang knowledge.Lang, source func() (fs.FS, error)) *editors {
	t.Helper()
	e, err := newEditors([]int64{7, 8}, shelf, lang, source, func() contentSize { return contentSize{"0123abcd", 11, 50, 900} })
	if err != nil {
		t.Fatal(err)
	}
	e.merchants = 10
	return e
}

// An editor publishes a bad edit from the chat in vain, accepts it, sees who
// published, and goes back.
func TestEditorCommands(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	shelf, files := shelfWith(t, first), fs.FS(first)
	e := chatEditors(t, shelf, "en", func() (fs.FS, error) { return files, nil })
	at := aDay
	say := func(user int64, command, words string, want ...string) string {
		t.Helper()
		at = at.Add(time.Minute)
		reply, handled, err := e.editorCommand(t.Context(), user, at, command, words)
		if err != nil || !handled {
			t.Fatalf("/%s %s: handled %v, %v", command, words, handled, err)
		}
		for _, w := range want {
			if !strings.Contains(reply, w) {
				t.Errorf("/%s %s: %q is not in\n%s", command, words, w, reply)
			}
		}
		if n := utf8.RuneCountInString(reply); n > 3500 {
			t.Errorf("/%s: %d characters", command, n)
		}
		return reply
	}
	if _, handled, err := e.editorCommand(t.Context(), 7, aDay, "lang", "zh"); handled || err != nil {
		t.Error("a merchants' command was taken")
	}
	for _, command := range []string{"reindex", "/Rollback", "status"} {
		say(99, command, "", "Only editors", "99")
	}
	if live, _, _ := shelf.Live(t.Context()); live.Serial != 1 {
		t.Fatal("a stranger published")
	}
	say(7, "reindex", "", "nothing to publish")
	files = stolen(t, first)
	reply := say(7, "reindex", "new words", "Refused", "query:wrong_pin/", "/reindex accept")
	var names []string
	for line := range strings.Lines(reply) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "[refused] "); ok {
			names = append(names, name)
		}
	}
	files = edited(t, first, "problems/contact_bank_message.yaml", "- 抄下屏幕上的代码和原文。", "- 把屏幕上的代码和原文抄下来。")
	say(7, "reindex", "dry", "trial")
	say(7, "reindex", "clearer step accept "+strings.Join(names, " "), "Published as 2", "has these names")
	say(8, "status", "", "In use: 2", "by 7", "clearer step", "0123abcd, 11 articles", "1 ")
	say(8, "/rollback", "", "3 has the content of 1")
	say(8, "status", "", "In use: 3", "rollback")
	say(8, "rollback", "44", "44")
}

// Without a folder, and when something fails, the editor is told, in Chinese
// unless English is configured.
func TestEditorCommandsThatFail(t *testing.T) {
	e := chatEditors(t, &bundle.Memory{}, "", nil)
	for command, want := range map[string]string{"reindex": "没有设置内容文件夹", "rollback": "没有更早的版本", "status": "还没有发布过"} {
		reply, handled, err := e.editorCommand(t.Context(), 7, aDay, command, "")
		if !handled || err != nil || !strings.Contains(reply, want) {
			t.Errorf("/%s: %q %v %v", command, reply, handled, err)
		}
	}
	e = chatEditors(t, awayShelf{&bundle.Memory{}}, "", func() (fs.FS, error) { return smallArticles(t), nil })
	for _, command := range []string{"reindex", "rollback", "status"} {
		reply, handled, err := e.editorCommand(t.Context(), 7, aDay, command, "")
		if !handled || err == nil || !strings.Contains(reply, "没有成功") || strings.Contains(reply, "refused") {
			t.Errorf("/%s: %q %v %v", command, reply, handled, err)
		}
	}
}

// What is in use is counted.
func TestSizeOf(t *testing.T) {
	e, err := newEdition(t.Context(), smallArticles(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.index.Close()
	if n := sizeOf(e); n.Generation == "" || n.Problems != len(fewArticles) || n.Causes <= n.Problems || n.Phrasings <= n.Causes {
		t.Errorf("%+v", n)
	}
}

func TestReadWords(t *testing.T) {
	for words, want := range map[string]struct {
		dry    bool
		accept string
		why    string
	}{
		"":                           {},
		"dry":                        {dry: true},
		"--dry-run":                  {dry: true},
		"better words for 91":        {why: "better words for 91"},
		"accept a:b c:d":             {accept: "a:b c:d"},
		"dry why not --accept query": {true, "query", "why not"},
	} {
		dry, accept, why := readWords(words)
		if dry != want.dry || strings.Join(accept, " ") != want.accept || why != want.why {
			t.Errorf("%q: %v %v %q", words, dry, accept, why)
		}
	}
}
