package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// quiet is an inbox that takes everything, and explains nothing.
type quiet struct {
	explained atomic.Int32
	err       error
}

func (*quiet) Put(context.Context, []bot.Update) error { return nil }

func (q *quiet) Explain(context.Context, int64) (Belief, error) {
	return Belief{Phase: "asking", None: float64(q.explained.Add(1))}, q.err
}

// alone gives merchants without a bot behind them, and one merchant.
func alone(t testing.TB, q *quiet) (*Merchants, *chat) {
	t.Helper()
	m := NewMerchants(q, q, slog.New(slog.NewTextHandler(io.Discard, nil)))
	key, err := m.open(t.Context(), "en", "")
	if err != nil {
		t.Fatal(err)
	}
	return m, m.byKey[key]
}

func TestSend(t *testing.T) {
	q := &quiet{}
	m, c := alone(t, q)
	send := func(d bot.Delivery) bot.Receipt {
		t.Helper()
		d.Chat = c.id
		r, err := m.Send(t.Context(), d)
		if err != nil || r.Chat != c.id || r.Token != d.Token {
			t.Fatalf("%+v: %+v, %v", d, r, err)
		}
		return r
	}
	if all, _ := m.since(c.key, -1); !all.Typing {
		t.Error("the bot does not seem to type while a turn runs")
	}
	first := send(bot.Delivery{Kind: bot.Show, Turn: 1, Text: "one", Token: "x"})
	second := send(bot.Delivery{Kind: bot.Show, Turn: 1, Text: "two"})
	send(bot.Delivery{Kind: bot.Answer, Turn: 1, Callback: "1.a"})
	send(bot.Delivery{Kind: bot.Leave})
	all, _ := m.since(c.key, -1)
	if first.Message != 1 || second.Message != 2 || len(all.New) != 2 || all.New[1].Text != "two" || all.Typing {
		t.Errorf("shown: %+v", all)
	}
	if q.explained.Load() != 1 || all.Belief.None != 1 {
		t.Errorf("the belief of a turn was asked for %d times: %+v", q.explained.Load(), all.Belief)
	}
	q.err = errors.New("away")
	send(bot.Delivery{Kind: bot.Show, Turn: 2, Text: "three"})
	if all, _ := m.since(c.key, -1); all.Belief.None != 1 || len(all.New) != 3 {
		t.Errorf("without a new belief: %+v", all)
	}
	q.err = nil
	send(bot.Delivery{Kind: bot.Delete, Message: 1})
	send(bot.Delivery{Kind: bot.Delete, Message: 77})
	if all, _ := m.since(c.key, -1); all.New[0].Text != "" || all.New[0].Note != recalled {
		t.Errorf("deleted: %+v", all.New[0])
	}
}

func TestSendRefused(t *testing.T) {
	m, c := alone(t, &quiet{})
	for d, want := range map[*bot.Delivery]bot.Decision{
		{Kind: bot.Show, Chat: c.id + 1}: bot.ChatGone,
		{Kind: "dance", Chat: c.id}:      bot.GiveUp,
	} {
		if _, err := m.Send(t.Context(), *d); bot.Decide(err).Decision != want {
			t.Errorf("%+v: %v", d, err)
		}
	}
}

// TestSendToGroup gives messages and topics of groups numbers, as a messenger
// would.
func TestSendToGroup(t *testing.T) {
	m, _ := alone(t, &quiet{})
	numbers := map[int64]bool{}
	for i, d := range []bot.Delivery{
		{Kind: bot.Show, Token: "a"},
		{Kind: bot.Copy, Token: "b", Messages: []int64{7, 8}},
		{Kind: bot.OpenTopic, Token: "c"},
		{Kind: bot.OpenTopic, Token: "d", Thread: 99},
		{Kind: bot.Edit, Token: "e", Message: 1},
		{Kind: bot.Pin},
		{Kind: bot.Mark},
		{Kind: bot.CloseTopic},
	} {
		d.Chat = -5
		r, err := m.Send(t.Context(), d)
		if err != nil || r.Chat != -5 || r.Token != d.Token {
			t.Fatalf("%+v: %+v, %v", d, r, err)
		}
		if d.Kind == bot.OpenTopic && (r.Thread == 0 || d.Thread != 0 && r.Thread != d.Thread) {
			t.Errorf("%+v: %+v", d, r)
		}
		if want := []int{1, 2, 0, 0, 0, 0, 0, 0}[i]; len(r.Messages) != want {
			t.Errorf("%+v: %+v", d, r)
		}
		for _, n := range r.Messages {
			if numbers[n] {
				t.Errorf("the number %d came twice", n)
			}
			numbers[n] = true
		}
	}
}

// TestForgotten keeps the memory bounded: the chats that nobody looks at go
// first, the oldest of them before the others.
func TestForgotten(t *testing.T) {
	m, watched := alone(t, &quiet{})
	r, _ := m.join(watched.key)
	other, _ := m.open(t.Context(), "en", "")
	otherID := m.byKey[other].id
	for range maxChats {
		if _, err := m.open(t.Context(), "en", ""); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.byKey) != maxChats || len(m.byID) != maxChats {
		t.Errorf("%d and %d chats are kept", len(m.byKey), len(m.byID))
	}
	if _, ok := m.since(watched.key, -1); !ok {
		t.Error("a chat that is looked at was forgotten")
	}
	if _, ok := m.since(other, -1); ok {
		t.Error("the oldest chat is still kept")
	}
	if _, err := m.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: otherID}); bot.Decide(err).Decision != bot.ChatGone {
		t.Errorf("to a chat that was forgotten: %v", err)
	}
	_, fresh := r.since(0)
	m.mu.Lock()
	m.forget(watched)
	m.mu.Unlock()
	<-fresh
	if news, _ := r.since(0); !news.Forgotten {
		t.Error("who looks at a chat is not told that it is forgotten")
	}
	r.leave()
}

// TestKept bounds what one chat takes.
func TestKept(t *testing.T) {
	m, c := alone(t, &quiet{})
	for i := range 3 * maxBubbles {
		text := strings.Repeat("长", i%4096)
		if _, err := m.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: c.id, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	size := 0
	for i := range c.bubbles {
		size += c.bubbles[i].size()
	}
	if len(c.bubbles) > maxBubbles || size > maxKept || size != c.kept || len(c.bubbles) < 5 {
		t.Errorf("%d messages of %d bytes are kept, %d counted", len(c.bubbles), size, c.kept)
	}
	if all, _ := c.since(1, time.Now()); !all.Whole || len(all.New) != len(c.bubbles) {
		t.Error("who missed what is no longer kept is not shown all that is")
	}
}
