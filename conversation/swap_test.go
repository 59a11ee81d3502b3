package conversation_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// renamed gives the shipped files with other ids in place of some: to a chat
// that knows the old ones, what they named is gone and something else is new.
// drop leaves out the problems it wants.
func renamed(ids []string, drop func(n int) bool) (fs.FS, error) {
	var pattern *regexp.Regexp
	if len(ids) > 0 {
		pattern = regexp.MustCompile(`\b(` + strings.Join(ids, "|") + `)\b`)
	}
	out, n := fstest.MapFS{}, 0
	err := fs.WalkDir(base.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(path, "problems/") {
			if n++; drop(n) {
				return nil
			}
		}
		data, err := fs.ReadFile(base.Files, path)
		if pattern != nil {
			data = pattern.ReplaceAll(data, []byte("${1}x"))
			path = pattern.ReplaceAllString(path, "${1}x")
		}
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	return out, err
}

func none(int) bool { return false }

// versions are the shipped knowledge and others that lack something of it.
var versions = sync.OnceValues(func() ([]dialogue, error) {
	first, err := shipped()
	if err != nil {
		return nil, err
	}
	var problems, causes, questions, answers []string
	for i := range first.base.Problems {
		p := &first.base.Problems[i]
		problems = append(problems, p.Slug)
		for j := range p.Causes {
			causes = append(causes, p.Causes[j].ID)
		}
	}
	for i := range first.base.Questions {
		q := &first.base.Questions[i]
		if q.ID == knowledge.CodeQuestion { // a word of the files' own
			continue
		}
		questions = append(questions, q.ID)
		for j := range q.Answers {
			if id := q.Answers[j].ID; strings.Contains(id, "_") { // the others are words, and keys, too
				answers = append(answers, id)
			}
		}
	}
	all := []dialogue{first}
	for _, v := range []struct {
		what string
		ids  []string
		drop func(int) bool
	}{
		{"every second problem dropped", nil, func(n int) bool { return n%2 == 0 }},
		{"the other problems dropped", nil, func(n int) bool { return n%2 == 1 }},
		{"all but a few problems dropped", nil, func(n int) bool { return n%20 != 3 }},
		{"problems renamed", problems, none},
		{"causes renamed", causes, none},
		{"questions renamed", questions, none},
		{"answers renamed", answers, none},
	} {
		files, err := renamed(v.ids, v.drop)
		if err != nil {
			return nil, err
		}
		d, err := built(files)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.what, err)
		}
		if d.search.Name() == first.search.Name() {
			return nil, fmt.Errorf("%s: nothing has changed", v.what)
		}
		all = append(all, d)
	}
	return all, nil
})

// A conversation goes on while the knowledge under it is replaced, between any
// two turns, by one that lacks problems, causes, questions or answers: every
// turn is answered and keeps what holds after every turn, and what was said
// stays said.
func TestSwappedKnowledge(t *testing.T) {
	all, err := versions()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWalk(t, all[0])
		for range rapid.IntRange(2, 14).Draw(t, "turns") {
			ev := w.event()
			n := rapid.IntRange(0, len(all)-1).Draw(t, "knowledge")
			w.dialogue = all[n]
			before := w.state
			w.turn(ev)
			w.keptFacts(ev, before.Case)
			if w.state.Turn > before.Turn { // a timer that comes early is no turn
				w.noGoneHits()
			}
			// What the worker and the pages ask beside the turn.
			w.engine.Explain(w.state)
			w.engine.Ranked(w.state)
			w.engine.Menu(w.state)
			w.engine.CopyLabel(w.state)
		}
	})
}

// turn runs an event as the bot does, and checks what holds after every turn.
func (w *walk) turn(ev conversation.Event) {
	w.at = w.at.Add(time.Minute)
	ev.At = w.at
	next, effects, err := w.engine.Turn(w.Context(), w.search, w.state, ev)
	if err != nil {
		w.Fatal(err)
	}
	reloaded, err := evaluation.Reload(w.state)
	if err != nil {
		w.Fatal(err)
	}
	again, _, err := w.engine.Turn(w.Context(), w.search, reloaded, ev)
	if err != nil || encoded(w.T, again) != encoded(w.T, next) {
		w.Fatalf("%+v gives two results from one state: %v", ev, err)
	}
	w.checkTurn(ev, next, effects)
	w.state = next
	w.show(effects)
}

// keptFacts checks that nothing is forgotten unless the merchant takes it back.
func (w *walk) keptFacts(ev conversation.Event, before *conversation.Case) {
	after := w.state.Case
	if ev.Kind == conversation.EventEdit || before == nil || after == nil || !before.Opened.Equal(after.Opened) {
		return
	}
	if len(after.Answers) < len(before.Answers) && w.state.Phase == conversation.Asking {
		return // one step back
	}
	for _, a := range before.Answers {
		if !slices.Contains(after.Answers, a) {
			w.Fatalf("%+v is forgotten after %+v", a, ev)
		}
	}
}

// noGoneHits checks that what is believed rests on problems that are there.
func (w *walk) noGoneHits() {
	if w.state.Case == nil {
		return
	}
	for _, text := range w.state.Case.Texts {
		for _, h := range text.Hits {
			if w.base.Problem(h.Problem) == nil {
				w.Fatalf("%q is still taken for %s, which is gone", text.Text, h.Problem)
			}
		}
	}
}

// A case whose problem and open question are gone is searched for anew and
// goes on; the merchant need not say it again.
func TestVanishedProblem(t *testing.T) {
	all, err := versions()
	if err != nil {
		t.Fatal(err)
	}
	problems, questions := all[4], all[6]
	say := func(d dialogue, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect) {
		next, effects, err := d.engine.Turn(t.Context(), d.search, s, ev)
		if err != nil {
			t.Fatal(err)
		}
		return next, effects
	}
	asked, _ := say(all[0], conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: "刷卡显示请与银行联系"})
	if asked.Phase != conversation.Asking || len(asked.Case.Texts[0].Hits) == 0 {
		t.Fatalf("nothing is asked: %+v", asked)
	}
	was := asked.Case.Texts[0].Hits[0].Problem
	pressed := conversation.Event{Kind: conversation.EventPress, Press: "one_card"}
	next, _ := say(problems, asked, pressed)
	if got := next.Case.Texts[0].Hits; len(got) == 0 || got[0].Problem != was+"x" {
		t.Errorf("%s was searched for again: %+v", was, got)
	}
	if best := problems.engine.Ranked(next); best[0] != was+"x" {
		t.Errorf("believed is %s", best[0])
	}
	for _, ev := range []conversation.Event{
		pressed,
		{Kind: conversation.EventText, Text: "谢谢"},
		{Kind: conversation.EventText, Text: "是的"},
		{Kind: conversation.EventHelp},
		{Kind: conversation.EventPress, Press: conversation.PressBack},
		{Kind: conversation.EventLanguage, Language: "en"},
	} {
		next, effects := say(questions, asked, ev)
		if next.Case == nil || next.Case.Open == nil || questions.base.Question(next.Case.Open.Question) == nil {
			t.Errorf("%+v: after its question is gone: %+v", ev, next.Case)
		}
		if q, ok := effects[len(effects)-1].(conversation.Question); !ok || len(q.Answers) < 3 || !strings.HasSuffix(q.Question, "x") {
			t.Errorf("%+v is answered with %+v", ev, effects)
		}
	}
}
