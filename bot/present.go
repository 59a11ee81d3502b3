package bot

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
)

// narrow is the number of characters up to which two buttons stand in a row.
const narrow = 6

// A row has up to scale buttons where no label of a message takes more than
// tiny columns: those of a rating.
const (
	tiny  = 4
	scale = 5
)

// show gives the deliveries of what the conversation says.
func (h *handler) show(effects []conversation.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Message:
			h.text(e.Text, 0, rows(e.Answers))
		case conversation.Question:
			h.text(e.Text, 0, append(rows(e.Answers), h.menu()))
		case conversation.Recommendation:
			buttons := rows(e.Answers)
			if e.Say != "" {
				buttons = append([][]Button{{{Label: h.dialogue.CopyLabel(h.chat.State), Copy: e.Say}}}, buttons...)
			}
			h.text(e.Text, firstLine(e.Text), append(buttons, h.menu()))
		case conversation.Handoff:
			h.text(e.Text, 0, nil)
		case conversation.Closed:
			h.text(e.Text, 0, nil)
		}
	}
}

// text shows a text to the merchant, in as many messages as it needs; the
// buttons stand below the last.
func (h *handler) text(text string, bold int, buttons [][]Button) {
	pieces := h.Split(text)
	for i, piece := range pieces {
		d := Delivery{Kind: Show, Chat: h.record.Chat, Text: piece}
		if i == 0 {
			d.Bold = min(bold, units(piece))
		}
		if i == len(pieces)-1 {
			d.Buttons = buttons
		}
		h.deliver(d)
	}
}

// deliver adds a delivery of this turn.
func (h *handler) deliver(d Delivery) {
	d.From, d.Turn = h.record.Chat, h.chat.State.Turn
	h.deliveries = append(h.deliveries, d)
}

// menu is the last row of buttons.
func (h *handler) menu() []Button {
	var row []Button
	for _, c := range h.dialogue.Menu(h.chat.State) {
		row = append(row, Button{ID: c.ID, Label: c.Label})
	}
	return row
}

// rows lays answers out as buttons: two short ones in a row, or more where all
// are tiny, a long one alone.
func rows(answers []conversation.Choice) [][]Button {
	most := 2
	if !slices.ContainsFunc(answers, func(c conversation.Choice) bool { return width(c.Label) > tiny }) {
		most = scale
	}
	var out [][]Button
	room := 0 // for how many more the last row has
	for _, c := range answers {
		b := Button{ID: c.ID, Label: c.Label}
		short := width(c.Label) <= 2*narrow
		if room > 0 && short {
			out[len(out)-1] = append(out[len(out)-1], b)
			room--
			continue
		}
		out = append(out, []Button{b})
		room = 0
		if short {
			room = most - 1
		}
	}
	return out
}

// width counts the columns of a label: a Chinese character takes two.
func width(label string) int {
	n := 0
	for _, r := range label {
		n++
		if utf8.RuneLen(r) > 2 {
			n++
		}
	}
	return n
}

// firstLine gives the length of the first line in UTF-16 units.
func firstLine(text string) int {
	line, _, _ := strings.Cut(text, "\n")
	return units(line)
}

// units is the length of a text in UTF-16 units.
func units(text string) int { return len(utf16.Encode([]rune(text))) }
