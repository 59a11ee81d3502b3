package check_test

import (
	"io/fs"
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/check"
)

// guideFile is a file of the guide's example: a block of YAML whose first line
// names the file.
var guideFile = regexp.MustCompile("(?ms)^```yaml\n# (\\S+\\.yaml)\n(.*?)^```$")

// TestGuide: the example in the editors' guide is a good one. Beside the
// shipped knowledge it has no finding but that its golden queries are few.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("../../docs/writing-articles.md")
	if err != nil {
		t.Fatal(err)
	}
	content := fstest.MapFS{}
	err = fs.WalkDir(base.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(base.Files, path)
		content[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := map[string]bool{}
	for _, f := range check.Run(content) {
		before[f.String()] = true
	}
	blocks := guideFile.FindAllSubmatch(page, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d files in the guide, want an article, a question and golden queries", len(blocks))
	}
	for _, b := range blocks {
		path := string(b[1])
		if content[path] != nil {
			t.Fatalf("%s is shipped already: choose another example", path)
		}
		content[path] = &fstest.MapFile{Data: b[2]}
	}
	for _, f := range check.Run(content) {
		if !before[f.String()] && f.Rule != "golden-few" {
			t.Errorf("%s: %s", f.Rule, f)
		}
	}
	loaded, _ := knowledge.Load(content)
	if loaded.Problem("payment_speaker") == nil {
		t.Error("the example's article is not loaded")
	}
}
