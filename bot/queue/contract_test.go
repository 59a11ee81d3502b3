package queue

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// TestContract holds what bot.Inbox and bot.Partition promise.
func TestContract(t *testing.T) {
	tests := []struct {
		name string
		test func(*testing.T, *Queue, *partition)
	}{
		{"updates come out as they went in, in order", testOrder},
		{"an update is stored once", testOnce},
		{"entries come again until they are committed", testAgain},
		{"next waits for an update", testWaits},
		{"next ends with its context", testEnds},
		{"a commit stores everything", testCommit},
		{"a commit can be repeated", testRepeated},
		{"a timer's commit can be repeated", testTimer},
		{"another version is a conflict", testConflict},
		{"entries that are open in part are a conflict", testPart},
		{"a chat of another partition is refused", testForeign},
		{"deliveries are settled one by one", testSettle},
		{"a former owner writes nothing", testFence},
		{"a fence alone is not enough", testSameFence},
		{"an owner takes its own lease again", testReacquired},
		{"scripts that Redis forgot are sent again", testForgotten},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b backend) {
				q := open(t, b.server)
				tt.test(t, q, take(t, q, 3))
			})
		})
	}
}

func testOrder(t *testing.T, q *Queue, p *partition) {
	chats := chatsOf(3, 2)
	want := []bot.Update{
		update(70000, chats[0], "刷卡 <b>&"),
		update(5, chats[1], "second"),
		{
			ID: 6, Kind: bot.FromTeam, Chat: chats[0], User: 7, At: time.UnixMilli(5).UTC(), Callback: "c",
			Event: conversation.Event{Kind: conversation.EventPress, Press: "yes", Files: []conversation.File{{Kind: conversation.Photo, ID: "f"}}},
		},
	}
	put(t, q, want[0], update(1, chatsOf(4, 1)[0], "elsewhere"), want[1])
	put(t, q, want[2])
	var got []bot.Update
	var before string
	for _, e := range next(t, p, 10) {
		if e.Broken != "" || e.Tries != 0 || e.ID <= before {
			t.Errorf("entry %+v after %q", e, before)
		}
		got, before = append(got, e.Update), e.ID
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if one := next(t, p, 1); len(one) != 1 || one[0].Update.ID != 70000 {
		t.Errorf("the first one is %+v", one)
	}
}

func testOnce(t *testing.T, q *Queue, p *partition) {
	chat := chatsOf(3, 1)[0]
	first := update(1, chat)
	put(t, q, first, first, update(2, chat))
	put(t, q, update(2, chat), update(65536+1, chat), first)
	if got := ids(next(t, p, 10)); !slices.Equal(got, []int64{1, 2, 65537}) {
		t.Errorf("stored are %v", got)
	}
	want := Counts{Stored: 3, Repeated: 3}
	if got := q.Counts(); got != want {
		t.Errorf("counts are %+v, not %+v", got, want)
	}
	for _, id := range []int64{0, -1} {
		if err := q.Put(t.Context(), []bot.Update{update(9, chat), update(id, chat)}); err == nil {
			t.Errorf("an update with the id %d was taken", id)
		}
	}
	must(t, q.Put(t.Context(), nil))
	if got := len(next(t, p, 10)); got != 3 {
		t.Errorf("%d are stored after a put that was refused", got)
	}
}

func testAgain(t *testing.T, q *Queue, p *partition) {
	chats := chatsOf(3, 2)
	put(t, q, update(1, chats[0]), update(2, chats[1]), update(3, chats[0]))
	entries := next(t, p, 2)
	if again := next(t, p, 2); !reflect.DeepEqual(entries, again) {
		t.Errorf("first %+v, then %+v", entries, again)
	}
	must(t, p.Commit(t.Context(), []bot.Turn{turn(0, entries[1])}))
	if got := ids(next(t, p, 10)); !slices.Equal(got, []int64{1, 3}) {
		t.Errorf("open are %v", got)
	}
}

func testWaits(t *testing.T, q *Queue, p *partition) {
	started := time.Now()
	if got := next(t, p, 10); len(got) > 0 {
		t.Errorf("an empty partition gave %+v", got)
	}
	if took := time.Since(started); took < 500*time.Millisecond || took > 3*time.Second {
		t.Errorf("it waited for %s", took)
	}
	entries := make(chan []bot.Entry)
	go func() {
		got, _ := p.Next(context.Background(), 10)
		entries <- got
	}()
	put(t, q, update(1, chatsOf(3, 1)[0]))
	if got := ids(<-entries); !slices.Equal(got, []int64{1}) {
		t.Errorf("waiting gave %v", got)
	}
}

func testEnds(t *testing.T, _ *Queue, p *partition) {
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() {
		_, err := p.Next(ctx, 10)
		result <- err
	}()
	cancel()
	select {
	case err := <-result:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(blockTime / 2):
		t.Error("it goes on")
	}
}

func testCommit(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chats := chatsOf(3, 2)
	put(t, q, update(1, chats[0]), update(2, chats[0]), update(3, chats[1]))
	entries := next(t, p, 10)
	due := time.UnixMilli(1_800_000_000_123)
	one := turn(0, entries[0], entries[1])
	one.Record.Data = []byte{0, 1, 0xff, '\n'}
	one.Due = due
	one.Deliveries = []bot.Delivery{
		{Kind: bot.Show, Chat: chats[0], From: chats[0], Turn: 1, Text: "您好", Buttons: [][]bot.Button{{{Label: "是", ID: "yes"}}}},
		{Kind: bot.Answer, Chat: -100, From: chats[0], Callback: "c"},
	}
	before := time.Now()
	must(t, p.Commit(ctx, []bot.Turn{one, turn(0, entries[2])}))

	records, err := p.Load(ctx, []int64{chats[1], 55, chats[0]})
	must(t, err)
	want := []bot.Record{
		{Chat: chats[1], Version: 1, Data: []byte("x")},
		{Chat: 55},
		{Chat: chats[0], Version: 1, Data: one.Record.Data},
	}
	if !reflect.DeepEqual(records, want) {
		t.Errorf("records are %+v, not %+v", records, want)
	}
	out, err := p.Outgoing(ctx, "", 10)
	must(t, err)
	var deliveries []bot.Delivery
	for _, o := range out {
		deliveries = append(deliveries, o.Delivery)
		if o.At.Before(before.Add(-time.Second)) || o.At.After(time.Now().Add(time.Second)) {
			t.Errorf("a delivery was committed at %s", o.At)
		}
	}
	if !reflect.DeepEqual(deliveries, one.Deliveries) {
		t.Errorf("deliveries are %+v, not %+v", deliveries, one.Deliveries)
	}
	for _, at := range []struct {
		time time.Time
		want []int64
	}{{due.Add(-time.Millisecond), []int64{}}, {due, []int64{chats[0]}}} {
		chats, err := p.Due(ctx, at.time, 10)
		must(t, err)
		if !slices.Equal(chats, at.want) {
			t.Errorf("due at %s are %v", at.time, chats)
		}
	}
	if record, err := q.Chat(ctx, chats[0]); err != nil || !reflect.DeepEqual(record, want[2]) {
		t.Errorf("the chat is %+v, %v", record, err)
	}
}

func testRepeated(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat))
	one := turn(0, next(t, p, 1)...)
	one.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chat, From: chat}}
	must(t, p.Commit(ctx, []bot.Turn{one}))
	put(t, q, update(2, chat))
	two := turn(1, next(t, p, 1)...)
	for range 2 { // in both orders of repeating
		must(t, p.Commit(ctx, []bot.Turn{one, two}))
		must(t, p.Commit(ctx, []bot.Turn{one}))
	}
	record, err := q.Chat(ctx, chat)
	must(t, err)
	if record.Version != 2 {
		t.Errorf("two turns made version %d", record.Version)
	}
	if b, err := q.Backlog(ctx); err != nil || b.Out != 1 || b.In != 0 {
		t.Errorf("backlog is %+v, %v", b, err)
	}
}

func testTimer(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat))
	first := turn(0, next(t, p, 1)...)
	first.Due = time.UnixMilli(10)
	must(t, p.Commit(ctx, []bot.Turn{first}))
	timer := bot.Turn{
		Record:     bot.Record{Chat: chat, Version: 1, Data: []byte("fired")},
		Deliveries: []bot.Delivery{{Kind: bot.Show, Chat: chat, From: chat}},
	}
	must(t, p.Commit(ctx, []bot.Turn{timer}))
	must(t, p.Commit(ctx, []bot.Turn{timer}))
	if due, err := p.Due(ctx, time.UnixMilli(11), 1); err != nil || len(due) != 0 {
		t.Errorf("due are %v, %v", due, err)
	}
	b, err := q.Backlog(ctx)
	must(t, err)
	if record, err := q.Chat(ctx, chat); err != nil || record.Version != 2 || b.Out != 1 {
		t.Errorf("version %d, %d deliveries, %v", record.Version, b.Out, err)
	}
	if err := take(t, q, 3).Commit(ctx, []bot.Turn{timer}); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("another owner's timer of a former version: %v", err)
	}
}

func testConflict(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chats := chatsOf(3, 2)
	put(t, q, update(1, chats[0]), update(2, chats[1]))
	entries := next(t, p, 10)
	late := turn(4, entries[0])
	late.Due = time.UnixMilli(1)
	late.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chats[0], From: chats[0]}}
	err := p.Commit(ctx, []bot.Turn{late, turn(0, entries[1])})
	if !errors.Is(err, bot.ErrConflict) || errors.Is(err, bot.ErrFenced) {
		t.Errorf("a wrong version: %v", err)
	}
	if got := ids(next(t, p, 10)); !slices.Equal(got, []int64{1}) {
		t.Errorf("open are %v", got)
	}
	b, err := q.Backlog(ctx)
	must(t, err)
	if b.Out != 0 || b.Due != 0 {
		t.Errorf("the conflict left %+v", b)
	}
	if !p.Owned() {
		t.Error("a conflict ended the lease")
	}
}

func testPart(t *testing.T, q *Queue, p *partition) {
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat), update(2, chat))
	entries := next(t, p, 10)
	must(t, p.Commit(t.Context(), []bot.Turn{turn(0, entries[0])}))
	if err := p.Commit(t.Context(), []bot.Turn{turn(1, entries...)}); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("a turn of which a part was handled: %v", err)
	}
	must(t, p.Commit(t.Context(), []bot.Turn{turn(1, entries[1])}))
}

func testForeign(t *testing.T, q *Queue, p *partition) {
	chat := chatsOf(4, 1)[0]
	put(t, q, update(1, chatsOf(3, 1)[0]))
	foreign := turn(0, next(t, p, 1)...)
	foreign.Record.Chat = chat
	if err := p.Commit(t.Context(), []bot.Turn{foreign}); err == nil {
		t.Error("the turn was stored")
	}
	if err := p.Settle(t.Context(), "1-0", &bot.Update{Kind: bot.Delivered, Chat: chat}, nil); err == nil {
		t.Error("the report was stored")
	}
}

func testSettle(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat))
	one := turn(0, next(t, p, 1)...)
	for i := range 4 {
		one.Deliveries = append(one.Deliveries, bot.Delivery{Kind: bot.Show, Chat: chat, From: chat, Turn: i})
	}
	must(t, p.Commit(ctx, []bot.Turn{one}))
	out, err := p.Outgoing(ctx, "", 2)
	must(t, err)
	rest, err := p.Outgoing(ctx, out[1].ID, 10)
	must(t, err)
	if len(out) != 2 || len(rest) != 2 || rest[0].Delivery.Turn != 2 {
		t.Fatalf("deliveries are %+v and %+v", out, rest)
	}
	report := &bot.Update{Kind: bot.Delivered, Chat: chat, At: time.UnixMilli(1).UTC(), Receipt: &bot.Receipt{Token: "k", Message: 9}}
	dead := &bot.Dead{Reason: "refused", At: time.UnixMilli(2).UTC()}
	for range 2 {
		must(t, p.Settle(ctx, out[0].ID, nil, nil))
		must(t, p.Settle(ctx, out[1].ID, report, nil))
		must(t, p.Settle(ctx, rest[0].ID, nil, dead))
	}
	left, err := p.Outgoing(ctx, "", 10)
	must(t, err)
	if !reflect.DeepEqual(left, rest[1:]) {
		t.Errorf("left are %+v", left)
	}
	entries := next(t, p, 10)
	if len(entries) != 1 || !reflect.DeepEqual(entries[0].Update, *report) {
		t.Errorf("reports are %+v", entries)
	}
	letters, err := q.Dead(ctx)
	must(t, err)
	if len(letters) != 1 || letters[0].Reason != "refused" || letters[0].Delivery.Turn != 2 {
		t.Errorf("letters are %+v", letters)
	}
}

func testFence(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat))
	one := turn(0, next(t, p, 1)...)
	one.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chat, From: chat}}
	must(t, p.Commit(ctx, []bot.Turn{one}))
	put(t, q, update(2, chat))
	two := turn(1, next(t, p, 1)...)
	out, err := p.Outgoing(ctx, "", 1)
	must(t, err)

	successor := take(t, q, 3)
	if err := p.Commit(ctx, []bot.Turn{two}); !errors.Is(err, bot.ErrFenced) {
		t.Errorf("commit: %v", err)
	}
	if err := p.Settle(ctx, out[0].ID, nil, nil); !errors.Is(err, bot.ErrFenced) {
		t.Errorf("settle: %v", err)
	}
	p.tries = nil
	if _, err := p.Next(ctx, 1); !errors.Is(err, bot.ErrFenced) {
		t.Errorf("the first next: %v", err)
	}
	if p.Owned() {
		t.Error("it believes that it owns the partition")
	}
	if b, err := q.Backlog(ctx); err != nil || b.In != 1 || b.Out != 1 {
		t.Errorf("the former owner left %+v, %v", b, err)
	}
	must(t, successor.Commit(ctx, []bot.Turn{two}))
	must(t, successor.Settle(ctx, out[0].ID, nil, nil))
}

// testSameFence gives a fence to two owners, as happens when a failover loses
// that the first one got it.
func testSameFence(t *testing.T, q *Queue, p *partition) {
	ctx := t.Context()
	successor := take(t, q, 3)
	must(t, q.store.calls.HSet(ctx, successor.lease.key, "fence", p.lease.fence).Err())
	turns := []bot.Turn{{Record: bot.Record{Chat: chatsOf(3, 1)[0]}}}
	if err := p.Commit(ctx, turns); !errors.Is(err, bot.ErrFenced) {
		t.Errorf("commit: %v", err)
	}
}

// testReacquired holds that who lost an answer, or Redis, need not wait for its
// own lease.
func testReacquired(t *testing.T, q *Queue, p *partition) {
	again, _, err := q.acquire(t.Context(), p.lease.key, p.lease.owner)
	must(t, err)
	if again == nil || again.fence <= p.lease.fence || again.orphaned {
		t.Errorf("it got %+v", again)
	}
	if other, left, err := q.acquire(t.Context(), p.lease.key, "other"); err != nil || other != nil || left <= 0 || left > leaseTime {
		t.Errorf("another got %+v, %s, %v", other, left, err)
	}
}

func testForgotten(t *testing.T, q *Queue, p *partition) {
	chat := chatsOf(3, 1)[0]
	for i := range int64(3) {
		must(t, q.store.calls.ScriptFlush(t.Context()).Err())
		put(t, q, update(2*i+1, chat), update(2*i+2, chatsOf(5, 1)[0]))
		must(t, q.store.calls.ScriptFlush(t.Context()).Err())
		must(t, p.Commit(t.Context(), []bot.Turn{turn(i, next(t, p, 10)...)}))
	}
}
