package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// play is a case that is played on an office.
type play struct {
	*office
	out     strings.Builder
	screens map[string]*screen
	chats   []int64 // of merchants, in the order in which they came
	presses []pressBy
	at      string // the group that was named last
}

// pressBy is a press whose answer is to be shown.
type pressBy struct {
	who   string
	press botapitest.Press
}

// cast are the people of the transcripts.
func cast() map[string]int64 {
	return map[string]int64{"老王": 1001, "Joe": 1002, "陳先生": 1003, "王芳": wang, "Smith": smith, "林姐": lin, "小赵": zhao}
}

// deed is one line of a transcript, read:
//
//	老王: words
//	老王 [label]
//	王芳 @queue ↩#3 on#4 ✎#5 anonymous verb words
//
// @queue and @bank are the two groups, @queue/topic the newest topic there; without
// one it is the newest topic of the group that was named last. ↩ is a reply, ✎ an edit, on# says on
// which message a button is.
type deed struct {
	who, place         string
	reply, edit, on    string
	anonymous          bool
	label, verb, words string
}

// readInput reads a line.
func readInput(text string) deed {
	var l deed
	rest := text
	for l.label == "" && l.verb == "" && rest != "" {
		word, after, _ := strings.Cut(rest, " ")
		said := strings.HasSuffix(word, ":")
		word = strings.TrimSuffix(word, ":")
		switch {
		case strings.HasPrefix(word, "["):
			l.label = strings.TrimSuffix(strings.TrimPrefix(rest, "["), "]")
			return l
		case l.who == "":
			l.who = word
		case strings.HasPrefix(word, "@"):
			l.place = word[1:]
		case strings.HasPrefix(word, "↩#"):
			l.reply = strings.TrimPrefix(word, "↩#")
		case strings.HasPrefix(word, "✎#"):
			l.edit = strings.TrimPrefix(word, "✎#")
		case strings.HasPrefix(word, "on#"):
			l.on = strings.TrimPrefix(word, "on#")
		case word == "anonymous":
			l.anonymous = true
		default:
			l.verb = word
		}
		rest = after
		if said {
			l.verb = "text"
		}
	}
	l.words = rest
	return l
}

// do does what a line says and writes what comes of it.
func (p *play) do(text string) {
	p.t.Helper()
	p.together(func() {
		for _, one := range strings.Split(text, " || ") {
			p.act(readInput(one), one)
		}
	})
	p.settle()
	p.report()
}

func (p *play) act(l deed, text string) {
	p.t.Helper()
	switch id := cast()[l.who]; {
	case l.who == "time":
		d, err := time.ParseDuration(l.verb)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, chat := range p.chats {
			p.pass(chat, d)
		}
	case l.who == "topic":
		topics := p.groups[p.at].Topics()
		p.groups[p.at].DeleteTopic(topics[len(topics)-1].ID)
	case l.who == "group":
		p.change(l.verb)
	case id == 0:
		p.t.Fatalf("%q: nobody is called %q", text, l.who)
	case id < 1000:
		p.agent(l, id)
	default:
		if !slices.Contains(p.chats, id) {
			p.chats = append(p.chats, id)
		}
		lang := map[string]string{"Joe": "en", "陳先生": "zh-hant"}[l.who]
		u := p.api.User(id).Named(l.who, "", cmp.Or(lang, "zh-hans"))
		switch l.verb {
		case "blocks":
			u.Block()
		case "unblocks":
			u.Unblock()
		default:
			p.person(u.Participant, l, p.screen("shop "+l.who, id, 0))
		}
	}
}

// change does something to the first group.
func (p *play) change(verb string) {
	p.t.Helper()
	switch g := p.groups["support"]; verb {
	case "migrates":
		p.groups["support"] = g.Migrate()
	case "forum":
		g.SetForum(true)
	case "plain":
		g.SetForum(false)
	default:
		p.t.Fatalf("a group cannot %q", verb)
	}
}

// agent lets somebody of the team do something, where the line says.
func (p *play) agent(l deed, id int64) {
	p.t.Helper()
	u := p.api.User(id)
	place, inTopic, _ := strings.Cut(l.place, "/")
	if place != "" {
		p.at = map[string]string{"queue": "support", "bank": "bank"}[place]
	}
	g := p.groups[p.at]
	var topic int64
	if topics := g.Topics(); (l.place == "" || inTopic != "") && len(topics) > 0 {
		topic = topics[len(topics)-1].ID
	}
	switch l.verb {
	case "leaves":
		g.Set(u, botapitest.Left)
		return
	case "joins":
		g.Set(u, botapitest.Member)
		return
	}
	who := u.In(g).InTopic(topic)
	if l.anonymous {
		who = who.Anonymous()
	}
	p.person(who, l, p.screen(fmt.Sprint(p.at, topic), g.ID, topic))
}

// person lets somebody do something in a chat.
func (p *play) person(who botapitest.Participant, l deed, at *screen) {
	p.t.Helper()
	message := func(number string) int64 {
		id := at.message(number)
		if id == 0 {
			p.t.Errorf("%+v: there is no message %s on the screen", l, number)
		}
		return id
	}
	if l.reply != "" {
		who = who.Reply(message(l.reply))
	}
	sent := int64(1)
	switch {
	case l.label != "":
		do := func() (botapitest.Press, error) { return who.Press(l.label) }
		if l.on != "" {
			do = func() (botapitest.Press, error) { return who.PressOn(message(l.on), l.label) }
		}
		press, err := do()
		if err != nil {
			p.t.Errorf("%+v: %v", l, err)
			return
		}
		p.presses = append(p.presses, pressBy{l.who, press})
	case l.edit != "":
		sent = who.Edit(message(l.edit), l.words).Message
	case l.verb == "text":
		sent = who.Text(l.words).Message
	case l.verb == "start":
		sent = who.Start(l.words).Message
	case l.verb == "photo":
		sent = who.Photo(l.words).Message
	case l.verb == "voice":
		sent = who.Voice(3).Message
	case l.verb == "sticker":
		sent = who.Sticker(l.words).Message
	case l.verb == "album":
		sent = who.Album(strings.Split(l.words, " | ")...)[0].Message
	default:
		p.t.Fatalf("%s cannot %q", l.who, l.verb)
	}
	if sent == 0 {
		p.t.Errorf("%+v could not be done", l)
	}
}

// screen gives a screen that is looked at.
func (p *play) screen(name string, chat, topic int64) *screen {
	if p.screens[name] == nil || p.screens[name].chat != chat { // a group may move
		p.screens[name] = &screen{chat: chat, topic: topic}
	}
	return p.screens[name]
}

// report writes what has changed on every screen.
func (p *play) report() {
	for _, chat := range p.chats {
		for name, id := range cast() {
			if id == chat {
				p.out.WriteString(p.screen("shop "+name, chat, 0).changes(p.api))
			}
		}
	}
	for _, name := range []string{"support", "bank"} {
		g := p.groups[name]
		p.out.WriteString(p.screen(fmt.Sprint(name, 0), g.ID, 0).changes(p.api))
		for _, topic := range g.Topics() {
			p.out.WriteString(p.screen(fmt.Sprint(name, topic.ID), g.ID, topic.ID).changes(p.api))
		}
	}
	for _, one := range p.presses {
		toast, ok := p.api.Toast(one.press)
		if !ok {
			p.t.Errorf("a press of %s was not answered", one.who)
		}
		fmt.Fprintf(&p.out, "  %s is told: %s\n", one.who, toast.Text)
	}
	p.presses = nil
}

// playCase plays the inputs of a transcript and writes it anew.
func playCase(t *testing.T, redis, transcript string) string {
	t.Helper()
	head, _, _ := strings.Cut(transcript, "\n")
	first := botapitest.GroupOptions{Forum: !strings.Contains(head, "(plain)") && !strings.Contains(head, "(basic)"), Basic: strings.Contains(head, "(basic)")}
	p := &play{office: newOffice(t, redis, first), screens: map[string]*screen{}}
	p.report()
	p.out.Reset()
	p.out.WriteString(head + "\n")
	for l := range strings.Lines(transcript) {
		if input, ok := strings.CutPrefix(strings.TrimRight(l, "\n"), "> "); ok {
			fmt.Fprintf(&p.out, "\n> %s\n", input)
			p.do(input)
		}
	}
	if !strings.Contains(transcript, "\n> ") {
		t.Error("nobody does anything")
	}
	for _, v := range p.api.Violations() {
		t.Errorf("violation: %+v", v)
	}
	for _, d := range p.api.Duplicates() {
		if d.Acts == 0 {
			t.Errorf("said twice: %+v", d)
		}
	}
	return p.out.String()
}
