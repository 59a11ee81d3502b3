package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/conversation"
)

// crowd is a number of merchants who write and press, and remember what.
type crowd struct {
	api    *botapitest.Server
	random *rand.Rand
	texts  []string

	mu   sync.Mutex
	acts map[int64][]act // by chat, in order
}

// act is one thing a merchant did.
type act struct {
	message int64 // of a text
	event   conversation.Event
	press   botapitest.Press
}

// firstChat is the id of the first merchant of a crowd.
const firstChat = 10_001

// mostTexts keeps the texts of a merchant within what a chat remembers.
const mostTexts = 36

// saidOften are texts that follow a first one.
var saidOften = []string{
	"就这一张卡", "别的卡都可以", "不清楚", "插卡", "扫码", "没扣款", "扣了", "是的", "不是", "91", "还是不行", "好了", "试过了，没用",
	"昨天开始的", "only this card", "all cards", "yes", "no", "not sure", "what now?", "好的谢谢", "机器很旧", "显示55",
}

func newCrowd(api *botapitest.Server, texts []string, seed uint64) *crowd {
	return &crowd{api: api, texts: texts, random: rand.New(rand.NewPCG(seed, 1)), acts: map[int64][]act{}}
}

// decoder reads presses as the bot does.
var decoder = &telegram.Decoder{Team: telegram.NewTeam()}

// act lets a merchant do the next thing.
func (c *crowd) act(chat int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.api.User(chat)
	done := c.acts[chat]
	if last, ok := c.api.Last(chat); ok && c.random.IntN(100) < 40 || len(done) >= mostTexts {
		if data := c.button(last); data != "" {
			event := pressed(data)
			press, err := u.PressData(last.ID, data)
			if err == nil {
				c.acts[chat] = append(done, act{event: event, press: press})
			}
			return
		}
	}
	if len(done) >= mostTexts {
		return
	}
	text := c.texts[c.random.IntN(len(c.texts))]
	if len(done) > 0 && c.random.IntN(4) > 0 {
		text = saidOften[c.random.IntN(len(saidOften))]
	}
	sent := u.Text(text)
	c.acts[chat] = append(done, act{message: sent.Message, event: conversation.Event{Kind: conversation.EventText, Text: text}})
}

// button draws one of the buttons of a message, a person and a new start more
// rarely than the others.
func (c *crowd) button(m botapitest.Message) string {
	var all []string
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Data != "" && (c.random.IntN(4) == 0 || !strings.Contains(b.Data, conversation.PressHuman) && !strings.Contains(b.Data, conversation.PressRestart)) {
				all = append(all, b.Data)
			}
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[c.random.IntN(len(all))]
}

// pressed gives the event of a press on a button with that data.
func pressed(data string) conversation.Event {
	raw, err := json.Marshal(map[string]any{"update_id": 1, "callback_query": map[string]any{
		"id": "1", "data": data, "from": map[string]any{"id": 1},
		"message": map[string]any{"message_id": 1, "date": 1, "chat": map[string]any{"id": 1, "type": "private"}},
	}})
	if err != nil {
		panic(err)
	}
	u, _ := decoder.Decode(raw, time.Time{})
	return u.Event
}

// stored is a chat as the program keeps it.
type stored struct {
	State conversation.State `json:"state"`
	Said  []struct {
		Message int64 `json:"m"`
		Text    int   `json:"n"`
	} `json:"said"`
}

// verdict counts what became of what a crowd did.
type verdict struct {
	updates, lost, disordered, wrong, twice int
	first                                   string // the first thing that is wrong
	notes                                   []string
}

func (v *verdict) note(count *int, format string, args ...any) {
	*count++
	v.notes = append(v.notes, fmt.Sprintf(format, args...))
	if v.first == "" {
		v.first = fmt.Sprintf(format, args...)
	}
}

// judge compares everything a crowd did with what is stored and what is on the
// screens.
func (c *crowd) judge(t *testing.T, p *parts, load func(chat int64) []byte) verdict {
	t.Helper()
	var v verdict
	for chat, acts := range c.acts {
		v.updates += len(acts)
		var s stored
		if data := load(chat); data == nil || json.Unmarshal(data, &s) != nil {
			for range acts {
				v.note(&v.lost, "chat %d is not stored", chat)
			}
			continue
		}
		c.replay(t.Context(), p, chat, acts, s, &v)
	}
	return v
}

// replay lets the dialogue do what a merchant did, with the texts put together
// as the program has put them, and compares.
func (c *crowd) replay(ctx context.Context, p *parts, chat int64, acts []act, s stored, v *verdict) {
	textOf, last := map[int64]int{}, int64(0)
	for _, said := range s.Said {
		textOf[said.Message] = said.Text
		if said.Message <= last {
			v.note(&v.disordered, "chat %d: message %d was read after %d", chat, said.Message, last)
		}
		last = said.Message
	}
	state, said := conversation.State{}, []string(nil)
	step := func(ev conversation.Event) {
		next, effects, err := p.engine.Turn(ctx, p.index, state, ev)
		if err != nil {
			panic(err)
		}
		state = next
		said = append(said, texts(effects)...)
	}
	for i := 0; i < len(acts); i++ {
		ev := acts[i].event
		if ev.Kind == conversation.EventPress {
			if _, ok := c.api.Toast(acts[i].press); !ok {
				v.note(&v.lost, "chat %d: a press was not answered", chat)
			}
			step(ev)
			continue
		}
		n, ok := textOf[acts[i].message]
		if !ok {
			v.note(&v.lost, "chat %d: message %d was not read", chat, acts[i].message)
			continue
		}
		for i+1 < len(acts) && acts[i+1].message != 0 && textOf[acts[i+1].message] == n {
			i++
			ev.Text += "\n" + acts[i].event.Text
		}
		step(ev)
	}
	if got, want := timeless(s.State), timeless(state); !reflect.DeepEqual(got, want) {
		v.note(&v.wrong, "chat %d is\n%v\nand should be\n%v\nacts %+v\nsaid %+v", chat, marshal(got), marshal(want), acts, s.Said)
	}
	c.compare(chat, said, v)
}

// lately is how far back a message may stand that is said again: a replica that
// is frozen in the middle of a call ends the call when it goes on, and by then
// another one has said the same and the next things too.
const lately = 4

// compare holds what is on the screen against what should have been said. A
// message that was said just before is a call that was made twice; what is said
// for the first time must come in order.
func (c *crowd) compare(chat int64, want []string, v *verdict) {
	i := 0
	for _, m := range c.api.FromBot(chat) {
		switch {
		case i < len(want) && m.Text == want[i]:
			i++
		case slices.Contains(want[max(0, i-lately):i], m.Text):
			v.twice++
		default:
			v.note(&v.disordered, "chat %d: %q is said where %q should be\nacts %s\nexpected %s\nscreen %s", chat, m.Text, append(want, "(nothing)")[i],
				marshal(c.brief(chat)), marshal(want), marshal(c.screen(chat)))
			return
		}
	}
	if i < len(want) {
		v.note(&v.lost, "chat %d: %d of %d messages were said, then should come %q", chat, i, len(want), want[i])
	}
}

// texts are what the merchant reads of some effects.
func texts(effects []conversation.Effect) []string {
	var out []string
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Message:
			out = append(out, e.Text)
		case conversation.Question:
			out = append(out, e.Text)
		case conversation.Recommendation:
			out = append(out, e.Text)
		case conversation.Handoff:
			out = append(out, e.Text)
		case conversation.Closed:
			out = append(out, e.Text)
		}
	}
	return out
}

// timeless gives a state without its times.
func timeless(s conversation.State) any {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	return dropTimes(v)
}

func dropTimes(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if key == "heard" || key == "opened" {
				delete(v, key)
				continue
			}
			v[key] = dropTimes(value)
		}
	case []any:
		for i := range v {
			v[i] = dropTimes(v[i])
		}
	}
	return v
}

func marshal(v any) string {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(data)
}

// brief and screen show a chat to who looks into a failure.
func (c *crowd) brief(chat int64) []string {
	var out []string
	for _, a := range c.acts[chat] {
		out = append(out, fmt.Sprintf("%d %s %s%s shown %d %d", a.message, a.event.Kind, a.event.Text, a.event.Press, a.event.Shown, a.press.Update))
	}
	return out
}

func (c *crowd) screen(chat int64) []string {
	var out []string
	for _, m := range c.api.Messages(chat) {
		out = append(out, fmt.Sprintf("%d %v %.60s", m.ID, m.Bot, m.Text))
	}
	return out
}
