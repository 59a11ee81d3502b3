package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// The files of the drafts that are tested here; nobody looks what they say.
const (
	oneFile, oneText = "problems/one.yaml", "one\n"
	twoFile, newFile = "problems/two.yaml", "problems/three.yaml"
)

func draftFiles() fstest.MapFS {
	return fstest.MapFS{oneFile: {Data: []byte(oneText)}, twoFile: {Data: []byte("two\n")}, "codes.yaml": {Data: []byte("codes: []\n")}}
}

// onDrafts runs a test on drafts in memory and on both kinds of Redis. open
// gives the one draft as one more replica sees it.
func onDrafts(t *testing.T, test func(t *testing.T, open func() *draft)) {
	none := func() (fs.FS, error) { return nil, errors.New("nothing is published") }
	t.Run("memory", func(t *testing.T) {
		shelf, drafts := &bundle.Memory{}, &bundle.MemoryDrafts{}
		putLive(t, shelf, packed(t, draftFiles()))
		test(t, func() *draft { return &draft{shelf: shelf, kept: drafts, first: none} })
	})
	onRedis(t, func(t *testing.T, redis string) {
		putLive(t, dialed(t, redis).Shelf(), packed(t, draftFiles()))
		test(t, func() *draft {
			q := dialed(t, redis)
			return &draft{shelf: q.Shelf(), kept: q.Drafts(), first: none}
		})
	})
}

func draftNow(t testing.TB, d *draft) drafted {
	t.Helper()
	now, err := d.now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// versionIn gives the version of a file of the draft.
func versionIn(t testing.TB, d *draft, name string) string {
	t.Helper()
	text, _, err := draftNow(t, d).read(name)
	if err != nil {
		t.Fatal(err)
	}
	return versionOf(text)
}

func writeIn(t testing.TB, d *draft, name, version, text string) error {
	t.Helper()
	return d.save(t.Context(), name, version, []byte(text), writer.Name, aDay)
}

func mustWrite(t testing.TB, d *draft, name, text string) {
	t.Helper()
	if err := writeIn(t, d, name, versionIn(t, d, name), text); err != nil {
		t.Fatalf("writing %s: %v", name, err)
	}
}

// reads gives a file of the draft; "" is none.
func reads(t testing.TB, d *draft, name string) string {
	t.Helper()
	data, _, err := readOr(draftNow(t, d), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// publishDraft publishes the draft as it is, without asking whether it is good.
func publishDraft(ctx context.Context, d *draft) error {
	now, err := d.now(ctx)
	if err != nil {
		return err
	}
	b, err := bundle.Pack(now)
	if err != nil {
		return err
	}
	live, _, err := d.shelf.Live(ctx)
	if err != nil {
		return err
	}
	if _, err = d.shelf.Publish(ctx, b, bundle.Note{By: "chen", At: time.Now()}, live.Serial); err != nil {
		return err
	}
	_, err = d.now(ctx)
	return err
}

// TestDraftOnReplicas edits on two replicas, one of which is started anew.
func TestDraftOnReplicas(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		a, b := open(), open()
		old, before := versionIn(t, b, oneFile), draftNow(t, b).key
		mustWrite(t, a, oneFile, "mine\n")
		if got := reads(t, b, oneFile); got != "mine\n" {
			t.Errorf("the other replica has %q", got)
		}
		if err := writeIn(t, b, oneFile, old, "theirs\n"); !errors.Is(err, web.ErrRaced) {
			t.Errorf("an old version is saved: %v", err)
		}
		if err := writeIn(t, b, oneFile, old, "mine\n"); err != nil {
			t.Errorf("who repeats a saving is told %v", err)
		}
		mustWrite(t, b, newFile, "new\n")
		anew := draftNow(t, open())
		if e := anew.edits[oneFile]; e.By != writer.Name || !e.At.Equal(aDay) || e.From != versionOf([]byte(oneText)) || len(anew.edits) != 2 {
			t.Errorf("after a restart there are %+v", anew.edits)
		}
		if anew.key == before || anew.key != draftNow(t, a).key {
			t.Errorf("the draft is named %s, and before it was edited %s", anew.key, before)
		}
		for _, name := range []string{oneFile, newFile} {
			if err := b.save(t.Context(), name, versionIn(t, b, name), nil, "", time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
		if now := draftNow(t, a); len(now.edits) > 0 || now.key != before {
			t.Errorf("after all was discarded it is %s with %+v", now.key, now.edits)
		}
		if got := reads(t, a, oneFile); got != oneText {
			t.Errorf("it went back to %q", got)
		}
	})
}

// TestDraftRace lets editors on two replicas save one version at once.
func TestDraftRace(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		replicas := []*draft{open(), open()}
		for round := range 5 {
			version := versionIn(t, replicas[0], oneFile)
			var won, raced atomic.Int32
			var winner atomic.Value
			var group sync.WaitGroup
			for n := range 6 {
				group.Go(func() {
					text := fmt.Sprintf("%d of round %d\n", n, round)
					switch err := writeIn(t, replicas[n%2], oneFile, version, text); {
					case err == nil:
						won.Add(1)
						winner.Store(text)
					case errors.Is(err, web.ErrRaced):
						raced.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			group.Wait()
			if won.Load() != 1 || raced.Load() != 5 {
				t.Fatalf("%d succeeded, %d were raced", won.Load(), raced.Load())
			}
			if got := reads(t, replicas[1], oneFile); got != winner.Load() {
				t.Errorf("it says %q, saved was %q", got, winner.Load())
			}
		}
	})
}

// TestDraftPublishedMeanwhile saves on one replica while another publishes the
// version that was edited: the text is kept, whoever is first.
func TestDraftPublishedMeanwhile(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		a, b := open(), open()
		for n := range 8 {
			published, next := fmt.Sprintf("%d\n", n), fmt.Sprintf("%d, then more\n", n)
			mustWrite(t, a, oneFile, published)
			mustWrite(t, a, twoFile, published)
			version := versionIn(t, b, oneFile)
			var group sync.WaitGroup
			group.Go(func() {
				if err := publishDraft(t.Context(), a); err != nil {
					t.Error(err)
				}
			})
			group.Go(func() {
				if err := writeIn(t, b, oneFile, version, next); err != nil {
					t.Errorf("saving while it is published: %v", err)
				}
			})
			group.Wait()
			if got := reads(t, open(), oneFile); got != next {
				t.Fatalf("it says %q", got)
			}
			if got := reads(t, b, twoFile); got != published {
				t.Fatalf("the other file says %q", got)
			}
		}
	})
}

// An edit stays behind what somebody published otherwise, also when it is saved
// again, until it is discarded.
func TestDraftBehind(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		a, b := open(), open()
		mustWrite(t, a, oneFile, "mine\n")
		theirs := draftFiles()
		theirs[oneFile] = &fstest.MapFile{Data: []byte("theirs\n")}
		putLive(t, b.shelf, packed(t, theirs))
		for _, text := range []string{"mine still\n", "and again\n"} {
			mustWrite(t, b, oneFile, text)
			if behind, err := draftNow(t, a).behind(oneFile); err != nil || !behind {
				t.Errorf("behind: %v, %v", behind, err)
			}
		}
		if err := a.save(t.Context(), oneFile, versionIn(t, a, oneFile), nil, "", time.Time{}); err != nil {
			t.Fatal(err)
		}
		mustWrite(t, b, oneFile, "mine\n")
		if behind, err := draftNow(t, a).behind(oneFile); err != nil || behind {
			t.Errorf("begun anew it is behind: %v, %v", behind, err)
		}
	})
}

// What was published does not come back as an edit when an earlier content is
// made live again.
func TestDraftAfterRollback(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		d := open()
		mustWrite(t, d, oneFile, "mine\n")
		if err := publishDraft(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		putLive(t, d.shelf, packed(t, draftFiles()))
		if now := draftNow(t, open()); len(now.edits) > 0 || reads(t, d, oneFile) != oneText {
			t.Errorf("after going back there are %+v", now.edits)
		}
	})
}

// TestDraftRemoves takes an article away, brings it back, takes it away again
// and publishes that.
func TestDraftRemoves(t *testing.T) {
	onDrafts(t, func(t *testing.T, open func() *draft) {
		a, b := open(), open()
		remove := func(d *draft, name, version string) error {
			return d.remove(t.Context(), name, version, writer.Name, aDay)
		}
		old := versionIn(t, a, oneFile)
		if err := remove(a, oneFile, "x"); !errors.Is(err, web.ErrRaced) {
			t.Errorf("another version is removed: %v", err)
		}
		before := draftNow(t, a).key
		if err := remove(a, oneFile, old); err != nil {
			t.Fatal(err)
		}
		now := draftNow(t, b)
		if e := now.edits[oneFile]; !e.Removed || e.By != writer.Name || now.key == before {
			t.Errorf("removed it is %+v", e)
		}
		if all, err := bundle.Files(now); err != nil || !slices.Equal(all, []string{"codes.yaml", twoFile}) {
			t.Errorf("the draft has %v, %v", all, err)
		}
		if err := writeIn(t, b, oneFile, old, "mine\n"); !errors.Is(err, web.ErrRaced) {
			t.Errorf("a removed file is saved as it was before: %v", err)
		}
		if text, isNew, err := now.read(oneFile); err != nil || !isNew || !bytes.Equal(text, beginning(oneFile)) {
			t.Errorf("a removed file begins as %q, %v, %v", text, isNew, err)
		}
		mustWrite(t, b, oneFile, "again\n")
		if now := draftNow(t, a); now.edits[oneFile].Removed || now.edits[oneFile].From != old {
			t.Errorf("begun again it is %+v", now.edits[oneFile])
		}
		if err := remove(b, oneFile, versionIn(t, b, oneFile)); err != nil {
			t.Fatal(err)
		}
		// What is only in the draft is gone without a trace.
		mustWrite(t, a, newFile, "new\n")
		if err := remove(b, newFile, versionIn(t, b, newFile)); err != nil {
			t.Fatal(err)
		}
		if now := draftNow(t, a); len(now.edits) != 1 {
			t.Errorf("there are %+v", now.edits)
		}
		if err := publishDraft(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if now := draftNow(t, a); len(now.edits) > 0 || reads(t, a, oneFile) != "" {
			t.Errorf("after it was published there are %+v", now.edits)
		}
	})
}

// A draft that cannot be reached is an error, and not an empty one; that it is
// full is said.
func TestDraftErrors(t *testing.T) {
	shelf, ctx := &bundle.Memory{}, t.Context()
	putLive(t, shelf, packed(t, draftFiles()))
	for want, d := range map[error]bundle.Drafts{errNoRedis: brokenDrafts{look: errNoRedis}, bundle.ErrDraftFull: brokenDrafts{save: bundle.ErrDraftFull}} {
		err := (&draft{shelf: shelf, kept: d}).save(ctx, oneFile, versionOf([]byte(oneText)), []byte("secret"), "w", aDay)
		if !errors.Is(err, want) || errors.Is(err, web.ErrRaced) || strings.Contains(err.Error(), "secret") {
			t.Errorf("saving gives %v, not %v", err, want)
		}
	}
	// Who is raced again and again is told in the end.
	err := (&draft{shelf: shelf, kept: brokenDrafts{save: bundle.ErrRaced}}).save(ctx, oneFile, versionOf([]byte(oneText)), []byte("x"), "w", aDay)
	if !errors.Is(err, web.ErrRaced) {
		t.Errorf("saving gives %v", err)
	}
}

// brokenDrafts are empty and give errors.
type brokenDrafts struct {
	bundle.Drafts
	look, save error
}

func (b brokenDrafts) Edits(context.Context) (map[string]bundle.Edit, error) { return nil, b.look }

func (b brokenDrafts) Save(context.Context, string, bundle.Edit, string) error { return b.save }
