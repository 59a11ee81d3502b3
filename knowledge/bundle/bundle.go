package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"

	"github.com/tillmate/tillmate/knowledge"
)

// The limits of a bundle. They bound what a replica holds in memory and what
// Redis is sent at once; content beyond them is a mistake.
const (
	MaxFiles    = 20_000
	MaxUnpacked = 64 << 20 // bytes of all files together
	MaxPacked   = 8 << 20  // bytes of [Bundle.Data]
)

// Errors of packing and opening.
var (
	// ErrDamaged is a bundle that is not what was packed.
	ErrDamaged = errors.New("the bundle is damaged: publish the content again")
	// ErrTooLarge is content beyond the limits of a bundle.
	ErrTooLarge = errors.New("the content is too large to publish")
)

// Bundle is the content of a knowledge base. It is immutable. Equal files give
// the same name, whichever version of the program packed them.
type Bundle struct {
	// Name is the first 16 hexadecimal digits of a SHA-256 over the paths and
	// the bytes of all files.
	Name string
	// Data is the packed files.
	Data []byte
}

// Pack packs the files of a knowledge base. The error is one of reading, or
// [ErrTooLarge].
func Pack(fsys fs.FS) (Bundle, error) {
	paths, err := Files(fsys)
	if err != nil {
		return Bundle{}, fmt.Errorf("pack the content: %w", err)
	}
	if len(paths) == 0 {
		return Bundle{}, fmt.Errorf("pack the content: there are no files of a knowledge base")
	}
	if len(paths) > MaxFiles {
		return Bundle{}, fmt.Errorf("%w: %d files, at most %d", ErrTooLarge, len(paths), MaxFiles)
	}
	var data bytes.Buffer
	archive, sum, total := zip.NewWriter(&data), sha256.New(), 0
	for _, path := range paths {
		content, err := readFile(fsys, path)
		if err != nil {
			return Bundle{}, err
		}
		if total += len(content); total > MaxUnpacked {
			return Bundle{}, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, MaxUnpacked)
		}
		addTo(sum, path, content)
		// No time is written: it would make every copy another bundle.
		w, err := archive.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			return Bundle{}, fmt.Errorf("pack %s: %w", path, err)
		}
	}
	if err := archive.Close(); err != nil {
		return Bundle{}, fmt.Errorf("pack the content: %w", err)
	}
	if data.Len() > MaxPacked {
		return Bundle{}, fmt.Errorf("%w: %d bytes when packed, at most %d", ErrTooLarge, data.Len(), MaxPacked)
	}
	return Bundle{Name: nameOf(sum), Data: data.Bytes()}, nil
}

// readFile reads one file, which must not be larger than a file of content.
func readFile(fsys fs.FS, path string) ([]byte, error) {
	info, err := fs.Stat(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("pack the content: %w", err)
	}
	if info.Size() > knowledge.MaxFile {
		return nil, fmt.Errorf("%w: %s has %d bytes, at most %d", ErrTooLarge, path, info.Size(), knowledge.MaxFile)
	}
	content, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("pack the content: %w", err)
	}
	return content, nil
}

// Open gives the files of a bundle, in memory, after reading every one of them
// once: what is opened can be read. The error is [ErrDamaged]; no bundle,
// however it was made, takes more memory than its limits.
func Open(b Bundle) (fs.FS, error) {
	if len(b.Data) > MaxPacked {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrDamaged, len(b.Data), MaxPacked)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Data), int64(len(b.Data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	name, err := verify(archive)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if name != b.Name {
		return nil, fmt.Errorf("%w: it is named %s, and its files are those of %s", ErrDamaged, b.Name, name)
	}
	return archive, nil
}

// verify reads every file and gives the name they make.
func verify(archive *zip.Reader) (string, error) {
	if len(archive.File) > MaxFiles {
		return "", fmt.Errorf("%d files, at most %d", len(archive.File), MaxFiles)
	}
	sum, total, before := sha256.New(), uint64(0), ""
	for _, f := range archive.File {
		if !isContent(f.Name) || f.Name <= before || !f.Mode().IsRegular() {
			return "", fmt.Errorf("a file %q does not belong there", f.Name)
		}
		before = f.Name
		// What a file says of its size is trusted only as a limit.
		if f.UncompressedSize64 > knowledge.MaxFile {
			return "", fmt.Errorf("%s has %d bytes, at most %d", f.Name, f.UncompressedSize64, knowledge.MaxFile)
		}
		if total += f.UncompressedSize64; total > MaxUnpacked {
			return "", fmt.Errorf("more than %d bytes", MaxUnpacked)
		}
		content, err := unpack(f)
		if err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
		addTo(sum, f.Name, content)
	}
	return nameOf(sum), nil
}

// unpack reads one file, and no more of it than it says it has.
func unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	if uint64(len(content)) != f.UncompressedSize64 {
		return nil, fmt.Errorf("it has not the %d bytes it says", f.UncompressedSize64)
	}
	return content, nil
}

// addTo adds a file to the sum that names a bundle. No two lists of files give
// the same bytes: a path has no zero byte, and the length ends the content.
func addTo(sum hash.Hash, path string, content []byte) {
	fmt.Fprintf(sum, "%s\x00%d\x00", path, len(content))
	sum.Write(content)
}

func nameOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil))[:16] }
