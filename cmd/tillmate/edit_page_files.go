package main

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"time"
)

// overlay is a folder with some files written over, added or removed. It is
// immutable.
type overlay struct {
	fs.FS
	files map[string][]byte // by path; nil is one that is removed
}

var _ fs.ReadDirFS = overlay{}

// Open opens a file.
func (o overlay) Open(name string) (fs.File, error) {
	if data, ok := o.files[name]; ok {
		if data == nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return &overlaid{overlayInfo{path.Base(name), len(data)}, bytes.NewReader(data)}, nil
	}
	return o.FS.Open(name)
}

// ReadDir lists a folder.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil {
		return entries, err
	}
	for file, data := range o.files {
		if path.Dir(file) != name {
			continue
		}
		entry := fs.FileInfoToDirEntry(overlayInfo{path.Base(file), len(data)})
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == entry.Name() })
		switch {
		case data == nil && i >= 0:
			entries = slices.Delete(entries, i, i+1)
		case data == nil:
		case i >= 0:
			entries[i] = entry
		default:
			entries = append(entries, entry)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// overlaid is an open file of an overlay.
type overlaid struct {
	overlayInfo
	*bytes.Reader
}

// Stat tells of the file.
func (f *overlaid) Stat() (fs.FileInfo, error) { return f.overlayInfo, nil }

// Size gives the length in bytes.
func (f *overlaid) Size() int64 { return f.overlayInfo.Size() }

// Close closes the file.
func (f *overlaid) Close() error { return nil }

// overlayInfo tells of a file of an overlay.
type overlayInfo struct {
	name string
	size int
}

func (i overlayInfo) Name() string     { return i.name }
func (i overlayInfo) Size() int64      { return int64(i.size) }
func (overlayInfo) Mode() fs.FileMode  { return 0o444 }
func (overlayInfo) ModTime() time.Time { return time.Time{} }
func (overlayInfo) IsDir() bool        { return false }
func (overlayInfo) Sys() any           { return nil }

// readOr reads a file; ok is false when there is none.
func readOr(files fs.FS, name string) (data []byte, ok bool, err error) {
	data, err = fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return data, err == nil, err
}
