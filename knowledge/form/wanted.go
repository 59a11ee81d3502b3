package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// sent are the values of a form that was sent back, by the names of its fields.
type sent struct {
	values map[string][]string
	used   map[string]bool
	lists  map[string]bool // of groups
}

func (s *sent) get(name string) ([]string, bool) {
	v, ok := s.values[name]
	s.used[name] = true
	return v, ok
}

// all refuses values that no field took, but for those of groups that are not
// in their list any more.
func (s *sent) all() error {
	for name := range s.values {
		if !s.used[name] && !s.inList(name) {
			return fmt.Errorf("%.80q: %w", name, ErrValues)
		}
	}
	return nil
}

// inList reports whether a name is below a place of a list of groups.
func (s *sent) inList(name string) bool {
	steps := strings.Split(name, "/")
	for i := 1; i+1 < len(steps); i++ {
		if s.lists[strings.Join(steps[:i], "/")] {
			_, err := strconv.Atoi(steps[i])
			return err == nil
		}
	}
	return false
}

// join gives the name of what is below a field.
func join(name, step string) string {
	if name == "" {
		return step
	}
	return name + "/" + step
}

// wanted gives what shall stand in a field. What was not sent stays.
func (s *sent) wanted(sh *shape, name string, was value) (value, error) {
	switch sh.kind {
	case Lines:
		return s.wantedList(name, was)
	case Group:
		v := value{fields: slices.Clone(was.fields)}
		for i, field := range sh.fields {
			var err error
			if v.fields[i], err = s.wanted(field, join(name, field.name), was.fields[i]); err != nil {
				return v, err
			}
		}
		return v, nil
	case Groups:
		return s.wantedGroups(sh, name, was)
	case Table:
		return s.wantedRows(sh, name, was)
	}
	texts, ok := s.get(name)
	if !ok {
		return was, nil
	}
	if len(texts) != 1 {
		return was, fmt.Errorf("%q has %d values: %w", name, len(texts), ErrValues)
	}
	text, err := clean(name, texts[0])
	return value{text: text}, err
}

// clean gives a text as it is kept: without what stands at its ends.
func clean(name, text string) (string, error) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if strings.ContainsFunc(text, isControl) || strings.ToValidUTF8(text, "") != text {
		return "", fmt.Errorf("%q has a character that is no text: %w", name, ErrValues)
	}
	return strings.TrimSpace(text), nil
}

func (s *sent) wantedList(name string, was value) (value, error) {
	texts, ok := s.get(name)
	if !ok {
		return was, nil
	}
	var v value
	for _, text := range texts {
		text, err := clean(name, text)
		if err != nil {
			return v, err
		}
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				v.list = append(v.list, line)
			}
		}
	}
	return v, nil
}

// wantedGroups takes the groups that the value of their list names, by their
// places; a place that is not in the text is a new one, if it holds anything.
func (s *sent) wantedGroups(sh *shape, name string, was value) (value, error) {
	order, ok := s.get(name)
	s.lists[name] = true
	if !ok {
		for i := range was.elems {
			order = append(order, strconv.Itoa(i))
		}
	}
	var v value
	last, seen := -1, map[string]bool{}
	for _, place := range order {
		if place == "" || seen[place] {
			continue
		}
		seen[place] = true
		i, err := strconv.Atoi(place)
		if err != nil || i < 0 || strconv.Itoa(i) != place {
			return v, fmt.Errorf("%q has no place %.20q: %w", name, place, ErrValues)
		}
		one := elem{-1, blank(sh.elem)}
		if i < len(was.elems) {
			if one = was.elems[i]; i < last {
				return v, fmt.Errorf("%q is in another order: %w", name, ErrValues)
			}
			last = i
		}
		if one.value, err = s.wanted(sh.elem, join(name, place), one.value); err != nil {
			return v, err
		}
		if one.from >= 0 || !one.empty() {
			v.elems = append(v.elems, one)
		}
	}
	return v, nil
}

func (s *sent) wantedRows(sh *shape, name string, was value) (value, error) {
	var columns [][]string
	any := false
	for i := range sh.columns() {
		cells, ok := s.get(join(name, strconv.Itoa(i)))
		columns, any = append(columns, cells), any || ok
	}
	if !any {
		return was, nil
	}
	var v value
	for _, cells := range columns {
		if len(cells) != len(columns[0]) {
			return v, fmt.Errorf("the columns of %q are not of one length: %w", name, ErrValues)
		}
	}
	for i := range columns[0] {
		var row []string
		for _, cells := range columns {
			cell, err := clean(name, cells[i])
			if err != nil {
				return v, err
			}
			row = append(row, strings.ReplaceAll(cell, "\n", " "))
		}
		if !isEmptyRow(row) {
			v.rows = append(v.rows, row)
		}
	}
	if v.rows = sh.tidy(v.rows); slices.EqualFunc(v.rows, sh.tidy(was.rows), slices.Equal) {
		return was, nil
	}
	return v, nil
}

// tidy brings the rows of one key together, where the first stands.
func (sh *shape) tidy(rows [][]string) (out [][]string) {
	for _, k := range sh.keyed(rows) {
		for _, row := range sh.under.rows(k.value) {
			out = append(out, append([]string{k.key}, row...))
		}
	}
	return out
}
