package conversation

import (
	"fmt"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

const (
	// alsoShare is how probable another cause with the same route must be,
	// beside the main one, for its steps to be shown too.
	alsoShare = .35
	// maxReasons is the number of facts named as reasons.
	maxReasons = 2
)

// advise tells the merchant what to do.
func (t *turn) advise(b diagnosis.Belief, d diagnosis.Decision) {
	causes := t.causesToShow(b, d)
	main := causes[0]
	common := t.base.Advice(main.Cause.Route)
	steps, never := t.guarded(main.Problem.Slug, t.steps(causes), t.never(main, common))
	rec := Recommendation{
		Type: TypeRecommendation, Route: main.Cause.Route,
		Problem: main.Problem.Slug, Cause: main.Cause.ID,
		Confidence: round(d.Confidence), Reasons: t.reasons(d),
		Steps: steps, Never: never,
		Say:       firstText(main.Cause.Tell, common.Say).In(t.s.Lang),
		HaveReady: firstLines(main.Cause.HaveReady, main.Problem.HaveReady, common.HaveReady).In(t.s.Lang),
		RunnerUp:  t.runnerUp(b, main.Cause.Route),
		Answers:   t.outcomes(),
	}
	likely := PhraseLikely
	if main.Cause.ID != t.book.Refs[d.Cause].Cause.ID {
		likely = PhraseQuickest // easy steps come before those of the likeliest cause
	}
	rec.Text = t.adviceText(main, common, rec, likely)
	advice := Advice{Route: rec.Route, Problem: rec.Problem, Turn: t.s.Turn}
	for _, ref := range causes {
		advice.Causes = append(advice.Causes, ref.Cause.ID)
	}
	t.s.Case.Advice = append(t.s.Case.Advice, advice)
	t.s.Phase = Advised
	t.emit(rec)
}

// causesToShow gives the causes whose steps the advice holds: the best of the
// group, and on the device the next one too when it is nearly as likely. There
// the order is probability over effort, the order of least expected cost when
// steps are tried one after another (Heckerman, Breese and Rommelse 1995).
func (t *turn) causesToShow(b diagnosis.Belief, d diagnosis.Decision) []casebook.Ref {
	best := t.book.Refs[d.Cause]
	if best.Cause.Route != knowledge.RouteDevice {
		return []casebook.Ref{best}
	}
	var out []casebook.Ref
	first := 0.0
	for _, r := range b.Repairs(d.Route) {
		if r.Group != d.Group || len(out) == 2 {
			continue
		}
		p := b.Cause(r.Cause)
		if len(out) == 0 {
			first = p
		}
		if p >= alsoShare*first {
			out = append(out, t.book.Refs[r.Cause])
		}
	}
	if len(out) == 0 { // every cause of the group was tried
		return []casebook.Ref{best}
	}
	return out
}

// maxSteps is the number of steps an advice shows.
const maxSteps = 6

func (t *turn) steps(causes []casebook.Ref) []string {
	var out []string
	for _, ref := range causes {
		out = appendNew(out, ref.Cause.Steps.In(t.s.Lang))
	}
	return out[:min(len(out), maxSteps)]
}

func (t *turn) never(ref casebook.Ref, common knowledge.RouteAdvice) []string {
	var out []string
	for _, l := range []knowledge.Lines{ref.Cause.Never, ref.Problem.Never, common.Never} {
		out = appendNew(out, l.In(t.s.Lang))
	}
	return out
}

// firstText gives the first text that is not missing.
func firstText(texts ...knowledge.Text) knowledge.Text {
	for _, x := range texts {
		if !x.IsZero() {
			return x
		}
	}
	return knowledge.Text{}
}

func firstLines(lines ...knowledge.Lines) knowledge.Lines {
	for _, l := range lines {
		if !l.IsZero() {
			return l
		}
	}
	return knowledge.Lines{}
}

// reasons words the strongest facts for the decision; where no fact weighed,
// the words that were recognised.
func (t *turn) reasons(d diagnosis.Decision) []string {
	out := []string{}
	c := t.s.Case
	for _, text := range c.Texts {
		for _, shown := range text.Shown {
			if len(out) < maxReasons-1 {
				out = appendNew(out, []string{t.say(PhraseShown, Values{"text": shown})})
			}
		}
	}
	weights, none := t.weights(c)
	for _, r := range t.book.Model.Reasons(weights, none, t.evidence(c), d) {
		answered, ok := r.Evidence.(diagnosis.Answered)
		if !ok || r.Decibans <= 0 || len(out) == maxReasons {
			continue
		}
		q := t.base.Questions[answered.Question]
		if a, ok := c.answer(q.ID); ok {
			if q.Kind == knowledge.KindCode && t.base.Code(a.Answer) != nil {
				out = append(out, t.codeMeaning(a.Answer))
			} else if f := t.fact(a); f != "" {
				out = append(out, f)
			}
		}
	}
	return out
}

// codeMeaning words what a code stands for. A meaning that few sources give is
// not stated as a fact.
func (t *turn) codeMeaning(code string) string {
	entry := t.base.Code(code)
	if entry.Confidence == "low" {
		return t.say(PhraseCodeFact, Values{"code": code})
	}
	return t.say(PhraseCodeMeans, Values{"code": code, "meaning": entry.Meaning.In(t.s.Lang)})
}

// runnerUp gives the second most probable route.
func (t *turn) runnerUp(b diagnosis.Belief, first knowledge.Route) *RunnerUp {
	var out *RunnerUp
	for _, r := range knowledge.Routes() {
		p := b.Route(string(r))
		if r != first && p > .005 && (out == nil || p > out.Confidence) {
			out = &RunnerUp{Route: r, Confidence: p}
		}
	}
	if out != nil {
		out.Confidence = round(out.Confidence)
	}
	return out
}

// round keeps two digits of a probability and never claims certainty.
func round(p float64) float64 {
	return min(.99, float64(int(p*100+.5))/100)
}

// adviceText writes the advice as one message: the verdict, why, what to do
// now, what to say and have ready, and what never to do.
func (t *turn) adviceText(ref casebook.Ref, common knowledge.RouteAdvice, rec Recommendation, likely Phrase) string {
	var s strings.Builder
	s.WriteString(common.Verdict.In(t.s.Lang))
	fmt.Fprintf(&s, "\n%s", t.say(likely, Values{"cause": ref.Cause.Title.In(t.s.Lang)}))
	if len(rec.Reasons) > 0 {
		fmt.Fprintf(&s, "\n%s", t.say(PhraseBecause, Values{"reasons": strings.Join(rec.Reasons, t.say(PhraseSeparator, nil))}))
	}
	fmt.Fprintf(&s, "\n\n%s", t.say(PhraseDo, nil))
	writeSteps(&s, rec.Steps)
	if rec.Say != "" {
		fmt.Fprintf(&s, "\n\n%s", t.say(PhraseTell, Values{"words": rec.Say}))
	}
	if len(rec.HaveReady) > 0 {
		fmt.Fprintf(&s, "\n%s", t.say(PhraseHaveReady, Values{"things": strings.Join(rec.HaveReady, t.say(PhraseSeparator, nil))}))
	}
	t.writeNever(&s, rec.Never)
	if when := ref.Problem.HumanWhen.In(t.s.Lang); when != "" {
		fmt.Fprintf(&s, "\n\n%s", t.say(PhraseHumanWhen, Values{"when": when}))
	}
	fmt.Fprintf(&s, "\n\n%s", t.say(PhraseOutcome, nil))
	return s.String()
}

// writeSteps writes numbered steps, each on a line of its own.
func writeSteps(s *strings.Builder, steps []string) {
	for i, step := range steps {
		fmt.Fprintf(s, "\n%d. %s", i+1, step)
	}
}

// writeNever writes what never to do, where there is anything.
func (t *turn) writeNever(s *strings.Builder, never []string) {
	if len(never) == 0 {
		return
	}
	fmt.Fprintf(s, "\n\n%s", t.say(PhraseNever, nil))
	for _, n := range never {
		fmt.Fprintf(s, "\n· %s", n)
	}
}
