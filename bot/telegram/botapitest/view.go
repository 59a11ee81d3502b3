package botapitest

import (
	"fmt"
	"strings"
)

// Screen writes what somebody sees who looks at a chat, or at a topic of a
// forum: what was deleted is not there, who wrote is named, and nothing depends
// on the time. Topic 0 is the chat itself, or the general topic:
//
//	== 客服 › ✅ #1001 老王 (closed) ==
//	#6 bot, pinned
//	  *#1001*
//	  ❝what was said❞
//	  [接手] [看对话]
//	#7 老李 ↩#6 ✎ 👌
//	  好的
//	#8 bot, photo, album 1
//	  小票
//
// Stars are bold, ❝ ❞ a quotation, ↩ what is replied to, ✎ an edit; the last is
// the bot's reaction.
func (s *Server) Screen(chat, topic int64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chats[chat]
	if ch == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "== %s ==\n", ch.heading(topic))
	albums := map[string]int{}
	for _, m := range ch.messages {
		if m.Deleted || ch.forum && m.Topic != topic {
			continue
		}
		m.draw(&b, albums)
	}
	return b.String()
}

// heading is what stands above the messages.
func (ch *chat) heading(topic int64) string {
	if ch.kind == private {
		return ch.user.First
	}
	t := ch.topics[topic]
	switch {
	case !ch.forum:
		return ch.title
	case t == nil:
		return ch.title + " › General"
	}
	name := t.Name
	if emoji := iconEmoji(t.Icon); emoji != "" {
		name = emoji + " " + name
	}
	switch {
	case t.Deleted:
		name += " (deleted)"
	case t.Closed:
		name += " (closed)"
	}
	return ch.title + " › " + name
}

// draw writes one message.
func (m *message) draw(b *strings.Builder, albums map[string]int) {
	who := "bot"
	if !m.Bot {
		who = m.from.First
	}
	fmt.Fprintf(b, "#%d %s", m.ID, who)
	if m.Kind != "text" {
		b.WriteString(", " + m.Kind)
	}
	if m.Album != "" {
		if albums[m.Album] == 0 {
			albums[m.Album] = len(albums) + 1
		}
		fmt.Fprintf(b, ", album %d", albums[m.Album])
	}
	if m.Pinned {
		b.WriteString(", pinned")
	}
	if m.ReplyTo != 0 {
		fmt.Fprintf(b, " ↩#%d", m.ReplyTo)
	}
	if m.Quote != "" {
		b.WriteString(" “" + m.Quote + "”")
	}
	if !m.Edited.IsZero() {
		b.WriteString(" ✎")
	}
	if m.Reaction != "" {
		b.WriteString(" " + m.Reaction)
	}
	b.WriteString("\n")
	if m.Text != "" {
		b.WriteString("  " + strings.ReplaceAll(marked(m.Text, m.Entities), "\n", "\n  ") + "\n")
	}
	for _, row := range m.Buttons {
		b.WriteString(" ")
		for _, button := range row {
			b.WriteString(" [" + button.Text + "]")
		}
		b.WriteString("\n")
	}
}

// marked writes a text with its entities to be seen.
func marked(text string, entities []Entity) string {
	var b strings.Builder
	at := 0
	signs := func() {
		for _, e := range entities { // what ends stands before what begins
			if e.Offset+e.Length == at {
				b.WriteString(entitySign(e.Type, true))
			}
		}
		for _, e := range entities {
			if e.Offset == at {
				b.WriteString(entitySign(e.Type, false))
			}
		}
	}
	for _, r := range text {
		signs()
		b.WriteRune(r)
		at += utf16Width(r)
	}
	signs()
	return b.String()
}

func entitySign(kind string, end bool) string {
	switch {
	case kind == "bold":
		return "*"
	case kind != "blockquote" && kind != "expandable_blockquote":
		return ""
	case end:
		return "❞"
	}
	return "❝"
}
