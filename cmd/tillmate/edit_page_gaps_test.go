package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// TestEditGaps finds the nearest article of every gap.
func TestEditGaps(t *testing.T) {
	withoutRace(t, "it only computes")
	first := smallArticles(t)
	p := editPagesOver(t, shelfWith(t, first), first)
	now := time.Now()
	p.insight = &kept{gaps: []conversation.Gap{
		{Kind: conversation.GapNoHit, At: now, Words: "打印机没纸了"},
		{Kind: conversation.GapNoHit, At: now, Words: "打印机没纸"},
		{Kind: conversation.GapUnhelpful, At: now, Words: "一直叫我签到", Problem: "signin_required"},
		{Kind: conversation.GapNoHit, At: now.Add(-60 * 24 * time.Hour), Words: "很久以前的"},
	}}
	gaps, err := p.Gaps(t.Context())
	if err != nil || len(gaps) != 2 {
		t.Fatalf("%+v, %v", gaps, err)
	}
	if g := gaps[0]; g.Count != 2 || g.Slug != "printer_paper" || g.Title.ZH == "" || g.Todo == "" {
		t.Errorf("the first gap is %+v", g)
	}
	if g := gaps[1]; g.Slug != "signin_required" || g.Label != "一直叫我签到" {
		t.Errorf("the second gap is %+v", g)
	}
	if gaps[0].Said != "" || gaps[0].ID == "" || gaps[0].ID == gaps[1].ID {
		t.Errorf("the gaps are %+v", gaps)
	}
	if _, err := p.AddPhrasing(t.Context(), writer, "printer_paper", gaps[0].Label); err != nil {
		t.Fatal(err)
	}
	if gaps, err = p.Gaps(t.Context()); err != nil || gaps[0].Said != knowledge.ArticleFile("printer_paper") {
		t.Errorf("what was added is not seen: %+v, %v", gaps[0], err)
	}
}

// TestEditAddPhrasing adds words to an article of the draft as gaps add does in
// a folder, and refuses the same.
func TestEditAddPhrasing(t *testing.T) {
	withoutRace(t, "it only computes")
	t.Parallel()
	first, ctx := smallArticles(t), t.Context()
	p := editPagesOver(t, shelfWith(t, first), first)
	const slug = "printer_paper"
	before, err := p.File(ctx, knowledge.ArticleFile(slug))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"机子里: 票卷转个不停", "the roll # keeps turning"} {
		line, err := p.AddPhrasing(ctx, writer, slug, "  "+words+" ")
		if err != nil {
			t.Fatal(err)
		}
		after, err := p.File(ctx, knowledge.ArticleFile(slug))
		if err != nil || !after.Edited || after.By != writer.Name || knowledge.Errors(after.Findings) > 0 {
			t.Fatalf("the article is %+v, %v", after.Findings, err)
		}
		lines, was := strings.Split(after.Text, "\n"), strings.Split(before.Text, "\n")
		if !strings.Contains(lines[line-1], words) || !slices.Equal(slices.Delete(lines, line-1, line), was) {
			t.Errorf("line %d is %q, or something else is changed too", line, lines[line-1])
		}
		before = after
	}
	for name, c := range map[string]struct {
		slug, words string
		want        web.UnfitError
	}{
		"nothing":       {slug, " ", web.UnfitError{Why: web.UnfitLength}},
		"a story":       {slug, strings.Repeat("长", maxPhrasing+1), web.UnfitError{Why: web.UnfitLength}},
		"masked":        {slug, "卡号 4111 1111 1111 1111 刷不了", web.UnfitError{Why: web.UnfitMasked}},
		"was masked":    {slug, "卡号 4111**** 刷不了", web.UnfitError{Why: web.UnfitMasked}},
		"said, plainly": {"wrong_pin", "The roll: keeps turning!", web.UnfitError{Why: web.UnfitSaid, Path: knowledge.ArticleFile(slug)}},
	} {
		_, err := p.AddPhrasing(ctx, writer, c.slug, c.words)
		unfit, ok := errors.AsType[*web.UnfitError](err)
		if !ok || unfit.Why != c.want.Why || unfit.Path != c.want.Path || unfit.Line > 0 != (unfit.Path != "") {
			t.Errorf("%s: %+v", name, err)
		}
	}
	for _, slug := range []string{"nowhere", "../codes", ""} {
		if _, err := p.AddPhrasing(ctx, writer, slug, "新的话"); !errors.Is(err, web.ErrNoFile) {
			t.Errorf("%q is an article: %v", slug, err)
		}
	}
	// An article that cannot be read is left to the editor's hand.
	if err := p.Save(ctx, writer, before.Path, "say: {zh: [a]\n", before.Version); err != nil {
		t.Fatal(err)
	}
	_, err = p.AddPhrasing(ctx, writer, slug, "新的话")
	if unfit, ok := errors.AsType[*web.UnfitError](err); !ok || unfit.Why != web.UnfitHand || unfit.Path != before.Path {
		t.Errorf("a broken article: %v", err)
	}
}

// TestEditBegin begins an article with the words of a gap.
func TestEditBegin(t *testing.T) {
	withoutRace(t, "it only computes")
	t.Parallel()
	first, ctx := smallArticles(t), t.Context()
	p := editPagesOver(t, shelfWith(t, first), first)
	words := []string{"收款音箱不播报", "卡号 4111 1111 1111 1111", "收款音箱，不播报！", "音箱: 没声", "speaker is silent"}
	if err := p.BeginArticle(ctx, writer, "payment_speaker", words); err != nil {
		t.Fatal(err)
	}
	f, err := p.File(ctx, knowledge.ArticleFile("payment_speaker"))
	if err != nil || f.New || !f.Edited {
		t.Fatalf("the article is %+v, %v", f, err)
	}
	now, err := p.draft.now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	problem := p.check(now).base.Problem("payment_speaker")
	if problem == nil || !slices.Equal(problem.Say.ZH, []string{words[0], words[3]}) || !slices.Equal(problem.Say.EN, words[4:]) {
		t.Errorf("it begins as %s", f.Text)
	}
	for name, c := range map[string]struct {
		slug  string
		words []string
		want  web.Unfit
	}{
		"begun already": {"payment_speaker", []string{"a b"}, web.UnfitTaken},
		"published":     {"wrong_pin", []string{"a b"}, web.UnfitTaken},
		"no words":      {"another", []string{words[1], words[0]}, web.UnfitMasked},
	} {
		err := p.BeginArticle(ctx, writer, c.slug, c.words)
		if unfit, ok := errors.AsType[*web.UnfitError](err); !ok || unfit.Why != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.BeginArticle(ctx, writer, "../codes", words); !errors.Is(err, web.ErrNoFile) {
		t.Errorf("a path is begun: %v", err)
	}
}
