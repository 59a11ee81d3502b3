package botapitest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Participant is a user in a chat, who writes and presses there. It is a
// value; [Participant.InTopic], [Participant.Reply] and the like give changed
// ones.
type Participant struct {
	s         *Server
	chat      int64
	user      int64
	topic     int64
	reply     int64
	quote     string
	anonymous bool
}

// User is a user in the private chat with the bot.
type User struct{ Participant }

// Sent names what a participant did. Both are 0 when it could not be done: the
// user blocked the bot or is no member, the topic is deleted, the message is
// not the user's.
type Sent struct {
	Update  int64 // 0 too when the bot does not get it
	Message int64
}

// User gives the user with an id, who is made up at first. The bot may not
// write to users before they have written.
func (s *Server) User(id int64) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.privateChat(id)
	return User{Participant{s: s, chat: id, user: id}}
}

// Named sets what the account shows; "" leaves it.
func (u User) Named(first, username, language string) User {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	p := *u.s.users[u.user]
	for _, set := range []struct{ field, value *string }{
		{&p.First, &first}, {&p.Username, &username}, {&p.Language, &language},
	} {
		if *set.value != "" {
			*set.field = *set.value
		}
	}
	u.s.users[u.user], u.s.chats[u.user].user = &p, &p
	return u
}

// In gives the user in a group.
func (u User) In(g *Group) Participant { return Participant{s: u.s, chat: g.ID, user: u.user} }

// Chat is the id of the chat.
func (p Participant) Chat() int64 { return p.chat }

// InTopic goes into a topic of the forum.
func (p Participant) InTopic(topic int64) Participant { p.topic = topic; return p }

// Reply makes what follows a reply to a message.
func (p Participant) Reply(message int64) Participant { p.reply = message; return p }

// Quoting makes what follows a reply to a part of a message.
func (p Participant) Quoting(message int64, part string) Participant {
	p.reply, p.quote = message, part
	return p
}

// Anonymous writes in the name of the group, as anonymous administrators do.
func (p Participant) Anonymous() Participant { p.anonymous = true; return p }

// anonymousAdmin is the account that anonymous administrators write with.
const anonymousAdmin = 1087968824

// Start opens the chat with the bot, as a link with a payload does.
func (p Participant) Start(payload string) Sent {
	if payload != "" {
		return p.Text("/start " + payload)
	}
	return p.Text("/start")
}

// Text writes.
func (p Participant) Text(text string) Sent {
	return p.send(&message{Message: Message{Kind: "text", Text: text, Entities: commands(text)}})
}

// Photo sends one.
func (p Participant) Photo(caption string) Sent { return p.file("photo", caption, "") }

// Voice sends a voice message.
func (p Participant) Voice(seconds int) Sent {
	return p.file("voice", "", fmt.Sprintf(`,"duration":%d,"mime_type":"audio/ogg"`, seconds))
}

// Document sends a file.
func (p Participant) Document(name, caption string) Sent {
	return p.file("document", caption, `,"mime_type":"application/octet-stream","file_name":`+string(encode(name)))
}

// Sticker sends one.
func (p Participant) Sticker(emoji string) Sent {
	return p.file("sticker", "", `,"type":"regular","width":512,"height":512,"is_animated":false,"is_video":false,"emoji":`+
		string(encode(emoji)))
}

// Location sends a place.
func (p Participant) Location(latitude, longitude float64) Sent {
	return p.Content("location", map[string]float64{"latitude": latitude, "longitude": longitude})
}

// Contact sends a phone number.
func (p Participant) Contact(phone, first string) Sent {
	return p.Content("contact", map[string]string{"phone_number": phone, "first_name": first})
}

// Content sends a message with any other field of the Bot API's Message.
func (p Participant) Content(field string, value any) Sent {
	return p.send(&message{Message: Message{Kind: field}, content: encode(value)})
}

// Album sends photos together, one for each caption.
func (p Participant) Album(captions ...string) []Sent {
	p.s.mu.Lock()
	p.s.lastAlbum++
	album := strconv.FormatInt(13000000000000000+p.s.lastAlbum, 10)
	p.s.mu.Unlock()
	sent := make([]Sent, len(captions))
	for i, caption := range captions {
		m := p.newFile("photo", caption, "")
		m.Album = album
		sent[i] = p.send(m)
	}
	return sent
}

// Forward sends a text that somebody else wrote.
func (p Participant) Forward(text, from string) Sent {
	p.s.mu.Lock()
	date := p.s.opts.Now().Unix()
	p.s.mu.Unlock()
	origin := encode(map[string]any{"type": "hidden_user", "date": date, "sender_user_name": from})
	return p.send(&message{Message: Message{Kind: "text", Text: text, Entities: commands(text)}, origin: origin})
}

func (p Participant) file(kind, caption, fields string) Sent {
	return p.send(p.newFile(kind, caption, fields))
}

func (p Participant) newFile(kind, caption, fields string) *message {
	p.s.mu.Lock()
	id := p.s.newFile(kind)
	p.s.mu.Unlock()
	return &message{
		Message: Message{Kind: kind, Text: caption, File: id, Entities: commands(caption)},
		content: fileContent(kind, id, fields),
	}
}

// fileContent is the content of a message with a file; fields begin with a
// comma.
func fileContent(kind, id, fields string) json.RawMessage {
	file := `{"file_id":"` + id + `","file_unique_id":"U` + id[len(id)-len(kind)-9:] + `","file_size":4096`
	if kind == "photo" {
		return json.RawMessage(`[` + file + `,"width":90,"height":67},` + file + `,"width":800,"height":600}]`)
	}
	return json.RawMessage(file + fields + `}`)
}

// send puts a message of the participant on the screen and tells the bot.
func (p Participant) send(m *message) Sent {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	ch := s.chats[p.chat]
	if !p.mayWrite(ch) {
		return Sent{}
	}
	ch.started = true
	ch.acts++
	m.from, m.From = s.users[p.user], p.user
	if p.anonymous {
		m.anonymous, m.From = true, anonymousAdmin
		m.from = &person{ID: anonymousAdmin, IsBot: true, First: "Group", Username: "GroupAnonymousBot"}
	}
	m.Topic, m.ReplyTo, m.Quote = p.topic, p.reply, p.quote
	s.add(ch, m, s.opts.Now())
	return Sent{Update: s.pushMessage("message", m), Message: m.ID}
}

// mayWrite reports whether the participant may write there: in a closed topic
// only some may, and in the name of a group only its administrators.
func (p Participant) mayWrite(ch *chat) bool {
	if !p.present(ch) || p.anonymous && !ch.administers(p.user) {
		return false
	}
	if ch.kind == private || p.topic == 0 {
		return ch.kind == private || ch.status(p.user) != Restricted
	}
	t := ch.topics[p.topic]
	return ch.forum && t != nil && t.writable(ch, p.user) && ch.status(p.user) != Restricted
}

// present reports whether the participant is in the chat and the bot may hear
// of it.
func (p Participant) present(ch *chat) bool {
	if ch.kind == private {
		return !ch.blocked && !ch.deactivated
	}
	return ch.migratedTo == 0 && ch.has(p.user)
}

// author is who the participant writes as.
func (p Participant) author() int64 {
	if p.anonymous {
		return anonymousAdmin
	}
	return p.user
}

// Edit changes the text or the caption of an own message.
func (p Participant) Edit(id int64, text string) Sent {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	ch := s.chats[p.chat]
	m := ch.find(id)
	if m == nil || m.From != p.author() || m.service || !p.InTopic(m.Topic).mayWrite(ch) {
		return Sent{}
	}
	ch.acts++
	m.edit(s.opts.Now(), formatted{text, commands(text)}, nil)
	return Sent{Update: s.pushMessage("edited_message", m), Message: id}
}

// Delete takes messages off the screen, anybody's; bots are not told.
func (p Participant) Delete(ids ...int64) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	defer p.s.changed()
	for _, id := range ids {
		if m := p.s.chats[p.chat].find(id); m != nil {
			m.Deleted = true
		}
	}
}

// pushMessage tells the bot of a message, unless it is not in the chat or its
// privacy keeps the message from it.
func (s *Server) pushMessage(kind string, m *message) int64 {
	ch := m.chat
	if ch.kind != private {
		status := ch.status(s.me.ID)
		if status == Left || status == Kicked {
			return 0
		}
		if s.opts.Privacy && status != Administrator && !m.service && !s.addressed(m) {
			return 0
		}
	}
	return s.push(kind, m.wire(true), m.Chat, time.Time{})
}

// addressed reports whether a message in a group is a command or a reply to
// the bot.
func (s *Server) addressed(m *message) bool {
	if to := m.chat.find(m.ReplyTo); m.ReplyTo != 0 && to != nil && to.Bot {
		return true
	}
	return len(m.Entities) > 0 && m.Entities[0].Type == "bot_command"
}

// commands marks the /commands of a text, as Telegram does.
func commands(text string) []Entity {
	var found []Entity
	at, before := 0, ' '
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		if runes[i] == '/' && (before == ' ' || before == '\n') {
			end := i + 1
			for end < len(runes) && isCommand(runes[end]) {
				end++
			}
			if end > i+1 {
				found = append(found, Entity{Type: "bot_command", Offset: at, Length: end - i})
			}
		}
		before = runes[i]
		at += utf16Width(runes[i])
	}
	return found
}

func isCommand(r rune) bool {
	return r == '_' || r == '@' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// Block keeps the bot from writing to the user, and tells it so.
func (u User) Block() int64 { return u.setBlocked(true) }

// Unblock takes it back.
func (u User) Unblock() int64 { return u.setBlocked(false) }

func (u User) setBlocked(blocked bool) int64 {
	s := u.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chats[u.chat]
	if ch.blocked == blocked {
		return 0
	}
	ch.blocked = blocked
	before, after := Member, Kicked
	if !blocked {
		before, after = after, before
	}
	return s.pushBotMember(ch, u.user, before, after)
}

// Deactivate deletes the account; bots are not told.
func (u User) Deactivate() {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	u.s.chats[u.chat].deactivated = true
}
