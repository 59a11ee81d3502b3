package botapitest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// method is a method of the API.
type method struct {
	name   string
	params string // known ones, by spaces
	run    func(*call) (any, *apiError)
}

// call is a call while it is carried out, with the lock held.
type call struct {
	request
	s    *Server
	name string // of the method, as documented
	now  time.Time
	sent []int64 // numbers of the messages that came to be
}

const (
	chatParams = " chat_id "
	sendParams = " chat_id message_thread_id disable_notification protect_content allow_paid_broadcast " +
		"message_effect_id reply_parameters reply_markup reply_to_message_id allow_sending_without_reply "
	captionParams = " caption parse_mode caption_entities show_caption_above_media "
	textParams    = " text parse_mode entities link_preview_options disable_web_page_preview "
	topicParams   = " chat_id message_thread_id "
	languageParam = " language_code "
)

// methods are those that exist, by name in lower case. getUpdates and the
// webhook's are carried out elsewhere too.
func methods() map[string]method {
	all := []method{
		{"getUpdates", "offset limit timeout allowed_updates", nil},
		{"setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token", (*call).setWebhook},
		{"deleteWebhook", "drop_pending_updates", (*call).deleteWebhook},
		{"getWebhookInfo", "", (*call).getWebhookInfo},
		{"getMe", "", (*call).getMe},
		{"sendMessage", sendParams + textParams, (*call).sendMessage},
		{"sendPhoto", sendParams + captionParams + "photo has_spoiler", (*call).sendMedia},
		{"sendVoice", sendParams + captionParams + "voice duration", (*call).sendMedia},
		{"sendDocument", sendParams + captionParams + "document thumbnail disable_content_type_detection", (*call).sendMedia},
		{"sendMediaGroup", sendParams + "media", (*call).sendMediaGroup},
		{"copyMessage", sendParams + captionParams + "from_chat_id message_id", (*call).copyMessage},
		{"copyMessages", topicParams + "from_chat_id message_ids remove_caption disable_notification protect_content", (*call).copyMessages},
		{"forwardMessage", sendParams + "from_chat_id message_id", (*call).forwardMessage},
		{"editMessageText", chatParams + textParams + "message_id inline_message_id reply_markup", (*call).editMessageText},
		{"editMessageReplyMarkup", chatParams + "message_id inline_message_id reply_markup", (*call).editMessageReplyMarkup},
		{"deleteMessage", chatParams + "message_id", (*call).deleteMessage},
		{"deleteMessages", chatParams + "message_ids", (*call).deleteMessages},
		{"pinChatMessage", chatParams + "message_id disable_notification", (*call).pinChatMessage},
		{"setMessageReaction", chatParams + "message_id reaction is_big", (*call).setMessageReaction},
		{"answerCallbackQuery", "callback_query_id text show_alert url cache_time", (*call).answerCallbackQuery},
		{"createForumTopic", chatParams + "name icon_color icon_custom_emoji_id", (*call).createForumTopic},
		{"editForumTopic", topicParams + "name icon_custom_emoji_id", (*call).editForumTopic},
		{"closeForumTopic", topicParams, (*call).closeForumTopic},
		{"reopenForumTopic", topicParams, (*call).reopenForumTopic},
		{"deleteForumTopic", topicParams, (*call).deleteForumTopic},
		{"getForumTopicIconStickers", "", (*call).getForumTopicIconStickers},
		{"getChat", chatParams, (*call).getChat},
		{"getChatMember", chatParams + "user_id", (*call).getChatMember},
		{"getChatAdministrators", chatParams, (*call).getChatAdministrators},
		{"leaveChat", chatParams, (*call).leaveChat},
		{"sendChatAction", topicParams + "action", (*call).sendChatAction},
		{"getFile", "file_id", (*call).getFile},
		{"setMyCommands", languageParam + "commands scope", (*call).setMyCommands},
		{"getMyCommands", languageParam + "scope", (*call).getMyCommands},
		{"deleteMyCommands", languageParam + "scope", (*call).deleteMyCommands},
		{"setMyDescription", languageParam + "description", (*call).setMyDescription},
		{"getMyDescription", languageParam, (*call).getMyDescription},
		{"setMyShortDescription", languageParam + "short_description", (*call).setMyShortDescription},
		{"getMyShortDescription", languageParam, (*call).getMyShortDescription},
	}
	byName := map[string]method{}
	for _, m := range all {
		m.params = " " + m.params + " "
		byName[strings.ToLower(m.name)] = m
	}
	return byName
}

// Methods gives the names of the methods that exist, sorted.
func (s *Server) Methods() []string {
	var names []string
	for m := range maps.Values(s.methods) {
		names = append(names, m.name)
	}
	slices.Sort(names)
	return names
}

// handle carries out a call, or meets it with a fault, and records it.
func (s *Server) handle(req request, m method) (answer, Injection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	c := &call{request: req, s: s, name: m.name, now: s.opts.Now()}
	fault := s.faults.next(m.name, c.number("chat_id"))
	if a, met := c.meet(fault); met {
		return a, fault
	}
	c.checkParams(m)
	result, err := m.run(c)
	if err != nil {
		c.record(err.code, err.description, fault.Fault)
		return refused(err), fault
	}
	c.record(http.StatusOK, "", fault.Fault)
	return accepted(result), fault
}

// meet answers a call that is not carried out because of a fault.
func (c *call) meet(fault Injection) (answer, bool) {
	var a answer
	switch fault.Fault {
	case TooManyRequests:
		err := c.penalise(fault.RetryAfter)
		c.record(err.code, err.description, fault.Fault)
		return refused(err), true
	case Forbidden:
		err := forbidden("bot was blocked by the user")
		if c.number("chat_id") < 0 {
			err = forbidden("bot was kicked from the supergroup chat")
		}
		c.record(err.code, err.description, fault.Fault)
		return refused(err), true
	case InternalError:
		a = errorPage(http.StatusInternalServerError)
	case BadGateway:
		a = errorPage(http.StatusBadGateway)
	case CutBefore:
	default:
		return a, false
	}
	c.record(a.status, "", fault.Fault)
	return a, true
}

// checkParams notes arguments that the method does not know: the real server
// ignores them, and so hides a misspelt one.
func (c *call) checkParams(m method) {
	for name := range c.args {
		if !strings.Contains(m.params, " "+name+" ") {
			c.violation("unknown parameter %q", name)
		}
	}
}

// violation notes what is taken without a word and is a mistake all the same.
func (c *call) violation(format string, args ...any) {
	c.s.records.violations.add(Violation{At: c.now, Method: c.name, Chat: c.number("chat_id"), What: fmt.Sprintf(format, args...)})
}
