package normalise

import (
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// rewrites are the terms' replacements by the first character of what they
// replace, the longest first.
type rewrites map[rune][]rewrite

type rewrite struct {
	from, to []rune
	// inside is where from stands in to, or -1: 预授 in 预授权 is no reason to
	// write 预授权权.
	inside int
}

func newRewrites(all []knowledge.Rewrite) rewrites {
	out := rewrites{}
	for _, r := range all {
		to := collapse(lower(clean(r.To)))
		for _, f := range r.From {
			from := collapse(lower(clean(f)))
			if len(from) == 0 || slices.Equal(from, to) {
				continue
			}
			out[from[0]] = append(out[from[0]], rewrite{from: from, to: to, inside: indexRunes(to, from)})
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b rewrite) int { return len(b.from) - len(a.from) })
	}
	return out
}

// apply replaces, from left to right, the longest match at each place. Latin
// spellings match whole words only.
func (rs rewrites) apply(text []rune) (out []rune, changed bool) {
	out = make([]rune, 0, len(text)+8)
	for i := 0; i < len(text); {
		r, kept := rs.at(text, i)
		switch {
		case r == nil:
			out = append(out, text[i])
			i++
		case kept:
			out = append(out, r.from...)
			i += len(r.from)
		default:
			out = append(out, r.to...)
			i += len(r.from)
			changed = true
		}
	}
	return out, changed
}

// at returns the longest rewrite that matches at i; kept tells that the text
// reads as the rewrite wants it already.
func (rs rewrites) at(text []rune, i int) (r *rewrite, kept bool) {
	list := rs[text[i]]
	for k := range list {
		r := &list[k]
		end := i + len(r.from)
		if !hasRunes(text, i, r.from) || isWord(r.from[0]) && wordAt(text, i-1) || isWord(r.from[len(r.from)-1]) && wordAt(text, end) {
			continue
		}
		return r, r.inside >= 0 && hasRunes(text, i-r.inside, r.to)
	}
	return nil, false
}

// hasRunes reports whether part stands in text at i.
func hasRunes(text []rune, i int, part []rune) bool {
	return i >= 0 && i+len(part) <= len(text) && slices.Equal(text[i:i+len(part)], part)
}

// indexRunes returns where part first stands in text, or -1.
func indexRunes(text, part []rune) int {
	for i := 0; i+len(part) <= len(text); i++ {
		if hasRunes(text, i, part) {
			return i
		}
	}
	return -1
}
