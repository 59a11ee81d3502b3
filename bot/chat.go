package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// chatFormat is the version of the encoding of a chat. A binary reads every
// version up to its own; it leaves a chat with a higher one alone, for a newer
// binary to handle.
const chatFormat = 1

// maxSaid is the number of messages of a chat that may still be edited or
// quoted.
const maxSaid = 40

// chat is what is stored of one chat.
type chat struct {
	Format int                `json:"f"`
	State  conversation.State `json:"state"`
	// Said tells which message was which text of the conversation.
	Said []said `json:"said,omitempty"`
	// Gone is set while the merchant lets the bot write nothing.
	Gone bool `json:"gone,omitempty"`
	// Left is when a group that is not the team's was left.
	Left time.Time `json:"left,omitzero"`

	// newer holds what a newer binary stored and this one does not know.
	newer map[string]json.RawMessage
}

// said is one message that was, or was a part of, a text.
type said struct {
	Message int64 `json:"m"`
	Text    int   `json:"n"`
	// Part is what this message said, when several were read as one text.
	Part string `json:"p,omitempty"`
}

// chatFields are the names of the fields of a chat in JSON.
var chatFields = [...]string{"f", "state", "said", "gone", "left"}

// decodeChat reads a stored chat; no data is a new one.
func decodeChat(data []byte) (*chat, error) {
	c := &chat{}
	if len(data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(data, &c.newer); err != nil {
		return nil, fmt.Errorf("read the stored chat: %w", err)
	}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("read the stored chat: %w", err)
	}
	for _, known := range chatFields {
		delete(c.newer, known)
	}
	return c, nil
}

// StateOf gives the conversation in the data of a stored record, to be looked
// at; no data is a new one.
func StateOf(data []byte) (conversation.State, error) {
	c, err := decodeChat(data)
	if err != nil {
		return conversation.State{}, err
	}
	return c.State, nil
}

// encode gives the chat as it is stored.
func (c *chat) encode() ([]byte, error) {
	c.Format = chatFormat
	data, err := json.Marshal(c)
	if err != nil || len(c.newer) == 0 {
		return data, err
	}
	more, err := json.Marshal(c.newer)
	if err != nil {
		return nil, err
	}
	return append(append(data[:len(data)-1], ','), more[1:]...), nil
}

// heard notes which messages were the conversation's last text.
func (c *chat) heard(parts []said) {
	for i := range parts {
		parts[i].Text = c.State.Texts
		if len(parts) == 1 {
			parts[i].Part = ""
		}
	}
	c.Said = append(c.Said, parts...)
	if n := len(c.Said); n > maxSaid {
		c.Said = c.Said[n-maxSaid:]
	}
}

// edited gives the number of the text that a message was, and the whole text
// after the edit; 0 when the message is not known.
func (c *chat) edited(message int64, text string) (number int, whole string) {
	for i, s := range c.Said {
		if s.Message != message {
			continue
		}
		if s.Part == "" {
			return s.Text, text
		}
		c.Said[i].Part = text
		for _, part := range c.Said {
			if part.Text == s.Text {
				whole = join(whole, part.Part)
			}
		}
		return s.Text, whole
	}
	return 0, text
}

// join puts two texts that were sent one after the other into one.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
