package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// Every kill meets four merchants, each at another point of the hand-over: the
// group bears four cards at once.
var deskKills = flag.Int("desk.kills", 8, "how often the program is killed while it hands four merchants over")

const handedAtOnce = 4

// killing is a program that is killed while it hands merchants over.
type killing struct {
	*world
	group    *botapitest.Group
	replicas *replicas
	queue    *queue.Queue
	store    func(command ...any) any // of Redis
	random   *rand.Rand
	points   map[string]int // what was there of a hand-over when it was cut off
	doubles  int
}

// TestKilledHandOver kills the program at points of hand-overs drawn by chance:
// each case reaches the team once, or once more and that can be seen; never not
// at all, and the merchant always hears of it.
func TestKilledHandOver(t *testing.T) {
	withoutRace(t, "what is killed are other processes")
	onEveryRedis(t, func(t *testing.T, addr string) {
		api := botapitest.New(botapitest.Options{ConflictPause: 50 * time.Millisecond})
		t.Cleanup(api.Close)
		k := &killing{
			world: &world{t: t, api: api, redis: addr, team: desk}, store: redistest.Dial(t, addr),
			random: rand.New(rand.NewPCG(uint64(len(t.Name())), 3)), points: map[string]int{},
		}
		k.group = api.NewGroup(botapitest.GroupOptions{ID: desk, Title: "客服组", Forum: true})
		people(k.world, k.group)
		var err error
		if k.queue, err = queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{addr}}}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = k.queue.Close() })
		environ := append(os.Environ(), deskEnviron(k.world, fmt.Sprintf("TILLMATE_TEAM_GROUPS=客服组:%d", desk), "TILLMATE_TIMERS_NUDGES=false")...)
		k.replicas = &replicas{t: t, dir: t.TempDir(), as: "tillmate", environ: func() []string { return environ }}
		k.replicas.start(0)
		k.settle(nil)
		for n := range *deskKills {
			k.kill(n)
		}
		k.api.User(firstChat - 1).Text("人工") // the last one serves too
		k.settle([]int64{firstChat - 1})
		k.replicas.stop()
		t.Logf("%d hand-overs were cut off: %v; %d cards came twice", *deskKills*handedAtOnce, k.points, k.doubles)
	})
}

// kill hands merchants over, kills the program and looks at what the next one
// makes of it.
func (k *killing) kill(n int) {
	k.t.Helper()
	k.afresh()
	var chats []int64
	before := len(k.api.FromBot(desk))
	for i := range handedAtOnce {
		chat := int64(firstChat + n*handedAtOnce + i)
		chats = append(chats, chat)
		k.api.User(chat).Named("店", "", "zh").Text("人工")
		wait(k.t.Context(), k.moment(8*time.Millisecond))
	}
	if n%2 == 0 {
		wait(k.t.Context(), k.moment(50*time.Millisecond))
	} else { // a card has just been posted
		cards := before + 1 + k.random.IntN(handedAtOnce)
		redistest.Eventually(k.t, patience, func() bool { return len(k.api.FromBot(desk)) >= cards }, func() string { return "no card: " + k.replicas.log() })
	}
	k.replicas.kill(0)
	for _, chat := range chats {
		k.points[k.point(chat)]++
	}
	k.replicas.start(0)
	k.settle(chats)
	for _, chat := range chats {
		k.judge(chat)
	}
}

// moment draws a time up to a longest.
func (k *killing) moment(longest time.Duration) time.Duration {
	return time.Duration(k.random.Int64N(int64(longest)))
}

// point names how far a hand-over has come.
func (k *killing) point(chat int64) string {
	t := k.ticket(chat)
	switch {
	case t.State == handoff.None:
		return "not read"
	case t.State == handoff.Queued:
		return "done"
	case len(k.cards(t.Case)) > 0:
		return "card not noted"
	case len(k.api.FromBot(chat)) > 0:
		return "merchant told"
	}
	return "stored"
}

func (k *killing) ticket(chat int64) handoff.Ticket {
	k.t.Helper()
	r, err := k.queue.Chat(context.Background(), chat)
	if err != nil {
		k.t.Fatal(err)
	}
	t, err := bot.TicketOf(r.Data)
	if err != nil {
		k.t.Fatal(err)
	}
	return t
}

// cards gives the messages of the desk that are about a case.
func (k *killing) cards(number string) (out []botapitest.Message) {
	for _, m := range k.api.FromBot(desk) {
		if strings.HasPrefix(m.Text, number+" ·") {
			out = append(out, m)
		}
	}
	return out
}

// afresh makes the budget of the group whole: this is not about how fast cards
// come.
func (k *killing) afresh() { k.store("DEL", fmt.Sprintf("rate:tm:group:%d", int64(desk))) }

// settle waits until nothing is under way.
func (k *killing) settle(chats []int64) {
	k.t.Helper()
	ctx := k.t.Context()
	k.afresh()
	redistest.Eventually(k.t, patience, func() bool {
		b, err := k.queue.Backlog(ctx)
		if err != nil || b.In+b.Out > 0 || k.api.Pending() > 0 || k.store("ZCARD", "tm:members") == int64(0) {
			return false
		}
		for _, chat := range chats {
			if k.ticket(chat).State != handoff.Queued {
				return false
			}
		}
		return true
	}, func() string { return "something is still under way: " + k.replicas.log() })
}

// judge looks at a case that was handed over: its card, the doubles of it, and
// what the merchant was told.
func (k *killing) judge(chat int64) {
	k.t.Helper()
	t := k.ticket(chat)
	told := 0
	for _, m := range k.api.FromBot(chat) {
		if strings.Contains(m.Text, "编号 "+t.Case) {
			told++
		}
	}
	if told < 1 || told > 2 {
		k.t.Errorf("the merchant %d was told of case %s %d times", chat, t.Case, told)
	}
	cards := k.cards(t.Case)
	if len(cards) < 1 || len(cards) > 2 {
		k.t.Errorf("case %s has %d cards", t.Case, len(cards))
	}
	live := 0
	for _, card := range cards {
		if strings.HasSuffix(string(t.Card.Ref), fmt.Sprintf("/%d", card.ID)) {
			live++
			continue
		}
		k.doubles++
		k.retired(card)
	}
	if live != 1 {
		k.t.Errorf("case %s is at %s, which is %d of its %d cards", t.Case, t.Card.Ref, live, len(cards))
	}
}

// retired holds that a card which is one too many says so once somebody presses
// it.
func (k *killing) retired(card botapitest.Message) {
	k.t.Helper()
	k.afresh()
	if card.Has("接手") {
		press, err := k.api.User(zhao).In(k.group).PressOn(card.ID, "接手")
		if err != nil {
			k.t.Fatal(err)
		}
		redistest.Eventually(k.t, patience, func() bool {
			toast, ok := k.api.Toast(press)
			return ok && strings.Contains(toast.Text, "已经无效")
		}, func() string { return "the double card still works" })
	}
	redistest.Eventually(k.t, patience, func() bool {
		now, _ := k.api.Message(desk, card.ID)
		return strings.Contains(now.Text, "重复") && len(now.Buttons) == 0
	}, func() string { return "the double card does not say so" })
}
