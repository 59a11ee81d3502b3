package web

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/check"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// writing is a draft of the bundled articles, in memory, that is really
// checked; publishing only goes through the motions.
type writing struct {
	dialogue *dialogue
	broken   error // of everything, if it is set
	lenient  bool  // nothing is checked

	mu     sync.Mutex
	files  fstest.MapFS
	edited map[string]Member
	gone   map[string][]byte // what was removed
	found  []knowledge.Finding
	fresh  bool // found is of the files as they are
	state  Publishing
	wishes []Wish
	log    []bundle.Publication
}

// newWriting gives the bundled articles, to be edited.
func newWriting(t testing.TB) *writing {
	t.Helper()
	w := &writing{dialogue: theDialogue(t), files: fstest.MapFS{}, edited: map[string]Member{}, gone: map[string][]byte{}}
	names, err := bundle.Files(base.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(base.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		w.files[name] = &fstest.MapFile{Data: data}
	}
	w.log = []bundle.Publication{
		{Serial: 2, Name: "bbbb", Note: bundle.Note{By: "<b>wang</b>", At: time.Now(), Why: "<i>why</i>"}},
		{Serial: 1, Name: "aaaa", Note: bundle.Note{By: "li", At: time.Now()}},
	}
	return w
}

func versionOf(text []byte) string {
	h := fnv.New64a()
	h.Write(text)
	return fmt.Sprintf("%x", h.Sum64())
}

// check gives what is found; the lock is held.
func (w *writing) check() []knowledge.Finding {
	if !w.fresh && !w.lenient {
		w.found, w.fresh = check.Run(w.files), true
	}
	return w.found
}

// row counts what is found in a file; the lock is held.
func (w *writing) row(name string) FileRow {
	_, edited := w.edited[name]
	row := FileRow{Path: name, Edited: edited, Removed: w.gone[name] != nil}
	for _, f := range w.check() {
		if f.File == name && f.Severity == knowledge.Error {
			row.Errors++
		} else if f.File == name {
			row.Warnings++
		}
	}
	return row
}

func (w *writing) Files(context.Context) (Files, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out Files
	for i := range w.dialogue.base.Problems {
		p := &w.dialogue.base.Problems[i]
		out.Articles = append(out.Articles, ArticleRow{
			FileRow: w.row(knowledge.ArticleFile(p.Slug)), Slug: p.Slug, Title: p.Title,
			Phrasings: len(p.Say.ZH) + len(p.Say.EN), Shown: int64(i % 3), Solved: int64(i % 2),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		if knowledge.ArticleOf(name) == "" {
			out.Others = append(out.Others, w.row(name))
		}
	}
	return out, w.broken
}

func (w *writing) read(name string) (text []byte, kept bool, err error) {
	if f, ok := w.files[name]; ok {
		return f.Data, true, nil
	}
	if !isSlug(knowledge.ArticleOf(name)) {
		return nil, false, ErrNoFile
	}
	return []byte("slug: " + knowledge.ArticleOf(name) + "\n"), false, nil
}

func (w *writing) File(_ context.Context, name string) (File, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text, kept, err := w.read(name)
	if err != nil {
		return File{}, err
	}
	who, edited := w.edited[name]
	f := File{Path: name, Slug: knowledge.ArticleOf(name), Text: string(text), Version: versionOf(text), New: !kept, Edited: edited, Removed: w.gone[name] != nil, By: who.Name, At: time.Now(), Completions: forms.OfBase(w.dialogue.base)}
	for _, x := range w.check() {
		switch {
		case x.File == name:
			f.Findings = append(f.Findings, x)
		case x.Severity == knowledge.Error && !slices.ContainsFunc(f.Elsewhere, func(r FileRow) bool { return r.Path == x.File }):
			f.Elsewhere = append(f.Elsewhere, w.row(x.File))
		}
	}
	return f, w.broken
}

func (w *writing) Save(_ context.Context, who Member, name, text, version string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	was, _, err := w.read(name)
	if err != nil {
		return err
	}
	if versionOf(was) != version {
		return ErrRaced
	}
	w.files[name] = &fstest.MapFile{Data: []byte(text)}
	w.edited[name], w.fresh = who, false
	return w.broken
}

func (w *writing) Discard(_ context.Context, name, version string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	was, _, err := w.read(name)
	if err != nil {
		return err
	}
	if versionOf(was) != version {
		return ErrRaced
	}
	delete(w.edited, name)
	if text, ok := w.gone[name]; ok {
		w.files[name] = &fstest.MapFile{Data: text}
		delete(w.gone, name)
	}
	return w.broken
}

func (w *writing) Remove(_ context.Context, who Member, name, version string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	was, kept, err := w.read(name)
	if err != nil || !kept || knowledge.ArticleOf(name) == "" {
		return ErrNoFile
	}
	if versionOf(was) != version {
		return ErrRaced
	}
	w.gone[name], w.edited[name], w.fresh = was, who, false
	delete(w.files, name)
	return w.broken
}

func (w *writing) Preview(_ context.Context, slug string, lang knowledge.Lang) ([]Shown, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	loaded, _ := knowledge.Load(w.files)
	p := loaded.Problem(slug)
	if p == nil {
		return nil, w.broken
	}
	var out []Shown
	for _, c := range p.Causes {
		out = append(out, Shown{Cause: c.ID, Route: c.Route, Text: p.Title.In(lang) + "\n" + strings.Join(c.Steps.In(lang), "\n"), Buttons: [][]string{{"好了", "还没好"}, nil, {"x"}}})
	}
	return out, w.broken
}

func (w *writing) Try(ctx context.Context, text string, lang knowledge.Lang) (Trial, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.IndexFunc(w.check(), func(f knowledge.Finding) bool { return f.Severity == knowledge.Error }); i >= 0 {
		return Trial{Broken: &w.found[i]}, w.broken
	}
	d := w.dialogue
	hits, err := d.search.Search(ctx, d.Query(text))
	if err != nil {
		return Trial{}, err
	}
	out := Trial{Read: text, Coverage: hits.Coverage, Reasons: []string{text}}
	for _, h := range hits.Problems {
		out.Hits = append(out.Hits, TrialHit{Slug: h.Problem, Title: d.base.Problem(h.Problem).Title, Score: h.Score, Field: h.Field, Matched: h.Matched})
	}
	state, effects, err := d.Turn(ctx, conversation.State{Lang: lang}, conversation.Event{Kind: conversation.EventText, Text: text})
	for _, e := range effects {
		if q, ok := e.(conversation.Question); ok {
			shown := Shown{Text: q.Text}
			for _, a := range q.Answers {
				shown.Buttons = append(shown.Buttons, []string{a.Label})
			}
			out.Said = append(out.Said, shown)
		}
	}
	out.Belief = BeliefOf(d.Engine, d.base, state)
	return out, err
}

func (w *writing) Publish(_ context.Context, _ Member, wish Wish) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state.Running {
		return ErrBusy
	}
	w.wishes = append(w.wishes, wish)
	w.state = Publishing{Running: true, Stage: "comparing", Done: 3, Total: 7}
	return w.broken
}

func (w *writing) Publishing(context.Context, knowledge.Lang) (Publishing, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state, w.broken
}

// become sets what became of publishing.
func (w *writing) become(p Publishing) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = p
}

func (w *writing) Publications(context.Context) ([]bundle.Publication, error) {
	return w.log, w.broken
}

func (w *writing) Rollback(_ context.Context, _ Member, serial int64) error {
	if serial != 1 {
		return ErrRaced
	}
	return w.broken
}

func (w *writing) Gaps(context.Context) ([]Gap, error) {
	return []Gap{
		{ID: "aa", Label: "收款音箱不播报", Examples: []string{"<b>音箱没声</b>", "speaker is silent"}, Count: 7, Last: time.Now(), Slug: "printer_paper", Title: knowledge.Text{ZH: "打印没纸", EN: "Paper"}, Todo: "add_phrasing"},
		{ID: "bb", Label: "the lamp blinks", Count: 2, Last: time.Now(), Todo: "write_article", Said: "problems/printer_paper.yaml"},
		{ID: "cc", Label: "it did not help", Count: 1, Last: time.Now(), Todo: "mend_article"},
	}, w.broken
}

// unfit is the one text that fits no article.
const unfit = "4111 1111 1111 1111"

func (w *writing) AddPhrasing(_ context.Context, who Member, slug, words string) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := knowledge.ArticleFile(slug)
	text, kept, err := w.read(name)
	if err != nil || !kept {
		return 0, ErrNoFile
	}
	if words == unfit || words == "" {
		return 0, &UnfitError{Why: UnfitMasked}
	}
	before, after, _ := strings.Cut(string(text), "say:\n  zh:\n")
	before += "say:\n  zh:\n"
	w.files[name] = &fstest.MapFile{Data: []byte(before + fmt.Sprintf("    - %q\n", words) + after)}
	w.edited[name], w.fresh = who, false
	return strings.Count(before, "\n") + 1, w.broken
}

func (w *writing) BeginArticle(_ context.Context, who Member, slug string, words []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := knowledge.ArticleFile(slug)
	text, kept, err := w.read(name)
	if err != nil {
		return err
	}
	if kept {
		return &UnfitError{Why: UnfitTaken, Path: name}
	}
	w.files[name] = &fstest.MapFile{Data: fmt.Appendf(text, "say:\n  zh:\n    - %q\n", strings.Join(words, " + "))}
	w.edited[name], w.fresh = who, false
	return w.broken
}
