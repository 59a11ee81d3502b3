package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// Fields of the entries of streams.
const (
	fieldUpdate   = "u" // JSON, in the in stream and in dead letters
	fieldSlow     = "s" // set when the update went over the budget
	fieldDelivery = "d" // JSON, in the out stream and in dead letters
	fieldLetter   = "l" // JSON of a dead letter
)

// text gives a field of an entry; Redis gives nothing but strings.
func text(m redis.XMessage, field string) (string, bool) {
	s, ok := m.Values[field].(string)
	return s, ok
}

// decodeEntry reads an entry of the in stream of a partition. What the queue
// did not write, or cannot read, comes out as broken; of that, the update has
// what could be read, or nothing.
func decodeEntry(n int, m redis.XMessage) bot.Entry {
	entry := bot.Entry{ID: m.ID}
	body, ok := text(m, fieldUpdate)
	if !ok {
		entry.Broken = "the entry has no update"
		return entry
	}
	err := decode(body, &entry.Update)
	switch {
	case err != nil:
		entry.Broken = "the update cannot be decoded: " + err.Error()
	case entry.Update.Kind == "":
		entry.Broken = "the update has no kind"
	}
	if PartitionOf(entry.Update.Chat) != n {
		if entry.Broken == "" {
			entry.Broken = "the update is of a chat of another partition"
		}
		entry.Update = bot.Update{}
	}
	if _, slow := m.Values[fieldSlow]; slow && entry.Broken == "" {
		entry.Update = slowed(entry.Update)
	}
	return entry
}

// slowed is what is left of an update that went over the budget.
func slowed(u bot.Update) bot.Update {
	return bot.Update{
		ID: u.ID, Kind: bot.FromMerchant, Chat: u.Chat, User: u.User, At: u.At,
		Message: u.Message, Callback: u.Callback,
		Event: conversation.Event{Kind: conversation.EventSlow, At: u.At},
	}
}

// decode reads JSON. Its errors have no words of people in them, which those
// of the library may have.
func decode(body string, into any) error {
	err := json.Unmarshal([]byte(body), into)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %q cannot hold what is there", e.Field)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("no JSON at byte %d", e.Offset)
	}
	return errors.New("a value is not of its kind")
}

// idTime is when an entry was added, by Redis's clock.
func idTime(id string) time.Time {
	ms, _, _ := strings.Cut(id, "-")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(n)
}
