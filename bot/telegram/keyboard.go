package telegram

import (
	"fmt"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
)

// keyboard is the buttons below a message. The library knows no buttons that
// copy.
type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

type key struct {
	Label string    `json:"text"`
	Data  string    `json:"callback_data,omitempty"`
	Copy  *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

// keys gives the buttons of a delivery, nil if it has none. The error says
// that Telegram would never take them.
func keys(d bot.Delivery) (*keyboard, error) {
	var k keyboard
	for _, row := range d.Buttons {
		var keys []key
		for _, b := range row {
			one := key{Label: shorten(b.Label, maxLabel)}
			switch {
			case utf8.RuneCountInString(b.Copy) > maxCopy:
				continue
			case b.Copy != "":
				one.Copy = &copyText{b.Copy}
			default:
				data, err := pressOf(d, b.ID)
				if err != nil {
					return nil, fmt.Errorf("button %q: %w", b.ID, err)
				}
				one.Data = data
			}
			keys = append(keys, one)
		}
		if len(keys) > 0 {
			k.Rows = append(k.Rows, keys)
		}
	}
	if len(k.Rows) == 0 {
		return nil, nil
	}
	return &k, nil
}

// pressOf gives the data of a button of a delivery.
func pressOf(d bot.Delivery, id string) (string, error) {
	if d.Case != "" {
		return encodeCasePress(d.From, d.Case, id)
	}
	return encodePress(d.Turn, id)
}
