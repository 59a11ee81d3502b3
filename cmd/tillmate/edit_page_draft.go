package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// draft is what the editors have changed and not yet published, in memory: it
// is gone with the program. All editors share it. It is safe for concurrent
// use.
type draft struct {
	shelf bundle.Shelf
	first func() (fs.FS, error) // what is in use before anything is published

	mu    sync.Mutex
	edits map[string]draftFile // by path
	saves int64                // grows with every change
	name  string               // of the published bundle whose files are kept
	files fs.FS
}

// draftFile is one file of the draft.
type draftFile struct {
	text []byte
	from string // the version of what was published when it was begun
	by   string
	at   time.Time
}

// drafted is a draft at one moment. It is immutable.
type drafted struct {
	overlay
	key   string // tells one such moment from another
	edits map[string]draftFile
}

// versionOf names a text.
func versionOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// now gives the draft as it is. What is published by now is no edit any more.
func (d *draft) now(ctx context.Context) (drafted, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look(ctx)
}

func (d *draft) look(ctx context.Context) (drafted, error) {
	if err := d.refresh(ctx); err != nil {
		return drafted{}, err
	}
	for name, e := range d.edits {
		live, ok, err := readOr(d.files, name)
		if err != nil {
			return drafted{}, err
		}
		if ok && bytes.Equal(live, e.text) {
			delete(d.edits, name)
		}
	}
	out := drafted{
		overlay: overlay{d.files, map[string][]byte{}}, edits: maps.Clone(d.edits),
		key: d.name + "/" + strconv.FormatInt(d.saves, 10),
	}
	for name, e := range d.edits {
		out.files[name] = e.text
	}
	return out, nil
}

// refresh reads what is live, when it is not what is kept.
func (d *draft) refresh(ctx context.Context) error {
	live, ok, err := d.shelf.Live(ctx)
	if err != nil {
		return away("what is live", err)
	}
	if !ok {
		d.name = ""
		d.files, err = d.first()
		return err
	}
	if d.files != nil && d.name == live.Name {
		return nil
	}
	b, err := d.shelf.Fetch(ctx, live.Name)
	if err != nil {
		return away("the live content", err)
	}
	files, err := bundle.Open(b)
	if err != nil {
		return err
	}
	d.name, d.files = live.Name, files
	return nil
}

// read gives a file of the draft; of one that is not there, what a new one
// begins with.
func (d drafted) read(name string, begin func() []byte) (text []byte, isNew bool, err error) {
	text, ok, err := readOr(d, name)
	if err == nil && !ok {
		return begin(), true, nil
	}
	return text, false, err
}

// save writes a file over, if it is still the version that was edited; with a
// nil text it goes back to what is published.
func (d *draft) save(ctx context.Context, name, version string, begin func() []byte, text []byte, by string, at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, err := d.look(ctx)
	if err != nil {
		return err
	}
	was, _, err := now.read(name, begin)
	if err != nil {
		return err
	}
	if versionOf(was) != version {
		return web.ErrRaced
	}
	d.saves++
	if text == nil {
		delete(d.edits, name)
		return nil
	}
	if d.edits == nil {
		d.edits = map[string]draftFile{}
	}
	e := draftFile{text: text, by: by, at: at, from: d.edits[name].from}
	if e.from == "" {
		live, _, err := readOr(d.files, name)
		if err != nil {
			return err
		}
		e.from = versionOf(live)
	}
	d.edits[name] = e
	return nil
}

// behind reports whether something else was published of a file since it was
// edited.
func (d drafted) behind(name string) (bool, error) {
	e, ok := d.edits[name]
	if !ok {
		return false, nil
	}
	live, _, err := readOr(d.FS, name)
	return err == nil && versionOf(live) != e.from, err
}
