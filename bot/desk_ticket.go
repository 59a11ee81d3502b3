package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// ticket steps the case and does what comes of it. Without a desk nothing
// happens.
func (h *handler) ticket(ctx context.Context, ev handoff.Event) error {
	if h.Desk == nil || h.record.Chat <= 0 {
		return nil
	}
	next, effects, err := h.stepped(h.chat.Ticket, ev)
	if err != nil {
		return err
	}
	h.remember()
	if h.chat.Ticket.State == handoff.Closed && next.State != handoff.Closed {
		h.chat.Learned = nil // it was not that, or not only
	}
	h.chat.Ticket = next
	for _, e := range effects {
		h.effect(e)
	}
	for len(h.pending) > 0 { // what comes of the effects, once all are done
		do := h.pending[0]
		h.pending = h.pending[1:]
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stepped runs one step of a case; a panic becomes an error.
func (h *handler) stepped(t handoff.Ticket, ev handoff.Event) (next handoff.Ticket, effects []handoff.Effect, err error) {
	defer func() { err = caught(recover(), err) }()
	next, effects = handoff.Step(t, ev, h.Desk.Rules)
	return next, effects, nil
}

// handed gives the case to the team where the dialogue does, and tells the
// team's case how the bot ended it.
func (h *handler) handed(ctx context.Context, before conversation.State, ev conversation.Event, effects []conversation.Effect) error {
	if h.Desk == nil {
		return nil
	}
	if p, ok := ended(before, h.chat.State); ok && p.Outcome == string(conversation.OutcomeSolved) && h.returned(ev.At) {
		h.chat.Answers = before.Case.Facts()
		if err := h.ticket(ctx, handoff.Event{Kind: handoff.BotSolved, At: ev.At}); err != nil {
			return err
		}
	}
	for _, e := range effects {
		if e, ok := e.(conversation.Handoff); ok {
			if err := h.open(ctx, e, ev.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// returned reports whether the bot goes on with a case that the team had.
func (h *handler) returned(at time.Time) bool {
	t := h.chat.Ticket
	return t.State == handoff.Returned && !t.Fresh(at)
}

// open gives the case to the team: with a number of its own where it is a new
// one, and in the language of the desk that gets it first.
func (h *handler) open(ctx context.Context, e conversation.Handoff, at time.Time) error {
	was := h.chat.Ticket
	fresh := was.Fresh(at)
	ev := handoff.Event{Kind: handoff.Open, At: at, Reason: e.Reason, Merchant: h.whose(), Place: h.place(ctx)}
	if fresh {
		n, err := h.Desk.Cases.Number(ctx)
		if err != nil {
			return fmt.Errorf("get a number for a case: %w", err)
		}
		ev.Case = strconv.FormatInt(n, 10)
		h.chat.Answers, h.chat.Learned = nil, nil
	}
	to := h.Desk.reader(was.Desk)
	ev = h.briefed(ev, to)
	if next, _, err := h.stepped(was, ev); err == nil && h.Desk.reader(next.Desk) != to {
		to = h.Desk.reader(next.Desk)
		ev = h.briefed(ev, to)
	}
	if said := h.dialogue.Transcript(h.chat.State, to.Lang, to.Traditional); said != "" {
		h.chat.Before = said
	}
	return h.ticket(ctx, ev)
}

// briefed adds to a hand-off what is told of it: in the words of the desk, and
// of all others who may read it.
func (h *handler) briefed(ev handoff.Event, to handoff.Reader) handoff.Event {
	b := h.dialogue.Brief(h.chat.State, ev.Reason, to.Lang, to.Traditional)
	ev.Summary, ev.Problem, ev.Title, ev.Code, ev.Route, ev.Safety = b.Summary, b.Problem, b.Title, b.Code, b.Route, b.Safety
	ev.Likely = nil
	for _, l := range b.Likely {
		ev.Likely = append(ev.Likely, handoff.Hypothesis{Problem: l.Problem, Cause: l.Cause, Route: l.Route, Title: l.Title})
	}
	ev.Worded = nil
	for _, other := range handoff.Readers() {
		if other == to.Plain() {
			continue
		}
		b := h.dialogue.Brief(h.chat.State, ev.Reason, other.Lang, other.Traditional)
		w := handoff.Worded{Reader: other, Summary: b.Summary, Title: b.Title}
		for _, l := range b.Likely {
			w.Causes = append(w.Causes, l.Title)
		}
		ev.Worded = append(ev.Worded, w)
	}
	return ev
}

// place gives the place in the queue of who comes now; 0 when it is not known.
func (h *handler) place(ctx context.Context) int {
	waiting, err := h.Desk.Cases.Waiting(ctx)
	if err != nil {
		h.Log.Warn("the cases that wait were not counted", "error", err)
		return 0
	}
	if h.filed.record.State.Waits() {
		waiting-- // its own
	}
	return max(0, waiting) + 1
}

// agree lets the dialogue know who answers the merchant by now. Whatever
// happened, a merchant is never left with nobody.
func (h *handler) agree(ctx context.Context, at time.Time) error {
	if h.Desk == nil || h.record.Chat <= 0 {
		return nil
	}
	t, with := h.chat.Ticket, h.chat.State.Phase == conversation.WithTeam
	ev := conversation.Event{At: at}
	switch {
	case !t.BotAnswers() && !with:
		ev.Kind = conversation.EventTaken
	case with && t.State == handoff.Closed:
		h.remember()
		ev.Kind, ev.Press = conversation.EventEnded, outcome(t.Outcome)
		h.chat.Files = nil
	case with && t.State == handoff.Returned:
		ev.Kind = conversation.EventReturned
	default:
		return nil
	}
	return h.event(ctx, ev)
}

// outcome words the end of a team's case for the dialogue's history.
func outcome(o handoff.Outcome) string {
	switch o {
	case handoff.Solved, handoff.ByBot:
		return string(conversation.OutcomeSolved)
	case handoff.MarkedSpam:
		return "spam"
	}
	return "closed"
}
