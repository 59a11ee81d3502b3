package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

// textEdit changes words in the text of an article. Everything else, comments
// and order too, stays as it is: the change is made in the text, and counts
// only when it then reads exactly as was meant.
type textEdit struct {
	file    string // its path in the content
	before  []byte
	lines   []string // with their ends
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

func newTextEdit(file string, text []byte) *textEdit {
	return &textEdit{file: file, before: text, lines: strings.SplitAfter(string(text), "\n")}
}

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

// node finds a value by keys (string) and places in lists (int), in the file as
// it is by now.
func (e *textEdit) node(path ...any) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Load([]byte(strings.Join(e.lines, "")), &root); err != nil {
		return nil, fmt.Errorf("%s: %w", e.file, err)
	}
	node := &root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	for _, step := range path {
		next := below(node, step)
		if next == nil {
			return nil, fmt.Errorf("%s:%d: %v is not there: %w", e.file, node.Line, step, errByHand)
		}
		node = next
	}
	return node, nil
}

func below(node *yaml.Node, step any) *yaml.Node {
	switch s := step.(type) {
	case string:
		for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == s {
				return node.Content[i+1]
			}
		}
	case int:
		if node.Kind == yaml.SequenceNode && s >= 0 && s < len(node.Content) {
			return node.Content[s]
		}
	}
	return nil
}

// appendItem adds a text at the end of a list that has a line for each.
func (e *textEdit) appendItem(text string, path ...any) error {
	list, err := e.node(path...)
	if err != nil {
		return err
	}
	if list.Kind != yaml.SequenceNode || list.Style&yaml.FlowStyle != 0 || len(list.Content) == 0 {
		return fmt.Errorf("%s:%d: %w", e.file, list.Line, errByHand)
	}
	last := list.Content[len(list.Content)-1].Line
	line := e.lines[last-1]
	dash := strings.Index(line, "- ")
	if dash < 0 || strings.TrimSpace(line[:dash]) != "" {
		return fmt.Errorf("%s:%d: %w", e.file, last, errByHand)
	}
	end := "\n"
	if strings.HasSuffix(line, "\r\n") {
		end = "\r\n"
	}
	if !strings.HasSuffix(line, "\n") { // the last of the file
		e.lines[last-1] += end
	}
	added := line[:dash] + "- " + scalar(text)
	e.lines = slices.Insert(e.lines, last, added+end)
	e.changes = append(e.changes, change{line: last + 1, new: added})
	return nil
}

// scalar writes a text as YAML on one line.
func scalar(text string) string {
	data, err := yaml.Marshal(text)
	out := strings.TrimRight(string(data), "\n")
	if err != nil || strings.Contains(out, "\n") || strings.Contains(out, " #") {
		quoted, _ := json.Marshal(text) // a string can always be written
		return string(quoted)
	}
	return out
}

// replaceWord replaces one word by another at a place.
func (e *textEdit) replaceWord(old, word string, path ...any) error {
	node, err := e.node(path...)
	if err != nil {
		return err
	}
	line := e.lines[node.Line-1]
	runes := []rune(line)
	from := node.Column - 1
	if node.Kind != yaml.ScalarNode || node.Value != old || from > len(runes) || !strings.HasPrefix(string(runes[from:]), old) {
		return fmt.Errorf("%s:%d: %w", e.file, node.Line, errByHand)
	}
	head := string(runes[:from])
	changed := head + word + line[len(head)+len(old):]
	e.lines[node.Line-1] = changed
	fresh := strings.TrimRight(changed, "\r\n")
	for i := range e.changes {
		if e.changes[i].line == node.Line { // two words of one line are one change
			e.changes[i].new = fresh
			return nil
		}
	}
	e.changes = append(e.changes, change{node.Line, strings.TrimRight(line, "\r\n"), fresh})
	return nil
}

// text gives the text with its changes, when it reads as meant: like before,
// but for what want changes.
func (e *textEdit) text(want func(*knowledge.Problem)) ([]byte, error) {
	after := []byte(strings.Join(e.lines, ""))
	var was, is knowledge.Problem
	if err := yaml.Load(e.before, &was); err != nil {
		return nil, fmt.Errorf("%s: %w", e.file, err)
	}
	if err := yaml.Load(after, &is); err != nil {
		return nil, fmt.Errorf("%s: %w", e.file, errByHand)
	}
	want(&was)
	if !reflect.DeepEqual(was, is) {
		return nil, fmt.Errorf("%s: %w", e.file, errByHand)
	}
	return after, nil
}

// save writes the file, when it reads as meant.
func (e *fileEdit) save(want func(*knowledge.Problem)) error {
	after, err := e.text(want)
	if err != nil {
		return err
	}
	return e.write(after)
}

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
