package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// blockEntries finds the entries of a collection that has lines for each.
func (p *parser) blockEntries(n *node, y *yaml.Node) error {
	indent, at := indentOf(p.text, n.start), n.start
	step := 1
	if y.Kind == yaml.MappingNode {
		step = 2
	}
	for i := 0; i+step <= len(y.Content); i += step {
		e := entry{start: at}
		var err error
		switch {
		case indentOf(p.text, at) != indent:
			return p.writing(at)
		case y.Kind == yaml.MappingNode:
			err = p.pair(&e, y.Content[i], y.Content[i+1], at, indent)
		case at >= len(p.text) || p.text[at] != '-':
			return p.writing(at)
		default:
			err = p.under(&e, y.Content[i], at+1, indent)
		}
		if err != nil {
			return err
		}
		if e.end, err = p.extent(e.val.end, indent); err != nil {
			return err
		}
		n.entries = append(n.entries, e)
		n.end = e.end
		at = p.skip(e.end)
	}
	if len(n.entries) == 0 {
		return p.writing(n.start)
	}
	return nil
}

// extent gives the end of an entry with what belongs to it: the comment behind
// it, and those below that are further in than it is.
func (p *parser) extent(end, indent int) (int, error) {
	stop := p.lineEnd(end)
	if rest := strings.TrimLeft(p.text[end:stop], " \t"); rest != "" && rest[0] != '#' {
		return 0, p.writing(end)
	}
	last := stop
	for at := stop; at < len(p.text); {
		begin := at + 1
		at = p.lineEnd(begin)
		line := p.text[begin:at]
		trimmed := strings.TrimLeft(line, " \t")
		switch {
		case trimmed == "":
		case trimmed[0] == '#' && len(line)-len(trimmed) > indent:
			last = at
		default:
			return last, nil
		}
	}
	return last, nil
}

// flowEntries finds the entries of a collection in brackets.
func (p *parser) flowEntries(n *node, y *yaml.Node) error {
	open, shut, step := byte('['), byte(']'), 1
	if y.Kind == yaml.MappingNode {
		open, shut, step = '{', '}', 2
	}
	if n.start >= len(p.text) || p.text[n.start] != open {
		return p.writing(n.start)
	}
	at := p.skip(n.start + 1)
	for i := 0; i+step <= len(y.Content); i += step {
		e := entry{start: at}
		var err error
		if y.Kind == yaml.MappingNode {
			err = p.pair(&e, y.Content[i], y.Content[i+1], at, 0)
		} else {
			err = p.under(&e, y.Content[i], at, 0)
		}
		if err != nil {
			return err
		}
		if e.start == e.end {
			return p.writing(e.start)
		}
		n.entries = append(n.entries, e)
		at = p.skip(e.end)
		if at < len(p.text) && p.text[at] == ',' {
			at = p.skip(at + 1)
		}
	}
	if at >= len(p.text) || p.text[at] != shut {
		return p.writing(at)
	}
	n.end = at + 1
	return nil
}

// scalarEnd gives where the writing of a scalar ends.
func (p *parser) scalarEnd(n *node, indent int) (int, bool) {
	switch {
	case n.style&yaml.DoubleQuotedStyle != 0:
		return p.quoteEnd(n.start, '"')
	case n.style&yaml.SingleQuotedStyle != 0:
		return p.quoteEnd(n.start, '\'')
	case n.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return p.literalEnd(n.start, indent)
	}
	return p.plainEnd(n.start, n.value)
}

func (p *parser) quoteEnd(start int, quote byte) (int, bool) {
	if start >= len(p.text) || p.text[start] != quote {
		return 0, false
	}
	for i := start + 1; i < len(p.text); i++ {
		switch {
		case p.text[i] == '\\' && quote == '"':
			i++
		case p.text[i] == quote && quote == '\'' && i+1 < len(p.text) && p.text[i+1] == quote:
			i++
		case p.text[i] == quote:
			return i + 1, true
		}
	}
	return 0, false
}

// plainEnd follows the letters of a text that is not quoted: folding changes
// only the blanks between them.
func (p *parser) plainEnd(start int, value string) (int, bool) {
	at := start
	for _, c := range value {
		if unicode.IsSpace(c) && strings.ContainsRune(" \t\n", c) {
			continue
		}
		for at < len(p.text) && strings.IndexByte(" \t\n", p.text[at]) >= 0 {
			at++
		}
		got, size := utf8.DecodeRuneInString(p.text[at:])
		if got != c || size == 0 {
			return 0, false
		}
		at += size
	}
	return at, at > start
}

// literalEnd gives the end of the last line with words of a literal text, or
// with blanks where it keeps them.
func (p *parser) literalEnd(start, indent int) (int, bool) {
	if start >= len(p.text) || p.text[start] != '|' && p.text[start] != '>' {
		return 0, false
	}
	end := p.lineEnd(start)
	header, _, _ := strings.Cut(p.text[start:end], "#")
	keep, inner := strings.Contains(header, "+"), 0
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		inner = max(indent, 0) + int(header[i]-'0')
	}
	for at := end; at < len(p.text); {
		begin := at + 1
		at = p.lineEnd(begin)
		line := p.text[begin:at]
		in := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case in == len(line):
			if keep && begin < len(p.text) {
				end = at
			}
			continue
		case inner == 0:
			inner = in
		}
		if in <= indent || in < inner {
			break
		}
		end = at
	}
	return end, true
}
