package botapitest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// outgoing is where a message of the bot goes, and with what.
type outgoing struct {
	chat    *chat
	topic   int64
	replyTo int64
	quote   string
	buttons [][]Button
}

// outgoing reads what all messages have in common.
func (c *call) outgoing() (outgoing, *apiError) {
	var o outgoing
	reply, err := c.replyArg()
	if err != nil {
		return o, err
	}
	if o.buttons, err = c.markup(false); err != nil {
		return o, err
	}
	if o.chat, err = c.chatArg("chat_id", write); err != nil {
		return o, err
	}
	if o.topic, err = c.topicArg(o.chat); err != nil {
		return o, err
	}
	o.replyTo, o.quote, err = reply.find(o.chat)
	return o, err
}

// reply is a ReplyParameters, and what was used before there were any.
type reply struct {
	Message *int64 `json:"message_id"`
	Anyway  bool   `json:"allow_sending_without_reply"`
	Quote   string `json:"quote"`
}

func (c *call) replyArg() (reply, *apiError) {
	var r reply
	if value, is := c.args["reply_parameters"]; is {
		if err := json.Unmarshal([]byte(value), &r); err != nil {
			return r, badRequest("can't parse reply parameters JSON object")
		}
		if r.Message == nil && strings.TrimSpace(value) != "{}" {
			return r, badRequest("can't find field \"message_id\"")
		}
		return r, nil
	}
	if id := c.number("reply_to_message_id"); id > 0 {
		r.Message = &id
	}
	r.Anyway = c.flag("allow_sending_without_reply")
	return r, nil
}

// find gives the message that is replied to, or 0.
func (r reply) find(ch *chat) (id int64, quote string, _ *apiError) {
	if r.Message == nil || *r.Message <= 0 {
		return 0, "", nil
	}
	to := ch.find(*r.Message)
	switch {
	case to == nil && r.Anyway:
		return 0, "", nil
	case to == nil:
		return 0, "", badRequest("message to be replied not found")
	case r.Quote != "" && !strings.Contains(to.Text, r.Quote):
		return 0, "", badRequest("QUOTE_TEXT_INVALID")
	}
	return to.ID, r.Quote, nil
}

// show puts a message of the bot on the screen.
func (c *call) show(o outgoing, m *message) *message {
	m.Bot, m.from, m.From = true, c.s.me, c.s.me.ID
	m.Topic, m.ReplyTo, m.Quote, m.Buttons = o.topic, o.replyTo, o.quote, o.buttons
	c.s.add(o.chat, m, c.now)
	c.s.records.shows(m)
	c.sent = append(c.sent, m.ID)
	return m
}

func (c *call) sendMessage() (any, *apiError) {
	f, err := c.textArg()
	if err != nil {
		return nil, err
	}
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	if err := o.chat.checkSend(c.s.me.ID, "text messages"); err != nil {
		return nil, err
	}
	if f, err = mendText(f); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, 1); err != nil {
		return nil, err
	}
	m := c.show(o, &message{Message: Message{Kind: "text", Text: f.text, Entities: f.entities}})
	return m.wire(true), nil
}

// textArg reads the text of a message, still to be mended.
func (c *call) textArg() (formatted, *apiError) {
	if c.args["text"] == "" {
		return formatted{}, badRequest("message text is empty")
	}
	return c.formattedText("text", "entities")
}

func mendText(f formatted) (formatted, *apiError) {
	f, err := mend(f)
	switch {
	case err != nil:
		return f, err
	case f.text == "":
		return f, badRequest("text must be non-empty")
	case units(f.text) > maxText:
		return f, badRequest("message is too long")
	}
	return f, nil
}

// caption reads a caption; it may be empty.
func (c *call) caption() (formatted, *apiError) {
	f, err := c.formattedText("caption", "caption_entities")
	if err != nil {
		return f, err
	}
	return mendCaption(f)
}

func mendCaption(f formatted) (formatted, *apiError) {
	f, err := mend(f)
	if err == nil && units(f.text) > maxCaption {
		err = badRequest("message caption is too long")
	}
	return f, err
}

// sendMedia is sendPhoto, sendVoice and sendDocument.
func (c *call) sendMedia() (any, *apiError) {
	kind := strings.ToLower(strings.TrimPrefix(c.name, "send"))
	file, err := c.file(kind, c.args[kind], kind)
	if err != nil {
		return nil, err
	}
	caption, err := c.caption()
	if err != nil {
		return nil, err
	}
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	what := map[string]string{"photo": "photos", "voice": "voice notes", "document": "documents"}[kind]
	if err := o.chat.checkSend(c.s.me.ID, what); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, 1); err != nil {
		return nil, err
	}
	return c.show(o, fileMessage(kind, file, caption)).wire(true), nil
}

func fileMessage(kind, file string, caption formatted) *message {
	return &message{
		Message: Message{Kind: kind, File: file, Text: caption.text, Entities: caption.entities},
		content: fileContent(kind, file, ""),
	}
}

// file gives the file that an argument names: one known by its file_id and of
// that kind, or one that came with the call.
func (c *call) file(kind, value, field string) (string, *apiError) {
	if attached, is := strings.CutPrefix(value, "attach://"); is {
		field = attached
	}
	switch {
	case c.files[field]:
		return c.s.newFile(kind), nil
	case value == "":
		return "", badRequest("there is no %s in the request", kind)
	case c.s.files[value] == "":
		return "", badRequest("wrong file identifier/HTTP URL specified")
	case c.s.files[value] != kind:
		return "", badRequest("type of file mismatch")
	}
	return value, nil
}

// inputMedia is one item of an album.
type inputMedia struct {
	Type     string   `json:"type"`
	Media    string   `json:"media"`
	Caption  string   `json:"caption"`
	Entities []Entity `json:"caption_entities"`
}

// maxAlbum is how many items an album has at most.
const maxAlbum = 10

func (c *call) sendMediaGroup() (any, *apiError) {
	items, err := c.album()
	if err != nil {
		return nil, err
	}
	o, err := c.outgoing()
	if err != nil {
		return nil, err
	}
	if err := o.chat.checkSend(c.s.me.ID, "photos"); err != nil {
		return nil, err
	}
	if err := c.spend(o.chat, len(items)); err != nil {
		return nil, err
	}
	if o.buttons != nil {
		c.violation("an album has no keyboard: it is ignored")
		o.buttons = nil
	}
	album := c.s.newAlbum()
	shown := make([]*wireMessage, len(items))
	for i, m := range items {
		m.Album = album
		shown[i] = c.show(o, m).wire(true)
	}
	return shown, nil
}

func (c *call) album() ([]*message, *apiError) {
	var media []inputMedia
	if c.args["media"] == "" {
		return nil, badRequest("parameter \"media\" is required")
	}
	if json.Unmarshal([]byte(c.args["media"]), &media) != nil {
		return nil, badRequest("can't parse media JSON object")
	}
	switch {
	case len(media) > maxAlbum:
		return nil, badRequest("too many messages to send as an album")
	case len(media) == 0:
		return nil, badRequest("there are no messages to send")
	}
	items := make([]*message, len(media))
	for i, item := range media {
		if !slices.Contains([]string{"photo", "video", "document", "audio"}, item.Type) {
			return nil, badRequest("can't parse InputMedia: type must be one of photo, video, document or audio")
		}
		if single := item.Type == "document" || item.Type == "audio"; item.Type != media[0].Type &&
			(single || media[0].Type == "document" || media[0].Type == "audio") {
			return nil, badRequest("can't use the media of the specified type in the album")
		}
		file, err := c.file(item.Type, item.Media, "")
		if err != nil {
			return nil, err
		}
		caption, err := mendCaption(formatted{item.Caption, item.Entities})
		if err != nil {
			return nil, err
		}
		items[i] = fileMessage(item.Type, file, caption)
	}
	return items, nil
}

func (s *Server) newAlbum() string {
	s.lastAlbum++
	return strconv.FormatInt(13000000000000000+s.lastAlbum, 10)
}
