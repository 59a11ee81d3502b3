package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// maxTries is the number of owners that may be gone while they worked on an
// update before it is put aside: it may be what ended them.
const maxTries = 5

// politeLeave is said to a group that is not the team's before it is left.
const politeLeave = "我只在私聊里帮商户查刷卡机的问题，先退群了。请直接私聊我。\n" +
	"I only help merchants in a private chat, so I am leaving this group. Please message me directly."

// leaveAgain is how long a group is left in peace after it was left: several
// updates of it may wait in line.
const leaveAgain = time.Minute

// Content gives the dialogue over the content in use. It is safe for concurrent
// use.
type Content interface {
	// Hold gives the dialogue and keeps its content there until release, which
	// is called exactly once: what belongs to one turn sees one content.
	Hold() (dialogue Dialogue, release func())
}

// Dialogue is the conversation over one content. It is safe for concurrent use
// and free of side effects: a turn may be done over.
type Dialogue interface {
	// Turn handles one event. The error is the search's.
	Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error)
	// Due gives when the chat wants an [conversation.EventTimer].
	Due(s conversation.State) (time.Time, bool)
	// Menu lists the buttons below every question.
	Menu(s conversation.State) []conversation.Choice
	// CopyLabel gives the label of the button that copies what to say.
	CopyLabel(s conversation.State) string
}

// errNewer is a chat that a newer binary stored; it is left to that one.
var errNewer = errors.New("the chat was stored by a newer version of this program: finish the update")

// handler works on what waits for one chat.
type handler struct {
	*Worker
	dialogue   Dialogue
	record     Record
	chat       *chat
	mute       bool // the timer must not fire again
	deliveries []Delivery
	dead       []Dead
}

// handle gives the turn that handles the entries of one chat, or its timer
// when there are none. The error is the dialogue's or the context's: nothing
// is lost, the same entries may be handled again.
func (w *Worker) handle(ctx context.Context, record Record, entries []Entry, now time.Time) (Turn, error) {
	dialogue, release := w.Content.Hold()
	defer release()
	h := &handler{Worker: w, dialogue: dialogue, record: record}
	turn := Turn{Record: record}
	for _, e := range entries {
		turn.Entries = append(turn.Entries, e.ID)
	}
	c, err := decodeChat(record.Data)
	if err != nil { // put aside; what is stored stays as it is
		for _, e := range entries {
			h.bury(step{entries: []string{e.ID}, updates: []Update{e.Update}}, err.Error(), now)
		}
		turn.Dead = h.dead
		return turn, nil
	}
	if c.Format > chatFormat {
		return turn, errNewer
	}
	h.chat = c
	if len(entries) == 0 {
		err = h.timer(ctx, now)
	}
	for _, s := range steps(entries) {
		if err == nil {
			err = h.step(ctx, s, now)
		}
	}
	if err != nil {
		return turn, err
	}
	if due, ok := h.dialogue.Due(c.State); ok && !c.Gone && !h.mute {
		turn.Due = due
	}
	if turn.Record.Data, err = c.encode(); err != nil {
		return turn, fmt.Errorf("write the chat: %w", err)
	}
	turn.Deliveries, turn.Dead = h.deliveries, h.dead
	return turn, nil
}

// timer lets the conversation speak first.
func (h *handler) timer(ctx context.Context, now time.Time) error {
	err := h.event(ctx, conversation.Event{Kind: conversation.EventTimer, At: now})
	if _, ok := errors.AsType[*panicked](err); ok {
		h.mute = true // a timer that fails must not fail for ever
		return nil
	}
	return err
}

// step handles one step, and puts it aside if it cannot be handled.
func (h *handler) step(ctx context.Context, s step, now time.Time) error {
	reason := s.broken
	if s.tries >= maxTries {
		reason = fmt.Sprintf("%d owners were gone while they worked on it", s.tries)
	}
	if u := s.updates[0]; u.Kind == Broken && reason == "" {
		reason = u.Problem
	}
	if reason == "" {
		err := h.update(ctx, s)
		p, ok := errors.AsType[*panicked](err)
		if !ok {
			return err
		}
		reason = p.Error()
		h.Log.Error("a turn panicked", "chat", h.record.Chat, "update", s.updates[0].ID, "reason", reason, "stack", p.stack)
	}
	h.bury(s, reason, now)
	if h.record.Chat <= 0 {
		return nil
	}
	err := h.event(ctx, conversation.Event{Kind: conversation.EventFailed, At: now})
	if _, ok := errors.AsType[*panicked](err); ok {
		return nil // the dead letter is all that is left to do
	}
	return err
}

// bury puts the updates of a step among the dead letters.
func (h *handler) bury(s step, reason string, now time.Time) {
	for i, entry := range s.entries {
		u := s.updates[i]
		h.dead = append(h.dead, Dead{Entry: entry, Update: &u, Reason: reason, At: now})
	}
}

// update handles one step that can be read.
func (h *handler) update(ctx context.Context, s step) error {
	u := s.updates[0]
	if u.Callback != "" {
		h.deliver(Delivery{Kind: Answer, Chat: u.Chat, Callback: u.Callback})
	}
	switch u.Kind {
	case FromMerchant:
		return h.merchant(ctx, s)
	case Gone:
		h.chat.Gone = true
	case Returned:
		h.chat.Gone = false
	case Stranger:
		h.leave(u.At)
	}
	return nil
}

// merchant handles what the merchant did.
func (h *handler) merchant(ctx context.Context, s step) error {
	for _, u := range s.updates {
		if u.Event.Masked && u.Message != 0 {
			h.deliver(Delivery{Kind: Delete, Chat: u.Chat, Message: u.Message})
		}
	}
	h.chat.Gone = false
	if s.event.Kind == conversation.EventEdit {
		s.event.Of, s.event.Text = h.chat.edited(s.updates[0].Message, s.event.Text)
	}
	texts := h.chat.State.Texts
	if err := h.event(ctx, s.event); err != nil {
		return err
	}
	if h.chat.State.Texts > texts {
		h.chat.heard(s.parts)
	}
	return nil
}

// event steps the conversation and shows what it says.
func (h *handler) event(ctx context.Context, ev conversation.Event) error {
	state, effects, err := h.safely(ctx, ev)
	if err != nil {
		return err
	}
	h.chat.State = state
	h.show(effects)
	asked := 0
	if state.Case != nil {
		asked = len(state.Case.Asked)
	}
	h.Observer.Turned(ev, asked, effects)
	return nil
}

// panicked is a turn that panicked. Its text names the place, not the values:
// they may be a merchant's words.
type panicked struct {
	reason string
	stack  string
}

func (p *panicked) Error() string { return p.reason }

// safely runs the dialogue; a panic becomes an error.
func (h *handler) safely(ctx context.Context, ev conversation.Event) (s conversation.State, effects []conversation.Effect, err error) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		reason := fmt.Sprintf("panic with a %T", r)
		if e, ok := r.(runtime.Error); ok {
			reason = e.Error()
		}
		err = &panicked{reason: reason, stack: string(debug.Stack())}
	}()
	return h.dialogue.Turn(ctx, h.chat.State, ev)
}

// leave leaves a group that is not the team's.
func (h *handler) leave(at time.Time) {
	if at.Sub(h.chat.Left) < leaveAgain {
		return
	}
	h.chat.Left = at
	h.deliver(Delivery{Kind: Show, Chat: h.record.Chat, Text: politeLeave})
	h.deliver(Delivery{Kind: Leave, Chat: h.record.Chat})
}
