package bot

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// botAnswers reports whether the bot may speak to the merchant.
func (h *handler) botAnswers() bool { return h.Desk == nil || h.chat.Ticket.BotAnswers() }

// merchant handles what the merchant did: the case comes first, the dialogue
// only where the bot answers then.
func (h *handler) merchant(ctx context.Context, s step) error {
	for _, u := range s.updates {
		if u.Event.Masked && u.Message != 0 {
			h.deliver(Delivery{Kind: Delete, Chat: u.Chat, Message: u.Message})
		}
	}
	h.chat.Gone = false
	u := s.updates[len(s.updates)-1]
	h.chat.Name = cmp.Or(u.Name, h.chat.Name)
	if handled, err := h.privateCommand(ctx, u); handled || err != nil {
		return err
	}
	if h.Desk == nil {
		return h.converse(ctx, s)
	}
	if u.Case != "" {
		return h.ticket(ctx, handoff.Event{Kind: handoff.Answered, At: u.At, Case: u.Case, Press: u.Event.Press, Merchant: h.whose()})
	}
	if err := h.adopt(ctx, u.At); err != nil {
		return err
	}
	answered := h.botAnswers()
	if err := h.toTicket(ctx, s); err != nil {
		return err
	}
	switch {
	case !h.botAnswers():
		return h.occupied(ctx, s)
	case answered:
		return h.converse(ctx, s)
	}
	return nil // these words ended the case, which has answered them
}

// whose tells the case who the merchant is.
func (h *handler) whose() handoff.Merchant {
	s := h.chat.State
	return handoff.Merchant{Name: h.chat.Name, Terminal: s.Terminal, Reader: handoff.Reader{Lang: s.Lang, Traditional: s.Traditional}}
}

// adopt opens a case for a merchant who was handed over while there was no
// desk: the dialogue waits for a person.
func (h *handler) adopt(ctx context.Context, at time.Time) error {
	if h.chat.State.Phase != conversation.WithTeam || !h.chat.Ticket.BotAnswers() {
		return nil
	}
	return h.open(ctx, conversation.Handoff{Reason: conversation.ReasonAsked}, at)
}

// toTicket tells the case what the merchant said, and that the merchant is
// there.
func (h *handler) toTicket(ctx context.Context, s step) error {
	if h.chat.Ticket.State == handoff.None {
		return nil
	}
	if h.chat.Ticket.Gone {
		if err := h.ticket(ctx, handoff.Event{Kind: handoff.Back, At: s.event.At}); err != nil {
			return err
		}
	}
	var all []handoff.Event
	switch {
	case s.event.Kind == conversation.EventEdit:
		u := s.updates[0]
		all = append(all, handoff.Event{Kind: handoff.Reworded, At: u.At, Text: u.Event.Text, Refs: refsOf(messageRef(u.Chat, u.Message))})
	case spoken(s.event.Kind):
		all = h.said(s.updates)
	}
	for _, ev := range all {
		ev.Merchant = h.whose()
		if err := h.ticket(ctx, ev); err != nil {
			return err
		}
	}
	return nil
}

// said makes of updates what the case is told: each message apart, as it is
// shown apart, but an album as one.
func (h *handler) said(updates []Update) []handoff.Event {
	var out []handoff.Event
	album := ""
	for _, u := range updates {
		if u.Event.Masked {
			u.Event.Files = nil // the message is taken away: there is nothing to copy
		}
		ref := refsOf(messageRef(u.Chat, u.Message))
		if a := albumOf(u); a != "" && a == album {
			last := &out[len(out)-1]
			last.Refs, last.Files = append(last.Refs, ref...), append(last.Files, u.Event.Files...)
			last.Text = join(last.Text, u.Event.Text)
			last.Sense = h.sense(last.Text)
			continue
		}
		album = albumOf(u)
		out = append(out, handoff.Event{
			Kind: handoff.Said, At: u.At, Refs: ref, Text: u.Event.Text, Files: append([]conversation.File(nil), u.Event.Files...),
			Quote: messageRef(u.Chat, u.Reply), Sense: h.sense(u.Event.Text),
		})
	}
	return out
}

// albumOf gives the album that a message is a part of, or "".
func albumOf(u Update) string {
	if len(u.Event.Files) == 0 {
		return ""
	}
	return u.Event.Files[0].Album
}

// sense reads words for the case. While the bot has a case of its own with the
// merchant, the words belong to that one.
func (h *handler) sense(text string) handoff.Sense {
	if phase := h.chat.State.Phase; phase == conversation.Asking || phase == conversation.Advised {
		return handoff.Words
	}
	if s := h.dialogue.Sense(text); s != conversation.SensePerson { // a person has it, or will
		return handoff.Sense(s)
	}
	return handoff.Words
}

func refsOf(r handoff.Ref) []handoff.Ref {
	if r == "" {
		return nil
	}
	return []handoff.Ref{r}
}

// languageButton begins the ids of the buttons that choose a language.
const languageButton = "lang_"

// occupied answers what the merchant did that is none of the case's business,
// while a person has it. The dialogue says nothing of the case then.
func (h *handler) occupied(ctx context.Context, s step) error {
	ev := s.event
	switch ev.Kind {
	case conversation.EventText, conversation.EventFiles, conversation.EventEdit:
		if ev.Masked {
			h.text(h.Desk.say(h.whose().Reader, conversation.PhraseMasked), 0, nil)
		}
		if h.chat.Ticket.Owner.ID == 0 && h.dialogue.Sense(ev.Text) == conversation.SensePerson {
			return h.called(ctx, ev.At)
		}
		return nil
	case conversation.EventStart, conversation.EventHelp, conversation.EventLanguage, conversation.EventSlow, conversation.EventFailed:
		return h.aside(ctx, ev)
	case conversation.EventPress:
		switch {
		case strings.HasPrefix(ev.Press, languageButton):
			return h.aside(ctx, ev)
		case ev.Press == conversation.PressHuman:
			return h.called(ctx, ev.At)
		}
	}
	h.busy()
	return nil
}

// called answers a merchant who asks for a person once more.
func (h *handler) called(ctx context.Context, at time.Time) error {
	return h.ticket(ctx, handoff.Event{
		Kind: handoff.Open, At: at, Reason: conversation.ReasonAsked, Place: h.place(ctx), Merchant: h.whose(),
	})
}

// aside lets the dialogue say something that is not about the case; the case
// learns which language the merchant reads now.
func (h *handler) aside(ctx context.Context, ev conversation.Event) error {
	if h.chat.State.Phase != conversation.WithTeam {
		h.busy()
		return nil
	}
	if err := h.event(ctx, ev); err != nil {
		return err
	}
	return h.ticket(ctx, handoff.Event{Kind: handoff.Said, At: ev.At, Merchant: h.whose()})
}

// busy says that a person has the case: to who pressed, or in words.
func (h *handler) busy() {
	text := h.Desk.say(h.whose().Reader, conversation.PhraseTeamBusy)
	if h.origin.Callback != "" {
		h.answer(text)
		return
	}
	h.text(text, 0, nil)
}

// privateCommand lets a command of the editors be handled in a private chat.
func (h *handler) privateCommand(ctx context.Context, u Update) (handled bool, err error) {
	if _, slash := CutSlash(u.Event.Text); h.Commands == nil || u.Event.Kind != conversation.EventText || !slash {
		return false, nil
	}
	reply, handled, err := h.Commands(ctx, u)
	if handled && err == nil && reply != "" {
		h.reply(u, reply)
	}
	return handled, err
}
