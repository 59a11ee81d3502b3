package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
	bolt "go.etcd.io/bbolt/errors"
)

// The search library is used one floor below its usual door: documents are
// built by hand and go straight to its index (scorch), and searches read its
// postings. So no analyzer needs registering, the general collector's cost per
// hit is not paid, and no document is stored twice.

// ErrHeld is returned when another process is writing the files of a
// generation.
var ErrHeld = errors.New("index: another process is writing this generation")

// lockTimeout is how long opening waits for a file lock another process holds.
const lockTimeout = 500 * time.Millisecond

// store holds the postings of one generation. It is read-only and safe for
// concurrent use; nil stands for the store of no documents.
type store struct {
	index  bleve.Index
	reader bleve.IndexReader
	// entryOf gives, by the library's document number, the entry's place.
	entryOf []uint32
}

// analyzer gives the terms of one field. It implements [analysis.Analyzer].
type analyzer field

// Analyze splits the text; the stream holds every term as often as it occurs.
func (a analyzer) Analyze(text []byte) analysis.TokenStream {
	var out analysis.TokenStream
	visitTerms(string(text), func(f field, t string) {
		if f == field(a) {
			out = append(out, &analysis.Token{Term: []byte(t), Position: len(out) + 1})
		}
	})
	return out
}

// newDocument makes the library's document of one folded text. How often a term
// occurs in so short a text says nothing, so frequencies are left out.
func newDocument(place int, folded string) *document.Document {
	const options = bleve.IndexField | bleve.SkipFreqNorm
	doc := document.NewDocument(strconv.Itoa(place))
	text := []byte(folded)
	for f, name := range fieldNames {
		doc.AddField(document.NewTextFieldCustom(name, nil, text, options, analyzer(f)))
	}
	return doc
}

// memoryBatch is the number of documents a part of an index in memory holds.
// Every part costs each search a look-up a term.
const memoryBatch = 20_000

// buildInMemory indexes the texts without touching the disk.
func buildInMemory(ctx context.Context, texts []string, progress func(done int)) (*store, error) {
	queue := bleve.NewAnalysisQueue(runtime.GOMAXPROCS(0))
	defer queue.Close()
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": ""}, queue)
	if err != nil {
		return nil, err
	}
	if err := idx.Open(); err != nil {
		return nil, err
	}
	for from := 0; from < len(texts); from += memoryBatch {
		to := min(from+memoryBatch, len(texts))
		batch := bleve.NewBatch()
		for i := from; i < to; i++ {
			batch.Update(newDocument(i, texts[i]))
		}
		err := ctx.Err()
		if err == nil {
			err = idx.Batch(batch)
		}
		if err != nil {
			return nil, errors.Join(err, idx.Close())
		}
		progress(to)
	}
	return newStore(idx, len(texts))
}

// buildOnDisk writes the texts' postings into the directory, which must not
// exist yet; temp is a directory for files in between, on the same disk.
func buildOnDisk(ctx context.Context, dir, temp string, texts []string, progress func(done int)) error {
	builder, err := scorch.NewBuilder(map[string]any{"path": dir, "buildPathPrefix": temp, "batchSize": 4000})
	if err != nil {
		return err
	}
	for i := range texts {
		if err := ctx.Err(); err != nil {
			return err // what was written lies in temp, which the caller removes
		}
		if err := builder.Index(newDocument(i, texts[i])); err != nil {
			return err
		}
		if (i+1)%1000 == 0 || i+1 == len(texts) {
			progress(i + 1)
		}
	}
	return builder.Close()
}

// openStore opens the postings in a directory for reading. Any number of
// processes may do so at once.
func openStore(dir string, entries int) (*store, error) {
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path": dir, "read_only": true, "bolt_timeout": lockTimeout.String(),
	}, nil)
	if err != nil {
		return nil, err
	}
	if err := idx.Open(); err != nil {
		if errors.Is(err, bolt.ErrTimeout) {
			return nil, fmt.Errorf("%w: %s", ErrHeld, dir)
		}
		return nil, err
	}
	return newStore(idx, entries)
}

// newStore reads which document is which entry. It closes the index when it
// fails.
func newStore(idx bleve.Index, entries int) (*store, error) {
	s := &store{index: idx}
	var err error
	if s.reader, err = idx.Reader(); err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	if err := s.readEntries(entries); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *store) readEntries(entries int) error {
	ids, err := s.reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	s.entryOf = make([]uint32, 0, entries)
	for {
		id, err := ids.Next()
		if err != nil {
			return errors.Join(err, ids.Close())
		}
		if id == nil {
			break
		}
		name, err := s.reader.ExternalID(id)
		if err != nil {
			return errors.Join(err, ids.Close())
		}
		place, err := strconv.Atoi(name)
		if err != nil || place < 0 || place >= entries || id.Value() != uint64(len(s.entryOf)) {
			return errors.Join(fmt.Errorf("index: document %q does not belong here", name), ids.Close())
		}
		s.entryOf = append(s.entryOf, uint32(place))
	}
	if len(s.entryOf) != entries {
		return errors.Join(fmt.Errorf("index: %d documents, want %d", len(s.entryOf), entries), ids.Close())
	}
	return ids.Close()
}

// postings appends the entries that hold the term, in no order.
func (s *store) postings(ctx context.Context, t term, out []uint32) ([]uint32, error) {
	if s == nil {
		return out, nil
	}
	reader, err := s.reader.TermFieldReader(ctx, []byte(t.text), fieldNames[t.field], false, false, false)
	if err != nil {
		return out, err
	}
	out = slices.Grow(out, int(reader.Count()))
	var doc bleve.TermFieldDoc
	for {
		next, err := reader.Next(&doc)
		if err != nil {
			return out, errors.Join(err, reader.Close())
		}
		if next == nil {
			return out, reader.Close()
		}
		out = append(out, s.entryOf[next.ID.Value()])
	}
}

// close frees the files and memory. No search may be under way.
func (s *store) close() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.reader.Close(), s.index.Close())
}
