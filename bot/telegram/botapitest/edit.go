package botapitest

import (
	"encoding/json"
	"slices"
	"time"
)

// deletable is how long a message can be deleted for everyone.
const deletable = 48 * time.Hour

// reactions are the emoji that a bot may react with.
var reactions = [...]string{
	"❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊",
	"🤡", "🥱", "🥴", "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋",
	"🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃",
	"💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀", "😡",
}

// message finds the message that a call is about.
func (c *call) message(want access, what string) (*message, *apiError) {
	ch, err := c.chatArg("chat_id", want)
	if err != nil {
		return nil, err
	}
	m := ch.find(c.number("message_id"))
	if m == nil {
		return nil, badRequest("message to %s not found", what)
	}
	return m, nil
}

// own finds a message of the bot to edit.
func (c *call) own() (*message, *apiError) {
	if c.args["chat_id"] == "" && c.number("message_id") == 0 {
		return nil, badRequest("message identifier is not specified")
	}
	m, err := c.message(edit, "edit")
	if err == nil && (!m.Bot || m.service) {
		err = badRequest("message can't be edited")
	}
	return m, err
}

func notModified() *apiError {
	return badRequest("message is not modified: specified new message content and reply markup are exactly the same " +
		"as a current content and reply markup of the message")
}

func (c *call) editMessageText() (any, *apiError) {
	f, err := c.textArg()
	if err != nil {
		return nil, err
	}
	buttons, err := c.markup(true)
	if err != nil {
		return nil, err
	}
	m, err := c.own()
	if err != nil {
		return nil, err
	}
	if m.Kind != "text" {
		return nil, badRequest("there is no text in the message to edit")
	}
	if f, err = mendText(f); err != nil {
		return nil, err
	}
	return c.change(m, f, buttons)
}

func (c *call) editMessageReplyMarkup() (any, *apiError) {
	buttons, err := c.markup(true)
	if err != nil {
		return nil, err
	}
	m, err := c.own()
	if err != nil {
		return nil, err
	}
	return c.change(m, formatted{m.Text, m.Entities}, buttons)
}

func (c *call) change(m *message, f formatted, buttons [][]Button) (any, *apiError) {
	if err := c.spend(m.chat, 1); err != nil {
		return nil, err
	}
	if m.Text == f.text && slices.Equal(m.Entities, f.entities) && sameRows(m.Buttons, buttons) {
		return nil, notModified()
	}
	m.edit(c.now, f, buttons)
	c.sent = append(c.sent, m.ID)
	return m.wire(true), nil
}

func (c *call) deleteMessage() (any, *apiError) {
	if c.number("message_id") == 0 {
		return nil, badRequest("message identifier is not specified")
	}
	m, err := c.message(write, "delete")
	if err != nil {
		return nil, err
	}
	return c.remove(m.chat, []*message{m})
}

// deleteMessages leaves out what cannot be found.
func (c *call) deleteMessages() (any, *apiError) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	ch, err := c.chatArg("chat_id", write)
	if err != nil {
		return nil, err
	}
	var found []*message
	for _, id := range ids {
		if m := ch.find(id); m != nil {
			found = append(found, m)
		}
	}
	return c.remove(ch, found)
}

func (c *call) remove(ch *chat, found []*message) (any, *apiError) {
	for _, m := range found {
		if err := c.mayDelete(m); err != nil {
			return nil, err
		}
	}
	if err := c.spend(ch, 1); err != nil {
		return nil, err
	}
	for _, m := range found {
		m.Deleted = true
		c.sent = append(c.sent, m.ID)
	}
	return true, nil
}

func (c *call) mayDelete(m *message) *apiError {
	old := c.now.Sub(m.Date) > deletable
	mine := m.Bot && !m.service
	admin := m.chat.may(c.s.me.ID, DeleteMessages)
	switch m.chat.kind {
	case supergroup:
		if !admin && (!mine || old) {
			return badRequest("message can't be deleted")
		}
	case basicGroup:
		if !admin && !mine || old {
			return badRequest("message can't be deleted for everyone")
		}
	default:
		if old {
			return badRequest("message can't be deleted for everyone")
		}
	}
	return nil
}

func (c *call) pinChatMessage() (any, *apiError) {
	m, err := c.message(write, "pin")
	switch {
	case err != nil:
		return nil, err
	case m.chat.kind != private && !m.chat.may(c.s.me.ID, PinMessages):
		return nil, badRequest("not enough rights to manage pinned messages in the chat")
	case m.service:
		return nil, badRequest("service messages can't be pinned")
	}
	if err := c.spend(m.chat, 1); err != nil {
		return nil, err
	}
	if !m.Pinned {
		m.Pinned = true
		c.s.service(m.chat, c.s.me, m.Topic, "pinned_message", m.wire(false))
	}
	return true, nil
}

func (c *call) setMessageReaction() (any, *apiError) {
	var wanted []struct{ Type, Emoji string }
	if value := c.args["reaction"]; value != "" && json.Unmarshal([]byte(value), &wanted) != nil {
		return nil, badRequest("can't parse reaction types JSON object")
	}
	emoji := ""
	for _, r := range wanted {
		if r.Type != "emoji" {
			return nil, badRequest("REACTION_INVALID")
		}
		emoji = r.Emoji
	}
	m, err := c.message(write, "react")
	switch {
	case err != nil:
		return nil, err
	case len(wanted) > 1:
		return nil, badRequest("REACTIONS_TOO_MANY")
	case emoji != "" && !slices.Contains(reactions[:], emoji):
		return nil, badRequest("REACTION_INVALID")
	case m.service:
		return nil, badRequest("MESSAGE_ID_INVALID")
	}
	if err := c.spend(m.chat, 1); err != nil {
		return nil, err
	}
	m.Reaction = emoji
	return true, nil
}
