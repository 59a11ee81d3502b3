package conversation_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/wording"
)

// firstTexts are what merchants may begin with: the golden queries and the
// articles' own phrasings.
var firstTexts = sync.OnceValues(func() ([]string, error) {
	d, err := shipped()
	if err != nil {
		return nil, err
	}
	golden, findings := knowledge.LoadGolden(base.Files, d.base)
	if len(findings) > 0 {
		return nil, fmt.Errorf("golden queries: %s", findings[0])
	}
	var out []string
	for _, q := range golden {
		out = append(out, q.Text)
	}
	for i := range d.base.Problems {
		p := &d.base.Problems[i]
		out = append(append(append(out, p.Say.ZH...), p.Say.EN...), p.Screen...)
	}
	return out, nil
})

// asides are texts that answer nothing in particular.
var asides = []string{
	"", "你好", "谢谢", "不知道", "没有", "是的", "好了", "还是不行", "还没试", "上一步", "hello", "no idea", "yes", "no",
	"它就是不行啊", "🙂", "报91", "code 55", "没有扣款", "客人被扣钱了", "换哪张卡都不行", "就这一张卡", "我的卡号是 4111 1111 1111 1111",
	"今天天气怎么样", "banana", "另外一台机器打不出小票", "請與發卡銀行聯繫", "I typed the PIN three times",
}

// walk is one random talk, followed from outside.
type walk struct {
	*rapid.T
	dialogue
	state conversation.State
	at    time.Time
	shown []conversation.Choice // buttons shown last
}

func newWalk(t *rapid.T, d dialogue) *walk {
	w := &walk{T: t, dialogue: d, at: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)}
	switch rapid.IntRange(0, 4).Draw(t, "language") {
	case 0:
		w.state.Lang, w.state.LangFixed = knowledge.English, true
	case 1:
		w.state.Lang, w.state.LangFixed = knowledge.Chinese, true
	}
	if rapid.Bool().Draw(t, "deep link") {
		w.state.Terminal = "T-12345678"
	}
	return w
}

// event draws what happens next: mostly a button that is shown.
func (w *walk) event() conversation.Event {
	texts, err := firstTexts()
	if err != nil {
		w.Fatal(err)
	}
	pressed := func(id string) conversation.Event {
		return conversation.Event{Kind: conversation.EventPress, Press: id}
	}
	choice := rapid.IntRange(0, 22).Draw(w.T, "kind of event")
	if len(w.shown) > 0 && choice < 11 {
		return pressed(rapid.SampledFrom(w.shown).Draw(w.T, "button").ID)
	}
	switch choice {
	default:
		return conversation.Event{Kind: conversation.EventText, Text: rapid.SampledFrom(texts).Draw(w.T, "text")}
	case 12, 13:
		return conversation.Event{Kind: conversation.EventText, Text: rapid.SampledFrom(asides).Draw(w.T, "aside")}
	case 14:
		return pressed(conversation.PressBack)
	case 15:
		return pressed(rapid.SampledFrom([]string{
			conversation.PressUnsure, conversation.PressSolved, conversation.PressNotSolved, conversation.PressNotTried,
			conversation.PressRestart, "nonsense", "",
		}).Draw(w.T, "any button"))
	case 16:
		return conversation.Event{
			Kind: conversation.EventEdit, Of: rapid.IntRange(-1, 6).Draw(w.T, "of"),
			Text: rapid.SampledFrom(append(texts, asides...)).Draw(w.T, "edited"),
		}
	case 17:
		if rapid.IntRange(0, 5).Draw(w.T, "rare") == 0 {
			return pressed(conversation.PressHuman)
		}
		return pressed(conversation.PressUnsure)
	case 20:
		return conversation.Event{Kind: conversation.EventFiles, Files: w.files()}
	case 21:
		return conversation.Event{
			Kind: conversation.EventText, Text: rapid.SampledFrom(append(texts, asides...)).Draw(w.T, "caption"),
			Files: w.files(), Masked: rapid.Bool().Draw(w.T, "masked"),
		}
	case 22:
		return w.command()
	case 18:
		return w.ofTeam()
	}
}

// ofTeam draws what the team does with the case.
func (w *walk) ofTeam() conversation.Event {
	return conversation.Event{
		Kind: rapid.SampledFrom([]conversation.EventKind{
			conversation.EventTaken, conversation.EventReturned, conversation.EventEnded,
		}).Draw(w.T, "team"),
		Press: rapid.SampledFrom([]string{"solved", "closed", "spam"}).Draw(w.T, "outcome"),
		Known: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) conversation.Answer {
			q := rapid.SampledFrom(w.base.Questions).Draw(t, "question")
			answer := "nonsense"
			if len(q.Answers) > 0 {
				answer = rapid.SampledFrom(q.Answers).Draw(t, "answer").ID
			}
			return conversation.Answer{Question: q.ID, Answer: answer}
		}), 0, 3).Draw(w.T, "known"),
	}
}

// files draws what is no text.
func (w *walk) files() []conversation.File {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) conversation.File {
		return conversation.File{
			Kind: rapid.SampledFrom([]conversation.FileKind{
				conversation.Photo, conversation.Video, conversation.Voice, conversation.Document, conversation.Sticker,
				conversation.Location, conversation.Contact, conversation.Unknown, "hologram",
			}).Draw(t, "kind of file"),
			ID:    rapid.SampledFrom([]string{"id-1", "id-2", "", strings.Repeat("x", 1000)}).Draw(t, "id"),
			Album: rapid.SampledFrom([]string{"", "", "album-1", "album-2"}).Draw(t, "album"),
		}
	}), 0, 4).Draw(w.T, "files")
}

// command draws an event that is neither a text nor about the case.
func (w *walk) command() conversation.Event {
	return conversation.Event{
		Kind: rapid.SampledFrom([]conversation.EventKind{
			conversation.EventStart, conversation.EventHelp, conversation.EventLanguage, conversation.EventTimer, conversation.EventSlow,
		}).Draw(w.T, "command"),
		Terminal: rapid.SampledFrom([]string{"", "T-87654321", "终端", strings.Repeat("9", 100), "4111111111111111"}).Draw(w.T, "terminal"),
		Language: rapid.SampledFrom([]string{"", "zh", "zh-Hant", "en", "auto", "fr"}).Draw(w.T, "language"),
	}
}

// step runs an event, after looking up what its text says, and checks what
// holds after every turn.
func (w *walk) step(ev conversation.Event) []conversation.Effect {
	w.at = w.at.Add(time.Minute)
	ev.At = w.at
	if ev.Kind == conversation.EventText || ev.Kind == conversation.EventEdit {
		hits, err := w.search.Search(w.Context(), w.engine.Query(ev.Text))
		if err != nil {
			w.Fatal(err)
		}
		ev.Hits = hits
	}
	before := encoded(w.T, w.state)
	next, effects := w.engine.Step(w.state, ev)
	if encoded(w.T, w.state) != before {
		w.Fatalf("%+v changed the state it was given", ev)
	}
	again, effectsAgain := w.engine.Step(w.state, ev)
	if encoded(w.T, again) != encoded(w.T, next) || !reflect.DeepEqual(effectsAgain, effects) {
		w.Fatalf("%+v gives two results from one state", ev)
	}
	reloaded, err := evaluation.Reload(w.state)
	if err != nil {
		w.Fatal(err)
	}
	saved, effectsSaved := w.engine.Step(reloaded, ev)
	if encoded(w.T, saved) != encoded(w.T, next) || !reflect.DeepEqual(effectsSaved, effects) {
		w.Fatalf("%+v gives another result from a state that was written and read", ev)
	}
	w.checkTurn(ev, next, effects)
	w.state = next
	w.show(effects)
	return effects
}

func (w *walk) show(effects []conversation.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Question:
			w.shown = e.Answers
		case conversation.Recommendation:
			w.shown = e.Answers
		case conversation.Handoff, conversation.Closed:
			w.shown = nil
		}
	}
}

func encoded(t *rapid.T, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// checkTurn checks one turn from outside.
func (w *walk) checkTurn(ev conversation.Event, next conversation.State, effects []conversation.Effect) {
	switch {
	case ev.Kind == conversation.EventTimer && len(effects) == 0:
		if encoded(w.T, next) != encoded(w.T, w.state) {
			w.Fatalf("a timer changed the state and said nothing: %+v", next)
		}
		return
	case ev.Kind == conversation.EventTaken || ev.Kind == conversation.EventEnded:
		if with := ev.Kind == conversation.EventTaken; len(effects) > 0 || with != (next.Phase == conversation.WithTeam) && (with || w.state.Phase == conversation.WithTeam) {
			w.Fatalf("%s leads to %q and says %+v", ev.Kind, next.Phase, effects)
		}
	case len(effects) == 0 && ev.Kind != conversation.EventFiles:
		w.Fatalf("%+v is answered with nothing", ev)
	}
	main := 0
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Message:
			w.checkText(e.Text)
			for _, a := range e.Answers {
				w.checkText(a.Label)
			}
			continue
		case conversation.Question:
			w.checkQuestion(e, next)
		case conversation.Recommendation:
			w.checkText(e.Text)
			w.checkRecommendation(e, next)
		case conversation.Handoff:
			w.checkText(e.Text)
			if next.Phase != conversation.WithTeam || e.Summary == "" {
				w.Fatalf("a hand-off in the phase %q with the summary %q", next.Phase, e.Summary)
			}
		case conversation.Closed:
			w.checkText(e.Text)
			if next.Case != nil {
				w.Fatal("closed with a case open")
			}
		}
		main++
	}
	if main > 1 {
		w.Fatalf("%+v is answered with %d questions, advices or ends: %+v", ev, main, effects)
	}
	if next.Case != nil && len(next.Case.Asked) > conversation.MaxQuestions {
		w.Fatalf("%d questions asked", len(next.Case.Asked))
	}
	if (next.Phase == conversation.Asking) != (next.Case != nil && next.Case.Open != nil) {
		w.Fatalf("the phase is %q, the open question %+v", next.Phase, next.Case)
	}
	if next.Turn != w.state.Turn+1 {
		w.Fatalf("turn %d after turn %d", next.Turn, w.state.Turn)
	}
}

// checkText checks that a text can be sent as one message.
func (w *walk) checkText(text string) {
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		w.Fatalf("the text %q", text)
	}
	if n := len(utf16.Encode([]rune(text))); n > 4096 {
		w.Fatalf("a text of %d UTF-16 units: %s", n, text)
	}
	if strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
		w.Fatalf("a place was not filled: %s", text)
	}
}

// half is the width of a text in halves of a Chinese character.
func half(s string) int {
	n := 0
	for _, r := range s {
		if n++; r >= 0x2E80 || strings.ContainsRune("“”…—", r) {
			n++
		}
	}
	return n
}

func (w *walk) checkQuestion(q conversation.Question, next conversation.State) {
	w.checkText(q.Text)
	if next.Phase != conversation.Asking {
		w.Fatalf("a question in the phase %q", next.Phase)
	}
	if q.Remaining < 1 || q.Remaining > conversation.MaxQuestions {
		w.Fatalf("%d questions to go", q.Remaining)
	}
	if len(q.Answers) < 2 || q.Answers[len(q.Answers)-1].ID != conversation.PressUnsure {
		w.Fatalf("the answers %+v", q.Answers)
	}
	// Labels are counted as the editorial checks count them; a guess shows the
	// titles of problems, which may be longer.
	most, mostEN := 2*14, 28
	if q.Question == conversation.QuestionProblem {
		most, mostEN = 2*20, 48
	}
	seen := map[string]bool{}
	for _, a := range q.Answers {
		if seen[a.ID] {
			w.Fatalf("%s has two buttons %s", q.Question, a.ID)
		}
		seen[a.ID] = true
		if a.Label == "" || half(a.Label) > most && (next.Lang != knowledge.English || utf8.RuneCountInString(a.Label) > mostEN) {
			w.Fatalf("the label %q of %s/%s", a.Label, q.Question, a.ID)
		}
	}
	lines := strings.Split(q.Text, "\n")
	if q.Remaining > 1 { // says how many are to come
		lines = lines[:len(lines)-1]
	}
	own := lines[len(lines)-1] // before it may stand what was noted
	if next.Lang == knowledge.Chinese && half(own) > 2*60 || utf8.RuneCountInString(own) > 160 || len(lines) > 2 {
		w.Fatalf("the question is too long: %s", q.Text)
	}
}

// activeRules lists the safety rules that hold in a case, worked out from what
// was said alone.
func activeRules(b *knowledge.Base, c *conversation.Case, problem string) []knowledge.SafetyRule {
	latest := map[string]string{}
	for _, a := range c.Answers {
		latest[a.Question] = a.Answer
	}
	var out []knowledge.SafetyRule
	for _, rule := range b.Safety.Rules {
		holds := slices.Contains(rule.Problems, problem)
		for question, answers := range rule.Facts {
			holds = holds || slices.Contains(answers, latest[question])
		}
		holds = holds || slices.Contains(rule.Codes, latest[knowledge.CodeQuestion])
		for _, text := range c.Texts {
			holds = holds || slices.Contains(text.Rules, rule.ID)
		}
		if holds {
			out = append(out, rule)
		}
	}
	return out
}

// urged gives a forbidden word that one of the steps urges, or "".
func urged(rules []knowledge.SafetyRule, steps []string) (rule, words, step string) {
	for _, r := range rules {
		for _, w := range r.Forbid {
			for _, s := range steps {
				if wording.Urges(wording.Sentences(s), wording.Plain(w)) {
					return r.ID, w, s
				}
			}
		}
	}
	return "", "", ""
}

func (w *walk) checkRecommendation(r conversation.Recommendation, next conversation.State) {
	if next.Phase != conversation.Advised || r.Route == knowledge.RouteHuman || !r.Route.Valid() {
		w.Fatalf("the route %q in the phase %q", r.Route, next.Phase)
	}
	if r.Confidence <= 0 || r.Confidence >= 1 {
		w.Fatalf("a confidence of %v", r.Confidence)
	}
	problem := w.base.Problem(r.Problem)
	if problem == nil || problem.Cause(r.Cause) == nil || problem.Cause(r.Cause).Route != r.Route {
		w.Fatalf("the advice is %s of %s/%s", r.Route, r.Problem, r.Cause)
	}
	if len(r.Steps) == 0 {
		w.Fatalf("%s/%s: an advice without steps", r.Problem, r.Cause)
	}
	rules := activeRules(w.base, next.Case, r.Problem)
	if rule, words, step := urged(rules, r.Steps); words != "" {
		w.Fatalf("%s/%s: the rule %s forbids %q, yet a step urges it: %s", r.Problem, r.Cause, rule, words, step)
	}
	for _, rule := range rules {
		if rule.Route == knowledge.RouteHuman {
			w.Fatalf("advice was given although the rule %s wants a person", rule.ID)
		}
	}
}

// TestMain makes the random talks fewer than usual: each is many turns.
// -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "15"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// check runs a property over random talks.
func check(t *testing.T, property func(w *walk)) {
	t.Helper()
	d := open(t)
	rapid.Check(t, func(t *rapid.T) { property(newWalk(t, d)) })
}
