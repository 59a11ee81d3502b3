package form_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/form"
)

// words are what editors write, and what is hard to write as YAML.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "no", "yes", "05", "08", "A0", "1e3", "~", "null", "true", "n/a", "2024-01-01", "a: b", "a #b", "#", "-", "- a", "---",
			"请打电话，问：为什么？", "a, b", "[x]", "{x}", "it's", `say "no"`, `back\slash`, "!x", "&x", "*x", "|", ">", "%", "@", "`", "? x", ": x", "x:",
			"two\nlines", "three\n\n  lines", "tab\there", "😀", "<b>&", "a\u2028b", "=", "<<", strings.Repeat("很长的一句话。", 30),
			"first\n# no comment\nlast", "a\n b\nc: d\n- e",
		}),
		rapid.StringOf(rapid.RuneFrom([]rune("ab中 :#-,[]{}'\"\\|>&*!%@?~\n"))),
		rapid.String(),
	)
}

// sendable reports whether a form can hold a text.
func sendable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 })
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// change changes some of what a form sends, and gives what is then to be read.
func change(t *rapid.T, f form.Form, sent map[string][]string) {
	draw := func() string { return words().Filter(sendable).Draw(t, "text") }
	var fields []form.Field
	var walk func([]form.Field)
	walk = func(fs []form.Field) {
		for _, f := range fs {
			fields = append(fields, f)
			if f.Kind == form.Group || f.Kind == form.Groups {
				walk(f.Fields)
			}
		}
	}
	walk(f.Fields)
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		switch f := fields[rapid.IntRange(0, len(fields)-1).Draw(t, "field")]; f.Kind {
		case form.Line, form.Long, form.Choice:
			sent[f.Name] = []string{draw()}
		case form.Lines, form.Items:
			list := slices.Clone(sent[f.Name])
			if f.Kind == form.Lines {
				list = strings.Split(list[0], "\r\n")
			}
			for range rapid.IntRange(1, 3).Draw(t, "edits") {
				i := rapid.IntRange(0, len(list)).Draw(t, "at")
				end := min(len(list), i+rapid.IntRange(0, 1).Draw(t, "gone"))
				list = slices.Replace(list, i, end, rapid.SliceOfN(rapid.Map(words().Filter(sendable), oneLine), 0, 2).Draw(t, "new")...)
			}
			sent[f.Name] = list
		case form.Groups:
			order := slices.Clone(sent[f.Name])
			if len(order) > 1 && rapid.Bool().Draw(t, "remove") {
				i := rapid.IntRange(1, len(order)-1).Draw(t, "which")
				order = slices.Delete(order, i, i+1)
			}
			place := strconv.Itoa(1000 + len(sent))
			fresh := map[string][]string{}
			gather(fresh, f.Blank(place).Fields)
			for _, name := range slices.Sorted(maps.Keys(fresh)) {
				if _, list := fresh[name+"/0"]; !list && len(fresh[name]) == 1 && fresh[name][0] == "" && !strings.HasSuffix(name, "collisions") && !strings.HasSuffix(name, "answers") && rapid.Bool().Draw(t, "fill") {
					fresh[name] = []string{draw()}
				}
			}
			maps.Copy(sent, fresh)
			sent[f.Name] = slices.Insert(order, rapid.IntRange(0, len(order)).Draw(t, "place"), place)
		case form.Table:
			changeRows(t, f, sent)
		}
	}
}

func changeRows(t *rapid.T, f form.Field, sent map[string][]string) {
	var rows [][]string
	for i := range sent[f.Columns[0].Name] {
		var row []string
		for _, c := range f.Columns {
			row = append(row, sent[c.Name][i])
		}
		rows = append(rows, row)
	}
	for range rapid.IntRange(1, 3).Draw(t, "edits") {
		i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
		row := slices.Clone(rows[i])
		for k := range row {
			if rapid.Bool().Draw(t, "cell") {
				row[k] = oneLine(words().Filter(sendable).Draw(t, "text"))
			}
		}
		if rapid.Bool().Draw(t, "insert") {
			rows = slices.Insert(rows, i, row)
		} else {
			rows[i] = row
		}
	}
	for k, c := range f.Columns {
		sent[c.Name] = nil
		for _, row := range rows {
			sent[c.Name] = append(sent[c.Name], row[k])
		}
	}
}

// meant gives what a form must read after its values were applied.
func meant(fields []form.Field, sent map[string][]string) map[string][]string {
	out := map[string][]string{}
	var walk func(fields []form.Field, from, to string)
	walk = func(fields []form.Field, from, to string) {
		for _, f := range fields {
			was := sent[f.Name]
			name := to + strings.TrimPrefix(f.Name, from)
			switch f.Kind {
			case form.Group:
				walk(f.Fields, from, to)
			case form.Groups:
				var order []string
				for _, place := range was {
					if place == "" {
						continue
					}
					g := f.Blank(place)
					if i, err := strconv.Atoi(place); err == nil && i < len(f.Fields) {
						g = f.Fields[i]
					} else if blank(g.Fields, sent) {
						continue
					}
					next := name + "/" + strconv.Itoa(len(order))
					order = append(order, next)
					walk(g.Fields, f.Name+"/"+place, next)
				}
				out[name] = []string{strconv.Itoa(len(order))}
			case form.Table:
				out[name] = meantRows(f, sent)
			case form.Lines, form.Items:
				for _, v := range was {
					for line := range strings.SplitSeq(v, "\n") {
						if line = strings.TrimSpace(line); line != "" {
							out[name] = append(out[name], line)
						}
					}
				}
			default:
				out[name] = []string{strings.TrimSpace(strings.ReplaceAll(was[0], "\r\n", "\n"))}
			}
		}
	}
	walk(fields, "", "")
	return out
}

func cell(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", " ") }

// meantRows gives the rows of a table in one order. A key alone says nothing
// beside other rows of it, but in a table that has one value a key.
func meantRows(f form.Field, sent map[string][]string) (out []string) {
	deep := len(f.Columns) == 3 || f.Label == "facts"
	full := map[string]bool{}
	for _, alone := range []bool{false, true} {
		for i, key := range sent[f.Columns[0].Name] {
			key = cell(key)
			rest := ""
			for _, c := range f.Columns[1:] {
				rest += "|" + cell(sent[c.Name][i])
			}
			empty := strings.Trim(rest, "|") == ""
			if deep && empty != alone || !deep && alone || empty && (key == "" || deep && full[key]) {
				continue
			}
			full[key] = true
			out = append(out, key+rest)
		}
	}
	slices.Sort(out)
	return out
}

func blank(fields []form.Field, sent map[string][]string) bool {
	for _, v := range meant(fields, sent) {
		for _, s := range v {
			if s != "" && s != "0" {
				return false
			}
		}
	}
	return true
}

// TestChanged changes anything in any file: then the text reads as was sent,
// and what is sent back again changes nothing.
func TestChanged(t *testing.T) {
	all := files(t)
	names := slices.Sorted(maps.Keys(all))
	b, _ := knowledge.Load(base.Files)
	complete := form.OfBase(b)
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.SampledFrom(names).Draw(t, "file")
		schema, text := schemaOf(file), all[file]
		f, err := form.Read(schema, text, complete)
		if err != nil {
			t.Fatal(err)
		}
		sent := values(f.Fields)
		change(t, f, sent)
		got, err := form.Apply(schema, text, sent)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		after, err := form.Read(schema, got, complete)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		want, is := meant(f.Fields, sent), meant(after.Fields, values(after.Fields))
		for name := range want {
			if !slices.Equal(want[name], is[name]) {
				t.Fatalf("%s: %s is %q, not %q", file, name, is[name], want[name])
			}
		}
		if again, err := form.Apply(schema, got, values(after.Fields)); err != nil || string(again) != string(got) {
			t.Fatalf("%s: sent again it is changed, %v", file, err)
		}
		for line := range strings.Lines(string(text)) { // comments stand outside what was changed
			if strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.Contains(string(got), strings.TrimSpace(line)) {
				t.Fatalf("%s: %q is lost", file, line)
			}
		}
	})
}
