package telegram

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
	"github.com/tillmate/tillmate/conversation"
)

const merchantID = 1001

// telegramSide is a client of an imitation of Telegram.
func telegramSide(t *testing.T, o botapitest.Options) (*botapitest.Server, *Client) {
	t.Helper()
	api := botapitest.New(o)
	t.Cleanup(func() {
		for _, v := range api.Violations() {
			t.Errorf("%s to %d: %s", v.Method, v.Chat, v.What)
		}
		api.Close()
	})
	return api, build(t, Options{Token: api.Token, BaseURL: api.URL})
}

// receive polls until the test ends and gives the updates one by one.
func receive(t *testing.T, api *botapitest.Server, c *Client, team ...int64) func() bot.Update {
	t.Helper()
	i := newInbox()
	intake := newIntake(i)
	intake.Decoder.Team, intake.Decoder.Self = NewTeam(team...), c.Name
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&Poller{Client: c, Intake: intake}).Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return i.next(t)
}

// next gives the updates in the order in which they were put.
func (i *inbox) next(t *testing.T) func() bot.Update {
	var waiting []bot.Update
	puts := 0
	return func() bot.Update {
		t.Helper()
		for len(waiting) == 0 {
			select {
			case <-i.seen:
			case <-time.After(20 * time.Second):
				t.Fatal("no update came")
			}
			i.mu.Lock()
			waiting = i.puts[puts]
			puts++
			i.mu.Unlock()
		}
		u := waiting[0]
		waiting = waiting[1:]
		return u
	}
}

// TestTalk plays a merchant against the real shape of things, over HTTP.
func TestTalk(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	next := receive(t, api, c)
	merchant := api.User(merchantID)

	merchant.Start("T-0042")
	if u := next(); u.Kind != bot.FromMerchant || u.Event.Terminal != "T-0042" || u.Chat != merchantID {
		t.Fatalf("%+v", u)
	}
	secret := merchant.Text("卡号4111111111111111，显示51")
	if u := next(); u.Event.Text != "卡号[card ••••1111]，显示51" || !u.Event.Masked || u.Message != secret.Message {
		t.Fatalf("%+v", u)
	}
	send := func(d bot.Delivery) bot.Receipt {
		t.Helper()
		r, err := c.Send(t.Context(), d)
		if err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		return r
	}
	send(bot.Delivery{Kind: bot.Delete, Chat: merchantID, Message: secret.Message})
	if m, _ := api.Message(merchantID, secret.Message); !m.Deleted {
		t.Error("the card number is still to be seen")
	}
	send(bot.Delivery{Kind: bot.Delete, Chat: merchantID, Message: secret.Message}) // again

	shown := send(bot.Delivery{
		Kind: bot.Show, Chat: merchantID, Turn: 3, Token: "x", Text: "🏦只有这张卡？\n_*<b>&", Bold: 8,
		Buttons: [][]bot.Button{{{Label: "复制", Copy: "请查这笔"}}, {{Label: "只有这张", ID: "one_card"}, {Label: "都不行", ID: "all_cards"}}},
	})
	m, ok := api.Message(merchantID, shown.Message)
	if !ok || m.Text != "🏦只有这张卡？\n_*<b>&" || len(m.Entities) != 1 || m.Entities[0].Length != 8 || m.Buttons[0][0].Copy != "请查这笔" {
		t.Errorf("%+v", m)
	}
	press, err := merchant.Press("只有这张")
	if err != nil {
		t.Fatal(err)
	}
	u := next()
	if u.Event.Press != "one_card" || u.Event.Shown != 3 || u.Callback != press.ID || u.Message != shown.Message {
		t.Errorf("%+v", u)
	}
	for range 2 { // the second answer comes too late
		send(bot.Delivery{Kind: bot.Answer, Chat: merchantID, Callback: u.Callback})
	}
	if _, ok := api.Toast(press); !ok {
		t.Error("the press was not answered")
	}

	merchant.Album("小票", "")
	first, second := next(), next()
	if f, s := first.Event.Files, second.Event.Files; f[0].Album == "" || f[0].Album != s[0].Album || f[0].Kind != conversation.Photo {
		t.Errorf("%+v, %+v", first, second)
	}
	merchant.Block()
	if u := next(); u.Kind != bot.Gone {
		t.Errorf("%+v", u)
	}
	if _, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: "?"}); bot.Decide(err).Decision != bot.ChatGone {
		t.Error(err)
	}
	merchant.Unblock()
	if u := next(); u.Kind != bot.Returned {
		t.Errorf("%+v", u)
	}
}

// TestSplitIsTaken sends the pieces of long texts.
func TestSplitIsTaken(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	api.User(merchantID).Text("hi")
	text := strings.Repeat("🏦一句话。", 2000) + "\n\n" + strings.Repeat("word ", 2000)
	var whole strings.Builder
	for _, piece := range Split(text) {
		r, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: piece})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := api.Message(merchantID, r.Message)
		whole.WriteString(m.Text)
	}
	if squeeze(whole.String()) != squeeze(text) {
		t.Error("something is lost on the screen")
	}
	_, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: text})
	if bot.Decide(err).Decision != bot.GiveUp {
		t.Error(err)
	}
}

// TestGroups plays the team's group, which moves, and a stranger's.
func TestGroups(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	team := api.NewGroup(botapitest.GroupOptions{Title: "Team", Basic: true})
	next := receive(t, api, c, team.ID)
	agent := api.User(2002)
	team.Set(agent, botapitest.Administrator)
	agent.In(team).Text("好的")
	if u := next(); u.Kind != bot.FromTeam || u.Chat != team.ID || u.User != 2002 || u.Event.Text != "好的" {
		t.Fatalf("%+v", u)
	}
	agent.In(team).Anonymous().Text("who?")
	if u := next(); u.Kind != bot.FromTeam || u.User != 0 || u.Event.Text != "who?" {
		t.Fatalf("%+v", u)
	}
	moved := team.Migrate()
	agent.In(moved).Text("still here")
	if u := next(); u.Kind != bot.FromTeam || u.Chat != moved.ID || u.Event.Text != "still here" {
		t.Fatalf("%+v", u)
	}
	_, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: team.ID, Text: "card"})
	if e := bot.Decide(err); e.Decision != bot.Moved || e.To != moved.ID {
		t.Error(err)
	}

	other := api.NewGroup(botapitest.GroupOptions{Title: "Other", Bot: botapitest.Left})
	other.SetBot(agent, botapitest.Member, 0)
	if u := next(); u.Kind != bot.Stranger || u.Chat != other.ID {
		t.Errorf("%+v", u)
	}
	for range 2 { // the second time we have left already
		if _, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Leave, Chat: other.ID}); err != nil {
			t.Error(err)
		}
	}
}

// TestFaults holds what the faults on the way are taken for.
func TestFaults(t *testing.T) {
	for fault, want := range map[botapitest.Fault]bot.Decision{
		botapitest.TooManyRequests: bot.Wait, botapitest.InternalError: bot.TryAgain, botapitest.BadGateway: bot.TryAgain,
		botapitest.Forbidden: bot.ChatGone, botapitest.CutBefore: bot.TryAgain, botapitest.AnswerLost: bot.TryAgain,
		botapitest.HalfBody: bot.TryAgain,
	} {
		t.Run(string(fault), func(t *testing.T) {
			api, c := telegramSide(t, botapitest.Options{})
			api.User(merchantID).Text("hi")
			api.Inject(botapitest.Injection{Fault: fault, Method: "sendMessage", Times: 1, RetryAfter: 3})
			_, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: merchantID, Text: "?"})
			e := bot.Decide(err)
			if e.Decision != want || e.Decision == bot.Wait && e.After != 3*time.Second || strings.Contains(err.Error(), "AAFake") {
				t.Error(err)
			}
		})
	}
}

// TestPollThroughFaults holds that nothing is lost on a bad way.
func TestPollThroughFaults(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{Faults: []botapitest.Injection{
		{Fault: botapitest.BadGateway, Method: "getUpdates", Times: 1},
		{Fault: botapitest.HalfBody, Method: "getUpdates", Times: 2},
		{Fault: botapitest.CutBefore, Method: "getUpdates", Times: 1},
	}})
	merchant := api.User(merchantID)
	for range 150 {
		merchant.Text("hi")
	}
	next := receive(t, api, c)
	last := int64(0)
	for range 150 {
		u := next()
		if u.ID <= last {
			t.Fatalf("%d after %d", u.ID, last)
		}
		last = u.ID
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := api.WaitFor(ctx, func() bool { return api.Pending() == 0 }); err != nil {
		t.Errorf("%d were not confirmed: %v", api.Pending(), err)
	}
}

// TestWebhookFromTelegram holds that what Telegram sends is taken, once it can
// be stored.
func TestWebhookFromTelegram(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{WebhookSecond: time.Millisecond})
	i := newInbox()
	i.fail = func(put int) error {
		if put == 1 {
			return context.DeadlineExceeded
		}
		return nil
	}
	s := httptest.NewServer(newWebhook(t, i))
	defer s.Close()
	if err := c.SetWebhook(t.Context(), Hook{URL: s.URL + "/t", Secret: testSecret}); err != nil {
		t.Fatal(err)
	}
	api.User(merchantID).Text("hi")
	next := i.next(t)
	if first, again := next(), next(); first.ID != again.ID || again.Event.Text != "hi" {
		t.Errorf("%+v, %+v", first, again)
	}
	if host, err := c.Webhook(t.Context()); err != nil || "http://"+host != s.URL {
		t.Errorf("%s, %v", host, err)
	}
	receive(t, api, c) // removes it
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := api.WaitFor(ctx, func() bool { return len(api.CallsOf("deleteWebhook")) == 1 }); err != nil {
		t.Error(err)
	}
}

func TestIntroduceIsTaken(t *testing.T) {
	api, c := telegramSide(t, botapitest.Options{})
	for range 2 {
		if err := c.Introduce(t.Context(), Introduction{}); err != nil {
			t.Error(err)
		}
	}
	for _, method := range []string{"setMyCommands", "setMyDescription", "setMyShortDescription"} {
		if n := len(api.CallsOf(method)); n != 3 {
			t.Errorf("%s was called %d times", method, n)
		}
	}
}
