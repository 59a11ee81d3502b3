package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// doors are two replicas whose webhooks the test calls by itself.
type doors struct {
	*world
	replicas []*service
	urls     []string
	group    *botapitest.Group
}

// noTopics is a messenger without topics: a thousand of them would take five
// seconds each.
type noTopics struct{ bot.Messenger }

func (m noTopics) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	if d.Kind == bot.OpenTopic {
		return bot.Receipt{}, &bot.SendError{Decision: bot.ChatGone, Err: errors.New("no topics")}
	}
	return m.Messenger.Send(ctx, d)
}

// doorSecret is the secret of the webhooks.
const doorSecret = "a-secret-of-the-webhook"

func newDoors(t *testing.T, redis string) *doors {
	t.Helper()
	api := botapitest.New(botapitest.Options{})
	t.Cleanup(api.Close)
	d := &doors{world: &world{t: t, api: api, redis: redis, team: desk}}
	d.group = api.NewGroup(botapitest.GroupOptions{ID: desk, Title: "客服组", Forum: true})
	people(d.world, d.group)
	for range 2 {
		door := freeAddress(t)
		s := d.service(deskEnviron(d.world, "TILLMATE_TELEGRAM_INTAKE=webhook", "TILLMATE_TELEGRAM_WEBHOOK_URL=https://bot.example.com/hook",
			"TILLMATE_TELEGRAM_WEBHOOK_SECRET="+doorSecret, "TILLMATE_TELEGRAM_WEBHOOK_LISTEN="+door,
			fmt.Sprintf("TILLMATE_TEAM_GROUPS=客服组:%d", desk), "TILLMATE_TIMERS_NUDGES=false"))
		s.sender.Messenger = noTopics{s.sender.Messenger}
		d.run(s)
		d.replicas, d.urls = append(d.replicas, s), append(d.urls, "http://"+door+"/")
		redistest.Eventually(t, patience, func() bool { return !strings.Contains(get("http://"+door+"/"), "refused") }, func() string { return "no door" })
	}
	return d
}

// bring brings an update to a replica as Telegram's webhook does: again and
// again until it is taken.
func (d *doors) bring(replica int, body string) {
	for status := 0; status != http.StatusOK && d.t.Context().Err() == nil; {
		request, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.urls[replica], strings.NewReader(body))
		if err != nil {
			d.t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Telegram-Bot-Api-Secret-Token", doorSecret)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			d.t.Error(err)
			return
		}
		answer.Body.Close()
		if status = answer.StatusCode; status != http.StatusOK && status != http.StatusServiceUnavailable {
			d.t.Errorf("the webhook answers %s", answer.Status)
			return
		}
	}
}

// claim is the card of a case, and the presses of two agents on it.
type claim struct {
	chat    int64
	card    botapitest.Message
	presses [2]botapitest.Press
}

// rivals are the agents who claim.
var rivals = [2]int64{wang, smith}

// cards brings so many cases to the desk.
func (d *doors) cards(cases int) []claim {
	d.t.Helper()
	for i := range cases {
		chat := int64(firstChat + i)
		sent := d.api.User(chat).Text("人工")
		d.bring(i%2, fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":%d,"text":"人工","from":{"id":%d,"first_name":"店"},"chat":{"id":%d,"type":"private"}}}`,
			sent.Update, sent.Message, time.Now().Unix(), chat, chat))
	}
	redistest.Eventually(d.t, 2*patience, func() bool {
		b, err := d.replicas[0].queue.Backlog(d.t.Context())
		return err == nil && b.In+b.Out == 0
	}, func() string { return fmt.Sprintf("%d of %d cards are there", len(d.api.FromBot(desk)), cases) })
	var out []claim
	for _, m := range d.api.FromBot(desk) {
		if len(m.Buttons) == 0 {
			d.t.Fatalf("no card: %q", m.Text)
		}
		from, _, _ := strings.Cut(strings.TrimPrefix(m.Buttons[0][0].Data, "2."), ".")
		chat, err := strconv.ParseInt(from, 36, 64)
		if err != nil {
			d.t.Fatalf("a button has the data %q", m.Buttons[0][0].Data)
		}
		out = append(out, claim{chat: chat, card: m})
	}
	if len(out) != cases {
		d.t.Fatalf("%d cards for %d cases", len(out), cases)
	}
	return out
}

// race lets both agents claim a case at the same moment, each through a replica
// of its own.
func (d *doors) race(c *claim) {
	button := c.card.Buttons[0][0]
	var pair sync.WaitGroup
	for n, user := range rivals {
		press, err := d.api.User(user).In(d.group).PressData(c.card.ID, button.Data)
		if err != nil {
			d.t.Error(err)
			return
		}
		c.presses[n] = press
		pair.Go(func() {
			d.bring(n, fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":%q,"from":{"id":%d,"first_name":"A%d","language_code":"zh"},"data":%q,"chat_instance":"1",`+
				`"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"supergroup","is_forum":true}}}}`,
				press.Update, press.ID, user, user, button.Data, c.card.ID, int64(desk)))
		})
	}
	pair.Wait()
}

// TestClaims lets two agents claim each of a thousand cases at the same moment
// through two replicas: one of them has it, and both are told so, once.
func TestClaims(t *testing.T) {
	onEveryRedis(t, func(t *testing.T, redis string) {
		cases := 1000
		if strings.HasSuffix(t.Name(), "/miniredis") {
			cases = 200 // it takes its time
		}
		d, start := newDoors(t, redis), time.Now()
		claims := d.cards(cases)
		opened := time.Since(start)
		var group sync.WaitGroup
		slots := make(chan struct{}, 25)
		for i := range claims {
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				d.race(&claims[i])
			})
		}
		group.Wait()
		wins := [2]int{}
		for _, c := range claims {
			wins[d.judge(c)]++
		}
		answers := map[string]int{}
		for _, call := range d.api.CallsOf("answerCallbackQuery") {
			answers[call.Params["callback_query_id"]]++
		}
		for id, n := range answers {
			if n != 1 {
				t.Errorf("the press %s was answered %d times", id, n)
			}
		}
		t.Logf("%d cases in %s, %d claims in %s: %d and %d won, %d presses answered",
			cases, opened.Round(time.Millisecond), 2*cases, (time.Since(start) - opened).Round(time.Millisecond), wins[0], wins[1], len(answers))
		if len(answers) != 2*cases || wins[0]+wins[1] != cases {
			t.Errorf("%d presses were answered, %d cases have an owner", len(answers), wins[0]+wins[1])
		}
	})
}

// judge waits for what both agents are told, compares it with who has the case
// and gives who won.
func (d *doors) judge(c claim) (winner int) {
	d.t.Helper()
	var told [2]string
	redistest.Eventually(d.t, patience, func() bool {
		for n, press := range c.presses {
			toast, ok := d.api.Toast(press)
			if !ok {
				return false
			}
			told[n] = toast.Text
		}
		return true
	}, func() string { return fmt.Sprintf("of the case of %d they are told %q", c.chat, told) })
	r, err := d.replicas[0].queue.Chat(d.t.Context(), c.chat)
	if err != nil {
		d.t.Fatal(err)
	}
	ticket, err := bot.TicketOf(r.Data)
	if err != nil {
		d.t.Fatal(err)
	}
	winner = slices.Index(rivals[:], ticket.Owner.ID)
	if winner < 0 {
		d.t.Fatalf("the case of %d is owned by %+v", c.chat, ticket.Owner)
	}
	var want [2]string
	want[winner], want[1-winner] = "您已接手 "+ticket.Case, fmt.Sprintf("A%d 正在处理", rivals[winner])
	if told != want {
		d.t.Errorf("the case of %d is %d's, and they are told %q", c.chat, ticket.Owner.ID, told)
	}
	return winner
}
