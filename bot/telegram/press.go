package telegram

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// The first part of the data of every button. A later form takes another one;
// buttons of these forms stay below old messages for ever.
const (
	pressTurn = "1" // of the dialogue: the turn that shows it, id
	pressCase = "2" // of a case: the merchant's chat, the case, id
)

// What is read from data that is not ours: an answer that nobody offered, of
// a turn that never was.
const (
	strangePress = "?"
	strangeTurn  = -1
)

// maxChat is above every id of a chat: they have at most 52 bits.
const maxChat = 1 << 52

var (
	errPressTurn = errors.New("the turn is not in range")
	errPressFrom = errors.New("the chat is not a merchant's")
	errPressCase = errors.New("the case is empty or has other characters than printable ASCII without dots")
	errPressID   = errors.New("the id is empty or has other characters than printable ASCII")
	errPressLong = errors.New("the id is too long for a button's data")
)

// encodePress writes the data of a button of the dialogue: version, the turn
// that shows it, id. It has at most 64 bytes.
func encodePress(turn int, id string) (string, error) {
	if turn < 0 || turn > math.MaxInt32 {
		return "", errPressTurn
	}
	return pressData(id, pressTurn, strconv.FormatInt(int64(turn), 36))
}

// decodePress reads the data of a button of the dialogue. A client may send
// anything: what encodePress would not have written is a strange press, which
// no question knows.
func decodePress(data string) (turn int, id string) {
	version, rest, _ := strings.Cut(data, ".")
	shown, id, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(shown, 36, 32)
	if err != nil || version != pressTurn {
		return strangeTurn, strangePress
	}
	if again, err := encodePress(int(n), id); err != nil || again != data || secret(id) {
		return strangeTurn, strangePress
	}
	return int(n), id
}

// encodeCasePress writes the data of a button of a case: version, the
// merchant's chat, the case, id. It has at most 64 bytes.
func encodeCasePress(from int64, of, id string) (string, error) {
	switch {
	case from <= 0 || from >= maxChat:
		return "", errPressFrom
	case !printable(of) || strings.Contains(of, "."):
		return "", errPressCase
	}
	return pressData(id, pressCase, strconv.FormatInt(from, 36), of)
}

// decodeCasePress reads the data of a button of a case; ok is false for what
// encodeCasePress would not have written. That it could have been written is
// no proof that it was: the chat and the case are only what is claimed.
func decodeCasePress(data string) (from int64, of, id string, ok bool) {
	parts := strings.SplitN(data, ".", 4)
	if len(parts) != 4 || parts[0] != pressCase {
		return 0, "", "", false
	}
	from, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil {
		return 0, "", "", false
	}
	of, id = parts[2], parts[3]
	if again, err := encodeCasePress(from, of, id); err != nil || again != data || secret(of) || secret(id) {
		return 0, "", "", false
	}
	return from, of, id, true
}

// pressData joins the parts of a button's data; the id is the last of them.
func pressData(id string, parts ...string) (string, error) {
	data := strings.Join(parts, ".") + "." + id
	switch {
	case !printable(id):
		return "", errPressID
	case len(data) > maxCallback:
		return "", errPressLong
	}
	return data, nil
}

// secret reports a text that the masks would change.
func secret(s string) bool {
	masked, _ := redact.Mask(s)
	return masked != s
}

// printable reports a text of printable ASCII without blanks.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// callback is a button that was pressed, and the message that has it. Of a
// message that is too old to be seen only chat and number are given.
type callback struct {
	tgbotapi.CallbackQuery
	Message *message `json:"message"`
}

// press decodes a button that was pressed.
func (d *Decoder) press(u *bot.Update, payload json.RawMessage) (Reason, error) {
	var q callback
	if err := read(payload, &q); err != nil {
		return "", err
	}
	if q.From == nil || impersonal(q.From) || q.InlineMessageID != "" {
		return Nobody, nil
	}
	u.User, u.Callback = q.From.ID, id(q.ID)
	if u.Callback == "" {
		return "", malformed("a press without id")
	}
	u.Kind = d.kind(u.Chat)
	if q.Message != nil {
		u.Message = int64(q.Message.MessageID)
	}
	if u.Kind == bot.Stranger {
		return "", nil
	}
	if u.Kind == bot.FromMerchant {
		u.Name = name(q.From)
	}
	if u.Kind == bot.FromTeam {
		u.Team = act(u.Chat, q.From)
		if q.Message != nil {
			u.Team.Thread = q.Message.topic()
		}
	}
	pressed(u, q.Data)
	return "", nil
}

// pressed reads the data of a button. The team may press buttons of every
// merchant's case; a merchant only those of the own chat.
func pressed(u *bot.Update, data string) {
	u.Event.Kind = conversation.EventPress
	from, of, id, ok := decodeCasePress(data)
	if !ok || u.Kind != bot.FromTeam && from != u.Chat {
		u.Event.Shown, u.Event.Press = decodePress(data)
		return
	}
	u.Chat, u.Case, u.Event.Press = from, of, id
}
