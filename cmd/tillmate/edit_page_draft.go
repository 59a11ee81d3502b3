package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// draft is what the editors have changed and not yet published, over what is
// live. All editors share it, on every replica. It is safe for concurrent use.
type draft struct {
	shelf bundle.Shelf
	kept  bundle.Drafts
	first func() (fs.FS, error) // what is in use before anything is published

	mu    sync.Mutex
	name  string // of the published bundle whose files are kept
	files fs.FS
}

// drafted is a draft at one moment. It is immutable.
type drafted struct {
	overlay
	key   string // tells one such moment from another
	edits map[string]bundle.Edit
}

// versionOf names a text.
func versionOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// now gives the draft as it is. What is published by now is no edit any more.
func (d *draft) now(ctx context.Context) (drafted, error) {
	// Edits before what is live: an edit that was dropped meanwhile, because it
	// was published, is then seen as published at least.
	edits, err := d.kept.Edits(ctx)
	if err != nil {
		return drafted{}, fmt.Errorf("look at the draft: %w", err)
	}
	name, files, err := d.live(ctx)
	if err != nil {
		return drafted{}, err
	}
	out := drafted{overlay: overlay{files, map[string][]byte{}}, edits: edits}
	key := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		e := edits[path]
		live, ok, err := readOr(files, path)
		if err != nil {
			return drafted{}, err
		}
		if isLive(e, live, ok) {
			delete(edits, path)
			// Somebody may have edited it again, or dropped it already.
			if err := d.kept.Drop(ctx, path, e.Revision); err != nil && !errors.Is(err, bundle.ErrRaced) {
				return drafted{}, fmt.Errorf("drop what is published from the draft: %w", err)
			}
			continue
		}
		fmt.Fprintf(key, "%s\x00%s\x00", path, e.Revision)
		if out.files[path] = nil; !e.Removed {
			out.files[path] = append([]byte{}, e.Text...) // an empty text is no removal
		}
	}
	out.key = name + "/" + hex.EncodeToString(key.Sum(nil))
	return out, nil
}

// isLive reports whether an edit makes of a file what it is already; ok is
// unset where no file is published.
func isLive(e bundle.Edit, live []byte, ok bool) bool {
	if e.Removed {
		return !ok
	}
	return ok && bytes.Equal(live, e.Text)
}

// live gives the files that are live, and the name of their bundle, if they
// were published.
func (d *draft) live(ctx context.Context) (name string, files fs.FS, err error) {
	live, ok, err := d.shelf.Live(ctx)
	if err != nil {
		return "", nil, away("what is live", err)
	}
	if !ok {
		files, err = d.first()
		return "", files, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files != nil && d.name == live.Name {
		return d.name, d.files, nil
	}
	if files, err = filesOf(ctx, d.shelf, live); err != nil {
		return "", nil, err
	}
	d.name, d.files = live.Name, files
	return d.name, d.files, nil
}

// read gives a file of the draft; of one that is not there, or is removed, what
// a new one begins with.
func (d drafted) read(name string) (text []byte, isNew bool, err error) {
	text, ok, err := readOr(d, name)
	if err == nil && !ok {
		return beginning(name), true, nil
	}
	return text, false, err
}

// save writes a file over, if it is still the version that was edited; with a
// nil text it goes back to what is published.
func (d *draft) save(ctx context.Context, name, version string, text []byte, by string, at time.Time) error {
	if text == nil {
		return d.change(ctx, name, version, nil)
	}
	return d.change(ctx, name, version, &bundle.Edit{Text: text, By: by, At: at})
}

// remove takes a file away, under the same condition.
func (d *draft) remove(ctx context.Context, name, version string, by string, at time.Time) error {
	return d.change(ctx, name, version, &bundle.Edit{Removed: true, By: by, At: at})
}

// mostRaced is how often a change is tried. Another replica may change what is
// kept of a file without changing the file: it drops what is published.
const mostRaced = 5

// change makes of a file what an edit says, if it is still the version that was
// edited; nil goes back to what is published. Else it gives [web.ErrRaced].
func (d *draft) change(ctx context.Context, name, version string, to *bundle.Edit) error {
	for range mostRaced {
		err := d.try(ctx, name, version, to)
		if !errors.Is(err, bundle.ErrRaced) {
			return err
		}
	}
	return web.ErrRaced
}

// try is change, once; it gives [bundle.ErrRaced] when what is kept was changed
// meanwhile.
func (d *draft) try(ctx context.Context, name, version string, to *bundle.Edit) error {
	now, err := d.now(ctx)
	if err != nil {
		return err
	}
	was, _, err := now.read(name)
	if err != nil {
		return err
	}
	live, published, err := readOr(now.FS, name)
	if err != nil {
		return err
	}
	kept, edited := now.edits[name]
	// Who repeats what succeeded unseen meets the own text: nothing is lost.
	repeated := to != nil && edited && !to.Removed && !kept.Removed && bytes.Equal(to.Text, kept.Text)
	switch {
	case versionOf(was) != version && !repeated:
		return web.ErrRaced
	case to == nil || isLive(*to, live, published):
		if edited {
			err = d.kept.Drop(ctx, name, kept.Revision)
		}
	default:
		e := *to
		if e.From = kept.From; !edited {
			e.From = versionOf(live)
		}
		err = d.kept.Save(ctx, name, e, kept.Revision)
	}
	if err != nil {
		return fmt.Errorf("change %s in the draft: %w", name, err)
	}
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
	return err == nil && versionOf(live) != e.From, err
}
