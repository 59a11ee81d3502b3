package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/form"
)

// beginning gives what a file begins with that is not there yet. Only articles
// are begun.
func beginning(file string) []byte { return []byte(articleTemplate(knowledge.ArticleOf(file), "")) }

// editable reports whether a path is that of a file of the draft, or of an
// article that can be begun. What lies beside the content cannot be reached.
func (d drafted) editable(file string) (bool, error) {
	if knowledge.ArticleOf(file) != "" {
		return true, nil
	}
	all, err := bundle.Files(d)
	if err != nil {
		return false, err
	}
	return slices.Contains(all, file), nil
}

// draftWith gives the draft as it is, if it has a file or can begin it.
func (p *editPages) draftWith(ctx context.Context, file string) (drafted, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return drafted{}, err
	}
	ok, err := now.editable(file)
	if err == nil && !ok {
		err = web.ErrNoFile
	}
	return now, err
}

// marks counts what was found in every file that something was found in.
func marks(findings []knowledge.Finding) map[string]web.FileRow {
	out := map[string]web.FileRow{}
	for _, f := range findings {
		row := out[f.File]
		row.Path = f.File
		if f.Severity == knowledge.Error {
			row.Errors++
		} else {
			row.Warnings++
		}
		out[f.File] = row
	}
	return out
}

// Files lists the files of the draft. See [web.Editing].
func (p *editPages) Files(ctx context.Context) (web.Files, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return web.Files{}, err
	}
	all, err := bundle.Files(now)
	if err != nil {
		return web.Files{}, err
	}
	advised, err := p.outcomes(ctx, time.Now())
	if err != nil {
		return web.Files{}, err
	}
	checked := p.check(now)
	for path, e := range now.edits {
		if e.Removed {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	found, out := marks(checked.findings), web.Files{}
	for _, file := range all {
		row := found[file]
		row.Path = file
		e, edited := now.edits[file]
		row.Edited, row.Removed = edited, e.Removed
		slug := knowledge.ArticleOf(file)
		if slug == "" {
			out.Others = append(out.Others, row)
			continue
		}
		o := advised[slug]
		article := web.ArticleRow{FileRow: row, Slug: slug, Shown: o.Shown, Solved: o.Solved, NotSolved: o.NotSolved}
		if problem := checked.base.Problem(slug); problem != nil {
			article.Title = problem.Title
			for _, lang := range knowledge.Langs() {
				article.Phrasings += len(problem.Say.In(lang))
			}
		}
		out.Articles = append(out.Articles, article)
	}
	return out, nil
}

// File gives one file of the draft. See [web.Editing].
func (p *editPages) File(ctx context.Context, file string) (web.File, error) {
	now, err := p.draftWith(ctx, file)
	if err != nil {
		return web.File{}, err
	}
	text, isNew, err := now.read(file)
	if err != nil {
		return web.File{}, err
	}
	out := web.File{Path: file, Slug: knowledge.ArticleOf(file), Text: string(text), Version: versionOf(text), New: isNew}
	e, ok := now.edits[file]
	out.Edited, out.Removed, out.By, out.At = ok, e.Removed, e.By, e.At
	if out.Behind, err = now.behind(file); err != nil {
		return web.File{}, err
	}
	checked := p.check(now)
	out.Completions = form.OfBase(checked.base)
	for _, f := range checked.findings {
		if f.File == file {
			out.Findings = append(out.Findings, f)
		}
	}
	for _, row := range marks(checked.findings) {
		if row.Path != file && row.Errors > 0 {
			out.Elsewhere = append(out.Elsewhere, row)
		}
	}
	slices.SortFunc(out.Elsewhere, func(a, b web.FileRow) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// Save keeps a text in the draft. See [web.Editing].
func (p *editPages) Save(ctx context.Context, who web.Member, file, text, version string) error {
	if _, err := p.draftWith(ctx, file); err != nil {
		return err
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return p.draft.save(ctx, file, version, []byte(text), who.Name, time.Now())
}

// Discard goes back to what is published. See [web.Editing].
func (p *editPages) Discard(ctx context.Context, file, version string) error {
	if _, err := p.draftWith(ctx, file); err != nil {
		return err
	}
	return p.draft.save(ctx, file, version, nil, "", time.Time{})
}

// Remove takes an article out of the draft; a new one is only discarded. See
// [web.Editing].
func (p *editPages) Remove(ctx context.Context, who web.Member, file, version string) error {
	if knowledge.ArticleOf(file) == "" {
		return web.ErrNoFile
	}
	return p.draft.remove(ctx, file, version, who.Name, time.Now())
}
