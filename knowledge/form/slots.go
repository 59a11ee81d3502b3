package form

import (
	"slices"
	"strings"
)

// slot is one entry of a collection as it shall be: one that stands in the text
// already, or from -1 a new one.
type slot struct {
	from int
	text string
}

// group gives the entries of a group. New ones go where the schema has them.
func (w *writer) group(sh *shape, n *node, was, want value, at place) []slot {
	type placed struct {
		slot
		field int
	}
	var out []placed
	for i, e := range n.entries {
		k := slices.IndexFunc(sh.fields, func(f *shape) bool { return f.name == e.key.value })
		if want.fields[k].empty() && !was.fields[k].empty() && !sh.fields[k].required {
			continue
		}
		out = append(out, placed{slot{i, w.entry(sh.fields[k], e, was.fields[k], want.fields[k], at)}, k})
	}
	for k, field := range sh.fields {
		there := slices.ContainsFunc(n.entries, func(e entry) bool { return e.key.value == field.name })
		if there || want.fields[k].empty() {
			continue
		}
		after, best := 0, -1
		for i, p := range out {
			if p.field < k && p.field > best {
				after, best = i+1, p.field
			}
		}
		fresh := scalar(field.name, at.flow) + ":" + render(field, want.fields[k], at.indent, at.flow)
		out = slices.Insert(out, after, placed{slot{-1, fresh}, k})
	}
	slots := make([]slot, len(out))
	for i, p := range out {
		slots[i] = p.slot
	}
	return slots
}

func (w *writer) groups(sh *shape, n *node, was, want value, at place) (slots []slot) {
	for _, e := range want.elems {
		switch {
		case e.from >= 0:
			slots = append(slots, slot{e.from, w.entry(sh.elem, n.entries[e.from], was.elems[e.from].value, e.value, at)})
		case at.flow:
			slots = append(slots, slot{-1, brackets(sh.elem, e.value)})
		default:
			slots = append(slots, slot{-1, "- " + element(sh.elem, e.value, at.indent)})
		}
	}
	return slots
}

// list gives the items of a list: those that are in both stay as they are
// written, and one that replaces another takes its place.
func (w *writer) list(sh *shape, n *node, want value, at place) (slots []slot) {
	item := &shape{kind: Line, choices: sh.choices}
	var old []string
	var from []int // the entries of old; the others hold nothing and stay
	for i, e := range n.entries {
		if text, _ := presentLine(e.val); text != "" {
			old, from = append(old, text), append(from, i)
		}
	}
	next := 0
	upTo := func(end int) { // the entries before one: they hold nothing
		for ; next < end; next++ {
			slots = append(slots, slot{next, w.text[n.entries[next].start:n.entries[next].end]})
		}
		next = end + 1
	}
	for _, m := range matched(old, want.list) {
		switch {
		case m.new < 0:
			upTo(from[m.old])
		case m.old >= 0:
			upTo(from[m.old])
			fresh := w.entry(item, n.entries[from[m.old]], value{text: old[m.old]}, value{text: want.list[m.new]}, at)
			slots = append(slots, slot{from[m.old], fresh})
		case at.flow:
			slots = append(slots, slot{-1, scalar(want.list[m.new], true)})
		default:
			slots = append(slots, slot{-1, "- " + scalar(want.list[m.new], false)})
		}
	}
	upTo(len(n.entries))
	return slots
}

// table gives the entries of a table. A new key goes behind the one whose rows
// are before its own.
func (w *writer) table(sh *shape, n *node, was, want value, at place) (slots []slot) {
	type nth struct {
		key string
		n   int
	}
	number := func() func(key string) nth {
		seen := map[string]int{}
		return func(key string) nth { seen[key]++; return nth{key, seen[key]} }
	}
	before, count := map[nth]value{}, number()
	for _, k := range sh.keyed(was.rows) {
		before[count(k.key)] = k.value
	}
	there, count := map[nth]int{}, number()
	for i, e := range n.entries {
		there[count(strings.TrimSpace(e.key.value))] = i
	}
	kept, fresh, last := map[int]value{}, map[int][]string{}, -1
	count = number()
	for _, k := range sh.keyed(want.rows) {
		if i, ok := there[count(k.key)]; ok {
			kept[i], last = k.value, i
			continue
		}
		text := scalar(k.key, at.flow) + ": "
		if at.flow {
			text += brackets(sh.under, k.value)
		} else {
			text += row(sh.under, k.value, at.indent)
		}
		fresh[last] = append(fresh[last], text)
	}
	add := func(i int) {
		for _, text := range fresh[i] {
			slots = append(slots, slot{-1, text})
		}
	}
	add(-1)
	count = number()
	for i, e := range n.entries {
		old, shown := before[count(strings.TrimSpace(e.key.value))]
		if now, ok := kept[i]; ok {
			slots = append(slots, slot{i, w.entry(sh.under, e, old, now, at)})
		} else if !shown {
			slots = append(slots, slot{i, w.text[e.start:e.end]})
		}
		add(i)
	}
	return slots
}
