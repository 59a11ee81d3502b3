package bot

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func outgoing(id string, chat int64, text string) Outgoing {
	return Outgoing{ID: id, Delivery: Delivery{Kind: Show, Chat: chat, From: chat, Text: text, Token: "t" + id}, At: time.Now()}
}

func TestSenderDecisions(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fail  error // of the first call
		sent  int
		dead  int
		kinds []UpdateKind
		least time.Duration
	}{
		{name: "sent", sent: 1, kinds: []UpdateKind{Delivered}},
		{name: "disturbed", fail: errors.New("cut"), sent: 1, kinds: []UpdateKind{Delivered}},
		{name: "wait", fail: &SendError{Decision: Wait, After: 30 * time.Second, Err: errors.New("429")}, sent: 1, kinds: []UpdateKind{Delivered}, least: 30 * time.Second},
		{name: "refused", fail: &SendError{Decision: GiveUp, Err: errors.New("400")}, dead: 1, kinds: []UpdateKind{Delivered}},
		{name: "gone", fail: &SendError{Decision: ChatGone, Err: errors.New("403")}, kinds: []UpdateKind{Gone}},
		{name: "moved", fail: &SendError{Decision: Moved, To: -9, Err: errors.New("400")}, sent: 1, kinds: []UpdateKind{Delivered}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(echo{})
			var start, end time.Time
			b.answer = func(_ Delivery, call int) error {
				end = time.Now()
				if call == 1 {
					return tc.fail
				}
				return nil
			}
			b.run(t, func(context.Context) {
				start = time.Now()
				b.do(func() { b.out = []Outgoing{outgoing("1", 7, "a")} })
				pass(time.Minute)
			})
			var kinds []UpdateKind
			for _, u := range b.reports {
				kinds = append(kinds, u.Kind)
			}
			if len(b.sent) != tc.sent || len(b.dead) != tc.dead || !slices.Equal(kinds, tc.kinds) || len(b.out) > 0 {
				t.Errorf("sent %v, dead %v, reports %v, left %v", b.sent, b.dead, b.reports, b.out)
			}
			if tc.name == "moved" && b.sent[0].Chat != -9 {
				t.Errorf("sent to %d", b.sent[0].Chat)
			}
			if end.Sub(start) < tc.least {
				t.Errorf("called again after %s", end.Sub(start))
			}
		})
	}
}

// TestLanes keeps the order of a chat and lets no chat wait for another.
func TestLanes(t *testing.T) {
	b := newBench(echo{})
	b.answer = func(d Delivery, _ int) error {
		if d.Chat == 7 {
			return &SendError{Decision: Wait, After: time.Hour, Err: errors.New("429")}
		}
		return nil
	}
	b.run(t, func(context.Context) {
		b.do(func() {
			b.out = []Outgoing{outgoing("1", 7, "never"), outgoing("2", 8, "a"), outgoing("3", 7, "never"), outgoing("4", 8, "b"), outgoing("5", 8, "c")}
		})
		pass(time.Minute)
	})
	wantTexts(t, b.texts(), "8 a", "8 b", "8 c")
	if len(b.out) != 2 {
		t.Errorf("left %v", b.out)
	}
}

// TestPace sends a burst, then one a second.
func TestPace(t *testing.T) {
	b := newBench(echo{})
	var at []time.Duration
	start := time.Time{}
	b.answer = func(Delivery, int) error {
		at = append(at, time.Since(start))
		return nil
	}
	b.run(t, func(context.Context) {
		start = time.Now()
		b.do(func() {
			for i := range 10 {
				b.out = append(b.out, outgoing(string(rune('a'+i)), 7, "x"))
			}
		})
		pass(time.Minute)
	})
	if len(at) != 10 || at[chatBurst-1] > 2*time.Second || at[9]-at[chatBurst] < 2*time.Second {
		t.Errorf("sent at %v", at)
	}
}

// TestFencedSenderIsSilent sends nothing once another owner may.
func TestFencedSenderIsSilent(t *testing.T) {
	b := newBench(echo{})
	b.fenced = true
	b.out = []Outgoing{outgoing("1", 7, "a")}
	b.run(t, func(context.Context) { pass(time.Minute) })
	if len(b.sent) > 0 {
		t.Errorf("sent %v", b.sent)
	}
}

func TestBadTokenStops(t *testing.T) {
	b := newBench(echo{})
	b.answer = func(Delivery, int) error { return &SendError{Decision: Stop, Err: errors.New("401")} }
	b.out = []Outgoing{outgoing("1", 7, "a")}
	b.run(t, func(ctx context.Context) {
		if err := b.sender.Run(ctx, b.memory, nil); !errors.Is(err, errStopped) {
			t.Errorf("got %v", err)
		}
	})
}
