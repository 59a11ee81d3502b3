package bundle_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/bundle/draftstest"
	"github.com/tillmate/tillmate/knowledge/bundle/shelftest"
)

func TestMemory(t *testing.T) {
	shelftest.Run(t, func(*testing.T) func() bundle.Shelf {
		m := &bundle.Memory{}
		return func() bundle.Shelf { return m }
	})
}

func TestMemoryDrafts(t *testing.T) {
	draftstest.Run(t, func(*testing.T) func() bundle.Drafts {
		m := &bundle.MemoryDrafts{}
		return func() bundle.Drafts { return m }
	})
}

func pack(t testing.TB, fsys fs.FS) bundle.Bundle {
	t.Helper()
	b, err := bundle.Pack(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func reopen(t testing.TB, b bundle.Bundle) fs.FS {
	t.Helper()
	fsys, err := bundle.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

// The folder, the files built in and a bundle of either are one content, and
// what is loaded and measured is the same.
func TestShippedContent(t *testing.T) {
	folder, embedded := pack(t, os.DirFS("../base")), pack(t, base.Files)
	again := pack(t, reopen(t, folder))
	if folder.Name != embedded.Name || folder.Name != again.Name || !bytes.Equal(folder.Data, again.Data) {
		t.Errorf("the folder is %s, what is built in %s, the bundle's own files %s", folder.Name, embedded.Name, again.Name)
	}
	loaded := func(fsys fs.FS) []any {
		b, findings := knowledge.Load(fsys)
		golden, more := knowledge.LoadGolden(fsys, b)
		scripts, err := evaluation.LoadScripts(fsys)
		if err != nil || len(b.Problems) == 0 || len(golden) == 0 || len(scripts) == 0 {
			t.Fatalf("%d problems, %d golden queries, %d scripts: %v", len(b.Problems), len(golden), len(scripts), err)
		}
		return []any{b, findings, golden, more, scripts}
	}
	if !reflect.DeepEqual(loaded(base.Files), loaded(reopen(t, folder))) {
		t.Error("a bundle loads as something else than its files")
	}
	t.Logf("%d files, %d bytes packed", len(paths(t, reopen(t, folder))), len(folder.Data))
}

// recorder notes which files are opened.
type recorder struct {
	fs.FS
	opened map[string]bool
}

func (r recorder) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err == nil {
		if info, statErr := f.Stat(); statErr == nil && !info.IsDir() {
			r.opened[name] = true
		}
	}
	return f, err
}

func paths(t testing.TB, fsys fs.FS) []string {
	t.Helper()
	var out []string
	if err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// A bundle holds the files that are read, all of them and no others.
func TestPackedFilesAreThoseRead(t *testing.T) {
	r := recorder{os.DirFS("../base"), map[string]bool{}}
	b, _ := knowledge.Load(r)
	knowledge.LoadGolden(r, b)
	if _, err := evaluation.LoadScripts(r); err != nil {
		t.Fatal(err)
	}
	read := slices.Sorted(maps.Keys(r.opened))
	if packed := paths(t, reopen(t, pack(t, os.DirFS("../base")))); !slices.Equal(packed, read) {
		t.Errorf("packed are\n%v\nread are\n%v", packed, read)
	}
}

// What lies beside the content is not published.
func TestOtherFilesStay(t *testing.T) {
	files := fstest.MapFS{
		"codes.yaml":                 {Data: []byte("codes: []")},
		"problems/a.yaml":            {Data: []byte("slug: a")},
		"golden/merchants/a.txt":     {Data: []byte("# a")},
		"tillmate.yaml":              {Data: []byte("token: secret")},
		".env":                       {Data: []byte("secret")},
		"problems/.a.yaml":           {Data: []byte("an editor's copy")},
		"problems/a.yaml~":           {Data: []byte("an editor's copy")},
		"problems/deeper/b.yaml":     {Data: []byte("slug: b")},
		"problems/folder.yaml/x.txt": {Data: []byte("x")},
		"schema/codes.schema.json":   {Data: []byte("{}")},
	}
	got := pack(t, files)
	want := []string{"codes.yaml", "golden/merchants/a.txt", "problems/a.yaml"}
	if all := paths(t, reopen(t, got)); !slices.Equal(all, want) {
		t.Errorf("packed are %v", all)
	}
	files["problems/a.yaml"] = &fstest.MapFile{Data: []byte("slug: a"), Mode: 0o600, ModTime: time.Now()}
	if again := pack(t, files); again.Name != got.Name || !bytes.Equal(again.Data, got.Data) {
		t.Error("times and rights of a file change the bundle")
	}
	if _, err := bundle.Pack(fstest.MapFS{"x": {}}); err == nil {
		t.Error("nothing was packed")
	}
}

func TestTooLarge(t *testing.T) {
	noise := func(n int) []byte {
		random, out := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
		for i := range out {
			out[i] = byte(random.Uint32())
		}
		return out
	}
	many := func(n int, data []byte) fstest.MapFS {
		out := fstest.MapFS{}
		for i := range n {
			out["problems/p"+strings.Repeat("x", i)+".yaml"] = &fstest.MapFile{Data: data}
		}
		return out
	}
	for name, files := range map[string]fstest.MapFS{
		"one file":           many(1, make([]byte, knowledge.MaxFile+1)),
		"all files together": many(bundle.MaxUnpacked/knowledge.MaxFile+1, make([]byte, knowledge.MaxFile)),
		"the packed files":   many(bundle.MaxPacked/knowledge.MaxFile+1, noise(knowledge.MaxFile)),
	} {
		if _, err := bundle.Pack(files); !errors.Is(err, bundle.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is broken in a bundle is found, or makes no difference.
func TestDamaged(t *testing.T) {
	b := pack(t, fstest.MapFS{
		"codes.yaml": {Data: []byte("codes: []")}, "problems/a.yaml": {Data: bytes.Repeat([]byte("刷卡 "), 50)},
	})
	found := 0
	for i := range b.Data {
		for _, data := range [][]byte{b.Data[:i], flipped(b.Data, i)} {
			fsys, err := bundle.Open(bundle.Bundle{Name: b.Name, Data: data})
			if err == nil {
				if again := pack(t, fsys); again.Name != b.Name {
					t.Errorf("byte %d: other files under the same name", i)
				}
				continue
			}
			found++
			if !errors.Is(err, bundle.ErrDamaged) {
				t.Errorf("byte %d: %v", i, err)
			}
		}
	}
	if found < len(b.Data)*3/2 {
		t.Errorf("%d damages found in %d bytes", found, len(b.Data))
	}
	other := pack(t, fstest.MapFS{"codes.yaml": {Data: []byte("codes: [ ]")}})
	if _, err := bundle.Open(bundle.Bundle{Name: b.Name, Data: other.Data}); !errors.Is(err, bundle.ErrDamaged) {
		t.Errorf("another content under the name: %v", err)
	}
}

func flipped(data []byte, i int) []byte {
	out := bytes.Clone(data)
	out[i] ^= 0x55
	return out
}

// An archive that nobody packed here takes no memory, and names no file outside.
func TestForeignArchives(t *testing.T) {
	archive := func(write func(*zip.Writer)) bundle.Bundle {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		write(w)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return bundle.Bundle{Name: "0123456789abcdef", Data: out.Bytes()}
	}
	add := func(w *zip.Writer, name string, size int) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(make([]byte, size))
	}
	tests := map[string]bundle.Bundle{
		"a file too large":   archive(func(w *zip.Writer) { add(w, "codes.yaml", 16<<20) }),
		"a path outside":     archive(func(w *zip.Writer) { add(w, "../codes.yaml", 1) }),
		"a file of no use":   archive(func(w *zip.Writer) { add(w, "tillmate.yaml", 1) }),
		"a file twice":       archive(func(w *zip.Writer) { add(w, "codes.yaml", 1); add(w, "codes.yaml", 2) }),
		"no order":           archive(func(w *zip.Writer) { add(w, "terms.yaml", 1); add(w, "codes.yaml", 2) }),
		"too much in a heap": archive(func(w *zip.Writer) { bomb(w, add, 80, 1<<20) }),
		"too many":           archive(func(w *zip.Writer) { bomb(w, add, bundle.MaxFiles+1, 0) }),
		"a size that is not": lying(t, archive(func(w *zip.Writer) { add(w, "codes.yaml", 16<<20) })),
		"nothing":            {},
		"too long":           {Data: make([]byte, bundle.MaxPacked+1)},
	}
	for name, b := range tests {
		if _, err := bundle.Open(b); !errors.Is(err, bundle.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func bomb(w *zip.Writer, add func(*zip.Writer, string, int), files, size int) {
	for i := range files {
		name := []byte("problems/p00000.yaml")
		for at, n := 14, i; n > 0; at, n = at-1, n/10 {
			name[at] = byte('0' + n%10)
		}
		add(w, string(name), size)
	}
}

// lying makes an archive say that its only file is small: the size stands at 24
// in the entry of the directory, which begins with PK 1 2.
func lying(t *testing.T, b bundle.Bundle) bundle.Bundle {
	at := bytes.Index(b.Data, []byte("PK\x01\x02"))
	if at < 0 {
		t.Fatal("there is no directory")
	}
	copy(b.Data[at+24:], []byte{16, 0, 0, 0})
	return b
}

// A bundle's own files make the same bundle, and one changed byte another.
func TestPackedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := fstest.MapFS{}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
			"codes.yaml", "terms.yaml", "problems/a.yaml", "problems/b.yaml", "problems/终端.yaml", "questions/core.yaml", "golden/merchants/a.txt",
		}), 1, 7, rapid.ID).Draw(t, "names") {
			files[name] = &fstest.MapFile{Data: rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, name)}
		}
		b, err := bundle.Pack(files)
		if err != nil {
			t.Fatal(err)
		}
		fsys, err := bundle.Open(b)
		if err != nil {
			t.Fatal(err)
		}
		for name, f := range files {
			if data, err := fs.ReadFile(fsys, name); err != nil || !bytes.Equal(data, f.Data) {
				t.Fatalf("%s: %q, %v", name, data, err)
			}
		}
		again, err := bundle.Pack(fsys)
		if err != nil || again.Name != b.Name || !bytes.Equal(again.Data, b.Data) {
			t.Fatalf("packed again %s, first %s: %v", again.Name, b.Name, err)
		}
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(files))).Draw(t, "changed")
		files[name] = &fstest.MapFile{Data: append([]byte{'#'}, files[name].Data...)}
		if other, err := bundle.Pack(files); err != nil || other.Name == b.Name {
			t.Fatalf("a change of %s gives %s again: %v", name, other.Name, err)
		}
	})
}
