package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
)

// written is something that somebody of the team wrote.
type written struct {
	by   int64
	note bool
	// reply is set for what answers a note: it is one, or where the note is not
	// known, held until the owner lets it go.
	reply   bool
	sent    bool  // the merchant has it
	message int64 // that holds it
}

// secrecy is an office in which everything that goes to the merchant is looked
// at as it is decided.
type secrecy struct {
	*rapid.T
	*office
	words    map[string]*written // by words that occur nowhere else
	notes    map[int64]bool      // messages that are notes
	answers  map[int64]bool      // messages that are notes only because they answer one: their owner may send them
	copied   map[int64]bool
	release  bool // the owner lets held words go
	owner    int64
	batch    []Delivery
	messages []int64
}

// Commit sees what is decided.
func (w *secrecy) Commit(ctx context.Context, turns []Turn) error {
	for _, t := range turns {
		w.batch = append(w.batch, t.Deliveries...)
	}
	return w.office.Commit(ctx, turns)
}

func (w *secrecy) owns() int64 {
	if len(w.records[shop].Data) == 0 {
		return 0
	}
	return w.ticket().Owner.ID
}

// settle handles what waits, and looks at what came of it.
func (w *secrecy) settle() {
	for range 50 {
		if len(w.in) == 0 {
			return
		}
		w.owner, w.batch = w.owns(), nil
		w.stepOnce()
		after := w.owns()
		for _, d := range w.batch {
			if d.Chat == shop {
				w.look(d, after)
			}
		}
		w.release = false
	}
	w.Fatalf("it never ends")
}

func (w *secrecy) stepOnce() {
	worker := w.worker()
	if err := worker.round(context.Background(), w, func() {}); err != nil {
		w.Fatalf("%v", err)
	}
}

// look sees that the merchant may read a delivery.
func (w *secrecy) look(d Delivery, after int64) {
	for _, id := range d.Messages {
		if d.Of == room && w.notes[id] && !w.copied[id] && (!w.answers[id] || !w.release) {
			w.Fatalf("the note %d is copied to the merchant", id)
		}
		w.copied[id] = true
	}
	for s, x := range w.words {
		if !strings.Contains(d.Text, s) {
			continue
		}
		switch {
		case x.sent:
		case x.note && (!x.reply || !w.release):
			w.Fatalf("the note %q goes to the merchant: %q", s, d.Text)
		case x.by != w.owner && x.by != after && !w.release:
			w.Fatalf("%q of %d goes to the merchant, whose case is %d's", s, x.by, w.owner)
		}
		x.sent = true
		if x.reply {
			w.notes[x.message] = false // what was sent is no note any more
		}
	}
}

var people = []int64{0, wang, smith, lin, guest}

// act does something by chance.
func (w *secrecy) act() {
	user := w.owns()
	if user == 0 || rapid.Bool().Draw(w.T, "another") {
		user = rapid.SampledFrom(people).Draw(w.T, "user")
	}
	switch rapid.IntRange(0, 11).Draw(w.T, "event") {
	case 0, 1, 2, 3:
		w.write(user)
	case 4:
		w.edit(user)
	case 5, 6, 7:
		w.press(user)
	case 8:
		said := []string{"谢谢", "还是不行", "我要转人工", "报91", "好了", "请问", "😀"}
		w.wrote(rapid.SampledFrom(said).Draw(w.T, "said"), 0)
	case 9:
		name := rapid.SampledFrom([]string{"claim", "take", "release", "wait", "resume", "back", "close", "move bank", "move support", "recall", "dialogue", "spam", "nonsense"}).Draw(w.T, "command")
		w.post(user, "/"+name, false)
	case 10:
		pass(time.Duration(rapid.IntRange(1, 90).Draw(w.T, "minutes")) * time.Minute)
		w.put(Update{Kind: Delivered, Chat: shop, At: time.Now(), Receipt: &Receipt{Token: "of another time"}})
	case 11:
		w.flaky(rapid.IntRange(0, 5).Draw(w.T, "failure"))
	}
}

// flaky lets the messenger refuse something, or nothing.
func (w *secrecy) flaky(how int) {
	w.telegram.fail = func(d Delivery) error {
		switch {
		case how == 1 && d.Chat == shop:
			return &SendError{Decision: ChatGone, Err: errors.New("403")}
		case how == 2 && d.Thread != 0, how == 3 && d.Kind == OpenTopic:
			return errLost
		case how == 4 && d.Kind == Copy:
			return &SendError{Decision: GiveUp, Err: errors.New("400")}
		}
		return nil
	}
}

// write lets somebody write something that nobody else writes.
func (w *secrecy) write(user int64) {
	words := fmt.Sprintf("words%dend", len(w.words))
	note := rapid.IntRange(0, 3).Draw(w.T, "note") == 0
	w.words[words] = &written{by: user, note: note}
	if note {
		words = rapid.SampledFrom([]string{"//", "／／ ", " //"}).Draw(w.T, "mark") + words
	}
	w.post(user, words, note)
}

// post puts a message of the team in the room, maybe with a file, in reply to
// something.
func (w *secrecy) post(user int64, text string, note bool) {
	thread := int64(0)
	if len(w.records[shop].Data) > 0 {
		_, thread, _ = parseTopic(w.ticket().Room.Ref)
	}
	reply, answers := int64(0), false
	if len(w.messages) > 0 && rapid.IntRange(0, 2).Draw(w.T, "replies") == 0 {
		reply = rapid.SampledFrom(w.messages).Draw(w.T, "reply")
		if !note && w.notes[reply] && !strings.HasPrefix(text, "/") {
			note, answers = true, true
			w.words[text].note, w.words[text].reply = true, true
		}
	}
	var files []conversation.File
	if !strings.HasPrefix(text, "/") && rapid.IntRange(0, 3).Draw(w.T, "file") == 0 {
		files = append(files, photo)
	}
	id := w.telegram.add(message{chat: room, thread: thread, text: text, by: user})
	if x := w.words[text]; x != nil {
		x.message = id
	}
	w.messages, w.notes[id], w.answers[id] = append(w.messages, id), note, answers
	w.route(Update{User: user, Message: id, Reply: reply, Event: conversation.Event{Kind: conversation.EventText, Text: text, Files: files}}, thread)
}

// edit lets somebody change what was written.
func (w *secrecy) edit(user int64) {
	if len(w.messages) == 0 {
		return
	}
	id := rapid.SampledFrom(w.messages).Draw(w.T, "message")
	m := w.telegram.get(room, id)
	if m == nil || m.by != user {
		return
	}
	words := fmt.Sprintf("words%dend", len(w.words))
	note := w.notes[id]
	text := words
	if rapid.IntRange(0, 2).Draw(w.T, "into a note") == 0 {
		text, note, w.answers[id] = "//"+words, true, false
	}
	w.words[words], w.notes[id] = &written{by: user, note: note, reply: w.answers[id], message: id}, note
	w.route(Update{User: user, Message: id, Event: conversation.Event{Kind: conversation.EventEdit, Text: text}}, m.thread)
}

// press lets somebody press any button that is there.
func (w *secrecy) press(user int64) {
	var with []*message
	for _, m := range w.telegram.all {
		if m.chat == room && len(m.buttons) > 0 && !m.gone {
			with = append(with, m)
		}
	}
	if len(with) == 0 {
		return
	}
	m := rapid.SampledFrom(with).Draw(w.T, "card")
	b := rapid.SampledFrom(slices.Concat(m.buttons...)).Draw(w.T, "button")
	w.release = strings.HasPrefix(b.ID, "send_held:") && user == w.owns()
	w.put(Update{
		ID: w.id(), Kind: FromTeam, Chat: m.from, Case: m.of, User: user, At: time.Now(), Message: m.id, Callback: fmt.Sprint("c", w.ids),
		Event: conversation.Event{Kind: conversation.EventPress, Press: b.ID}, Team: &TeamAct{Group: room, Thread: m.thread, Name: named(user)},
	})
}

// TestNothingLeaks plays cases in any order through the worker as it is: no
// note and no words of anybody but the owner ever go to the merchant, each
// press has one toast, and the merchant is never left with nobody.
func TestNothingLeaks(t *testing.T) {
	if _, err := shipped(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		var failed any // a failure must not end the bubble's goroutine
		synctest.Test(t, func(*testing.T) {
			defer func() { failed = recover() }()
			play(r)
		})
		if fmt.Sprintf("%T", failed) == "rapid.invalidData" {
			panic(failed) // apart: failures are told from each other by their place
		}
		if failed != nil {
			panic(failed)
		}
	})
}

// play plays one case.
func play(r *rapid.T) {
	w := &secrecy{
		T: r, office: newOffice(r), words: map[string]*written{}, notes: map[int64]bool{}, answers: map[int64]bool{}, copied: map[int64]bool{},
	}
	w.wrote("报91，我要转人工", 0)
	w.settle()
	w.send()
	w.settle()
	for range rapid.IntRange(5, 40).Draw(r, "events") {
		w.act()
		w.settle()
		if rapid.IntRange(0, 3).Draw(r, "late") > 0 {
			w.send()
			w.settle()
		}
		w.fire()
	}
	w.telegram.fail = nil
	for len(w.out) > 0 {
		w.send()
		w.settle()
	}
	for callback, all := range w.telegram.toasts {
		if len(all) != 1 {
			r.Fatalf("the press %s has %d toasts", callback, len(all))
		}
	}
	c := w.chat()
	if with := c.State.Phase == conversation.WithTeam; with == c.Ticket.BotAnswers() {
		r.Fatalf("the case is %q, the dialogue %q", c.Ticket.State, c.State.Phase)
	}
}

// fire lets the timer fire if it is due.
func (w *secrecy) fire() {
	if due, ok := w.due[shop]; ok && !due.After(time.Now()) {
		w.owner, w.batch = w.owns(), nil
		w.stepOnce()
		for _, d := range w.batch {
			if d.Chat == shop {
				w.look(d, w.owns())
			}
		}
		w.settle()
	}
}
