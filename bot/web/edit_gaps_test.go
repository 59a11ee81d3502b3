package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestEditGaps adds words of a gap to an article, and begins an article with
// them, with one form each.
func TestEditGaps(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	page := m.look("/gaps")
	for _, want := range []string{
		"收款音箱不播报", "&lt;b&gt;音箱", `<option value="printer_paper" selected>`, `href="/edit/f/problems/printer_paper.yaml"`, `<option value="wrong_pin">`,
		"Choose an article", "An article says this by now", `name="words" value="speaker is silent"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the gaps do not show %q", want)
		}
	}
	if strings.Count(page, "<option") < len(w.dialogue.base.Problems)*3 {
		t.Error("not every article is offered")
	}
	send := func(door string, pairs ...string) (int, string, string) {
		status, header, body := m.send(http.MethodPost, "/edit/gaps/"+door, m.form(town, pairs...))
		return status, header.Get("Location"), body
	}
	status, to, body := send("add", "gap", "aa", "slug", "printer_paper", "words", " 收款<i>音箱 ")
	if status != http.StatusSeeOther || !strings.HasPrefix(to, "/edit/f/problems/printer_paper.yaml?added=") {
		t.Fatalf("add: %d %q %s", status, to, body)
	}
	page = m.look(strings.TrimPrefix(to, editBase))
	if !strings.Contains(page, "Added to the draft") || !strings.Contains(page, `<code>- &#34;收款&lt;i&gt;音箱&#34;</code>`) {
		t.Errorf("the article does not tell what was added: %s", page[:3000])
	}
	if note := town.notes.last(); note.Act != "edit_add" || note.Refused != "" {
		t.Errorf("the audit was told %+v", note)
	}
	for _, n := range []string{"0", "-1", "99999", "x"} {
		if strings.Contains(m.look("/f/problems/printer_paper.yaml?added="+n), "Added to") {
			t.Errorf("line %s was added", n)
		}
	}
	// What does not fit is told at the gap, and nothing that was typed is lost.
	status, _, body = send("add", "gap", "bb", "slug", "wrong_pin", "words", unfit)
	gap := body[strings.Index(body, `id="gap-bb"`):strings.Index(body, `id="gap-cc"`)]
	if status != http.StatusConflict || !strings.Contains(gap, "Take it out, and add them again") || !strings.Contains(gap, `value="`+unfit+`"`) || !strings.Contains(gap, `<option value="wrong_pin" selected>`) {
		t.Errorf("words that do not fit: %d %s", status, gap)
	}
	if note := town.notes.last(); note.Act != "edit_add" || note.Refused != "problem_unfit" {
		t.Errorf("the audit was told %+v", note)
	}
	if _, _, body := send("add", "gap", "gone", "slug", "wrong_pin", "words", unfit); strings.Count(body, `role="alert"`) != 1 {
		t.Error("a gap that is gone meanwhile leaves no word")
	}
	status, _, body = send("write", "gap", "bb", "slug", "printer_paper", "words", "a")
	if status != http.StatusConflict || !strings.Contains(body, "there is an article of that name") || !strings.Contains(body, `placeholder="payment_speaker" value="printer_paper"`) {
		t.Errorf("an article that is there is begun: %d", status)
	}
	status, to, _ = send("write", "gap", "aa", "slug", "payment_speaker", "words", "收款音箱不播报", "words", "speaker is silent")
	if status != http.StatusSeeOther || to != "/edit/f/problems/payment_speaker.yaml?begun" {
		t.Fatalf("begin: %d %q", status, to)
	}
	if page := m.look(strings.TrimPrefix(to, editBase)); !strings.Contains(page, "The article is begun") || !strings.Contains(page, "收款音箱不播报 &#43; speaker is silent") {
		t.Error("the article does not begin with the words")
	}
	if files, err := w.Files(t.Context()); err != nil || !slices.ContainsFunc(files.Articles, func(a ArticleRow) bool { return a.Path == "problems/printer_paper.yaml" && a.Edited }) {
		t.Errorf("the article is not edited: %v", err)
	}
}
