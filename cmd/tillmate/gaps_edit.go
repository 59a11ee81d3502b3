package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/form"
)

// textEdit changes words in the text of an article, as its form does: all else
// in the text, comments and order too, stays as it is.
type textEdit struct {
	file    string // its path in the content
	text    []byte // with the changes
	changes []change
}

// fileEdit is a textEdit of a file on the disk.
type fileEdit struct {
	*textEdit
	path string
}

// change is a line that was replaced or, without an old one, added.
type change struct {
	line     int // from 1
	old, new string
}

// errByHand is an article that is written in a way that is not edited here.
var errByHand = errors.New("this place is written in a way that needs an editor's hand")

// folderFiles gives the files of a folder of articles.
func folderFiles(folder string) (fs.FS, error) { return content(configs.Config{Knowledge: folder}) }

func newTextEdit(file string, text []byte) *textEdit { return &textEdit{file: file, text: text} }

func openEdit(folder, file string) (*fileEdit, error) {
	path, err := within(folder, file)
	if err != nil {
		return nil, failed(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, failed(fmt.Errorf("read the article: %w", err))
	}
	return &fileEdit{newTextEdit(file, data), path}, nil
}

// set changes one field of the article, to the values that change gives of it.
func (e *textEdit) set(name string, change func(form.Field) (map[string][]string, error)) error {
	schemas, err := knowledge.Schemas()
	if err != nil {
		return err
	}
	schema := schemas[knowledge.SchemaOf(e.file)]
	f, err := form.Read(schema, e.text, nil)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", e.file, errByHand, err)
	}
	field, ok := f.Find(name)
	if !ok {
		return fmt.Errorf("%s: %s is not there: %w", e.file, name, errByHand)
	}
	values, err := change(field)
	if err != nil {
		return err
	}
	after, err := form.Apply(schema, e.text, values)
	if err != nil {
		return fmt.Errorf("%s:%d: %w: %w", e.file, field.Line, errByHand, err)
	}
	e.note(strings.Split(string(e.text), "\n"), strings.Split(string(after), "\n"))
	e.text = after
	return nil
}

// appendItem adds a text at the end of a list.
func (e *textEdit) appendItem(text, list string) error {
	return e.set(list, func(f form.Field) (map[string][]string, error) {
		return map[string][]string{list: {f.Value, text}}, nil
	})
}

// replaceWord replaces a word by another: that of a field, or in a table that
// in the row of the keys.
func (e *textEdit) replaceWord(old, word, name string, keys ...string) error {
	return e.set(name, func(f form.Field) (map[string][]string, error) {
		gone := fmt.Errorf("%s:%d: %s is not there: %w", e.file, f.Line, old, errByHand)
		if len(keys) == 0 {
			if f.Value != old {
				return nil, gone
			}
			return map[string][]string{name: {word}}, nil
		}
		values, found := map[string][]string{}, false
		for _, row := range f.Rows {
			var cells []string
			for _, cell := range row.Cells {
				cells = append(cells, cell.Value)
			}
			if slices.Equal(cells, append(slices.Clip(keys), old)) {
				cells[len(keys)], found = word, true
			}
			for i, cell := range row.Cells {
				values[cell.Name] = append(values[cell.Name], cells[i])
			}
		}
		if !found {
			return nil, gone
		}
		return values, nil
	})
}

// note keeps which lines were changed, for people to see: those between what
// is the same before and after them.
func (e *textEdit) note(was, is []string) {
	head, tail := 0, 0
	for head < len(was) && head < len(is) && was[head] == is[head] {
		head++
	}
	for tail < len(was)-head && tail < len(is)-head && was[len(was)-1-tail] == is[len(is)-1-tail] {
		tail++
	}
	was, is = was[head:len(was)-tail], is[head:len(is)-tail]
	for i := range max(len(was), len(is)) {
		c := change{line: head + i + 1}
		if i < len(was) {
			c.old = strings.TrimSuffix(was[i], "\r")
		}
		if i < len(is) {
			c.new = strings.TrimSuffix(is[i], "\r")
		}
		at := slices.IndexFunc(e.changes, func(x change) bool { return x.line == c.line && x.new == c.old && c.old != "" })
		if at >= 0 { // two words of one line are one change
			e.changes[at].new = c.new
		} else {
			e.changes = append(e.changes, c)
		}
	}
}

// save writes the file.
func (e *fileEdit) save() error { return e.write(e.text) }

// write writes a text over the file.
func (e *fileEdit) write(after []byte) error {
	info, err := os.Stat(e.path)
	if err != nil {
		return fmt.Errorf("write the article: %w", err)
	}
	fresh := e.path + ".new"
	if err := os.WriteFile(fresh, after, info.Mode().Perm()); err != nil {
		return fmt.Errorf("write the article: %w", err)
	}
	if err := os.Rename(fresh, e.path); err != nil {
		return fmt.Errorf("write the article: %w", errors.Join(err, os.Remove(fresh)))
	}
	return nil
}

// writeDiff shows the changes.
func (e *textEdit) writeDiff(w io.Writer) {
	for _, c := range e.changes {
		fmt.Fprintf(w, "%s:%d\n", e.file, c.line)
		if c.old != "" {
			fmt.Fprintf(w, "- %s\n", c.old)
		}
		fmt.Fprintf(w, "+ %s\n", c.new)
	}
}
