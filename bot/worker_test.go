package bot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// bench is a worker and a sender on a partition in memory.
type bench struct {
	*memory
	*post
	log    bytes.Buffer
	worker *Worker
	sender *Sender
}

func newBench(d Dialogue) *bench {
	b := &bench{memory: newMemory(), post: &post{}}
	log := slog.New(slog.NewTextHandler(&b.log, nil))
	b.worker = &Worker{Content: fixed{d}, Split: func(s string) []string { return []string{s} }, Observer: Unobserved{}, Log: log}
	b.sender = &Sender{Messenger: b.post, Budget: free{}, Observer: Unobserved{}, Log: log}
	return b
}

// run runs the partition inside a bubble until everything waits.
func (b *bench) run(t *testing.T, during func(context.Context)) {
	synctest.Test(t, func(t *testing.T) {
		b.news = make(chan struct{}, 1) // of this bubble
		ctx, cancel := context.WithCancel(t.Context())
		wake := make(chan struct{}, 1)
		go b.worker.Run(ctx, b.memory, func() {
			select {
			case wake <- struct{}{}:
			default:
			}
		}, func() {})
		sent := make(chan error, 1)
		go func() { sent <- b.sender.Run(ctx, b.memory, wake) }()
		during(ctx)
		cancel()
		if err := <-sent; err != nil && !errors.Is(err, errStopped) {
			t.Error(err)
		}
	})
}

func text(id, chat int64, s string) Update {
	return Update{ID: id, Kind: FromMerchant, Chat: chat, User: chat, Message: id, At: time.Now(), Event: conversation.Event{Kind: conversation.EventText, Text: s}}
}

func wantTexts(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sent\n%q, want\n%q", got, want)
	}
}

func TestTurns(t *testing.T) {
	b := newBench(echo{})
	b.run(t, func(context.Context) {
		b.put(text(1, 7, "a"), text(2, 8, "b"), text(3, 7, "c"))
		pass(10 * time.Second)
		edit := text(4, 7, "cc")
		edit.Message, edit.Event.Kind = 3, conversation.EventEdit
		b.put(edit)
		pass(10 * time.Second)
	})
	wantTexts(t, b.texts(), "7 text:a\nc", "7 edit 1:a\ncc", "8 text:b")
	if len(b.in)+len(b.out) > 0 {
		t.Errorf("left: %v, %v", b.in, b.out)
	}
	last := b.sent[2]
	if last.Turn != 2 || len(last.Buttons) != 2 || last.Buttons[1][0].ID != conversation.PressHuman {
		t.Errorf("%+v", last)
	}
}

func TestTimerOnce(t *testing.T) {
	b := newBench(echo{})
	b.run(t, func(context.Context) {
		b.put(text(1, 7, "a"))
		pass(time.Hour)
	})
	wantTexts(t, b.texts(), "7 text:a", "7 timer:")
	if len(b.due) > 0 {
		t.Errorf("the timer is still set: %v", b.due)
	}
}

// TestCommitAnswerLost does a batch again that was stored: nobody is told twice.
func TestCommitAnswerLost(t *testing.T) {
	b := newBench(echo{})
	b.broken = 1
	b.run(t, func(context.Context) {
		b.put(text(1, 7, "a"))
		pass(10 * time.Second)
	})
	wantTexts(t, b.texts(), "7 text:a")
}

// TestPoison puts aside what cannot be handled; the chat and the others go on.
func TestPoison(t *testing.T) {
	const secret = "4111 secret words"
	b := newBench(echo{panics: secret})
	b.run(t, func(context.Context) {
		b.put(text(1, 7, "a"))
		pass(time.Second)
		b.put(text(2, 7, secret), Update{ID: 3, Kind: Broken, Chat: 8, Problem: "no message"}, text(4, 9, "b"))
		pass(10 * time.Second)
		b.put(text(5, 7, "c"))
		pass(10 * time.Second)
	})
	wantTexts(t, b.texts(), "7 text:a", "7 failed:", "7 text:c", "8 failed:", "9 text:b")
	if len(b.dead) != 2 || b.dead[0].Update.Event.Text != secret || b.dead[1].Reason != "no message" {
		t.Errorf("dead letters: %+v", b.dead)
	}
	if strings.Contains(b.log.String(), "secret") || strings.Contains(b.dead[0].Reason, "secret") {
		t.Errorf("the words are in the log: %s", b.log.String())
	}
}

func TestTooManyOwnersGone(t *testing.T) {
	b := newBench(echo{})
	b.in = []Entry{{ID: "1", Update: text(1, 7, "a"), Tries: maxTries}}
	b.run(t, func(context.Context) { pass(10 * time.Second) })
	wantTexts(t, b.texts(), "7 failed:")
}

func TestStrangersAreLeftOnce(t *testing.T) {
	b := newBench(echo{})
	b.run(t, func(context.Context) {
		for i := range int64(3) {
			b.put(Update{ID: i + 1, Kind: Stranger, Chat: -5, At: t0})
		}
		pass(10 * time.Second)
	})
	var kinds []DeliveryKind
	for _, d := range b.sent {
		kinds = append(kinds, d.Kind)
	}
	if !reflect.DeepEqual(kinds, []DeliveryKind{Show, Leave}) {
		t.Errorf("%v", kinds)
	}
}

// TestStoredByANewer leaves a chat alone that an older binary cannot read.
func TestStoredByANewer(t *testing.T) {
	b := newBench(echo{})
	newer := Record{Chat: 7, Version: 1, Data: []byte(`{"f":99}`)}
	b.records[7] = newer
	b.run(t, func(context.Context) {
		b.put(text(1, 7, "a"))
		pass(10 * time.Second)
	})
	if len(b.sent) > 0 || len(b.in) != 1 || !reflect.DeepEqual(b.records[7], newer) {
		t.Errorf("sent %v, waiting %v, stored %s", b.sent, b.in, b.records[7].Data)
	}
}
