package botapitest

import (
	"strconv"
	"strings"
	"time"
)

// world is the people, the chats and what is in them.
type world struct {
	me    *person
	users map[int64]*person
	chats map[int64]*chat
	files map[string]string // kind by file_id
	// lastMessage counts the messages of private chats and basic groups, which
	// share their numbers; every supergroup has its own.
	lastMessage int64
	lastGroup   int64
	lastAlbum   int64
	lastPress   int64
	presses     map[string]*press // the last ones, by id
}

// person is a user or the bot.
type person struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Username string `json:"username,omitempty"`
	Language string `json:"language_code,omitempty"`
}

type chatKind string

const (
	private    chatKind = "private"
	basicGroup chatKind = "group"
	supergroup chatKind = "supergroup"
)

// chat is a private chat or a group.
type chat struct {
	id    int64
	kind  chatKind
	title string
	forum bool

	user        *person // of a private chat
	started     bool    // the user has written at least once
	blocked     bool    // by the user
	deactivated bool    // the account is gone

	members    map[int64]*member // of a group, with the bot
	topics     map[int64]*topic
	migratedTo int64

	lastMessage int64      // of a supergroup
	messages    []*message // by number

	budget    budget
	lastTopic time.Time // when the bot made one
	lastShown shown
	acts      int // what people did in the chat so far
}

// wireChat is a chat in an answer or an update.
type wireChat struct {
	ID       int64    `json:"id"`
	Type     chatKind `json:"type"`
	Title    string   `json:"title,omitempty"`
	First    string   `json:"first_name,omitempty"`
	Username string   `json:"username,omitempty"`
	Forum    bool     `json:"is_forum,omitempty"`
}

func newWorld(token string) world {
	before, _, _ := strings.Cut(token, ":")
	id, _ := strconv.ParseInt(before, 10, 64)
	me := &person{ID: id, IsBot: true, First: "Fake", Username: "fake_bot"}
	return world{
		me: me, users: map[int64]*person{me.ID: me}, chats: map[int64]*chat{}, files: map[string]string{},
		presses: map[string]*press{},
	}
}

func (ch *chat) wire() wireChat {
	w := wireChat{ID: ch.id, Type: ch.kind, Title: ch.title, Forum: ch.forum}
	if ch.user != nil {
		w.First, w.Username = ch.user.First, ch.user.Username
	}
	return w
}

// access is what a call wants of a chat.
type access int

const (
	read access = iota
	edit
	write
)

// chatArg finds the chat that an argument names and checks that the bot may do
// there what it wants to.
func (c *call) chatArg(name string, want access) (*chat, *apiError) {
	if c.args[name] == "" {
		return nil, badRequest("%s is empty", name)
	}
	ch := c.s.chats[c.number(name)]
	if ch == nil {
		return nil, badRequest("chat not found")
	}
	return ch, ch.check(want, c.s.me.ID)
}

func (ch *chat) check(want access, me int64) *apiError {
	switch ch.kind {
	case private:
		return ch.checkPrivate(want)
	case basicGroup:
		if want == read {
			return nil
		}
		if ch.migratedTo != 0 {
			e := badRequest("group chat was upgraded to a supergroup chat")
			e.migrateTo = ch.migratedTo
			return e
		}
		return ch.checkMember(me, "group chat")
	default:
		return ch.checkMember(me, "supergroup chat")
	}
}

func (ch *chat) checkPrivate(want access) *apiError {
	switch {
	case want == read:
		return nil
	case ch.deactivated:
		return forbidden("user is deactivated")
	case ch.blocked:
		return forbidden("bot was blocked by the user")
	case !ch.started:
		return forbidden("bot can't initiate conversation with a user")
	}
	return nil
}

func (ch *chat) checkMember(me int64, what string) *apiError {
	switch ch.status(me) {
	case Kicked:
		return forbidden("bot was kicked from the " + what)
	case Left:
		return forbidden("bot is not a member of the " + what)
	}
	return nil
}

// checkSend says whether the bot may send a kind of message there; a rule of
// its own, as it is checked after the message.
func (ch *chat) checkSend(me int64, what string) *apiError {
	if ch.kind != private && ch.status(me) == Restricted {
		return badRequest("not enough rights to send %s to the chat", what)
	}
	return nil
}

// find gives a message that is on the screen, or nil.
func (ch *chat) find(id int64) *message {
	m := ch.any(id)
	if m == nil || m.Deleted {
		return nil
	}
	return m
}

// any gives a message, deleted or not, or nil.
func (ch *chat) any(id int64) *message {
	low, high := 0, len(ch.messages)
	for low < high {
		if middle := (low + high) / 2; ch.messages[middle].ID < id {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(ch.messages) && ch.messages[low].ID == id {
		return ch.messages[low]
	}
	return nil
}

// add puts a message below the others and gives it its number.
func (s *Server) add(ch *chat, m *message, now time.Time) {
	m.chat, m.Chat, m.Date = ch, ch.id, now
	if ch.kind == supergroup {
		ch.lastMessage++
		m.ID = ch.lastMessage
	} else {
		s.lastMessage++
		m.ID = s.lastMessage
	}
	ch.messages = append(ch.messages, m)
	if keep := s.opts.KeepMessages; keep > 0 && len(ch.messages) > 2*keep {
		ch.messages = append([]*message(nil), ch.messages[len(ch.messages)-keep:]...)
	}
}

// privateChat gives the chat of a user, who is made up when unknown.
func (s *Server) privateChat(id int64) *chat {
	if ch := s.chats[id]; ch != nil {
		return ch
	}
	user := s.users[id]
	if user == nil {
		user = &person{ID: id, First: "User " + strconv.FormatInt(id, 10)}
		s.users[id] = user
	}
	ch := &chat{id: id, kind: private, user: user}
	s.chats[id] = ch
	return ch
}

// newFile makes up a file of a kind and gives its file_id.
func (s *Server) newFile(kind string) string {
	number := strconv.Itoa(len(s.files) + 1)
	id := "AgACAgQAAxkBAAIB" + strings.Repeat("0", max(0, 8-len(number))) + number + "_" + kind
	s.files[id] = kind
	return id
}
