package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/bot"
)

var (
	_ bot.Messenger = (*Merchants)(nil)
	_ bot.Budget    = (*Merchants)(nil)
)

// errForgotten is a delivery to a chat that is no longer kept: as with a
// merchant who deleted the account, nothing can be said there any more.
var errForgotten = &bot.SendError{Decision: bot.ChatGone, Err: errors.New("the page does not keep this chat any more")}

// Send shows a delivery on the page, as [bot.Messenger] says. What the bot
// believes by then is shown with it.
func (m *Merchants) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	if d.Chat < 0 {
		return m.group(d)
	}
	if d.Kind == bot.Show {
		m.believe(ctx, d)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.byID[d.Chat]
	if c == nil {
		return bot.Receipt{}, errForgotten
	}
	out := bot.Receipt{Token: d.Token, Chat: d.Chat}
	switch d.Kind {
	case bot.Show:
		c.setTyping(time.Time{})
		out.Message = c.add(bubble{At: time.Now(), Text: bot.Clean(d.Text), Bold: d.Bold, Turn: d.Turn, Case: d.Case, Buttons: d.Buttons})
	case bot.Edit:
		c.touch(d.Message, func(b *bubble) { b.Text, b.Bold, b.Buttons, b.Pressed = bot.Clean(d.Text), d.Bold, d.Buttons, nil })
	case bot.Answer:
		if d.Text != "" {
			c.toast, c.toasted = bot.Clean(d.Text), c.change()
		}
	case bot.Delete:
		for _, id := range append(d.Messages, d.Message) {
			c.touch(id, func(b *bubble) { b.remove() })
		}
	case bot.Copy: // what the team sends is no file here
		c.setTyping(time.Time{})
		out.Message = c.add(bubble{At: time.Now(), Text: bot.Clean(d.Text), Photo: true})
	case bot.Mark, bot.Pin, bot.Leave:
	default:
		return bot.Receipt{}, &bot.SendError{Decision: bot.GiveUp, Err: fmt.Errorf("no such delivery: %q", d.Kind)}
	}
	return out, nil
}

// remove takes the words of a message away: those of a merchant that held a
// secret, or those that the team took back.
func (b *bubble) remove() {
	b.Text, b.Note, b.Photo, b.Buttons = "", removed, false, nil
	if !b.Mine {
		b.Note = recalled
	}
}

// group takes what goes to a group of the team. There is none: its messages
// and topics are only given their numbers, so that the cases go on as they
// would with one.
func (m *Merchants) group(d bot.Delivery) (bot.Receipt, error) {
	out := bot.Receipt{Token: d.Token, Chat: d.Chat, Thread: d.Thread}
	switch d.Kind {
	case bot.Show:
		out.Message = m.posted.Add(1)
		out.Messages = []int64{out.Message}
	case bot.Copy:
		for range d.Messages {
			out.Messages = append(out.Messages, m.posted.Add(1))
		}
		out.Message = m.posted.Load()
	case bot.OpenTopic:
		if out.Thread == 0 {
			out.Thread = m.posted.Add(1)
		}
	}
	return out, nil
}

// Take lets every call to a group through: pretended ones bear any number. See
// [bot.Budget].
func (*Merchants) Take(context.Context, int64, bool) (wait time.Duration, err error) { return 0, nil }

// believe brings what the bot believes of a chat up to the turn of a delivery.
func (m *Merchants) believe(ctx context.Context, d bot.Delivery) {
	m.mu.Lock()
	c := m.byID[d.Chat]
	known := c == nil || c.turn == d.Turn
	m.mu.Unlock()
	if known {
		return
	}
	belief, err := m.explain.Explain(ctx, d.Chat)
	if err != nil {
		m.log.Warn("what the bot believes is not shown", "chat", d.Chat, "error", err)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	c.belief, c.turn, c.believed = belief, d.Turn, c.change()
}
