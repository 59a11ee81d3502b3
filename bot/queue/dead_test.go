package queue

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
)

// bury lets a worker give up the oldest entry.
func bury(t *testing.T, p *partition, version int64, keepsUpdate bool) bot.Entry {
	t.Helper()
	entry := next(t, p, 1)[0]
	dead := bot.Dead{Entry: entry.ID, Reason: "a turn failed", At: time.UnixMilli(5).UTC()}
	if keepsUpdate {
		dead.Update = &entry.Update
	}
	given := turn(version, entry)
	given.Dead = []bot.Dead{dead}
	must(t, p.Commit(t.Context(), []bot.Turn{given}))
	return entry
}

func TestDeadUpdateIsReplayed(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		p := take(t, q, 3)
		chat := chatsOf(3, 1)[0]
		put(t, q, update(1, chat, "卡"), update(2, chat))
		bury(t, p, 0, true)
		letters, err := q.Dead(ctx)
		must(t, err)
		if len(letters) != 1 || letters[0].Reason != "a turn failed" || !letters[0].At.Equal(time.UnixMilli(5)) ||
			!reflect.DeepEqual(*letters[0].Update, update(1, chat, "卡")) {
			t.Fatalf("letters are %+v", letters)
		}
		one, err := q.Letter(ctx, letters[0].ID)
		if err != nil || !reflect.DeepEqual(one, letters[0]) {
			t.Errorf("shown is %+v, %v", one, err)
		}
		must(t, q.Replay(ctx, letters[0].ID))
		for _, try := range []error{q.Replay(ctx, letters[0].ID), q.Drop(ctx, letters[0].ID)} {
			if !errors.Is(try, ErrNoLetter) {
				t.Errorf("a letter that is gone: %v", try)
			}
		}
		if got := ids(next(t, p, 10)); !reflect.DeepEqual(got, []int64{2, 1}) {
			t.Errorf("open are %v", got)
		}
	})
}

func TestDeadDeliveryIsReplayed(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		p := take(t, q, 3)
		chat := chatsOf(3, 1)[0]
		put(t, q, update(1, chat))
		one := turn(0, next(t, p, 1)...)
		one.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chat, From: chat, Text: "您好"}}
		must(t, p.Commit(ctx, []bot.Turn{one}))
		out, err := p.Outgoing(ctx, "", 1)
		must(t, err)
		must(t, p.Settle(ctx, out[0].ID, nil, &bot.Dead{Delivery: &out[0].Delivery, Reason: "refused"}))
		letters, err := q.Dead(ctx)
		must(t, err)
		if len(letters) != 1 || !reflect.DeepEqual(*letters[0].Delivery, one.Deliveries[0]) || letters[0].At.IsZero() {
			t.Fatalf("letters are %+v", letters)
		}
		must(t, q.Replay(ctx, letters[0].ID))
		out, err = p.Outgoing(ctx, "", 10)
		if err != nil || len(out) != 1 || !reflect.DeepEqual(out[0].Delivery, one.Deliveries[0]) {
			t.Errorf("replayed is %+v, %v", out, err)
		}
		must(t, p.Settle(ctx, out[0].ID, nil, &bot.Dead{Reason: "refused"}))
		letters, err = q.Dead(ctx)
		must(t, err)
		must(t, q.Drop(ctx, letters[0].ID))
		if letters, err := q.Dead(ctx); err != nil || len(letters) != 0 {
			t.Errorf("left are %+v, %v", letters, err)
		}
	})
}

// TestForeignBytes holds that what cannot be decoded is buried with its bytes,
// stands in nobody's way and can be replayed.
func TestForeignBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		p := take(t, q, 3)
		chat := chatsOf(3, 1)[0]
		newer := `{"id":7,"kind":"merchant","chat":` + itoa(chat) + `,"at":"a secret"}`
		for _, values := range [][]any{{"u", newer}, {"x", "\xff"}, {"u", "{"}} {
			must(t, b.raw.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.in(3), Values: values}).Err())
		}
		put(t, q, update(1, chat))
		for version := range int64(3) {
			entry := next(t, p, 1)[0]
			if entry.Broken == "" || strings.Contains(entry.Broken, "secret") {
				t.Errorf("broken is %q", entry.Broken)
			}
			if version == 0 && entry.Update.Chat != chat {
				t.Errorf("the chat was lost: %+v", entry.Update)
			}
			bury(t, p, 0, false) // of version 0, for chat 0 keeps no record
			if version == 0 {
				must(t, b.raw.Del(ctx, q.keys.record(3, chat)).Err())
			}
		}
		if record, err := q.Chat(ctx, 0); err != nil || record.Version != 0 {
			t.Errorf("nobody has the record %+v, %v", record, err)
		}
		must(t, p.Commit(ctx, []bot.Turn{turn(0, next(t, p, 10)...)}))
		letters, err := q.Dead(ctx)
		must(t, err)
		if len(letters) != 3 {
			t.Fatalf("letters are %+v", letters)
		}
		for _, letter := range letters {
			if err := q.Replay(ctx, letter.ID); (err != nil) != strings.Contains(letterBytes(t, q, letter.ID), "nothing") {
				t.Errorf("replaying %+v: %v", letter, err)
			}
		}
		if got := b.raw.XRange(ctx, q.keys.in(3), "-", "+").Val(); len(got) != 2 || got[0].Values["u"] != newer {
			t.Errorf("replayed is %+v", got)
		}

		must(t, b.raw.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.out(3), Values: []any{"d", "{"}}).Err())
		must(t, b.raw.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.out(3), Values: []any{"d", `{"kind":"show","chat":1}`}}).Err())
		out, err := p.Outgoing(ctx, "", 10)
		if err != nil || len(out) != 1 || out[0].Delivery.Chat != 1 {
			t.Errorf("deliveries are %+v, %v", out, err)
		}
		if b, err := q.Backlog(ctx); err != nil || b.Out != 1 || b.Dead != 2 {
			t.Errorf("backlog is %+v, %v", b, err)
		}
	})
}

// letterBytes gives the bytes that a letter keeps, or "nothing".
func letterBytes(t *testing.T, q *Queue, id string) string {
	t.Helper()
	_, m, err := q.letter(t.Context(), id)
	if errors.Is(err, ErrNoLetter) {
		return "replayed"
	}
	must(t, err)
	if body, ok := text(m, fieldUpdate); ok {
		return body
	}
	return "nothing"
}

func TestDeadLettersAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server)
		p := take(t, q, 3)
		chat := chatsOf(3, 1)[0]
		pipe := b.raw.Pipeline()
		pipe.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.dead(3), ID: "1-1", Values: []any{"l", `{"reason":"old"}`}})
		now := time.Now().UnixMilli()
		for i := range deadMost {
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.dead(3), ID: itoa(now-1000) + "-" + itoa(int64(i)+1), Values: []any{"l", `{"reason":"new"}`}})
		}
		_, err := pipe.Exec(ctx)
		must(t, err)
		put(t, q, update(1, chat))
		bury(t, p, 0, true)
		letters, err := q.Dead(ctx)
		must(t, err)
		if len(letters) != deadMost || letters[len(letters)-1].Reason == "old" {
			t.Errorf("%d letters are kept", len(letters))
		}
		must(t, b.raw.Del(ctx, q.keys.dead(3)).Err())
		must(t, b.raw.XAdd(ctx, &redis.XAddArgs{Stream: q.keys.dead(3), ID: "1-1", Values: []any{"l", `{"reason":"old"}`}}).Err())
		put(t, q, update(2, chat))
		bury(t, p, 1, true)
		if letters, err = q.Dead(ctx); err != nil || len(letters) != 1 || letters[0].Reason == "old" {
			t.Errorf("letters are %+v, %v", letters, err)
		}
	})
}

func TestLetterIDs(t *testing.T) {
	for _, id := range []string{"", "03", "16-1-0", "-1-1-0", "03-", "03-x-0", "x-1-0"} {
		if n, entry, err := splitLetterID(id); err == nil {
			t.Errorf("%q is taken as %d, %q", id, n, entry)
		}
	}
	if n, entry, err := splitLetterID(letterID(3, "12-4")); n != 3 || entry != "12-4" || err != nil {
		t.Errorf("got %d, %q, %v", n, entry, err)
	}
}
