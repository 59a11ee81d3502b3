package queue

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
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

// bigCase is a case with a talk of some length.
func bigCase(number string, chat int64, opened time.Time) bot.CaseFile {
	f := caseFile(number, chat, opened, handoff.Queued)
	for i := range 60 {
		f.Ticket.Lines = append(f.Ticket.Lines, handoff.Line{N: i, At: opened, Text: "第一句话，有三十个字左右，说的是刷卡机怎么了怎么办。"})
	}
	return f
}

// fill stores many cases in all partitions.
func fill(b *testing.B, q *Queue, some int) {
	ctx := context.Background()
	var owned [bot.Partitions]*partition
	for n := range owned {
		owned[n] = take(b, q, n)
	}
	for i := range some {
		chat := int64(100_000 + i)
		turn := bot.Turn{Record: bot.Record{Chat: chat}, Cases: []bot.CaseFile{bigCase(itoa(int64(1001+i)), chat, morning.Add(time.Duration(i)*time.Second))}}
		must(b, owned[PartitionOf(chat)].Commit(ctx, []bot.Turn{turn}))
	}
}

// BenchmarkCommitCase is the commit of a turn that changes a case.
func BenchmarkCommitCase(b *testing.B) {
	q := open(b, real(b).server)
	p, chat := take(b, q, 3), chatsOf(3, 1)[0]
	turn := bot.Turn{
		Record: bot.Record{Chat: chat, Data: make([]byte, stateBytes)}, Cases: []bot.CaseFile{bigCase("1001", chat, morning)},
		Counts: map[string]int64{"turns": 1, "cases": 1},
	}
	for b.Loop() {
		must(b, p.Commit(context.Background(), []bot.Turn{turn}))
		turn.Record.Version++
	}
}

// BenchmarkCases is what the page and the commands read, of 3,000 open cases.
func BenchmarkCases(b *testing.B) {
	q := open(b, real(b).server)
	fill(b, q, 3000)
	ctx := context.Background()
	for name, read := range map[string]func() error{
		"open":    func() error { _, err := q.Open(ctx); return err },
		"waiting": func() error { _, err := q.Waiting(ctx); return err },
		"case":    func() error { _, _, err := q.Case(ctx, "2345"); return err },
		"list of 50": func() error {
			_, _, err := q.List(ctx, CaseFilter{}, "", 50)
			return err
		},
		"list of all": func() error {
			for _, err := range q.All(ctx, CaseFilter{}) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				must(b, read())
			}
		})
	}
}
