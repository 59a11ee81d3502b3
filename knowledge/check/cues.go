package check

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// cue is one phrase to be read in merchants' texts, with its place.
type cue struct {
	text string
	at   knowledge.Position
}

// cues checks that every cue can be read and can match a folded text.
func (c *checker) cues() {
	for _, x := range c.allCues() {
		if why := unfolded(x.text); why != "" {
			c.fail(x.at, "cue-form", "write it Simplified, in lower case and half width", "the cue %q is not folded: it has %s", x.text, why)
		} else if _, err := c.normaliser.Compile([]string{x.text}); err != nil {
			c.fail(x.at, "cue", "use only …, (a|b), # and a leading !", "%v", err)
		}
	}
}

// allCues lists the cues of questions, intents and safety rules.
func (c *checker) allCues() []cue {
	var out []cue
	add := func(list []string, at func(i int) knowledge.Position) {
		for i, s := range list {
			out = append(out, cue{s, at(i)})
		}
	}
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		for j, a := range q.Answers {
			add(a.Cues, func(k int) knowledge.Position { return q.At("answers", j, "cues", k) })
			add(a.Replies, func(k int) knowledge.Position { return q.At("answers", j, "replies", k) })
		}
	}
	for i, in := range c.base.Intents {
		add(in.Cues, func(k int) knowledge.Position { return c.base.IntentsAt("intents", i, "cues", k) })
		for k, w := range in.Whole {
			if strings.Contains(w, "|") {
				out = append(out, cue{w, c.base.IntentsAt("intents", i, "whole", k)})
			}
		}
	}
	for i, r := range c.base.Safety.Rules {
		add(r.Cues, func(k int) knowledge.Position { return c.base.Safety.At("rules", i, "cues", k) })
	}
	return out
}

// unfolded says what in a cue folding would have changed, or "".
func unfolded(cue string) string {
	for _, r := range cue {
		switch {
		case unicode.ToLower(r) != r:
			return fmt.Sprintf("the capital letter %c", r)
		case r != '…' && norm.NFKC.String(string(r)) != string(r):
			return fmt.Sprintf("the full-width %c", r)
		case strings.ContainsRune("‘’“”–—", r):
			return fmt.Sprintf("the typographic %c", r)
		}
	}
	if hanzi.ToSimplified(cue) != cue {
		r, _ := traditional(cue)
		return fmt.Sprintf("the Traditional character %c", r)
	}
	return ""
}

// doubleCues checks that no phrase says two answers of one question.
func (c *checker) doubleCues() {
	for i := range c.base.Questions {
		q := &c.base.Questions[i]
		first := map[string]string{}
		for j, a := range q.Answers {
			for _, list := range []struct {
				field string
				cues  []string
			}{{"cues", a.Cues}, {"replies", a.Replies}} {
				for k, text := range list.cues {
					if strings.HasPrefix(text, "!") {
						continue
					}
					if other, ok := first[text]; ok && other != a.ID {
						c.fail(q.At("answers", j, list.field, k), "cue-double", "keep it with one of the two",
							"%q says the answer %q and the answer %q", text, other, a.ID)
					}
					first[text] = a.ID
				}
			}
		}
	}
}
