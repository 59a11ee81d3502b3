package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tillmate/tillmate/knowledge"
)

// Options say where a generation is built.
type Options struct {
	// Dir is the directory that holds the generations, each in a directory
	// named by its content; it is made when missing. Nothing is ever removed
	// from it: a crashed build leaves a directory that begins with a dot. Empty
	// builds in memory.
	Dir string
	// Progress, when set, is called now and then from the building goroutine
	// with the number of phrasings indexed and the number of all.
	Progress func(done, total int)
}

// A generation's directory holds the manifest and the postings.
const (
	manifestFile = "manifest.json"
	postingsDir  = "postings"
	// buildingPrefix begins the names of directories that are being written.
	buildingPrefix = ".building-"
)

// ErrDamaged is returned when a directory is no whole generation or was
// written by another version of this program; building it again mends it.
var ErrDamaged = errors.New("index: not a readable generation")

// Build indexes a knowledge base. A generation on disk is written beside its
// place and renamed, so that it exists whole or not at all, and is reused when
// it exists already. The caller closes the generation. Errors are the context's
// and the disk's, and [ErrHeld].
func Build(ctx context.Context, base *knowledge.Base, folder Folder, o Options) (*Generation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := gather(base, folder)
	if err != nil {
		return nil, err
	}
	progress := func(done int) {
		if o.Progress != nil {
			o.Progress(done, len(c.Entries)+len(c.Others))
		}
	}
	progress(0)
	if o.Dir != "" {
		return buildIn(ctx, o.Dir, c, progress)
	}
	s, err := buildInMemory(ctx, c.documents(), progress)
	if err != nil {
		return nil, fmt.Errorf("index: build in memory: %w", err)
	}
	return newGeneration(c, s, ""), nil
}

// buildIn writes the generation into its place below dir and opens it.
func buildIn(ctx context.Context, dir string, c *contents, progress func(done int)) (*Generation, error) {
	place := filepath.Join(dir, c.Name)
	g, err := Open(place)
	switch {
	case err == nil:
		progress(len(c.Entries) + len(c.Others))
		return g, nil
	case errors.Is(err, ErrHeld):
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	temp, err := os.MkdirTemp(dir, buildingPrefix)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	whole := filepath.Join(temp, c.Name)
	if err := write(ctx, whole, temp, c, progress); err != nil {
		return nil, fmt.Errorf("index: build %s: %w", place, err)
	}
	if err := os.Rename(whole, place); err != nil {
		// Another process was faster, or what stands there is damaged.
		if g, openErr := Open(place); openErr == nil {
			return g, nil
		}
		if err := os.RemoveAll(place); err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
		if err := os.Rename(whole, place); err != nil {
			return nil, fmt.Errorf("index: %w", err)
		}
	}
	if err := flush(dir); err != nil {
		return nil, err
	}
	return Open(place)
}

// write writes a whole generation into a directory that must not exist.
func write(ctx context.Context, dir, temp string, c *contents, progress func(done int)) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if documents := c.documents(); len(documents) > 0 {
		if err := buildOnDisk(ctx, filepath.Join(dir, postingsDir), temp, documents, progress); err != nil {
			return err
		}
		if err := flush(filepath.Join(dir, postingsDir)); err != nil {
			return err
		}
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	manifest := filepath.Join(dir, manifestFile)
	if err := os.WriteFile(manifest, data, 0o644); err != nil {
		return err
	}
	if err := flush(manifest); err != nil {
		return err
	}
	return flush(dir)
}

// flush waits until a file or directory is on the disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens one generation's directory for reading; any number of processes
// may have it open. It fails with [fs.ErrNotExist], [ErrDamaged] or [ErrHeld].
func Open(dir string) (*Generation, error) {
	data, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, statErr := os.Stat(dir); statErr == nil {
			return nil, fmt.Errorf("%w: %s has no %s", ErrDamaged, dir, manifestFile)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	c := &contents{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, dir, err)
	}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, dir, err)
	}
	documents := len(c.Entries) + len(c.Others)
	if documents == 0 {
		return newGeneration(c, nil, dir), nil
	}
	s, err := openStore(filepath.Join(dir, postingsDir), documents)
	if errors.Is(err, ErrHeld) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, dir, err)
	}
	return newGeneration(c, s, dir), nil
}

// check finds what would make a search fail.
func (c *contents) check() error {
	if c.Format != format {
		return fmt.Errorf("format %d, want %d", c.Format, format)
	}
	for i := range c.Entries {
		if p := c.Entries[i].Problem; p < 0 || p >= len(c.Problems) {
			return fmt.Errorf("entry %d belongs to problem %d of %d", i, p, len(c.Problems))
		}
	}
	return nil
}
