package main

import (
	"context"
	"io/fs"
	"log/slog"
	"strconv"
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

// newEditPages makes the editors' pages over what is published and the draft
// that is kept; first opens what is in use before anything is published. An
// editor is named by number in a publication, or by name where numbers say
// nothing.
func newEditPages(shelf bundle.Shelf, kept bundle.Drafts, first func() (fs.FS, error), store insightStore, by func(web.Member) string, log *slog.Logger) *editPages {
	return &editPages{shelf: shelf, insight: store, by: by, log: log, draft: &draft{shelf: shelf, kept: kept, first: first}}
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
