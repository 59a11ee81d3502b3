package botapitest

// Messages gives what is on the screen of a chat, oldest first.
func (s *Server) Messages(chat int64) []Message {
	return s.messages(chat, func(m *message) bool { return !m.Deleted })
}

// History gives every message that there ever was in a chat, with deleted
// ones, oldest first.
func (s *Server) History(chat int64) []Message {
	return s.messages(chat, func(*message) bool { return true })
}

// FromBot gives what the bot wrote into a chat and is on the screen, oldest
// first.
func (s *Server) FromBot(chat int64) []Message {
	return s.messages(chat, func(m *message) bool { return !m.Deleted && m.Bot && !m.service })
}

// InTopic gives what is on the screen of a topic, oldest first.
func (s *Server) InTopic(chat, topic int64) []Message {
	return s.messages(chat, func(m *message) bool { return !m.Deleted && m.Topic == topic })
}

func (s *Server) messages(chat int64, wanted func(*message) bool) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chats[chat]
	if ch == nil {
		return nil
	}
	var messages []Message
	for _, m := range ch.messages {
		if wanted(m) {
			messages = append(messages, m.Message)
		}
	}
	return messages
}

// Message gives one message, deleted or not.
func (s *Server) Message(chat, id int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.chats[chat]; ch != nil {
		if m := ch.any(id); m != nil {
			return m.Message, true
		}
	}
	return Message{}, false
}

// Last gives the newest message of the bot that is on the screen of a chat.
func (s *Server) Last(chat int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.chats[chat]; ch != nil {
		for i := len(ch.messages) - 1; i >= 0; i-- {
			if m := ch.messages[i]; m.Bot && !m.service && !m.Deleted {
				return m.Message, true
			}
		}
	}
	return Message{}, false
}
