package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

const (
	// maxUnsent is the number of topics of a group that are remembered.
	maxUnsent = 20
	// unsentAgain is how long it is not said again in a topic that nothing is
	// sent from there.
	unsentAgain = 10 * time.Minute
)

// unsent is a place in a group where it was said that nothing is sent from
// there.
type unsent struct {
	Thread int64     `json:"t,omitempty"`
	At     time.Time `json:"at"`
	Album  string    `json:"a,omitempty"`
}

// team handles what somebody of the team did.
func (h *handler) team(ctx context.Context, u Update) error {
	if u.Team == nil {
		u.Team = &TeamAct{}
	}
	switch {
	case h.record.Chat < 0:
		return h.inGroup(ctx, u)
	case h.Desk == nil:
		return nil
	}
	by := h.person(u)
	name, words, isCommand := commandOf(u)
	switch {
	case u.Team.Left:
		return h.ticket(ctx, handoff.Event{Kind: handoff.Quit, At: u.At, By: by})
	case u.Event.Kind == conversation.EventPress:
		return h.ticket(ctx, handoff.Event{
			Kind: handoff.Press, At: u.At, By: by, Case: u.Case, Press: u.Event.Press, Refs: refsOf(messageRef(u.Team.Group, u.Message)),
		})
	case isCommand:
		return h.teamCommand(ctx, u, by, name, words)
	case h.chat.Ticket.State == handoff.None:
		h.nowhere(u)
		return nil
	}
	return h.wrote(ctx, u, by, u.Event.Text)
}

// wrote tells the case what somebody of the team wrote.
func (h *handler) wrote(ctx context.Context, u Update, by handoff.Person, text string) error {
	ev := handoff.Event{Kind: handoff.Wrote, At: u.At, By: by, Text: text, Refs: refsOf(messageRef(u.Team.Group, u.Message))}
	switch u.Event.Kind {
	case conversation.EventText, conversation.EventFiles:
		ev.Files, ev.Album, ev.Quote = u.Event.Files, albumOf(u), messageRef(u.Team.Group, u.Reply)
	case conversation.EventEdit:
		ev.Kind = handoff.Rewrote
	default:
		return nil
	}
	return h.ticket(ctx, ev)
}

// person gives who of the team did it. Nobody known may do nothing.
func (h *handler) person(u Update) handoff.Person {
	p := handoff.Person{Reader: h.teamReader(u)}
	if u.User != 0 {
		p.ID, p.Name, p.Role = u.User, u.Team.Name, h.Desk.role(u.User)
	}
	return p
}

// teamReader gives how somebody of the team reads: in the language of the
// person's program, else in that of the desk.
func (h *handler) teamReader(u Update) handoff.Reader {
	switch u.Team.Lang {
	case "zh":
		return handoff.Reader{Lang: knowledge.Chinese}
	case "zh-hant":
		return handoff.Reader{Lang: knowledge.Chinese, Traditional: true}
	case "en":
		return handoff.Reader{Lang: knowledge.English}
	}
	if h.record.Chat > 0 && h.chat.Ticket.Desk != "" {
		return h.Desk.reader(h.chat.Ticket.Desk)
	}
	return h.Desk.at(u.Team.Group)
}

// inGroup handles what is about no case that is known.
func (h *handler) inGroup(ctx context.Context, u Update) error {
	if u.Team.Left {
		return h.quitAll(ctx, u)
	}
	name, _, isCommand := commandOf(u)
	if isCommand {
		handled, err := h.groupCommand(ctx, u)
		if handled || err != nil {
			return err
		}
	}
	if h.Desk == nil {
		return nil
	}
	_, ofCase := onCase(name)
	wrote := u.Event.Kind == conversation.EventText || u.Event.Kind == conversation.EventFiles
	switch {
	case u.Callback != "":
		h.answer(h.Desk.say(h.teamReader(u), conversation.PhraseTeamNowhere))
	case isCommand && ofCase:
		h.nowhere(u)
	case wrote && (u.Team.ToBot || u.Team.Thread != 0) && h.chat.unsent(u):
		h.nowhere(u)
	}
	return nil
}

// unsent reports whether it is to be said now that nothing is sent from a
// place, and notes that it was: for every answer to the bot, once for the parts
// of an album, and now and then for the talk of a topic.
func (c *chat) unsent(u Update) bool {
	now := unsent{Thread: u.Team.Thread, At: u.At, Album: albumOf(u)}
	for _, was := range c.Unsent {
		if was.Album != "" && was.Album == now.Album ||
			!u.Team.ToBot && was.Thread == now.Thread && now.At.Sub(was.At) < unsentAgain {
			return false
		}
	}
	c.Unsent = append(c.Unsent, now)
	c.Unsent = c.Unsent[max(0, len(c.Unsent)-maxUnsent):]
	return true
}

// nowhere says below a message of the team that it was sent to nobody.
func (h *handler) nowhere(u Update) {
	if h.Desk == nil || u.Team == nil || u.Callback != "" {
		return
	}
	h.reply(u, h.Desk.say(h.teamReader(u), conversation.PhraseTeamNowhere))
}

// reply answers a message, where it stands.
func (h *handler) reply(u Update, text string) {
	chat, thread := u.Chat, int64(0)
	if u.Team != nil {
		chat, thread = u.Team.Group, u.Team.Thread
	}
	if chat == 0 {
		return // the team's page shows what became of it by itself
	}
	for i, piece := range h.Split(text) {
		d := Delivery{Kind: Show, Chat: chat, Thread: thread, Text: piece}
		if i == 0 {
			d.Reply = u.Message
		}
		h.deliver(d)
	}
}

// answer answers the button that was pressed, once.
func (h *handler) answer(text string) {
	if h.origin.Callback == "" || h.answered {
		return
	}
	h.answered = true
	h.deliver(Delivery{Kind: Answer, Chat: h.origin.Chat, Callback: h.origin.Callback, Text: text})
}

// quitAll takes every case from somebody who left a group.
func (h *handler) quitAll(ctx context.Context, u Update) error {
	if h.Desk == nil || u.User == 0 {
		return nil
	}
	open, err := h.Desk.Cases.Open(ctx)
	if err != nil {
		return fmt.Errorf("find the cases of who left: %w", err)
	}
	var out []Update
	for _, c := range open {
		if c.Ticket != nil && c.Ticket.Owner.ID != u.User || c.Ticket == nil && c.Record.Agent != u.User {
			continue
		}
		quit := u
		quit.ID, quit.Chat = followID(u.ID, c.Chat), c.Chat
		out = append(out, quit)
	}
	if len(out) == 0 {
		return nil
	}
	if err := h.Inbox.Put(ctx, out); err != nil {
		return fmt.Errorf("take the cases from who left: %w", err)
	}
	return nil
}
