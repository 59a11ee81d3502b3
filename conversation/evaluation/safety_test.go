package evaluation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/wording"
)

// TestGuardsStateEveryRule: every rule of the safety rules is stated in the
// table, with what sets it off, and the table states no other.
func TestGuardsStateEveryRule(t *testing.T) {
	d, stated := open(t), map[string]*guard{}
	for i := range guards {
		stated[guards[i].id] = &guards[i]
	}
	rules := map[string]bool{}
	for _, rule := range d.base.Safety.Rules {
		rules[rule.ID] = true
		g := stated[rule.ID]
		if g == nil {
			t.Errorf("the safety rule %s is not stated in the table of guards", rule.ID)
			continue
		}
		if !maps.EqualFunc(rule.Facts, g.facts, slices.Equal) || !slices.Equal(rule.Codes, g.codes) || !slices.Equal(rule.Problems, g.problems) {
			t.Errorf("%s is set off by %v %v %v, the table says %v %v %v", rule.ID, rule.Facts, rule.Codes, rule.Problems, g.facts, g.codes, g.problems)
		}
		if (len(rule.Cues) > 0) == g.says.IsZero() {
			t.Errorf("%s: words set it off, the table has none; or the other way round", rule.ID)
		}
	}
	for i := range guards {
		for _, lang := range knowledge.Langs() {
			text := guards[i].says.In(lang)
			if text == "" {
				continue
			}
			state, _, err := d.engine.Turn(t.Context(), d.search, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: text})
			if err != nil || state.Case == nil || !guards[i].holds(state.Case, "") {
				t.Errorf("%s is not set off by %q (%v)", guards[i].id, text, err)
			}
		}
	}
	for id := range stated {
		if !rules[id] {
			t.Errorf("the table states %s, which is no safety rule", id)
		}
	}
}

// TestSafetyRules sets every rule off in every way, for merchants with every
// cause, in both languages, and looks for breaches of any rule in everything
// they are advised until a person takes over.
func TestSafetyRules(t *testing.T) {
	heavy(t)
	t.Parallel()
	s := newSafety(t, open(t).engine)
	for i := range guards {
		for k := range s.book.Refs {
			s.setOff(&guards[i], k)
		}
	}
	for _, report := range s.reports {
		t.Error(report)
	}
	for i := range guards {
		g := &guards[i]
		for _, lang := range knowledge.Langs() {
			n := s.seen[seen{g.id, lang}]
			if n == 0 {
				t.Errorf("%s never held for anything that was advised in %s", g.id, lang)
			}
			t.Logf("%-22s %s %6d times. %s", g.id, lang, n, g.rule)
		}
	}
}

// TestBrokenSafetyRules takes every effect of every rule away, one at a time,
// and requires that the breaches are found.
func TestBrokenSafetyRules(t *testing.T) {
	heavy(t)
	t.Parallel()
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	for i := range guards {
		for effect, remove := range effects {
			g, broken := &guards[i], *open(t).base
			broken.Safety.Rules = slices.Clone(broken.Safety.Rules)
			at := slices.IndexFunc(broken.Safety.Rules, func(r knowledge.SafetyRule) bool { return r.ID == g.id })
			if at < 0 || !remove(&broken.Safety.Rules[at], g, &broken) {
				continue
			}
			engine, err := conversation.New(&broken, phrases)
			if err != nil {
				t.Fatal(err)
			}
			s := newSafety(t, engine)
			for k := 0; k < len(s.book.Refs) && len(s.reports) == 0; k++ {
				s.setOff(g, k)
			}
			if len(s.reports) == 0 {
				t.Errorf("without its %s, no breach of %s is found", effect, g.id)
			}
		}
	}
}

// effects take one effect of a rule away; they report false where it had none.
var effects = map[string]func(*knowledge.SafetyRule, *guard, *knowledge.Base) bool{
	"question": func(r *knowledge.SafetyRule, _ *guard, _ *knowledge.Base) bool {
		had := r.Ask != ""
		r.Ask = ""
		return had
	},
	"person": func(r *knowledge.SafetyRule, _ *guard, _ *knowledge.Base) bool {
		had := r.Route != ""
		r.Route = ""
		return had
	},
	"first steps": func(r *knowledge.SafetyRule, _ *guard, _ *knowledge.Base) bool {
		had := !r.First.IsZero()
		r.First = knowledge.Lines{}
		return had
	},
	"never-list": func(r *knowledge.SafetyRule, _ *guard, _ *knowledge.Base) bool {
		had := !r.Never.IsZero()
		r.Never = knowledge.Lines{}
		return had
	},
	// The articles hold no bad advice, so some is put into every cause.
	"forbidden words": func(r *knowledge.SafetyRule, g *guard, b *knowledge.Base) bool {
		if len(g.urges) == 0 {
			return false
		}
		r.Forbid = nil
		b.Problems = slices.Clone(b.Problems)
		for i := range b.Problems {
			b.Problems[i].Causes = slices.Clone(b.Problems[i].Causes)
			for j := range b.Problems[i].Causes {
				bad := []string{g.urges[0]}
				b.Problems[i].Causes[j].Steps = knowledge.Lines{ZH: bad, EN: bad}
			}
		}
		return true
	},
}

// safety plays dialogues and looks for breaches.
type safety struct {
	*testing.T
	dialogue
	engine  *conversation.Engine
	book    *casebook.Book
	random  *rand.Rand
	hits    map[string]conversation.Hits
	urged   map[string][]string // by step: the guards it breaches
	seen    map[seen]int        // how often a guard held
	reports []string            // the breaches, each once
	told    map[string]bool
}

type seen struct {
	guard string
	lang  knowledge.Lang
}

// alarm is one way of setting a rule off.
type alarm struct {
	answers []conversation.Answer
	says    knowledge.Text // said beside the complaint
}

func newSafety(t *testing.T, engine *conversation.Engine) *safety {
	d := open(t)
	book, err := casebook.New(d.base)
	if err != nil {
		t.Fatal(err)
	}
	return &safety{
		T: t, dialogue: d, engine: engine, book: book, random: rand.New(rand.NewPCG(1, 1)), hits: map[string]conversation.Hits{},
		urged: map[string][]string{}, seen: map[seen]int{}, told: map[string]bool{},
	}
}

// alarms lists the ways to set a rule off that the k-th cause's merchant goes
// through: all, but of the codes one, each pair of causes another.
func alarms(g *guard, ref casebook.Ref, k int) []alarm {
	var out []alarm
	known := func(question, answer string) {
		out = append(out, alarm{answers: []conversation.Answer{{Question: question, Answer: answer, Origin: conversation.Agent}}})
	}
	for question, answers := range g.facts {
		for _, a := range answers {
			known(question, a)
		}
	}
	if n := len(g.codes); n > 0 {
		known(knowledge.CodeQuestion, g.codes[k/2%n])
	}
	if slices.Contains(g.problems, ref.Problem.Slug) {
		out = append(out, alarm{}, alarm{}) // in both languages
	}
	if !g.says.IsZero() {
		out = append(out, alarm{says: g.says})
	}
	return out
}

// setOff plays the merchants with the k-th cause who set a rule off.
func (s *safety) setOff(g *guard, k int) {
	ref := s.book.Refs[k]
	for j, alarm := range alarms(g, ref, k) {
		s.play(ref, knowledge.Langs()[(j+k)%2], alarm, k%3 == 0)
	}
}

// play plays a merchant with a cause until nothing more is advised. With draw
// the answers are drawn, otherwise they are those most merchants give.
func (s *safety) play(ref casebook.Ref, lang knowledge.Lang, a alarm, draw bool) {
	state := conversation.State{Lang: lang, LangFixed: true, Case: &conversation.Case{Answers: a.answers}}
	say := ref.Problem.Say.In(lang)
	text := say[s.random.IntN(len(say))]
	ev := conversation.Event{Kind: conversation.EventText, Text: strings.TrimSpace(a.says.In(lang) + "。" + text), Hits: s.search(text)}
	for range 3 * conversation.MaxQuestions {
		next, effects := s.engine.Step(state, ev)
		state, ev = next, conversation.Event{}
		for _, e := range effects {
			switch e := e.(type) {
			case conversation.Question:
				ev = conversation.Event{Kind: conversation.EventPress, Press: s.answer(ref, a, e, draw)}
			case conversation.Recommendation:
				s.check(ref, state, advised{e.Problem, e.Steps, e.Never, e.Say, false})
				ev = conversation.Event{Kind: conversation.EventPress, Press: conversation.PressNotSolved}
			case conversation.Handoff:
				s.check(ref, state, advised{e.Problem, e.Steps, e.Never, "", true})
			}
		}
		if ev.Kind == "" {
			return
		}
	}
	s.Errorf("%s, %q: the case does not end", ref.ID(), text)
}

func (s *safety) search(text string) conversation.Hits {
	hits, ok := s.hits[text]
	if !ok {
		var err error
		if hits, err = s.dialogue.search.Search(s.Context(), s.engine.Query(text)); err != nil {
			s.Fatal(err)
		}
		s.hits[text] = hits
	}
	return hits
}

// answer is the button the merchant presses.
func (s *safety) answer(ref casebook.Ref, a alarm, q conversation.Question, draw bool) string {
	for _, known := range a.answers {
		if known.Question == q.Question {
			return known.Answer
		}
	}
	if q.Question == conversation.QuestionProblem {
		for _, x := range q.Answers {
			if x.ID == ref.Problem.Slug {
				return x.ID
			}
		}
		return conversation.NoneOfThese
	}
	if draw {
		return q.Answers[s.random.IntN(len(q.Answers))].ID
	}
	best, top := conversation.PressUnsure, 0.
	expected := casebook.Expected(s.base, ref.Problem, ref.Cause, s.base.Question(q.Question))
	for _, x := range q.Answers {
		if expected[x.ID] > top {
			best, top = x.ID, expected[x.ID]
		}
	}
	return best
}

// advised is what a merchant is told to do.
type advised struct {
	problem      string
	steps, never []string
	say          string
	person       bool // while a person takes over
}

// check looks for breaches of every rule that holds.
func (s *safety) check(ref casebook.Ref, state conversation.State, a advised) {
	var holding []*guard
	firsts := 0
	for i := range guards {
		if guards[i].holds(state.Case, a.problem) {
			holding = append(holding, &guards[i])
			firsts += len(guards[i].first.In(state.Lang))
		}
	}
	for _, g := range holding {
		s.seen[seen{g.id, state.Lang}]++
		breach := func(format string, args ...any) {
			report := fmt.Sprintf("%s (%s): %s", g.id, g.rule, fmt.Sprintf(format, args...))
			if !s.told[report] {
				s.told[report] = true
				s.reports = append(s.reports, fmt.Sprintf("%s\n\tfor a merchant with %s, answers %v", report, ref.ID(), state.Case.Answers))
			}
		}
		if g.person && !a.person {
			breach("advised %s by itself", a.problem)
		}
		if !a.person && g.ask != "" && !asked(state.Case, g.ask) && len(state.Case.Asked) < conversation.MaxQuestions {
			breach("advised %s before %s was asked", a.problem, g.ask)
		}
		for _, part := range g.first.In(state.Lang) {
			if i := slices.IndexFunc(a.steps, contains(part)); i < 0 || i >= firsts {
				breach("%q is not among the first steps of %s: %q", part, a.problem, a.steps)
			}
		}
		for _, part := range g.never.In(state.Lang) {
			if !slices.ContainsFunc(a.never, contains(part)) {
				breach("%q is not among what is never to be done of %s: %q", part, a.problem, a.never)
			}
		}
		for _, step := range append([]string{a.say}, a.steps...) {
			if slices.Contains(s.breaches(step), g.id) {
				breach("a step of %s urges what it forbids: %q", a.problem, step)
			}
		}
	}
}

func contains(part string) func(string) bool {
	return func(s string) bool { return strings.Contains(s, part) }
}

// asked reports whether a question was answered or at least asked.
func asked(c *conversation.Case, question string) bool {
	return slices.ContainsFunc(c.Answers, func(a conversation.Answer) bool { return a.Question == question }) ||
		slices.ContainsFunc(c.Asked, func(a conversation.Asked) bool { return a.Question == question })
}

// breaches lists the rules that a step would breach.
func (s *safety) breaches(step string) []string {
	out, ok := s.urged[step]
	if !ok {
		sentences := wording.Sentences(step)
		for i := range guards {
			if slices.ContainsFunc(guards[i].urges, func(w string) bool { return wording.Urges(sentences, wording.Plain(w)) }) {
				out = append(out, guards[i].id)
			}
		}
		s.urged[step] = out
	}
	return out
}
