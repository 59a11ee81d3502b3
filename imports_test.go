package tillmate_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/tillmate/tillmate/"

// TestImports holds who may import whom, at second hand too.
func TestImports(t *testing.T) {
	const (
		bleve    = "github.com/blevesearch/"
		redis    = "github.com/redis/"
		telegram = "github.com/go-telegram-bot-api/"
		cobra    = "github.com/spf13/"
	)
	pure := []string{bleve, redis, telegram, cobra, "net/http", "log/slog", module + "configs", module + "index", module + "bot"}
	for _, rule := range []struct {
		rooms  string
		forbid []string
	}{
		{"./knowledge/...", append([]string{module + "conversation"}, pure...)},
		{"./knowledge/form", []string{"html/template", "text/template", module + "knowledge/bundle", module + "knowledge/check"}},
		{"./conversation", append([]string{module + "conversation/"}, pure...)},
		{"./conversation/messages", pure},
		{"./conversation/handoff", append([]string{module + "conversation/messages", module + "conversation/evaluation"}, pure...)},
		{"./conversation/insight", append([]string{module + "conversation/messages", module + "conversation/evaluation", module + "conversation/handoff"}, pure...)},
		{"./conversation/evaluation", pure},
		{"./index/...", []string{redis, telegram, cobra, module + "configs", module + "bot"}},
		{"./bot", []string{bleve, redis, telegram, cobra, "net/http", module + "configs", module + "index", module + "bot/"}},
		{"./bot/queue", []string{bleve, telegram, cobra, "net/http", module + "configs", module + "index", module + "bot/telegram"}},
		{"./bot/web", []string{bleve, redis, telegram, cobra, module + "configs", module + "index", module + "bot/queue", module + "bot/telegram"}},
		{"./bot/telegram/botapitest", []string{module + "conversation", module + "knowledge", redis, telegram}},
		{"./bot/telegram", []string{bleve, redis, cobra, module + "configs", module + "index", module + "bot/queue"}},
	} {
		for _, dep := range deps(t, rule.rooms) {
			for _, prefix := range rule.forbid {
				if strings.HasPrefix(dep, prefix) {
					t.Errorf("%s must not import %s", rule.rooms, dep)
				}
			}
		}
	}
	// The diagnosis serves any causes and questions, not only these articles.
	for _, dep := range deps(t, "./knowledge/diagnosis") {
		if strings.HasPrefix(dep, module) && dep != module+"knowledge/diagnosis" {
			t.Errorf("the diagnosis imports %s", dep)
		}
	}
}

func deps(t *testing.T, pattern string) []string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-deps", pattern)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	return strings.Fields(string(out))
}
