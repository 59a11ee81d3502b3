package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// hurry is how many times faster than real the clock of a group's limits runs
// here: a minute is a second.
const hurry = 60

// fast is that clock.
func fast(start time.Time) func() time.Time {
	return func() time.Time { return start.Add(hurry * time.Since(start)) }
}

// hurried is the budget of the program on a Redis whose clock is the fast one.
type hurried struct {
	mu    sync.Mutex
	now   func() time.Time
	redis *miniredis.Miniredis
	queue *queue.Queue
}

func newHurried(t *testing.T, now func() time.Time) *hurried {
	t.Helper()
	h := &hurried{now: now, redis: miniredis.RunT(t)}
	var err error
	if h.queue, err = queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{h.redis.Addr()}}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.queue.Close() })
	return h
}

func (h *hurried) Take(ctx context.Context, chat int64, later bool) (time.Duration, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.redis.SetTime(h.now())
	wait, err := h.queue.Take(ctx, chat, later)
	return wait / hurry, err
}

// rush is a group that gets more than it bears.
type rush struct {
	*world
	service *service
	group   *botapitest.Group
	random  *rand.Rand
	cards   map[int64]botapitest.Message
	now     func() time.Time
	said    map[string]time.Time // by merchants, by their words
	answers int                  // of the agent
	pressed int
}

// rushTime is how long the group gets too much, by the fast clock.
const rushTime = 2 * time.Minute

// TestGroupBudget works on cases at three times what a group of twenty calls a
// minute bears: Telegram refuses nothing, merchants' words do not wait behind
// cards, and in the end all is there.
func TestGroupBudget(t *testing.T) {
	withoutRace(t, "its clock is sixty times as fast")
	onEveryRedis(t, func(t *testing.T, redis string) {
		now := fast(time.Now())
		api := botapitest.New(botapitest.Options{Now: now, Limits: botapitest.Limits{GroupPerMinute: 20}})
		t.Cleanup(api.Close)
		r := &rush{
			world: &world{t: t, api: api, redis: redis, team: desk}, random: rand.New(rand.NewPCG(4, 4)),
			now: now, cards: map[int64]botapitest.Message{}, said: map[string]time.Time{},
		}
		r.group = api.NewGroup(botapitest.GroupOptions{ID: desk, Title: "客服组"})
		people(r.world, r.group)
		r.service = r.world.service(deskEnviron(r.world, fmt.Sprintf("TILLMATE_TEAM_GROUPS=客服组:%d", desk)))
		r.service.sender.Budget, r.service.sender.Messenger = newHurried(t, now), noTopics{r.service.sender.Messenger}
		r.run(r.service)
		r.open(6)
		r.work()
		r.drain()
		r.judge()
	})
}

// open brings cases to the desk, which are claimed.
func (r *rush) open(cases int) {
	r.t.Helper()
	for i := range cases {
		chat := int64(firstChat + i)
		r.api.User(chat).Named(fmt.Sprint("店", i), "", "zh").Text("人工")
		r.cards[chat] = r.says(desk, fmt.Sprint("商户：店", i))
		r.press(chat, "claim")
	}
}

// press lets the agent press a button of the case that need not be on the
// screen yet.
func (r *rush) press(chat int64, id string) {
	card := r.cards[chat]
	data := card.Buttons[0][0].Data
	r.api.User(wang).In(r.group).PressStale(card.ID, data[:strings.LastIndex(data, ".")+1]+id)
	r.pressed++
}

// work lets merchants write and agents work so that sixty calls a minute are to
// be made.
func (r *rush) work() {
	const pause = time.Minute / 60
	every := time.NewTicker(pause / hurry)
	defer every.Stop()
	for n := range int(rushTime / pause) {
		<-every.C
		chat := int64(firstChat + r.random.IntN(len(r.cards)))
		switch {
		case n%4 == 0:
			words := fmt.Sprintf("第%d句", n)
			r.said[words] = r.now()
			r.api.User(chat).Text(words)
		case n%8 == 1:
			r.answers++
			r.api.User(wang).In(r.group).Reply(r.cards[chat].ID).Text(fmt.Sprintf("第%d答", n))
		default:
			r.press(chat, []string{"wait", "resume"}[r.random.IntN(2)])
		}
	}
}

// drain waits until nothing is to be sent any more.
func (r *rush) drain() {
	r.t.Helper()
	redistest.Eventually(r.t, 2*patience, func() bool {
		b, err := r.service.queue.Backlog(r.t.Context())
		return err == nil && b.In+b.Out == 0 && r.api.Pending() == 0
	}, func() string { return "something is still to be sent" })
}

// slack is how long after they were written words may still be on their way to
// where they wait for the budget, by the fast clock: half a second.
const slack = hurry * time.Second / 2

// judge looks at what came of it.
func (r *rush) judge() {
	r.t.Helper()
	shown, answers := map[string]time.Time{}, 0
	var calls, edits []time.Time
	for _, c := range r.api.Calls() {
		switch {
		case c.Chat != desk || c.Method == "answerCallbackQuery":
			continue
		case !c.CarriedOut():
			r.t.Errorf("%s is answered with %d %s", c.Method, c.Code, c.Error)
		case c.Method == "sendMessage":
			_, words, _ := strings.Cut(c.Params["text"], "\n")
			shown[words] = c.At
		case c.Method == "setMessageReaction":
			answers++
			fallthrough
		default:
			edits = append(edits, c.At)
		}
		calls = append(calls, c.At)
	}
	longest := r.inversions(shown, edits)
	most := 0
	for i, at := range calls {
		n := slices.IndexFunc(calls[i:], func(later time.Time) bool { return later.Sub(at) >= time.Minute })
		if n < 0 {
			n = len(calls) - i
		}
		most = max(most, n)
	}
	r.t.Logf("asked for in %s: %d cards, %d words, %d answers, %d presses; %d calls, %d of them edits, %d at most in a minute; words waited %s at most",
		rushTime, len(r.cards), len(r.said), r.answers, r.pressed, len(calls), len(edits), most, longest.Round(time.Second))
	if n := r.api.Counts().Penalties; n > 0 || most > 20 {
		r.t.Errorf("%d penalties, %d calls in a minute", n, most)
	}
	if answers != r.answers {
		r.t.Errorf("%d of %d answers are marked as delivered", answers, r.answers)
	}
	for chat, card := range r.cards {
		r.current(chat, card)
	}
}

// inversions fails on words that waited while a card was edited, and gives the
// longest time that any waited.
func (r *rush) inversions(shown map[string]time.Time, edits []time.Time) (longest time.Duration) {
	r.t.Helper()
	for words, said := range r.said {
		at, ok := shown[words]
		if !ok {
			r.t.Errorf("%q is not shown", words)
			continue
		}
		longest = max(longest, at.Sub(said))
		for _, edit := range edits {
			if edit.After(said.Add(slack)) && edit.Before(at) {
				r.t.Errorf("%q waited %s and a card was edited %s before it came", words, at.Sub(said), at.Sub(edit))
				break
			}
		}
	}
	return longest
}

// current holds that a card shows where its case stands.
func (r *rush) current(chat int64, card botapitest.Message) {
	r.t.Helper()
	record, err := r.service.queue.Chat(r.t.Context(), chat)
	if err != nil {
		r.t.Fatal(err)
	}
	ticket, err := bot.TicketOf(record.Data)
	if err != nil {
		r.t.Fatal(err)
	}
	want := map[handoff.State]string{handoff.Claimed: "处理中", handoff.Waiting: "等商户回复"}[ticket.State]
	now, _ := r.api.Message(desk, card.ID)
	if line, _, _ := strings.Cut(now.Text, "\n"); want == "" || !strings.HasSuffix(line, want) {
		r.t.Errorf("the case is %q, its card says %q", ticket.State, line)
	}
}
