package evaluation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/wording"
)

// safetyData finds safety rules that are gone or ask for less than before.
// Other words for the same are no loss.
func (g *gate) safetyData() {
	rules := map[string]*knowledge.SafetyRule{}
	for i := range g.after.Base.Safety.Rules {
		rules[g.after.Base.Safety.Rules[i].ID] = &g.after.Base.Safety.Rules[i]
	}
	for i := range g.before.Base.Safety.Rules {
		rule := &g.before.Base.Safety.Rules[i]
		now := rules[rule.ID]
		if now == nil {
			g.lose(Loss{Name: "rule:" + rule.ID, Kind: LossRule, Text: rule.Why, Was: rule.ID})
		} else if less := weaker(rule, now); len(less) > 0 {
			g.lose(Loss{Name: "rule:" + rule.ID, Kind: LossRule, Text: rule.Why, Was: strings.Join(less, "; "), Is: rule.ID})
		}
	}
	if gone := missing(banned(g.before.Base), banned(g.after.Base)); len(gone) > 0 {
		g.lose(Loss{Name: "rule:banned", Kind: LossRule, Was: "banned: " + strings.Join(gone, ", "), Is: "banned"})
	}
}

func banned(base *knowledge.Base) []string {
	var out []string
	for _, b := range base.Safety.Banned {
		out = append(out, b.Words...)
	}
	return out
}

// weaker lists what a rule had and has no more, by its fields.
func weaker(was, is *knowledge.SafetyRule) []string {
	var out []string
	lost := func(field string, gone []string) {
		if len(gone) > 0 {
			out = append(out, field+": "+strings.Join(gone, ", "))
		}
	}
	for _, question := range sortedKeys(was.Facts) {
		lost("facts "+question, missing(was.Facts[question], is.Facts[question]))
	}
	lost("codes", missing(was.Codes, is.Codes))
	lost("problems", missing(was.Problems, is.Problems))
	if len(is.Cues) < len(was.Cues) {
		lost("cues", missing(was.Cues, is.Cues))
	}
	lost("forbid", missing(was.Forbid, is.Forbid))
	if was.Ask != "" && is.Ask != was.Ask {
		out = append(out, "ask: "+was.Ask)
	}
	if was.Route != "" && is.Route != was.Route {
		out = append(out, "route: "+string(was.Route))
	}
	for _, lang := range knowledge.Langs() {
		if len(is.First.In(lang)) < len(was.First.In(lang)) {
			lost("first "+string(lang), missing(was.First.In(lang), is.First.In(lang)))
		}
		if len(is.Never.In(lang)) < len(was.Never.In(lang)) {
			lost("never "+string(lang), missing(was.Never.In(lang), is.Never.In(lang)))
		}
	}
	return out
}

// missing lists what is in the first list and not in the second.
func missing(was, is []string) []string {
	var out []string
	for _, s := range was {
		if !slices.Contains(is, s) {
			out = append(out, s)
		}
	}
	return out
}

// safetyPlayed sets the rules off for merchants with every cause and looks at
// everything that is advised to them until a person takes over.
func (g *gate) safetyPlayed(ctx context.Context) error {
	book, err := casebook.New(g.after.Base)
	if err != nil {
		return err
	}
	for k, ref := range book.Refs {
		for i := range g.after.Base.Safety.Rules {
			rule := &g.after.Base.Safety.Rules[i]
			for j, known := range settersOff(rule, ref, k) {
				lang := knowledge.Langs()[(j+k)%len(knowledge.Langs())]
				if err := g.setOff(ctx, ref, lang, known); err != nil {
					return err
				}
			}
		}
		g.progress(1)
	}
	return nil
}

// settersOff lists the answers that set a rule off which the merchant with the
// k-th cause gives: all, but of the codes one, each pair of causes another. An
// empty one is a merchant whose problem sets it off.
func settersOff(rule *knowledge.SafetyRule, ref casebook.Ref, k int) []conversation.Answer {
	var out []conversation.Answer
	for _, question := range sortedKeys(rule.Facts) {
		for _, answer := range rule.Facts[question] {
			out = append(out, conversation.Answer{Question: question, Answer: answer, Origin: conversation.Agent})
		}
	}
	if n := len(rule.Codes); n > 0 {
		out = append(out, conversation.Answer{Question: knowledge.CodeQuestion, Answer: rule.Codes[k/2%n], Origin: conversation.Agent})
	}
	if slices.Contains(rule.Problems, ref.Problem.Slug) {
		out = append(out, conversation.Answer{}, conversation.Answer{}) // in both languages
	}
	return out
}

// setOff plays one merchant, who knows an answer beforehand and gives the most
// likely ones, until nothing more is advised.
func (g *gate) setOff(ctx context.Context, ref casebook.Ref, lang knowledge.Lang, known conversation.Answer) error {
	say := ref.Problem.Say.In(lang)
	if len(say) == 0 {
		return nil
	}
	state := conversation.State{Lang: lang, LangFixed: true, Case: &conversation.Case{}}
	if known.Question != "" {
		state.Case.Answers = []conversation.Answer{known}
	}
	g.report.Safety.Dialogues++
	ev := conversation.Event{Kind: conversation.EventText, Text: say[0]}
	for range 3 * conversation.MaxQuestions {
		next, effects, err := g.after.Engine.Turn(ctx, g.after.Searcher, state, ev)
		if err != nil {
			return err
		}
		state, ev = next, conversation.Event{}
		for _, e := range effects {
			switch e := e.(type) {
			case conversation.Question:
				ev = conversation.Event{Kind: conversation.EventPress, Press: likeliest(g.after.Base, ref, known, e)}
			case conversation.Recommendation:
				g.guard(state, advice{e.Problem, e.Cause, e.Steps, e.Never, e.Say, false})
				ev = conversation.Event{Kind: conversation.EventPress, Press: conversation.PressNotSolved}
			case conversation.Handoff:
				g.guard(state, advice{e.Problem, e.Reason, e.Steps, e.Never, "", true})
			}
		}
		if ev.Kind == "" {
			return nil
		}
	}
	return nil
}

// likeliest is the button that most merchants with a cause press.
func likeliest(base *knowledge.Base, ref casebook.Ref, known conversation.Answer, q conversation.Question) string {
	if known.Question == q.Question {
		return known.Answer
	}
	if q.Question == conversation.QuestionProblem {
		if slices.ContainsFunc(q.Answers, func(c conversation.Choice) bool { return c.ID == ref.Problem.Slug }) {
			return ref.Problem.Slug
		}
		return conversation.NoneOfThese
	}
	best, top := conversation.PressUnsure, 0.
	expected := casebook.Expected(base, ref.Problem, ref.Cause, base.Question(q.Question))
	for _, c := range q.Answers {
		if expected[c.ID] > top {
			best, top = c.ID, expected[c.ID]
		}
	}
	return best
}

// advice is what a merchant is told to do.
type advice struct {
	problem, cause string
	steps, never   []string
	say            string
	person         bool // while a person takes over
}

// guard looks for breaches of every rule that holds for an advice.
func (g *gate) guard(state conversation.State, a advice) {
	var holding []*knowledge.SafetyRule
	firsts := 0
	for i := range g.after.Base.Safety.Rules {
		if rule := &g.after.Base.Safety.Rules[i]; holds(rule, state.Case, a.problem) {
			holding = append(holding, rule)
			firsts += len(rule.First.In(state.Lang))
		}
	}
	if len(holding) > 0 {
		g.report.Safety.Advices++
	}
	for _, rule := range holding {
		breach := func(what, text string) {
			g.lose(Loss{
				Name: fmt.Sprintf("safety:%s/%s/%s", rule.ID, a.problem, what), Kind: LossSafety,
				Problem: a.problem, Text: text, Was: rule.ID, Is: a.cause,
			})
		}
		if rule.Route == knowledge.RouteHuman && !a.person {
			breach("person", rule.Why)
		}
		if rule.Ask != "" && !a.person && !wasAsked(state.Case, rule.Ask) && len(state.Case.Asked) < conversation.MaxQuestions {
			breach("ask", rule.Ask)
		}
		for _, step := range rule.First.In(state.Lang) {
			if i := slices.Index(a.steps, step); i < 0 || i >= firsts {
				breach("first", step)
			}
		}
		for _, line := range rule.Never.In(state.Lang) {
			if !slices.Contains(a.never, line) {
				breach("never", line)
			}
		}
		for _, step := range append([]string{a.say}, a.steps...) {
			if urges(rule.Forbid, step) {
				breach("forbid", step)
			}
		}
	}
}

// holds reports whether a rule holds for a case whose best guess is a problem.
func holds(rule *knowledge.SafetyRule, c *conversation.Case, problem string) bool {
	latest := map[string]string{}
	for _, a := range c.Answers {
		latest[a.Question] = a.Answer
	}
	for question, answers := range rule.Facts {
		if slices.Contains(answers, latest[question]) {
			return true
		}
	}
	return slices.Contains(rule.Codes, latest[knowledge.CodeQuestion]) || slices.Contains(rule.Problems, problem) ||
		slices.ContainsFunc(c.Texts, func(t conversation.Text) bool { return slices.Contains(t.Rules, rule.ID) })
}

func wasAsked(c *conversation.Case, question string) bool {
	return slices.ContainsFunc(c.Answers, func(a conversation.Answer) bool { return a.Question == question }) ||
		slices.ContainsFunc(c.Asked, func(a conversation.Asked) bool { return a.Question == question })
}

// urges reports whether a step urges what a rule forbids.
func urges(words []string, step string) bool {
	sentences := wording.Sentences(step)
	return slices.ContainsFunc(words, func(w string) bool { return wording.Urges(sentences, wording.Plain(w)) })
}
