package insight_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/conversation/insight"
)

// chat is one merchant's talk, with what was counted in it.
type chat struct {
	dialogue
	state  conversation.State
	at     time.Time
	counts map[string]int64
	gaps   []conversation.Gap
	last   []conversation.Effect
}

func newChat(d dialogue) *chat {
	return &chat{dialogue: d, at: monday, counts: map[string]int64{}}
}

// do plays one event; the counts see it without what was found for it, as they
// do in service.
func (c *chat) do(t testing.TB, ev conversation.Event) (counts map[string]int64, gaps []conversation.Gap) {
	t.Helper()
	c.at = c.at.Add(time.Minute)
	ev.At = c.at
	next, effects, err := c.engine.Turn(t.Context(), c.search, c.state, ev)
	if err != nil {
		t.Fatal(err)
	}
	if next, err = evaluation.Reload(next); err != nil {
		t.Fatal(err)
	}
	counts, gaps = insight.Of(c.state, next, ev, effects)
	c.state, c.last = next, effects
	c.gaps = append(c.gaps, gaps...)
	for k, n := range counts {
		c.counts[k] += n
	}
	return counts, gaps
}

func (c *chat) say(t testing.TB, text string) (map[string]int64, []conversation.Gap) {
	t.Helper()
	return c.do(t, conversation.Event{Kind: conversation.EventText, Text: text})
}

func (c *chat) press(t testing.TB, id string) (map[string]int64, []conversation.Gap) {
	t.Helper()
	return c.do(t, conversation.Event{Kind: conversation.EventPress, Press: id})
}

// advised plays a text until something is advised, knowing nothing more.
func (c *chat) advised(t testing.TB, text string) conversation.Recommendation {
	t.Helper()
	c.say(t, text)
	for range 10 {
		for _, e := range c.last {
			switch e := e.(type) {
			case conversation.Recommendation:
				return e
			case conversation.Question:
				c.press(t, conversation.PressUnsure)
			}
		}
	}
	t.Fatalf("%q led to %+v", text, c.last)
	return conversation.Recommendation{}
}

// has checks that the last turn counted something.
func has(t testing.TB, counts map[string]int64, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if counts[k] != 1 {
			t.Errorf("%s is not among %v", k, counts)
		}
	}
}

const noPaper = "打印机没纸了，小票打不出来"

// What became of an advice is counted with its cause; what did not help is a
// gap with the words of the case.
func TestOfOutcomes(t *testing.T) {
	c := newChat(open(t))
	rec := c.advised(t, noPaper)
	cause := rec.Problem + "/" + rec.Cause
	has(t, c.counts, "opened", "shown:"+cause, "advised:"+string(rec.Route))
	counts, gaps := c.press(t, conversation.PressNotTried)
	has(t, counts, "not_tried:"+cause)
	if len(counts) != 1 || len(gaps) != 0 {
		t.Errorf("%v %v", counts, gaps)
	}
	counts, gaps = c.press(t, conversation.PressNotSolved)
	has(t, counts, "not_solved:"+cause)
	if len(gaps) != 1 || gaps[0].Words != noPaper || gaps[0].Problem != rec.Problem || gaps[0].Cause != rec.Cause || gaps[0].At != c.at || len(gaps[0].Nearest) == 0 {
		t.Errorf("%+v", gaps)
	}

	c = newChat(c.dialogue)
	rec = c.advised(t, noPaper)
	counts, gaps = c.press(t, conversation.PressSolved)
	has(t, counts, "ended:solved", "solved:"+rec.Problem+"/"+rec.Cause)
	if len(counts) != 2 || len(gaps) != 0 {
		t.Errorf("%v %v", counts, gaps)
	}
}

// Who asks for a person after an advice was not helped; who does so at once
// wants a person. What a rule sends to a person is no gap.
func TestOfHandoffs(t *testing.T) {
	d := open(t)
	c := newChat(d)
	counts, gaps := c.press(t, conversation.PressHuman)
	has(t, counts, "opened", "handed:asked_for_person")
	if len(counts) != 2 || len(gaps) != 0 {
		t.Errorf("%v %v", counts, gaps)
	}
	c = newChat(d)
	rec := c.advised(t, noPaper)
	counts, gaps = c.press(t, conversation.PressHuman)
	has(t, counts, "handed:asked_for_person", "escalated:"+rec.Problem+"/"+rec.Cause)
	if len(gaps) != 1 || gaps[0].Kind != conversation.GapEscalated || gaps[0].Words != noPaper {
		t.Errorf("%+v", gaps)
	}
	c = newChat(d)
	counts, gaps = c.say(t, "有人打电话说是银联的，让我把验证码告诉他")
	if insight.Sum(counts, insight.Handed) != 1 || insight.Sum(counts, insight.Escalated) != 1 || len(gaps) != 0 {
		t.Errorf("%v %v", counts, gaps)
	}
	c = newChat(d)
	counts, _ = c.do(t, conversation.Event{Kind: conversation.EventFailed})
	has(t, counts, "handed:failed", "opened")
	if insight.Sum(counts, insight.Escalated) != 0 {
		t.Error(counts)
	}
}

// What is not understood is a gap with its words, card data masked, until a
// person takes over.
func TestOfMisses(t *testing.T) {
	c := newChat(open(t))
	counts, gaps := c.say(t, "qwx zzv 4111 1111 1111 1111")
	has(t, counts, "no_hit", "refused:lost")
	if len(counts) != 2 || len(gaps) != 1 || gaps[0].Kind != conversation.GapNoHit || strings.Contains(gaps[0].Words, "4111 1111") || !strings.Contains(gaps[0].Words, "qwx") {
		t.Errorf("%v %+v", counts, gaps)
	}
	counts, gaps = c.say(t, "vvk pqq")
	has(t, counts, "no_hit", "opened", "asked:problem")
	if len(gaps) != 1 || gaps[0].Words != "vvk pqq" {
		t.Errorf("%+v", gaps)
	}
	counts, gaps = c.press(t, conversation.NoneOfThese)
	has(t, counts, "none_of")
	if len(gaps) != 1 || gaps[0].Problem != "" {
		t.Errorf("%+v", gaps)
	}

	c = newChat(c.dialogue)
	for _, text := range []string{"你好", "今天天气怎么样", "谢谢"} {
		if counts, gaps = c.say(t, text); len(gaps) != 0 || insight.Sum(counts, insight.NoHit) != 0 {
			t.Errorf("%s: %v %v", text, counts, gaps)
		}
	}
	if c.counts["refused:aside"] == 0 {
		t.Error(c.counts)
	}
}

// A case ends in many ways, and each end is counted once.
func TestOfEnds(t *testing.T) {
	d := open(t)
	for want, play := range map[string]func(c *chat) map[string]int64{
		"ended:restarted": func(c *chat) map[string]int64 { n, _ := c.press(t, conversation.PressRestart); return n },
		"ended:unresolved": func(c *chat) map[string]int64 {
			c.at = c.at.Add(2 * conversation.CaseIdle)
			n, _ := c.say(t, "刷卡显示请与银行联系")
			has(t, n, "opened")
			return n
		},
		"ended:another": func(c *chat) map[string]int64 {
			n, _ := c.say(t, "押金什么时候退给我")
			has(t, n, "opened")
			return n
		},
	} {
		c := newChat(d)
		c.advised(t, noPaper)
		has(t, play(c), want)
	}
	c := newChat(d)
	c.say(t, noPaper)
	counts, _ := c.do(t, conversation.Event{Kind: conversation.EventRestart})
	has(t, counts, "ended:restarted")
}

// What the team ends is no success of the advice before it.
func TestOfTeam(t *testing.T) {
	c := newChat(open(t))
	c.advised(t, noPaper)
	c.press(t, conversation.PressHuman)
	counts, gaps := c.do(t, conversation.Event{Kind: conversation.EventEnded, Press: "solved"})
	has(t, counts, "ended:team")
	if len(counts) != 1 || len(gaps) != 0 {
		t.Errorf("%v %v", counts, gaps)
	}
	counts, _ = c.do(t, conversation.Event{Kind: conversation.EventTaken})
	has(t, counts, "opened")
	counts, _ = c.do(t, conversation.Event{Kind: conversation.EventReturned})
	if n := insight.Sum(counts, insight.Ended); n != 1 || c.state.Case != nil {
		t.Errorf("%v", counts)
	}
}

// In any talk what is counted adds up: cases opened are those ended and the
// open one, every advice shown has a route and at most one outcome, a turn has
// at most one gap, and its words are masked and short.
func TestOfAddsUp(t *testing.T) {
	d := open(t)
	queries := golden(t)
	random := rand.New(rand.NewPCG(5, 6))
	asides := []string{"你好", "谢谢", "不知道", "还是不行", "好了", "我的卡号是 4111 1111 1111 1111", "qwx vvk", "另外一台机器打不出小票", "code 55", "人工", "🙂"}
	all := map[string]int64{}
	for range 60 {
		c := newChat(d)
		for range 14 {
			counts, gaps := c.do(t, draw(c, random, queries[random.IntN(len(queries))].Text, asides[random.IntN(len(asides))]))
			if len(gaps) > 1 {
				t.Fatalf("%+v", gaps)
			}
			for key := range counts {
				if k, ok := insight.ParseKey(key); !ok || k.String() != key {
					t.Fatalf("the key %q reads as %+v, %v", key, k, ok)
				}
			}
			waits := int64(0)
			if c.state.Case != nil {
				waits = 1
			}
			if opened, ended := insight.Sum(c.counts, insight.Opened), insight.Sum(c.counts, insight.Ended); opened != ended+waits {
				t.Fatalf("%d opened, %d ended, %d open: %v", opened, ended, waits, c.counts)
			}
		}
		for _, gap := range c.gaps {
			if gap.Words == "" || utf8.RuneCountInString(gap.Words) > conversation.MaxText || strings.Contains(gap.Words, "4111 1111 1111") || gap.At.IsZero() {
				t.Errorf("%+v", gap)
			}
		}
		for k, n := range c.counts {
			all[k] += n
		}
	}
	if insight.Sum(all, insight.Shown) != insight.Sum(all, insight.Advised) {
		t.Errorf("%v", all)
	}
	for _, o := range insight.Outcomes(all) {
		if o.Solved+o.NotSolved > o.Shown {
			t.Errorf("%+v", o)
		}
	}
	for _, kind := range []insight.Kind{insight.Solved, insight.NotSolved, insight.NotTried, insight.Escalated, insight.Handed, insight.Refused, insight.NoHit, insight.NoneOf} {
		if insight.Sum(all, kind) == 0 {
			t.Errorf("no talk has %s; the test says nothing of it: %v", kind, slices.Sorted(maps.Keys(all)))
		}
	}
}

// draw draws what happens next in a talk: mostly a button that is shown.
func draw(c *chat, random *rand.Rand, text, aside string) conversation.Event {
	var shown []conversation.Choice
	for _, e := range c.last {
		switch e := e.(type) {
		case conversation.Question:
			shown = e.Answers
		case conversation.Recommendation:
			shown = e.Answers
		}
	}
	press := func(id string) conversation.Event {
		return conversation.Event{Kind: conversation.EventPress, Press: id}
	}
	n := random.IntN(24)
	switch {
	case n < 14 && len(shown) > 0:
		return press(shown[random.IntN(len(shown))].ID)
	case n < 17:
		return conversation.Event{Kind: conversation.EventText, Text: aside}
	case n == 17:
		return press(conversation.PressBack)
	case n == 18:
		return conversation.Event{Kind: conversation.EventEdit, Of: 1 + random.IntN(3), Text: text}
	case n == 19 && random.IntN(4) == 0:
		return conversation.Event{Kind: conversation.EventRestart}
	case n == 19:
		return press(conversation.PressRestart)
	case n == 20:
		c.at = c.at.Add(conversation.CaseIdle + time.Hour)
	case n == 21 && c.state.Phase == conversation.WithTeam:
		return conversation.Event{Kind: conversation.EventRestart}
	case n == 22 && random.IntN(3) == 0:
		return press(conversation.PressHuman)
	}
	return conversation.Event{Kind: conversation.EventText, Text: text}
}
