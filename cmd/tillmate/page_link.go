package main

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// asksForPage reports whether a command, without the slash, asks for a link to
// the team's page.
func asksForPage(name string) bool {
	return slices.Contains([]string{"desk", "page", "工作台"}, name)
}

// pageLinks answers /desk: who may see the team's page is sent a link to it. A
// link lets in whoever opens it, so it goes into a private chat only, and
// nothing logs it. It is safe for concurrent use.
type pageLinks struct {
	base     string // what links begin with; "" is no page
	sessions web.Sessions
	role     func(user int64) web.Role
	phrases  conversation.Phrases
	lang     knowledge.Lang // of who has no chat with the bot; "" is Chinese
	// chat gives what is kept of a private chat.
	chat func(ctx context.Context, chat int64) (bot.Record, error)
	log  *slog.Logger
}

// command answers a command, unless it is none of its own. Asked again about
// the same update it gives another link.
func (l *pageLinks) command(ctx context.Context, u bot.Update) (reply string, handled bool) {
	name, _ := commandIn(u)
	if l.base == "" || !asksForPage(name) {
		return "", false
	}
	if u.Kind != bot.FromMerchant || u.Team != nil || u.Chat != u.User || u.User == 0 {
		return l.say(l.reader(ctx, u), conversation.PhrasePagePrivate, nil), true
	}
	to := l.reader(ctx, u)
	if l.role(u.User) == web.RoleNone {
		return l.say(to, conversation.PhrasePageStranger, conversation.Values{"user": u.User}), true
	}
	who := web.Member{ID: u.User, Name: cmp.Or(u.Name, strconv.FormatInt(u.User, 10))}
	token, err := l.sessions.Issue(ctx, who)
	if err != nil {
		l.log.Error("no link to the page was made", "user", u.User, "error", err)
		return l.say(to, conversation.PhrasePageFailed, nil), true
	}
	l.log.Info("a link to the page was made", "user", u.User)
	return l.say(to, conversation.PhrasePageLink, conversation.Values{"link": l.base + "/in/" + token}), true
}

// say gives a text as somebody reads it.
func (l *pageLinks) say(to handoff.Reader, key conversation.Phrase, values conversation.Values) string {
	text := l.phrases.Say(to.Lang, key, values)
	if to.Traditional {
		return hanzi.ToTraditional(text)
	}
	return text
}

// reader gives how somebody reads: in a group by the program's language, in
// private as the dialogue goes.
func (l *pageLinks) reader(ctx context.Context, u bot.Update) handoff.Reader {
	if u.Team != nil && u.Team.Lang != "" {
		return readerOf(u.Team.Lang)
	}
	to := handoff.Reader{Lang: cmp.Or(l.lang, knowledge.Chinese)}
	if u.Team != nil {
		return to
	}
	record, err := l.chat(ctx, u.Chat)
	if err != nil {
		return to // any language is better than no answer
	}
	state, err := bot.StateOf(record.Data)
	if err != nil || state.Lang == "" {
		return to
	}
	return handoff.Reader{Lang: state.Lang, Traditional: state.Traditional && state.Lang == knowledge.Chinese}
}

// audit writes what is done on the page into the log: who, what, on which
// case, and no words of anybody.
func audit(log *slog.Logger) func(web.Entry) {
	return func(e web.Entry) {
		attrs := []any{"user", e.User, "role", string(e.Role), "act", plain(e.Act)}
		if e.Case != "" {
			attrs = append(attrs, "case", plain(e.Case))
		}
		if e.Refused != "" {
			attrs = append(attrs, "refused", e.Refused)
		}
		log.Info("on the page", attrs...)
	}
}

// plain gives a name as it is, and "?" for what is none: browsers send
// anything.
func plain(name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789_-/{}"
	if len(name) > 40 || strings.Trim(name, letters) != "" {
		return "?"
	}
	return name
}
