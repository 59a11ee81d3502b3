package evaluation_test

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// files copies the shipped knowledge, to be edited.
func files(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(base.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(base.Files, path)
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// kept are the articles of the small knowledge: those that safety rules name,
// and a few that are near one another.
var kept = []string{
	"data_leak", "fraud_suspect", "funds_frozen", "scam_contact", "tamper", "terminal_lost",
	"contact_bank_message", "insufficient_funds", "operator_password", "printer_paper", "signin_required", "wrong_pin",
}

// small copies a part of the shipped knowledge, quickly measured. One screen
// text stands nowhere else, and a golden query asks for it.
func small(t testing.TB) fstest.MapFS {
	t.Helper()
	out := files(t)
	for name := range out {
		dir, file := path.Split(name)
		slug := strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".txt")
		switch {
		case dir == "problems/" && !slices.Contains(kept, slug),
			dir == evaluation.ScriptsDir+"/" && !slices.Contains(kept[6:9], slug):
			delete(out, name)
		}
	}
	swap(t, out, "problems/signin_required.yaml", "screen:\n", "screen:\n"+strangeScreen)
	out["golden/strange.yaml"] = &fstest.MapFile{Data: []byte(
		"queries:\n  - {text: 屏幕上是鸿蒙初辟四个字, problem: signin_required, lang: zh, set: test}\n")}
	return out
}

const strangeScreen = "  - 鸿蒙初辟\n"

// swap replaces a part of a file, which must be there.
func swap(t testing.TB, files fstest.MapFS, name, from, to string) {
	t.Helper()
	text := string(files[name].Data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
}

// build makes a content of files.
func build(t testing.TB, files fs.FS) *evaluation.Content {
	t.Helper()
	loaded, findings := knowledge.Load(files)
	if knowledge.Errors(findings) > 0 {
		t.Fatalf("the knowledge: %s", findings[0])
	}
	golden, _ := knowledge.LoadGolden(files, loaded) // it has queries of articles that are left out
	many := map[string]int{}
	golden = slices.DeleteFunc(golden, func(q knowledge.GoldenQuery) bool {
		shipped := strings.HasPrefix(q.At().File, "golden/queries-")
		if shipped {
			many[q.Problem]++
		}
		return q.Problem != knowledge.NoProblem && loaded.Problem(q.Problem) == nil || shipped && many[q.Problem] > 8 // some are enough
	})
	scripts, err := evaluation.LoadScripts(files)
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := conversation.New(loaded, phrases)
	if err != nil {
		t.Fatal(err)
	}
	generation, err := index.Build(context.Background(), loaded, engine, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = generation.Close() })
	c := &evaluation.Content{Base: loaded, Engine: engine, Searcher: generation, Golden: golden, Scripts: scripts}
	c.Documents.Problems, c.Documents.Phrasings = generation.Size()
	return c
}
