package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/check"
)

// publish makes the content of a folder live, after the publication with a
// serial number. Whatever would be refused by a replica is refused here first;
// whether the content is any better is judged elsewhere. The error is that of
// the content (exit code 3), [bundle.ErrOvertaken], or the shelf's, after some
// tries; then it may have succeeded, and may be called again with the same note.
func publish(ctx context.Context, shelf bundle.Shelf, fsys fs.FS, note bundle.Note, after int64) (bundle.Publication, error) {
	b, err := bundle.Pack(fsys)
	if err != nil {
		return bundle.Publication{}, badConfig(err)
	}
	if err := publishable(ctx, b); err != nil {
		return bundle.Publication{}, err
	}
	for range publishTries - 1 {
		p, err := shelf.Publish(ctx, b, note, after)
		if err == nil || errors.Is(err, bundle.ErrOvertaken) || ctx.Err() != nil {
			return p, err
		}
	}
	return shelf.Publish(ctx, b, note, after)
}

// publishTries is how often it is tried to publish: an answer may be lost, and a
// call with megabytes may run out of time.
const publishTries = 3

// publishable does with a bundle what every replica will do with it, and looks
// for mistakes in what it says.
func publishable(ctx context.Context, b bundle.Bundle) error {
	e, err := unpack(ctx, b)
	if err != nil {
		return err
	}
	defer e.index.Close()
	findings := check.Run(e.files)
	if f, ok := knowledge.FirstError(findings); ok {
		return badConfig(fmt.Errorf("the content has %d mistakes, the first: %s", knowledge.Errors(findings), f))
	}
	return nil
}
