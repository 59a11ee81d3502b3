package telegram

import (
	"bytes"
	"context"
	_ "embed" // the texts
	"errors"
	"fmt"
	"slices"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/bot"
)

//go:embed profile.yaml
var profileYAML []byte

// defaultLang is shown to users whose language has no texts.
const defaultLang = "zh"

// profile is what Telegram shows of the bot in one language.
type profile struct {
	Description string            `yaml:"description"`
	Short       string            `yaml:"short_description"`
	Commands    map[string]string `yaml:"commands"`
	// Team are the commands of the team's groups, in the order they are shown
	// in.
	Team []struct {
		Name string `yaml:"name"`
		Does string `yaml:"does"`
	} `yaml:"team"`
}

// profiles reads the texts of every language.
func profiles() (map[string]profile, error) {
	var out map[string]profile
	d := yaml.NewDecoder(bytes.NewReader(profileYAML))
	d.KnownFields(true)
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("read the bot's profile: %w", err)
	}
	return out, nil
}

// commands gives a merchant's commands in the order they are shown in.
func (p profile) commands() []tgbotapi.BotCommand {
	var out []tgbotapi.BotCommand
	for _, name := range []string{bot.CommandStart, bot.CommandHelp, bot.CommandHuman, bot.CommandLanguage, bot.CommandRestart} {
		out = append(out, tgbotapi.BotCommand{Command: name, Description: p.Commands[name]})
	}
	return out
}

// team gives the team's commands in the order they are shown in; that for its
// page only where it has one.
func (p profile) team(page bool) []tgbotapi.BotCommand {
	var out []tgbotapi.BotCommand
	for _, c := range p.Team {
		if c.Name == commandDesk && !page {
			continue
		}
		out = append(out, tgbotapi.BotCommand{Command: c.Name, Description: c.Does})
	}
	return out
}

// commandDesk asks for a link to the team's page.
const commandDesk = "desk"

// Introduction is what of a bot's surroundings [Client.Introduce] depends on.
type Introduction struct {
	Groups []int64 // of the team
	Page   bool    // the team has a page
}

// Introduce tells Telegram what it shows of the bot: a merchant's commands, in
// private chats, the team's, in its groups, and the descriptions, in every
// language. What is shown already is left alone: Telegram bears few changes a
// day. An error, also of a group that we are not in yet, is no reason not to
// start; the rest was done.
func (c *Client) Introduce(ctx context.Context, in Introduction) error {
	all, err := profiles()
	if err != nil {
		return err
	}
	all[""] = all[defaultLang]
	var errs []error
	for lang, p := range all {
		errs = append(errs,
			c.introduceCommands(ctx, lang, tgbotapi.BotCommandScope{Type: "all_private_chats"}, p.commands()),
			c.introduceText(ctx, lang, "MyDescription", "description", p.Description),
			c.introduceText(ctx, lang, "MyShortDescription", "short_description", p.Short))
		for _, group := range in.Groups {
			errs = append(errs, c.introduceCommands(ctx, lang, tgbotapi.NewBotCommandScopeChat(group), p.team(in.Page)))
		}
	}
	return errors.Join(errs...)
}

type botCommands struct {
	Commands []tgbotapi.BotCommand    `json:"commands,omitempty"`
	Scope    tgbotapi.BotCommandScope `json:"scope"`
	Lang     string                   `json:"language_code"`
}

func (c *Client) introduceCommands(ctx context.Context, lang string, scope tgbotapi.BotCommandScope, commands []tgbotapi.BotCommand) error {
	params := botCommands{Scope: scope, Lang: lang}
	var shown []tgbotapi.BotCommand
	if err := c.call(ctx, "getMyCommands", params, &shown); err != nil || slices.Equal(shown, commands) {
		return err
	}
	params.Commands = commands
	return c.call(ctx, "setMyCommands", params, nil)
}

// introduceText sets one text: its methods are get and set with a name, its
// field has another.
func (c *Client) introduceText(ctx context.Context, lang, name, field, text string) error {
	params := map[string]string{"language_code": lang}
	var shown map[string]string
	if err := c.call(ctx, "get"+name, params, &shown); err != nil || strings.TrimSpace(shown[field]) == text {
		return err
	}
	params[field] = text
	return c.call(ctx, "set"+name, params, nil)
}
