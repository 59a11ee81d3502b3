package botapitest

import (
	"slices"
	"strings"
)

// wireMember is a ChatMember.
type wireMember struct {
	Status       Status  `json:"status"`
	User         *person `json:"user"`
	BeEdited     *bool   `json:"can_be_edited,omitempty"`
	Anonymous    *bool   `json:"is_anonymous,omitempty"`
	ManageChat   *bool   `json:"can_manage_chat,omitempty"`
	ManageTopics *bool   `json:"can_manage_topics,omitempty"`
	Delete       *bool   `json:"can_delete_messages,omitempty"`
	Pin          *bool   `json:"can_pin_messages,omitempty"`
	Send         *bool   `json:"can_send_messages,omitempty"`
	IsMember     *bool   `json:"is_member,omitempty"`
	Until        *int64  `json:"until_date,omitempty"`
}

func (m *member) wire() wireMember {
	w := wireMember{Status: m.status, User: m.user}
	has := func(right Right) *bool { return new(m.rights&right != 0) }
	switch m.status {
	case Creator:
		w.Anonymous = new(false)
	case Administrator:
		w.BeEdited, w.Anonymous, w.ManageChat = new(false), new(false), new(true)
		w.ManageTopics, w.Delete, w.Pin = has(ManageTopics), has(DeleteMessages), has(PinMessages)
	case Restricted:
		w.Send, w.IsMember, w.Until = new(false), new(true), new(int64(0))
	case Kicked:
		w.Until = new(int64(0))
	}
	return w
}

func (c *call) getChat() (any, *apiError) {
	ch, err := c.chatArg("chat_id", read)
	if err != nil {
		return nil, err
	}
	var full struct {
		wireChat
		Accent    int          `json:"accent_color_id"`
		Reactions int          `json:"max_reaction_count"`
		Pinned    *wireMessage `json:"pinned_message,omitempty"`
	}
	full.wireChat, full.Reactions = ch.wire(), 11
	for _, m := range ch.messages {
		if m.Pinned && !m.Deleted {
			full.Pinned = m.wire(false)
		}
	}
	return full, nil
}

func (c *call) getChatMember() (any, *apiError) {
	if c.number("user_id") <= 0 {
		return nil, badRequest("invalid user_id specified")
	}
	ch, err := c.chatArg("chat_id", read)
	if err != nil {
		return nil, err
	}
	id := c.number("user_id")
	user := c.s.users[id]
	switch {
	case user == nil, ch.kind == private && id != ch.id && user != c.s.me:
		return nil, badRequest("member not found")
	case ch.kind == private:
		return (&member{user: user, status: Member}).wire(), nil
	}
	if m := ch.members[id]; m != nil {
		return m.wire(), nil
	}
	return (&member{user: user, status: Left}).wire(), nil
}

func (c *call) getChatAdministrators() (any, *apiError) {
	ch, err := c.chatArg("chat_id", read)
	switch {
	case err != nil:
		return nil, err
	case ch.kind == private:
		return nil, badRequest("there are no administrators in the private chat")
	}
	admins := []wireMember{}
	for _, m := range ch.members {
		if m.status == Creator || m.status == Administrator {
			admins = append(admins, m.wire())
		}
	}
	slices.SortFunc(admins, func(a, b wireMember) int { return int(a.User.ID - b.User.ID) })
	return admins, nil
}

func (c *call) leaveChat() (any, *apiError) {
	ch, err := c.chatArg("chat_id", read)
	switch {
	case err != nil:
		return nil, err
	case ch.kind == private:
		return nil, badRequest("can't leave private chats")
	}
	if ch.has(c.s.me.ID) {
		c.s.setMember(ch, c.s.me, c.s.me, Left, 0)
	}
	return true, nil
}

func (c *call) sendChatAction() (any, *apiError) {
	const actions = " cancel typing record_video upload_video record_voice upload_voice upload_photo upload_document " +
		"choose_sticker find_location record_video_note upload_video_note "
	if !strings.Contains(actions, " "+c.args["action"]+" ") {
		return nil, badRequest("wrong parameter action in request")
	}
	ch, err := c.chatArg("chat_id", write)
	if err != nil {
		return nil, err
	}
	_, err = c.topicArg(ch)
	return err == nil, err
}

func (c *call) getFile() (any, *apiError) {
	id := c.args["file_id"]
	switch {
	case id == "":
		return nil, badRequest("file_id not specified")
	case c.s.files[id] == "":
		return nil, badRequest("invalid file_id")
	}
	return map[string]any{
		"file_id": id, "file_unique_id": "U" + id, "file_size": 4096, "file_path": c.s.files[id] + "s/file_1",
	}, nil
}

func (c *call) getMe() (any, *apiError) {
	return struct {
		person
		JoinGroups bool `json:"can_join_groups"`
		ReadAll    bool `json:"can_read_all_group_messages"`
		Inline     bool `json:"supports_inline_queries"`
		Business   bool `json:"can_connect_to_business"`
		WebApp     bool `json:"has_main_web_app"`
	}{person: *c.s.me, JoinGroups: true, ReadAll: !c.s.opts.Privacy}, nil
}
