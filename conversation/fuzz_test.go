package conversation_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
)

// card is a number that must never be kept, as merchants type it.
var cards = []string{"4111111111111111", "4111 1111 1111 1111", "6222-0200-0000-0001 234", "４１１１１１１１１１１１１１１１", "5500\u200b0000\u200b0000\u200b0004"}

// events reads a script of events from arbitrary bytes: the first byte of a
// line says what happens, the second carries a number, the rest is the text.
func events(script []byte) []conversation.Event {
	var out []conversation.Event
	for line := range strings.SplitSeq(string(script), "\n") {
		var kind, number byte
		if len(line) > 0 {
			kind, line = line[0], line[1:]
		}
		if len(line) > 0 {
			number, line = line[0], line[1:]
		}
		ev := conversation.Event{Text: line}
		switch kind % 8 {
		case 0, 1:
			ev.Kind = conversation.EventText
		case 2:
			ev = conversation.Event{Kind: conversation.EventPress, Press: line}
		case 3:
			ev.Kind, ev.Of = conversation.EventEdit, int(number)-8
		case 4:
			ev.Kind = conversation.EventRestart
		case 5: // the button with that number
			ev = conversation.Event{Kind: conversation.EventPress, Of: int(number)}
		case 6: // no search hits, as when nothing fits
			ev.Kind, ev.Of = conversation.EventText, -1
		case 7:
			ev.Kind = conversation.EventKind(line)
		}
		if out = append(out, ev); len(out) == 24 {
			break
		}
	}
	return out
}

// FuzzStep runs arbitrary events. The dialogue never panics, gives the same
// from a state that was written and read, asks no more than it may and keeps
// no card number.
func FuzzStep(f *testing.F) {
	for i, s := range []string{
		"", "\x00", "a\x00\x00\xff\xfe", "0 刷卡显示请与银行联系\n5\x00\n2 back\n3\t91\n2 human\n0 hello",
		"0 报91\n6 \n6 XY\n6 报91\n5\x01\n5\x01\n5\x01\n5\x01\n6 报97\n2 not_solved\n5\x01\n2 not_solved",
		"0 no paper\n5\x00\n5\x00\n5\x00\n6 17\n6 显示17\n6 请持卡人与发卡银行联系",
		"0 卡号4111111111111111刷不了", "0 4111 1111 1111 1111\n0 6222-0200-0000-0001 234\n3\t４１１１１１１１１１１１１１１１",
		"0 " + strings.Repeat("刷卡不行", 25_000), "0 " + strings.Repeat("9", 100_000), "0 " + strings.Repeat("刷", 1990) + "4111111111111111",
		"0 👨‍👩‍👧‍👦💳\n1 \u202e刷卡\u200f\n1 {\"text\":\"刷", "0 刷卡\xff\xfe显示91\n2 restart\n0 刷卡\xff", "4 \n4 \n7 nonsense\n7 restart",
		"7 start\n7 files\n7 help\n0 打不出小票\n7 language\n7 slow\n7 timer\n7 failed\n7 start\n7 files\n7 failed",
		"0 blah\n0 blah blah\n0 blah blah blah\n5\x00\n3\x09打不出小票\n3\x0a打不出小票",
	} {
		f.Add([]byte(s), uint8(i))
	}
	d := open(f)
	f.Fuzz(func(t *testing.T, script []byte, number uint8) {
		card := cards[int(number)%len(cards)]
		var state conversation.State
		var shown []conversation.Choice
		at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		for i, ev := range events(script) {
			at = at.Add(time.Minute)
			ev.At = at
			switch {
			case ev.Kind == conversation.EventPress && ev.Press == "" && len(shown) > 0:
				ev.Press = shown[ev.Of%len(shown)].ID
			case ev.Kind == conversation.EventText || ev.Kind == conversation.EventEdit:
				if i%3 == 1 {
					ev.Text += "，卡号是 " + card + " 这张。"
				}
				if ev.Of == -1 {
					break
				}
				hits, err := d.search.Search(t.Context(), d.engine.Query(ev.Text))
				if err != nil {
					t.Fatal(err)
				}
				ev.Hits = hits
			}
			reloaded, err := evaluation.Reload(state)
			if err != nil {
				t.Fatal(err)
			}
			next, effects := d.engine.Step(state, ev)
			again, effectsAgain := d.engine.Step(reloaded, ev)
			data, err := json.Marshal(next)
			if err != nil {
				t.Fatal(err)
			}
			dataAgain, _ := json.Marshal(again)
			if string(data) != string(dataAgain) || !reflect.DeepEqual(effects, effectsAgain) {
				t.Fatalf("event %d %+v gives another result from a state that was written and read:\n%s\n%s\n%+v\n%+v",
					i, ev, data, dataAgain, effects, effectsAgain)
			}
			if strings.Contains(string(data), card) {
				t.Fatalf("the state keeps the card number: %s", data)
			}
			if next.Case != nil && len(next.Case.Asked) > conversation.MaxQuestions {
				t.Fatalf("%d questions asked", len(next.Case.Asked))
			}
			for _, e := range effects {
				switch e := e.(type) {
				case conversation.Question:
					shown = e.Answers
				case conversation.Recommendation:
					shown = e.Answers
				}
			}
			d.engine.Explain(next)
			state = next
		}
	})
}
