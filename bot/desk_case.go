package bot

import (
	"slices"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// mark stands for what is kept of a case beside its chat.
type mark struct {
	record  handoff.Record
	history int
}

func markOf(t handoff.Ticket) mark {
	return mark{handoff.RecordOf(t), len(t.History) + t.Forgotten}
}

// fileTicket keeps the case of the chat where it changed.
func (h *handler) fileTicket() {
	t := h.chat.Ticket
	now := markOf(t)
	if t.State == handoff.None || now == h.filed {
		return
	}
	h.remember()
	h.cases = append(h.cases, CaseFile{
		Case: t.Case, Chat: h.record.Chat, Record: now.record, Answers: h.chat.Answers,
		Learned: h.chat.Learned, Before: h.chat.Before, Ticket: &t,
	})
}

// remember notes the facts of the handed-over case, while they are there.
func (h *handler) remember() {
	c := h.chat
	if c.State.Phase != conversation.WithTeam || c.State.Case == nil || c.Ticket.State == handoff.None {
		return
	}
	c.Answers = slices.Clone(c.State.Case.Facts())
	for _, f := range c.Ticket.Facts {
		c.Answers = slices.DeleteFunc(c.Answers, func(a conversation.Answer) bool { return a.Question == f.Question })
		c.Answers = append(c.Answers, conversation.Answer{Question: f.Question, Answer: f.Answer, Origin: conversation.Agent})
	}
}

// fileEnded keeps a case that ended with the bot alone.
func (h *handler) fileEnded(before conversation.State, at time.Time) {
	past, ok := ended(before, h.chat.State)
	if !ok || h.record.Chat <= 0 || before.Phase == conversation.WithTeam || h.Desk != nil && h.returned(at) {
		return
	}
	opened := past.Opened.UTC()
	r := handoff.Record{
		Case:     strconv.FormatInt(h.record.Chat, 36) + "-" + strconv.FormatInt(opened.Unix(), 36),
		Terminal: before.Terminal, State: handoff.Closed, Problem: past.Problem, Route: past.Route, Opened: opened, Ended: at.UTC(),
	}
	if n := len(before.Case.Advice); n > 0 && len(before.Case.Advice[n-1].Causes) > 0 {
		r.Cause = before.Case.Advice[n-1].Causes[0]
	}
	if past.Outcome == string(conversation.OutcomeSolved) {
		r.Outcome, r.Solver, r.Article = handoff.Solved, handoff.SolvedByBot, past.Problem
	}
	h.cases = append(h.cases, CaseFile{Case: r.Case, Chat: h.record.Chat, Record: r, Answers: before.Case.Facts()})
}

// ended gives the case that ended between two states.
func ended(before, after conversation.State) (conversation.Past, bool) {
	n, m := len(before.History), len(after.History)
	if before.Case == nil || m == 0 || m < n || m == n && before.History[n-1] == after.History[m-1] {
		return conversation.Past{}, false
	}
	return after.History[m-1], true
}
