package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/knowledge"
)

// TestEditFiles edits a file that is no article, and reaches no file that is
// none of the content.
func TestEditFiles(t *testing.T) {
	withoutRace(t, "it only computes")
	t.Parallel()
	first, ctx := smallArticles(t), t.Context()
	p := editPagesOver(t, shelfWith(t, first), first)
	all, err := p.Files(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"codes.yaml", "terms.yaml", "safety.yaml", "questions/core.yaml"} {
		if !slices.ContainsFunc(all.Others, func(r web.FileRow) bool { return r.Path == name && !r.Edited && r.Errors == 0 }) {
			t.Errorf("the list lacks %s", name)
		}
	}
	f, err := p.File(ctx, "codes.yaml")
	if err != nil || f.Slug != "" || f.New || f.Edited || f.Text != string(first["codes.yaml"].Data) {
		t.Fatalf("the codes are %+v, %v", f, err)
	}
	if err := p.Save(ctx, writer, f.Path, "nonsense: 1\n"+f.Text, f.Version); err != nil {
		t.Fatal(err)
	}
	f, err = p.File(ctx, f.Path)
	if err != nil || !f.Edited || f.By != writer.Name || knowledge.Errors(f.Findings) == 0 {
		t.Errorf("the broken codes are %+v, %v", f.Findings, err)
	}
	a, err := p.File(ctx, knowledge.ArticleFile("wrong_pin"))
	if err != nil || !slices.ContainsFunc(a.Elsewhere, func(r web.FileRow) bool { return r.Path == f.Path && r.Errors > 0 }) {
		t.Errorf("elsewhere are %+v, %v", a.Elsewhere, err)
	}
	if err := p.Discard(ctx, f.Path, f.Version); err != nil {
		t.Fatal(err)
	}
	if f, err = p.File(ctx, f.Path); err != nil || f.Edited || strings.HasPrefix(f.Text, "nonsense") {
		t.Errorf("discarded: %v, %v", f.Edited, err)
	}
	for _, name := range []string{
		"", ".", "/", "../codes.yaml", "problems/../codes.yaml", "/etc/passwd", "tillmate.yaml", "nowhere.yaml", "schema/problem.schema.json",
		"problems/No.yaml", "problems/x.yml", "problems/deeper/x.yaml", "questions/new.yaml", "golden/new.yaml", "golden/merchants/new.txt", "problems",
	} {
		if _, err := p.File(ctx, name); !errors.Is(err, web.ErrNoFile) {
			t.Errorf("%q is a file: %v", name, err)
		}
		if err := p.Save(ctx, writer, name, "a", versionOf(nil)); !errors.Is(err, web.ErrNoFile) {
			t.Errorf("%q is saved: %v", name, err)
		}
		if err := p.Discard(ctx, name, versionOf(nil)); !errors.Is(err, web.ErrNoFile) {
			t.Errorf("%q is discarded: %v", name, err)
		}
	}
}

// TestEditRemove removes an article from the draft, which is then judged without
// it, and puts it back.
func TestEditRemove(t *testing.T) {
	withoutRace(t, "it only computes")
	first, ctx := smallArticles(t), t.Context()
	p := editPagesOver(t, shelfWith(t, first), first)
	name := knowledge.ArticleFile("wrong_pin")
	f, err := p.File(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Remove(ctx, writer, "codes.yaml", f.Version); !errors.Is(err, web.ErrNoFile) {
		t.Errorf("what is no article is removed: %v", err)
	}
	if err := p.Remove(ctx, writer, name, "old"); !errors.Is(err, web.ErrRaced) {
		t.Errorf("an old version is removed: %v", err)
	}
	if err := p.Remove(ctx, writer, name, f.Version); err != nil {
		t.Fatal(err)
	}
	gone, err := p.File(ctx, name)
	if err != nil || !gone.Removed || !gone.Edited || gone.By != writer.Name {
		t.Errorf("it is %+v, %v", gone, err)
	}
	all, err := p.Files(ctx)
	if err != nil || !slices.ContainsFunc(all.Articles, func(r web.ArticleRow) bool { return r.Path == name && r.Removed && r.Edited }) {
		t.Errorf("the list does not tell: %v", err)
	}
	if now := published(t, p, web.Wish{Dry: true}); now.Verdict != string(isRefused) && now.Verdict != string(isMistaken) {
		t.Errorf("without an article it is %s", now.Verdict)
	}
	if err := p.Discard(ctx, name, gone.Version); err != nil {
		t.Fatal(err)
	}
	if back, err := p.File(ctx, name); err != nil || back.Edited || back.Removed || back.Text != f.Text {
		t.Errorf("it is not put back: %v", err)
	}
}
