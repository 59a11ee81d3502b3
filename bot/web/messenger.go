package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/bot"
)

var _ bot.Messenger = (*Merchants)(nil)

// errForgotten is a delivery to a chat that is no longer kept: as with a
// merchant who deleted the account, nothing can be said there any more.
var errForgotten = &bot.SendError{Decision: bot.ChatGone, Err: errors.New("the page does not keep this chat any more")}

// Send shows a delivery on the page, as [bot.Messenger] says. What the bot
// believes by then is shown with it.
func (m *Merchants) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
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
		out.Message = c.add(bubble{At: time.Now(), Text: bot.Clean(d.Text), Bold: d.Bold, Turn: d.Turn, Buttons: d.Buttons})
	case bot.Answer:
		if d.Text != "" {
			c.toast, c.toasted = bot.Clean(d.Text), c.change()
		}
	case bot.Delete:
		c.touch(d.Message, func(b *bubble) { b.Text, b.Note = "", removed })
	case bot.Leave: // there are no groups here
	default:
		return bot.Receipt{}, &bot.SendError{Decision: bot.GiveUp, Err: fmt.Errorf("no such delivery: %q", d.Kind)}
	}
	return out, nil
}

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
