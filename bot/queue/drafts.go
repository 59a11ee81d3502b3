package queue

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/knowledge/bundle"
)

// Drafts gives the editors' draft. It uses the queue's connections and ends
// with them.
func (q *Queue) Drafts() bundle.Drafts { return drafts{q} }

// drafts keeps of every edited file a record and its text. Both change in one
// script only.
type drafts struct{ q *Queue }

// The fields of the draft begin so; the path follows.
const (
	fieldEdit = "e:" // JSON of an [editRecord]
	fieldText = "t:"
)

// editFormat is that of an [editRecord]. A change that older programs would
// misread raises it. Fields that are only added do not: older programs keep
// them.
const editFormat = 1

var errNewerEdit = errors.New("it was edited with a newer version of this program: finish the update")

// editRecord is what is kept of an edit beside its text.
type editRecord struct {
	Format   int       `json:"f"`
	Revision string    `json:"revision"`
	Removed  bool      `json:"removed"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	From     string    `json:"from"`
}

// Edits implements [bundle.Drafts].
func (d drafts) Edits(ctx context.Context) (map[string]bundle.Edit, error) {
	fields, err := d.q.store.calls.HGetAll(ctx, d.q.keys.draft()).Result()
	if err != nil {
		d.q.store.reload(ctx)
		return nil, fmt.Errorf("queue: reading the draft: %w", err)
	}
	edits := map[string]bundle.Edit{}
	for field, record := range fields {
		path, ok := strings.CutPrefix(field, fieldEdit)
		if !ok {
			continue
		}
		r, err := d.decode(path, record)
		if err != nil {
			return nil, err
		}
		text, ok := fields[fieldText+path]
		if !ok {
			return nil, fmt.Errorf("queue: %s holds no text of %s", d.q.keys.draft(), path)
		}
		edits[path] = bundle.Edit{Text: []byte(text), Removed: r.Removed, By: r.By, At: r.At, From: r.From, Revision: r.Revision}
	}
	return edits, nil
}

// Save implements [bundle.Drafts].
func (d drafts) Save(ctx context.Context, path string, e bundle.Edit, over string) error {
	if err := e.Check(path); err != nil {
		return err
	}
	kept, err := d.kept(ctx, path, over)
	if err != nil {
		return err
	}
	record, err := encodeEdit(kept, editRecord{
		Format: editFormat, Revision: rand.Text(), Removed: e.Removed, By: e.By, At: e.At, From: e.From,
	})
	if err != nil {
		return fmt.Errorf("queue: writing the edit of %s: %w", path, err)
	}
	return d.change(ctx, path, kept, record, e.Text)
}

// Drop implements [bundle.Drafts].
func (d drafts) Drop(ctx context.Context, path, revision string) error {
	kept, err := d.kept(ctx, path, revision)
	if err != nil {
		return err
	}
	if kept == "" {
		return bundle.ErrRaced
	}
	return d.change(ctx, path, kept, "", nil)
}

// kept gives the record of an edit with a revision, "" for none.
func (d drafts) kept(ctx context.Context, path, revision string) (record string, err error) {
	record, err = d.q.store.calls.HGet(ctx, d.q.keys.draft(), fieldEdit+path).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		d.q.store.reload(ctx)
		return "", fmt.Errorf("queue: reading the draft: %w", err)
	}
	var r editRecord
	if record != "" {
		if r, err = d.decode(path, record); err != nil {
			return "", err
		}
	}
	if r.Revision != revision {
		return "", bundle.ErrRaced
	}
	return record, nil
}

// change puts a record and its text in the place of the record that is kept;
// without a record it forgets the edit.
func (d drafts) change(ctx context.Context, path, kept, record string, text []byte) error {
	replies, err := d.q.store.runDurably(ctx, []call{{
		draftScript, []string{d.q.keys.draft()}, []any{path, kept, record, text, bundle.MaxDraft},
	}})
	if err != nil {
		return fmt.Errorf("queue: changing the draft: %w", err)
	}
	switch done, err := replies[0].Int(); {
	case err != nil:
		return fmt.Errorf("queue: changing the draft: %w", err)
	case done == 0:
		return bundle.ErrRaced
	case done < 0:
		return bundle.ErrDraftFull
	}
	return nil
}

// decode reads a record.
func (d drafts) decode(path, record string) (editRecord, error) {
	var r editRecord
	if err := decode(record, &r); err != nil {
		return r, fmt.Errorf("queue: %s holds an edit of %s that cannot be read: %w", d.q.keys.draft(), path, err)
	}
	if r.Format > editFormat {
		return r, fmt.Errorf("queue: %s holds an edit of %s: %w", d.q.keys.draft(), path, errNewerEdit)
	}
	if r.Revision == "" {
		return r, fmt.Errorf("queue: %s holds an edit of %s without a revision", d.q.keys.draft(), path)
	}
	return r, nil
}

// encodeEdit writes a record over the one that is kept, "" for none. What a
// newer program keeps beside it stays.
func encodeEdit(kept string, r editRecord) (string, error) {
	data, err := json.Marshal(r)
	if err != nil || kept == "" {
		return string(data), err
	}
	fields := map[string]json.RawMessage{}
	for _, each := range [][]byte{[]byte(kept), data} {
		if err := json.Unmarshal(each, &fields); err != nil {
			return "", err
		}
	}
	data, err = json.Marshal(fields)
	return string(data), err
}
