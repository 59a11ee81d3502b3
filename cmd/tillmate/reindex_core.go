package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// ending says how a try to publish ended.
type ending string

// The ends of a try to publish.
const (
	isPublished ending = "published"
	isMistaken  ending = "mistakes"  // the check found errors
	isUnchanged ending = "unchanged" // the same content is live
	isRefused   ending = "refused"   // something got worse
	isTried     ending = "dry_run"   // it may be published, and was not to be
	isOvertaken ending = "overtaken" // somebody else published meanwhile
)

// stage is a part of the work, for the progress.
type stage string

// The stages, in order.
const (
	stageCheck   stage = "checking"
	stageBuild   stage = "building"
	stageCompare stage = "comparing"
	stagePublish stage = "publishing"
)

// reindexing is one try to publish what a folder holds. Commands and chats
// publish through it alone.
type reindexing struct {
	shelf     bundle.Shelf
	source    fs.FS
	note      bundle.Note // Accepted are the losses to accept, by name
	dryRun    bool
	merchants int // 0 is as many as tell a real loss from chance
	progress  func(s stage, done, total int)
}

// reindexed is what became of it.
type reindexed struct {
	Verdict  ending              `json:"verdict"`
	Bundle   string              `json:"bundle"` // the name of the content
	Errors   int                 `json:"errors"`
	Warnings int                 `json:"warnings"`
	Findings []knowledge.Finding `json:"findings"`
	// Live is what it was compared with, or what has overtaken it; nil is the
	// built-in content.
	Live      *bundle.Publication `json:"live"`
	Report    *evaluation.Report  `json:"report,omitempty"`
	Published *bundle.Publication `json:"published,omitempty"`
}

// run checks, builds, compares and publishes. What is live is untouched unless
// it ended so. That content is bad is no error.
func (r reindexing) run(ctx context.Context) (reindexed, error) {
	if r.progress == nil {
		r.progress = func(stage, int, int) {}
	}
	out := reindexed{Findings: []knowledge.Finding{}}
	b, err := bundle.Pack(r.source)
	if err != nil {
		return out, err
	}
	out.Bundle = b.Name
	// From here on the folder may change: what was packed is what is checked.
	files, err := bundle.Open(b)
	if err != nil {
		return out, err
	}
	r.progress(stageCheck, 0, 1)
	out.Findings = append(out.Findings, checkAll(files)...)
	out.Errors = knowledge.Errors(out.Findings)
	out.Warnings = len(out.Findings) - out.Errors
	if out.Errors > 0 {
		out.Verdict = isMistaken
		return out, nil
	}
	before, err := r.live(ctx, &out)
	if err != nil {
		return out, err
	}
	if out.Live != nil && out.Live.Name == b.Name {
		out.Verdict = isUnchanged
		return out, nil
	}
	report, err := r.compare(ctx, before, files)
	if err != nil {
		return out, err
	}
	out.Report = &report
	switch {
	case report.Refused:
		out.Verdict = isRefused
		return out, nil
	case r.dryRun:
		out.Verdict = isTried
		return out, nil
	}
	return r.publish(ctx, files, out)
}

// live gives the files of what is in use: the built-in ones when nothing was
// published.
func (r reindexing) live(ctx context.Context, out *reindexed) (fs.FS, error) {
	live, ok, err := r.shelf.Live(ctx)
	if err != nil {
		return nil, away("what is live", err)
	}
	if !ok {
		return base.Files, nil
	}
	out.Live = &live
	return filesOf(ctx, r.shelf, live)
}

// compare builds both contents and measures what the change does.
func (r reindexing) compare(ctx context.Context, before, after fs.FS) (evaluation.Report, error) {
	var contents [2]*evaluation.Content
	for i, files := range []fs.FS{before, after} {
		r.progress(stageBuild, i, 2)
		e, err := newEdition(ctx, files)
		if err != nil {
			return evaluation.Report{}, err
		}
		defer e.index.Close()
		if contents[i], err = measurable(e); err != nil {
			return evaluation.Report{}, err
		}
	}
	return evaluation.Compare(ctx, contents[0], contents[1], evaluation.Rules{
		Accept: r.note.Accepted, Merchants: r.merchants, Seed: 1,
		Progress: func(done, total int) { r.progress(stageCompare, done, total) },
	})
}

// publish makes the content live, after what it was compared with.
func (r reindexing) publish(ctx context.Context, files fs.FS, out reindexed) (reindexed, error) {
	r.progress(stagePublish, 0, 1)
	note, after := r.note, int64(0)
	note.Accepted = nil
	for _, l := range out.Report.Losses {
		if l.Accepted {
			note.Accepted = append(note.Accepted, l.Name)
		}
	}
	if out.Live != nil {
		after = out.Live.Serial
	}
	p, err := publish(ctx, r.shelf, files, note, after)
	switch {
	case errors.Is(err, bundle.ErrOvertaken):
		out.Verdict = isOvertaken
		out.Live, err = whoPublished(ctx, r.shelf)
		return out, err
	case err != nil:
		if _, ours := errors.AsType[exitError](err); ours {
			return out, err // the content, not the shelf
		}
		return out, away("publish", err)
	}
	out.Verdict, out.Published = isPublished, &p
	return out, nil
}

// whoPublished gives what is live, or nil.
func whoPublished(ctx context.Context, shelf bundle.Shelf) (*bundle.Publication, error) {
	live, ok, err := shelf.Live(ctx)
	if err != nil {
		return nil, away("what is live", err)
	}
	if !ok {
		return nil, nil
	}
	return &live, nil
}

// Errors of going back.
var (
	errNoEarlier = errors.New("there is no earlier publication to go back to")
	errNoSuch    = errors.New("no such publication is kept")
)

// rollback makes an earlier bundle live again, without building or comparing
// anything: it was live before. which is a serial number or the name of a
// bundle; "" is the one before. It gives the publication that it went back to.
func rollback(ctx context.Context, shelf bundle.Shelf, which string, note bundle.Note) (now, of bundle.Publication, err error) {
	list, err := shelf.List(ctx)
	if err != nil {
		return now, of, away("the list of publications", err)
	}
	if of, err = earlier(list, which); err != nil {
		return now, of, err
	}
	b, err := shelf.Fetch(ctx, of.Name)
	if err != nil {
		return now, of, away("the earlier content", err)
	}
	if _, err := bundle.Open(b); err != nil {
		return now, of, err
	}
	note.Rollback = true
	now, err = shelf.Publish(ctx, b, note, list[0].Serial)
	if err != nil && !errors.Is(err, bundle.ErrOvertaken) {
		err = away("publish", err)
	}
	return now, of, err
}

// earlier chooses from the publications, the latest first. The one before is
// the latest with another content than the live one.
func earlier(list []bundle.Publication, which string) (bundle.Publication, error) {
	if len(list) == 0 {
		return bundle.Publication{}, errNoEarlier
	}
	fits := func(p bundle.Publication) bool { return p.Name != list[0].Name }
	missing := errNoEarlier
	if which != "" {
		serial, err := strconv.ParseInt(which, 10, 64)
		fits = func(p bundle.Publication) bool { return p.Name == which || err == nil && p.Serial == serial }
		missing = fmt.Errorf("%w: %s", errNoSuch, which)
	}
	i := slices.IndexFunc(list, fits)
	if i < 0 {
		return bundle.Publication{}, missing
	}
	return list[i], nil
}
