package bundle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// Drafts keeps the draft: what editors have changed and not yet published. All
// editors share the one there is. It is kept until it is published or
// discarded. It is safe for concurrent use, by any number of processes.
type Drafts interface {
	// Edits gives the edits by path, all as they were at one moment.
	Edits(ctx context.Context) (map[string]Edit, error)
	// Save keeps an edit, if the one that is kept of the file still has the
	// revision over, "" for none. Else it gives [ErrRaced] and changes nothing,
	// as it does with [ErrTooLarge], [ErrDraftFull], and what [Edit.Check] finds.
	//
	// After any other error it is not known whether it succeeded: Edits tells.
	Save(ctx context.Context, path string, e Edit, over string) error
	// Drop forgets the edit of a file, so that what is published counts again,
	// if it still has that revision; else it gives [ErrRaced]. After any other
	// error it is not known whether it succeeded.
	Drop(ctx context.Context, path, revision string) error
}

// MaxDraft is the greatest size of a draft: bytes of the paths and texts of all
// edits together. One text is at most [knowledge.MaxFile].
const MaxDraft = 8 << 20

// The errors of [Drafts].
var (
	ErrRaced     = errors.New("the file was edited meanwhile: look at it and save again")
	ErrDraftFull = errors.New("the draft is too large: publish or discard some of it first")
)

// Edit is what editors made of one file: another text, or that it is removed.
type Edit struct {
	Text    []byte // all of the file; empty when it is removed
	Removed bool
	By      string // who saved it last
	At      time.Time
	// From names the published text that the first of these edits began with, as
	// the editors' program names texts.
	From string
	// Revision tells this saving of the file from every other one. The keeper
	// gives it.
	Revision string
}

// Check finds what cannot be an edit: of a file that is none of content, or
// would be too large to be packed ([ErrTooLarge]).
func (e Edit) Check(path string) error {
	switch {
	case !isContent(path):
		return fmt.Errorf("%q is no file of content", path)
	case e.Removed && len(e.Text) > 0:
		return fmt.Errorf("%s is removed and has a text", path)
	case len(e.Text) > knowledge.MaxFile:
		return fmt.Errorf("%w: %s has %d bytes, at most %d", ErrTooLarge, path, len(e.Text), knowledge.MaxFile)
	}
	return nil
}
