package queue

import (
	"context"
	"fmt"
	"testing"

	"github.com/tillmate/tillmate/bot"
)

// The benchmarks run on a real server that writes its append-only file before
// it answers.

// stateBytes is about what the record of a conversation has.
const stateBytes = 2000

func BenchmarkPut(b *testing.B) {
	for _, batch := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			q := open(b, real(b).server)
			chats := manyChats(batch)
			var id int64
			for b.Loop() {
				updates := make([]bot.Update, batch)
				for i := range updates {
					id++
					updates[i] = update(id, chats[i], "刷卡显示请与银行联系")
				}
				must(b, q.Put(context.Background(), updates))
			}
			perSecond(b, batch, "updates/s")
		})
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			ctx := context.Background()
			q := open(b, real(b).server)
			p := take(b, q, 3)
			chats := chatsOf(3, batch)
			data := make([]byte, stateBytes)
			var id, version int64
			for b.Loop() {
				b.StopTimer()
				updates := make([]bot.Update, batch)
				for i := range updates {
					id++
					updates[i] = update(id, chats[i])
				}
				must(b, q.Put(ctx, updates))
				entries, err := p.Next(ctx, batch)
				must(b, err)
				b.StartTimer()
				turns := make([]bot.Turn, batch)
				for i, e := range entries {
					turns[i] = turn(version, e)
					turns[i].Record.Data = data
					turns[i].Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chats[i], From: chats[i], Text: "您好"}}
				}
				must(b, p.Commit(ctx, turns))
				version++
			}
			perSecond(b, batch, "turns/s")
		})
	}
}

// BenchmarkTurn is the whole way of a batch: put, read, load, commit, settle.
func BenchmarkTurn(b *testing.B) {
	const batch = 16
	ctx := context.Background()
	q := open(b, real(b).server)
	p := take(b, q, 3)
	chats := chatsOf(3, batch)
	data := make([]byte, stateBytes)
	var id int64
	for b.Loop() {
		updates := make([]bot.Update, batch)
		for i := range updates {
			id++
			updates[i] = update(id, chats[i])
		}
		must(b, q.Put(ctx, updates))
		entries, err := p.Next(ctx, batch)
		must(b, err)
		records, err := p.Load(ctx, chats)
		must(b, err)
		turns := make([]bot.Turn, batch)
		for i, e := range entries {
			turns[i] = turn(records[i].Version, e)
			turns[i].Record.Data = data
			turns[i].Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chats[i], From: chats[i], Text: "您好"}}
		}
		must(b, p.Commit(ctx, turns))
		out, err := p.Outgoing(ctx, "", batch)
		must(b, err)
		for _, o := range out {
			must(b, p.Settle(ctx, o.ID, nil, nil))
		}
	}
	perSecond(b, batch, "turns/s")
}

// BenchmarkBytes says what a conversation takes in Redis beside its data.
func BenchmarkBytes(b *testing.B) {
	ctx := context.Background()
	q := open(b, real(b).server)
	p := take(b, q, 3)
	chat := chatsOf(3, 1)[0]
	put(b, q, update(1, chat))
	one := turn(0, next(b, p, 1)...)
	one.Record.Data = make([]byte, stateBytes)
	must(b, p.Commit(ctx, []bot.Turn{one}))
	var bytes int64
	for b.Loop() {
		var err error
		bytes, err = q.ChatBytes(ctx, chat)
		must(b, err)
	}
	b.ReportMetric(float64(bytes), "bytes/chat")
	b.ReportMetric(float64(bytes-stateBytes), "overhead-bytes/chat")
}

func perSecond(b *testing.B, batch int, unit string) {
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), unit)
}
