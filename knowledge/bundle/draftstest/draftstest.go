// Package draftstest holds what every [bundle.Drafts] promises, as tests. It
// must not know any implementation.
package draftstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// Run runs the contract. open gives an empty draft; more of what it gives later
// in the same test is the same draft, as another process sees it.
func Run(t *testing.T, open func(*testing.T) func() bundle.Drafts) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, func() bundle.Drafts)
	}{
		{"nothing is edited at first", testEmpty},
		{"what is saved is kept", testSave},
		{"a removed file is told from an empty one", testRemoved},
		{"who edited something else is raced", testRaced},
		{"what is dropped is gone", testDrop},
		{"files are apart", testApart},
		{"what cannot be published is refused", testRefused},
		{"a draft is bounded", testFull},
		{"of many savings at once one succeeds", testRace},
		{"nothing is lost by savings one after the other", testChain},
		{"dropping what was saved anew does nothing", testDropRace},
		{"nobody changes what is kept from outside", testCopies},
		{"a context that has ended changes nothing", testEnded},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

const file, other = "problems/wrong_pin.yaml", "terms.yaml"

// edit gives an edit with every field set.
func edit(text string) bundle.Edit {
	return bundle.Edit{
		Text: []byte(text), By: "王芳 \"quoted\"", At: time.Date(2026, 11, 1, 9, 0, 0, 123456789, time.UTC), From: "0123456789abcdef",
	}
}

func removed() bundle.Edit {
	e := edit("")
	e.Text, e.Removed = nil, true
	return e
}

func save(t testing.TB, d bundle.Drafts, path string, e bundle.Edit, over string) bundle.Edit {
	t.Helper()
	if err := d.Save(t.Context(), path, e, over); err != nil {
		t.Fatalf("saving %s over %q: %v", path, over, err)
	}
	return kept(t, d)[path]
}

func kept(t testing.TB, d bundle.Drafts) map[string]bundle.Edit {
	t.Helper()
	all, err := d.Edits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// same reports whether two edits are one, whatever their revisions.
func same(a, b bundle.Edit) bool {
	return bytes.Equal(a.Text, b.Text) && a.Removed == b.Removed && a.By == b.By && a.At.Equal(b.At) && a.From == b.From
}

func holds(t testing.TB, d bundle.Drafts, want map[string]bundle.Edit) {
	t.Helper()
	if got := kept(t, d); !maps.EqualFunc(got, want, same) {
		t.Errorf("kept are %+v, not %+v", got, want)
	}
}

func testEmpty(t *testing.T, open func() bundle.Drafts) {
	d := open()
	holds(t, d, nil)
	if err := d.Drop(t.Context(), file, "1"); !errors.Is(err, bundle.ErrRaced) {
		t.Errorf("dropping nothing gives %v", err)
	}
	if err := d.Save(t.Context(), file, edit("x"), "1"); !errors.Is(err, bundle.ErrRaced) {
		t.Errorf("saving over what never was gives %v", err)
	}
	holds(t, d, nil)
}

func testSave(t *testing.T, open func() bundle.Drafts) {
	d, text := open(), "say: 刷卡 # \x00\xff\r\n"
	first := save(t, d, file, edit(text), "")
	if first.Revision == "" {
		t.Error("it has no revision")
	}
	holds(t, open(), map[string]bundle.Edit{file: edit(text)})
	second := edit("other")
	second.By, second.From = "李", ""
	again := save(t, open(), file, second, first.Revision)
	if again.Revision == first.Revision {
		t.Error("two savings have one revision")
	}
	holds(t, d, map[string]bundle.Edit{file: second})
	if third := save(t, d, file, second, again.Revision); third.Revision == again.Revision {
		t.Error("the same again has the same revision")
	}
}

func testRemoved(t *testing.T, open func() bundle.Drafts) {
	d := open()
	save(t, d, file, removed(), "")
	save(t, d, other, edit(""), "")
	all := kept(t, open())
	if !all[file].Removed || len(all[file].Text) > 0 || all[other].Removed {
		t.Errorf("kept are %+v", all)
	}
	back := save(t, d, file, edit("back"), all[file].Revision)
	if back.Removed || string(back.Text) != "back" {
		t.Errorf("written again it is %+v", back)
	}
	if gone := save(t, d, file, removed(), back.Revision); !gone.Removed || len(gone.Text) > 0 {
		t.Errorf("removed again it is %+v", gone)
	}
}

func testRaced(t *testing.T, open func() bundle.Drafts) {
	d := open()
	first := save(t, d, file, edit("1"), "")
	second := save(t, d, file, edit("2"), first.Revision)
	for _, over := range []string{"", first.Revision, second.Revision + "x"} {
		if err := d.Save(t.Context(), file, edit("3"), over); !errors.Is(err, bundle.ErrRaced) {
			t.Errorf("saving over %q gives %v", over, err)
		}
		if err := d.Drop(t.Context(), file, over); !errors.Is(err, bundle.ErrRaced) {
			t.Errorf("dropping %q gives %v", over, err)
		}
	}
	holds(t, open(), map[string]bundle.Edit{file: edit("2")})
}

func testDrop(t *testing.T, open func() bundle.Drafts) {
	d := open()
	first := save(t, d, file, edit("1"), "")
	if err := open().Drop(t.Context(), file, first.Revision); err != nil {
		t.Fatal(err)
	}
	holds(t, d, nil)
	if err := d.Drop(t.Context(), file, first.Revision); !errors.Is(err, bundle.ErrRaced) {
		t.Errorf("dropping it twice gives %v", err)
	}
	// The same text after it is another saving.
	again := save(t, d, file, edit("1"), "")
	if again.Revision == first.Revision {
		t.Error("a revision came back")
	}
	if err := d.Save(t.Context(), file, edit("2"), first.Revision); !errors.Is(err, bundle.ErrRaced) {
		t.Errorf("saving over what was dropped gives %v", err)
	}
}

func testApart(t *testing.T, open func() bundle.Drafts) {
	d := open()
	first := save(t, d, file, edit("1"), "")
	second := save(t, d, other, removed(), "")
	if first.Revision == second.Revision {
		t.Error("two files have one revision")
	}
	if err := d.Save(t.Context(), file, edit("3"), second.Revision); !errors.Is(err, bundle.ErrRaced) {
		t.Errorf("saving over another file's revision gives %v", err)
	}
	if err := d.Drop(t.Context(), file, first.Revision); err != nil {
		t.Fatal(err)
	}
	holds(t, open(), map[string]bundle.Edit{other: removed()})
}

func testRefused(t *testing.T, open func() bundle.Drafts) {
	d := open()
	largest := edit(strings.Repeat("x", knowledge.MaxFile))
	save(t, d, file, largest, "")
	larger := edit(string(largest.Text) + "x")
	if err := d.Save(t.Context(), other, larger, ""); !errors.Is(err, bundle.ErrTooLarge) {
		t.Errorf("a file that is too large: %v", err)
	}
	both := edit("x")
	both.Removed = true
	for path, e := range map[string]bundle.Edit{"../codes.yaml": edit("x"), "": edit("x"), "tillmate.yaml": removed(), other: both} {
		if err := d.Save(t.Context(), path, e, ""); err == nil || errors.Is(err, bundle.ErrRaced) {
			t.Errorf("%q is saved: %v", path, err)
		}
	}
	holds(t, d, map[string]bundle.Edit{file: largest})
}

func testFull(t *testing.T, open func() bundle.Drafts) {
	d := open()
	path := func(n int) string { return fmt.Sprintf("problems/p%02d.yaml", n) }
	each := knowledge.MaxFile - len(path(0)) // so that the draft is just full
	const most = bundle.MaxDraft / knowledge.MaxFile
	for n := range most {
		if err := d.Save(t.Context(), path(n), edit(strings.Repeat("x", each)), ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Save(t.Context(), path(most), removed(), ""); !errors.Is(err, bundle.ErrDraftFull) {
		t.Errorf("a file more gives %v", err)
	}
	all := kept(t, open())
	last := all[path(most-1)]
	if len(all) != most || len(last.Text) != each {
		t.Errorf("%d files are kept, the last of %d bytes", len(all), len(last.Text))
	}
	if err := d.Save(t.Context(), path(most-1), edit(strings.Repeat("x", each+1)), last.Revision); !errors.Is(err, bundle.ErrDraftFull) {
		t.Errorf("a byte more gives %v", err)
	}
	// What takes less place than before can be saved.
	if err := d.Save(t.Context(), path(most-1), removed(), last.Revision); err != nil {
		t.Fatal(err)
	}
	if err := d.Save(t.Context(), path(most), edit("x"), ""); err != nil {
		t.Errorf("after one was made smaller: %v", err)
	}
}

func testRace(t *testing.T, open func() bundle.Drafts) {
	over := ""
	for round := range 5 {
		var won, raced atomic.Int32
		var group sync.WaitGroup
		for n := range 8 {
			d := open()
			group.Go(func() {
				switch err := d.Save(t.Context(), file, edit(fmt.Sprint(round, n)), over); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, bundle.ErrRaced):
					raced.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 || raced.Load() != 7 {
			t.Fatalf("%d succeeded, %d were raced", won.Load(), raced.Load())
		}
		over = kept(t, open())[file].Revision
	}
}

// testChain lets everybody add a line to what is there, and look again when
// somebody was faster: in the end all lines are there.
func testChain(t *testing.T, open func() bundle.Drafts) {
	const writers, lines = 4, 5
	var group sync.WaitGroup
	for w := range writers {
		d := open()
		group.Go(func() {
			for n := 0; n < lines; {
				all, err := d.Edits(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				e := edit(string(all[file].Text) + fmt.Sprintf("%d/%d\n", w, n))
				switch err := d.Save(t.Context(), file, e, all[file].Revision); {
				case err == nil:
					n++
				case !errors.Is(err, bundle.ErrRaced):
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	got := strings.Fields(string(kept(t, open())[file].Text))
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != writers*lines {
		t.Errorf("there are %d lines of %d", len(got), writers*lines)
	}
}

// testDropRace drops an edit, as after it was published, while somebody saves.
func testDropRace(t *testing.T, open func() bundle.Drafts) {
	for range 10 {
		first := save(t, open(), file, edit("1"), "")
		var saved, dropped error
		var group sync.WaitGroup
		one, two := open(), open()
		group.Go(func() { saved = one.Save(t.Context(), file, edit("2"), first.Revision) })
		group.Go(func() { dropped = two.Drop(t.Context(), file, first.Revision) })
		group.Wait()
		all := kept(t, open())
		switch {
		case saved == nil && errors.Is(dropped, bundle.ErrRaced) && string(all[file].Text) == "2":
		case dropped == nil && errors.Is(saved, bundle.ErrRaced) && len(all) == 0:
			continue
		default:
			t.Fatalf("saved: %v, dropped: %v, kept: %+v", saved, dropped, all)
		}
		if err := open().Drop(t.Context(), file, all[file].Revision); err != nil {
			t.Fatal(err)
		}
	}
}

func testCopies(t *testing.T, open func() bundle.Drafts) {
	d, mine := open(), edit("mine")
	save(t, d, file, mine, "")
	mine.Text[0] = 'X'
	given := kept(t, d)
	given[file].Text[1] = 'X'
	delete(given, file)
	holds(t, d, map[string]bundle.Edit{file: edit("mine")})
}

func testEnded(t *testing.T, open func() bundle.Drafts) {
	d := open()
	first := save(t, d, file, edit("1"), "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Edits(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("looking gives %v", err)
	}
	if err := d.Save(ctx, file, edit("2"), first.Revision); !errors.Is(err, context.Canceled) {
		t.Errorf("saving gives %v", err)
	}
	if err := d.Drop(ctx, file, first.Revision); !errors.Is(err, context.Canceled) {
		t.Errorf("dropping gives %v", err)
	}
	holds(t, d, map[string]bundle.Edit{file: edit("1")})
}
