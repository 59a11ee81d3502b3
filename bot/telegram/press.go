package telegram

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge/redact"
)

// pressVersion begins the data of every button. A later form takes another
// one; buttons of this form stay below old messages for ever.
const pressVersion = "1"

// What is read from data that is not ours: an answer that nobody offered, of
// a turn that never was.
const (
	strangePress = "?"
	strangeTurn  = -1
)

var (
	errPressTurn = errors.New("the turn is not in range")
	errPressID   = errors.New("the id is empty or has other characters than printable ASCII")
	errPressLong = errors.New("the id is too long for a button's data")
)

// encodePress writes a button's data: version, the turn that shows it, id. It
// has at most 64 bytes.
func encodePress(turn int, id string) (string, error) {
	data := pressVersion + "." + strconv.FormatInt(int64(turn), 36) + "." + id
	switch {
	case turn < 0 || turn > math.MaxInt32:
		return "", errPressTurn
	case !printable(id):
		return "", errPressID
	case len(data) > maxCallback:
		return "", errPressLong
	}
	return data, nil
}

// decodePress reads a button's data. A client may send anything: what
// encodePress would not have written is a strange press, which no question
// knows.
func decodePress(data string) (turn int, id string) {
	version, rest, _ := strings.Cut(data, ".")
	shown, id, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(shown, 36, 32)
	if err != nil || version != pressVersion {
		return strangeTurn, strangePress
	}
	if again, err := encodePress(int(n), id); err != nil || again != data {
		return strangeTurn, strangePress
	}
	if masked, _ := redact.Mask(id); masked != id {
		return strangeTurn, strangePress
	}
	return int(n), id
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
