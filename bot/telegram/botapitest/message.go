package botapitest

import (
	"bytes"
	"encoding/json"
	"time"
)

// Message is a message as it is on the screen of a chat.
type Message struct {
	Chat, ID int64
	Topic    int64 // 0 is none, or the general one
	From     int64 // user, 0 is nobody
	Bot      bool  // of the bot under test
	Date     time.Time
	// Kind is "text", or the name of the field that holds the content in the
	// Bot API, such as "photo" or "forum_topic_created".
	Kind     string
	Text     string // or the caption
	Entities []Entity
	Buttons  [][]Button
	File     string // file_id
	Album    string // media_group_id
	ReplyTo  int64
	Quote    string // the part that is replied to
	// Edits are the versions before this one, oldest first.
	Edits    []Edit
	Edited   time.Time
	Reaction string // emoji, of the bot
	Pinned   bool
	Deleted  bool
}

// Edit is how a message was until it was edited.
type Edit struct {
	Until   time.Time
	Text    string
	Buttons [][]Button
}

// Has reports whether a button with a label is below the message.
func (m Message) Has(label string) bool {
	_, found := m.button(label)
	return found
}

func (m Message) button(label string) (Button, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b, true
			}
		}
	}
	return Button{}, false
}

// message is a message with what the screen does not show. The slices of the
// Message are replaced, never changed.
type message struct {
	Message
	chat      *chat
	from      *person
	anonymous bool            // sent in the name of the group
	content   json.RawMessage // what the field Kind holds
	service   bool            // not written by anybody
	origin    json.RawMessage // of a forwarded message
}

// wireMessage is a message in an answer or an update.
type wireMessage struct {
	ID              int64           `json:"message_id"`
	Thread          int64           `json:"message_thread_id,omitempty"`
	From            *person         `json:"from,omitempty"`
	SenderChat      *wireChat       `json:"sender_chat,omitempty"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	TopicMessage    bool            `json:"is_topic_message,omitempty"`
	ForwardOrigin   json.RawMessage `json:"forward_origin,omitempty"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Quote           *wireQuote      `json:"quote,omitempty"`
	Album           string          `json:"media_group_id,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Markup          *keyboard       `json:"reply_markup,omitempty"`
	// field is the name and content what a further field holds.
	field   string
	content json.RawMessage
}

type wireQuote struct {
	Text     string `json:"text"`
	Position int    `json:"position"`
	Manual   bool   `json:"is_manual"`
}

// MarshalJSON adds the field whose name is the message's kind.
func (w wireMessage) MarshalJSON() ([]byte, error) {
	type plain wireMessage
	b, err := json.Marshal(plain(w))
	if err != nil || w.field == "" {
		return b, err
	}
	out := bytes.NewBuffer(b[:len(b)-1])
	out.WriteString(`,"` + w.field + `":`)
	out.Write(w.content)
	out.WriteByte('}')
	return out.Bytes(), nil
}

// wire gives the message as the API shows it. What it replies to is shown
// without what that replies to.
func (m *message) wire(withReply bool) *wireMessage {
	w := &wireMessage{
		ID: m.ID, From: m.from, Chat: m.chat.wire(), Date: m.Date.Unix(), Album: m.Album,
		ForwardOrigin: m.origin, Thread: m.thread(), TopicMessage: m.Topic != 0 && m.chat.forum,
	}
	if m.anonymous {
		w.SenderChat = &w.Chat
	}
	if !m.Edited.IsZero() {
		w.EditDate = m.Edited.Unix()
	}
	if len(m.Buttons) > 0 {
		w.Markup = &keyboard{m.Buttons}
	}
	if m.Kind == "text" {
		w.Text, w.Entities = m.Text, m.Entities
	} else {
		w.Caption, w.CaptionEntities = m.Text, m.Entities
		w.field, w.content = m.Kind, m.content
	}
	if withReply {
		m.wireReply(w)
	}
	return w
}

// thread gives the topic of the message; outside of topics, but only in a
// supergroup, the message that began the chain of replies.
func (m *message) thread() int64 {
	if m.Topic != 0 || m.chat.kind != supergroup {
		return m.Topic
	}
	root := m.ReplyTo
	for to := m.chat.any(root); to != nil && to.ReplyTo != 0; to = m.chat.any(root) {
		root = to.ReplyTo
	}
	return root
}

// wireReply adds what is replied to. A message of a topic that replies to none
// replies to the one that made the topic.
func (m *message) wireReply(w *wireMessage) {
	to := m.ReplyTo
	if to == 0 && m.Topic != m.ID {
		to = m.Topic
	}
	if to == 0 {
		return
	}
	if original := m.chat.find(to); original != nil {
		w.ReplyTo = original.wire(false)
	}
	if m.Quote != "" {
		w.Quote = &wireQuote{Text: m.Quote, Manual: true}
	}
}

// edit replaces text and keyboard and keeps what was before.
func (m *message) edit(now time.Time, f formatted, buttons [][]Button) {
	m.Edits = append(m.Edits, Edit{Until: now, Text: m.Text, Buttons: m.Buttons})
	m.Text, m.Entities, m.Buttons = f.text, f.entities, buttons
	m.Edited = now
}
