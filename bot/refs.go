package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// The case knows messages and topics by refs: "<chat>/<message>" and
// "<group>#<topic>". They are stored; the form is fixed for ever.
const (
	ofMessage = "/"
	ofTopic   = "#"
)

// messageRef names a message; "" where there is none.
func messageRef(chat, message int64) handoff.Ref {
	if message == 0 {
		return ""
	}
	return ref(chat, ofMessage, message)
}

// topicRef names a topic of a group; "" where there is none.
func topicRef(group, thread int64) handoff.Ref {
	if thread == 0 {
		return ""
	}
	return ref(group, ofTopic, thread)
}

func ref(chat int64, of string, id int64) handoff.Ref {
	return handoff.Ref(strconv.FormatInt(chat, 10) + of + strconv.FormatInt(id, 10))
}

// parseMessage reads the ref of a message.
func parseMessage(r handoff.Ref) (chat, message int64, ok bool) { return parseRef(r, ofMessage) }

// parseTopic reads the ref of a topic.
func parseTopic(r handoff.Ref) (group, thread int64, ok bool) { return parseRef(r, ofTopic) }

// parseRef reads a ref; ok is false for anything that ref would not write.
func parseRef(r handoff.Ref, of string) (chat, id int64, ok bool) {
	a, b, found := strings.Cut(string(r), of)
	chat, errChat := strconv.ParseInt(a, 10, 64)
	id, errID := strconv.ParseInt(b, 10, 64)
	if !found || errChat != nil || errID != nil || id <= 0 || ref(chat, of, id) != r {
		return 0, 0, false
	}
	return chat, id, true
}

// messagesOf gives the messages that refs name, in the order of their ids, and
// their chat: that of the first.
func messagesOf(refs []handoff.Ref) (chat int64, messages []int64) {
	for _, r := range refs {
		c, m, ok := parseMessage(r)
		if ok && (chat == 0 || chat == c) {
			chat, messages = c, append(messages, m)
		}
	}
	slices.Sort(messages)
	return chat, slices.Compact(messages)
}
