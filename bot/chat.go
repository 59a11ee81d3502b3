package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
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

	// Name is how the merchant is called.
	Name string `json:"name,omitempty"`
	// Ticket is the case of the merchant that a person has or had.
	Ticket handoff.Ticket `json:"ticket,omitzero"`
	// Parts are the receipts that are not complete.
	Parts []parts `json:"parts,omitempty"`
	// Before is what was said to the bot until the hand-over.
	Before string `json:"before,omitempty"`
	// Answers are the facts of the handed-over case, as last known, and Learned
	// is what it was.
	Answers []conversation.Answer `json:"answers,omitempty"`
	Learned *handoff.Learn        `json:"learned,omitempty"`
	// Files are the merchant's messages to the bot that are more than text, of
	// the open case.
	Files []int64 `json:"files,omitempty"`
	// Unsent is where in a group of the team it was said that nothing is sent
	// from there.
	Unsent []unsent `json:"unsent,omitempty"`

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
var chatFields = [...]string{
	"f", "state", "said", "gone", "left", "name", "ticket", "parts", "before", "answers", "learned", "files", "unsent",
}

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

// TicketOf gives the case in the data of a stored record, to be looked at; no
// data is none.
func TicketOf(data []byte) (handoff.Ticket, error) {
	c, err := decodeChat(data)
	if err != nil {
		return handoff.Ticket{}, err
	}
	return c.Ticket, nil
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

// keepFiles notes which messages of the open case are more than text.
func (c *chat) keepFiles(updates []Update) {
	if c.State.Case == nil {
		c.Files = nil
		return
	}
	for _, u := range updates {
		if len(u.Event.Files) > 0 && u.Message != 0 && !u.Event.Masked {
			c.Files = append(c.Files, u.Message)
		}
	}
	c.Files = c.Files[max(0, len(c.Files)-conversation.MaxFiles):]
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
