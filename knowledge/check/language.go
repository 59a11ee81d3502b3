package check

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// languages checks that nothing is written in one language only.
func (c *checker) languages() {
	for _, p := range c.texts.pairs {
		if lang, ok := missing(p.text.ZH == "", p.text.EN == ""); ok {
			c.fail(p.at, "language-missing", "write it in "+string(lang)+" too", "%s has no %s", p.field, lang)
		}
	}
	for _, l := range c.texts.lists {
		zh, en := len(l.lines.ZH), len(l.lines.EN)
		if lang, ok := missing(zh == 0, en == 0); ok {
			c.fail(l.at, "language-missing", "write it in "+string(lang)+" too", "%s has no %s", l.field, lang)
		} else if l.kind.paired() && zh != en {
			c.fail(l.at, "language-lengths", "write as many lines in both", "%s has %d lines in zh and %d in en", l.field, zh, en)
		}
		for _, lang := range knowledge.Langs() {
			for _, line := range l.lines.In(lang) {
				if strings.TrimSpace(line) == "" {
					c.fail(l.at, "required", "write the line or remove it", "%s has an empty line in %s", l.field, lang)
				}
			}
		}
	}
}

// missing names the language that is missing when the other one is there.
func missing(zh, en bool) (knowledge.Lang, bool) {
	switch {
	case zh && !en:
		return knowledge.Chinese, true
	case en && !zh:
		return knowledge.English, true
	}
	return "", false
}

// quoted are the parts of an English text that may be Chinese: words of a
// screen or a button.
var quoted = regexp.MustCompile(`"[^"]*"|“[^”]*”|‘[^’]*’|'[^']*'|「[^」]*」|\([^)]*\)`)

// scripts checks that Chinese texts are Chinese and Simplified, and English
// ones English.
func (c *checker) scripts() {
	for _, p := range c.texts.passages {
		switch {
		case p.lang == knowledge.Chinese:
			if p.kind != name && p.kind != phrasing && !hasChinese(p.text) && hasWords(p.text) {
				c.fail(p.at, "language-mixed", "write it in Chinese", "%s in zh has no Chinese: %q", p.kind, p.text)
			}
			if r, ok := traditional(p.text); ok {
				c.fail(p.at, "traditional", "write "+hanzi.ToSimplified(string(r)), "%s has the Traditional character %c", p.kind, r)
			}
		case p.lang == knowledge.English && p.kind != name:
			if rest := quoted.ReplaceAllString(p.text, ""); hasChinese(rest) {
				c.fail(p.at, "language-mixed", "write it in English, or put words of a screen in quotes", "%s in en has Chinese: %q", p.kind, p.text)
			}
		}
	}
}

func hasChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// hasWords reports whether a text has an English word: two small letters in a
// row. Names such as 4G, OK and SIM are written alike in both languages.
func hasWords(s string) bool {
	run := 0
	for _, r := range s {
		if run++; !unicode.IsLower(r) {
			run = 0
		}
		if run == 2 {
			return true
		}
	}
	return false
}

// traditional gives the first character that occurs in Traditional only.
func traditional(s string) (rune, bool) {
	for _, r := range s {
		if r >= 0x2E80 && hanzi.ScriptOf(string(r)) == hanzi.Traditional {
			return r, true
		}
	}
	return 0, false
}
