package botapitest

import (
	"encoding/json"
	"strconv"
)

// maxIDs is how many messages one call may name.
const maxIDs = 100

type wireID struct {
	ID int64 `json:"message_id"`
}

// source finds the message that a call copies or forwards.
func (c *call) source(what string) (*message, *apiError) {
	if c.args["from_chat_id"] == "" {
		return nil, badRequest("parameter \"from_chat_id\" is required")
	}
	from, err := c.chatArg("from_chat_id", read)
	if err != nil {
		return nil, err
	}
	m := from.find(c.number("message_id"))
	if m == nil {
		return nil, badRequest("message to %s not found", what)
	}
	return m, nil
}

// copied is a message like another one, without its sender and keyboard.
func (m *message) copied() *message {
	return &message{
		Message: Message{Kind: m.Kind, Text: m.Text, Entities: m.Entities, File: m.File},
		content: m.content,
	}
}

// captioned reports whether messages of a kind have a caption.
func captioned(kind string) bool {
	switch kind {
	case "animation", "audio", "document", "paid_media", "photo", "video", "voice":
		return true
	}
	return false
}

func (c *call) copyMessage() (any, *apiError) {
	m, err := c.source("copy")
	if err != nil {
		return nil, err
	}
	copied := m.copied()
	if _, is := c.args["caption"]; is {
		caption, err := c.caption()
		switch {
		case err != nil:
			return nil, err
		case captioned(m.Kind):
			copied.Text, copied.Entities = caption.text, caption.entities
		case caption.text != "" || m.Text != "":
			c.violation("caption is ignored: a message of kind %s has none", m.Kind)
		}
	}
	o, err := c.outgoing()
	switch {
	case err != nil:
		return nil, err
	case m.service:
		return nil, badRequest("message can't be copied")
	}
	if err := o.chat.checkSend(c.s.me.ID, "text messages"); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, 1); err != nil {
		return nil, err
	}
	return wireID{c.show(o, copied).ID}, nil
}

// copyMessages leaves out what cannot be found or copied.
func (c *call) copyMessages() (any, *apiError) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	for i := range ids[1:] {
		if ids[i+1] <= ids[i] {
			return nil, badRequest("message identifiers must be in a strictly increasing order")
		}
	}
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	if c.args["from_chat_id"] == "" {
		return nil, badRequest("parameter \"from_chat_id\" is required")
	}
	from, err := c.chatArg("from_chat_id", read)
	if err != nil {
		return nil, err
	}
	var found []*message
	for _, id := range ids {
		if m := from.find(id); m != nil && !m.service {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return nil, badRequest("there are no messages to forward")
	}
	if err := o.chat.checkSend(c.s.me.ID, "text messages"); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, len(found)); err != nil {
		return nil, err
	}
	return c.showCopies(o, found), nil
}

// showCopies keeps albums together.
func (c *call) showCopies(o outgoing, found []*message) []wireID {
	albums := map[string]string{}
	ids := make([]wireID, len(found))
	for i, m := range found {
		copied := m.copied()
		if c.flag("remove_caption") && captioned(m.Kind) {
			copied.Text, copied.Entities = "", nil
		}
		if m.Album != "" {
			if albums[m.Album] == "" {
				albums[m.Album] = c.s.newAlbum()
			}
			copied.Album = albums[m.Album]
		}
		ids[i] = wireID{c.show(o, copied).ID}
	}
	return ids
}

func (c *call) forwardMessage() (any, *apiError) {
	m, err := c.source("forward")
	if err != nil {
		return nil, err
	}
	o, err := c.outgoing()
	switch {
	case err != nil:
		return nil, err
	case m.service:
		return nil, badRequest("message can't be forwarded")
	}
	if err := o.chat.checkSend(c.s.me.ID, "text messages"); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, 1); err != nil {
		return nil, err
	}
	forwarded := m.copied()
	forwarded.origin = encode(map[string]any{"type": "user", "date": m.Date.Unix(), "sender_user": m.from})
	return c.show(o, forwarded).wire(true), nil
}

// ids reads message_ids.
func (c *call) ids() ([]int64, *apiError) {
	var raw []json.RawMessage
	switch {
	case c.args["message_ids"] == "":
		return nil, badRequest("message identifiers are not specified")
	case json.Unmarshal([]byte(c.args["message_ids"]), &raw) != nil:
		return nil, badRequest("expected an Array of message identifiers")
	case len(raw) > maxIDs:
		return nil, badRequest("too many message identifiers specified")
	case len(raw) == 0:
		return nil, badRequest("message identifiers are not specified")
	}
	ids := make([]int64, len(raw))
	for i, r := range raw {
		text := string(r)
		if unquoted, err := strconv.Unquote(text); err == nil {
			text = unquoted
		}
		id, err := strconv.ParseInt(text, 10, 32)
		switch {
		case err != nil:
			return nil, badRequest("can't parse message identifier as a Number")
		case id <= 0:
			return nil, badRequest("invalid message identifier specified")
		}
		ids[i] = id
	}
	return ids, nil
}
