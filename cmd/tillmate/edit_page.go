package main

import (
	"context"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// editPages is the work of the editors' pages: the draft, what is found in it,
// and publishing it. See [web.Editing]; it is safe for concurrent use.
type editPages struct {
	shelf   bundle.Shelf
	insight insightStore
	by      func(web.Member) string // how an editor is named in a publication
	log     *slog.Logger
	draft   *draft
	// merchants is how many the comparison plays; 0 is as many as the command
	// line does.
	merchants int

	checking sync.Mutex
	checked  checkedDraft
	trying   sync.Mutex
	tried    triedDraft
	publish  publishState
}

var _ web.Editing = (*editPages)(nil)

// checkedDraft is what was found in a draft.
type checkedDraft struct {
	key      string
	base     *knowledge.Base
	findings []knowledge.Finding
}

// newEditPages makes the editors' pages over what a shelf holds; first opens
// what is in use before anything is published. An editor is named by number in
// a publication, or by name where numbers say nothing.
func newEditPages(shelf bundle.Shelf, first func() (fs.FS, error), store insightStore, by func(web.Member) string, log *slog.Logger) *editPages {
	return &editPages{shelf: shelf, insight: store, by: by, log: log, draft: &draft{shelf: shelf, first: first}}
}

// byNumber names an editor by the numeric user id.
func byNumber(m web.Member) string { return strconv.FormatInt(m.ID, 10) }

// byName names an editor by name.
func byName(m web.Member) string { return m.Name }

// close frees what is kept.
func (p *editPages) close() {
	p.trying.Lock()
	defer p.trying.Unlock()
	p.tried.close()
}

const articlesDir = "problems"

// fileOf gives the path of an article.
func fileOf(slug string) string { return path.Join(articlesDir, slug+".yaml") }

// beginning gives the beginning of a new article.
func beginning(slug string) func() []byte {
	return func() []byte { return []byte(articleTemplate(slug, "")) }
}

// check gives what is found in a draft.
func (p *editPages) check(now drafted) checkedDraft {
	p.checking.Lock()
	defer p.checking.Unlock()
	if p.checked.key != now.key || p.checked.base == nil {
		loaded, _ := knowledge.Load(now)
		p.checked = checkedDraft{key: now.key, base: loaded, findings: checkAll(now)}
	}
	return p.checked
}

// lookBack is how far back the pages look for figures and gaps.
const lookBack = 30 * 24 * time.Hour

// outcomes gives what became lately of the advice, by article.
func (p *editPages) outcomes(ctx context.Context, now time.Time) (map[string]insight.Outcome, error) {
	days, err := p.insight.Days(ctx, now.Add(-lookBack), now)
	if err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for _, d := range days {
		for k, n := range d.Counts {
			all[k] += n
		}
	}
	out := map[string]insight.Outcome{}
	for _, o := range insight.ByProblem(insight.Outcomes(all)) {
		out[o.Problem] = o
	}
	return out, nil
}

// Articles lists the articles of the draft. See [web.Editing].
func (p *editPages) Articles(ctx context.Context) ([]web.ArticleRow, error) {
	now, err := p.draft.now(ctx)
	if err != nil {
		return nil, err
	}
	advised, err := p.outcomes(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	checked := p.check(now)
	out := []web.ArticleRow{}
	for _, slug := range slugsOf(now, "") {
		o := advised[slug]
		row := web.ArticleRow{Slug: slug, Shown: o.Shown, Solved: o.Solved, NotSolved: o.NotSolved}
		_, row.Edited = now.edits[fileOf(slug)]
		if problem := checked.base.Problem(slug); problem != nil {
			row.Title = problem.Title
			for _, lang := range knowledge.Langs() {
				row.Phrasings += len(problem.Say.In(lang))
			}
		}
		for _, f := range checked.findings {
			switch {
			case f.File != fileOf(slug):
			case f.Severity == knowledge.Error:
				row.Errors++
			default:
				row.Warnings++
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// Article gives one article of the draft. See [web.Editing].
func (p *editPages) Article(ctx context.Context, slug string) (web.Article, error) {
	if !slugForm.MatchString(slug) {
		return web.Article{}, web.ErrNoArticle
	}
	now, err := p.draft.now(ctx)
	if err != nil {
		return web.Article{}, err
	}
	file := fileOf(slug)
	text, isNew, err := now.read(file, beginning(slug))
	if err != nil {
		return web.Article{}, err
	}
	out := web.Article{Slug: slug, Text: string(text), Version: versionOf(text), New: isNew}
	e, ok := now.edits[file]
	out.Edited, out.By, out.At = ok, e.by, e.at
	if out.Behind, err = now.behind(file); err != nil {
		return web.Article{}, err
	}
	for _, f := range p.check(now).findings {
		switch {
		case f.File == file:
			out.Findings = append(out.Findings, f)
		case f.Severity == knowledge.Error:
			out.Elsewhere++
		}
	}
	return out, nil
}

// Save keeps a text in the draft. See [web.Editing].
func (p *editPages) Save(ctx context.Context, who web.Member, slug, text, version string) error {
	if !slugForm.MatchString(slug) {
		return web.ErrNoArticle
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return p.draft.save(ctx, fileOf(slug), version, beginning(slug), []byte(text), who.Name, time.Now())
}

// Discard goes back to what is published. See [web.Editing].
func (p *editPages) Discard(ctx context.Context, slug, version string) error {
	if !slugForm.MatchString(slug) {
		return web.ErrNoArticle
	}
	return p.draft.save(ctx, fileOf(slug), version, beginning(slug), nil, "", time.Time{})
}
