package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// fewArticles are those that safety rules name, and some near one another.
var fewArticles = []string{
	"data_leak", "fraud_suspect", "funds_frozen", "scam_contact", "tamper", "terminal_lost",
	"contact_bank_message", "operator_password", "printer_paper", "signin_required", "wrong_pin",
}

var queryLine = regexp.MustCompile(`problem: (\w+)`)

// smallArticles copies a part of the shipped knowledge, quickly measured and
// without errors.
func smallArticles(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(base.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(base.Files, name)
		dir, file := path.Split(name)
		slug := strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".txt")
		switch {
		case dir == "problems/" && !slices.Contains(fewArticles, slug),
			dir == "golden/merchants/" && !slices.Contains(fewArticles[6:8], slug):
			return err
		case dir == "golden/":
			data = fewQueries(string(data))
		case name == "safety.yaml":
			data = []byte(onlyFew.ReplaceAllStringFunc(string(data), keepFew))
		}
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onlyFew matches the problems that the safety rules name.
var onlyFew = regexp.MustCompile(`(?m)^    (problem: \w+|problems: \[.*\])\n`)

func keepFew(line string) string {
	var kept []string
	key, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
	for _, slug := range strings.Split(strings.Trim(list, "[]"), ", ") {
		if slices.Contains(fewArticles, slug) {
			kept = append(kept, slug)
		}
	}
	switch {
	case len(kept) == 0:
		return ""
	case key == "problem":
		return line
	}
	return "    problems: [" + strings.Join(kept, ", ") + "]\n"
}

// fewQueries keeps a dozen queries a problem.
func fewQueries(text string) []byte {
	var out strings.Builder
	many := map[string]int{}
	for line := range strings.Lines(text) {
		if m := queryLine.FindStringSubmatch(line); m != nil {
			many[m[1]]++
			known := m[1] == knowledge.NoProblem || slices.Contains(fewArticles, m[1])
			if !known || many[m[1]] > 8 || strings.Contains(line, "also:") {
				continue
			}
		}
		out.WriteString(line)
	}
	return []byte(out.String())
}

// edited replaces a part of a file of a copy.
func edited(t testing.TB, files fstest.MapFS, name, from, to string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for k, v := range files {
		out[k] = v
	}
	text := string(files[name].Data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	out[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
	return out
}

// onDisk writes files into a folder.
func onDisk(t testing.TB, files fstest.MapFS) string {
	t.Helper()
	dir := t.TempDir()
	for name, f := range files {
		if strings.HasPrefix(name, "schema/") {
			continue
		}
		place := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(place, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// aDay is when the tests publish.
var aDay = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// reindexWith tries to publish files with few merchants.
func reindexWith(t testing.TB, shelf bundle.Shelf, files fs.FS, accept ...string) reindexed {
	t.Helper()
	r := reindexing{shelf: shelf, source: files, note: bundle.Note{By: "chen", At: aDay, Why: "test", Accepted: accept}, merchants: 10}
	out, err := r.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shelfWith is a shelf on which files were published without a comparison.
func shelfWith(t testing.TB, files fs.FS) *bundle.Memory {
	t.Helper()
	shelf := &bundle.Memory{}
	b, err := bundle.Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Publish(t.Context(), b, bundle.Note{By: "first", At: aDay}, 0); err != nil {
		t.Fatal(err)
	}
	return shelf
}

// section gives the part of a file from one text to before another.
func section(t testing.TB, files fstest.MapFS, name, from, to string) string {
	t.Helper()
	text := string(files[name].Data)
	_, behind, ok := strings.Cut(text, from)
	part, _, ok2 := strings.Cut(behind, to)
	if !ok || !ok2 {
		t.Fatalf("%s does not hold %q and %q", name, from, to)
	}
	return from + part
}

// stolen gives the phrasings of one article to another.
func stolen(t testing.TB, files fstest.MapFS) fstest.MapFS {
	a, b := "problems/wrong_pin.yaml", "problems/operator_password.yaml"
	sayA, sayB := section(t, files, a, "say:\n", "\nscreen:"), section(t, files, b, "say:\n", "\nscreen:")
	return edited(t, edited(t, files, a, sayA, sayB), b, sayB, sayA)
}

// answersOf searches for every golden query and gives all that was found.
func answersOf(t testing.TB, files fs.FS) map[string]conversation.Hits {
	t.Helper()
	e, err := newEdition(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	defer e.index.Close()
	golden, _ := knowledge.LoadGolden(files, e.base)
	out := map[string]conversation.Hits{}
	for _, q := range golden {
		if out[q.Text], err = e.index.Search(t.Context(), e.engine.Query(q.Text)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// liveFiles gives the files of what is live.
func liveFiles(t testing.TB, shelf bundle.Shelf) fs.FS {
	t.Helper()
	files, ok, err := publishedFiles(t.Context(), shelf)
	if err != nil || !ok {
		t.Fatalf("nothing is live: %v", err)
	}
	return files
}
