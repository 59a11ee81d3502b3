package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// refusal is why a request is not done: its status, and the key of the text
// that says so.
type refusal struct {
	status int
	text   string
	err    error // what went wrong here, or nil
	values []any // that the text is filled with
}

func (r *refusal) Error() string {
	if r.err == nil {
		return r.text
	}
	return fmt.Sprintf("%s: %v", r.text, r.err)
}

// The refusals.
var (
	errGone   = &refusal{status: http.StatusNotFound, text: "problem_gone"}
	errEmpty  = &refusal{status: http.StatusBadRequest, text: "problem_empty"}
	errForm   = &refusal{status: http.StatusBadRequest, text: "problem_form"}
	errLong   = &refusal{status: http.StatusRequestEntityTooLarge, text: "problem_long"}
	errFast   = &refusal{status: http.StatusTooManyRequests, text: "problem_fast"}
	errButton = &refusal{status: http.StatusConflict, text: "problem_button"}
	errFull   = &refusal{status: http.StatusServiceUnavailable, text: "problem_full"}
)

// unstored is an update that could not be stored.
func unstored(err error) error {
	return &refusal{status: http.StatusServiceUnavailable, text: "problem_stored", err: err}
}

// open makes a new merchant, who is greeted in a language: zh, zh-Hant or en.
// terminal is what a link to the chat named, or "".
func (m *Merchants) open(ctx context.Context, lang, terminal string) (key string, err error) {
	now := time.Now()
	c, err := m.create(now)
	if err != nil {
		return "", unstored(err)
	}
	masked, kinds := redact.Mask(terminal)
	if len(kinds) > 0 || len(masked) > conversation.MaxTerminal {
		masked = ""
	}
	ev := conversation.Event{Kind: conversation.EventStart, Language: lang, Terminal: masked}
	return c.key, m.tell(ctx, c.key, bot.Update{Event: ev})
}

// write takes in what a merchant wrote, a pretended photo, or both.
func (m *Merchants) write(ctx context.Context, key, text string, photo bool) error {
	text = strings.TrimSpace(bot.Clean(text))
	switch {
	case text == "" && !photo:
		return errEmpty
	case utf8.RuneCountInString(text) > maxText:
		return errLong
	}
	text, kinds := redact.Mask(text)
	ev := conversation.Event{Kind: conversation.EventText, Text: text}
	if photo {
		ev.Files = []conversation.File{{Kind: conversation.Photo}}
		if text == "" {
			ev.Kind = conversation.EventFiles
		}
	} else if cmd, ok := command(text); ok {
		ev = cmd
	}
	ev.Masked = len(kinds) > 0
	u := bot.Update{Event: ev}
	refused := error(errGone)
	m.do(key, func(c *chat) {
		refused = nil
		if !c.limit.Allow() {
			refused = errFast
			return
		}
		u.Message = c.add(bubble{Mine: true, At: time.Now(), Text: text, Photo: photo})
		if photo {
			u.Event.Files[0].ID = "demo-" + strconv.FormatInt(u.Message, 10)
		}
	})
	if refused != nil {
		return refused
	}
	err := m.tell(ctx, key, u)
	if err != nil {
		m.do(key, func(c *chat) { c.touch(u.Message, func(b *bubble) { b.Note = notSent }) })
	}
	return err
}

// press takes in that a button was pressed. One that was pressed already does
// nothing.
func (m *Merchants) press(ctx context.Context, key string, message int64, id string) error {
	u := bot.Update{Message: message, Event: conversation.Event{Kind: conversation.EventPress, Press: id}}
	again, refused := false, error(errGone)
	m.do(key, func(c *chat) {
		of, pressed, ok := c.button(message, id)
		again, refused = pressed, nil
		switch {
		case !ok:
			refused = errButton
		case !pressed && !c.limit.Allow():
			refused = errFast
		case !pressed:
			if u.Case = of.Case; u.Case == "" {
				u.Event.Shown = of.Turn
			}
			c.touch(message, func(b *bubble) { b.Pressed = append(b.Pressed[:len(b.Pressed):len(b.Pressed)], id) })
		}
	})
	if refused != nil || again {
		return refused
	}
	u.Callback = strconv.FormatInt(message, 10) + "." + id
	err := m.tell(ctx, key, u)
	if err != nil {
		m.do(key, func(c *chat) { c.touch(message, func(b *bubble) { b.Pressed = without(b.Pressed, id) }) })
	}
	return err
}

// without gives the others, in an array of their own.
func without(ids []string, id string) []string {
	var out []string
	for _, x := range ids {
		if x != id {
			out = append(out, x)
		}
	}
	return out
}

// speak asks the bot for a language, zh or en.
func (m *Merchants) speak(ctx context.Context, key, lang string) error {
	refused := error(errGone)
	m.do(key, func(c *chat) {
		refused = nil
		if !c.limit.Allow() {
			refused = errFast
		}
	})
	if refused != nil {
		return refused
	}
	return m.tell(ctx, key, bot.Update{Event: conversation.Event{Kind: conversation.EventLanguage, Language: lang}})
}

// tell puts an update of a chat into the inbox; the bot seems to type until it
// says something.
func (m *Merchants) tell(ctx context.Context, key string, u bot.Update) error {
	now := time.Now()
	if !m.do(key, func(c *chat) {
		c.used = now
		c.setTyping(now)
		u.Chat, u.User, u.At = c.id, c.id, now
	}) {
		return errGone
	}
	u.Event.At = now
	if err := m.put(ctx, u); err != nil {
		m.do(key, func(c *chat) { c.setTyping(time.Time{}) })
		return unstored(err)
	}
	return nil
}
