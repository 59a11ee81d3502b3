package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation"
)

// assembled builds the program's parts over the shipped knowledge once.
var assembled = sync.OnceValues(func() (*parts, error) { return assemble(context.Background(), configs.Config{}) })

func shipped(t testing.TB) *parts {
	t.Helper()
	p, err := assembled()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// object is one line of the output.
type object map[string]any

func (o object) kind() string { s, _ := o["type"].(string); return s }

// objects reads an output; every line of it must be one JSON object.
func objects(t testing.TB, out string) []object {
	t.Helper()
	var all []object
	for line := range strings.Lines(out) {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil || !strings.HasSuffix(line, "\n") {
			t.Fatalf("%q is no JSON line: %v", line, err)
		}
		all = append(all, o)
	}
	return all
}

// turns cuts an output at the ends of turns, which are left out.
func turns(t testing.TB, out string) [][]object {
	t.Helper()
	var all [][]object
	var turn []object
	for _, o := range objects(t, out) {
		if o.kind() == "end_of_turn" {
			all, turn = append(all, turn), nil
			continue
		}
		turn = append(turn, o)
	}
	if len(turn) > 0 {
		t.Fatalf("%v stands behind the last end of a turn", turn)
	}
	return all
}

// talk runs chat --json over the shipped knowledge.
func talk(t testing.TB, explain bool, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	c := &chat{parts: shipped(t), out: &out, explain: explain}
	c.reset()
	if err := c.runJSON(t.Context(), strings.NewReader(strings.Join(lines, "\n"))); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The keys of every type of line, as programs rely on them.
var keys = map[string]struct{ must, may []string }{
	"message":  {must: []string{"text"}, may: []string{"answers"}},
	"question": {must: []string{"question", "text", "answers", "remaining"}},
	"recommendation": {
		must: []string{"route", "problem", "cause", "confidence", "reasons", "steps", "text", "answers"},
		may:  []string{"say", "have_ready", "never", "runner_up"},
	},
	"handoff": {
		must: []string{"route", "reason", "summary", "text"},
		may:  []string{"problem", "steps", "never"},
	},
	"closed":      {must: []string{"route", "text"}},
	"belief":      {must: []string{"hypotheses", "routes", "none", "facts", "values"}},
	"error":       {must: []string{"error"}},
	"end_of_turn": {must: []string{"turn"}},
}

func checkObject(t testing.TB, o object) {
	t.Helper()
	want, ok := keys[o.kind()]
	if !ok {
		t.Fatalf("unknown type of line: %v", o)
	}
	for _, k := range want.must {
		if o[k] == nil {
			t.Errorf("%s has no %q: %v", o.kind(), k, o)
		}
	}
	for k := range o {
		if k != "type" && !slices.Contains(want.must, k) && !slices.Contains(want.may, k) {
			t.Errorf("%s has an unknown key %q", o.kind(), k)
		}
	}
	switch route, _ := o["route"].(string); o.kind() {
	case "closed":
		if route != "none" {
			t.Errorf("closed has the route %q", route)
		}
	case "handoff":
		if route != "human" {
			t.Errorf("handoff has the route %q", route)
		}
	case "recommendation":
		if p, _ := o["confidence"].(float64); p <= 0 || p >= 1 {
			t.Errorf("a confidence of %v", p)
		}
	}
}

// Every type of line, in the order of a turn: the last is the end of the turn.
func TestChatJSONLines(t *testing.T) {
	out := talk(t, true,
		`{"text":"你好"}`,                            // closed
		`{"text":"刷卡显示请与银行联系"}`,                    // question
		`{"press":"one_card"}`,                     //
		`{"press":"back"}`,                         // message, question
		`{"edit":"刷卡机报91","of":2}`,                 // message, question
		`not JSON`,                                 // error
		`{"text":"我要人工"}`,                          // handoff
		`{"restart":true}`,                         // nothing but the end of the turn
		`{"text":"the printer is out of paper"}`,   //
		`{"press":"unsure"}`, `{"press":"unsure"}`, //
		`{"press":"unsure"}`, `{"press":"unsure"}`, //
		`{"press":"unsure"}`, `{"press":"unsure"}`, //
		`{"press":"not_tried"}`, `{"press":"solved"}`, //
	)
	seen := map[string]bool{}
	last := 0.0
	for _, o := range objects(t, out) {
		checkObject(t, o)
		seen[o.kind()] = true
		if n, ok := o["turn"].(float64); ok {
			if n < last && n != 0 {
				t.Errorf("turn %v after %v", n, last)
			}
			last = n
		}
	}
	for kind := range keys {
		if !seen[kind] {
			t.Errorf("no %s was seen in\n%s", kind, out)
		}
	}
	all := turns(t, out)
	if len(all) != 17 {
		t.Errorf("%d turns for 17 lines", len(all))
	}
	if len(all[7]) != 0 {
		t.Errorf("a restart says %v", all[7])
	}
	for i, turn := range all[:5] {
		if turn[len(turn)-1].kind() != "belief" && i > 0 {
			t.Errorf("turn %d ends with %v, not the belief", i+1, turn[len(turn)-1])
		}
	}
	if !strings.Contains(out, `{"type":"end_of_turn","turn":3}`+"\n") {
		t.Error("the end of turn 3 is not written as programs know it")
	}
}

// A line that asks for nothing is answered with an error; the turn is not
// counted and the talk goes on as if the line had not been there.
func TestChatJSONBadLines(t *testing.T) {
	for name, line := range map[string]string{
		"broken":           `text`,
		"half":             `{"text":"刷卡`,
		"half key":         `{"te`,
		"unknown field":    `{"texd":"a"}`,
		"two keys":         `{"text":"a","press":"back"}`,
		"text and restart": `{"text":"a","restart":true}`,
		"no key":           `{}`,
		"restart is false": `{"restart":false}`,
		"empty":            ``,
		"blank":            " \t\r",
		"no UTF-8":         "{\"text\":\"\xff\xfe\"}",
		"NUL":              "{\"text\":\"a\x00b\"}",
		"NULs alone":       "\x00\x00\x00",
		"array":            `[{"text":"a"}]`,
		"number":           `42`,
		"string":           `"刷卡"`,
		"true":             `true`,
		"null":             `null`,
		"text is a number": `{"text":1}`,
		"text is null":     `{"text":null}`,
		"edit without of":  `{"edit":"a"}`,
		"edit of 0":        `{"edit":"a","of":0}`,
		"edit of -1":       `{"edit":"a","of":-1}`,
		"of is a text":     `{"edit":"a","of":"1"}`,
		"of is huge":       `{"edit":"a","of":99999999999999999999}`,
		"two objects":      `{"text":"a"}{"text":"b"}`,
		"brace behind":     `{"text":"a"}}`,
		"bracket behind":   `{"text":"a"} ]`,
		"comma behind":     `{"text":"a"},`,
		"deep":             strings.Repeat("[", 100_000),
		"5 MB":             `{"text":"` + strings.Repeat("刷", 5<<20/3) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			out := talk(t, false, `{"text":"刷卡显示请与银行联系"}`, line, `{"press":"one_card"}`)
			all := turns(t, out)
			if len(all) != 3 {
				t.Fatalf("%d turns for 3 lines", len(all))
			}
			if len(all[1]) != 1 || all[1][0].kind() != "error" || all[1][0]["error"] == "" {
				t.Errorf("answered with %v", all[1])
			}
			good := turns(t, talk(t, false, `{"text":"刷卡显示请与银行联系"}`, `{"press":"one_card"}`))
			if got, want := fmt.Sprint(all[2]), fmt.Sprint(good[1]); got != want {
				t.Errorf("the talk did not go on:\n%s\n%s", got, want)
			}
			if !strings.HasSuffix(out, `{"type":"end_of_turn","turn":2}`+"\n") {
				t.Errorf("the bad line was counted: %s", out)
			}
		})
	}
	// Through the whole program: the exit code is 0 all the same.
	if got := start(t, "nonsense\n\n{\"text\":\"hello\"}", "chat", "--json"); got.code != exitOK || got.stderr != "" ||
		len(turns(t, got.stdout)) != 3 {
		t.Errorf("%+v", got)
	}
}

// Lines that are fine although they look odd.
func TestChatJSONGoodLines(t *testing.T) {
	for name, line := range map[string]string{
		"spaces":      "  {\"text\" : \"刷卡没反应\"}\t\r",
		"empty text":  `{"text":""}`,
		"escapes":     `{"text":"\u5237\u5361 \ud83d\ude00 \u0000"}`,
		"surrogate":   `{"text":"\ud800"}`,
		"unknown":     `{"press":"no such button"}`,
		"stale":       `{"press":"one_card"}`,
		"no such":     `{"edit":"a","of":7}`,
		"1 MB":        `{"text":"` + strings.Repeat("刷卡", 1<<20/6) + `"}`,
		"unsure":      `{"press":"unsure"}`,
		"not solved":  `{"press":"not_solved"}`,
		"person":      `{"press":"human"}`,
		"new one":     `{"restart":true}`,
		"restarted":   `{"press":"restart"}`,
		"RTL, joined": "{\"text\":\"\u202e\u200f刷\u200b卡 👨‍👩‍👧\"}",
	} {
		t.Run(name, func(t *testing.T) {
			all := turns(t, talk(t, false, line))
			if len(all) != 1 || len(all[0]) == 0 && name != "new one" {
				t.Fatalf("answered with %v", all)
			}
			for _, o := range all[0] {
				checkObject(t, o)
				if o.kind() == "error" {
					t.Errorf("refused: %v", o)
				}
			}
		})
	}
}

// The last line needs no newline, and an empty input is no line.
func TestChatJSONEnd(t *testing.T) {
	for in, want := range map[string]int{"": 0, "\n": 1, `{"text":"a"}`: 1, "{\"text\":\"a\"}\n": 1, "{\"text\":\"a\"}\n\n": 2, "x": 1} {
		if got := len(turns(t, talk(t, false, in))); got != want {
			t.Errorf("%q: %d turns, want %d", in, got, want)
		}
	}
}

// FuzzChatJSON sends arbitrary bytes: every line is answered by valid lines and
// the end of its turn, and the turns are counted upwards.
func FuzzChatJSON(f *testing.F) {
	for _, s := range whatever {
		f.Add([]byte(s))
		text, _ := json.Marshal(map[string]string{"text": s})
		press, _ := json.Marshal(map[string]string{"press": s})
		edit, _ := json.Marshal(map[string]any{"edit": s, "of": 1})
		f.Add(slices.Concat([]byte(`{"text":"刷卡显示请与银行联系"}`+"\n"), text, []byte("\n"), press, []byte("\n"), edit))
		f.Add(slices.Concat(text, []byte("\n"), edit, []byte("\n{\"restart\":true}\n"), text, []byte("\n{\"press\":\"unsure\"}")))
	}
	f.Add([]byte("{\"text\":\"报91\"}\n[]\n{\"press\":\"back\"}\n{\"press\":\"human\"}\n{\"text\":\"x\"}\n{\"edit\":\"y\",\"of\":1}"))
	shipped(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		lines := bytes.Count(in, []byte("\n"))
		if rest := in[bytes.LastIndexByte(in, '\n')+1:]; len(bytes.TrimSpace(rest)) > 0 {
			lines++
		}
		ends, last := 0, 0.0
		for _, o := range objects(t, talk(t, true, string(in))) {
			checkObject(t, o)
			if o.kind() != "end_of_turn" {
				continue
			}
			ends++
			if n := o["turn"].(float64); n != last && n != last+1 && n != 0 {
				t.Errorf("turn %v after %v", n, last)
			} else {
				last = n
			}
		}
		if ends != lines {
			t.Errorf("%d lines, %d ends of turns", lines, ends)
		}
	})
}

// The types in the table of keys are those that effects have.
func TestEffectTypes(t *testing.T) {
	for _, kind := range []conversation.EffectType{
		conversation.TypeMessage, conversation.TypeQuestion, conversation.TypeRecommendation,
		conversation.TypeHandoff, conversation.TypeClosed, conversation.TypeBelief,
	} {
		if _, ok := keys[string(kind)]; !ok {
			t.Errorf("%q is not in the table", kind)
		}
	}
}
