package queue

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// morning is when the cases of the tests begin.
var morning = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func caseFile(number string, chat int64, opened time.Time, state handoff.State) bot.CaseFile {
	f := bot.CaseFile{
		Case: number, Chat: chat,
		Record:  handoff.Record{Case: number, State: state, Opened: opened.UTC(), Merchant: "老王面馆"},
		Answers: []conversation.Answer{{Question: "scope", Answer: "one_card"}}, Before: "商户：刷不了",
		Learned: &handoff.Learn{Case: number, Resolution: handoff.Resolution{Problem: "p", Route: knowledge.RouteBank}},
	}
	if state != handoff.None {
		f.Ticket = &handoff.Ticket{Case: number, State: state, Opened: opened.UTC(), Summary: "刷不了"}
	}
	return f
}

// own takes the partition of a chat.
func own(t *testing.T, q *Queue, chat int64) *partition { return take(t, q, PartitionOf(chat)) }

// keep commits cases of a chat, in one turn of it.
func keep(t *testing.T, q *Queue, p *partition, chat int64, files ...bot.CaseFile) {
	t.Helper()
	records, err := p.Load(t.Context(), []int64{chat})
	must(t, err)
	must(t, p.Commit(t.Context(), []bot.Turn{{Record: records[0], Cases: files}}))
}

// numbers gives the numbers of cases.
func numbers(files []bot.CaseFile) []string {
	var all []string
	for _, f := range files {
		all = append(all, f.Case)
	}
	return all
}

func TestCases(t *testing.T) {
	onAll(t, func(t *testing.T, server Server) {
		for prefix, test := range map[string]func(*testing.T, *Queue){
			"numbers": testNumbers, "found": testFound, "open": testOpen, "waiting": testWaiting, "list": testList,
		} {
			t.Run(prefix, func(t *testing.T) {
				test(t, open(t, server, func(o *Options) { o.Prefix = prefix }))
			})
		}
	})
}

// testNumbers holds that a number is given once.
func testNumbers(t *testing.T, q *Queue) {
	const each = 25
	given := make(chan int64, 4*each)
	failed := make(chan error, 4)
	for range 4 {
		go func() {
			for range each {
				n, err := q.Number(t.Context())
				if err != nil {
					failed <- err
					return
				}
				given <- n
			}
			failed <- nil
		}()
	}
	for range 4 {
		must(t, <-failed)
	}
	close(given)
	var all []int64
	for n := range given {
		all = append(all, n)
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != 4*each || all[0] != 1001 {
		t.Errorf("the numbers are %v", all)
	}
}

// testFound holds that a case is found by its number or name, and nothing else.
func testFound(t *testing.T, q *Queue) {
	ctx, chats := t.Context(), manyChats(5)
	bots := strconv.FormatInt(chats[4], 36) + "-" + strconv.FormatInt(morning.Unix(), 36)
	want := map[string]bot.CaseFile{bots: caseFile(bots, chats[4], morning, handoff.None)}
	for i, chat := range chats[:4] {
		number := strconv.Itoa(1001 + i)
		want[number] = caseFile(number, chat, morning.Add(time.Duration(i)*time.Hour), handoff.Queued)
	}
	for _, f := range want {
		keep(t, q, own(t, q, f.Chat), f.Chat, f)
	}
	for number, f := range want {
		if got, ok, err := q.Case(ctx, number); err != nil || !ok || !reflect.DeepEqual(got, f) {
			t.Errorf("case %s is %+v, %v\nnot %+v", number, got, err, f)
		}
	}
	changed := want["1002"]
	changed.Record.State, changed.Record.Rating = handoff.Closed, 5
	keep(t, q, own(t, q, changed.Chat), changed.Chat, changed)
	if got, _, err := q.Case(ctx, "1002"); err != nil || got.Record.Rating != 5 {
		t.Errorf("changed, it is %+v, %v", got, err)
	}
	for _, number := range []string{"1005", "", "x-y", "zz-1", "*"} {
		if _, ok, err := q.Case(ctx, number); ok || err != nil {
			t.Errorf("case %q: %v", number, err)
		}
	}
	p := own(t, q, chats[0])
	for _, bad := range []bot.CaseFile{{Record: handoff.Record{Opened: morning}}, {Case: "1009"}} {
		if err := p.Commit(ctx, []bot.Turn{{Record: bot.Record{Chat: chats[0]}, Cases: []bot.CaseFile{bad}}}); err == nil {
			t.Errorf("%+v was stored", bad)
		}
	}
}

// testOpen holds that the open cases are those with the team, oldest first.
func testOpen(t *testing.T, q *Queue) {
	var want []string
	for i, state := range handoff.States() {
		chat := int64(7000 + i)
		number := strconv.Itoa(1008 - i)
		keep(t, q, own(t, q, chat), chat, caseFile(number, chat, morning.Add(-time.Duration(i)*time.Minute), state))
		if !slices.Contains([]handoff.State{handoff.None, handoff.Closed, handoff.Returned}, state) {
			want = append(want, number)
		}
	}
	slices.Reverse(want)
	got, err := q.Open(t.Context())
	if err != nil || !slices.Equal(numbers(got), want) || got[0].Ticket == nil || got[0].Before == "" {
		t.Fatalf("open are %v, %v, not %v", numbers(got), err, want)
	}
	closed := got[0]
	closed.Record.State = handoff.Closed
	keep(t, q, own(t, q, closed.Chat), closed.Chat, closed)
	if got, err := q.Open(t.Context()); err != nil || !slices.Equal(numbers(got), want[1:]) {
		t.Errorf("open are %v, %v, not %v", numbers(got), err, want[1:])
	}
}

// testWaiting holds that the cases that wait are counted as the open ones say.
func testWaiting(t *testing.T, q *Queue) {
	random := rand.New(rand.NewPCG(1, 2))
	states := handoff.States()
	for i := range 60 {
		n := random.IntN(12)
		chat := int64(7000 + n)
		keep(t, q, own(t, q, chat), chat, caseFile(strconv.Itoa(1001+n), chat, morning, states[random.IntN(len(states))]))
		open, err := q.Open(t.Context())
		must(t, err)
		want := 0
		for _, f := range open {
			if f.Record.State == handoff.New || f.Record.State == handoff.Queued {
				want++
			}
		}
		if got, err := q.Waiting(t.Context()); err != nil || got != want {
			t.Fatalf("after %d changes %d wait, %v, not %d", i+1, got, err, want)
		}
	}
}

// testList holds that lists are in order, filtered, and paged without gaps.
func testList(t *testing.T, q *Queue) {
	ctx := t.Context()
	const some = 60
	var all []string // the newest first
	for i := range some {
		chat, number := int64(9000+i%7), strconv.Itoa(1001+i)
		// Three were opened at the same time each.
		f := caseFile(number, chat, morning.Add(time.Duration(i/3)*time.Hour), handoff.Closed)
		f.Record.Desk, f.Record.Agent = []string{"support", "bank"}[i%2], int64(i%3)
		if i%10 == 0 {
			f.Record.State = handoff.Claimed
		}
		keep(t, q, own(t, q, chat), chat, f)
		all = append(all, number)
	}
	slices.Reverse(all)
	keeps := func(fits func(i int) bool) []string {
		var out []string
		for _, number := range all {
			if i, _ := strconv.Atoi(number); fits(i - 1001) {
				out = append(out, number)
			}
		}
		return out
	}
	for name, tt := range map[string]struct {
		filter CaseFilter
		want   []string
	}{
		"all":      {CaseFilter{}, all},
		"whole":    {CaseFilter{Whole: true}, all},
		"a desk":   {CaseFilter{Desk: "bank"}, keeps(func(i int) bool { return i%2 == 1 })},
		"an agent": {CaseFilter{Agent: 2}, keeps(func(i int) bool { return i%3 == 2 })},
		"a state":  {CaseFilter{State: handoff.Claimed}, keeps(func(i int) bool { return i%10 == 0 })},
		"open":     {CaseFilter{Open: true}, keeps(func(i int) bool { return i%10 == 0 })},
		"open since": {
			CaseFilter{Open: true, Since: morning.Add(5 * time.Hour), Desk: "support"},
			keeps(func(i int) bool { return i%10 == 0 && i/3 >= 5 }),
		},
		"some days": {
			CaseFilter{Since: morning.Add(2 * time.Hour), Until: morning.Add(5 * time.Hour)},
			keeps(func(i int) bool { return i/3 >= 2 && i/3 < 5 }),
		},
		"nothing": {CaseFilter{Desk: "device"}, nil},
	} {
		for _, page := range []int{1, 7, some, 2 * some} {
			var got []string
			after, pages := "", 0
			for {
				files, next, err := q.List(ctx, tt.filter, after, page)
				must(t, err)
				if len(files) > page {
					t.Errorf("%s: a page of %d has %d", name, page, len(files))
				}
				for _, f := range files {
					if (f.Ticket != nil) != tt.filter.Whole || f.Record.Merchant == "" {
						t.Errorf("%s: %+v", name, f)
					}
				}
				got = append(got, numbers(files)...)
				if after = next; next == "" {
					break
				}
				if pages++; pages > some {
					t.Fatalf("%s: the list does not end", name)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s, pages of %d: %v, not %v", name, page, got, tt.want)
			}
		}
		var got []string
		for f, err := range q.All(ctx, tt.filter) {
			must(t, err)
			got = append(got, f.Case)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s, all: %v, not %v", name, got, tt.want)
		}
	}
	for _, after := range []string{"x", "1", "x:1"} {
		if _, _, err := q.List(ctx, CaseFilter{}, after, 1); err == nil {
			t.Errorf("a list goes on after %q", after)
		}
	}
}

// TestCasesEnd holds that what is too old leaves the lists, and is left alone
// by them.
func TestCasesEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server, func(o *Options) { o.CaseLife = time.Hour })
		chat := chatsOf(3, 1)[0]
		p, now := take(t, q, 3), time.Now()
		keep(t, q, p, chat, caseFile("1001", chat, now.Add(-2*time.Hour), handoff.Closed),
			caseFile("1002", chat, now.Add(-time.Minute), handoff.Queued), caseFile("1003", chat, now, handoff.Queued))
		// The file of one that nobody touched for long has ended.
		must(t, b.raw.Del(ctx, q.keys.file(3, "1002")).Err())
		files, next, err := q.List(ctx, CaseFilter{}, "", 10)
		if err != nil || next != "" || !slices.Equal(numbers(files), []string{"1003"}) {
			t.Errorf("listed are %v, %q, %v", numbers(files), next, err)
		}
		if open, err := q.Open(ctx); err != nil || !slices.Equal(numbers(open), []string{"1003"}) {
			t.Errorf("open are %v, %v", numbers(open), err)
		}
		must(t, b.raw.ZAdd(ctx, q.keys.waiting(3), redisZ(now.Add(-2*time.Hour), "1000")).Err())
		if n, err := q.Waiting(ctx); err != nil || n != 2 {
			t.Errorf("%d wait, %v", n, err)
		}
		if f, _, err := q.Case(ctx, "1001"); err != nil || f.Case != "1001" {
			t.Errorf("a case that was changed a moment ago is %+v, %v", f, err)
		}
		must(t, b.raw.ZAdd(ctx, q.keys.open(3), redisZ(now.Add(-2*time.Hour), "1000")).Err())
		keep(t, q, p, chat, caseFile("1003", chat, now, handoff.Claimed))
		if n := b.raw.ZCard(ctx, q.keys.open(3)).Val(); n != 2 {
			t.Errorf("%d are among the open ones", n)
		}
		if n := b.raw.ZCard(ctx, q.keys.waiting(3)).Val(); n != 1 {
			t.Errorf("%d are among those that wait", n)
		}
	})
}

// TestCaseBytes says how large a case is, and that a list does not read it.
func TestCaseBytes(t *testing.T) {
	f := caseFile("1001", 1, morning, handoff.Queued)
	for i := range handoff.MaxLines {
		f.Ticket.Lines = append(f.Ticket.Lines, handoff.Line{N: i, Text: fmt.Sprintf("第%d句话，有三十个字左右，说的是刷卡机怎么了怎么办。", i)})
	}
	c := call{}
	must(t, (&partition{q: &Queue{keys: "tm"}}).file(&c, f))
	head, whole := len(c.args[3].([]byte)), len(c.args[4].([]byte))
	t.Logf("the head has %d bytes, the file %d", head, whole)
	if head > 500 || whole < 40*head {
		t.Errorf("the head has %d bytes, the file %d", head, whole)
	}
}
