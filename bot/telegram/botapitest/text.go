package botapitest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a text may hold.
const (
	maxText     = 4096 // UTF-16 units
	maxCaption  = 1024 // UTF-16 units
	maxBytes    = 1 << 15
	maxEntities = 100 // more are dropped without a word
)

// Entity marks a part of a text. Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	User     int64  `json:"-"` // of a text_mention
}

// units is the length of a text in UTF-16 units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// formatted is a text with its entities, as it was asked for.
type formatted struct {
	text     string
	entities []Entity
}

// formattedText reads a text and its entities; the fields have other names in
// captions. What it returns is still to be mended.
func (c *call) formattedText(textField, entitiesField string) (formatted, *apiError) {
	text := c.args[textField]
	if len(text) > maxBytes {
		return formatted{}, badRequest("Text is too long")
	}
	if mode := c.args["parse_mode"]; mode != "" && text != "" {
		switch strings.ToLower(mode) {
		case "none":
		case "markdown", "markdownv2", "html":
			c.violation("parse_mode %s is used: foreign text can break the markup", mode)
		default:
			return formatted{}, badRequest("Unsupported parse_mode")
		}
	}
	entities, err := c.entities(entitiesField)
	return formatted{text, entities}, err
}

func (c *call) entities(field string) ([]Entity, *apiError) {
	var raw []json.RawMessage
	if value := c.args[field]; value == "" {
		return nil, nil
	} else if err := json.Unmarshal([]byte(value), &raw); err != nil {
		c.violation("%s cannot be read and are ignored", field)
		return nil, nil
	}
	entities := make([]Entity, 0, len(raw))
	for _, r := range raw {
		var fields struct {
			Entity
			Offset *int `json:"offset"`
			Length *int `json:"length"`
			User   *struct {
				ID int64 `json:"id"`
			} `json:"user"`
		}
		if err := json.Unmarshal(r, &fields); err != nil {
			return nil, badRequest("can't parse MessageEntity: a field has a wrong type")
		}
		if fields.Offset == nil {
			return nil, badRequest("can't parse MessageEntity: Can't find field \"offset\"")
		}
		if fields.Length == nil {
			return nil, badRequest("can't parse MessageEntity: Can't find field \"length\"")
		}
		fields.Entity.Offset, fields.Entity.Length = *fields.Offset, *fields.Length
		if fields.Type == "text_mention" {
			if fields.User == nil || fields.User.ID <= 0 {
				return nil, badRequest("can't parse MessageEntity: Can't find field \"user\"")
			}
			fields.Entity.User = fields.User.ID
		}
		switch fields.Type {
		case "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
			"text_mention", "custom_emoji", "blockquote", "expandable_blockquote":
			entities = append(entities, fields.Entity)
		case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number":
			// found by Telegram itself, not taken from a bot
		default:
			return nil, badRequest("can't parse MessageEntity: Unsupported type specified")
		}
	}
	if len(entities) > maxEntities {
		c.violation("a text has more than %d entities: the rest is dropped", maxEntities)
		entities = entities[:maxEntities]
	}
	return entities, nil
}

// mend does to a text what Telegram does: it drops and replaces characters,
// trims it, and moves the entities along. An entity outside of the text or
// inside of a symbol is an error. A text without anything to see becomes "".
func mend(f formatted) (formatted, *apiError) {
	if !utf8.ValidString(f.text) {
		return f, badRequest("Strings must be encoded in UTF-8")
	}
	entities := make([]Entity, 0, len(f.entities))
	for _, e := range f.entities {
		switch {
		case e.Offset < 0 || e.Offset > 1000000:
			return f, badRequest("Receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0 || e.Length > 1000000:
			return f, badRequest("Receive an entity with incorrect length %d", e.Length)
		case e.Length > 0:
			entities = append(entities, e)
		}
	}
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	clean, places := cleanText(f.text, len(entities) > 0)
	for i := range entities {
		if err := entities[i].move(places, f.text); err != nil {
			return f, err
		}
	}
	entities = slices.DeleteFunc(entities, func(e Entity) bool { return e.Length == 0 })
	text, entities := trim(clean, entities)
	if invisible(text) {
		return formatted{}, nil
	}
	return formatted{text, entities}, nil
}

// cleanText drops and replaces characters. places, when wanted, gives for
// every UTF-16 offset of the text its offset in the clean one, or -1 in the
// middle of a symbol.
func cleanText(text string, want bool) (clean string, places []int) {
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, r := range text {
		width := utf16Width(r)
		if want {
			places = append(places, at)
			if width == 2 {
				places = append(places, -1)
			}
		}
		switch {
		case r == '\r', r >= 0x2028 && r <= 0x202E, r == 0x333, r == 0x33F, r == 0x30A:
			continue
		case r < ' ' && r != '\n':
			r = ' '
		}
		b.WriteRune(r)
		at += width
	}
	return b.String(), append(places, at)
}

// move takes an entity to the places of the clean text.
func (e *Entity) move(places []int, text string) *apiError {
	last, end := len(places)-1, e.Offset+e.Length
	switch {
	case e.Offset > last:
		return badRequest("Entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case places[e.Offset] < 0:
		return badRequest("Entity begins in a middle of a UTF-16 symbol at byte offset %d", byteAfter(text, e.Offset))
	case end > last:
		return badRequest("Entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d",
			e.Offset, end)
	case places[end] < 0:
		return badRequest("Entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d",
			e.Offset, byteAfter(text, end))
	}
	e.Offset, e.Length = places[e.Offset], places[end]-places[e.Offset]
	return nil
}

// byteAfter is where the symbol ends that a UTF-16 offset is in the middle of.
func byteAfter(text string, offset int) int {
	at := 0
	for i, r := range text {
		if at > offset {
			return i
		}
		at += utf16Width(r)
	}
	return len(text)
}

// trim takes spaces and line breaks from both ends, but at the beginning only
// those before the first entity.
func trim(text string, entities []Entity) (string, []Entity) {
	text = strings.TrimRight(text, " \n")
	end := units(text)
	kept := entities[:0]
	for _, e := range entities {
		if e.Offset < end {
			e.Length = min(e.Length, end-e.Offset)
			kept = append(kept, e)
		}
	}
	first := len(text)
	if len(kept) > 0 {
		first = kept[0].Offset
	}
	cut := 0
	for cut < min(first, len(text)) && (text[cut] == ' ' || text[cut] == '\n') {
		cut++
	}
	for i := range kept {
		kept[i].Offset -= cut
	}
	return text[cut:], kept
}

// invisible reports whether nothing of a text can be seen.
func invisible(text string) bool {
	return strings.Trim(text, " \n\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"+
		"\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2800\u3000\ufeff") == ""
}

func utf16Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
