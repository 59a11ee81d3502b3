package telegram

import (
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/tillmate/tillmate/conversation"
)

// files gives what is in a message beside words; a message has at most one
// file, an album is several messages. Only ids are kept: no name, no number of
// a contact, no place.
func files(m *message) []conversation.File {
	f := conversation.File{Album: id(m.MediaGroupID)}
	switch {
	case len(m.Photo) > 0:
		f.Kind, f.ID = conversation.Photo, biggest(m.Photo)
	case m.Video != nil:
		f.Kind, f.ID = conversation.Video, m.Video.FileID
	case m.VideoNote != nil:
		f.Kind, f.ID = conversation.Video, m.VideoNote.FileID
	case m.Animation != nil: // before the document that comes with it
		f.Kind, f.ID = conversation.Video, m.Animation.FileID
	case m.Voice != nil:
		f.Kind, f.ID = conversation.Voice, m.Voice.FileID
	case m.Audio != nil:
		f.Kind, f.ID = conversation.Voice, m.Audio.FileID
	case m.Document != nil:
		f.Kind, f.ID = conversation.Document, m.Document.FileID
	case m.Sticker != nil:
		f.Kind, f.ID = conversation.Sticker, m.Sticker.FileID
	case m.Location != nil || m.Venue != nil:
		f.Kind = conversation.Location
	case m.Contact != nil:
		f.Kind = conversation.Contact
	case m.Poll != nil || m.Dice != nil || m.Game != nil || m.Invoice != nil:
		f.Kind = conversation.Unknown
	default:
		return nil
	}
	f.ID = id(f.ID)
	return []conversation.File{f}
}

// biggest gives the photo in the best of the sizes it comes in.
func biggest(sizes []tgbotapi.PhotoSize) string {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height >= best.Width*best.Height {
			best = s
		}
	}
	return best.FileID
}

// services are the fields of messages that nobody wrote. The library knows
// only the first of them.
func services() []string {
	return []string{
		"new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
		"group_chat_created", "supergroup_chat_created", "channel_chat_created", "pinned_message",
		"message_auto_delete_timer_changed", "connected_website", "passport_data", "proximity_alert_triggered",
		"successful_payment", "refunded_payment", "users_shared", "user_shared", "chat_shared", "write_access_allowed",
		"forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
		"general_forum_topic_hidden", "general_forum_topic_unhidden", "boost_added", "chat_background_set",
		"video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited",
		"voice_chat_scheduled", "voice_chat_started", "voice_chat_ended", "voice_chat_participants_invited",
		"web_app_data", "giveaway_created", "giveaway_completed", "gift", "unique_gift", "gift_upgrade_sent",
		"paid_message_price_changed", "direct_message_price_changed", "checklist_tasks_done", "checklist_tasks_added",
		"suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
		"suggested_post_refunded", "chat_owner_left", "chat_owner_changed",
	}
}

// service reports a message that nobody wrote.
func service(payload json.RawMessage) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(payload, &fields) != nil {
		return false
	}
	for _, s := range services() {
		if _, ok := fields[s]; ok {
			return true
		}
	}
	return false
}
