package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/tillmate/tillmate/bot/telegram"
	"github.com/tillmate/tillmate/configs"
)

// examineTelegram looks at Telegram, and at what the bot may do in the chats
// that the configuration names.
func examineTelegram(ctx context.Context, config configs.Config) []finding {
	within, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	wrong := func(err error) []finding {
		return []finding{{What: "telegram", Problem: err.Error(), Serious: true}}
	}
	client, err := telegram.New(telegram.Options{Token: config.Telegram.Token.Reveal(), BaseURL: config.Telegram.API})
	if err != nil {
		return wrong(err)
	}
	me, err := client.Me(within)
	if err != nil {
		return wrong(err)
	}
	out := []finding{{What: "telegram", Note: "the bot is @" + me.Name}}
	host, err := client.Webhook(within)
	switch {
	case err != nil:
		return append(out, wrong(err)...)
	case host != "" && config.Telegram.Intake == configs.Poll:
		out = append(out, finding{What: "webhook", Problem: "Telegram sends updates to " + host + ": serve removes that, and takes them by polling"})
	case host == "" && config.Telegram.Intake == configs.ByWebhook:
		out = append(out, finding{What: "webhook", Note: "none is set yet: serve sets it"})
	}
	for _, g := range config.Team.Groups {
		out = append(out, examineGroup(ctx, client, me.ID, g))
	}
	for _, id := range config.Team.Editors {
		if f := examineEditor(ctx, client, id); f.Problem != "" {
			out = append(out, f)
		}
	}
	return out
}

// examineGroup looks at what the bot may do in a group of the team. A group
// out of its reach is serious: no case arrives there.
func examineGroup(ctx context.Context, client *telegram.Client, me int64, g configs.Group) finding {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	f := finding{What: "group " + g.DeskID()}
	place, err := client.Place(ctx, g.Chat)
	var is telegram.Standing
	if err == nil {
		is, err = client.Standing(ctx, g.Chat, me)
	}
	if err != nil {
		f.Problem, f.Serious = outOfReach(g.Chat, err), true
		return f
	}
	switch {
	case !place.Group:
		f.Problem, f.Serious = fmt.Sprintf("%d is no group; mend the id in team.groups", g.Chat), true
	case !is.In:
		f.Problem, f.Serious = fmt.Sprintf("the bot is no member of %d; add it and make it an administrator with %s", g.Chat, rights(place.Topics, is)), true
	case !is.Write:
		f.Problem, f.Serious = fmt.Sprintf("the bot may not write in %d; make it an administrator with %s", g.Chat, rights(place.Topics, is)), true
	case !is.Admin:
		f.Problem = fmt.Sprintf("the bot is no administrator of %d: it reads commands and replies only, and does not learn who leaves; make it one with %s", g.Chat, rights(place.Topics, is))
	case rights(place.Topics, is) != "":
		f.Problem = fmt.Sprintf("the bot lacks a right in %d; make it an administrator with %s", g.Chat, rights(place.Topics, is))
	case place.Topics:
		f.Note = "with topics, one for each case"
	default:
		f.Note = "without topics: a case runs as replies below its card (switch Topics on in Telegram for one each)"
	}
	return f
}

// rights words those that an administrator lacks for the work on cases. Nobody
// but an administrator has any: then it is all that are wanted.
func rights(topics bool, is telegram.Standing) string {
	var lacks []string
	if topics && !is.Topics {
		lacks = append(lacks, "Manage topics")
	}
	if !is.Pin {
		lacks = append(lacks, "Pin messages")
	}
	return strings.Join(lacks, " and ")
}

// outOfReach says what to do about a chat of which Telegram tells nothing.
func outOfReach(chat int64, err error) string {
	moved, ok := telegram.Unreachable(err)
	switch {
	case !ok:
		return err.Error()
	case moved != 0:
		return fmt.Sprintf("the group %d is %d now; write that into team.groups", chat, moved)
	}
	return fmt.Sprintf("the bot does not reach %d (%s); add it to the group, or mend the id in team.groups", chat, err)
}

// examineEditor looks whether the weekly message reaches an editor. Telegram
// does not say who blocked the bot before something is sent.
func examineEditor(ctx context.Context, client *telegram.Client, id int64) finding {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	f := finding{What: fmt.Sprintf("editor %d", id)}
	_, err := client.Place(ctx, id)
	if _, ok := telegram.Unreachable(err); ok {
		f.Problem = "the bot cannot write to this editor; let them open its chat and press Start, or mend the id in team.editors"
	} else if err != nil {
		f.Problem = err.Error()
	}
	return f
}
