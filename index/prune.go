package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A directory that begins with a dot is no generation: it is being built, or
// being removed.
const removedPrefix = ".removed-"

// abandonedAfter is how long nothing was written into a directory that is being
// built before its builder counts as gone. A builder writes every few seconds.
const abandonedAfter = time.Hour

// fresh is how long a generation is left alone after it was built: its builder,
// in whatever process, is about to open it.
const fresh = time.Minute

// Stored is one generation's directory.
type Stored struct {
	Name  string
	Built time.Time
	Bytes int64
}

// List lists the generations below a directory, the latest first. A directory
// that is missing has none; whether a generation can be read only [Open] tells.
func List(dir string) ([]Stored, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	var all []Stored
	for _, e := range entries {
		if !isName(e.Name()) || !e.IsDir() {
			continue
		}
		s := Stored{Name: e.Name()}
		if s.Built, s.Bytes, err = measure(filepath.Join(dir, e.Name())); err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b Stored) int { return b.Built.Compare(a.Built) })
	return all, nil
}

// isName reports whether a directory is named as generations are: nothing else
// below the directory is ever touched.
func isName(name string) bool {
	return len(name) == nameSize && strings.Trim(name, "0123456789abcdef") == ""
}

// measure gives when a directory was last written to, and its size. What goes
// away meanwhile counts nothing.
func measure(dir string) (last time.Time, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		var info fs.FileInfo
		if err == nil {
			info, err = d.Info()
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if info.ModTime().After(last) {
			last = info.ModTime()
		}
		if !d.IsDir() {
			bytes += info.Size()
		}
		return nil
	})
	return last, bytes, err
}

// Prune removes the generations below a directory that are not named in keep and
// were built more than a minute ago, and what crashed builds left behind for
// more than an hour. It gives the generations that were removed.
//
// Any number of processes may build, open and prune in one directory. Who has a
// generation open goes on searching it: its files are only gone when they are
// closed. Who opens it at the same moment finds none, and builds it again.
func Prune(dir string, keep []string, now time.Time) (removed []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		place := filepath.Join(dir, name)
		var problem error
		switch {
		case !e.IsDir():
		case strings.HasPrefix(name, removedPrefix):
			problem = os.RemoveAll(place)
		case strings.HasPrefix(name, buildingPrefix):
			problem = removeAbandoned(place, now)
		case isName(name) && !slices.Contains(keep, name):
			last, _, err := measure(place)
			if problem = err; err != nil || now.Sub(last) <= fresh {
				break
			}
			if problem = remove(dir, name); problem == nil {
				removed = append(removed, name)
			}
		}
		err = errors.Join(err, problem)
	}
	if err != nil {
		return removed, fmt.Errorf("index: %w", err)
	}
	return removed, nil
}

func removeAbandoned(place string, now time.Time) error {
	last, _, err := measure(place)
	if err != nil || now.Sub(last) <= abandonedAfter {
		return err
	}
	return os.RemoveAll(place)
}

// remove takes a generation out of its place in one step before its files go: a
// crash leaves no half of it there.
func remove(dir, name string) error {
	aside, err := os.MkdirTemp(dir, removedPrefix)
	if err != nil {
		return err
	}
	err = os.Rename(filepath.Join(dir, name), filepath.Join(aside, name))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // another process was faster
	}
	return errors.Join(err, os.RemoveAll(aside))
}
