package bot

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

// counting is a budget that counts what was taken.
type counting struct{ taken atomic.Int32 }

func (c *counting) Take(context.Context, int64, bool) (time.Duration, error) {
	c.taken.Add(1)
	return 0, nil
}

// TestCopiesCount takes as much of a group's budget as an album has parts.
func TestCopiesCount(t *testing.T) {
	b := newBench(echo{})
	budget := &counting{}
	b.sender.Budget = budget
	b.run(t, func(context.Context) {
		b.do(func() {
			b.out = []Outgoing{
				{ID: "1", Delivery: Delivery{Kind: Copy, Chat: -5, From: 7, Of: 7, Messages: []int64{1, 2, 3}}, At: time.Now()},
				{ID: "2", Delivery: Delivery{Kind: Show, Chat: -5, From: 7, Text: "a"}, At: time.Now()},
			}
		})
		pass(10 * time.Second)
	})
	if n := budget.taken.Load(); n != 4 {
		t.Errorf("took %d calls of the budget, want 4", n)
	}
}

// TestMovedGroup sends to where a group is now, and calls lost what was in the
// old one.
func TestMovedGroup(t *testing.T) {
	b := newBench(echo{})
	b.sender.Move(-5, -1005)
	b.run(t, func(context.Context) {
		b.do(func() {
			for i, d := range []Delivery{
				{Kind: Edit, Message: 9, Text: "card"},
				{Kind: Mark, Message: 9, Mark: "👌"},
				{Kind: Show, Reply: 9, Thread: 3, Text: "words"},
			} {
				d.Chat, d.From, d.Token = -5, 7, d.Text+"!"
				b.out = append(b.out, Outgoing{ID: string(rune('1' + i)), Delivery: d, At: time.Now()})
			}
		})
		pass(10 * time.Second)
	})
	if len(b.sent) != 1 || b.sent[0].Chat != -1005 || b.sent[0].Reply != 0 || b.sent[0].Thread != 0 {
		t.Errorf("sent %+v", b.sent)
	}
	for _, u := range b.reports {
		if lost := u.Receipt.Token != "words!"; u.Receipt.Lost != lost {
			t.Errorf("the receipt is %+v", u.Receipt)
		}
	}
}

// TestDeadLetters puts aside what somebody must look at, and nothing else.
func TestDeadLetters(t *testing.T) {
	for name, tc := range map[string]struct {
		kind  DeliveryKind
		token string
		lost  bool
		dead  bool
	}{
		"words":                    {kind: Show, dead: true},
		"words the case hears of":  {kind: Show, token: "t", dead: true},
		"lost, the case hears":     {kind: Show, token: "t", lost: true},
		"lost, nobody hears of it": {kind: Show, lost: true, dead: true},
		"a mark":                   {kind: Mark},
		"an icon":                  {kind: EditTopic, lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(echo{})
			b.answer = func(Delivery, int) error {
				return &SendError{Decision: GiveUp, Lost: tc.lost, Err: errors.New("400")}
			}
			b.run(t, func(context.Context) {
				b.do(func() {
					b.out = []Outgoing{{ID: "1", Delivery: Delivery{Kind: tc.kind, Chat: -5, From: 7, Token: tc.token}, At: time.Now()}}
				})
				pass(10 * time.Second)
			})
			if got := len(b.dead) > 0; got != tc.dead || len(b.out) > 0 {
				t.Errorf("dead letter %v, left %d", got, len(b.out))
			}
		})
	}
}
