package conversation

import (
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// Brief is what the team is told of a case, in one reader's language. It is
// made of the facts and never of a free guess; card data is masked.
type Brief struct {
	Summary string          // as [Handoff] has it
	Problem string          // the likeliest, or ""
	Title   string          // of the problem
	Code    string          // the response code or screen text that was said, or ""
	Route   knowledge.Route // the likeliest route besides human, or ""
	Safety  bool            // a safety rule handed it over
	Likely  []Likely        // the likeliest causes, best first
}

// Likely is a likely cause.
type Likely struct {
	Problem string
	Cause   string
	Route   knowledge.Route
	Title   string  // of the cause
	P       float64 // in [0, 1]
}

// leastLikely is the probability from which the team is told a cause.
const leastLikely = .05

// Brief gives what the team is told of a state's case, for a reason as a
// [Handoff] has it. Everything but the merchant's own words is in the reader's
// language and characters.
func (e *Engine) Brief(s State, reason string, lang knowledge.Lang, traditional bool) Brief {
	t := e.reading(s, lang, traditional)
	c := t.s.Case
	b := t.belief()
	out := Brief{Summary: t.summary(reason), Problem: t.bestProblem(b, leastNamed)}
	if t.base.Problem(reason) != nil {
		out.Problem = reason
	}
	for _, rule := range t.base.Safety.Rules {
		if rule.Route == knowledge.RouteHuman && (rule.ID == reason || rule.Problem != "" && rule.Problem == reason) {
			out.Safety = true
		}
	}
	out.Code = c.code()
	if p := t.base.Problem(out.Problem); p != nil {
		out.Title = t.script(p.Title.In(lang))
	}
	best := leastNamed
	for _, r := range knowledge.Routes() {
		if p := b.Route(string(r)); r != knowledge.RouteHuman && p >= best {
			out.Route, best = r, p
		}
	}
	if !t.causesMatter(reason) {
		return out
	}
	for _, r := range b.Differential(topInSummary) {
		if r.Cause >= 0 && r.P >= leastLikely {
			ref := t.book.Refs[r.Cause]
			out.Likely = append(out.Likely, Likely{
				Problem: ref.Problem.Slug, Cause: ref.Cause.ID, Route: ref.Cause.Route,
				Title: t.script(ref.Cause.Title.In(lang)), P: r.P,
			})
		}
	}
	return out
}

// code gives the response code that was said, or else the screen's text.
func (c *Case) code() string {
	if a, ok := c.answer(knowledge.CodeQuestion); ok && a.Answer != knowledge.Unsure {
		return a.Answer
	}
	for _, x := range c.Texts {
		if len(x.Shown) > 0 {
			return x.Shown[0]
		}
	}
	return ""
}

// reading looks at a state as somebody of the team reads it.
func (e *Engine) reading(s State, lang knowledge.Lang, traditional bool) *turn {
	if lang == "" {
		lang = knowledge.Chinese
	}
	t := &turn{Engine: e, s: s.clone()}
	t.s.Lang, t.s.Traditional = lang, traditional && lang == knowledge.Chinese
	if t.s.Traditional {
		as := *e
		as.phrases = traditionalPhrases{e.phrases}
		t.Engine = &as
	}
	if t.s.Case == nil {
		t.s.Case = &Case{}
	}
	return t
}

// script gives a text of ours in the characters of who reads the turn.
func (t *turn) script(text string) string {
	if t.s.Traditional {
		return hanzi.ToTraditional(text)
	}
	return text
}

// traditionalPhrases are phrases in Traditional characters. The merchant's
// words in them stay as they were written.
type traditionalPhrases struct{ Phrases }

// Say gives a text.
func (p traditionalPhrases) Say(lang knowledge.Lang, key Phrase, values Values) string {
	words, ok := values["words"].(string)
	if !ok {
		return hanzi.ToTraditional(p.Phrases.Say(lang, key, values))
	}
	const mark = "\x00"
	return strings.ReplaceAll(hanzi.ToTraditional(p.Phrases.Say(lang, key, Values{"words": mark})), mark, words)
}
