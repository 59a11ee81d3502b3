package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// screen is what was last seen of a chat or a topic.
type screen struct {
	chat, topic int64
	heading     string
	numbers     map[int64]int // of messages as a transcript counts them: from 1, without what Telegram writes
	shown       map[int64]string
}

// shownMessage is one message on a screen.
type shownMessage struct {
	id   int64
	text string // with its first line
}

var (
	messageHead = regexp.MustCompile(`^#(\d+) [^,↩]*`)
	replied     = regexp.MustCompile(`↩#(\d+)`)
	dateAndTime = regexp.MustCompile(`\b\d\d-\d\d \d\d:\d\d\b`)
	clockTime   = regexp.MustCompile(`\b\d\d:\d\d\b`)
)

// written by Telegram itself: where they stand among words of the bot depends
// on the moment.
var serviceKinds = []string{
	"new_chat_members", "left_chat_member", "pinned_message", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
	"forum_topic_reopened", "migrate_to_chat_id", "migrate_from_chat_id",
}

// lookAt gives the heading and the messages of a screen.
func lookAt(api *botapitest.Server, chat, topic int64) (heading string, messages []shownMessage) {
	for line := range strings.Lines(api.Screen(chat, topic)) {
		m := messageHead.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, "== "):
			heading = strings.TrimSuffix(line, "\n")
		case m != nil:
			id, _ := strconv.ParseInt(m[1], 10, 64) // digits
			messages = append(messages, shownMessage{id, line})
		case len(messages) > 0:
			messages[len(messages)-1].text += line
		}
	}
	return heading, slices.DeleteFunc(messages, func(m shownMessage) bool {
		_, kind, _ := strings.Cut(strings.TrimSpace(m.text), ", ")
		return slices.Contains(serviceKinds, kind)
	})
}

// changes writes what is new on the screen (+), looks otherwise (~) and is gone
// (-) since it was last looked at.
func (s *screen) changes(api *botapitest.Server) string {
	heading, messages := lookAt(api, s.chat, s.topic)
	if s.shown == nil {
		s.shown, s.numbers = map[int64]string{}, map[int64]int{}
	}
	var b strings.Builder
	there := map[int64]bool{}
	for _, m := range messages {
		there[m.id] = true
		if s.numbers[m.id] == 0 {
			s.numbers[m.id] = len(s.numbers) + 1
		}
	}
	for id := range s.shown {
		if !there[id] {
			fmt.Fprintf(&b, "    - #%d\n", s.numbers[id])
			delete(s.shown, id)
		}
	}
	gone := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	slices.Sort(gone)
	b.Reset()
	if gone[0] != "" {
		b.WriteString(strings.Join(gone, "\n") + "\n")
	}
	for _, m := range messages {
		text, sign := s.timeless(m.text), "+"
		was, known := s.shown[m.id]
		if known && was == text {
			continue
		}
		if known {
			sign = "~"
		}
		s.shown[m.id] = text
		b.WriteString("    " + sign + " " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n      ") + "\n")
	}
	if b.Len() == 0 && heading == s.heading {
		return ""
	}
	s.heading = heading
	return "  " + heading + "\n" + b.String()
}

// timeless writes a message with the numbers of the transcript and without
// times.
func (s *screen) timeless(text string) string {
	head, rest, _ := strings.Cut(text, "\n")
	id, tail, _ := strings.Cut(strings.TrimPrefix(head, "#"), " ")
	head = "#" + s.number(id) + " " + replied.ReplaceAllStringFunc(tail, func(ref string) string {
		return "↩#" + s.number(strings.TrimPrefix(ref, "↩#"))
	})
	rest = dateAndTime.ReplaceAllString(rest, "MM-DD hh:mm")
	return head + "\n" + clockTime.ReplaceAllString(rest, "hh:mm")
}

func (s *screen) number(id string) string {
	n, _ := strconv.ParseInt(id, 10, 64) // digits
	if s.numbers[n] == 0 {
		return "?"
	}
	return strconv.Itoa(s.numbers[n])
}

// message gives the message that a transcript means by a number.
func (s *screen) message(number string) int64 {
	for id, n := range s.numbers {
		if strconv.Itoa(n) == number {
			return id
		}
	}
	return 0
}
