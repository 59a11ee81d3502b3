package botapitest

import (
	"slices"
	"strconv"
	"strings"
)

const maxTopicName = 128 // characters

// Topic is a topic of a forum.
type Topic struct {
	ID      int64 // message_thread_id
	Name    string
	Icon    string // custom emoji id
	Color   int64
	Closed  bool
	Deleted bool
}

// topic is a topic with who made it.
type topic struct {
	Topic
	by *person
}

// writable reports whether somebody may write into a topic: a closed one is for
// its maker and for those who manage topics.
func (t *topic) writable(ch *chat, who int64) bool {
	return !t.Deleted && (!t.Closed || t.by.ID == who || ch.may(who, ManageTopics))
}

// topicColors are the colours that an icon may have.
var topicColors = [...]int64{0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F}

// topicIcons are the emoji that getForumTopicIconStickers gives, as it writes
// them, by their custom emoji ids from firstIcon on. They are some of the 112;
// no other emoji can be an icon.
var topicIcons = [...]string{
	"📰", "💡", "⚡️", "🎙", "🔝", "🗣", "🆒", "❗️", "📝", "📆", "📁", "🔎", "📣", "🔥", "❤️", "❓", "📈", "📉", "💎", "💰",
	"💸", "🪙", "💱", "⁉️", "🎮", "💻", "📱", "🚗", "🏠", "💘", "🎉", "‼️", "🏆", "🏁", "🎬", "🎵", "🔞", "📚", "👑", "⚽️",
	"🏀", "📺", "👀", "🤖", "💼", "🧪", "🛒", "🔭", "🔬", "💬", "🎄", "🎃", "✅", "🎖", "🤡", "🧠", "🦮", "🐈", "☕️",
}

const firstIcon = 5434144690511290000

// wireTopic is a ForumTopic, or without number what made it.
type wireTopic struct {
	Thread int64  `json:"message_thread_id,omitempty"`
	Name   string `json:"name,omitempty"`
	Color  int64  `json:"icon_color,omitempty"`
	Icon   string `json:"icon_custom_emoji_id,omitempty"`
}

// topicArg finds where to send: the topic that message_thread_id names, or 0.
func (c *call) topicArg(ch *chat) (int64, *apiError) {
	id := c.number("message_thread_id")
	if id <= 0 {
		return 0, nil
	}
	if ch.kind == basicGroup || ch.kind == supergroup && !ch.forum {
		c.violation("message_thread_id is ignored: the chat is no forum")
		return 0, nil
	}
	switch t := ch.topics[id]; {
	case t == nil || t.Deleted:
		return 0, badRequest("message thread not found")
	case !t.writable(ch, c.s.me.ID):
		return 0, badRequest("TOPIC_CLOSED")
	}
	return id, nil
}

// forum finds the forum of a call.
func (c *call) forum() (*chat, *apiError) {
	ch, err := c.chatArg("chat_id", write)
	if err == nil && !ch.forum {
		err = badRequest("the chat is not a forum")
	}
	return ch, err
}

// topic finds the topic to change; the bot needs the right or has to be its
// maker.
func (c *call) topic(right Right, denied string) (*chat, *topic, *apiError) {
	ch, err := c.forum()
	if err != nil {
		return nil, nil, err
	}
	if c.number("message_thread_id") <= 0 {
		return nil, nil, badRequest("invalid forum topic identifier specified")
	}
	t := ch.topics[c.number("message_thread_id")]
	if t == nil || t.Deleted {
		return nil, nil, badRequest("TOPIC_ID_INVALID")
	}
	if t.by != c.s.me && !ch.may(c.s.me.ID, right) {
		return nil, nil, badRequest("not enough rights to %s the topic", denied)
	}
	return ch, t, nil
}

func (c *call) createForumTopic() (any, *apiError) {
	ch, err := c.forum()
	if err != nil {
		return nil, err
	}
	t := Topic{Name: topicName(c.args["name"]), Icon: c.args["icon_custom_emoji_id"], Color: topicColors[0]}
	switch {
	case !ch.may(c.s.me.ID, ManageTopics):
		return nil, badRequest("not enough rights to create a topic")
	case t.Name == "":
		return nil, badRequest("name must be non-empty")
	case c.args["icon_color"] != "":
		t.Color = c.number("icon_color")
		if !slices.Contains(topicColors[:], t.Color) {
			return nil, badRequest("invalid icon color specified")
		}
	}
	if t.Icon != "" && iconEmoji(t.Icon) == "" {
		return nil, badRequest("DOCUMENT_INVALID")
	}
	if err := c.spend(ch, 1); err != nil {
		return nil, err
	}
	if err := c.spendTopic(ch); err != nil {
		return nil, err
	}
	made := c.s.createTopic(ch, c.s.me, t)
	c.sent = append(c.sent, made.ID)
	return wireTopic{made.ID, made.Name, made.Color, made.Icon}, nil
}

func (s *Server) createTopic(ch *chat, by *person, t Topic) *topic {
	m := s.service(ch, by, 0, "forum_topic_created", wireTopic{Name: t.Name, Color: t.Color, Icon: t.Icon})
	t.ID = m.ID
	made := &topic{Topic: t, by: by}
	ch.topics[t.ID] = made
	return made
}

func (c *call) editForumTopic() (any, *apiError) {
	ch, t, err := c.topic(ManageTopics, "edit")
	if err != nil {
		return nil, err
	}
	changed, edited := t.Topic, wireTopic{}
	if c.args["name"] != "" {
		changed.Name = topicName(c.args["name"])
		edited.Name = changed.Name
	}
	icon, setIcon := c.args["icon_custom_emoji_id"]
	if setIcon {
		changed.Icon, edited.Icon = icon, icon
	}
	switch {
	case changed.Name == "":
		return nil, badRequest("name must be non-empty")
	case setIcon && icon != "" && iconEmoji(icon) == "":
		return nil, badRequest("DOCUMENT_INVALID")
	case c.args["name"] == "" && !setIcon:
		return true, nil // nothing is asked for
	case changed == t.Topic:
		return nil, badRequest("TOPIC_NOT_MODIFIED")
	}
	if err := c.spend(ch, 1); err != nil {
		return nil, err
	}
	t.Topic = changed
	c.s.service(ch, c.s.me, t.ID, "forum_topic_edited", edited)
	return true, nil
}

func (c *call) closeForumTopic() (any, *apiError) { return c.setClosed(true) }

func (c *call) reopenForumTopic() (any, *apiError) { return c.setClosed(false) }

func (c *call) setClosed(closed bool) (any, *apiError) {
	ch, t, err := c.topic(ManageTopics, "close or open")
	if err != nil {
		return nil, err
	}
	if t.Closed == closed {
		return nil, badRequest("TOPIC_NOT_MODIFIED")
	}
	if err := c.spend(ch, 1); err != nil {
		return nil, err
	}
	c.s.closeTopic(ch, c.s.me, t, closed)
	return true, nil
}

func (s *Server) closeTopic(ch *chat, by *person, t *topic, closed bool) {
	t.Closed = closed
	kind := "forum_topic_reopened"
	if closed {
		kind = "forum_topic_closed"
	}
	s.service(ch, by, t.ID, kind, struct{}{})
}

func (c *call) deleteForumTopic() (any, *apiError) {
	ch, t, err := c.topic(DeleteMessages, "delete")
	if err != nil {
		return nil, err
	}
	if err := c.spend(ch, 1); err != nil {
		return nil, err
	}
	c.s.deleteTopic(ch, t)
	return true, nil
}

func (s *Server) deleteTopic(ch *chat, t *topic) {
	t.Deleted = true
	for _, m := range ch.messages {
		if m.Topic == t.ID {
			m.Deleted = true
		}
	}
	s.changed()
}

func (c *call) getForumTopicIconStickers() (any, *apiError) {
	type sticker struct {
		FileID string `json:"file_id"`
		Unique string `json:"file_unique_id"`
		Type   string `json:"type"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
		Emoji  string `json:"emoji"`
		Custom string `json:"custom_emoji_id"`
	}
	stickers := make([]sticker, len(topicIcons))
	for i, emoji := range topicIcons {
		id := iconID(i)
		stickers[i] = sticker{"CAACAgI" + id, "AgAD" + id, "custom_emoji", 100, 100, emoji, id}
	}
	return stickers, nil
}

func iconID(i int) string { return strconv.FormatInt(firstIcon+int64(i), 10) }

// iconEmoji gives the emoji of an icon, or "".
func iconEmoji(id string) string {
	for i, emoji := range topicIcons {
		if iconID(i) == id {
			return emoji
		}
	}
	return ""
}

// topicName is how a name is kept: on one line, and cut.
func topicName(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if runes := []rune(name); len(runes) > maxTopicName {
		name = string(runes[:maxTopicName])
	}
	return name
}
