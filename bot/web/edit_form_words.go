package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// options lists the choices of a field, with what they mean; a text that is none
// of them stays one.
func (b *formBuilder) options(f forms.Field) []option {
	var out []option
	if !f.Required || f.Value == "" {
		out = append(out, option{"", "—"})
	}
	for _, c := range f.Choices {
		label := c
		if said, ok := b.texts["edit_value_"+c]; ok {
			label += " · " + said
		}
		out = append(out, option{c, label})
	}
	if f.Value != "" && !slices.Contains(f.Choices, f.Value) {
		out = append(out, option{f.Value, f.Value})
	}
	return out
}

// words gives the label and the help of a field: the page's own words for what
// editors see most, else those of the schema.
func (b *formBuilder) words(f forms.Field) (label, help string) {
	key := "edit_of_" + fieldKey(f.Name)
	if slices.Contains(knowledge.Langs(), knowledge.Lang(f.Label)) {
		return b.texts["edit_lang_"+f.Label], ""
	}
	label, ok := b.texts[key]
	if ok && b.article {
		return label, b.texts[key+"_help"]
	}
	if help = f.Description; help != "" && !strings.HasSuffix(help, ".") {
		help += "."
	}
	return f.Label, help
}

// columnLabel gives the label of a column of a table.
func (b *formBuilder) columnLabel(f forms.Field, k, columns int) string {
	if label, ok := b.texts[fmt.Sprintf("edit_column_%s_%d", f.Label, k)]; ok {
		return label
	}
	if k == columns-1 {
		return b.texts["edit_column_value"]
	}
	return b.texts["edit_column_key"]
}

// fieldKey gives a field's name without places, as texts name it.
func fieldKey(name string) string {
	var out []string
	for step := range strings.SplitSeq(name, "/") {
		if _, err := strconv.Atoi(step); err != nil && step != newPlace {
			out = append(out, step)
		}
	}
	return strings.Join(out, "_")
}

// textRows gives how many lines a text is shown with at first.
func textRows(text string, list bool) int {
	if list {
		return min(max(strings.Count(text, "\n")+2, 3), 16)
	}
	rows := 0
	for line := range strings.Lines(text) {
		rows += 1 + len(line)/90
	}
	return min(max(rows, 2), 16)
}

// whyNoForm says why a text has no form.
func (t texts) whyNoForm(err error) (string, error) {
	var unshown *forms.Unshown
	if !errors.As(err, &unshown) {
		return "", err
	}
	said, err := t.say("edit_unshown_" + string(unshown.Reason))
	if err != nil {
		return "", err
	}
	if unshown.What != "" && unshown.Reason != forms.NotYAML {
		said += " " + unshown.What
	}
	return t.say("edit_unshown", strconv.Itoa(unshown.Line), said)
}
