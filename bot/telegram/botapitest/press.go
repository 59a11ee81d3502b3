package botapitest

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// maxPresses is how many presses are remembered.
const maxPresses = 1 << 16

// Press is a button that was pressed.
type Press struct {
	ID     string // callback_query_id
	Update int64  // 0 when the bot does not get it
}

// Toast is what the bot answered to a press.
type Toast struct {
	Text  string
	Alert bool
	At    time.Time
}

// ErrNotOnScreen is the error of a press on a button that is not there.
var ErrNotOnScreen = errors.New("the button is not on the screen")

// press is a press that the bot may answer.
type press struct {
	at    time.Time
	toast *Toast
}

// Press presses the button with a label on the newest message of the chat that
// has it, in the participant's topic if there is one. A button that is not on
// the screen, or does not call back, is an error.
func (p Participant) Press(label string) (Press, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	messages := p.s.chats[p.chat].messages
	for i := len(messages) - 1; i >= 0; i-- {
		m := messages[i]
		if m.Deleted || p.topic != 0 && m.Topic != p.topic {
			continue
		}
		if b, found := m.button(label); found {
			return p.press(m, b)
		}
	}
	return Press{}, fmt.Errorf("press %q in chat %d: %w", label, p.chat, ErrNotOnScreen)
}

// PressOn presses the button with a label on a message.
func (p Participant) PressOn(id int64, label string) (Press, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if m := p.s.chats[p.chat].find(id); m != nil {
		if b, found := m.button(label); found {
			return p.press(m, b)
		}
	}
	return Press{}, fmt.Errorf("press %q on message %d of chat %d: %w", label, id, p.chat, ErrNotOnScreen)
}

// PressData presses the button with a callback_data on a message.
func (p Participant) PressData(id int64, data string) (Press, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if m := p.s.chats[p.chat].find(id); m != nil {
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.Data == data {
					return p.press(m, b)
				}
			}
		}
	}
	return Press{}, fmt.Errorf("press %q on message %d of chat %d: %w", data, id, p.chat, ErrNotOnScreen)
}

func (p Participant) press(m *message, b Button) (Press, error) {
	if b.Data == "" {
		return Press{}, fmt.Errorf("press %q in chat %d: the button does not call back", b.Text, p.chat)
	}
	return p.callback(m.ID, b.Data), nil
}

// PressStale presses a button that need not be there: one that was on the
// screen of a slow phone, or that a forger made up.
func (p Participant) PressStale(id int64, data string) Press {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.callback(id, data)
}

func (p Participant) callback(id int64, data string) Press {
	s, ch := p.s, p.s.chats[p.chat]
	if !p.present(ch) { // a button can be pressed where nothing may be written
		return Press{}
	}
	ch.acts++
	var query struct {
		ID       string  `json:"id"`
		From     *person `json:"from"`
		Message  any     `json:"message"`
		Instance string  `json:"chat_instance"`
		Data     string  `json:"data"`
	}
	if m := ch.find(id); m != nil {
		query.Message = m.wire(true)
	} else {
		query.Message = wireMessage{ID: id, Chat: ch.wire()} // inaccessible: its date is 0
	}
	now := s.opts.Now()
	query.ID, query.From, query.Data = s.newPress(now), s.users[p.user], data
	query.Instance = strconv.FormatInt(ch.id*7919, 10)
	// A user's presses have a lane of their own in the webhook.
	update := s.push("callback_query", query, p.user+3<<33, now.Add(pressLife))
	return Press{ID: query.ID, Update: update}
}

func (s *Server) newPress(now time.Time) string {
	s.lastPress++
	id := strconv.FormatInt(4000000000000000+s.lastPress, 10)
	s.presses[id] = &press{at: now}
	if old := s.lastPress - maxPresses; old > 0 {
		delete(s.presses, strconv.FormatInt(4000000000000000+old, 10))
	}
	return id
}

// Toast gives what the bot answered to a press.
func (s *Server) Toast(p Press) (Toast, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.presses[p.ID]; known != nil && known.toast != nil {
		return *known.toast, true
	}
	return Toast{}, false
}

// maxToast is in characters.
const maxToast = 200

func (c *call) answerCallbackQuery() (any, *apiError) {
	p := c.s.presses[c.args["callback_query_id"]]
	if p == nil || p.toast != nil || c.now.Sub(p.at) > pressLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	if len([]rune(c.args["text"])) > maxToast {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	if c.args["url"] != "" {
		return nil, badRequest("URL_INVALID")
	}
	p.toast = &Toast{Text: c.args["text"], Alert: c.flag("show_alert"), At: c.now}
	return true, nil
}
