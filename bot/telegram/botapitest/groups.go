package botapitest

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Status is what somebody is in a group.
type Status string

// The statuses.
const (
	Creator       Status = "creator"
	Administrator Status = "administrator"
	Member        Status = "member"
	Restricted    Status = "restricted" // may not write
	Left          Status = "left"
	Kicked        Status = "kicked"
)

// Right is what an administrator may do besides the rest.
type Right uint8

// The rights that matter here, to be added up.
const (
	ManageTopics Right = 1 << iota
	DeleteMessages
	PinMessages
	AllRights = ManageTopics | DeleteMessages | PinMessages
)

// member is somebody in a group.
type member struct {
	user   *person
	status Status
	rights Right
}

// Group is a group that the bot may be in.
type Group struct {
	ID int64
	s  *Server
}

// GroupOptions are how a group is at first.
type GroupOptions struct {
	// ID is below 0; the next free one when 0.
	ID    int64
	Title string
	Basic bool // no supergroup
	Forum bool
	// Bot is what the bot is there, [Administrator] when "", and Rights what
	// it may do then, [AllRights] when nil.
	Bot    Status
	Rights *Right
}

// NewGroup makes a group; the bot is not told.
func (s *Server) NewGroup(o GroupOptions) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newGroup(o)
}

func (s *Server) newGroup(o GroupOptions) *Group {
	s.lastGroup++
	ch := &chat{
		id: o.ID, kind: supergroup, title: cmp.Or(o.Title, "Group"), forum: o.Forum,
		members: map[int64]*member{}, topics: map[int64]*topic{},
	}
	if o.Basic {
		ch.kind = basicGroup
	}
	if ch.id == 0 {
		ch.id = -4000000000 - s.lastGroup
		if !o.Basic {
			ch.id = -1002000000000 - s.lastGroup
		}
	}
	bot := &member{user: s.me, status: cmp.Or(o.Bot, Administrator), rights: AllRights}
	if o.Rights != nil {
		bot.rights = *o.Rights
	}
	ch.members[s.me.ID] = bot
	s.chats[ch.id] = ch
	return &Group{ID: ch.id, s: s}
}

func (ch *chat) status(user int64) Status {
	if m := ch.members[user]; m != nil {
		return m.status
	}
	return Left
}

// has reports whether a user is in the group.
func (ch *chat) has(user int64) bool {
	status := ch.status(user)
	return status != Left && status != Kicked
}

// may reports whether a user has a right. Members of a basic group have no
// rights; in supergroups administrators have those given to them.
func (ch *chat) may(user int64, right Right) bool {
	m := ch.members[user]
	return m != nil && (m.status == Creator || m.status == Administrator && m.rights&right != 0)
}

// administers reports whether a user is an administrator, with whatever rights.
func (ch *chat) administers(user int64) bool {
	status := ch.status(user)
	return status == Creator || status == Administrator
}

// Set makes a user something in the group. The bot is told by a service
// message when somebody comes or goes, and by chat_member if it asks for it
// and is an administrator.
func (g *Group) Set(u User, status Status) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.s.setMember(g.chat(), g.s.users[u.user], g.s.users[u.user], status, AllRights)
}

// SetBot makes the bot something in the group, by somebody, and tells it so.
func (g *Group) SetBot(by User, status Status, rights Right) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.s.setMember(g.chat(), g.s.me, g.s.users[by.user], status, rights)
}

func (g *Group) chat() *chat { return g.s.chats[g.ID] }

func (s *Server) setMember(ch *chat, who, by *person, status Status, rights Right) {
	before, was := ch.status(who.ID), ch.has(who.ID)
	leaving := status == Left || status == Kicked
	note := func(kind string, value any) {
		s.service(ch, by, 0, kind, value)
	}
	if was && leaving {
		note("left_chat_member", who) // before the bot is out and hears nothing more
	}
	ch.members[who.ID] = &member{user: who, status: status, rights: rights}
	if !was && !leaving {
		note("new_chat_members", []*person{who})
	}
	if who == s.me {
		s.pushBotMember(ch, by.ID, before, status)
		return
	}
	if !ch.administers(s.me.ID) {
		return // only administrators are told
	}
	s.push("chat_member", s.memberUpdate(ch, by.ID, who, before, status), who.ID+6<<33, time.Time{})
}

// pushBotMember tells the bot what it is in a chat now.
func (s *Server) pushBotMember(ch *chat, by int64, before, after Status) int64 {
	return s.push("my_chat_member", s.memberUpdate(ch, by, s.me, before, after), ch.id+5<<33, time.Time{})
}

func (s *Server) memberUpdate(ch *chat, by int64, who *person, before, after Status) any {
	return struct {
		Chat wireChat   `json:"chat"`
		From *person    `json:"from"`
		Date int64      `json:"date"`
		Old  wireMember `json:"old_chat_member"`
		New  wireMember `json:"new_chat_member"`
	}{
		ch.wire(), s.users[by], s.opts.Now().Unix(),
		(&member{who, before, AllRights}).wire(), (&member{who, after, AllRights}).wire(),
	}
}

// service puts a service message on the screen and tells the bot, even of what
// it did itself: so does the real server.
func (s *Server) service(ch *chat, by *person, inTopic int64, kind string, value any) *message {
	m := &message{
		Message: Message{Kind: kind, Topic: inTopic, From: by.ID, Bot: by == s.me},
		from:    by, service: true, content: encode(value),
	}
	s.add(ch, m, s.opts.Now())
	if kind == "forum_topic_created" {
		m.Topic = m.ID
	}
	s.pushMessage("message", m)
	return m
}

// Migrate makes a supergroup of a basic group and gives it.
func (g *Group) Migrate() *Group {
	s := g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	old := g.chat()
	to := s.newGroup(GroupOptions{Title: old.title})
	fresh := to.chat()
	fresh.members = maps.Clone(old.members)
	s.service(old, s.me, 0, "migrate_to_chat_id", fresh.id)
	s.service(fresh, s.me, 0, "migrate_from_chat_id", old.id)
	old.migratedTo = fresh.id
	return to
}

// SetForum turns the topics of a supergroup on or off.
func (g *Group) SetForum(on bool) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat().forum = on
}

// SetTitle renames the group and tells the bot.
func (g *Group) SetTitle(by User, title string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat().title = title
	g.s.service(g.chat(), g.s.users[by.user], 0, "new_chat_title", title)
}

// Topics gives the topics that there ever were, oldest first.
func (g *Group) Topics() []Topic {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	var topics []Topic
	for _, t := range g.chat().topics {
		topics = append(topics, t.Topic)
	}
	slices.SortFunc(topics, func(a, b Topic) int { return cmp.Compare(a.ID, b.ID) })
	return topics
}

// CreateTopic makes a topic by somebody and gives its number.
func (g *Group) CreateTopic(by User, name string) int64 {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.s.createTopic(g.chat(), g.s.users[by.user], Topic{Name: name, Color: topicColors[0]}).ID
}

// RenameTopic gives a topic another name, by somebody.
func (g *Group) RenameTopic(by User, id int64, name string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if t := g.chat().topics[id]; t != nil && !t.Deleted {
		t.Name = name
		g.s.service(g.chat(), g.s.users[by.user], id, "forum_topic_edited", wireTopic{Name: name})
	}
}

// CloseTopic closes a topic by somebody, or opens it again.
func (g *Group) CloseTopic(by User, id int64, closed bool) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if t := g.chat().topics[id]; t != nil && !t.Deleted && t.Closed != closed {
		g.s.closeTopic(g.chat(), g.s.users[by.user], t, closed)
	}
}

// DeleteTopic deletes a topic with all its messages; bots are not told.
func (g *Group) DeleteTopic(id int64) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if t := g.chat().topics[id]; t != nil {
		g.s.deleteTopic(g.chat(), t)
	}
}
