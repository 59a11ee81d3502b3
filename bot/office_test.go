package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// The chats and people of the office.
const (
	shop  int64 = 7    // the merchant
	room  int64 = -100 // the group of the first desk
	bank  int64 = -200 // that of the bank's
	wang  int64 = 101
	smith int64 = 102
	lin   int64 = 103 // an admin
	guest int64 = 104
)

// unsearched is the shipped dialogue with a search that finds nothing.
type unsearched struct{ *conversation.Engine }

func (d unsearched) Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	return d.Engine.Turn(ctx, blind{}, s, ev)
}

type blind struct{}

func (blind) Search(context.Context, conversation.Query) (conversation.Hits, error) {
	return conversation.Hits{}, nil
}

var shipped = sync.OnceValues(func() (*conversation.Engine, error) {
	loaded, findings := knowledge.Load(base.Files)
	if n := knowledge.Errors(findings); n > 0 {
		return nil, fmt.Errorf("the knowledge has %d mistakes", n)
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, err
	}
	return conversation.New(loaded, phrases)
})

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// office is a desk with everything around it in memory. Every batch has a
// worker of its own: it knows nothing but what is stored.
type office struct {
	failer
	*memory
	desk     *Desk
	engine   *conversation.Engine
	telegram *chats
	router   *Router
	places   map[string]int64
	sender   *Sender
	commands func(ctx context.Context, u Update) (string, bool, error)
	ids      int64
	numbers  int64
}

func newOffice(t failer) *office {
	engine, err := shipped()
	if err != nil {
		t.Fatalf("%v", err)
	}
	phrases, err := messages.New()
	if err != nil {
		t.Fatalf("%v", err)
	}
	o := &office{
		failer: t, memory: newMemory(), engine: engine, places: map[string]int64{}, numbers: 1000,
		telegram: &chats{last: map[int64]int64{}, threads: 500},
	}
	rules := handoff.Defaults(phrases)
	rules.Desks = append(rules.Desks, handoff.Desk{ID: "bank", Name: knowledge.Text{ZH: "银行组", EN: "Bank"}, Reader: handoff.Reader{Lang: knowledge.English}})
	rules.Canned = []handoff.Reply{{
		ID: "photo", Title: knowledge.Text{ZH: "要照片", EN: "Photo"}, Text: knowledge.Text{ZH: "请拍屏幕（编号 {case}）", EN: "Please send a photo (case {case})"},
	}}
	o.desk = &Desk{
		Rules: rules, Groups: map[string]int64{"support": room, "bank": bank}, Cases: register{o},
		Role: func(user int64) handoff.Role {
			return map[int64]handoff.Role{wang: handoff.Agent, smith: handoff.Agent, lin: handoff.Admin}[user]
		},
	}
	o.router = &Router{Inbox: o, Directory: o}
	o.sender = &Sender{Messenger: o.telegram, Budget: free{}, Directory: o, Observer: Unobserved{}, Log: slog.New(slog.DiscardHandler)}
	return o
}

// inOffice runs a test inside a bubble.
func inOffice(t *testing.T, test func(o *office)) {
	if _, err := shipped(); err != nil { // outside of the bubble
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { test(newOffice(t)) })
}

// register gives numbers and knows the open cases.
type register struct{ *office }

func (o register) Number(context.Context) (int64, error) {
	o.numbers++
	return o.numbers, nil
}

func (o register) Waiting(context.Context) (int, error) {
	n := 0
	for _, c := range o.cases {
		if c.Record.State.Waits() {
			n++
		}
	}
	return n, nil
}

func (o register) Open(context.Context) ([]CaseFile, error) {
	var out []CaseFile
	for _, c := range o.cases {
		if c.Ticket != nil && !c.Ticket.BotAnswers() {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b CaseFile) int { return strings.Compare(a.Case, b.Case) })
	return out, nil
}

func (o *office) Note(_ context.Context, group int64, ids []int64, thread, chat int64) error {
	for _, m := range ids {
		o.places[fmt.Sprintf("%d/%d", group, m)] = chat
	}
	if thread != 0 {
		o.places[fmt.Sprintf("%d#%d", group, thread)] = chat
	}
	return nil
}

func (o *office) Find(_ context.Context, group int64, ids []int64, thread int64) (int64, error) {
	for _, m := range ids {
		if chat := o.places[fmt.Sprintf("%d/%d", group, m)]; chat != 0 {
			return chat, nil
		}
	}
	return o.places[fmt.Sprintf("%d#%d", group, thread)], nil
}

func (o *office) Put(_ context.Context, updates []Update) error {
	o.put(updates...)
	return nil
}

// Settle lets the report come back, as the store does.
func (o *office) Settle(ctx context.Context, id string, report *Update, dead *Dead) error {
	if report != nil {
		o.put(*report)
	}
	return o.memory.Settle(ctx, id, nil, dead)
}

// round handles what waits with a worker that has just started.
func (o *office) round() {
	o.Helper()
	if err := o.worker().round(context.Background(), o, func() {}); err != nil {
		o.Fatalf("%v", err)
	}
}

// worker gives a worker that has just started.
func (o *office) worker() *Worker {
	return &Worker{
		Content: fixed{unsearched{o.engine}}, Desk: o.desk, Inbox: o, Commands: o.commands, Observer: Unobserved{},
		Split: o.telegram.split, Log: slog.New(slog.DiscardHandler),
	}
}

// run lets everything happen that follows from what waits.
func (o *office) run() {
	o.Helper()
	for i := 0; len(o.in)+len(o.out) > 0; i++ {
		if i == 200 {
			o.Fatalf("it never ends")
		}
		if len(o.in) > 0 {
			o.round()
		}
		o.send()
	}
}

// send makes the deliveries that wait.
func (o *office) send() {
	ls := newLanes(context.Background(), Pace{}, nil)
	for len(o.out) > 0 {
		if err := o.sender.deliver(context.Background(), o, ls, &lane{limit: rate.NewLimiter(rate.Inf, 1)}, o.out[0]); err != nil {
			o.Fatalf("%v", err)
		}
	}
}

// wait lets time pass; the timers fire on the way.
func (o *office) wait(d time.Duration) {
	o.Helper()
	end := time.Now().Add(d)
	for range 1000 {
		due, ok := o.due[shop]
		if !ok || due.After(end) {
			pass(time.Until(end))
			return
		}
		pass(max(time.Until(due), 0))
		o.round()
		o.run()
	}
	o.Fatalf("the timers never end")
}

func (o *office) id() int64 {
	o.ids++
	return o.ids
}

// says lets the merchant write; the number of the message is given back.
func (o *office) says(text string, files ...conversation.File) int64 {
	o.Helper()
	id := o.wrote(text, 0, files...)
	o.run()
	return id
}

// wrote puts a message of the merchant.
func (o *office) wrote(text string, reply int64, files ...conversation.File) int64 {
	id := o.telegram.add(message{chat: shop, text: text, by: shop})
	kind := conversation.EventText
	if text == "" {
		kind = conversation.EventFiles
	}
	o.put(Update{ID: o.id(), Kind: FromMerchant, Chat: shop, User: shop, At: time.Now(), Message: id, Reply: reply, Event: conversation.Event{Kind: kind, Text: text, Files: files}})
	return id
}

// presses lets the merchant press a button of the latest message that has it.
func (o *office) presses(id string) string {
	o.Helper()
	m := o.telegram.button(shop, id)
	u := Update{ID: o.id(), Kind: FromMerchant, Chat: shop, User: shop, At: time.Now(), Callback: fmt.Sprint("c", o.ids), Event: conversation.Event{Kind: conversation.EventPress, Press: id}}
	if m == nil {
		o.Fatalf("no message to the merchant has the button %s:\n%s", id, o.telegram.written(shop))
	}
	u.Message, u.Case, u.Event.Shown = m.id, m.of, m.turn
	if m.of != "" {
		u.Event.Shown = 0
	}
	o.put(u)
	o.run()
	return o.telegram.toast(o, u.Callback)
}

// taps lets somebody press a button in a group, and gives the toast.
func (o *office) taps(user int64, id string) string {
	o.Helper()
	u := o.tap(user, id)
	o.run()
	return o.telegram.toast(o, u.Callback)
}

func (o *office) tap(user int64, id string) Update {
	o.Helper()
	m := o.telegram.button(room, id)
	if m == nil {
		o.Fatalf("no message to the team has the button %s:\n%s", id, o.telegram.written(room))
	}
	u := Update{
		ID: o.id(), Kind: FromTeam, Chat: m.from, Case: m.of, User: user, At: time.Now(), Message: m.id, Callback: fmt.Sprint("c", o.ids),
		Event: conversation.Event{Kind: conversation.EventPress, Press: id},
		Team:  &TeamAct{Group: m.chat, Thread: m.thread, Name: named(user), Lang: "zh"},
	}
	o.put(u)
	return u
}

// types lets somebody write in the latest topic, or with thread 0 in the group.
func (o *office) types(user int64, text string, thread, reply int64, files ...conversation.File) int64 {
	o.Helper()
	id := o.telegram.add(message{chat: room, thread: thread, text: text, by: user})
	kind := conversation.EventText
	if text == "" {
		kind = conversation.EventFiles
	}
	o.act(Update{User: user, Message: id, Reply: reply, Event: conversation.Event{Kind: kind, Text: text, Files: files}}, thread)
	return id
}

// act lets somebody do something in the group.
func (o *office) act(u Update, thread int64) {
	o.Helper()
	o.route(u, thread)
	o.run()
}

// route puts what somebody did in the group, by the router.
func (o *office) route(u Update, thread int64) {
	o.Helper()
	u.ID, u.Kind, u.Chat, u.At = o.id(), FromTeam, room, time.Now()
	team := TeamAct{}
	if u.Team != nil {
		team = *u.Team
	}
	team.Group, team.Thread, team.Name, team.Lang = room, thread, named(u.User), "zh"
	if m := o.telegram.get(room, u.Reply); m != nil && m.by == 0 {
		team.ToBot = true
	}
	if name, words, ok := strings.Cut(strings.TrimPrefix(u.Event.Text, "/"), " "); strings.HasPrefix(u.Event.Text, "/") && name != "" && name[0] >= 'a' && name[0] <= 'z' {
		team.Command, u.Event.Text = name, words
		_ = ok
	}
	u.Team = &team
	if err := o.router.Put(context.Background(), []Update{u}); err != nil {
		o.Fatalf("%v", err)
	}
}

// edits lets somebody change a message of the group.
func (o *office) edits(user, id int64, text string, thread int64) {
	o.Helper()
	o.act(Update{User: user, Message: id, Event: conversation.Event{Kind: conversation.EventEdit, Text: text}}, thread)
}

func named(user int64) string {
	return map[int64]string{wang: "王芳", smith: "Smith", lin: "林姐", guest: "小赵"}[user]
}

// chat gives the stored chat of the merchant.
func (o *office) chat() *chat {
	o.Helper()
	c, err := decodeChat(o.records[shop].Data)
	if err != nil {
		o.Fatalf("%v", err)
	}
	return c
}

func (o *office) ticket() handoff.Ticket { o.Helper(); return o.chat().Ticket }

// is checks where the case and the dialogue stand.
func (o *office) is(state handoff.State, phase conversation.Phase) {
	o.Helper()
	c := o.chat()
	if c.Ticket.State != state || phase != "" && c.State.Phase != phase {
		o.Fatalf("the case is %q, the dialogue %q; want %q, %q\n%s", c.Ticket.State, c.State.Phase, state, phase, o.telegram.written(shop))
	}
}

// thread gives the topic of the case.
func (o *office) thread() int64 {
	o.Helper()
	_, thread, ok := parseTopic(o.ticket().Room.Ref)
	if !ok {
		o.Fatalf("there is no topic: %+v", o.ticket().Room)
	}
	return thread
}

// claimed brings a case to an agent's topic.
func (o *office) claimed() {
	o.Helper()
	o.says("我要转人工")
	o.taps(wang, "claim")
	o.is(handoff.Claimed, conversation.WithTeam)
}
