package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// filledIn gives what the page's form of a text sends that nobody changed.
func filledIn(t *testing.T, m *member, town *town, w *writing, path string) url.Values {
	t.Helper()
	text, _, err := w.read(path)
	if err != nil {
		t.Fatal(err)
	}
	form, err := forms.Read(town.site.schemas[knowledge.SchemaOf(path)], text, forms.OfBase(w.dialogue.base))
	if err != nil {
		t.Fatal(err)
	}
	out := m.form(town, "text", strings.ReplaceAll(string(text), "\n", "\r\n"), "version", versionOf(text), "view", "form", "do", "save")
	fill(out, newForm(town.site.pages[knowledge.English], File{}, form, "").Fields)
	return out
}

// fill adds the values of fields, as a browser does.
func fill(out url.Values, fields []fieldView) {
	for _, f := range fields {
		switch f.Kind {
		case forms.Group:
			fill(out, f.Fields)
		case forms.Groups:
			out.Add(f.Input, "")
			for _, section := range f.Fields {
				out.Add(section.Input, section.Field.Label)
				fill(out, section.Fields)
			}
		case forms.Table, forms.Items:
			for _, row := range f.Rows {
				for _, cell := range row.Cells {
					out.Add(cell.Input, cell.Value)
				}
			}
		default:
			out.Add(f.Input, strings.ReplaceAll(f.Value, "\n", "\r\n"))
		}
	}
}

// TestForm changes an article in the form without the page's script.
func TestForm(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	const path = "problems/printer_paper.yaml"
	before, _, _ := w.read(path)
	save := func(form url.Values) (int, string, string) {
		t.Helper()
		status, header, body := m.send(http.MethodPost, "/edit/save/"+path, form)
		return status, header.Get("Location"), body
	}
	page := m.look("/f/" + path)
	for _, want := range []string{
		`name="f.title/zh"`, `<option value="hardware" selected>hardware · its parts</option>`, `>How merchants say it <`, `name="f.causes/0/expects/2"`,
		`<datalist id="under.expects.scope"><option value="one_card">`, `value="more:causes" data-more`, `value="remove:causes/0"`, `<template><details`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if page := m.look("/f/" + path + "?view=yaml"); strings.Contains(page, "data-form") || !strings.Contains(page, `id="text"`) {
		t.Error("the text is not to be seen")
	}

	sent := filledIn(t, m, town, w, path)
	if status, to, body := save(sent); status != http.StatusSeeOther || to != fileAt(path)+"?saved" {
		t.Fatalf("save: %d %s %s", status, to, body)
	}
	if text, _, _ := w.read(path); string(text) != string(before) {
		t.Error("what was not changed is changed")
	}

	// An error stands at its field, and no mark at the others.
	sent.Set("f.causes/0/commonness", "weekly")
	if status, _, body := save(sent); status != http.StatusSeeOther {
		t.Fatalf("save: %d %s", status, body)
	}
	page = m.look("/f/" + path)
	id := `f.causes/0/commonness`
	field := between(page, `<select id="`+id+`"`, `</select>`)
	if !strings.Contains(field, `aria-invalid="true"`) || !strings.Contains(field, id+`.found`) || !strings.Contains(field, `<option value="weekly" selected>`) {
		t.Errorf("the field is %s", field)
	}
	if found := between(page, `id="`+id+`.found"`, `</ul>`); !strings.Contains(found, "weekly") || strings.Count(page, "aria-invalid") != 1 {
		t.Errorf("at the field stands %q", found)
	}
	if list := between(page, `id="findings"`, `</ol>`); !strings.Contains(list, `<a href="#`+strings.ReplaceAll(id, "/", "%2f")+`">Causes 1 › How common</a>`) {
		t.Errorf("the list is %s", list)
	}
	if !strings.Contains(page, `<details class="section" id="f.causes/0" open>`) || strings.Contains(page, `id="f.causes/1" open`) {
		t.Error("not the section with the error is open")
	}

	// A race shows both texts.
	status, _, body := save(sent)
	if status != http.StatusConflict || !strings.Contains(body, "<textarea") || strings.Contains(body, "data-form") {
		t.Errorf("a lost race: %d", status)
	}

	// The buttons of the script save without it.
	sent = filledIn(t, m, town, w, path)
	n := len(sent["f.causes"]) - 1
	sent.Set("do", "more:causes")
	status, to, body := save(sent)
	if want := fileAt(path) + "?saved&more=causes#f.causes/" + strconv.Itoa(n); status != http.StatusSeeOther || to != want {
		t.Fatalf("more: %d %s %s", status, to, body)
	}
	to, _, _ = strings.Cut(to, "#")
	if page := m.look(strings.TrimPrefix(to, editBase)); !strings.Contains(page, `id="f.causes/`+strconv.Itoa(n)+`" open`) {
		t.Error("there is no empty cause")
	}
	sent = filledIn(t, m, town, w, path)
	sent["f.causes"] = append(sent["f.causes"], strconv.Itoa(n))
	sent.Set("f.causes/"+strconv.Itoa(n)+"/id", "fresh")
	sent.Set("do", "more:causes/0/expects")
	if status, to, body := save(sent); status != http.StatusSeeOther || !strings.HasSuffix(to, "?saved#f.causes/0/expects") {
		t.Fatalf("a row more: %d %s %s", status, to, body)
	}
	if text, _, _ := w.read(path); !strings.Contains(string(text), "  - id: fresh\n") {
		t.Error("the new cause is not there")
	}
	sent = filledIn(t, m, town, w, path)
	sent.Set("f.causes/0/commonness", "common")
	sent.Set("do", "remove:causes/"+strconv.Itoa(n))
	if status, _, body := save(sent); status != http.StatusSeeOther {
		t.Fatalf("remove: %d %s", status, body)
	}
	if text, _, _ := w.read(path); string(text) != string(before) {
		t.Errorf("at the end it is another text")
	}
}

// between gives a part of a page, from one text to another.
func between(page, from, to string) string {
	_, rest, _ := strings.Cut(page, from)
	part, _, _ := strings.Cut(rest, to)
	return part
}

// TestFormRefused refuses what no form sends.
func TestFormRefused(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	m := town.sit(t, editBase)
	const path = "problems/wrong_pin.yaml"
	before, _, _ := w.read(path)
	for name, c := range map[string]struct {
		change func(form url.Values)
		status int
	}{
		"a field that is not":  {func(f url.Values) { f.Set("f.slogan", "x") }, http.StatusBadRequest},
		"two texts":            {func(f url.Values) { f.Add("f.slug", "x") }, http.StatusBadRequest},
		"a broken row":         {func(f url.Values) { f.Add("f.expects/0", "x") }, http.StatusBadRequest},
		"no such button":       {func(f url.Values) { f.Set("do", "x") }, http.StatusBadRequest},
		"no such cause":        {func(f url.Values) { f.Set("do", "remove:causes/99") }, http.StatusBadRequest},
		"no list":              {func(f url.Values) { f.Set("do", "remove:slug") }, http.StatusBadRequest},
		"a text without form":  {func(f url.Values) { f.Set("text", "slug: [") }, http.StatusBadRequest},
		"a file without form":  {func(f url.Values) { f.Set("text", "x") }, http.StatusBadRequest},
		"a bell":               {func(f url.Values) { f.Set("f.slug", "\a") }, http.StatusBadRequest},
		"too long a text":      {func(f url.Values) { f.Set("text", strings.Repeat("#", maxArticle+1)) }, http.StatusRequestEntityTooLarge},
		"too long with fields": {func(f url.Values) { f.Set("f.background/zh", strings.Repeat("长", maxArticle/3)) }, http.StatusRequestEntityTooLarge},
	} {
		sent := filledIn(t, m, town, w, path)
		c.change(sent)
		to := path
		if name == "a file without form" {
			to = "golden/merchants/pin_locked.txt"
		}
		if status, _, body := m.send(http.MethodPost, "/edit/save/"+to, sent); status != c.status {
			t.Errorf("%s: %d %.300s", name, status, body)
		}
		clearLimits(town.team)
	}
	if text, _, _ := w.read(path); string(text) != string(before) {
		t.Error("the text is changed")
	}
}

// TestFormUnshown shows the text where the form cannot, and says why.
func TestFormUnshown(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	w.lenient = true
	m := town.sit(t, editBase)
	const path = "problems/wrong_pin.yaml"
	for text, want := range map[string]string{
		"slug: [":            "it is no YAML.",
		"slug: a\nb: c\n":    "Line 2: there is no such field: b",
		"slug: &x a\n":       "Line 1: it has an anchor",
		"slug: a\nslug: b\n": "Line 2: this field is there already: slug",
	} {
		was, _, _ := w.read(path)
		if status, _, body := m.send(http.MethodPost, "/edit/save/"+path, m.form(town, "text", text, "version", versionOf(was), "view", "yaml")); status != http.StatusSeeOther {
			t.Fatalf("save: %d %s", status, body)
		}
		if page := m.look("/f/" + path); !strings.Contains(page, want) || !strings.Contains(page, `id="text"`) || strings.Contains(page, "data-form") {
			t.Errorf("%q: the page does not say %q", text, want)
		}
	}
	if page := m.look("/f/golden/merchants/pin_locked.txt"); strings.Contains(page, "view=yaml") {
		t.Error("a file without a schema has a form")
	}
}

// TestFormViews makes the form of every file, in both languages.
func TestFormViews(t *testing.T) {
	town, w := writers(t, demoSeats(), nil)
	w.lenient = true
	m := town.sit(t, editBase)
	files, err := w.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range files.rows() {
		if knowledge.SchemaOf(row.Path) == "" || i%7 != 0 && knowledge.ArticleOf(row.Path) != "" {
			continue
		}
		page := m.look("/f/" + row.Path)
		if !strings.Contains(page, "data-form") {
			t.Errorf("%s has no form", row.Path)
		}
		if ids := idsIn(page); len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
			t.Errorf("%s has an id twice", row.Path)
		}
		sent := filledIn(t, m, town, w, row.Path)
		before, _, _ := w.read(row.Path)
		if status, _, body := m.send(http.MethodPost, "/edit/save/"+row.Path, sent); status != http.StatusSeeOther {
			t.Fatalf("%s: %d %.300s", row.Path, status, body)
		}
		if after, _, _ := w.read(row.Path); string(after) != string(before) {
			t.Errorf("%s is changed", row.Path)
		}
		clearLimits(town.team)
	}
}

// idsIn lists the ids of a page.
func idsIn(page string) (out []string) {
	for _, part := range strings.Split(page, ` id="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		out = append(out, id)
	}
	return out
}
