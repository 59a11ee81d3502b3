package bot

import (
	"context"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// spot is a place in a group where something is shown.
type spot struct{ chat, thread, reply int64 }

// spot finds a place; the zero value is nowhere.
func (h *handler) spot(p handoff.Place) spot {
	if group, thread, ok := parseTopic(p.Room); ok {
		return spot{chat: group, thread: thread}
	}
	if group, message, ok := parseMessage(p.Under); ok {
		return spot{chat: group, reply: message}
	}
	return spot{chat: h.Desk.group(p.Desk)}
}

// beside finds the place of what answers a message of the team, or else the
// place itself.
func (h *handler) beside(quote handoff.Ref, p handoff.Place) spot {
	at := h.spot(p)
	group, message, ok := parseMessage(quote)
	if !ok || group == 0 {
		return at
	}
	if t := h.origin.Team; t != nil && t.Group == group && h.origin.Message == message {
		return spot{chat: group, thread: t.Thread, reply: message}
	}
	if group != at.chat {
		at = spot{chat: group}
	}
	at.reply = message
	return at
}

// show gives a delivery that shows something at the place.
func (s spot) show(text string) Delivery {
	return Delivery{Kind: Show, Chat: s.chat, Thread: s.thread, Reply: s.reply, Text: text}
}

// effect makes an effect of the case deliveries.
func (h *handler) effect(e handoff.Effect) {
	switch e := e.(type) {
	case handoff.Tell:
		h.tell(e)
	case handoff.Relay:
		h.send(e.Token, h.relay(e))
	case handoff.TakeBack:
		chat, messages := messagesOf(e.Refs)
		h.send(e.Token, some(len(messages) > 0, Delivery{Kind: Delete, Chat: chat, Messages: messages}))
	case handoff.Toast:
		h.toast(e.Text)
	case handoff.Show:
		h.send(e.Token, h.shown(e))
	case handoff.Transcript:
		h.send("", h.transcript(e))
	case handoff.Notice:
		h.toTeam(h.beside(e.Quote, e.To).show(e.Text))
	case handoff.Prompt:
		h.prompt(e)
	case handoff.React:
		if chat, message, ok := parseMessage(e.Message); ok {
			h.toTeam(Delivery{Kind: Mark, Chat: chat, Message: message, Mark: emoji(e.Mark), Later: true})
		}
	case handoff.Remind:
		h.toTeam(h.remind(e))
	case handoff.Learn:
		h.chat.Learned = &e
	case handoff.GiveBack:
		h.giveBack(e)
	default:
		h.furniture(e)
	}
}

// furniture makes of the cards and rooms of a case deliveries.
func (h *handler) furniture(e handoff.Effect) {
	switch e := e.(type) {
	case handoff.PostCard:
		d := h.card(e.Card)
		at := h.spot(e.To)
		d.Kind, d.Chat, d.Thread, d.Reply = Show, at.chat, at.thread, at.reply
		h.send(e.Token, some(at.chat != 0, d))
	case handoff.EditCard:
		d := h.card(e.View)
		chat, message, ok := parseMessage(e.Card)
		d.Kind, d.Chat, d.Message, d.Later = Edit, chat, message, true
		h.send(e.Token, some(ok, d))
	case handoff.RetireCard:
		if chat, message, ok := parseMessage(e.Card); ok {
			h.toTeam(Delivery{Kind: Edit, Chat: chat, Message: message, Text: e.Text, Later: true})
		}
	case handoff.OpenRoom:
		group, thread, reused := parseTopic(e.Reuse)
		if !reused {
			group, thread = h.Desk.group(e.Desk), 0
		}
		h.send(e.Token, some(group != 0, Delivery{Kind: OpenTopic, Chat: group, Thread: thread, Name: e.Name, Icon: icon(h.chat.Ticket.State)}))
		if reused { // opening it again changes no icon
			h.markRoom(e.Reuse, h.chat.Ticket.State)
		}
	case handoff.MarkRoom:
		h.markRoom(e.Room, e.State)
	case handoff.CloseRoom:
		h.markRoom(e.Room, e.State)
		if group, thread, ok := parseTopic(e.Room); ok {
			h.toTeam(Delivery{Kind: CloseTopic, Chat: group, Thread: thread, Later: true})
		}
	}
}

// markRoom shows at a room where its case stands.
func (h *handler) markRoom(room handoff.Ref, s handoff.State) {
	if group, thread, ok := parseTopic(room); ok {
		h.toTeam(Delivery{Kind: EditTopic, Chat: group, Thread: thread, Icon: icon(s), Later: true})
	}
}

// toTeam makes one delivery to the team, of which nothing is to be heard.
func (h *handler) toTeam(d Delivery) {
	if d.Chat != 0 {
		h.deliver(d)
	}
}

// card gives a card; what the messenger would not take in one message is cut.
func (h *handler) card(v handoff.View) Delivery {
	text := h.Split(v.Text)[0]
	return Delivery{Text: text, Bold: firstLine(text), Buttons: rows(v.Buttons), Case: h.chat.Ticket.Case}
}

// tell says something to the merchant in the bot's words.
func (h *handler) tell(e handoff.Tell) {
	from := len(h.deliveries)
	h.text(e.Text, 0, rows(e.Buttons))
	for i := range h.deliveries[from:] {
		if d := &h.deliveries[from+i]; len(d.Buttons) > 0 {
			d.Case = h.chat.Ticket.Case
		}
	}
}

// remind gives a reminder, which calls those whom it is for.
func (h *handler) remind(e handoff.Remind) Delivery {
	d := h.spot(e.At).show("")
	for _, p := range e.To {
		name := "@" + p.Name
		d.Mentions = append(d.Mentions, Mention{User: p.ID, At: units(d.Text), Length: units(name)})
		d.Text += name + " "
	}
	d.Text += e.Text
	return d
}

// toast answers who pressed, or below the message of who commanded.
func (h *handler) toast(text string) {
	if h.origin.Callback != "" {
		h.answer(text)
		return
	}
	if h.origin.Kind == FromTeam {
		h.reply(h.origin, text)
	}
}

// prompt asks somebody of the team to choose.
func (h *handler) prompt(e handoff.Prompt) {
	d := h.beside(e.Quote, e.To).show(e.Text)
	if chat, message, ok := parseMessage(e.Over); ok {
		d = Delivery{Kind: Edit, Chat: chat, Message: message, Text: e.Text}
	}
	d.Buttons = rows(e.Buttons)
	if len(d.Buttons) > 0 {
		d.Case = h.chat.Ticket.Case
	}
	h.toTeam(d)
}

// giveBack lets the dialogue go on, after everything else.
func (h *handler) giveBack(e handoff.GiveBack) {
	ev := conversation.Event{Kind: conversation.EventReturned, At: h.at, Known: e.Facts}
	h.pending = append(h.pending, func(ctx context.Context) error { return h.event(ctx, ev) })
}

// some gives a delivery if it can be made.
func some(ok bool, d Delivery) []Delivery {
	if !ok {
		return nil
	}
	return []Delivery{d}
}

// emoji gives a mark as Telegram has it among its reactions
// (core.telegram.org/bots/api#reactiontypeemoji).
func emoji(m handoff.Mark) string {
	switch m {
	case handoff.MarkDelivered:
		return "👌"
	case handoff.MarkFailed:
		return "👎"
	case handoff.MarkNote:
		return "✍"
	case handoff.MarkRecalled:
		return "🤷"
	}
	return ""
}

// icon gives a state as an emoji that Telegram has among the icons of topics.
func icon(s handoff.State) string {
	switch s {
	case handoff.New, handoff.Queued:
		return "❗️"
	case handoff.Claimed:
		return "💬"
	case handoff.Waiting:
		return "☕️"
	case handoff.Confirming:
		return "❓"
	case handoff.Closed:
		return "✅"
	case handoff.Returned:
		return "🤖"
	}
	return ""
}
