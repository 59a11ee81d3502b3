package bot

import (
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// maxCaption is the number of UTF-16 units that messengers take below a file;
// a longer text is shown apart.
const maxCaption = 1024

// relay gives the words of an agent as the merchant gets them.
func (h *handler) relay(e handoff.Relay) []Delivery {
	to := spot{chat: h.record.Chat}
	if chat, message, ok := parseMessage(e.Quote); ok && chat == to.chat {
		to.reply = message
	}
	if len(e.Files) == 0 {
		return h.words(to, "", e.Text)
	}
	of, messages := messagesOf(e.Refs)
	if len(messages) == 0 || of == 0 {
		return nil // its receipt says that it did not arrive
	}
	return h.copied(to, of, messages, "", e.Text)
}

// shown gives a line of the case as the room gets it.
func (h *handler) shown(e handoff.Show) []Delivery {
	to := h.beside(e.Quote, e.To)
	if to.chat == 0 {
		return nil
	}
	of, messages := messagesOf(e.Refs)
	if len(e.Files) == 0 || len(messages) == 0 {
		return h.words(to, e.Label, e.Text)
	}
	if !captioned(e.Files) {
		return h.copied(to, of, messages, "", "")
	}
	return h.copied(to, of, messages, e.Label, e.Text)
}

// captioned reports whether words can stand below a file.
func captioned(files []conversation.File) bool {
	return !slices.ContainsFunc(files, func(f conversation.File) bool {
		switch f.Kind {
		case conversation.Sticker, conversation.Location, conversation.Contact, conversation.Unknown:
			return true
		}
		return false
	})
}

// words gives a text in as many messages as it needs, below a label.
func (h *handler) words(to spot, label, text string) []Delivery {
	whole := labelled(label, text)
	var out []Delivery
	for i, piece := range h.Split(whole) {
		d := to.show(piece)
		if i == 0 {
			d.Bold = min(units(label), units(piece))
		} else {
			d.Reply = 0
		}
		out = append(out, d)
	}
	return out
}

// copied gives files, with their words: below the one, or after several.
func (h *handler) copied(to spot, of int64, messages []int64, label, text string) []Delivery {
	d := to.show("")
	d.Kind, d.Of, d.Messages = Copy, of, messages
	whole := labelled(label, text)
	if len(messages) == 1 && units(whole) <= maxCaption {
		d.Text, d.Bold = whole, units(label)
		return []Delivery{d}
	}
	out := []Delivery{d}
	if whole != "" {
		to.reply = 0
		out = append(out, h.words(to, label, text)...)
	}
	return out
}

// labelled puts a label above a text, where there are both.
func labelled(label, text string) string { return join(label, text) }

// transcript gives what was said so far as one quotation that opens when it is
// pressed, and the files of it below.
func (h *handler) transcript(e handoff.Transcript) []Delivery {
	to := h.spot(e.To)
	if to.chat == 0 {
		return nil
	}
	reader := h.chat.Ticket.Owner.Reader
	if h.chat.Ticket.Owner.ID == 0 {
		reader = h.Desk.reader(h.chat.Ticket.Desk)
	}
	var before string
	files := h.chat.Files
	if e.More {
		files = nil
	} else if before = h.dialogue.Transcript(h.chat.State, reader.Lang, reader.Traditional); before == "" {
		before = h.chat.Before
	}
	var out []Delivery
	if said := join(before, e.Text); said != "" {
		out = h.words(to, h.Desk.say(reader, conversation.PhraseTeamSoFar), said)
		for i := range out {
			d := &out[i]
			d.Quoted = units(d.Text)
			if i == 0 {
				d.Quoted = max(0, d.Quoted-d.Bold-1) // the heading and its end of line
			}
		}
	}
	for _, f := range h.filesOf(files, e.Lines) {
		d := to.show("")
		d.Kind, d.Of, d.Messages = Copy, f.chat, f.messages
		out = append(out, d)
	}
	return out
}

// filed are messages of one chat.
type filed struct {
	chat     int64
	messages []int64
}

// filesOf gives the messages that have files, those to the bot first.
func (h *handler) filesOf(toBot []int64, lines []handoff.Line) []filed {
	var out []filed
	add := func(chat int64, messages []int64) {
		if n := len(out); n > 0 && out[n-1].chat == chat {
			messages = append(slices.Clone(out[n-1].messages), messages...)
			slices.Sort(messages)
			out[n-1].messages = slices.Compact(messages)
			return
		}
		out = append(out, filed{chat, messages})
	}
	if len(toBot) > 0 {
		add(h.record.Chat, slices.Clone(toBot))
	}
	for _, l := range lines {
		refs := l.Merchant
		if l.From != handoff.FromMerchant {
			refs = l.Team
		}
		if chat, messages := messagesOf(refs); len(l.Files) > 0 && len(messages) > 0 && chat != 0 {
			add(chat, messages)
		}
	}
	for i := range out {
		out[i].messages = out[i].messages[max(0, len(out[i].messages)-maxCopied):]
	}
	return out
}

// maxCopied is the number of messages that are copied at once.
const maxCopied = 100
