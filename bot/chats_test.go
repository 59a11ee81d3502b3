package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// message is one that the messenger holds.
type message struct {
	chat, thread, id, reply, from int64
	by                            int64 // 0 is the bot
	text, of, mark                string
	turn                          int
	quoted                        int
	copied                        []int64 // messages it is a copy of
	buttons                       [][]Button
	gone, pinned                  bool
}

// chats is a messenger that holds what it was sent.
type chats struct {
	all     []*message
	last    map[int64]int64
	threads int64
	icons   []string
	closed  []int64
	sent    []Delivery
	toasts  map[string][]string
	limit   int // of a text, in runes; 0 is none
	// fail, where it is set, decides.
	fail func(d Delivery) error
}

var errLost = &SendError{Decision: GiveUp, Lost: true, Err: errors.New("not found")}

func (c *chats) split(text string) []string {
	runes := []rune(text)
	if c.limit == 0 || len(runes) <= c.limit {
		return []string{text}
	}
	var out []string
	for part := range slices.Chunk(runes, c.limit) {
		out = append(out, string(part))
	}
	return out
}

func (c *chats) add(m message) int64 {
	c.last[m.chat]++
	m.id = c.last[m.chat]
	c.all = append(c.all, &m)
	return m.id
}

func (c *chats) get(chat, id int64) *message {
	for _, m := range c.all {
		if m.chat == chat && m.id == id && !m.gone {
			return m
		}
	}
	return nil
}

// Send does what a delivery says, as the messenger would.
func (c *chats) Send(_ context.Context, d Delivery) (Receipt, error) {
	if c.fail != nil {
		if err := c.fail(d); err != nil {
			return Receipt{}, err
		}
	}
	c.sent = append(c.sent, d)
	r := Receipt{Token: d.Token, Chat: d.Chat}
	switch d.Kind {
	case Show:
		r.Message = c.add(message{
			chat: d.Chat, thread: d.Thread, reply: d.Reply, from: d.From, text: d.Text, of: d.Case, turn: d.Turn, quoted: d.Quoted, buttons: d.Buttons,
		})
	case Copy:
		for i, id := range d.Messages {
			source := c.get(d.Of, id)
			if source == nil {
				continue
			}
			text := ""
			if i == 0 && len(d.Messages) == 1 {
				text = d.Text
			}
			r.Messages = append(r.Messages, c.add(message{chat: d.Chat, thread: d.Thread, reply: d.Reply, from: d.From, text: text, copied: []int64{id}}))
		}
		if len(r.Messages) == 0 {
			return Receipt{}, &SendError{Decision: GiveUp, Err: errors.New("nothing to copy")}
		}
		r.Message = r.Messages[0]
	case Edit, Mark, Pin:
		m := c.get(d.Chat, d.Message)
		if m == nil {
			return Receipt{}, errLost
		}
		r.Message = m.id
		switch d.Kind {
		case Edit:
			m.text, m.buttons = d.Text, d.Buttons
		case Mark:
			m.mark = d.Mark
		case Pin:
			m.pinned = true
		}
	case Delete:
		for _, id := range append(d.Messages, d.Message) {
			if m := c.get(d.Chat, id); m != nil {
				m.gone = true
			}
		}
	case Answer:
		if c.toasts == nil {
			c.toasts = map[string][]string{}
		}
		c.toasts[d.Callback] = append(c.toasts[d.Callback], d.Text)
	case OpenTopic:
		r.Thread = d.Thread
		if r.Thread == 0 {
			c.threads++
			r.Thread = c.threads
		}
		c.icons = append(c.icons, d.Icon)
	case EditTopic:
		c.icons = append(c.icons, d.Icon)
	case CloseTopic:
		c.closed = append(c.closed, d.Thread)
	}
	return r, nil
}

// button gives the latest message that has a button.
func (c *chats) button(chat int64, id string) *message {
	for _, m := range slices.Backward(c.all) {
		for _, row := range m.buttons {
			if m.chat == chat && !m.gone && slices.ContainsFunc(row, func(b Button) bool { return b.ID == id }) {
				return m
			}
		}
	}
	return nil
}

// toast gives the one toast of a press.
func (c *chats) toast(t failer, callback string) string {
	t.Helper()
	if n := len(c.toasts[callback]); n != 1 {
		t.Fatalf("the press has %d toasts: %q", n, c.toasts[callback])
	}
	return c.toasts[callback][0]
}

// written shows what is in a chat.
func (c *chats) written(chat int64) string {
	var s strings.Builder
	for _, m := range c.all {
		if m.chat == chat && !m.gone {
			fmt.Fprintf(&s, "%d [%d] by %d: %s %v %s\n", m.id, m.thread, m.by, m.text, m.copied, m.mark)
		}
	}
	return s.String()
}

// find gives the latest message of the bot in a chat that has words.
func (c *chats) find(chat int64, words string) *message {
	for _, m := range slices.Backward(c.all) {
		if m.chat == chat && m.by == 0 && !m.gone && strings.Contains(m.text, words) {
			return m
		}
	}
	return nil
}

// count counts the bot's messages in a chat that have words.
func (c *chats) count(chat int64, words string) int {
	n := 0
	for _, m := range c.all {
		if m.chat == chat && m.by == 0 && strings.Contains(m.text, words) {
			n++
		}
	}
	return n
}
