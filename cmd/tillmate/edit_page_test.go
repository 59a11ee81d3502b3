package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// editPagesOver gives editors' pages over a shelf, with few merchants.
func editPagesOver(t *testing.T, shelf bundle.Shelf, first fs.FS) *editPages {
	t.Helper()
	p := newEditPages(shelf, &bundle.MemoryDrafts{}, func() (fs.FS, error) { return first, nil }, &kept{}, byName, slog.New(slog.DiscardHandler))
	p.merchants = 10
	t.Cleanup(p.close)
	return p
}

// writer edits in the tests.
var writer = web.Member{ID: 7, Name: "王芳"}

// published waits until a try to publish has ended, and says how.
func published(t *testing.T, p *editPages, wish web.Wish) web.Publishing {
	t.Helper()
	if err := p.Publish(t.Context(), writer, wish); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for range look.C {
		now, err := p.Publishing(t.Context(), knowledge.English)
		if err != nil {
			t.Fatal(err)
		}
		if !now.Running {
			return now
		}
	}
	return web.Publishing{}
}

// TestEditPages breaks an article in the draft, mends it, tries and publishes
// it, and goes back.
func TestEditPages(t *testing.T) {
	withoutRace(t, "it only computes")
	first, ctx := smallArticles(t), t.Context()
	shelf := shelfWith(t, first)
	p := editPagesOver(t, shelf, first)
	const slug, other = "wrong_pin", "operator_password"
	article := func() web.File {
		t.Helper()
		a, err := p.File(ctx, knowledge.ArticleFile(slug))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	save := func(text, version string) {
		t.Helper()
		if err := p.Save(ctx, writer, knowledge.ArticleFile(slug), text, version); err != nil {
			t.Fatal(err)
		}
	}
	good := article()
	if good.New || good.Edited || good.Text != string(first[knowledge.ArticleFile(slug)].Data) || knowledge.Errors(good.Findings) > 0 {
		t.Fatalf("the article is %+v", good)
	}
	broken := strings.Replace(good.Text, "route: ", "route: xx", 1)
	before, _, _ := strings.Cut(broken, "route: xx")
	line := strings.Count(before, "\n") + 1
	save(broken, good.Version)
	bad := article()
	if !slices.ContainsFunc(bad.Findings, func(f knowledge.Finding) bool { return f.Line == line && f.Severity == knowledge.Error }) || !bad.Edited || bad.By != writer.Name {
		t.Errorf("broken in line %d: %+v", line, bad.Findings)
	}
	if err := p.Save(ctx, writer, knowledge.ArticleFile(slug), good.Text, good.Version); !errors.Is(err, web.ErrRaced) {
		t.Errorf("an old version is saved: %v", err)
	}
	if a, err := p.File(ctx, knowledge.ArticleFile(other)); err != nil || len(a.Elsewhere) != 1 || a.Elsewhere[0].Path != knowledge.ArticleFile(slug) || a.Edited {
		t.Errorf("another article: %+v, %v", a, err)
	}
	if trial, err := p.Try(ctx, "密码错误", knowledge.Chinese); err != nil || trial.Broken == nil {
		t.Errorf("a broken draft is tried: %+v, %v", trial, err)
	}
	if shown, err := p.Preview(ctx, slug, knowledge.Chinese); err != nil || shown != nil {
		t.Errorf("a broken article is shown: %v, %v", shown, err)
	}
	if now := published(t, p, web.Wish{}); now.Verdict != string(isMistaken) {
		t.Errorf("a broken draft is %s", now.Verdict)
	}
	const words = "输了三遍口令都说不对劲"
	mended := strings.Replace(good.Text, "say:\n  zh:\n", "say:\n  zh:\n    - "+words+"\n", 1)
	if mended == good.Text {
		t.Fatal("the article has no phrasings")
	}
	save(mended, bad.Version)
	trial, err := p.Try(ctx, words, knowledge.Chinese)
	if err != nil || trial.Broken != nil || len(trial.Hits) == 0 || trial.Hits[0].Slug != slug || trial.Hits[0].Matched != words || len(trial.Said) == 0 {
		t.Errorf("the draft is tried: %+v, %v", trial, err)
	}
	shown, err := p.Preview(ctx, slug, knowledge.Chinese)
	if err != nil || len(shown) == 0 || shown[0].Text == "" {
		t.Errorf("the article is shown as %v, %v", shown, err)
	}
	all, err := p.Files(ctx)
	if err != nil || len(all.Articles) != len(slugsOf(first, "")) {
		t.Fatalf("%d articles, %v", len(all.Articles), err)
	}
	for _, r := range all.Articles {
		if r.Edited != (r.Slug == slug) || r.Title.ZH == "" || r.Phrasings == 0 {
			t.Errorf("the list has %+v", r)
		}
	}
	if now := published(t, p, web.Wish{Dry: true}); now.Verdict != string(isTried) || !strings.Contains(now.Report, slug) || now.Stale {
		t.Fatalf("compared: %+v", now)
	}
	if now := published(t, p, web.Wish{Why: "said so"}); now.Verdict != string(isPublished) {
		t.Fatalf("published: %+v", now)
	}
	if a := article(); a.Edited || a.Text != mended {
		t.Errorf("what is published is still an edit: %+v", a)
	}
	list, err := p.Publications(ctx)
	if err != nil || len(list) != 2 || list[0].By != writer.Name || list[0].Why != "said so" {
		t.Fatalf("published are %+v, %v", list, err)
	}
	if err := p.Rollback(ctx, writer, 99); !errors.Is(err, web.ErrRaced) {
		t.Errorf("back to what there is not: %v", err)
	}
	if err := p.Rollback(ctx, writer, 1); err != nil {
		t.Fatal(err)
	}
	if a := article(); a.Text != good.Text {
		t.Error("it did not go back")
	}
}

// TestEditLosses refuses a draft that is worse, until the losses are accepted.
func TestEditLosses(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	shelf := shelfWith(t, first)
	p := editPagesOver(t, shelf, first)
	worse := stolen(t, first)
	for _, slug := range []string{"wrong_pin", "operator_password"} {
		a, err := p.File(t.Context(), knowledge.ArticleFile(slug))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Save(t.Context(), writer, knowledge.ArticleFile(slug), string(worse[knowledge.ArticleFile(slug)].Data), a.Version); err != nil {
			t.Fatal(err)
		}
	}
	now := published(t, p, web.Wish{})
	if now.Verdict != string(isRefused) || len(now.Losses) == 0 || now.Losses[0].Text == "" {
		t.Fatalf("it is %+v", now)
	}
	var accept []string
	for _, l := range now.Losses {
		accept = append(accept, l.Name)
	}
	if now := published(t, p, web.Wish{Accept: accept}); now.Verdict != string(isPublished) {
		t.Errorf("with the losses accepted it is %+v", now)
	}
}

// TestEditBehind tells who edits what was published otherwise meanwhile, and
// keeps what they wrote.
func TestEditBehind(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	shelf := shelfWith(t, first)
	p := editPagesOver(t, shelf, first)
	const slug = "wrong_pin"
	a, err := p.File(t.Context(), knowledge.ArticleFile(slug))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Save(t.Context(), writer, knowledge.ArticleFile(slug), a.Text+"# mine\n", a.Version); err != nil {
		t.Fatal(err)
	}
	theirs := edited(t, first, knowledge.ArticleFile(slug), a.Text, a.Text+"# theirs\n")
	b, err := bundle.Pack(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Publish(t.Context(), b, bundle.Note{By: "li", At: aDay}, 1); err != nil {
		t.Fatal(err)
	}
	a, err = p.File(t.Context(), knowledge.ArticleFile(slug))
	if err != nil || !a.Behind || !strings.HasSuffix(a.Text, "# mine\n") {
		t.Errorf("behind %v, %v: %s", a.Behind, err, a.Text[len(a.Text)-20:])
	}
	if err := p.Discard(t.Context(), knowledge.ArticleFile(slug), a.Version); err != nil {
		t.Fatal(err)
	}
	if a, err = p.File(t.Context(), knowledge.ArticleFile(slug)); err != nil || a.Behind || a.Edited || !strings.HasSuffix(a.Text, "# theirs\n") {
		t.Errorf("discarded: %+v, %v", a.Edited, err)
	}
	// An article that is not there yet begins as the template, and is one of
	// the draft when it is saved.
	a, err = p.File(t.Context(), knowledge.ArticleFile("payment_speaker"))
	if err != nil || !a.New || !strings.Contains(a.Text, "TODO") {
		t.Fatalf("a new article: %+v, %v", a.New, err)
	}
	if err := p.Save(t.Context(), writer, a.Path, a.Text+"# begun", a.Version); err != nil {
		t.Fatal(err)
	}
	if a, err = p.File(t.Context(), a.Path); err != nil || a.New || !a.Edited || len(a.Findings) == 0 {
		t.Errorf("the new article: %+v, %v", a.Findings, err)
	}
}

// TestEditAway tells a shelf that is away.
func TestEditAway(t *testing.T) {
	away := editPagesOver(t, gone{}, smallArticles(t))
	if _, err := away.Files(t.Context()); err == nil {
		t.Error("a shelf that is away is not noticed")
	}
}

// gone is a shelf that cannot be reached.
type gone struct{ bundle.Shelf }

func (gone) Live(context.Context) (bundle.Publication, bool, error) {
	return bundle.Publication{}, false, errors.New("away")
}
