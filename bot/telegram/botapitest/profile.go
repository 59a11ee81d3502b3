package botapitest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// What the bot may say about itself, in characters.
const (
	maxCommands           = 100
	maxCommand            = 32
	maxCommandDescription = 256
	maxDescription        = 512
	maxShortDescription   = 120
)

// Command is a command that the bot offers.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// profile is what the bot says about itself, by language, "" is for the rest.
type profile struct {
	commands     map[string][]Command // by scope and language
	descriptions map[string]string
	shorts       map[string]string
}

func newProfile() profile {
	return profile{map[string][]Command{}, map[string]string{}, map[string]string{}}
}

// Commands gives what the bot offers in a language, "" is for the rest, in the
// default scope.
func (s *Server) Commands(language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.profile.commands["default "+language])
}

// GroupCommands gives what the bot offers in a language in one group.
func (s *Server) GroupCommands(group int64, language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.profile.commands[chatScope("chat", group, 0, language)])
}

// chatScope is the key of commands in one chat.
func chatScope(kind string, chat, user int64, language string) string {
	return kind + " " + strconv.FormatInt(chat, 10) + " " + strconv.FormatInt(user, 10) + " " + language
}

func (c *call) language() (string, *apiError) {
	language := c.args["language_code"]
	if language != "" && (len(language) != 2 || strings.Trim(language, "abcdefghijklmnopqrstuvwxyz") != "") {
		return "", badRequest("invalid language code specified")
	}
	return language, nil
}

// scope gives the key of commands: scope and language.
func (c *call) scope() (string, *apiError) {
	language, err := c.language()
	if err != nil || c.args["scope"] == "" {
		return "default " + language, err
	}
	var scope struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User int64           `json:"user_id"`
	}
	if json.Unmarshal([]byte(c.args["scope"]), &scope) != nil {
		return "", badRequest("can't parse BotCommandScope JSON object")
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return scope.Type + " " + language, nil
	case "chat", "chat_administrators", "chat_member":
		text := strings.Trim(string(scope.Chat), `"`)
		if text == "" {
			return "", badRequest("can't parse BotCommandScope: Can't find field \"chat_id\"")
		}
		id, _ := strconv.ParseInt(text, 10, 64) // what is no number is nobody's
		ch := c.s.chats[id]
		if ch == nil {
			return "", badRequest("chat not found")
		}
		if err := ch.check(read, c.s.me.ID); err != nil {
			return "", err
		}
		return chatScope(scope.Type, id, scope.User, language), nil
	}
	return "", badRequest("can't parse BotCommandScope: Unsupported type specified")
}

func (c *call) setMyCommands() (any, *apiError) {
	commands, err := c.commands()
	if err != nil {
		return nil, err
	}
	key, err := c.scope()
	if err != nil {
		return nil, err
	}
	c.s.profile.commands[key] = commands
	return true, nil
}

func (c *call) commands() ([]Command, *apiError) {
	var commands []Command
	if value := c.args["commands"]; value != "" && json.Unmarshal([]byte(value), &commands) != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	if len(commands) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range commands {
		k := &commands[i]
		k.Command = strings.TrimPrefix(strings.TrimSpace(k.Command), "/")
		k.Description = strings.TrimSpace(k.Description)
		switch {
		case k.Command == "":
			return nil, badRequest("command must be non-empty")
		case len([]rune(k.Command)) > maxCommand:
			return nil, badRequest("command length must not exceed %d", maxCommand)
		case k.Description == "":
			return nil, badRequest("command description must be non-empty")
		case len([]rune(k.Description)) > maxCommandDescription:
			return nil, badRequest("command description length must not exceed %d", maxCommandDescription)
		case strings.Trim(k.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
	}
	return commands, nil
}

func (c *call) getMyCommands() (any, *apiError) {
	key, err := c.scope()
	if err != nil {
		return nil, err
	}
	return append([]Command{}, c.s.profile.commands[key]...), nil
}

func (c *call) deleteMyCommands() (any, *apiError) {
	key, err := c.scope()
	if err != nil {
		return nil, err
	}
	delete(c.s.profile.commands, key)
	return true, nil
}

func (c *call) setMyDescription() (any, *apiError) {
	return c.describe(c.s.profile.descriptions, "description", maxDescription, "DESCRIPTION_TOO_LONG")
}

func (c *call) setMyShortDescription() (any, *apiError) {
	return c.describe(c.s.profile.shorts, "short_description", maxShortDescription, "ABOUT_TOO_LONG")
}

func (c *call) describe(by map[string]string, field string, limit int, tooLong string) (any, *apiError) {
	language, err := c.language()
	if err != nil {
		return nil, err
	}
	if len([]rune(c.args[field])) > limit {
		return nil, badRequest("%s", tooLong)
	}
	by[language] = c.args[field]
	return true, nil
}

func (c *call) getMyDescription() (any, *apiError) {
	language, err := c.language()
	return map[string]string{"description": c.s.profile.descriptions[language]}, err
}

func (c *call) getMyShortDescription() (any, *apiError) {
	language, err := c.language()
	return map[string]string{"short_description": c.s.profile.shorts[language]}, err
}
