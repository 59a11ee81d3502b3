package bot

import (
	"encoding/binary"
	"hash/fnv"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// Answering makes a text that comes later an answer to an update, where it was
// written. Of the same update there is one only.
func Answering(u Update, text string, at time.Time) Update {
	u.ID, u.Kind, u.At, u.Callback = followID(u.ID, u.Chat), Notice, at, ""
	u.Event = conversation.Event{Text: text}
	return u
}

// Telling makes a text for a private chat. Of the same chat and number, such as
// the week it is for, there is one only.
func Telling(chat, number int64, text string, at time.Time) Update {
	return Update{ID: followID(number, chat), Kind: Notice, Chat: chat, At: at, Event: conversation.Event{Text: text}}
}

// followID numbers an update that follows from something else: the same for
// the same, far above the numbers of messengers.
func followID(of, chat int64) int64 {
	sum := fnv.New64a()
	_ = binary.Write(sum, binary.BigEndian, [2]int64{of, chat}) // never fails
	return 1<<62 | int64(sum.Sum64()>>2)
}
