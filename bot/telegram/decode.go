package telegram

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// Reason says why an update is for nobody.
type Reason string

// The reasons.
const (
	// Nobody wrote it: a bot, a channel, or Telegram itself.
	Nobody Reason = "nobody"
	// Service is something that Telegram reports and that nobody said.
	Service Reason = "service"
	// Wordless is an edit that left no words, such as a moving location.
	Wordless Reason = "wordless"
	// Elsewhere is a command for another bot of the group.
	Elsewhere Reason = "elsewhere"
	// Moved is a group that has another id now.
	Moved Reason = "moved"
	// Removed is a group that we are not in any more.
	Removed Reason = "removed"
	// Other is a kind of update that was not asked for.
	Other Reason = "other"
)

// allowed are the kinds of update that are asked for. They are always said:
// Telegram remembers the last list that it was given.
func allowed() []string {
	return []string{"message", "edited_message", "channel_post", "callback_query", "my_chat_member", "chat_member"}
}

// envelope is a raw update. Whatever is wrong inside, its number can be read.
type envelope struct {
	ID      int64           `json:"update_id"`
	Message json.RawMessage `json:"message"`
	Edited  json.RawMessage `json:"edited_message"`
	Post    json.RawMessage `json:"channel_post"`
	Press   json.RawMessage `json:"callback_query"`
	Own     json.RawMessage `json:"my_chat_member"`
	Member  json.RawMessage `json:"chat_member"`
}

// open reads the envelope; what is wrong with it is missing.
func open(raw []byte) envelope {
	var e envelope
	_ = json.Unmarshal(raw, &e)
	e.ID = max(0, e.ID)
	return e
}

// payload gives what is in the envelope, nil if it is nothing we know.
func (e envelope) payload() json.RawMessage {
	for _, p := range []json.RawMessage{e.Message, e.Edited, e.Post, e.Press, e.Own, e.Member} {
		if p != nil {
			return p
		}
	}
	return nil
}

// chat finds the chat in whatever can be read, or 0. A press below a message
// that is gone has none; then it is the private chat of who pressed.
func (e envelope) chat() int64 {
	type numbered struct {
		ID int64 `json:"id"`
	}
	var p struct {
		Chat    numbered `json:"chat"`
		Message struct {
			Chat numbered `json:"chat"`
		} `json:"message"`
		From numbered `json:"from"`
	}
	_ = json.Unmarshal(e.payload(), &p) // what is wrong stays 0
	if e.Press != nil {
		return cmp.Or(p.Message.Chat.ID, p.From.ID)
	}
	return p.Chat.ID
}

// Decoder makes raw updates into updates of the bot. Its fields are set before
// its first use; it is safe for concurrent use.
type Decoder struct {
	Team *Team
	// Self gives our username without the @, or "" as long as it is not known:
	// then every command of the team is for us. nil is never known.
	Self func() string
	Log  *slog.Logger
}

// Decode decodes one update, which was read at a time. Words of people are
// masked in what it gives. An update that is for nobody has a reason and its
// number, nothing else; one that cannot be decoded is [bot.Broken]. The number
// is 0 when there is none: then the update cannot be stored.
func (d *Decoder) Decode(raw []byte, at time.Time) (u bot.Update, reason Reason) {
	e := open(raw)
	defer func() {
		if r := recover(); r != nil { // one update must not stop the others
			d.Log.Error("the decoder panicked", "update", e.ID, "type", fmt.Sprintf("%T", r))
			u, reason = d.broken(e, at, "the decoder panicked"), ""
		}
	}()
	return d.decode(e, at)
}

func (d *Decoder) decode(e envelope, at time.Time) (bot.Update, Reason) {
	payload := e.payload()
	if payload == nil {
		return bot.Update{ID: e.ID}, Other
	}
	u := bot.Update{ID: e.ID, Chat: e.chat(), At: at}
	var reason Reason
	var err error
	switch {
	case u.Chat == 0:
		err = malformed("no chat")
	case e.Press != nil:
		reason, err = d.press(&u, payload)
	case e.Own != nil:
		reason, err = d.own(&u, payload)
	case e.Member != nil:
		reason, err = d.member(&u, payload)
	default:
		reason, err = d.message(&u, payload, e.Edited != nil)
	}
	switch {
	case err != nil:
		return d.broken(e, at, err.Error()), ""
	case reason != "":
		return bot.Update{ID: e.ID}, reason
	}
	return u, ""
}

// broken gives an update that cannot be decoded. From a strange group it is
// like any other.
func (d *Decoder) broken(e envelope, at time.Time, problem string) bot.Update {
	u := bot.Update{ID: e.ID, Kind: bot.Broken, Chat: e.chat(), At: at, Problem: problem}
	if u.Chat != 0 && d.kind(u.Chat) == bot.Stranger {
		u.Kind, u.Problem = bot.Stranger, ""
	}
	return u
}

// malformed is an update that has not the documented form. Its text cites
// nothing of it.
type malformed string

func (m malformed) Error() string { return string(m) }

// read decodes a part of an update. The decoder's own errors would cite it.
func read(payload json.RawMessage, into any) error {
	err := json.Unmarshal(payload, into)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		// An embedded struct is in the path, and is no field of the Bot API.
		field := strings.ReplaceAll(e.Field, "Message.", "")
		return malformed("field " + field + " is no " + e.Type.String())
	}
	if err != nil {
		return malformed("no JSON of the documented form")
	}
	return nil
}

// kind says whose chat it is: private chats have ids greater than 0.
func (d *Decoder) kind(chat int64) bot.UpdateKind {
	switch {
	case chat > 0:
		return bot.FromMerchant
	case d.Team.Has(chat):
		return bot.FromTeam
	}
	return bot.Stranger
}

// said gives the time that Telegram gives to what was said, in seconds since
// 1970; at when there is none or it is still to come.
func said(seconds int, at time.Time) time.Time {
	t := time.Unix(int64(seconds), 0).UTC()
	if seconds <= 0 || t.After(at) {
		return at
	}
	return t
}
