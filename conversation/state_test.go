package conversation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// States that an earlier version wrote are read and go on: each with something
// the merchant does next, and what must come of it. Files in testdata/states
// are never changed, only added.
func TestOldStates(t *testing.T) {
	press := func(id string) conversation.Event {
		return conversation.Event{Kind: conversation.EventPress, Press: id}
	}
	text := func(s string) conversation.Event { return conversation.Event{Kind: conversation.EventText, Text: s} }
	shown := func(id string, turn int) conversation.Event {
		return conversation.Event{Kind: conversation.EventPress, Press: id, Shown: turn}
	}
	photo := conversation.Event{Kind: conversation.EventFiles, Files: []conversation.File{{Kind: conversation.Photo, ID: "p"}}}
	goesOn := map[string][]struct {
		ev    conversation.Event
		want  conversation.EffectType // last of the turn
		holds func(c *conversation.Case) bool
	}{
		"v1-idle":           {{ev: text("叽里呱啦"), want: conversation.TypeQuestion}},
		"v1-fixed_language": {{ev: text("刷卡提示请与银行联系"), want: conversation.TypeQuestion}},
		"v1-guess":          {{ev: shown("qr_pay_fail", 2), want: conversation.TypeQuestion, holds: answered("problem", "qr_pay_fail")}},
		"v1-guess_tw":       {{ev: press("back"), want: conversation.TypeQuestion, holds: forgot("card_chip")}},
		"v1-asking": {
			{ev: shown("bad", 3), want: conversation.TypeQuestion, holds: answered("signal", "bad")},
			{ev: shown("bad", 2), want: conversation.TypeQuestion, holds: forgot("signal")},
			{ev: photo, want: conversation.TypeQuestion, holds: func(c *conversation.Case) bool { return len(c.Files) == 1 }},
		},
		"v1-after_back":  {{ev: press("one_card"), want: conversation.TypeQuestion, holds: answered("scope", "one_card")}},
		"v1-money":       {{ev: shown("hold", 2), holds: answered("bank_notice", "hold")}},
		"v1-second_case": {{ev: press("days"), holds: answered("since", "days")}},
		"v1-advised": {
			{ev: shown("solved", 2), want: conversation.TypeClosed},
			{ev: shown("solved", 1), want: conversation.TypeMessage},
			{ev: press("not_solved"), holds: func(c *conversation.Case) bool { return c.Advice[0].Outcome == conversation.OutcomeNotSolved }},
		},
		"v1-english":    {{ev: text("it still does not work"), holds: func(c *conversation.Case) bool { return c.Advice[0].Outcome == conversation.OutcomeNotSolved }}},
		"v1-with_team":  {{ev: photo, want: conversation.TypeMessage}, {ev: press("restart"), want: conversation.TypeMessage}},
		"v1-not_solved": {{ev: text("谢谢"), want: conversation.TypeMessage}},
	}
	files, err := filepath.Glob("testdata/states/v1-*.json")
	if err != nil || len(files) != len(goesOn) {
		t.Errorf("%d files, %d expected: %v", len(files), len(goesOn), err)
	}
	d := open(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var old conversation.State
		if err := json.Unmarshal(data, &old); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(goesOn[name]) == 0 {
			t.Errorf("%s: nothing is done with it", name)
		}
		checkKept(t, name, data, old)
		if _, ok := d.engine.Due(old); ok {
			t.Errorf("%s: a timer is due although nobody knows when the merchant was heard of", name)
		}
		for _, step := range goesOn[name] {
			step.ev.At = time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC)
			next, effects, err := d.engine.Turn(t.Context(), d.search, old, step.ev)
			if err != nil {
				t.Fatal(err)
			}
			if len(effects) == 0 || step.want != "" && typeOf(t, effects[len(effects)-1]) != step.want {
				t.Errorf("%s, %+v: %+v", name, step.ev, effects)
			}
			if step.holds != nil && (next.Case == nil || !step.holds(next.Case)) {
				t.Errorf("%s, %+v: the case is now %+v", name, step.ev, next.Case)
			}
			if next.Turn != old.Turn+1 || !next.Heard.Equal(step.ev.At) {
				t.Errorf("%s: turn %d after %d, heard %v", name, next.Turn, old.Turn, next.Heard)
			}
		}
	}
}

// checkKept checks that nothing of an old encoding is lost when it is written
// again: every field has the value it had.
func checkKept(t *testing.T, name string, data []byte, state conversation.State) {
	t.Helper()
	again, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	var was, is any
	if err := json.Unmarshal(data, &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &is); err != nil {
		t.Fatal(err)
	}
	if where := lost(was, is); where != "" {
		t.Errorf("%s: %s is lost when it is written again", name, where)
	}
}

// lost names something of one JSON value that another does not hold, or "".
func lost(was, is any) string {
	switch was := was.(type) {
	case map[string]any:
		is, _ := is.(map[string]any)
		for k, v := range was {
			if where := lost(v, is[k]); where != "" {
				return k + "/" + where
			}
		}
	case []any:
		is, _ := is.([]any)
		if len(is) != len(was) {
			return "length"
		}
		for i := range was {
			if where := lost(was[i], is[i]); where != "" {
				return where
			}
		}
	default:
		if was != is {
			return "value"
		}
	}
	return ""
}

func answered(question, answer string) func(c *conversation.Case) bool {
	return func(c *conversation.Case) bool {
		return slices.ContainsFunc(c.Answers, func(a conversation.Answer) bool { return a.Question == question && a.Answer == answer })
	}
}

func forgot(question string) func(c *conversation.Case) bool {
	return func(c *conversation.Case) bool {
		return !slices.ContainsFunc(c.Answers, func(a conversation.Answer) bool { return a.Question == question })
	}
}

func typeOf(t *testing.T, e conversation.Effect) conversation.EffectType {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var out struct{ Type conversation.EffectType }
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out.Type
}
