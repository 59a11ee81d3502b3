package main

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/evaluation"
)

// editorChat answers the commands that editors send to the bot. What takes
// long is done beside the turn that asked for it, one after the other, and its
// report is a message of its own. It is safe for concurrent use.
type editorChat struct {
	editors *editors
	inbox   bot.Inbox
	log     *slog.Logger
	work    chan publishing // holds what is asked for until it is taken up

	mu   sync.Mutex
	busy int64 // the update that asked for what is under way; 0 is none
}

// publishing is one wish to publish.
type publishing struct {
	asked bot.Update
	words string
}

func newEditorChat(e *editors, inbox bot.Inbox, log *slog.Logger) *editorChat {
	return &editorChat{editors: e, inbox: inbox, log: log, work: make(chan publishing, 1)}
}

// command answers a command, as [bot.Worker] wants it. It may be asked again
// about the same update.
func (c *editorChat) command(ctx context.Context, u bot.Update) (reply string, handled bool, err error) {
	name, words := commandIn(u)
	if name == commandReindex && slices.Contains(c.editors.ids, u.User) {
		return c.editors.texts.Say(c.take(publishing{u, words}), nil), true, nil
	}
	reply, handled, err = c.editors.editorCommand(ctx, u.User, u.At, name, words)
	if err != nil {
		c.log.Error("a command of an editor failed", "command", name, "user", u.User, "error", err)
	}
	return reply, handled, nil
}

// commandIn reads the command in a message, and the words behind it.
func commandIn(u bot.Update) (name, words string) {
	if u.Team != nil && u.Team.Command != "" {
		return u.Team.Command, u.Event.Text
	}
	name, words, _ = strings.Cut(strings.TrimSpace(u.Event.Text), " ")
	if rest, ok := bot.CutSlash(name); ok {
		name = rest
	}
	name, _, _ = strings.Cut(name, "@")
	return strings.ToLower(name), strings.TrimSpace(words)
}

// take takes a wish up if nothing else is under way, and says what to answer.
func (c *editorChat) take(p publishing) evaluation.Phrase {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.busy == p.asked.ID:
		return evaluation.PhraseStarted // asked again about the same
	case c.busy != 0:
		return evaluation.PhraseBusy
	}
	c.busy = p.asked.ID
	c.work <- p // there is room: nothing else is under way
	return evaluation.PhraseStarted
}

// run does what was asked for until ctx ends.
func (c *editorChat) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-c.work:
			c.publish(ctx, p)
		}
	}
}

// publish does one wish and puts its report into the chat.
func (c *editorChat) publish(ctx context.Context, p publishing) {
	u := p.asked
	reply, _, err := c.editors.editorCommand(ctx, u.User, u.At, commandReindex, p.words)
	if err != nil && ctx.Err() == nil {
		c.log.Error("a command of an editor failed", "command", commandReindex, "user", u.User, "error", err)
	}
	c.mu.Lock()
	c.busy = 0
	c.mu.Unlock()
	for ctx.Err() == nil {
		err := c.inbox.Put(ctx, []bot.Update{bot.Answering(u, reply, time.Now())})
		if err == nil {
			return
		}
		c.log.Warn("the report to an editor was not put; it is tried again", "error", err)
		wait(ctx, time.Second)
	}
}
