package botapitest

import (
	"encoding/json"
	"slices"
)

// What a keyboard may hold.
const (
	maxCallback  = 64  // bytes of callback_data
	maxCopy      = 256 // characters of copy_text
	maxButtons   = 100
	wideRow      = 8        // more in a row are shown broken
	maxMarkup    = 10 << 10 // bytes
	maxRowLength = 12       // more in a row are dropped
)

// Button is a button of an inline keyboard: it calls back, copies, opens a
// URL, or does something else, which Other names.
type Button struct {
	Text, Data, Copy, URL, Other string
}

// MarshalJSON gives the InlineKeyboardButton.
func (b Button) MarshalJSON() ([]byte, error) {
	type copyText struct {
		Text string `json:"text"`
	}
	var button struct {
		Text string    `json:"text"`
		Data string    `json:"callback_data,omitempty"`
		URL  string    `json:"url,omitempty"`
		Copy *copyText `json:"copy_text,omitempty"`
	}
	button.Text, button.Data, button.URL = b.Text, b.Data, b.URL
	if b.Copy != "" {
		button.Copy = &copyText{b.Copy}
	}
	return json.Marshal(button)
}

// keyboard is the inline keyboard below a message.
type keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// otherButtons are the kinds that are taken without a look at them.
var otherButtons = [...]string{
	"callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
	"switch_inline_query_current_chat", "login_url", "web_app",
}

// markup reads reply_markup. Only inline keyboards are kept; the others are
// not shown by this server.
func (c *call) markup(onlyInline bool) ([][]Button, *apiError) {
	value := c.args["reply_markup"]
	if value == "" {
		return nil, nil
	}
	if !json.Valid([]byte(value)) {
		return nil, badRequest("can't parse reply keyboard markup JSON object")
	}
	var markup map[string]json.RawMessage
	if err := json.Unmarshal([]byte(value), &markup); err != nil || markup == nil {
		return nil, badRequest("Object expected as reply markup")
	}
	if _, is := markup["inline_keyboard"]; !is {
		if onlyInline && len(markup) > 0 {
			return nil, badRequest("Inline keyboard expected")
		}
		return nil, nil
	}
	var rows [][]json.RawMessage
	if err := json.Unmarshal(markup["inline_keyboard"], &rows); err != nil {
		return nil, badRequest("Field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
	}
	return c.rows(rows, len(value))
}

func (c *call) rows(raw [][]json.RawMessage, size int) ([][]Button, *apiError) {
	var rows [][]Button
	count := 0
	for _, rawRow := range raw {
		var row []Button
		for _, r := range rawRow {
			button, err := parseButton(r)
			if err != nil {
				return nil, err
			}
			if button.Text == "" {
				c.violation("a button without text is dropped")
				continue
			}
			row = append(row, button)
		}
		if len(row) > wideRow {
			c.violation("%d buttons in a row: not more than %d are shown well", len(row), wideRow)
		}
		if len(row) > maxRowLength {
			row = row[:maxRowLength]
		}
		if len(row) > 0 {
			rows = append(rows, row)
			count += len(row)
		}
	}
	if count > maxButtons || size > maxMarkup {
		return nil, badRequest("reply markup is too long")
	}
	return rows, nil
}

func parseButton(raw json.RawMessage) (Button, *apiError) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return Button{}, badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	var b Button
	var copyText struct{ Text *string }
	for name, to := range map[string]any{
		"text": &b.Text, "callback_data": &b.Data, "url": &b.URL, "copy_text": &copyText,
	} {
		if value, is := fields[name]; is && json.Unmarshal(value, to) != nil {
			return Button{}, badRequest("can't parse inline keyboard button: Field %q has a wrong type", name)
		}
	}
	if _, is := fields["text"]; !is {
		return Button{}, badRequest("can't parse inline keyboard button: Can't find field \"text\"")
	}
	return b, b.decide(fields, copyText.Text)
}

// decide picks what the button does, in the order of the real server, and
// checks it.
func (b *Button) decide(fields map[string]json.RawMessage, copied *string) *apiError {
	switch {
	case b.URL != "":
		b.Data = ""
		return nil
	case b.Data != "":
		if len(b.Data) > maxCallback {
			return badRequest("BUTTON_DATA_INVALID")
		}
		return nil
	}
	for _, name := range otherButtons {
		if _, is := fields[name]; is {
			b.Other = name
			return nil
		}
	}
	if _, is := fields["copy_text"]; !is {
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}
	if copied == nil {
		return badRequest("can't parse inline keyboard button: Can't find field \"text\"")
	}
	if *copied == "" || len([]rune(*copied)) > maxCopy {
		return badRequest("BUTTON_COPY_TEXT_INVALID")
	}
	b.Copy = *copied
	return nil
}

func sameRows(a, b [][]Button) bool { return slices.EqualFunc(a, b, slices.Equal[[]Button]) }
