package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
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
	// Brief gives what the team is told of the chat's case, in the language of
	// who reads it.
	Brief(s conversation.State, reason string, lang knowledge.Lang, traditional bool) conversation.Brief
	// Transcript gives what was said to the bot in the chat's case, "" where
	// there is none.
	Transcript(s conversation.State, lang knowledge.Lang, traditional bool) string
	// Sense gives what a merchant's text comes to while a person has the case.
	Sense(text string) conversation.Sense
}

// errNewer is a chat that a newer binary stored; it is left to that one.
var errNewer = errors.New("the chat was stored by a newer version of this program: finish the update")

// handler works on what waits for one chat.
type handler struct {
	*Worker
	dialogue   Dialogue
	record     Record
	chat       *chat
	mute       bool // the dialogue's timer must not fire again
	muteDesk   bool // nor the ticket's
	deliveries []Delivery
	dead       []Dead
	cases      []CaseFile
	filed      mark // what is kept of the case by now
	counts     map[string]int64
	gaps       []conversation.Gap

	at       time.Time // of what is being handled
	origin   Update    // what is being handled; none for a timer
	answered bool      // its button was answered
	pending  []func(context.Context) error
}

// handle gives the turn that handles the entries of one chat, or its timer
// when there are none. The error is the dialogue's, the desk's or the
// context's: nothing is lost, the same entries may be handled again.
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
	h.filed = markOf(c.Ticket)
	if len(entries) == 0 {
		h.at = now
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
	h.fileTicket()
	turn.Due = h.due()
	if turn.Record.Data, err = c.encode(); err != nil {
		return turn, fmt.Errorf("write the chat: %w", err)
	}
	turn.Deliveries, turn.Dead, turn.Cases = h.deliveries, h.dead, h.cases
	turn.Counts, turn.Gaps = h.counts, h.gaps
	return turn, nil
}

// due gives when the chat's timer fires; zero is never.
func (h *handler) due() time.Time {
	var due time.Time
	if at, ok := h.dialogue.Due(h.chat.State); ok && h.botAnswers() && !h.chat.Gone && !h.mute {
		due = at
	}
	if h.Desk == nil || h.muteDesk {
		return due
	}
	if at, ok := handoff.Due(h.chat.Ticket, h.Desk.Rules); ok && (due.IsZero() || at.Before(due)) {
		due = at
	}
	return due
}

// timer lets the case and the conversation do what has become due.
func (h *handler) timer(ctx context.Context, now time.Time) error {
	if h.Desk != nil {
		if due, ok := handoff.Due(h.chat.Ticket, h.Desk.Rules); ok && !due.After(now) {
			err := h.ticket(ctx, handoff.Event{Kind: handoff.Timer, At: now})
			if h.muteDesk = isPanic(err); err != nil && !h.muteDesk {
				return err
			}
		}
	}
	if due, ok := h.dialogue.Due(h.chat.State); !h.botAnswers() || !ok || due.After(now) {
		return h.agree(ctx, now)
	}
	err := h.event(ctx, conversation.Event{Kind: conversation.EventTimer, At: now})
	if h.mute = isPanic(err); err != nil && !h.mute {
		return err
	}
	return h.agree(ctx, now)
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
	return h.failed(ctx, s.updates[0], now)
}

// failed tells who did something that could not be handled.
func (h *handler) failed(ctx context.Context, u Update, now time.Time) error {
	switch {
	case u.Kind == FromTeam:
		h.nowhere(u)
		return nil
	case h.record.Chat <= 0:
		return nil
	}
	h.at = now
	err := h.event(ctx, conversation.Event{Kind: conversation.EventFailed, At: now})
	if isPanic(err) {
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
	h.origin, h.answered, h.at = u, false, u.At
	defer func() {
		h.answer("") // where nothing else was said
		h.origin = Update{}
	}()
	if err := h.dispatch(ctx, s); err != nil {
		return err
	}
	return h.agree(ctx, u.At)
}

// dispatch gives a step to what it is for.
func (h *handler) dispatch(ctx context.Context, s step) error {
	u := s.updates[0]
	switch u.Kind {
	case FromMerchant:
		return h.merchant(ctx, s)
	case FromTeam:
		return h.team(ctx, u)
	case Gone:
		h.chat.Gone = true
		if u.Receipt != nil {
			if err := h.receipt(ctx, *u.Receipt, u.At); err != nil {
				return err
			}
		}
		return h.ticket(ctx, handoff.Event{Kind: handoff.Left, At: u.At})
	case Returned:
		h.chat.Gone = false
		return h.ticket(ctx, handoff.Event{Kind: handoff.Back, At: u.At})
	case Delivered:
		if u.Receipt != nil {
			return h.receipt(ctx, *u.Receipt, u.At)
		}
	case Notice:
		h.reply(u, u.Event.Text)
	case Stranger:
		h.leave(u.At)
	}
	return nil
}

// converse gives the dialogue what the merchant did.
func (h *handler) converse(ctx context.Context, s step) error {
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
	h.chat.keepFiles(s.updates)
	return nil
}

// event steps the conversation and shows what it says.
func (h *handler) event(ctx context.Context, ev conversation.Event) error {
	state, effects, err := h.safely(ctx, ev)
	if err != nil {
		return err
	}
	before := h.chat.State
	h.chat.State = state
	h.show(effects)
	h.fileEnded(before, ev.At)
	asked := 0
	if state.Case != nil {
		asked = len(state.Case.Asked)
	}
	h.Observer.Turned(ev, asked, effects)
	return h.handed(ctx, before, ev, effects)
}

// panicked is a turn that panicked. Its text names the place, not the values:
// they may be a merchant's words.
type panicked struct {
	reason string
	stack  string
}

func (p *panicked) Error() string { return p.reason }

// isPanic reports an error that is a panic's.
func isPanic(err error) bool {
	_, ok := errors.AsType[*panicked](err)
	return ok
}

// safely runs the dialogue; a panic becomes an error.
func (h *handler) safely(ctx context.Context, ev conversation.Event) (s conversation.State, effects []conversation.Effect, err error) {
	defer func() { err = caught(recover(), err) }()
	s, effects, err = h.dialogue.Turn(ctx, h.chat.State, ev)
	if err == nil {
		h.learn(insight.Of(h.chat.State, s, ev, effects))
	}
	return s, effects, err
}

// learn adds to what this turn teaches.
func (h *handler) learn(counts map[string]int64, gaps []conversation.Gap) {
	if h.counts == nil {
		h.counts = map[string]int64{}
	}
	for name, n := range counts {
		h.counts[name] += n
	}
	h.gaps = append(h.gaps, gaps...)
}

// caught makes what was recovered an error; err where nothing was.
func caught(recovered any, err error) error {
	if recovered == nil {
		return err
	}
	reason := fmt.Sprintf("panic with a %T", recovered)
	if e, ok := recovered.(runtime.Error); ok {
		reason = e.Error()
	}
	return &panicked{reason: reason, stack: string(debug.Stack())}
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
