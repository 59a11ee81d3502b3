package conversation_test

import (
	"testing"

	"github.com/tillmate/tillmate/conversation"
)

// BenchmarkTurn measures one whole turn, its search included: a first text, a
// button, a reply in words, a text that changes the subject, and the first text
// after which most questions are worth asking. It should take 5 ms at most.
func BenchmarkTurn(b *testing.B) {
	d := open(b)
	text := func(s string) conversation.Event {
		return conversation.Event{Kind: conversation.EventText, Text: s}
	}
	asking, _, err := d.engine.Turn(b.Context(), d.search, conversation.State{}, text("刷卡显示请与银行联系"))
	if err != nil || asking.Phase != conversation.Asking {
		b.Fatalf("%v, phase %q", err, asking.Phase)
	}
	run := func(name string, s conversation.State, ev conversation.Event) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := d.engine.Turn(b.Context(), d.search, s, ev); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("first", conversation.State{}, text("刷卡显示请与银行联系"))
	run("first/en", conversation.State{}, text("The terminal says please contact the bank, the customer tried twice"))
	run("press", asking, conversation.Event{Kind: conversation.EventPress, Press: "one_card"})
	run("reply", asking, text("就这一张卡，换别的卡都好的"))
	run("another", asking, text("另外昨天的钱到现在还没有到账"))
	run("worst", conversation.State{}, text(worst(b, d)))
	long := ""
	for len([]rune(long)) < conversation.MaxText {
		long += "昨天客人来刷卡，机器一直转圈圈不知道扣没扣款，后来又报91，"
	}
	run("longest", conversation.State{}, text(long))
}

// worst is the first text after which the most questions have a value, so that
// the choice between them is the most work.
func worst(b *testing.B, d dialogue) string {
	texts, err := firstTexts()
	if err != nil {
		b.Fatal(err)
	}
	found, most := "", -1
	for i := 0; i < len(texts); i += 7 {
		s, _, err := d.engine.Turn(b.Context(), d.search, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: texts[i]})
		if err != nil {
			b.Fatal(err)
		}
		belief, ok := d.engine.Explain(s)
		if n := len(belief.Hypotheses) + len(belief.Values); ok && n > most && belief.Hypotheses[0].P < .3 {
			found, most = texts[i], n
		}
	}
	b.Logf("worst: %q", found)
	return found
}
