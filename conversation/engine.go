package conversation

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/casebook"
	"github.com/tillmate/tillmate/knowledge/reading"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// Engine is the dialogue over one knowledge base. It is immutable and safe for
// concurrent use; every chat steps through the same engine.
type Engine struct {
	base    *knowledge.Base
	book    *casebook.Book
	reader  *reading.Reader
	phrases Phrases
	choose  Chooser // nil: the question of greatest net value
}

// New builds the dialogue over a knowledge base that loaded without errors.
func New(base *knowledge.Base, phrases Phrases) (*Engine, error) {
	book, err := casebook.New(base)
	if err != nil {
		return nil, err
	}
	reader, err := reading.New(base)
	if err != nil {
		return nil, fmt.Errorf("read the words of the knowledge base: %w", err)
	}
	return &Engine{base: base, book: book, reader: reader, phrases: phrases}, nil
}

// Query gives the search for a merchant's text.
func (e *Engine) Query(text string) Query {
	return Query{Text: Clip(e.reader.Fold(Clip(text, MaxText)), MaxQuery), Limit: MaxHits}
}

// Step handles one event: it gives the new state and what is to be shown. The
// state passed in is not changed. The same state and event give the same
// result. A timer that comes before it is [Engine.Due] changes nothing at all.
func (e *Engine) Step(s State, ev Event) (State, []Effect) {
	if e.early(s, ev) {
		return s, nil
	}
	t := &turn{Engine: e, s: s.clone(), ev: ev}
	t.s.Version = StateVersion
	t.s.Turn++
	if t.s.Lang == "" {
		t.s.Lang = knowledge.Chinese
	}
	t.renew()
	t.heard()
	switch ev.Kind {
	case EventText:
		t.text()
	case EventPress:
		t.press(ev.Press)
	case EventEdit:
		t.edit()
	case EventRestart:
		t.anew()
	case EventFiles:
		t.files()
	case EventStart:
		t.start()
	case EventHelp:
		t.help()
	case EventLanguage:
		t.setLanguage(ev.Language)
	case EventTimer:
		t.nudge()
	case EventFailed:
		t.failed()
	case EventSlow:
		t.message(t.say(PhraseSlow, nil))
	case EventTaken:
		t.taken()
	case EventReturned:
		t.returned()
	case EventEnded:
		t.ended()
	}
	return t.s, t.shown()
}

// turn is the work on one event.
type turn struct {
	*Engine
	s       State
	ev      Event
	effects []Effect
	noted   []Answer // facts that were said unasked in this turn
	secret  bool     // something in the text was masked
	told    bool     // that files are kept was said in this turn
	// pause is the time since the merchant was heard of before.
	pause time.Duration
}

func (t *turn) say(key Phrase, values Values) string {
	return t.phrases.Say(t.s.Lang, key, values)
}

func (t *turn) emit(e Effect) { t.effects = append(t.effects, e) }

func (t *turn) message(text string) { t.emit(Message{Type: TypeMessage, Text: text}) }

// kept gives what is kept of a merchant's text: its beginning, its secrets
// masked. kinds lists what was masked.
func kept(text string) (masked string, kinds []redact.Kind) {
	begin := Clip(text, MaxText)
	if utf8.RuneCountInString(text) > MaxText {
		// Half a card number is no card number to the masks: a number that the
		// cut goes through is left out whole.
		begin = strings.TrimRightFunc(begin, func(r rune) bool {
			return !unicode.IsLetter(r) || strings.ContainsRune("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸", r)
		})
	}
	return redact.Mask(begin)
}

// Fold gives a text as the search wants documents and queries: the index must
// be built with the same folding.
func (e *Engine) Fold(text string) string { return e.reader.Fold(text) }

// Turn runs one event of a chat: it searches for what the event's text says
// and steps. The error is the search's; the state is then unchanged.
func (e *Engine) Turn(ctx context.Context, searcher Searcher, s State, ev Event) (State, []Effect, error) {
	if ev.Kind == EventText || ev.Kind == EventEdit {
		hits, err := searcher.Search(ctx, e.Query(ev.Text))
		if err != nil {
			return s, nil, fmt.Errorf("search for the merchant's text: %w", err)
		}
		ev.Hits = hits
	}
	anew, err := e.searchAgain(ctx, searcher, s)
	if err != nil {
		return s, nil, err
	}
	ev.Anew = anew
	next, effects := e.Step(s, ev)
	return next, effects, nil
}

// Facts gives the answers that a text says unasked, by question.
func (e *Engine) Facts(text string) map[string]string {
	out := map[string]string{}
	for _, f := range e.reader.Read(text).Facts {
		out[f.Question] = f.Answer
	}
	return out
}
