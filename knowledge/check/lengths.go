package check

import (
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
)

// limit is what a text may take in each language: Chinese in characters, where
// two narrow ones (letters, digits) count as one, English in characters.
type limit struct{ zh, en int }

// limits keep a question in three lines of a phone and an advice readable.
var limits = map[kind]limit{
	problemTitle: {20, 48},
	answerLabel:  {14, 28},
	questionText: {60, 160},
	step:         {60, 160},
	tell:         {120, 280},
	never:        {50, 140},
	haveReady:    {50, 140},
}

// adviceLimit is what a whole advice may take, in characters. A message holds
// 4,096 at most, and Chinese is read more slowly by the character.
var adviceLimit = limit{1500, 3500}

func (l limit) in(lang knowledge.Lang) int {
	if lang == knowledge.English {
		return l.en
	}
	return l.zh
}

// lengths checks that texts fit the chat.
func (c *checker) lengths() {
	for _, p := range c.texts.passages {
		l, ok := limits[p.kind]
		if !ok || p.lang == "" {
			continue
		}
		if n := length(p.text, p.lang); n > l.in(p.lang) {
			c.fail(p.at, "too-long", "shorten it", "%s has %d characters in %s, at most %d fit", p.kind, n, p.lang, l.in(p.lang))
		}
	}
}

func length(s string, lang knowledge.Lang) int {
	if lang == knowledge.English {
		return utf8.RuneCountInString(s)
	}
	half := 0
	for _, r := range s {
		if half++; r >= 0x2E80 || r == '“' || r == '”' || r == '…' || r == '—' {
			half++
		}
	}
	return (half + 1) / 2
}

// adviceLengths checks that every cause's advice as a whole fits one message.
func (c *checker) adviceLengths() {
	for i := range c.base.Problems {
		p := &c.base.Problems[i]
		for j := range p.Causes {
			for _, lang := range knowledge.Langs() {
				n := utf8.RuneCountInString(c.advice(p, &p.Causes[j], lang))
				if n > adviceLimit.in(lang) {
					c.fail(p.At("causes", j, "id"), "advice-too-long", "shorten the steps and lists",
						"the whole advice has %d characters in %s, at most %d fit", n, lang, adviceLimit.in(lang))
				}
			}
		}
	}
}

// advice writes a cause's whole advice, without headings.
func (c *checker) advice(p *knowledge.Problem, cause *knowledge.Cause, lang knowledge.Lang) string {
	route := c.base.Advice(cause.Route)
	said := cause.Tell
	if said.IsZero() {
		said = route.Say
	}
	ready := route.HaveReady
	if !p.HaveReady.IsZero() {
		ready = p.HaveReady
	}
	if !cause.HaveReady.IsZero() {
		ready = cause.HaveReady
	}
	all := []string{route.Verdict.In(lang), cause.Title.In(lang)}
	all = append(all, cause.Steps.In(lang)...)
	all = append(all, said.In(lang))
	all = append(all, ready.In(lang)...)
	for _, l := range []knowledge.Lines{cause.Never, p.Never, route.Never} {
		all = append(all, l.In(lang)...)
	}
	return strings.Join(append(all, p.HumanWhen.In(lang)), "\n")
}
